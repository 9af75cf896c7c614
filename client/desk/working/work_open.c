#include "work_open.h"

#include <string.h>

#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/open_vault.h"
#include "client/desk/cases/case_upgrade.h"
#include "client/desk/store/journal.h"

bool
work_open(const struct work_words *words, const char *typed, const char *act,
    struct work_reading *ret)
{
	struct reason reason = {""};
	const char *label = "-";

	memset(&ret->w, 0, sizeof(ret->w));
	ret->v = open_vault(&words->options);
	if (ret->v == NULL)
		return false;
	if (!case_upgrade(ret->v, desk_say(), &reason))
		cli_warn("%s", reason.text);
	case_desk_of(ret->v, &ret->desk);
	if (typed != NULL &&
	    !case_work_open(vault_store(ret->v), typed, &ret->w, &reason)) {
		(void)cli_fail("case %s: %s", typed, reason.text);
		close_vault(ret->v);
		return false;
	}
	if (typed != NULL)
		label = ret->w.row->id;
	if (journal_before(vault_store(ret->v), act, label, &reason))
		return true;
	(void)cli_fail("%s", reason.text);
	work_close(ret);
	return false;
}

void
work_close(struct work_reading *r)
{
	case_work_finish(&r->w);
	close_vault(r->v);
}
