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
#include "common/report/ustar.h"
#include "leaving_parts.h"
#include "leaving_tar.h"

#define CUSTODY_MAX (8u << 20)

struct packing {
	const struct leaving *l;
	struct leaving_files *f;
	struct leaving_tar tar;
};

static bool
put_part(struct packing *p, const char *name, const void *bytes, size_t len)
{
	return leaving_tar_part(&p->tar, name, bytes, len);
}

static bool
start_attachment(void *context, unsigned number)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "attachment-%04u", number);
	return leaving_tar_start(context, name);
}

static bool
write_out(void *context, const void *bytes, size_t len)
{
	return leaving_file_put(context, bytes, len);
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
	const struct byte_sink sink = {leaving_tar_put, &p->tar};

	return put_part(p, "report.json", row->report, strlen(row->report)) &&
	    put_findings(p) && put_custody(p) &&
	    (!case_attachments_are_there(row) ||
		case_attachments_each(p->l->v, row, start_attachment, &sink,
		    &p->tar, p->f->reason));
}

bool
leaving_make_package(const struct leaving *l, struct leaving_files *f)
{
	static const uint8_t zeroes[USTAR_END_BYTES];
	const struct byte_sink out = {write_out, f};
	struct packing p = {.l = l, .f = f};
	bool ok = leaving_tar_begin(&p.tar, &out);

	reason_set(f->reason, "the package can't be made of what is there");
	ok = ok && pass(&p) && leaving_tar_measured(&p.tar) &&
	    leaving_file_begin(f, "package.tar") && pass(&p) &&
	    leaving_tar_written(&p.tar);
	if (ok) {
		const struct byte_writer *list = &p.tar.list;
		uint8_t block[USTAR_BLOCK_BYTES];
		const size_t fill =
		    (USTAR_BLOCK_BYTES - list->len % USTAR_BLOCK_BYTES) %
		    USTAR_BLOCK_BYTES;

		ustar_header(LEAVING_SUMS, list->len, block);
		ok = leaving_file_put(f, block, sizeof(block)) &&
		    leaving_file_put(f, list->data, list->len) &&
		    leaving_file_put(f, zeroes, fill) &&
		    leaving_file_put(f, zeroes, sizeof(zeroes)) &&
		    leaving_file_end(f);
	}
	leaving_tar_finish(&p.tar);
	return ok;
}
