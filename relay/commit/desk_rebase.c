/* The desk's notes after its keys were changed (docs/DIRECTORY.md 2.1). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "desk_notes.h"

#define KEPT_TEXT_BYTES 96

/* Hashes of files that notes settle. */
struct hashes {
	size_t n;
	size_t room;
	uint8_t (*items)[32];
};

static bool
add_hash(struct hashes *h, const uint8_t *hash)
{
	uint8_t(*grown)[32];

	if (h->n == h->room) {
		h->room = h->room == 0 ? 256 : h->room * 2;
		grown = realloc(h->items, h->room * sizeof(*grown));
		if (grown == NULL)
			return false;
		h->items = grown;
	}
	memcpy(h->items[h->n++], hash, 32);
	return true;
}

static int
compare_hashes(const void *one, const void *other)
{
	return memcmp(one, other, 32);
}

struct rebasing {
	const struct desk_notes *notes;
	enum desk_series series;
	const struct directory_anchor *anchor;
	uint64_t last; /* that is held */
	uint64_t low;  /* of those that stay; low > high: none does */
	uint64_t high;
};

/* One that is held, where it is joined to what was kept so far. */
static bool
is_joined(const struct rebasing *r, uint64_t n)
{
	const struct desk_notes *d = r->notes;
	struct desk_note_head head;
	struct signed_note note;
	struct byte_writer held;
	uint8_t hash[32];
	bool ok;

	byte_writer_init(&held, DESK_NOTE_MAX);
	ok = index_series_get(
		 store_index(d->store), d->intake->id, r->series, n, &held) &&
	    desk_note_open_at(held.data, held.len, &d->intake->desk_keys,
		r->anchor, &note, &head) &&
	    head.sequence == n;
	if (ok) {
		desk_note_hash(&note, hash);
		ok = desk_notes_follows(d, r->series, &head, hash);
	}
	byte_writer_finish(&held);
	return ok;
}

/* Down from the anchor, and up from behind it. */
static void
find_span(struct rebasing *r)
{
	r->low = r->anchor->number + 1;
	r->high = r->anchor->number;
	while (r->low > 1 && is_joined(r, r->low - 1))
		r->low--;
	while (is_joined(r, r->high + 1))
		r->high++;
}

/* What the held notes from `first` to `end` settle, behind what is there. */
static bool
add_settled(
    const struct rebasing *r, uint64_t first, uint64_t end, struct hashes *h)
{
	const struct desk_notes *d = r->notes;
	struct import_note parsed;
	struct signed_note note;
	struct byte_writer held;
	bool ok = true;

	for (uint64_t n = first; n <= end && ok; n++) {
		byte_writer_init(&held, DESK_NOTE_MAX);
		if (index_series_get(store_index(d->store), d->intake->id,
			SERIES_IMPORT, n, &held) &&
		    signed_note_parse(held.data, held.len, &note) == NOTE_OK &&
		    import_note_parse(note.text, note.text_len, &parsed)) {
			for (size_t i = 0; i < parsed.n_lines && ok; i++)
				ok =
				    parsed.lines[i].verdict == IMPORT_DAMAGED ||
				    add_hash(h, parsed.lines[i].sha256);
			import_note_finish(&parsed);
		}
		byte_writer_finish(&held);
	}
	return ok;
}

/* Of `aside` what `kept` does not settle too. */
static void
subtract(struct hashes *aside, struct hashes *kept)
{
	size_t n = 0;

	if (kept->n > 0)
		qsort(kept->items, kept->n, 32, compare_hashes);
	for (size_t i = 0; i < aside->n; i++)
		if (kept->n == 0 ||
		    bsearch(aside->items[i], kept->items, kept->n, 32,
			compare_hashes) == NULL)
			memmove(aside->items[n++], aside->items[i], 32);
	aside->n = n;
}

