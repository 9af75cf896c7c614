/* case search: all words, in what is told and what was worked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case_list.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/casework/search.h"
#include "common/cli/outside.h"

#define OUR_COLUMNS 13
#define LINE_COLUMNS 100

static bool
print_hit(void *context, const struct search_hit *hit)
{
	(void)context;
	(void)printf("%-12s ", hit->id);
	outside_cell(stdout, hit->text, OUR_COLUMNS, LINE_COLUMNS);
	(void)printf("\n");
	return true;
}

enum cli_status
case_list_search(const struct work_words *words)
{
	struct reason reason = {""};
	struct search_result found;
	struct work_reading r;
	bool ok;

	if (!work_open(words, NULL, "searched", &r))
		return CLI_FAILED;
	ok = search_cases(vault_store(r.v), words->plain, words->n_plain,
	    print_hit, NULL, &found, desk_say(), &reason);
	if (ok)
		(void)printf("%zu found in %zu.%s\n", found.n, found.looked_at,
		    found.unread > 0 ? " Some can't be read: check." : "");
	else
		(void)cli_fail("%s", reason.text);
	work_close(&r);
	return !ok ? CLI_FAILED : found.unread > 0 ? CLI_PARTLY : CLI_OK;
}
