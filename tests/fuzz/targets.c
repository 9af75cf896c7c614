/* Fuzz targets of notes, reports and records; those of envelopes are apart. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/defender/report/reply_code.h"
#include "common/bytes/byte_writer.h"
#include "common/json/json_member.h"
#include "common/json/json_canonical.h"
#include "common/json/json_text.h"
#include "common/notes/cosignature.h"
#include "common/notes/desk_note.h"
#include "common/notes/directory.h"
#include "common/notes/persons.h"
#include "common/notes/http_signature.h"
#include "common/notes/manifest.h"
#include "common/notes/receipt.h"
#include "common/notes/tlog_proof.h"
#include "common/notes/witness_answer.h"
#include "common/report/payload_reader.h"
#include "common/report/reply_cell.h"
#include "common/report/report.h"
#include "fuzz.h"
#include "relay/store/segment.h"

static void
payload(const uint8_t *data, size_t size)
{
	const struct payload_events none = {NULL, NULL, NULL, NULL};
	struct payload_reader *whole = payload_reader_create(&none);
	struct payload_reader *pieces = payload_reader_create(&none);
	bool a, b = true;

	check(whole != NULL && pieces != NULL);
	a = payload_reader_feed(whole, data, size) &&
	    payload_reader_finish(whole);
	for (size_t at = 0; at < size && b; at += 7)
		b = payload_reader_feed(
		    pieces, data + at, size - at < 7 ? size - at : 7);
	b = b && payload_reader_finish(pieces);
	check(a == b);
	payload_reader_destroy(whole);
	payload_reader_destroy(pieces);
}

static void
report(const uint8_t *data, size_t size)
{
	struct report_attachment *found;
	struct reason reason;
	size_t n;
	cJSON *json;

	json = json_text_read((const char *)data, size, &reason);
	found = calloc(REPORT_ATTACHMENTS_MAX, sizeof(*found));
	if (json != NULL && found != NULL &&
	    report_check(json, REPORT_SEALED, &reason))
		(void)report_attachments(json, found, &n, &reason);
	free(found);
	cJSON_Delete(json);
}

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* A member of the text and the same of the tree, in their order. */
static bool
is_next(void *context, const struct json_member *m)
{
	const cJSON **item = context;
	const char *name;

	check(*item != NULL && m->len > m->value_len);
	name = (*item)->string;
	/* What is not ASCII is no name that is asked about. */
	check(!is_ascii(name) || json_member_is(m, name));
	check(!json_member_is(m, "a name that is none of it"));
	*item = (*item)->next;
	return true;
}

static void
members(const char *text, size_t len, const cJSON *value)
{
	const cJSON *item = value->child;
	bool all = json_members(text, len, is_next, &item);

	check(all == cJSON_IsObject(value));
	check(!all || item == NULL);
}

/* What has a canonical form has one, and it is read and written the same. */
static void
json_form(const uint8_t *data, size_t size)
{
	struct byte_writer once, twice;
	struct reason reason;
	bool exact;
	cJSON *value =
	    json_text_read_received((const char *)data, size, &exact, &reason);
	cJSON *again;

	if (value == NULL)
		return;
	members((const char *)data, size, value);
	byte_writer_init(&once, 1u << 24);
	byte_writer_init(&twice, 1u << 24);
	if (exact) {
		check(json_canonical_write(&once, value));
		again =
		    json_text_read((const char *)once.data, once.len, &reason);
		check(again != NULL && json_canonical_write(&twice, again));
		check(once.len == twice.len &&
		    memcmp(once.data, twice.data, once.len) == 0);
		cJSON_Delete(again);
	}
	cJSON_Delete(value);
	byte_writer_finish(&once);
	byte_writer_finish(&twice);
}

/* What was read and is written comes back the same. */
static void
json(const uint8_t *data, size_t size)
{
	struct byte_writer once, twice;
	struct reason reason;
	cJSON *value = json_text_read((const char *)data, size, &reason);
	cJSON *again;

	json_form(data, size);
	if (value == NULL)
		return;
	byte_writer_init(&once, 1u << 24);
	byte_writer_init(&twice, 1u << 24);
	json_text_write(&once, value);
	check(!once.failed);
	again = json_text_read((const char *)once.data, once.len, &reason);
	check(again != NULL);
	json_text_write(&twice, again);
	check(once.len == twice.len &&
	    memcmp(once.data, twice.data, once.len) == 0);
	cJSON_Delete(value);
	cJSON_Delete(again);
	byte_writer_finish(&once);
	byte_writer_finish(&twice);
}

static void
directory(const uint8_t *data, size_t size)
{
	struct directory *d = NULL;
	struct signed_note note;
	struct reason reason;

	if (signed_note_parse(data, size, &note) == NOTE_OK &&
	    directory_read_text(note.text, note.text_len, &d, &reason) ==
		DIRECTORY_OK)
		(void)signed_note_verify(&note, d->authority.keys,
		    d->authority.n, d->authority.threshold);
	directory_destroy(d);
}

static void
persons(const uint8_t *data, size_t size)
{
	struct signed_note note;
	struct reason reason;
	struct persons *p;

	if (signed_note_parse(data, size, &note) != NOTE_OK)
		return;
	p = persons_read_text(note.text, note.text_len, &reason);
	(void)persons_who_signed(p, &note, "reprisals", 1796000000);
	persons_destroy(p);
}

