#include <stdio.h>

#include "commands.h"
#include "common/report/vocabulary.h"
#include "client/defender/options/options.h"

static void
print_list(const struct vocabulary_list *list, enum language language)
{
	for (size_t i = 0; i < list->n; i++)
		(void)printf("%s\t%s\n", list->items[i].code,
		    vocabulary_label(&list->items[i], language));
}

enum cli_status
command_vocabulary(int argc, char **argv)
{
	const struct vocabulary_list *list;
	enum language language;
	struct options o;

	if (!options_parse(argc, argv, "L", &o) ||
	    !options_language(&o, &language))
		return CLI_USAGE;
	for (int i = o.rest; i < argc; i++)
		if (vocabulary_find(argv[i]) == NULL) {
			(void)cli_fail("there is no list %s; valise vocabulary "
				       "prints their names",
			    argv[i]);
			return CLI_USAGE;
		}
	for (int i = o.rest; i < argc; i++)
		print_list(vocabulary_find(argv[i]), language);
	for (size_t i = 0; o.rest == argc && (list = vocabulary_at(i)) != NULL;
	     i++)
		(void)printf("%s\n", list->name);
	return CLI_OK;
}
