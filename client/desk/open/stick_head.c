#include "stick_head.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/vault/journal.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/notes/signed_note.h"

#define FORMAT "valise-head/1"
#define HEAD_MAX 4096
#define NAME_DIGITS 8 /* of the vault's own number */

struct head {
	uint64_t number; /* of a line; 0: there was none */
	uint8_t hash[32];
};

/* "anna.age-1f2e3d4c.head": of each vault another. */
static char *
path_of(const char *person_file, const struct vault *v)
{
	char *path;

	return asprintf(&path, "%s-%.*s.head", person_file, NAME_DIGITS,
		   vault_number(v)) < 0
	    ? NULL
	    : path;
}

/* The text that is signed; `number` is not of an intake alone, so the vault's
 * own digits stand in it. */
static void
write_text(struct byte_writer *w, const struct vault *v, const struct head *h)
{
	char hex[65];

	hex_encode(h->hash, sizeof(h->hash), hex);
	byte_writer_printf(w, FORMAT "\n%s\n%s\n%" PRIu64 "\n%s\n",
	    vault_intake(v), vault_number(v), h->number, hex);
}

/* Line `at` of the text, from 0; its length, or 0. */
static size_t
line_of(const struct signed_note *note, int at, const char **ret_line)
{
	const char *end = note->text + note->text_len, *c = note->text, *lf;

	for (;; at--, c = lf + 1) {
		lf = memchr(c, '\n', (size_t)(end - c));
		if (lf == NULL)
			return 0;
		if (at == 0) {
			*ret_line = c;
			return (size_t)(lf - c);
		}
	}
}

/* False where it is none of this person's, of this vault. */
static bool
read_head(const uint8_t *bytes, size_t len, const struct vault *v,
    const struct person *p, struct head *ret_head)
{
	struct signed_note note;
	struct byte_writer again;
	const char *line;
	struct vkey key;
	size_t n;
	bool ok;

	vkey_of_seed(p->id, p->seed, &key);
	if (signed_note_parse(bytes, len, &note) != NOTE_OK ||
	    signed_note_verify(&note, &key, 1, 1) != NOTE_OK)
		return false;
	n = line_of(&note, 3, &line);
	if (n == 0 || !decimal_decode(line, n, INT64_MAX, &ret_head->number))
		return false;
	n = line_of(&note, 4, &line);
	if (!hex_decode(
		n == 0 ? "" : line, n, ret_head->hash, sizeof(ret_head->hash)))
		return false;
	/* It has one spelling, and names the vault. */
	byte_writer_init(&again, HEAD_MAX);
	write_text(&again, v, ret_head);
	ok = !again.failed && again.len == note.text_len &&
	    memcmp(again.data, note.text, again.len) == 0;
	byte_writer_finish(&again);
	return ok;
}

/* What the journal of that vault says to it. */
static bool
is_known(const struct vault *v, const struct head *h, struct reason *reason)
{
	char *store = vault_path(v, "cases.sqlite");
	bool ok = store != NULL &&
	    (h->number == 0 || journal_has(store, h->number, h->hash, reason));

	if (store == NULL)
		reason_set(reason, "there is not enough memory");
	free(store);
	return ok;
}

bool
stick_head_check(const char *person_file, const struct vault *v,
    const struct person *p, struct reason *ret_reason)
{
	char *path = path_of(person_file, v);
	struct reason why = {""};
	uint8_t *bytes = NULL;
	struct head head;
	size_t len;
	bool ok = false;

	reason_set(ret_reason, "there is not enough memory");
	if (path == NULL)
		return false;
	if (!durable_file_read(path, HEAD_MAX, &bytes, &len)) {
		ok = errno == ENOENT;
		if (!ok)
			reason_set(ret_reason, "%s: %s", path, strerror(errno));
	} else if (!read_head(bytes, len, v, p, &head)) {
		reason_set(ret_reason,
		    "%s was changed, or is not %s's of this vault", path,
		    p->id);
	} else if (!is_known(v, &head, &why)) {
		reason_set(ret_reason,
		    "%s, by the head that %s has: %s. Compare it with its "
		    "copies; who knows why (a copy was restored) moves %s "
		    "away",
		    vault_folder(v), p->id, why.text, path);
	} else {
		ok = true;
	}
	free(bytes);
	free(path);
	return ok;
}

bool
stick_head_write(const char *person_file, const struct vault *v, const char *id,
    struct reason *ret_reason)
{
	char *path = path_of(person_file, v);
	struct byte_writer text, note;
	struct head head;
	bool ok;

	reason_set(ret_reason, "there is not enough memory");
	byte_writer_init(&text, HEAD_MAX);
	byte_writer_init(&note, HEAD_MAX);
	ok = path != NULL &&
	    journal_tail(vault_store(v), &head.number, head.hash);
	if (ok) {
		write_text(&text, v, &head);
		ok = !text.failed &&
		    vault_sign_as(
			v, id, (const char *)text.data, text.len, &note) &&
		    !note.failed;
	}
	if (ok &&
	    !durable_file_write(
		path, note.data, note.len, 0600, DURABLE_REPLACE)) {
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
		ok = false;
	}
	byte_writer_finish(&text);
	byte_writer_finish(&note);
	free(path);
	return ok;
}
