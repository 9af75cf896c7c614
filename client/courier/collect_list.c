/*
 * What waits at the relay (docs/RELAY-API.md 5): the first page of each
 * publication, then further pages of each in turn, so that a day with a flood
 * in it leaves room for the days behind it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect_parts.h"
#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"
#include "common/cli/cli.h"

#define PAGE_MAX (512u << 10)
#define PAGE_LINES 1000

/* Where the list of one publication goes on. */
struct place {
	char publication[PUBLICATION_MAX + 1]; /* "": the beginning of all */
	uint8_t entry[RECEIPT_ENTRY_BYTES];    /* the last one that came */
};

struct listing {
	struct collecting *k;
	const char *carried; /* "0": what no courier took; "1": the rest */
	size_t n_cut;        /* publications of which more waits */
	size_t room_cut;
	struct place *cuts;
};

static bool
out_of_memory(struct collecting *k)
{
	reason_set(k->reason, "there is not enough memory");
	return false;
}

static bool
add_entry(struct collecting *k, const struct manifest_entry *e)
{
	struct manifest_entry *grown;

	if (k->manifest.n_entries == COLLECT_ENTRIES_MAX) {
		k->unlisted = true;
		return true;
	}
	if (k->manifest.n_entries == k->room) {
		k->room = k->room == 0 ? 256 : k->room * 2;
		grown = realloc(k->manifest.entries, k->room * sizeof(*grown));
		if (grown == NULL)
			return out_of_memory(k);
		k->manifest.entries = grown;
	}
	k->manifest.entries[k->manifest.n_entries++] = *e;
	return true;
}

static bool
add_cut(struct listing *l, const struct place *place)
{
	struct place *grown;

	if (l->n_cut == l->room_cut) {
		l->room_cut = l->room_cut == 0 ? 16 : l->room_cut * 2;
		grown = realloc(l->cuts, l->room_cut * sizeof(*grown));
		if (grown == NULL)
			return out_of_memory(l->k);
		l->cuts = grown;
	}
	l->cuts[l->n_cut++] = *place;
	return true;
}

/* A signed GET below the intake: a page to be finished, or a reason. */
static bool
get_page(struct collecting *k, const char *path, const char *query,
    struct byte_writer *ret_page)
{
	struct byte_sink sink = byte_sink_writer(ret_page);
	struct signed_request q = {.method = "GET",
	    .path = path,
	    .query = query,
	    .sink = &sink,
	    .sink_limit = PAGE_MAX};
	struct http_answer answer = {0};

	byte_writer_init(ret_page, PAGE_MAX);
	if (courier_send(k->c, &q, &answer, k->reason)) {
		if (answer.status == 200)
			return true;
		if (answer.status >= 500)
			reason_set(k->reason,
			    "the relay can't list now what it holds (%ld %s): "
			    "try again later",
			    answer.status, answer.problem);
		else
			reason_set(k->reason,
			    "the relay does not let this courier in (%ld): is "
			    "the clock right, and the directory at the relay "
			    "the same?",
			    answer.status);
	}
	byte_writer_finish(ret_page);
	return false;
}

/*
 * Takes the page behind `place` in, and moves it to the last line that was
 * taken: all of the page, or what is of that publication where `alone`.
 * `ret_more`: there is more to take.
 */
static bool
list_page(struct listing *l, struct place *place, bool alone, bool *ret_more)
{
	char query[160], hex[2 * RECEIPT_ENTRY_BYTES + 1];
	struct byte_writer page;
	struct byte_reader r;
	struct manifest_entry e;
	const char *line;
	size_t len, lines = 0;
	bool ok = true;

	hex_encode(place->entry, RECEIPT_ENTRY_BYTES, hex);
	(void)snprintf(query, sizeof(query), "?carried=%s%s%s%s%s", l->carried,
	    place->publication[0] == '\0' ? "" : "&after=", place->publication,
	    place->publication[0] == '\0' ? "" : ".",
	    place->publication[0] == '\0' ? "" : hex);
	if (!get_page(l->k, "/envelopes", query, &page))
		return false;
	byte_reader_init(&r, page.data, page.len);
	*ret_more = true;
	while (ok && byte_reader_line(&r, &line, &len)) {
		if (!manifest_entry_parse(line, len, &e) ||
		    strcmp(e.publication, place->publication) < 0) {
			reason_set(
			    l->k->reason, "the relay's list is malformed");
			ok = false;
			break;
		}
		lines++;
		if (alone && strcmp(e.publication, place->publication) != 0) {
			*ret_more = false;
			break;
		}
		ok = add_entry(l->k, &e);
		memcpy(place->publication, e.publication,
		    sizeof(place->publication));
		receipt_entry(e.nonce, e.sha256, place->entry);
	}
	*ret_more = *ret_more && lines == PAGE_LINES;
	byte_writer_finish(&page);
	return ok;
}

