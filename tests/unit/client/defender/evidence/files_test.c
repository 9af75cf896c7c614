/* What goes along with a report, from being added to being opened. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "client/defender/evidence/picture_service.h"
#include "client/defender/evidence/files.h"
#include "common/crypto/sha256.h"
#include "common/report/report.h"

static char folder[] = "/tmp/valise-files-XXXXXX";
static char *corpus;
static struct picture_service *pictures;

static const char *
path_of(const char *name)
{
	static char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static const char *
make(const char *name, const char *text)
{
	const char *path = path_of(name);
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
	return path;
}

static const char *
picture(const char *name)
{
	static char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s", corpus, name);
	return path;
}

static struct files *
three_files(void)
{
	struct files *f = files_create();

	assert_int_equal(files_add(f, make("a", "one")), FILES_OK);
	assert_int_equal(files_add(f, picture("jpeg-told")), FILES_OK);
	assert_int_equal(files_add(f, make("c\xff", "three")), FILES_OK);
	assert_int_equal(files_count(f), 3);
	return f;
}

static void
what_can_be_attached_is_added(void **state)
{
	struct files *f = three_files();
	char name[32], link_path[4096];

	(void)state;
	assert_int_equal(files_at(f, 0)->size, 3);
	assert_int_equal(files_at(f, 0)->form, EVIDENCE_ORIGINAL);
	assert_int_equal(files_add(f, path_of("a")), FILES_TWICE);
	(void)snprintf(link_path, sizeof(link_path), "%s", path_of("link"));
	assert_int_equal(symlink("a", link_path), 0);
	assert_int_equal(files_add(f, link_path), FILES_TWICE);
	assert_int_equal(unlink(link_path), 0);
	assert_int_equal(files_add(f, path_of("none")), FILES_UNREADABLE);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(files_add(f, folder), FILES_NOT_REGULAR);
	assert_int_equal(files_add(f, "/dev/null"), FILES_NOT_REGULAR);
	(void)make("large", "x");
	assert_int_equal(truncate(path_of("large"), ((off_t)1 << 33) + 1), 0);
	assert_int_equal(files_add(f, path_of("large")), FILES_TOO_LARGE);
	assert_int_equal(files_count(f), 3);
	for (int i = 3; i < REPORT_ATTACHMENTS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "n%d", i);
		assert_int_equal(files_add(f, make(name, "x")), FILES_OK);
	}
	assert_int_equal(files_add(f, make("more", "x")), FILES_FULL);
	assert_int_equal(files_count(f), REPORT_ATTACHMENTS_MAX);
	files_destroy(f);
	files_destroy(NULL);
}

/* By the name that was typed in its folder. */
static void
a_path_becomes_whole(void **state)
{
	struct files *f = files_create();
	char before[4096];

	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	(void)make("a", "one");
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(files_add(f, "a"), FILES_OK);
	assert_int_equal(chdir(before), 0);
	assert_string_equal(files_at(f, 0)->path, path_of("a"));
	files_destroy(f);
}

static double
tells(const cJSON *report)
{
	const cJSON *number =
	    cJSON_GetObjectItemCaseSensitive(report, "narrative_attachment");

	return number == NULL ? 0 : number->valuedouble;
}

static void
the_file_that_tells_stays_that_file(void **state)
{
	struct files *f = three_files();
	cJSON *report = cJSON_CreateObject();

	(void)state;
	cJSON_AddNumberToObject(report, "narrative_attachment", 2);
	files_remove(f, 2, report);
	assert_true(tells(report) == 2);
	files_remove(f, 0, report);
	assert_true(tells(report) == 1);
	assert_string_equal(files_at(f, 0)->path, picture("jpeg-told"));
	files_remove(f, 0, report);
	assert_null(cJSON_GetObjectItem(report, "narrative_attachment"));
	assert_int_equal(files_count(f), 0);
	assert_int_equal(files_add(f, path_of("a")), FILES_OK);
	files_remove(f, 0, NULL);
	files_destroy(f);
	cJSON_Delete(report);
}

static void
assert_json(cJSON *value, const char *expected)
{
	char *text = cJSON_PrintUnformatted(value);

	assert_string_equal(text, expected);
	cJSON_free(text);
}

static void
only_what_a_person_said_is_described(void **state)
{
	struct files *f = three_files();
	cJSON *report = cJSON_CreateObject();

	(void)state;
	cJSON_AddStringToObject(files_at(f, 1)->about, "made_by", "witness");
	cJSON_AddStringToObject(files_at(f, 1)->about, "form", "cleaned");
	cJSON_AddStringToObject(files_at(f, 2)->about, "type", "");
	cJSON_AddStringToObject(files_at(f, 2)->about, "got_when", "May");
	assert_true(files_describe(f, report));
	assert_true(files_describe(f, report)); /* in place of the first */
	assert_json(report,
	    "{\"attachments\":[{},{\"made_by\":\"witness\"},"
	    "{\"got_when\":\"May\"}]}");
	while (files_count(f) > 0)
		files_remove(f, 0, report);
	assert_true(files_describe(f, report));
	assert_json(report, "{}");
	files_destroy(f);
	cJSON_Delete(report);
}

