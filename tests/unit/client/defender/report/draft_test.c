/*
 * Drafts: whole or not at all.  draft.c is compiled here with little work for
 * its passphrase, as some hundred drafts are opened.
 */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "client/defender/report/draft.h"
#include "common/bytes/secret.h"
#include "common/envelope/seal.h"

#define PASS "correct horse"
#define OLD "{\"format\":\"valise-draft/1\",\"report\":{}}"
#define NEW "{\"format\":\"valise-draft/1\",\"report\":{\"kind\":\"new\"}}"

static char folder[] = "/tmp/valise-draft-XXXXXX";
static char path[64];

static int
make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/a.draft", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

static enum draft_status
save(const char *content, enum durable_replace replace)
{
	struct reason reason;

	return draft_save(path, PASS, strlen(PASS), content, strlen(content),
	    replace, &reason);
}

static enum draft_status
open_draft(const char *passphrase, char *ret_content, size_t size)
{
	struct byte_writer content;
	struct reason reason;
	enum draft_status status =
	    draft_open(path, passphrase, strlen(passphrase), &content, &reason);

	if (status != DRAFT_OK)
		return status;
	assert_true(content.len < size);
	memcpy(ret_content, content.data, content.len + 1);
	byte_writer_finish(&content);
	return DRAFT_OK;
}

static void
assert_holds(const char *content)
{
	char found[256];

	assert_int_equal(open_draft(PASS, found, sizeof(found)), DRAFT_OK);
	assert_string_equal(found, content);
}

static size_t
files_in_folder(void)
{
	DIR *dir = opendir(folder);
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		n++;
	(void)closedir(dir);
	return n - 2;
}

/* What a killed one left: sealed, under a name of its own. */
static void
remove_leftovers(void)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, ".part-", 6) == 0)
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	(void)closedir(dir);
}

static void
comes_back_as_it_was(void **state)
{
	static const size_t sizes[] = {0, 1, 32767, 32768, 32769, 100000,
	    REPORT_MAX, REPORT_MAX + 1, DRAFT_MAX};
	uint8_t *bytes = malloc(DRAFT_MAX + 1);
	struct byte_writer content;
	struct stat found;

	(void)state;
	memset(bytes, 'x', DRAFT_MAX + 1);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(draft_save(path, PASS, strlen(PASS), bytes,
				     sizes[i], DURABLE_REPLACE, NULL),
		    DRAFT_OK);
		assert_int_equal(
		    draft_open(path, PASS, strlen(PASS), &content, NULL),
		    DRAFT_OK);
		assert_int_equal(content.len, sizes[i]);
		assert_memory_equal(content.data, bytes, sizes[i]);
		byte_writer_finish(&content);
		assert_int_equal(stat(path, &found), 0);
		assert_int_equal(found.st_mode & 07777, 0600);
	}
	assert_int_equal(draft_save(path, PASS, strlen(PASS), bytes,
			     DRAFT_MAX + 1, DURABLE_REPLACE, NULL),
	    DRAFT_TOO_LONG);
	assert_int_equal(files_in_folder(), 1);
	free(bytes);
}

/* Short and long ones have the same size. */
static void
size_tells_little(void **state)
{
	struct stat a, b;
	char content[32768];

	(void)state;
	memset(content, 'x', sizeof(content));
	assert_int_equal(save("x", DURABLE_REPLACE), DRAFT_OK);
	assert_int_equal(stat(path, &a), 0);
	assert_int_equal(draft_save(path, PASS, strlen(PASS), content,
			     sizeof(content), DURABLE_REPLACE, NULL),
	    DRAFT_OK);
	assert_int_equal(stat(path, &b), 0);
	assert_int_equal(a.st_size, b.st_size);
}