static bool
set_aside(struct rebasing *r)
{
	struct hashes aside = {0, 0, NULL}, kept = {0, 0, NULL};
	uint64_t n_aside = 0;
	bool ok = true;

	if (r->series == SERIES_IMPORT) {
		ok = add_settled(r, 1, r->low - 1, &aside) &&
		    add_settled(r, r->high + 1, r->last, &aside) &&
		    add_settled(r, r->low, r->high, &kept);
		subtract(&aside, &kept);
	}
	ok = ok &&
	    index_series_set_aside(store_index(r->notes->store),
		r->notes->intake->id, r->series, r->low, r->high,
		(const uint8_t(*)[32])aside.items, aside.n, &n_aside);
	free(aside.items);
	free(kept.items);
	if (ok && n_aside > 0)
		(void)fprintf(stderr,
		    "valise-relay: %s: the desk has other keys: %" PRIu64
		    " %s that these keys do not vouch for are set aside; %zu "
		    "envelopes are stored again\n",
		    r->notes->intake->id, n_aside,
		    r->series == SERIES_IMPORT ? "import notes" : "bulletins",
		    aside.n);
	return ok;
}

/* What the series was last held against: keys and anchor, as one hash. */
static void
kept_text(const struct rebasing *r, char ret_text[static KEPT_TEXT_BYTES])
{
	const struct key_set *keys = &r->notes->intake->desk_keys;
	uint8_t all[16 + 32 + KEY_SET_MAX * 32], hash[32];
	char hex[65];
	size_t len = 0;

	memset(all, 0, sizeof(all));
	for (int i = 0; i < 8; i++)
		all[len++] = (uint8_t)(r->anchor->number >> (8 * i));
	for (int i = 0; i < 8; i++)
		all[len++] = (uint8_t)((uint64_t)keys->threshold >> (8 * i));
	memcpy(all + len, r->anchor->hash, 32);
	len += 32;
	for (size_t i = 0; i < keys->n; i++, len += 32)
		memcpy(all + len, keys->keys[i].public_key, 32);
	sha256_hash(all, len, hash);
	hex_encode(hash, sizeof(hash), hex);
	(void)snprintf(ret_text, KEPT_TEXT_BYTES, "%s", hex);
}

#define KEY_BYTES (DIRECTORY_ID_MAX + 32)

static void
kept_key(const struct rebasing *r, char ret_key[static KEY_BYTES])
{
	(void)snprintf(ret_key, KEY_BYTES, "anchor %d %s", (int)r->series,
	    r->notes->intake->id);
}

bool
desk_notes_are_current(const struct desk_notes *d, enum desk_series series)
{
	const struct rebasing r = {.notes = d,
	    .series = series,
	    .anchor = desk_notes_anchor(d->intake, series)};
	char key[KEY_BYTES], now[KEPT_TEXT_BYTES];
	struct byte_writer held;
	bool same;

	kept_key(&r, key);
	kept_text(&r, now);
	byte_writer_init(&held, KEPT_TEXT_BYTES);
	same = index_meta_get(store_index(d->store), key, &held) &&
	    held.len == strlen(now) && memcmp(held.data, now, held.len) == 0;
	byte_writer_finish(&held);
	return same;
}

static bool
rebase(const struct desk_notes *d, enum desk_series series)
{
	struct index *x = store_index(d->store);
	struct rebasing r = {.notes = d,
	    .series = series,
	    .anchor = desk_notes_anchor(d->intake, series)};
	char key[KEY_BYTES], now[KEPT_TEXT_BYTES];
	uint8_t hash[32];
	bool ok;

	if (desk_notes_are_current(d, series))
		return true;
	kept_key(&r, key);
	kept_text(&r, now);
	ok = index_series_last(x, d->intake->id, series, &r.last, hash);
	if (ok && r.last > 0) {
		find_span(&r);
		if (r.low > 1 || r.high < r.last)
			ok = set_aside(&r);
	}
	return ok && index_meta_set(x, key, now);
}

bool
desk_notes_rebase(const struct desk_notes *d)
{
	bool imports = rebase(d, SERIES_IMPORT);

	return rebase(d, SERIES_BULLETIN) && imports;
}
