#include "log_leaf.h"

#include <inttypes.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/words.h"

#define LEAF_LABEL "valise-leaf/1"
#define PADDING_LABEL "valise-padding/1"
#define LINE_LABEL "publication"

enum leaf_type { LEAF_PADDING = 0, LEAF_ENVELOPE = 1, LEAF_MARKER = 2 };

static void
hash_leaf(enum leaf_type type, const void *one, size_t one_len,
    const void *other, size_t other_len, uint8_t *ret_leaf)
{
	const uint8_t number = (uint8_t)type;
	crypto_hash_sha256_state hash;

	crypto_hash_sha256_init(&hash);
	crypto_hash_sha256_update(
	    &hash, (const uint8_t *)LEAF_LABEL, strlen(LEAF_LABEL));
	crypto_hash_sha256_update(&hash, &number, 1);
	crypto_hash_sha256_update(&hash, one, one_len);
	crypto_hash_sha256_update(&hash, other, other_len);
	crypto_hash_sha256_final(&hash, ret_leaf);
}

void
receipt_entry(const uint8_t nonce[static RECEIPT_NONCE_BYTES],
    const uint8_t file_hash[static 32],
    uint8_t ret_entry[static RECEIPT_ENTRY_BYTES])
{
	hash_leaf(LEAF_ENVELOPE, nonce, RECEIPT_NONCE_BYTES, file_hash, 32,
	    ret_entry);
}

void
log_leaf_padding(const uint8_t seed[static PADDING_SEED_BYTES], uint32_t i,
    uint8_t ret_leaf[static RECEIPT_ENTRY_BYTES])
{
	static const uint8_t no_file[32];
	const uint8_t number[4] = {(uint8_t)(i >> 24), (uint8_t)(i >> 16),
	    (uint8_t)(i >> 8), (uint8_t)i};
	uint8_t nonce[RECEIPT_NONCE_BYTES];
	crypto_hash_sha256_state hash;

	crypto_hash_sha256_init(&hash);
	crypto_hash_sha256_update(
	    &hash, (const uint8_t *)PADDING_LABEL, strlen(PADDING_LABEL));
	crypto_hash_sha256_update(&hash, seed, PADDING_SEED_BYTES);
	crypto_hash_sha256_update(&hash, number, sizeof(number));
	crypto_hash_sha256_final(&hash, nonce);
	hash_leaf(LEAF_PADDING, nonce, sizeof(nonce), no_file, sizeof(no_file),
	    ret_leaf);
}

void
log_leaf_marker(
    const char *publication, uint8_t ret_leaf[static RECEIPT_ENTRY_BYTES])
{
	char name[PUBLICATION_MAX] = "";

	memcpy(name, publication, strnlen(publication, sizeof(name)));
	hash_leaf(LEAF_MARKER, name, sizeof(name), "", 0, ret_leaf);
}

uint32_t
log_padding_count(size_t n_entries)
{
	size_t all = PUBLICATION_LEAVES_LEAST;

	while (all < n_entries)
		all *= 2;
	return (uint32_t)(all - n_entries);
}

void
log_publication_format(const struct log_publication *p, struct byte_writer *w)
{
	char seed[2 * PADDING_SEED_BYTES + 1];

	hex_encode(p->seed, sizeof(p->seed), seed);
	byte_writer_printf(w, LINE_LABEL " %s %" PRIu64 " %" PRIu32 " %s\n",
	    p->name, p->size, p->n_padding, seed);
}

bool
log_publication_parse(
    const char *line, size_t len, struct log_publication *ret_publication)
{
	struct words w = words_of(line, len);
	struct log_publication p;
	const char *word;
	uint64_t padding;
	size_t n;

	memset(&p, 0, sizeof(p));
	if (!words_next(&w, &word, &n) || n != strlen(LINE_LABEL) ||
	    memcmp(word, LINE_LABEL, n) != 0 || !words_next(&w, &word, &n) ||
	    !publication_valid(word, n))
		return false;
	memcpy(p.name, word, n);
	if (!words_next(&w, &word, &n) ||
	    !decimal_decode(word, n, INT64_MAX, &p.size) ||
	    !words_next(&w, &word, &n) ||
	    !decimal_decode(word, n, UINT32_MAX, &padding) ||
	    !words_next(&w, &word, &n) ||
	    !hex_decode(word, n, p.seed, sizeof(p.seed)) || !words_end(&w))
		return false;
	p.n_padding = (uint32_t)padding;
	*ret_publication = p;
	return true;
}
