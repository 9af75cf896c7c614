#include "case_cells.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/randomness.h"
#include "common/envelope/age_header.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"
#include "common/json/json_text.h"
#include "common/notes/desk_note.h"

/* What is drawn of one seed: the file key first (common/envelope/seal.h). */
#define SEED_BYTES RANDOMNESS_SEED_BYTES

size_t
case_cells_count(size_t len)
{
	return len == 0 ? 1 : (len - 1) / REPLY_CELL_TEXT_MAX + 1;
}

/* Part `part`, from 1, as it is before it is sealed. */
static void
format_part(const struct case_said *said, const uint8_t *id, size_t part,
    uint8_t ret_plain[static REPLY_CELL_PLAIN_BYTES])
{
	size_t at = (part - 1) * REPLY_CELL_TEXT_MAX;
	size_t left = said->len - at;
	struct reply_cell cell = {.kind = said->kind,
	    .part = (uint8_t)part,
	    .total = (uint8_t)case_cells_count(said->len),
	    .len =
		(uint16_t)(left < REPLY_CELL_TEXT_MAX ? left
						      : REPLY_CELL_TEXT_MAX)};

	memcpy(cell.message_id, id, REPLY_CELL_ID_BYTES);
	memcpy(cell.text, said->text + at, cell.len);
	reply_cell_format(&cell, ret_plain);
	sodium_memzero(&cell, sizeof(cell));
}

static bool
seal_part(const struct age_recipient *to, const struct case_said *said,
    const uint8_t *id, size_t part, struct randomness *random,
    struct byte_writer *cells, struct byte_writer *seeds)
{
	uint8_t plain[REPLY_CELL_PLAIN_BYTES];
	struct byte_sink sink = byte_sink_writer(cells);
	size_t before = cells->len;
	bool ok;

	randombytes_buf(random->seed, SEED_BYTES);
	random->draws = 0;
	byte_writer_put(seeds, random->seed, SEED_BYTES);
	format_part(said, id, part, plain);
	ok = seal_bytes_from(random, to, plain, sizeof(plain), &sink) ==
		ENVELOPE_OK &&
	    cells->len - before == BULLETIN_CELL_BYTES;
	sodium_memzero(plain, sizeof(plain));
	return ok && !seeds->failed;
}

static bool
add_base64(cJSON *row, const char *name, const struct byte_writer *bytes)
{
	size_t len = base64_length(BASE64_PADDED, bytes->len);
	char *text = malloc(len + 1);
	bool ok = text != NULL;

	if (ok) {
		base64_encode(BASE64_PADDED, bytes->data, bytes->len, text);
		ok = cJSON_AddStringToObject(row, name, text) != NULL;
		sodium_memzero(text, len);
	}
	free(text);
	return ok;
}

cJSON *
case_cells_seal(const struct age_recipient *to, const struct case_said *said)
{
	struct randomness *random = secret_alloc(sizeof(*random));
	size_t total = case_cells_count(said->len);
	struct byte_writer cells, seeds;
	uint8_t drawn[REPLY_CELL_ID_BYTES];
	cJSON *row = cJSON_CreateObject();
	bool ok = random != NULL && row != NULL && total <= REPLY_PARTS_MAX;

	byte_writer_init(&cells, REPLY_PARTS_MAX * BULLETIN_CELL_BYTES);
	byte_writer_init(&seeds, REPLY_PARTS_MAX * SEED_BYTES);
	randombytes_buf(drawn, sizeof(drawn));
	for (size_t part = 1; part <= total && ok; part++)
		ok = seal_part(to, said, said->id == NULL ? drawn : said->id,
		    part, random, &cells, &seeds);
	ok = ok && add_base64(row, "cells", &cells) &&
	    add_base64(row, "seeds", &seeds);
	byte_writer_finish(&cells);
	byte_writer_finish(&seeds);
	secret_free(random);
	if (ok)
		return row;
	json_text_wipe(row);
	return NULL;
}

static enum case_cells_verdict
verdict_of(enum envelope_status status, bool same)
{
	if (status == ENVELOPE_OUT_OF_MEMORY)
		return CASE_CELLS_FAILED;
	return status == ENVELOPE_OK && same ? CASE_CELLS_GOOD
					     : CASE_CELLS_OTHER;
}

/* Opened by the file key that its seed gives first, and compared. */
static enum case_cells_verdict
says(const uint8_t *cell, const struct case_said *said, size_t part,
    struct randomness *random, uint8_t ret_plain[static REPLY_CELL_PLAIN_BYTES])
{
	struct byte_memory memory = {cell, BULLETIN_CELL_BYTES};
	const struct byte_source source = byte_source_memory(&memory);
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	const struct open_keys keys = {.file_key = file_key};
	struct byte_writer plain;
	const struct byte_sink sink = byte_sink_writer(&plain);
	struct reply_cell parsed;
	enum envelope_status status;
	bool same = false;

