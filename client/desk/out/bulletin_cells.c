#include "bulletin_cells.h"

#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/envelope/seal.h"
#include "common/notes/desk_note.h"

#define CELLS_LEAST 16

void
bulletin_cells_init(struct bulletin_cells *c, struct randomness *random)
{
	c->random = random;
	c->n = 0;
	byte_writer_init(&c->bytes, BULLETIN_CELLS_MAX * BULLETIN_CELL_BYTES);
}

void
bulletin_cells_finish(struct bulletin_cells *c)
{
	byte_writer_finish(&c->bytes);
}

/* One cell to one key: an age file of exactly 4,096 bytes. */
static bool
put_cell(struct bulletin_cells *c, const struct age_recipient *to,
    const struct reply_cell *cell)
{
	uint8_t plain[REPLY_CELL_PLAIN_BYTES];
	struct byte_sink sink = byte_sink_writer(&c->bytes);
	size_t before = c->bytes.len;
	bool ok;

	reply_cell_format(cell, plain);
	ok = seal_bytes_from(c->random, to, plain, sizeof(plain), &sink) ==
		ENVELOPE_OK &&
	    c->bytes.len - before == BULLETIN_CELL_BYTES;
	sodium_memzero(plain, sizeof(plain));
	c->n++;
	return ok;
}

enum case_cells_verdict
bulletin_cells_take(
    struct bulletin_cells *c, const cJSON *cells, const struct case_said *said)
{
	enum case_cells_verdict verdict =
	    case_cells_add(cells, said, &c->bytes);

	if (verdict == CASE_CELLS_GOOD)
		c->n += case_cells_count(said->len);
	return verdict;
}

/* Genuine cells to keys that no one keeps. */
bool
bulletin_cells_fill(struct bulletin_cells *c)
{
	struct age_identity *nobody = secret_alloc(sizeof(*nobody));
	struct reply_cell cell = {.kind = REPLY_NOTHING, .part = 1, .total = 1};
	struct age_recipient to;
	size_t wanted = CELLS_LEAST;
	bool ok = nobody != NULL;

	while (wanted < c->n)
		wanted *= 2;
	while (ok && c->n < wanted) {
		nobody->type = AGE_HYBRID;
		randomness_bytes(c->random, nobody->secret, AGE_SECRET_BYTES);
		age_identity_recipient(nobody, &to);
		ok = put_cell(c, &to, &cell);
	}
	secret_free(nobody);
	return ok && !c->bytes.failed;
}

/* So that a cell's place tells no sender how many others there are. */
void
bulletin_cells_shuffle(struct bulletin_cells *c)
{
	uint8_t held[BULLETIN_CELL_BYTES];

	for (size_t i = c->n; i > 1; i--) {
		size_t j = randomness_below(c->random, (uint32_t)i);
		uint8_t *a = c->bytes.data + (i - 1) * BULLETIN_CELL_BYTES;
		uint8_t *b = c->bytes.data + j * BULLETIN_CELL_BYTES;

		memcpy(held, a, sizeof(held));
		memmove(a, b, sizeof(held));
		memcpy(b, held, sizeof(held));
	}
}
