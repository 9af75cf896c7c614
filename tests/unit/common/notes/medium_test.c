/* The stick's paths, and what lies on it that is no file (docs/MEDIUM.md). */
#include "tests/unit/unit.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/notes/medium.h"

static char stick[] = "/tmp/valise-medium-XXXXXX";

/* Of a name that no file can have, too; the digits are sha256sum's. */
static void
relays_have_a_folder_each(void **state)
{
	char folder[MEDIUM_RELAY_FOLDER_BYTES], *path;

	(void)state;
	medium_relay_folder("relay.example", folder);
	assert_string_equal(folder, "relay-683506b864e77f11");
	medium_relay_folder("../relay/example", folder);
	assert_string_equal(folder, "relay-63d43d27971353cc");
	path = medium_relay_path(
	    "/stick", "reprisals", "relay.example", "log/checkpoint");
	assert_string_equal(path,
	    "/stick//valise/reprisals/in/relay-683506b864e77f11/log/"
	    "checkpoint");
	free(path);
}

static void
put(const char *name)
{
	char *path = medium_path(stick, "reprisals", name);
	struct reason reason;

	assert_non_null(path);
	assert_true(medium_folders_for(path));
	assert_true(medium_write(path, "x", 1, &reason));
	free(path);
}

/* A hole is not the end of a series: the newest number tells. */
static void
the_newest_number_is_found(void **state)
{
	(void)state;
	assert_int_equal(medium_newest(stick, "reprisals", "import"), 0);
	put("out/import-000001.note");
	put("out/import-000007.note");
	put("out/bulletin-000009.note");
	/* Other spellings are none of ours. */
	put("out/import-0000011.note");
	put("out/import-12.note");
	put("out/import-000013.cells");
	put("out/import-00001x.note");
	assert_int_equal(medium_newest(stick, "reprisals", "import"), 7);
	assert_int_equal(medium_newest(stick, "reprisals", "bulletin"), 9);
	assert_int_equal(medium_newest(stick, "elsewhere", "import"), 0);
}

static void
assert_unread(const char *name, const char *why)
{
	char *path = medium_path(stick, "reprisals", name);
	uint8_t *bytes = NULL;
	size_t len;

	assert_non_null(path);
	errno = 0;
	assert_false(medium_read(path, 100, &bytes, &len));
	assert_string_equal(medium_error_text(errno), why);
	free(path);
}

/* What stands in a file's place is not read, and is told from nothing. */
static void
what_is_no_file_is_not_read(void **state)
{
	char *path = medium_path(stick, "reprisals", "out/pipe");

	(void)state;
	put("out/real");
	assert_non_null(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_unread("out/pipe", "what stands there is no file");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("real", path), 0);
	assert_unread(
	    "out/pipe", "a symbolic link stands there, which is not followed");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_unread("out/pipe", "what stands there is no file");
	assert_unread("out/nothing", "No such file or directory");
	free(path);
}

static int
remove_one(
    const char *path, const struct stat *found, int type, struct FTW *where)
{
	(void)found;
	(void)type;
	(void)where;
	return remove(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(relays_have_a_folder_each),
	    cmocka_unit_test(the_newest_number_is_found),
	    cmocka_unit_test(what_is_no_file_is_not_read),
	};
	int failed;

	if (mkdtemp(stick) == NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (nftw(stick, remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0)
		return 1;
	return failed;
}
