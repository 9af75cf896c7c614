/* Who may have written the journal of a vault (docs/JOURNAL.md 2). */
#include "vault.h"

#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "journal.h"

/* The only one of a trial. */
static bool
read_desk_key(const char *folder, struct journal_signer *ret_signer,
    struct reason *reason)
{
	char *path = durable_file_join(folder, "desk.vkey");
	uint8_t *bytes = NULL;
	size_t len;
	bool ok;

	ok = path != NULL && durable_file_read(path, 4096, &bytes, &len) &&
	    len > 1 &&
	    vkey_parse((const char *)bytes, len - 1, &ret_signer->key);
	if (!ok)
		reason_set(reason, "%s is not a vault", folder);
	free(bytes);
	free(path);
	return ok;
}

bool
vault_signers(const char *folder, struct journal_signers *ret_signers,
    struct reason *ret_reason)
{
	struct journal_signer *list = calloc(1, sizeof(*list));

	*ret_signers = (struct journal_signers){.n = 1, .list = list};
	if (list != NULL)
		return read_desk_key(folder, list, ret_reason);
	reason_set(ret_reason, "there is not enough memory");
	return false;
}

void
vault_signers_finish(struct journal_signers *signers)
{
	free((void *)signers->list);
	*signers = (struct journal_signers){0};
}
