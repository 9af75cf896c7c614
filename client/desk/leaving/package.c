/*
 * The evidence of a case, for a court: what was told, its attachments, what was
 * verified, and whose hands it went through; one tar, and in it a list that
 * sha256sum checks (docs/CASES.md 8).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/cases/case_attachments.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/journal.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "common/report/report.h"
#include "common/report/ustar.h"
#include "leaving_parts.h"

#define PARTS_MAX (REPORT_ATTACHMENTS_MAX + 8)
#define CUSTODY_MAX (8u << 20)

/* One file of the tar: first measured, then written. */
struct part {
	char name[32];
	uint64_t size;
};
struct packing {
	const struct leaving *l;
	struct leaving_files *f;
	struct byte_writer list; /* SHA256SUMS in the tar */
	struct sha256 *sha;      /* of the file under way */
	size_t n;
	struct part *parts;
	bool writing; /* the second pass */
	size_t at;    /* part under way; in the second pass too */
	bool open;
	uint64_t left;
};

/* --- either pass --- */

static bool
end_part(struct packing *p)
{
	static const uint8_t zeroes[USTAR_BLOCK_BYTES];
	uint8_t hash[SHA256_BYTES];
	char hex[LEAVING_HASH_BYTES];
	const struct part *part = &p->parts[p->at];
	const size_t fill =
	    (USTAR_BLOCK_BYTES - part->size % USTAR_BLOCK_BYTES) %
	    USTAR_BLOCK_BYTES;

	if (!p->open)
		return true;
	p->open = false;
	if (p->writing)
		return p->left == 0 && leaving_file_put(p->f, zeroes, fill);
	if (!sha256_final(p->sha, hash))
		return false;
	hex_encode(hash, sizeof(hash), hex);
	byte_writer_printf(&p->list, "%s  %s\n", hex, part->name);
	return true;
}

static bool
begin_part(struct packing *p, const char *name)
{
	uint8_t block[USTAR_BLOCK_BYTES];
	struct part *part;

	if (!end_part(p))
		return false;
	if (!p->writing) {
		if (p->n == PARTS_MAX)
			return false;
		p->at = p->n++;
		part = &p->parts[p->at];
		(void)snprintf(part->name, sizeof(part->name), "%s", name);
		p->open = true;
		return true;
	}
	/* Each is what it was when it was measured. */
	for (p->at = 0; p->at < p->n; p->at++)
		if (strcmp(p->parts[p->at].name, name) == 0)
			break;
	if (p->at == p->n)
		return false;
	p->left = p->parts[p->at].size;
	p->open = true;
	ustar_header(name, p->left, block);
	return leaving_file_put(p->f, block, sizeof(block));
}

static bool
put(void *context, const void *bytes, size_t len)
{
	struct packing *p = context;

	if (!p->writing) {
		p->parts[p->at].size += len;
		sha256_update(p->sha, bytes, len);
		return true;
	}
	if (len > p->left)
		return false;
	p->left -= len;
	return leaving_file_put(p->f, bytes, len);
}

static bool
put_part(struct packing *p, const char *name, const void *bytes, size_t len)
{
	return begin_part(p, name) && put(p, bytes, len);
}

static bool
start_attachment(void *context, unsigned number)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "attachment-%04u", number);
	return begin_part(context, name);
}

/* --- what is in it --- */

/* What was found, and on what it rests; no notes, no consents, no names of
 * those who told. */
static bool
put_findings(struct packing *p)
{
	static const char *const members[] = {WORK_PEOPLE, WORK_ACTS,
	    WORK_ACTORS, WORK_SOURCES, WORK_ELEMENTS, NULL};
	struct byte_writer w;
	cJSON *out = cJSON_CreateObject(), *source;
	bool ok = out != NULL;

	byte_writer_init(&w, 4u << 20);
	for (size_t i = 0; members[i] != NULL && ok; i++)
		if (work_look(p->l->w->work, members[i]) != NULL)
			ok = work_put_copy(out, members[i],
			    work_look(p->l->w->work, members[i]));
	/* What a witness said is that person's own, and nobody asked. */
	cJSON_ArrayForEach (
	    source, cJSON_GetObjectItemCaseSensitive(out, WORK_SOURCES))
		cJSON_DeleteItemFromObjectCaseSensitive(source, "text");
	ok = ok &&
	    work_put(out, "state", rule_state_word(work_state(p->l->w->work)));
	if (ok)
		json_text_write(&w, out);
	ok = ok && !w.failed && put_part(p, "findings.json", w.data, w.len);
	byte_writer_finish(&w);
	json_text_wipe(out);
	return ok;
}

/* What was done with the case until it was approved. */
static void
write_log(struct byte_writer *w, const struct leaving *l)
{
	const cJSON *line;
	uint64_t last = 0;

	(void)json_text_integer(l->action, "approved_line", &last);
	byte_writer_text(w, "What was done, by whom:\n");
	cJSON_ArrayForEach (line, work_look(l->w->work, WORK_LOG)) {
		if (work_number(line) > last)
			break;
		byte_writer_printf(w, "%" PRIu64 "  %s  %s  %s\n",
		    work_number(line), work_text(line, "day"),
		    work_text(line, "by"), work_text(line, "act"));
	}
}