static void
a_draft_brings_them_back(void **state)
{
	struct files *f = three_files(), *g = files_create();
	cJSON *array;

	(void)state;
	files_at(f, 1)->form = EVIDENCE_CLEANED;
	cJSON_AddStringToObject(files_at(f, 1)->about, "made_by", "witness");
	cJSON_AddStringToObject(files_at(f, 1)->about, "sha256", "0");
	array = files_to_json(f);
	assert_non_null(array);
	assert_int_equal(unlink(path_of("a")), 0);
	cJSON_AddItemToArray(array, cJSON_CreateObject());
	cJSON_AddItemToArray(array, cJSON_CreateString("x"));
	assert_int_equal(files_from_json(g, array), 1);
	assert_int_equal(files_count(g), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(files_at(g, i)->path, files_at(f, i)->path);
		assert_int_equal(files_at(g, i)->form, files_at(f, i)->form);
	}
	assert_int_equal(files_at(g, 0)->size, 0);
	assert_json(files_at(g, 1)->about, "{\"made_by\":\"witness\"}");
	cJSON_Delete(array);
	files_destroy(f);
	files_destroy(g);
}

static void
they_are_opened_as_they_are_now(void **state)
{
	struct files *f = three_files();
	struct evidence_list list;
	struct reason reason = {""};
	uint8_t hash[32];

	(void)state;
	files_at(f, 1)->form = EVIDENCE_CLEANED;
	(void)make("a", "changed");
	assert_true(files_open(f, pictures, NULL, &list, &reason));
	assert_int_equal(list.n, 3);
	sha256_hash("changed", 7, hash);
	assert_memory_equal(list.items[0].sha256, hash, 32);
	assert_true(list.items[0].carries);
	assert_int_equal(list.items[0].form, EVIDENCE_ORIGINAL);
	assert_int_equal(list.items[1].form, EVIDENCE_CLEANED);
	assert_false(list.items[1].carries);
	assert_true(list.items[1].size != files_at(f, 1)->size);
	assert_ptr_equal(list.items[2].path, files_at(f, 2)->path);
	evidence_close(&list);
	files_destroy(f);
}

static void
fails(const struct files *f, struct picture_service *service, const char *why)
{
	struct evidence_list list;
	struct reason reason = {""};

	assert_false(files_open(f, service, NULL, &list, &reason));
	if (strstr(reason.text, why) == NULL)
		fail_msg("not said: %s, but: %s", why, reason.text);
	evidence_close(&list);
}

static void
nothing_goes_on_without_a_copy(void **state)
{
	struct files *f = three_files();

	(void)state;
	files_at(f, 1)->form = EVIDENCE_CLEANED;
	fails(f, NULL, "the process that looks has ended: jpeg-told");
	files_at(f, 0)->form = EVIDENCE_CLEANED;
	fails(f, pictures, "no JPEG or PNG any more: a");
	files_at(f, 0)->form = EVIDENCE_ORIGINAL;
	assert_int_equal(files_add(f, picture("png-moving")), FILES_OK);
	files_at(f, 3)->form = EVIDENCE_CLEANED;
	fails(f, pictures, "it moves");
	files_remove(f, 3, NULL);
	assert_int_equal(unlink(path_of("a")), 0);
	fails(f, pictures, "a: No such file");
	files_destroy(f);
}

static int
start(void **state)
{
	(void)state;
	pictures = picture_service_start();
	return sodium_init() < 0 || mkdtemp(folder) == NULL ||
	    asprintf(&corpus, "%s/tests/fuzz/corpus/picture",
		getenv("VALISE_SOURCE")) < 0;
}

static int
finish(void **state)
{
	char command[128];

	(void)state;
	picture_service_stop(pictures);
	free(corpus);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command); /* NOLINT(cert-env33-c): of the test's own */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_can_be_attached_is_added),
	    cmocka_unit_test(a_path_becomes_whole),
	    cmocka_unit_test(the_file_that_tells_stays_that_file),
	    cmocka_unit_test(only_what_a_person_said_is_described),
	    cmocka_unit_test(a_draft_brings_them_back),
	    cmocka_unit_test(they_are_opened_as_they_are_now),
	    cmocka_unit_test(nothing_goes_on_without_a_copy),
	};

	return cmocka_run_group_tests(tests, start, finish);
}