static void
passphrases_are_judged(void **state)
{
	static char many[AGE_PASSPHRASE_MAX + 1];
	struct byte_writer content;

	(void)state;
	memset(many, 'x', AGE_PASSPHRASE_MAX);
	assert_int_equal(draft_passphrase_check("", 0), DRAFT_PASSPHRASE_SHORT);
	assert_int_equal(
	    draft_passphrase_check("1234567", 7), DRAFT_PASSPHRASE_SHORT);
	assert_int_equal(draft_passphrase_check("12345678", 8), DRAFT_OK);
	/* Seven characters in thirteen bytes, then eight. */
	assert_int_equal(
	    draft_passphrase_check("пароль1", 13), DRAFT_PASSPHRASE_SHORT);
	assert_int_equal(draft_passphrase_check("парольпа", 16), DRAFT_OK);
	assert_int_equal(
	    draft_passphrase_check(many, AGE_PASSPHRASE_MAX - 1), DRAFT_OK);
	assert_int_equal(draft_passphrase_check(many, AGE_PASSPHRASE_MAX),
	    DRAFT_PASSPHRASE_LONG);

	assert_int_equal(save(OLD, DURABLE_REPLACE), DRAFT_OK);
	assert_int_equal(
	    draft_save(path, "short", 5, NEW, 1, DURABLE_REPLACE, NULL),
	    DRAFT_PASSPHRASE_SHORT);
	assert_int_equal(
	    draft_open(path, "", 0, &content, NULL), DRAFT_PASSPHRASE_SHORT);
	assert_int_equal(
	    draft_open(path, many, AGE_PASSPHRASE_MAX, &content, NULL),
	    DRAFT_PASSPHRASE_LONG);
	assert_int_equal(draft_open(path, "correct house", 13, &content, NULL),
	    DRAFT_NO_MATCH);
	assert_holds(OLD);
}

static void
places_are_judged(void **state)
{
	struct byte_writer content;
	struct reason reason;
	char link_path[80];

	(void)state;
	assert_int_equal(save(OLD, DURABLE_REPLACE), DRAFT_OK);
	assert_int_equal(save(NEW, DURABLE_KEEP_EXISTING), DRAFT_EXISTS);
	assert_holds(OLD);
	assert_int_equal(draft_save(folder, PASS, strlen(PASS), NEW, 1,
			     DURABLE_REPLACE, &reason),
	    DRAFT_NOT_A_FILE);
	assert_int_equal(
	    draft_open(folder, PASS, strlen(PASS), &content, &reason),
	    DRAFT_NOT_A_FILE);
	(void)snprintf(link_path, sizeof(link_path), "%s/link", folder);
	assert_int_equal(symlink("a.draft", link_path), 0);
	assert_int_equal(draft_save(link_path, PASS, strlen(PASS), NEW, 1,
			     DURABLE_REPLACE, &reason),
	    DRAFT_NOT_A_FILE);
	assert_int_equal(unlink(link_path), 0);
	(void)snprintf(link_path, sizeof(link_path), "%s/no/draft", folder);
	assert_int_equal(draft_save(link_path, PASS, strlen(PASS), NEW, 1,
			     DURABLE_REPLACE, &reason),
	    DRAFT_WRITE_FAILED);
	assert_string_equal(reason.text, strerror(ENOENT));
	assert_int_equal(
	    draft_open(link_path, PASS, strlen(PASS), &content, &reason),
	    DRAFT_READ_FAILED);
	assert_string_equal(reason.text, strerror(ENOENT));
	assert_int_equal(files_in_folder(), 1);
	assert_holds(OLD);
}

static void
write_plainly(const void *bytes, size_t n)
{
	assert_true(durable_file_write(path, bytes, n, 0600, DURABLE_REPLACE));
}

