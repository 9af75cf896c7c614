/* A line of the journal as text, and the tree that its state is the root of. */
#include "tests/unit/unit.h"

#include <sodium.h>

#include "client/desk/store/journal_line.h"
#include "client/desk/store/row_tree.h"

static void
lines_are_read_strictly(void **state)
{
	struct journal_line line = {.form = JOURNAL_STATE,
	    .sequence = 7,
	    .day = "2026-11-30",
	    .person = "anna.example",
	    .role = "officer",
	    .act = "opened"};
	struct journal_line again;
	char text[JOURNAL_LINE_MAX];
	size_t len = journal_line_format(&line, text);

	(void)state;
	assert_true(len > 0 && journal_line_parse(text, len, &again));
	assert_memory_equal(&again, &line, sizeof(line));
	for (size_t cut = 0; cut < len; cut++)
		assert_false(journal_line_parse(text, cut, &again));
	text[len] = ' ';
	assert_false(journal_line_parse(text, len + 1, &again));
	text[0] = 'V';
	assert_false(journal_line_parse(text, len, &again));
	(void)strcpy(line.act, "two words");
	assert_int_equal(journal_line_format(&line, text), 0);
	line.act[0] = '\0';
	assert_int_equal(journal_line_format(&line, text), 0);
}

static void
the_tree_is_that_of_rfc_6962(void **state)
{
	enum { MOST = 70 };
	struct merkle_hash leaves[MOST], root, wanted;
	struct row_tree tree;

	(void)state;
	row_tree_init(&tree);
	row_tree_root(&tree, &root);
	merkle_root(NULL, 0, &wanted);
	assert_memory_equal(&root, &wanted, sizeof(root));
	for (size_t n = 0; n < MOST; n++) {
		randombytes_buf(&leaves[n], sizeof(leaves[n]));
		assert_false(row_tree_set(&tree, n + 1, &leaves[n]));
		assert_true(row_tree_set(&tree, n, &leaves[n]));
		/* And one before it, another now. */
		randombytes_buf(&leaves[n / 3], sizeof(leaves[0]));
		assert_true(row_tree_set(&tree, n / 3, &leaves[n / 3]));
		row_tree_root(&tree, &root);
		merkle_root(leaves, n + 1, &wanted);
		assert_memory_equal(&root, &wanted, sizeof(root));
	}
	for (size_t n = MOST; n-- > 0;) {
		row_tree_cut(&tree, n);
		row_tree_root(&tree, &root);
		merkle_root(leaves, n, &wanted);
		assert_memory_equal(&root, &wanted, sizeof(root));
		assert_null(row_tree_leaf(&tree, n));
	}
	row_tree_finish(&tree);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_read_strictly),
	    cmocka_unit_test(the_tree_is_that_of_rfc_6962),
	};

	return sodium_init() < 0 ? 1
				 : cmocka_run_group_tests(tests, NULL, NULL);
}
