#include "work_words.h"

#include <string.h>

#include "client/desk/rules/rule_codes.h"
#include "common/cli/cli.h"

/* Those of every command, which the parser of options reads. */
#define COMMON "vault passphrase-fd"

static bool
add_given(struct work_words *w, const char *name, const char *value)
{
	for (size_t i = 0; i < w->n_given; i++)
		if (strcmp(w->given[i].name, name) == 0) {
			(void)cli_fail("--%s stands there twice", name);
			return false;
		}
	w->given[w->n_given++] = (struct work_word){name, value};
	return true;
}

bool
work_words_parse(int argc, char **argv, const struct work_takes *takes,
    struct work_words *ret)
{
	char *common[2 * 3 + 2] = {argv[0]};
	int n_common = 1;
	bool only_plain = false;
	const char *names =
	    strchr(takes->common, 'c') != NULL ? COMMON " custodian" : COMMON;

	memset(ret, 0, sizeof(*ret));
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i], *name = word + 2;
		const bool is_name = !only_plain && strncmp(word, "--", 2) == 0;

		if (ret->n_plain + ret->n_given == WORK_WORDS_MAX) {
			(void)cli_fail("too many words");
			return false;
		}
		if (is_name && *name == '\0')
			only_plain = true;
		else if (!is_name)
			ret->plain[ret->n_plain++] = word;
		else if (rule_code_is(takes->flags, name)) {
			if (!add_given(ret, name, NULL))
				return false;
		} else if (i + 1 == argc) {
			(void)cli_fail("%s needs a value behind it", word);
			return false;
		} else if (rule_code_is(names, name)) {
			if (n_common + 2 >
			    (int)(sizeof(common) / sizeof(common[0])) - 1) {
				(void)cli_fail("%s stands there twice", word);
				return false;
			}
			common[n_common++] = argv[i];
			common[n_common++] = argv[++i];
		} else if (!add_given(ret, name, argv[++i])) {
			return false;
		}
	}
	common[n_common] = NULL;
	return desk_options_parse(
	    n_common, common, takes->common, &ret->options);
}

const char *
work_words_value(const struct work_words *w, const char *name)
{
	for (size_t i = 0; i < w->n_given; i++)
		if (strcmp(w->given[i].name, name) == 0)
			return w->given[i].value == NULL ? ""
							 : w->given[i].value;
	return NULL;
}

bool
work_words_only(const struct work_words *w, const char *names)
{
	for (size_t i = 0; i < w->n_given; i++)
		if (!rule_code_is(names, w->given[i].name)) {
			(void)cli_fail("--%s is not taken here; it takes: %s",
			    w->given[i].name, *names == '\0' ? "none" : names);
			return false;
		}
	return true;
}