static void
cut_and_flipped_are_refused(void **state)
{
	char content[40000], found[sizeof(content) + 1];
	enum draft_status status;
	uint8_t *sealed;
	size_t n, header;

	(void)state;
	memset(content, 'x', sizeof(content));
	assert_int_equal(draft_save(path, PASS, strlen(PASS), content,
			     sizeof(content), DURABLE_REPLACE, NULL),
	    DRAFT_OK);
	assert_true(durable_file_read(path, DRAFT_FILE_MAX, &sealed, &n));
	header = (size_t)((uint8_t *)memmem(sealed, n, "\n---", 4) - sealed);
	for (size_t cut = 0; cut < n; cut += 1024) {
		write_plainly(sealed, cut);
		assert_int_equal(open_draft(PASS, found, sizeof(found)),
		    cut <= header ? DRAFT_NOT_AGE : DRAFT_DAMAGED);
	}
	write_plainly(sealed, n - 1);
	assert_int_equal(open_draft(PASS, found, sizeof(found)), DRAFT_DAMAGED);
	/* Each byte of the header, then some of the rest. */
	for (size_t at = 0; at < n; at += at < 300 ? 1 : 1021) {
		sealed[at] ^= 1;
		write_plainly(sealed, n);
		status = open_draft(PASS, found, sizeof(found));
		sealed[at] ^= 1;
		if (status == DRAFT_OK ||
		    (at > header + 60 && status != DRAFT_DAMAGED))
			fail_msg("byte %zu: %s", at, draft_status_text(status));
	}
	sealed = realloc(sealed, n + 1);
	sealed[n] = 'x';
	write_plainly(sealed, n + 1);
	assert_int_equal(open_draft(PASS, found, sizeof(found)), DRAFT_DAMAGED);
	free(sealed);
}

