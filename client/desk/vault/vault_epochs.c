/* The epochs' keys: which there are, and their end (docs/KEYS.md 6). */
#include "vault.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/desk/store/journal.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"
#include "vault_parts.h"

/* Those made together; a missing one was destroyed, or is lost, and one that
 * can't be read costs itself alone. */
bool
vault_read_epochs(
    struct vault *v, const struct vault_secrets *s, struct reason *ret_reason)
{
	const uint64_t generation =
	    v->shares == NULL ? 0 : v->shares->lists[SHARE_CUSTODY].generation;
	char path[4096], name[64];

	vault_forget_epochs(v);
	memset(&v->trouble, 0, sizeof(v->trouble));
	v->epochs = calloc(VAULT_EPOCHS_MAX, sizeof(struct age_identity *));
	v->epoch_files = calloc(VAULT_EPOCHS_MAX, sizeof(*v->epoch_files));
	if (v->epochs == NULL || v->epoch_files == NULL)
		return false;
	for (unsigned i = 1; i <= VAULT_EPOCHS_MAX; i++) {
		struct age_identity *identity;
		struct reason why;

		vault_epoch_name(generation, i, name, sizeof(name));
		if (!vault_join(
			path, sizeof(path), v->folder, name, ret_reason))
			return false;
		if (access(path, F_OK) != 0 && errno == ENOENT)
			continue;
		identity = secret_alloc(sizeof(*identity));
		if (identity == NULL)
			return false;
		identity->type = AGE_HYBRID;
		if (!vault_read_sealed(
			s, path, identity->secret, AGE_SECRET_BYTES, &why)) {
			secret_free(identity);
			v->trouble.unreadable++;
			continue;
		}
		v->epoch_files[v->n_epochs] = i;
		v->epochs[v->n_epochs++] = identity;
	}
	return true;
}

void
vault_forget_epochs(struct vault *v)
{
	for (size_t i = 0; i < v->n_epochs; i++)
		secret_free(v->epochs[i]);
	free(v->epochs);
	free(v->epoch_files);
	v->epochs = NULL;
	v->epoch_files = NULL;
	v->n_epochs = 0;
}

const struct age_identity *const *
vault_epochs(const struct vault *v, size_t *ret_n)
{
	*ret_n = v->n_epochs;
	return (const struct age_identity *const *)v->epochs;
}

/* The row of one that was destroyed; false where it can't be told. */
bool
vault_read_epoch_end(struct vault *v, const char *recipient,
    struct vault_epoch *ret, struct reason *reason)
{
	char id[DESK_STORE_NAME_ID_BYTES];
	const char *day, *by;
	cJSON *row;

	desk_store_name_id(recipient, id);
	switch (desk_store_has(v->store, TABLE_EPOCHS, id)) {
	case DESK_ABSENT:
		return true;
	case DESK_UNREADABLE:
		reason_set(reason, "the case store can't be read");
		return false;
	case DESK_FOUND:
		break;
	}
	/* There is none but of one that was destroyed, whatever became of it.
	 */
	ret->destroyed = true;
	row = desk_store_get(v->store, TABLE_EPOCHS, id, reason);
	day = json_text_string(row, "day");
	by = json_text_string(row, "by");
	(void)snprintf(ret->day, sizeof(ret->day), "%s", day ? day : "?");
	(void)snprintf(ret->by, sizeof(ret->by), "%s", by ? by : "?");
	cJSON_Delete(row);
	return true;
}

/* Where its secret lies, of those that were read; SIZE_MAX: nowhere. */
size_t
vault_epoch_place(const struct vault *v, const char *recipient)
{
	char text[AGE_RECIPIENT_TEXT_BYTES];
	struct age_recipient own;

	for (size_t i = 0; i < v->n_epochs; i++) {
		age_identity_recipient(v->epochs[i], &own);
		age_recipient_format(&own, text);
		if (strcmp(text, recipient) == 0)
			return i;
	}
	return SIZE_MAX;
}

/* Whether that line of the directory stands for its key: the one by which it
 * ends last. */
static bool
stands(const struct directory_intake *intake, size_t at)
{
	const struct directory_epoch *e = &intake->epochs[at];

	for (size_t i = 0; i < intake->n_epochs; i++) {
		const struct directory_epoch *other = &intake->epochs[i];

		if (i == at || strcmp(other->recipient, e->recipient) != 0)
			continue;
		if (other->destroyed_after > e->destroyed_after ||
		    (i < at && other->destroyed_after == e->destroyed_after))
			return false;
	}
	return true;
}

bool
vault_each_epoch(struct vault *v,
    bool (*each)(void *context, const struct vault_epoch *epoch), void *context,
    struct reason *ret_reason)
{
	const struct directory_intake *intake = v->directory == NULL
	    ? NULL
	    : directory_intake(v->directory, v->intake);

	for (size_t i = 0; intake != NULL && i < intake->n_epochs; i++) {
		struct vault_epoch e = {.listed = &intake->epochs[i]};

		if (!stands(intake, i))
			continue;
		if (!vault_read_epoch_end(
			v, e.listed->recipient, &e, ret_reason))
			return false;
		e.here = vault_epoch_place(v, e.listed->recipient) != SIZE_MAX;
		if (!each(context, &e))
			return false;
	}
	return true;
}

size_t
vault_epoch_files(const struct vault *v)
{
	const uint64_t generation =
	    v->shares == NULL ? 0 : v->shares->lists[SHARE_CUSTODY].generation;
	char path[4096], name[64];
	struct reason ignored;
	size_t n = 0;

	for (unsigned i = 1; i <= VAULT_EPOCHS_MAX; i++) {
		vault_epoch_name(generation, i, name, sizeof(name));
		n +=
		    vault_join(path, sizeof(path), v->folder, name, &ignored) &&
		    access(path, F_OK) == 0;
	}
	return n;
}

struct vault_epoch_trouble
vault_epoch_trouble(const struct vault *v)
{
	return v->trouble;
}

struct counting {
	int64_t now;
	size_t n;
};

static bool
count_missing(void *context, const struct vault_epoch *e)
{
	struct counting *c = context;

	c->n += !e->destroyed && !e->here && e->listed->from <= c->now;
	return true;
}

bool
vault_epochs_missing(struct vault *v, size_t *ret_n, struct reason *ret_reason)
{
	struct counting c = {.now = journal_now(v->store)};

	if (!vault_each_epoch(v, count_missing, &c, ret_reason))
		return false;
	*ret_n = c.n;
	return true;
}
