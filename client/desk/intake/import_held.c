/* What is said to be held: on enough media, once (docs/MEDIUM.md 4). */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/cases.h"
#include "client/desk/copies/file_copy.h"
#include "common/bytes/text_codec.h"
#include "import_parts.h"

bool
import_has_original(
    struct importing *m, const uint8_t sha256[static 32], const char *id)
{
	char *path = vault_original(m->v, sha256);
	struct reason ignored;
	struct case_row *row = cases_get(m->store, id, &ignored);
	struct stat found;
	bool has = path != NULL && stat(path, &found) == 0 && row != NULL &&
	    row->has_size && (uint64_t)found.st_size == row->size;

	case_row_destroy(row);
	free(path);
	return has;
}

bool
import_is_whole(
    struct importing *m, const uint8_t sha256[static 32], const char *id)
{
	char *path = vault_original(m->v, sha256);
	struct reason ignored;
	uint8_t hash[32];
	uint64_t size;
	bool whole = path != NULL && import_has_original(m, sha256, id) &&
	    file_hash(path, hash, &size, &ignored) == FILE_HASHED &&
	    memcmp(hash, sha256, sizeof(hash)) == 0;

	free(path);
	return whole;
}

void
import_add_line(struct importing *m, const uint8_t sha256[static 32],
    enum import_verdict verdict)
{
	struct import_line *line = &m->note.lines[m->note.n_lines++];

	memcpy(line->sha256, sha256, 32);
	line->verdict = verdict;
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

void
import_forget_waiting(struct importing *m, const uint8_t sha256[static 32])
{
	struct import_waiting *w = &m->waiting;
	uint8_t(*at)[32] = w->n == 0
	    ? NULL
	    : bsearch(sha256, w->hashes, w->n, sizeof(*w->hashes), compare);

	if (at == NULL)
		return;
	w->n--;
	memmove(at, at + 1, (size_t)(w->hashes + w->n - at) * sizeof(*at));
}

void
import_add_held(struct importing *m, const uint8_t sha256[static 32],
    enum import_verdict verdict)
{
	const size_t n =
	    original_copies_put(m->options->copies, sha256, m->options->events);

	m->counts.uncopied += original_copies_count(m->options->copies) - n;
	import_forget_waiting(m, sha256);
	if (1 + n >= vault_copies(m->v))
		import_add_line(m, sha256, verdict);
	else
		m->counts.waiting++;
}

/* A row of a file that no note has. */
static bool
collect(void *context, const char *hex, const cJSON *row)
{
	struct import_waiting *w = context;
	void *grown;

	if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "noted")))
		return true;
	if (w->n == w->room) {
		w->room = w->room == 0 ? 64 : 2 * w->room;
		grown = reallocarray(w->hashes, w->room, sizeof(*w->hashes));
		if (grown == NULL)
			return false;
		w->hashes = grown;
	}
	/* In order of their digits, and so of their bytes. */
	if (hex_decode(hex, strlen(hex), w->hashes[w->n], 32))
		w->n++;
	return true;
}

bool
import_find_waiting(struct importing *m)
{
	reason_set(m->reason, "there is not enough memory");
	return desk_store_each(m->store, TABLE_FILES, collect, &m->waiting,
	    m->options->events, m->reason);
}

/* False where nothing is signed of it: what can't be read, or is not there. */
static bool
verdict_of(struct importing *m, const uint8_t *sha256,
    enum import_verdict *ret_verdict)
{
	struct reason ignored;
	struct case_row *row;
	char hex[65], id[CASE_ID_BYTES];

	hex_encode(sha256, 32, hex);
	if (cases_find_file(m->store, hex, id, &ignored) != DESK_FOUND ||
	    !import_is_whole(m, sha256, id))
		return false;
	row = cases_get(m->store, id, &ignored);
	if (row == NULL)
		return false;
	*ret_verdict =
	    row->report != NULL ? IMPORT_HELD : IMPORT_HELD_UNOPENABLE;
	case_row_destroy(row);
	return true;
}

void
import_note_waiting(struct importing *m)
{
	enum import_verdict verdict;
	uint8_t sha256[32];
	char hex[65];

	/* Each takes itself out of the list. */
	while (m->waiting.n > 0) {
		memcpy(sha256, m->waiting.hashes[m->waiting.n - 1], 32);
		if (verdict_of(m, sha256, &verdict)) {
			import_add_held(m, sha256, verdict);
			continue;
		}
		m->waiting.n--;
		m->counts.unsignable++;
		hex_encode(sha256, 32, hex);
		import_tell(m,
		    (struct desk_event){
			.kind = DESK_HELD_UNSIGNED, .sha256_hex = hex});
	}
}
