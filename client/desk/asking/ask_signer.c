#include "ask_signer.h"

#include <string.h>

#include "common/bytes/secret.h"
#include "common/cli/cli.h"
#include "open_vault.h"

struct person *
ask_signer(struct vault *v, const struct desk_options *o)
{
	struct reason reason = {""};
	struct person *p;

	if (o->custodians.n != 1) {
		(void)cli_fail("signing needs --custodian FILE, one");
		return NULL;
	}
	p = open_vault_person(o->passphrase_fd, o->custodians.list[0]);
	if (p == NULL)
		return NULL;
	if (strcmp(p->id, desk_store_actor(vault_store(v))) != 0)
		(void)cli_fail(
		    "%s signs as %s alone: --as %s", p->id, p->id, p->id);
	else if (!vault_custodian_keys(v, &p, 1, &reason))
		(void)cli_fail("not signed: %s", reason.text);
	else
		return p;
	secret_free(p);
	return NULL;
}
