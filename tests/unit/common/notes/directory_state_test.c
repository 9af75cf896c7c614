#include "tests/unit/unit.h"

#include "common/notes/directory_state.h"

/* What is kept of `d`; to be freed. */
static char *
kept_of(const struct directory *d)
{
	struct byte_writer w;

	byte_writer_init(&w, DIRECTORY_STATE_MAX);
	directory_state_format(d, NULL, &w);
	assert_false(w.failed);
	assert_int_equal(strlen((char *)w.data), w.len);
	return (char *)w.data;
}

static void
versions_never_go_back(void **state)
{
	static const char *const damaged[] = {
	    "nonsense", "5", "5 ", "5 ab n", "", "x ab directory.example\n"};
	struct directory d = {.version = 5, .name = "directory.example"};
	char *kept = kept_of(&d);
	struct reason reason;

	(void)state;
	assert_true(directory_state_allows(NULL, &d, &reason));
	assert_true(directory_state_allows(kept, &d, &reason));
	d.hash[3] = 1; /* another text under the same version */
	assert_false(directory_state_allows(kept, &d, &reason));
	d.version = 6;
	assert_true(directory_state_allows(kept, &d, &reason));
	d.version = 4;
	assert_false(directory_state_allows(kept, &d, &reason));
	assert_non_null(strstr(reason.text, "an older one is refused"));
	for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++)
		assert_false(directory_state_allows(damaged[i], &d, &reason));
	/* Another one, however new. */
	d.version = 9;
	(void)strcpy(d.name, "other.example");
	assert_false(directory_state_allows(kept, &d, &reason));
	free(kept);
}

/* What a directory said of a desk's former keys is not taken back. */
static void
series_never_fall(void **state)
{
	struct directory_intake intakes[2] = {
	    {.id = "one", .bulletins = {7, {7}}, .imports = {3, {3}}},
	    {.id = "two"}};
	struct directory d = {.version = 5,
	    .name = "directory.example",
	    .n_intakes = 2,
	    .intakes = intakes};
	char *kept = kept_of(&d), *bad;
	struct byte_writer without;
	struct reason reason;

	(void)state;
	d.version = 6;
	assert_true(directory_state_allows(kept, &d, &reason));
	intakes[1].bulletins.number = 1; /* that of the other may begin */
	intakes[0].bulletins.number = 8;
	intakes[0].bulletins.hash[0] = 9;
	assert_true(directory_state_allows(kept, &d, &reason));
	intakes[0].bulletins.number = 6;
	assert_false(directory_state_allows(kept, &d, &reason));
	assert_non_null(strstr(reason.text, "never taken back"));
	intakes[0].bulletins.number = 0; /* as a description that forgot it */
	assert_false(directory_state_allows(kept, &d, &reason));
	intakes[0].bulletins.number = 7; /* another one of that number */
	assert_false(directory_state_allows(kept, &d, &reason));
	intakes[0].bulletins.hash[0] = 7;
	assert_true(directory_state_allows(kept, &d, &reason));
	intakes[0].imports.number = 2;
	assert_false(directory_state_allows(kept, &d, &reason));
	/* An intake that is gone may come back, and is not forgotten. */
	intakes[0].id = "three";
	intakes[0].bulletins.number = intakes[0].imports.number = 0;
	assert_true(directory_state_allows(kept, &d, &reason));
	byte_writer_init(&without, DIRECTORY_STATE_MAX);
	directory_state_format(&d, kept, &without);
	intakes[0].id = "one";
	d.version = 7;
	assert_false(
	    directory_state_allows((const char *)without.data, &d, &reason));
	assert_non_null(strstr(reason.text, "never taken back"));
	byte_writer_finish(&without);
	assert_true(asprintf(&bad, "%sbulletin one 7\n", kept) > 0);
	assert_false(directory_state_allows(bad, &d, &reason));
	free(bad);
	assert_true(asprintf(&bad, "%sbulletin one", kept) > 0);
	assert_false(directory_state_allows(bad, &d, &reason));
	free(bad);
	free(kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(versions_never_go_back),
	    cmocka_unit_test(series_never_fall),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