/* The beginnings of all publications; those that were cut are remembered. */
static bool
list_beginnings(struct listing *l)
{
	struct place place = {.publication = ""};
	bool more = true;

	for (size_t n = 0;
	     more && n < COLLECT_PUBLICATIONS_MAX && !l->k->unlisted; n++) {
		if (!list_page(l, &place, false, &more) ||
		    (more && !add_cut(l, &place)))
			return false;
		/* On to the next one, behind all entries of this. */
		memset(place.entry, 0xff, sizeof(place.entry));
	}
	return true;
}

/* What waits in one state. */
static bool
list_state(struct collecting *k, const char *carried)
{
	struct listing l = {.k = k, .carried = carried};
	bool ok = list_beginnings(&l), more;

	while (ok && l.n_cut > 0 && !k->unlisted)
		for (size_t i = 0; i < l.n_cut && ok && !k->unlisted;) {
			ok = list_page(&l, &l.cuts[i], true, &more);
			if (ok && !more)
				l.cuts[i] = l.cuts[--l.n_cut];
			else
				i++;
		}
	free(l.cuts);
	return ok;
}

static bool
add_publications(
    struct collecting *k, const struct byte_writer *page, size_t *ret_lines)
{
	struct manifest *m = &k->manifest;
	struct log_publication p, *grown;
	struct byte_reader r;
	const char *line;
	size_t len;

	*ret_lines = 0;
	grown = realloc(
	    m->publications, (m->n_publications + PAGE_LINES) * sizeof(*grown));
	if (grown == NULL)
		return out_of_memory(k);
	m->publications = grown;
	byte_reader_init(&r, page->data, page->len);
	while (byte_reader_line(&r, &line, &len)) {
		if (++*ret_lines > PAGE_LINES ||
		    !log_publication_parse(line, len, &p)) {
			reason_set(k->reason,
			    "the relay's list of publications is malformed");
			return false;
		}
		/* A page begins with the last line of the one before. */
		if (m->n_publications > 0 &&
		    strcmp(grown[m->n_publications - 1].name, p.name) >= 0)
			continue;
		if (m->n_publications == COLLECT_PUBLICATIONS_MAX)
			break;
		if (m->n_publications > 0 &&
		    grown[m->n_publications - 1].size >= p.size) {
			reason_set(k->reason,
			    "the relay's list of publications shrinks at %s",
			    p.name);
			return false;
		}
		grown[m->n_publications++] = p;
	}
	return true;
}

/* What the relay's log is made of, from its first publication on. */
static bool
list_publications(struct collecting *k)
{
	struct manifest *m = &k->manifest;
	struct byte_writer page;
	size_t lines = PAGE_LINES, before;
	char query[64];
	bool ok = true;

	while (ok && lines == PAGE_LINES &&
	    m->n_publications < COLLECT_PUBLICATIONS_MAX) {
		(void)snprintf(query, sizeof(query), "?from=%s",
		    m->n_publications == 0
			? "0"
			: m->publications[m->n_publications - 1].name);
		if (!get_page(k, "/publications", query, &page))
			return false;
		before = m->n_publications;
		ok = add_publications(k, &page, &lines);
		byte_writer_finish(&page);
		if (ok && m->n_publications == before)
			break; /* a page that brings nothing ends it */
	}
	return ok;
}

bool
collect_list(struct collecting *k)
{
	if (!list_state(k, "0"))
		return false;
	k->n_fresh = k->manifest.n_entries;
	return list_state(k, "1");
}

void
collect_publications(struct collecting *k)
{
	/* Without them envelopes come all the same. */
	if (!list_publications(k))
		cli_warn("%s; the desk can't tell what of the log is padding",
		    k->reason->text);
}