static void
proof(const uint8_t *data, size_t size)
{
	struct tlog_proof p;
	struct merkle_hash leaf = {{1}};

	if (tlog_proof_parse(data, size, &p))
		(void)merkle_path_verify(&leaf, p.index, p.checkpoint.size,
		    p.path, p.path_len, &p.checkpoint.root);
}

/* A directory of one relay, without keys that anyone holds. */
static void
receipt(const uint8_t *data, size_t size)
{
	static struct directory_relay one = {.name = "relay.example"};
	static struct directory_intake intake = {
	    .id = "trial-intake", .n_relays = 1, .relays = &one};
	const struct directory d = {.n_intakes = 1, .intakes = &intake};
	static const uint8_t file_hash[32] = {1};
	struct receipt r;

	check(receipt_verify(&d, data, size, file_hash, &r) != RECEIPT_GENUINE);
}

/* What is accepted stays the same written out and read again. */
static void
typed(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), digits[REPLY_CODE_DIGITS + 1];
	char grouped[REPLY_CODE_TEXT_BYTES], again[REPLY_CODE_DIGITS + 1];

	check(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	(void)authority_fingerprint_wellformed(text);
	if (reply_code_read(text, digits) == REPLY_CODE_OK) {
		reply_code_group(digits, grouped);
		check(reply_code_read(grouped, again) == REPLY_CODE_OK &&
		    strcmp(digits, again) == 0);
	}
	free(text);
}

static void
manifest(const uint8_t *data, size_t size)
{
	struct byte_writer again;
	struct manifest m;

	if (!manifest_parse((const char *)data, size, &m))
		return;
	byte_writer_init(&again, 1u << 24);
	manifest_format(&m, &again);
	check(again.len == size && memcmp(again.data, data, size) == 0);
	byte_writer_finish(&again);
	manifest_finish(&m);
}

static void
import_note(const uint8_t *data, size_t size)
{
	struct byte_writer again;
	struct import_note n;

	if (!import_note_parse((const char *)data, size, &n))
		return;
	byte_writer_init(&again, 1u << 24);
	import_note_format(&n, &again);
	/* Bytes behind the last line end are dropped by no one. */
	check(again.len <= size && memcmp(again.data, data, again.len) == 0);
	byte_writer_finish(&again);
	import_note_finish(&n);
}

static void
bulletin(const uint8_t *data, size_t size)
{
	struct bulletin b;

	if (bulletin_parse((const char *)data, size, &b))
		bulletin_finish(&b);
}

static void
cell(const uint8_t *data, size_t size)
{
	uint8_t again[REPLY_CELL_PLAIN_BYTES];
	struct reply_cell c;

	if (!reply_cell_parse(data, size, &c))
		return;
	reply_cell_format(&c, again);
	check(memcmp(again, data, sizeof(again)) == 0);
}

static void
segment(const uint8_t *data, size_t size)
{
	uint8_t again[SEGMENT_HEAD_BYTES];
	struct record r;

	if (size != SEGMENT_HEAD_BYTES || !segment_head_parse(data, &r))
		return;
	segment_head(&r, again);
	(void)segment_record_bytes(&r);
}

/* Two header values, parted by the first LF. */
static void
signature(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *second;
	struct http_signature s;

	check(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	second = strchr(text, '\n');
	if (second != NULL) {
		*second++ = '\0';
		(void)http_signature_parse(text, second, &s);
	}
	free(text);
}

/*
 * The answer of a witness to a fixed checkpoint: only a line that verifies
 * comes out of it, as it stood there.
 */
static void
cosigned(const uint8_t *data, size_t size)
{
	static const char text[] =
	    "relay.example/reprisals\n2\n"
	    "ZDF/L04qJebwDnaWLiCPiLq8peLl/9PuMotPMefiqc0=\n";
	static const char vkey[] =
	    "witness.example/w1+0ad7d35e+"
	    "BIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
	struct byte_writer line, whole;
	struct signed_note note;
	uint64_t number;
	struct vkey key;
	int64_t time;

	check(vkey_parse_as(VKEY_COSIGNATURE, vkey, strlen(vkey), &key));
	(void)witness_size_read(data, size, &number);
	byte_writer_init(&line, WITNESS_ANSWER_MAX);
	byte_writer_init(&whole, WITNESS_ANSWER_MAX);
	if (witness_answer_read(data, size, text, strlen(text), &key, &line,
		&time) == WITNESS_COSIGNED) {
		check(time >= 0 && line.len > 0);
		check(memmem(data, size, line.data, line.len) != NULL);
		byte_writer_printf(&whole, "%s\n", text);
		byte_writer_put(&whole, line.data, line.len);
		check(signed_note_parse(whole.data, whole.len, &note) ==
			NOTE_OK &&
		    cosignature_verify(&note, &key, &time) == COSIGNATURE_GOOD);
	} else {
		check(line.len == 0);
	}
	byte_writer_finish(&line);
	byte_writer_finish(&whole);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	/* One of these is the target; the others are compiled all the same. */
	void (*const all[])(const uint8_t *, size_t) = {payload, report, json,
	    directory, persons, proof, receipt, typed, manifest, import_note,
	    bulletin, cell, segment, signature, cosigned};

	(void)all;
	return sodium_init() < 0 ? 1 : 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FUZZ_TARGET(data, size);
	return 0;
}
