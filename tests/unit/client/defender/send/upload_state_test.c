#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/defender/send/upload_state.h"

#define BASE "https://relay.example"
#define URL BASE "/v1/uploads/0123"

static char folder[] = "/tmp/valise-XXXXXX";
static char envelope[64], beside[96];
static const uint8_t hash[32] = {7};

static struct upload_state
state(void)
{
	return (struct upload_state){
	    .envelope = envelope, .base = BASE, .sha256 = hash, .size = 5000};
}

static int
make_folder(void **unused)
{
	(void)unused;
	if (mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(envelope, sizeof(envelope), "%s/a.age", folder);
	(void)snprintf(
	    beside, sizeof(beside), "%s" UPLOAD_STATE_SUFFIX, envelope);
	return 0;
}

static int
remove_folder(void **unused)
{
	(void)unused;
	(void)unlink(beside);
	return rmdir(folder);
}

static void
an_upload_is_found_again(void **unused)
{
	char url[UPLOAD_STATE_URL_BYTES];
	struct upload_state s = state();
	struct stat found;

	(void)unused;
	assert_false(upload_state_read(&s, url));
	assert_true(upload_state_write(&s, "")); /* there is none */
	assert_true(upload_state_write(&s, URL));
	assert_int_equal(stat(beside, &found), 0);
	assert_int_equal(found.st_mode & 07777, 0600);
	assert_true(upload_state_read(&s, url));
	assert_string_equal(url, URL);
	/* Begun anew: what is there is replaced. */
	assert_true(upload_state_write(&s, URL "4"));
	assert_true(upload_state_read(&s, url));
	assert_string_equal(url, URL "4");
	assert_true(upload_state_write(&s, ""));
	assert_int_equal(access(beside, F_OK), -1);
}

static void
what_belongs_to_another_is_not(void **unused)
{
	static const uint8_t other_hash[32] = {8};
	char url[UPLOAD_STATE_URL_BYTES];
	struct upload_state s = state(), other = s;

	(void)unused;
	assert_true(upload_state_write(&s, URL));
	other.sha256 = other_hash;
	assert_false(upload_state_read(&other, url));
	other = s;
	other.size++;
	assert_false(upload_state_read(&other, url));
	other = s;
	other.base = "https://relay.example.org";
	assert_false(upload_state_read(&other, url));
	assert_true(upload_state_read(&s, url));
}

static void
only_the_relays_own_addresses_are_used(void **unused)
{
	static const char *const urls[] = {"https://other.example/v1/uploads/1",
	    BASE ".other.example/v1", BASE "@other.example/v1",
	    BASE "//other.example/v1", BASE, BASE "/", BASE "/v1?x",
	    BASE "/v1#x", BASE "/v 1", BASE "/v1\n" URL, BASE "/v1\x7f"};
	char url[UPLOAD_STATE_URL_BYTES];
	struct upload_state s = state();

	(void)unused;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		assert_true(upload_state_write(&s, urls[i]));
		assert_false(upload_state_read(&s, url));
	}
}

static void
what_is_damaged_or_no_file_is_none(void **unused)
{
	static const char *const texts[] = {
	    "", "valise-sending/1\n", "\n\n\n\n", "valise-sending/2\n"};
	char url[UPLOAD_STATE_URL_BYTES], moved[128];
	struct upload_state s = state();

	(void)unused;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		assert_true(fd >= 0);
		assert_int_equal(
		    write(fd, texts[i], strlen(texts[i])), strlen(texts[i]));
		assert_int_equal(close(fd), 0);
		assert_false(upload_state_read(&s, url));
	}
	assert_int_equal(unlink(beside), 0);
	/* A pipe would be waited for; what a link leads to is not meant. */
	assert_int_equal(mkfifo(beside, 0600), 0);
	assert_false(upload_state_read(&s, url));
	assert_int_equal(unlink(beside), 0);
	assert_true(upload_state_write(&s, URL));
	(void)snprintf(moved, sizeof(moved), "%s.moved", beside);
	assert_int_equal(rename(beside, moved), 0);
	assert_int_equal(symlink(moved, beside), 0);
	assert_false(upload_state_read(&s, url));
	assert_int_equal(unlink(beside), 0);
	assert_int_equal(unlink(moved), 0);
	assert_int_equal(mkdir(beside, 0700), 0);
	assert_false(upload_state_read(&s, url));
	assert_false(upload_state_write(&s, URL));
	assert_int_equal(rmdir(beside), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_upload_is_found_again),
	    cmocka_unit_test(what_belongs_to_another_is_not),
	    cmocka_unit_test(only_the_relays_own_addresses_are_used),
	    cmocka_unit_test(what_is_damaged_or_no_file_is_none),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