struct quoting {
	struct byte_writer *w;
	char label[2 * JOURNAL_LABEL_BYTES + 1];
	uint64_t number, last;
};

/* The lines of the journal that are of the case, as they were signed. */
static bool
quote(void *context, const char *line, size_t len, const uint8_t *signature,
    size_t signature_len)
{
	struct quoting *q = context;
	char text[256], *copy;

	if (++q->number > q->last)
		return false;
	copy = strndup(line, len);
	if (copy == NULL) {
		q->w->failed = true;
		return false;
	}
	if (strstr(copy, q->label) != NULL &&
	    base64_length(BASE64_PADDED, signature_len) < sizeof(text)) {
		base64_encode(BASE64_PADDED, signature, signature_len, text);
		byte_writer_printf(q->w, "%s %s\n", copy, text);
	}
	free(copy);
	return true;
}

static void
write_journal(struct byte_writer *w, const struct leaving *l)
{
	struct quoting q = {.w = w, .last = l->journal};
	uint8_t label[JOURNAL_LABEL_BYTES];
	char *path = vault_path(l->v, "cases.sqlite");
	struct reason ignored;

	journal_label(vault_store(l->v), l->w->row->id, label);
	hex_encode(label, sizeof(label), q.label);
	byte_writer_text(w,
	    "\nLines of the desk's journal about this case, each with its "
	    "signature (Ed25519), as journal export writes them:\n");
	if (path == NULL)
		w->failed = true;
	else
		(void)journal_each(path, quote, &q, &ignored);
	/* It ended before the line up to which it quotes: it can't be read. */
	w->failed = w->failed || q.number < q.last;
	free(path);
}

static bool
put_custody(struct packing *p)
{
	const struct case_row *row = p->l->w->row;
	struct byte_writer w;
	bool ok;

	byte_writer_init(&w, CUSTODY_MAX);
	byte_writer_printf(&w,
	    "Custody of case %.8s of the desk of %s.\n\n"
	    "Sealed original: SHA-256 %s, %" PRIu64 " bytes; opened in week "
	    "%s.\n",
	    row->id, vault_intake(p->l->v),
	    row->sha256_hex == NULL ? "?" : row->sha256_hex, row->size,
	    row->week == NULL ? "?" : row->week);
	for (size_t i = 0; i < row->n_entries; i++)
		byte_writer_printf(&w,
		    "Accepted by relay %s, publication "
		    "%s.\n",
		    row->entries[i].relay == NULL ? "?" : row->entries[i].relay,
		    row->entries[i].publication == NULL
			? "?"
			: row->entries[i].publication);
	byte_writer_text(&w, "\n");
	write_log(&w, p->l);
	write_journal(&w, p->l);
	ok = !w.failed && put_part(p, "custody.txt", w.data, w.len);
	byte_writer_finish(&w);
	return ok;
}

static bool
pass(struct packing *p)
{
	const struct case_row *row = p->l->w->row;
	const struct byte_sink sink = {put, p};
	bool ok;

	p->open = false;
	ok = put_part(p, "report.json", row->report, strlen(row->report)) &&
	    put_findings(p) && put_custody(p) &&
	    (!case_attachments_are_there(row) ||
		case_attachments_each(
		    p->l->v, row, start_attachment, &sink, p, p->f->reason)) &&
	    end_part(p);
	return ok;
}

bool
leaving_make_package(const struct leaving *l, struct leaving_files *f)
{
	static const uint8_t zeroes[USTAR_END_BYTES];
	struct packing p = {.l = l, .f = f, .sha = sha256_create()};
	bool ok;

	p.parts = calloc(PARTS_MAX, sizeof(*p.parts));
	byte_writer_init(&p.list, 1u << 20);
	reason_set(f->reason, "the package can't be made of what is there");
	ok = p.sha != NULL && p.parts != NULL && pass(&p) && !p.list.failed &&
	    leaving_file_begin(f, "package.tar");
	p.writing = true;
	ok = ok && pass(&p);
	if (ok) {
		uint8_t block[USTAR_BLOCK_BYTES];
		const size_t fill =
		    (USTAR_BLOCK_BYTES - p.list.len % USTAR_BLOCK_BYTES) %
		    USTAR_BLOCK_BYTES;

		ustar_header(LEAVING_SUMS, p.list.len, block);
		ok = leaving_file_put(f, block, sizeof(block)) &&
		    leaving_file_put(f, p.list.data, p.list.len) &&
		    leaving_file_put(f, zeroes, fill) &&
		    leaving_file_put(f, zeroes, sizeof(zeroes)) &&
		    leaving_file_end(f);
	}
	sha256_destroy(p.sha);
	byte_writer_finish(&p.list);
	free(p.parts);
	return ok;
}