	random->draws = 0;
	randomness_bytes(random, file_key, sizeof(file_key));
	byte_writer_init(&plain, REPLY_CELL_PLAIN_BYTES);
	status = open_source(&keys, &source, &sink, NULL);
	if (plain.no_memory)
		status = ENVELOPE_OUT_OF_MEMORY;
	if (status == ENVELOPE_OK &&
	    reply_cell_parse(plain.data, plain.len, &parsed)) {
		format_part(said,
		    said->id == NULL ? parsed.message_id : said->id, part,
		    ret_plain);
		same = sodium_memcmp(
			   ret_plain, plain.data, REPLY_CELL_PLAIN_BYTES) == 0;
	}
	byte_writer_finish(&plain);
	sodium_memzero(&parsed, sizeof(parsed));
	sodium_memzero(file_key, sizeof(file_key));
	return verdict_of(status, same);
}

/* Made again to that key, from the same seed. */
static enum case_cells_verdict
is_to(const uint8_t *cell, const uint8_t *plain, struct randomness *random,
    const struct age_recipient *to)
{
	struct byte_writer again;
	const struct byte_sink sink = byte_sink_writer(&again);
	enum envelope_status status;
	bool same;

	random->draws = 0;
	byte_writer_init(&again, BULLETIN_CELL_BYTES);
	status =
	    seal_bytes_from(random, to, plain, REPLY_CELL_PLAIN_BYTES, &sink);
	if (again.no_memory)
		status = ENVELOPE_OUT_OF_MEMORY;
	same = again.len == BULLETIN_CELL_BYTES &&
	    memcmp(again.data, cell, BULLETIN_CELL_BYTES) == 0;
	byte_writer_finish(&again);
	return verdict_of(status, same);
}

/* A member in base64, of exactly `len` bytes. */
static enum case_cells_verdict
read_base64(const cJSON *row, const char *name, size_t len, uint8_t **ret_bytes)
{
	const char *text = json_text_string(row, name);
	size_t got;

	*ret_bytes = malloc(len);
	if (*ret_bytes == NULL)
		return CASE_CELLS_FAILED;
	return text != NULL &&
		base64_decode(
		    BASE64_PADDED, text, strlen(text), *ret_bytes, len, &got) &&
		got == len
	    ? CASE_CELLS_GOOD
	    : CASE_CELLS_OTHER;
}

/* Each looked at, to that key where it is known; their bytes, to be freed. */
static enum case_cells_verdict
check(const cJSON *cells, const struct case_said *said,
    const struct age_recipient *to, uint8_t **ret_bytes)
{
	size_t total = case_cells_count(said->len);
	struct randomness *random = secret_alloc(sizeof(*random));
	uint8_t plain[REPLY_CELL_PLAIN_BYTES];
	enum case_cells_verdict verdict =
	    random == NULL ? CASE_CELLS_FAILED : CASE_CELLS_GOOD;
	uint8_t *seeds = NULL;

	*ret_bytes = NULL;
	if (total > REPLY_PARTS_MAX)
		verdict = CASE_CELLS_OTHER;
	if (verdict == CASE_CELLS_GOOD)
		verdict = read_base64(
		    cells, "cells", total * BULLETIN_CELL_BYTES, ret_bytes);
	if (verdict == CASE_CELLS_GOOD)
		verdict =
		    read_base64(cells, "seeds", total * SEED_BYTES, &seeds);
	for (size_t i = 0; i < total && verdict == CASE_CELLS_GOOD; i++) {
		const uint8_t *cell = *ret_bytes + i * BULLETIN_CELL_BYTES;

		memcpy(random->seed, seeds + i * SEED_BYTES, SEED_BYTES);
		verdict = says(cell, said, i + 1, random, plain);
		if (verdict == CASE_CELLS_GOOD && to != NULL)
			verdict = is_to(cell, plain, random, to);
	}
	sodium_memzero(plain, sizeof(plain));
	if (seeds != NULL)
		sodium_memzero(seeds, total * SEED_BYTES);
	free(seeds);
	secret_free(random);
	return verdict;
}

enum case_cells_verdict
case_cells_are_to(const cJSON *cells, const struct case_said *said,
    const struct age_recipient *to)
{
	uint8_t *bytes;
	enum case_cells_verdict verdict = check(cells, said, to, &bytes);

	free(bytes);
	return verdict;
}

enum case_cells_verdict
case_cells_add(
    const cJSON *cells, const struct case_said *said, struct byte_writer *w)
{
	uint8_t *bytes;
	enum case_cells_verdict verdict = check(cells, said, NULL, &bytes);

	if (verdict == CASE_CELLS_GOOD) {
		byte_writer_put(w, bytes,
		    case_cells_count(said->len) * BULLETIN_CELL_BYTES);
		if (w->failed)
			verdict = CASE_CELLS_FAILED;
	}
	free(bytes);
	return verdict;
}
