/* Guarded memory that is lent again: wiped, at a guard page, of one's own. */
#include "tests/unit/unit.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/secret_pool.h"

static sigjmp_buf caught;

static void
on_fault(int number)
{
	siglongjmp(caught, number);
}

/* Whether writing that byte ends in a fault. */
static bool
faults(volatile uint8_t *at)
{
	struct sigaction act = {.sa_handler = on_fault}, old_segv, old_bus;
	volatile bool fault = false;

	(void)sigaction(SIGSEGV, &act, &old_segv);
	(void)sigaction(SIGBUS, &act, &old_bus);
	if (sigsetjmp(caught, 1) == 0)
		*at = 1;
	else
		fault = true;
	(void)sigaction(SIGSEGV, &old_segv, NULL);
	(void)sigaction(SIGBUS, &old_bus, NULL);
	return fault;
}

static void
what_is_lent_is_zero_and_ends_at_a_guard(void **state)
{
	static const size_t sizes[] = {
	    16, 208, 4096, 4112, 70000 / 16 * 16, 131072, 131088, 1u << 20};

	(void)state;
	for (int again = 0; again < 2; again++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			uint8_t *secret = secret_borrow(sizes[i]);

			assert_non_null(secret);
			assert_true(sodium_is_zero(secret, sizes[i]));
			assert_int_equal((uintptr_t)secret % 16, 0);
			memset(secret, 0xee, sizes[i]);
			assert_true(faults(secret + sizes[i]));
			secret_give_back(secret);
		}
	secret_give_back(NULL);
}

/* Nothing of one borrower is there for the next, whatever their lengths. */
static void
what_comes_back_is_wiped(void **state)
{
	uint8_t *first = secret_borrow(4096), *second;

	(void)state;
	memset(first, 0x5a, 4096);
	secret_give_back(first);
	second = secret_borrow(4096);
	assert_true(sodium_is_zero(second, 4096));
	secret_give_back(second);
}

/* More at once than are kept: each its own. */
static void
none_is_lent_twice(void **state)
{
	enum { MORE = 3 * SECRET_POOL_PIECES };
	uint8_t *lent[MORE];

	(void)state;
	for (int i = 0; i < MORE; i++) {
		lent[i] = secret_borrow(256);
		assert_non_null(lent[i]);
		memset(lent[i], i + 1, 256);
	}
	for (int i = 0; i < MORE; i++)
		for (int at = 0; at < 256; at++)
			assert_int_equal(lent[i][at], i + 1);
	for (int i = 0; i < MORE; i++)
		secret_give_back(lent[i]);
}

static char not_zero[] = "not zero", anothers[] = "another's";

static void *
borrow_often(void *context)
{
	const uint8_t mark = *(const uint8_t *)context;

	for (int i = 0; i < 2000; i++) {
		const size_t len = 16 + 16 * (size_t)(i % 300);
		uint8_t *secret = secret_borrow(len);

		if (secret == NULL || !sodium_is_zero(secret, len))
			return not_zero;
		memset(secret, mark, len);
		for (size_t at = 0; at < len; at++)
			if (secret[at] != mark)
				return anothers;
		secret_give_back(secret);
	}
	return NULL;
}

static void
threads_have_their_own(void **state)
{
	uint8_t marks[4] = {1, 2, 3, 4};
	pthread_t threads[4];
	void *wrong;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, borrow_often, &marks[i]),
		    0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &wrong), 0);
		assert_null(wrong);
	}
}

/* KiB of this process that are locked. */
static long
locked(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[256];
	long kib = -1;

	assert_non_null(status);
	while (fgets(line, sizeof(line), status) != NULL)
		(void)sscanf(line, "VmLck: %ld", &kib);
	(void)fclose(status);
	return kib;
}

/* Locks are not inherited: what waits here is not lent there. */
static void
a_child_borrows_locked_memory(void **state)
{
	uint8_t *secret = secret_borrow(4096);
	const bool can = locked() > 0;
	int status;
	pid_t pid;

	(void)state;
	secret_give_back(secret);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		secret = secret_borrow(4096);
		_exit(secret != NULL && sodium_is_zero(secret, 4096) &&
			    (!can || locked() > 0)
			? 0
			: 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	secret = secret_borrow(4096);
	assert_non_null(secret);
	secret_give_back(secret);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_lent_is_zero_and_ends_at_a_guard),
	    cmocka_unit_test(what_comes_back_is_wiped),
	    cmocka_unit_test(none_is_lent_twice),
	    cmocka_unit_test(threads_have_their_own),
	    cmocka_unit_test(a_child_borrows_locked_memory),
	};

	return sodium_init() < 0 ? 1
				 : cmocka_run_group_tests(tests, NULL, NULL);
}
