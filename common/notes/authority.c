#include "authority.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/decimal_digits.h"
#include "common/bytes/text_codec.h"

#define FINGERPRINT_LABEL "valise-authority/1\n"
#define CHANGE_LABEL "valise-authority-change/1"

bool
key_set_valid(const struct key_set *set)
{
	if (set->threshold < 1 || set->threshold > set->n ||
	    set->n > KEY_SET_MAX)
		return false;
	for (size_t i = 0; i < set->n; i++)
		for (size_t j = 0; j < i; j++)
			if (memcmp(set->keys[i].public_key,
				set->keys[j].public_key, 32) == 0)
				return false;
	return true;
}

static int
compare_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

typedef char key_lines[KEY_SET_MAX][NOTE_VKEY_TEXT_BYTES];

/* The keys as texts, in byte order. */
static void
sort_keys(const struct key_set *set, key_lines ret_lines)
{
	for (size_t i = 0; i < set->n; i++)
		vkey_format(&set->keys[i], ret_lines[i]);
	qsort(ret_lines, set->n, sizeof(ret_lines[0]), compare_text);
}

/* Threshold and keys, a line each. */
static void
put_set(struct byte_writer *w, const struct key_set *set)
{
	key_lines lines;

	sort_keys(set, lines);
	byte_writer_printf(w, "%u\n", set->threshold);
	for (size_t i = 0; i < set->n; i++)
		byte_writer_printf(w, "%s\n", lines[i]);
}

static void
hash_text(crypto_hash_sha256_state *hash, const char *text)
{
	crypto_hash_sha256_update(hash, (const uint8_t *)text, strlen(text));
}

/* Without memory of its own: there is no fingerprint that could lack. */
void
authority_fingerprint(
    const struct key_set *set, char ret_text[static FINGERPRINT_TEXT_BYTES])
{
	uint8_t digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state hash;
	char threshold[16];
	key_lines lines;

	sort_keys(set, lines);
	(void)snprintf(threshold, sizeof(threshold), "%u\n", set->threshold);
	crypto_hash_sha256_init(&hash);
	hash_text(&hash, FINGERPRINT_LABEL);
	hash_text(&hash, threshold);
	for (size_t i = 0; i < set->n; i++) {
		hash_text(&hash, lines[i]);
		hash_text(&hash, "\n");
	}
	crypto_hash_sha256_final(&hash, digest);
	for (int i = 0; i < 10; i++)
		(void)snprintf(ret_text + 6 * i, 7, "%05u%s",
		    (unsigned)(digest[2 * i] << 8 | digest[2 * i + 1]),
		    i < 9 ? " " : "");
}

bool
authority_fingerprint_wellformed(const char *typed)
{
	char digits[FINGERPRINT_DIGITS + 1];

	return decimal_digits_read(
	    typed, strlen(typed), FINGERPRINT_DIGITS, digits);
}

bool
authority_fingerprint_matches(const struct key_set *set, const char *typed)
{
	char own[FINGERPRINT_TEXT_BYTES], own_digits[FINGERPRINT_DIGITS + 1];
	char digits[FINGERPRINT_DIGITS + 1];

	authority_fingerprint(set, own);
	return decimal_digits_read(
		   own, strlen(own), FINGERPRINT_DIGITS, own_digits) &&
	    decimal_digits_read(
		typed, strlen(typed), FINGERPRINT_DIGITS, digits) &&
	    strcmp(own_digits, digits) == 0;
}

void
authority_change_format(const struct key_set *old_set,
    const struct key_set *new_set, struct byte_writer *w)
{
	byte_writer_text(w, CHANGE_LABEL "\nold ");
	put_set(w, old_set);
	byte_writer_text(w, "new ");
	put_set(w, new_set);
}

/* "old 2" or "new 2", then keys until the next such line or the end. */
static bool
read_set(struct byte_reader *r, const char *word, struct key_set *ret_set)
{
	struct byte_reader before;
	uint64_t threshold;
	const char *line;
	size_t len;

	memset(ret_set, 0, sizeof(*ret_set));
	if (!byte_reader_line(r, &line, &len) || len < 5 ||
	    memcmp(line, word, 4) != 0 ||
	    !decimal_decode(line + 4, len - 4, KEY_SET_MAX, &threshold))
		return false;
	ret_set->threshold = (unsigned)threshold;
	for (;;) {
		before = *r;
		if (!byte_reader_line(r, &line, &len))
			break;
		if (len >= 4 && memcmp(line, "new ", 4) == 0) {
			*r = before;
			break;
		}
		if (ret_set->n == KEY_SET_MAX ||
		    !vkey_parse(line, len, &ret_set->keys[ret_set->n++]))
			return false;
	}
	return key_set_valid(ret_set);
}

bool
authority_change_verify(const char *bytes, size_t len, struct key_set *ret_old,
    struct key_set *ret_new, struct reason *ret_reason)
{
	struct signed_note note;
	struct byte_writer again;
	struct byte_reader r;
	const char *line;
	size_t line_len;
	bool same;

	if (signed_note_parse(bytes, len, &note) != NOTE_OK) {
		reason_set(ret_reason, "a change of the authority: %s",
		    note_status_text(NOTE_MALFORMED));
		return false;
	}
	byte_reader_init(&r, note.text, note.text_len);
	if (!byte_reader_line(&r, &line, &line_len) ||
	    line_len != strlen(CHANGE_LABEL) ||
	    memcmp(line, CHANGE_LABEL, line_len) != 0 ||
	    !read_set(&r, "old ", ret_old) || !read_set(&r, "new ", ret_new) ||
	    r.left != 0) {
		reason_set(
		    ret_reason, "a change of the authority is malformed");
		return false;
	}
	byte_writer_init(&again, 1u << 16);
	authority_change_format(ret_old, ret_new, &again);
	same = !again.failed && again.len == note.text_len &&
	    memcmp(again.data, note.text, again.len) == 0;
	byte_writer_finish(&again);
	if (!same) {
		reason_set(
		    ret_reason, "a change of the authority is not canonical");
		return false;
	}
	if (signed_note_verify(&note, ret_old->keys, ret_old->n,
		ret_old->threshold) != NOTE_OK ||
	    signed_note_verify(&note, ret_new->keys, ret_new->n,
		ret_new->threshold) != NOTE_OK) {
		reason_set(ret_reason,
		    "a change of the authority lacks signatures of the old or "
		    "the new members");
		return false;
	}
	return true;
}

bool
key_set_equal(const struct key_set *a, const struct key_set *b)
{
	size_t found = 0;

	if (a->threshold != b->threshold || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		for (size_t j = 0; j < b->n; j++)
			found += vkey_equal(&a->keys[i], &b->keys[j]);
	return found == a->n;
}