/* What is no draft, and drafts that no honest program made. */
static void
foreign_files_are_refused(void **state)
{
	struct age_recipient other = {.type = AGE_SCRYPT,
	    .passphrase = PASS,
	    .passphrase_len = strlen(PASS),
	    .log_n = 4};
	uint8_t *long_one = calloc(1, DRAFT_FILE_MAX + 1), *work;
	struct byte_writer sealed;
	const struct byte_sink sink = byte_sink_writer(&sealed);
	char found[256];

	(void)state;
	write_plainly("", 0);
	assert_int_equal(open_draft(PASS, found, sizeof(found)), DRAFT_NOT_AGE);
	write_plainly("a letter\n", 9);
	assert_int_equal(open_draft(PASS, found, sizeof(found)), DRAFT_NOT_AGE);
	write_plainly(long_one, DRAFT_FILE_MAX + 1);
	assert_int_equal(
	    open_draft(PASS, found, sizeof(found)), DRAFT_TOO_LONG);
	/* Short enough as a file, too long inside. */
	byte_writer_init(&sealed, 2 * DRAFT_FILE_MAX);
	assert_int_equal(
	    seal_bytes(&other, long_one, DRAFT_MAX + 1, &sink), ENVELOPE_OK);
	write_plainly(sealed.data, sealed.len);
	assert_int_equal(
	    open_draft(PASS, found, sizeof(found)), DRAFT_TOO_LONG);
	/* One digit of work more than is done. */
	work = memmem(sealed.data, 100, " 4\n", 3);
	assert_non_null(work);
	sealed.len = (size_t)(work + 1 - sealed.data);
	byte_writer_text(&sealed, "23\n");
	byte_writer_text(&sealed,
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n--- "
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n");
	write_plainly(sealed.data, sealed.len);
	assert_int_equal(
	    open_draft(PASS, found, sizeof(found)), DRAFT_WORK_TOO_HIGH);
	byte_writer_finish(&sealed);
	/* To a key. */
	other.type = AGE_X25519;
	other.x25519[0] = 9;
	byte_writer_init(&sealed, DRAFT_FILE_MAX);
	assert_int_equal(seal_bytes(&other, "x", 1, &sink), ENVELOPE_OK);
	write_plainly(sealed.data, sealed.len);
	assert_int_equal(
	    open_draft(PASS, found, sizeof(found)), DRAFT_NOT_PASSPHRASE);
	byte_writer_finish(&sealed);
	free(long_one);
}

/* No file may grow that far: the write fails halfway. */
static void
failed_writes_leave_the_old(void **state)
{
	struct rlimit before, little;
	struct reason reason;
	enum draft_status status;

	(void)state;
	assert_int_equal(save(OLD, DURABLE_REPLACE), DRAFT_OK);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	little = before;
	little.rlim_cur = 20000;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	status = draft_save(path, PASS, strlen(PASS), NEW, strlen(NEW),
	    DURABLE_REPLACE, &reason);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(status, DRAFT_WRITE_FAILED);
	assert_string_equal(reason.text, strerror(EFBIG));
	assert_int_equal(files_in_folder(), 1);
	assert_holds(OLD);
}

/* In a child with mounts of its own: room for one draft, not for two. */
static int
on_a_full_disk(void)
{
	struct reason reason;
	char found[256];

	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", folder, "tmpfs", 0, "size=48k") != 0)
		return 77;
	if (save(OLD, DURABLE_KEEP_EXISTING) != DRAFT_OK)
		return 1;
	if (draft_save(path, PASS, strlen(PASS), NEW, strlen(NEW),
		DURABLE_REPLACE, &reason) != DRAFT_WRITE_FAILED ||
	    strcmp(reason.text, strerror(ENOSPC)) != 0)
		return 2;
	if (files_in_folder() != 1 ||
	    open_draft(PASS, found, sizeof(found)) != DRAFT_OK ||
	    strcmp(found, OLD) != 0)
		return 3;
	return 0;
}

static void
a_full_disk_leaves_the_old(void **state)
{
	int status;
	pid_t child;

	(void)state;
	(void)unlink(path);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(on_a_full_disk());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

/*
 * Kills a child that saves NEW at its `stop`th entry to or return from a system
 * call, counted from the first of draft_save(); false where it ended before.
 */
static bool
kill_at(int stop)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(77);
		(void)raise(SIGSTOP);
		_exit(save(NEW, DURABLE_REPLACE) == DRAFT_OK ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_true(WIFSTOPPED(status));
	for (int i = 0; i < stop; i++) {
		assert_int_equal(ptrace(PTRACE_SYSCALL, child, NULL, NULL), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (WIFEXITED(status)) {
			assert_int_equal(WEXITSTATUS(status), 0);
			return false;
		}
	}
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return true;
}

/* At whichever call it is killed: the old one or the new, whole. */
static void
killed_leaves_one_whole(void **state)
{
	size_t old = 0, new = 0, named = 0;
	char found[256];
	int stop = 1;

	(void)state;
	for (;; stop++) {
		assert_int_equal(save(OLD, DURABLE_REPLACE), DRAFT_OK);
		if (!kill_at(stop))
			break;
		assert_int_equal(
		    open_draft(PASS, found, sizeof(found)), DRAFT_OK);
		if (strcmp(found, NEW) == 0)
			new ++;
		else if (strcmp(found, OLD) == 0)
			old++;
		else
			fail_msg("neither: %s", found);
		named += files_in_folder() - 1;
		remove_leftovers();
	}
	print_message("killed at %d places: %zu old, %zu new, %zu times a "
		      "sealed file was left beside it\n",
	    stop - 1, old, new, named);
	assert_true(old > 0 && new > 0);
	assert_holds(NEW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(comes_back_as_it_was),
	    cmocka_unit_test(size_tells_little),
	    cmocka_unit_test(passphrases_are_judged),
	    cmocka_unit_test(places_are_judged),
	    cmocka_unit_test(cut_and_flipped_are_refused),
	    cmocka_unit_test(foreign_files_are_refused),
	    cmocka_unit_test(failed_writes_leave_the_old),
	    cmocka_unit_test(a_full_disk_leaves_the_old),
	    cmocka_unit_test(killed_leaves_one_whole),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
