/* Who may have written the journal of a vault (docs/JOURNAL.md 2). */
#include "vault.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/notes/persons.h"
#include "client/desk/store/journal.h"
#include "vault_parts.h"

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

struct gathered {
	struct journal_signers *to;
	const char *folder; /* of the directories that were */
	const char *digits;
};

static bool
add_staff(struct journal_signers *to, const struct persons *p)
{
	struct journal_signer *list;

	if (p->n_staff == 0)
		return true;
	list =
	    reallocarray((void *)to->list, to->n + p->n_staff, sizeof(*list));
	if (list == NULL)
		return false; /* the list of before is finished by others */
	to->list = list;
	for (size_t i = 0; i < p->n_staff; i++)
		list[to->n++] = (struct journal_signer){.key = p->staff[i].key,
		    .from = p->staff[i].from,
		    .until = p->staff[i].until};
	return true;
}

/* One directory that was in use, and its persons; "" where all is well. */
static bool
add_version(struct gathered *g, const char *name, struct reason *reason)
{
	char *path = durable_file_join(g->folder, name), *other = NULL;
	uint8_t *bytes = NULL, *note = NULL;
	struct directory *d = NULL;
	struct persons *p = NULL;
	size_t len, note_len;
	bool ok;

	if (path != NULL &&
	    asprintf(&other, "%.*s.persons",
		(int)(strlen(path) - strlen(".note")), path) < 0)
		other = NULL;
	reason_set(reason, "%s can't be read", name);
	ok = path != NULL && other != NULL &&
	    durable_file_read(path, DIRECTORY_MAX, &bytes, &len) &&
	    durable_file_read(other, PERSONS_MAX, &note, &note_len) &&
	    directory_open(bytes, len, g->digits, &d, reason) == DIRECTORY_OK;
	if (ok)
		p = persons_open(note, note_len, d, reason);
	ok = p != NULL && add_staff(g->to, p);
	persons_destroy(p);
	directory_destroy(d);
	free(bytes);
	free(note);
	free(path);
	free(other);
	return ok;
}

static bool
add_all(struct gathered *g, struct reason *reason)
{
	DIR *dir = opendir(g->folder);
	struct dirent *e;
	bool ok = true;

	if (dir == NULL) {
		reason_set(reason, "%s: %s", g->folder, strerror(errno));
		return false;
	}
	while (ok && (e = readdir(dir)) != NULL) {
		const char *end = strrchr(e->d_name, '.');

		if (end == NULL || strcmp(end, ".note") != 0)
			continue;
		/*
		 * One that can't be read costs its own lines, which nobody
		 * signed then; a short memory is no verdict on it.
		 */
		errno = 0;
		ok = add_version(g, e->d_name, reason) || errno != ENOMEM;
	}
	(void)closedir(dir);
	return ok;
}

static bool
add_from(const char *folder, struct journal_signers *to, struct reason *reason)
{
	char *directories = durable_file_join(folder, "directories");
	char *pin = durable_file_join(folder, "fingerprint");
	struct gathered g = {to, directories, NULL};
	uint8_t *digits = NULL;
	size_t len;
	bool ok;

	reason_set(reason, "%s has no directory yet", folder);
	ok = directories != NULL && pin != NULL &&
	    durable_file_read(pin, 256, &digits, &len);
	if (ok) {
		g.digits = (const char *)digits;
		ok = add_all(&g, reason);
	}
	free(digits);
	free(pin);
	free(directories);
	return ok;
}

/* By its first line; false with a reason where it is no vault. */
static bool
read_kind(const char *folder, bool *ret_shared, struct reason *reason)
{
	char *path = durable_file_join(folder, "vault");
	uint8_t *bytes = NULL;
	size_t len;
	bool ok;

	ok = path != NULL && durable_file_read(path, 1024, &bytes, &len);
	if (ok)
		*ret_shared = strncmp((const char *)bytes, VAULT_SHARED "\n",
				  strlen(VAULT_SHARED) + 1) == 0;
	else
		reason_set(
		    reason, "%s is not a vault: %s", folder, strerror(errno));
	free(bytes);
	free(path);
	return ok;
}

bool
vault_signers(const char *folder, struct journal_signers *ret_signers,
    struct reason *ret_reason)
{
	struct journal_signer *list;
	bool shared;

	*ret_signers = (struct journal_signers){0};
	if (!read_kind(folder, &shared, ret_reason))
		return false;
	if (shared)
		return add_from(folder, ret_signers, ret_reason);
	list = calloc(1, sizeof(*list));
	*ret_signers =
	    (struct journal_signers){.n = list != NULL, .list = list};
	reason_set(ret_reason, "there is not enough memory");
	return list != NULL && read_desk_key(folder, list, ret_reason);
}

void
vault_signers_finish(struct journal_signers *signers)
{
	free((void *)signers->list);
	*signers = (struct journal_signers){0};
}
