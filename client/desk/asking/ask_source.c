#include "ask_source.h"

#include <stdio.h>
#include <string.h>

#include "common/bytes/secret.h"
#include "common/cli/cli.h"
#include "open_vault.h"

static bool
of_person(
    struct vault *v, const struct desk_options *o, struct ask_opener *opener)
{
	const char *actor = desk_store_actor(vault_store(v));
	struct person *p;
	bool ok;

	if (o->people.n != 1) {
		(void)cli_fail("who told it is opened with a passphrase of "
			       "one's own: --person FILE, one");
		return false;
	}
	p = open_vault_person(o->passphrase_fd, o->people.list[0]);
	if (p == NULL)
		return false;
	ok = strcmp(p->id, actor) == 0;
	if (ok) {
		(void)snprintf(opener->id, sizeof(opener->id), "%s", p->id);
		*opener->identity = p->identity;
	} else {
		(void)cli_fail(
		    "%s opens it as %s alone: --as %s", p->id, p->id, p->id);
	}
	secret_free(p);
	return ok;
}

bool
ask_opener(struct vault *v, const struct desk_options *o,
    struct ask_opener *ret_opener)
{
	ret_opener->identity = secret_alloc(sizeof(*ret_opener->identity));
	if (ret_opener->identity == NULL) {
		(void)cli_fail("there is not enough memory");
		return false;
	}
	if (!vault_is_trial(v)) {
		if (of_person(v, o, ret_opener))
			return true;
		ask_opener_end(ret_opener);
		return false;
	}
	if (o->people.n > 0)
		cli_warn("a trial has no persons: --person is for nothing");
	(void)snprintf(
	    ret_opener->id, sizeof(ret_opener->id), CASE_TRIAL_HOLDER);
	case_source_trial(vault_store(v), ret_opener->identity);
	return true;
}

void
ask_opener_end(struct ask_opener *opener)
{
	secret_free(opener->identity);
	opener->identity = NULL;
}
