#include "promise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/notes/receipt.h"
#include "common/notes/tlog_proof.h"

static bool
sign_checkpoint(const char *relay, const char *intake, const char *publication,
    const uint8_t *seed, struct checkpoint *checkpoint,
    struct byte_writer *ret_note)
{
	char batch[33], name[NOTE_NAME_MAX + 1];
	struct byte_writer text;
	uint8_t random[16];
	struct vkey key;
	bool ok;

	randombytes_buf(random, sizeof(random));
	hex_encode(random, sizeof(random), batch);
	receipt_promise_origin(
	    relay, intake, publication, batch, checkpoint->origin);
	(void)snprintf(name, sizeof(name), "%s/promises", relay);
	vkey_of_seed(name, seed, &key);
	byte_writer_init(&text, 4096);
	checkpoint_format(checkpoint, &text);
	signed_note_sign(
	    ret_note, (const char *)text.data, text.len, &key, seed);
	ok = !text.failed && !ret_note->failed;
	byte_writer_finish(&text);
	return ok;
}

/* A tree of a power of two leaves, root at 1, children of n at 2n and 2n+1. */
struct little_tree {
	size_t size;
	struct merkle_hash nodes[2 * PROMISE_ITEMS_MAX];
};

/* A sender alone in a batch sees these as neighbours, and no count. */
static void
pad(const uint8_t *padding, size_t i, uint8_t *ret_entry)
{
	const uint8_t place[2] = {(uint8_t)(i >> 8), (uint8_t)i};

	(void)crypto_generichash(
	    ret_entry, RECEIPT_ENTRY_BYTES, place, sizeof(place), padding, 32);
}

static void
build(struct little_tree *t, const uint8_t *padding,
    const struct manifest_entry *const *entries, size_t n)
{
	uint8_t entry[RECEIPT_ENTRY_BYTES];

	t->size = PROMISE_LEAVES_LEAST;
	while (t->size < n)
		t->size *= 2;
	for (size_t i = 0; i < t->size; i++) {
		if (i < n)
			receipt_entry(
			    entries[i]->nonce, entries[i]->sha256, entry);
		else
			pad(padding, i, entry);
		merkle_leaf(entry, sizeof(entry), &t->nodes[t->size + i]);
	}
	for (size_t i = t->size - 1; i > 0; i--)
		merkle_node(
		    &t->nodes[2 * i], &t->nodes[2 * i + 1], &t->nodes[i]);
}

static bool
write_promise(const struct little_tree *t, size_t i,
    const struct manifest_entry *entry, const void *note, size_t note_len,
    struct byte_writer *ret_promise)
{
	struct merkle_hash path[MERKLE_PATH_MAX];
	size_t len = 0;

	for (size_t at = t->size + i; at > 1; at /= 2)
		path[len++] = t->nodes[at ^ 1];
	tlog_proof_format(ret_promise, entry->nonce, RECEIPT_NONCE_BYTES, i,
	    path, len, note, note_len);
	return !ret_promise->failed;
}

bool
promise_sign(const char *relay, const char *intake, const char *publication,
    const uint8_t seed[static NOTE_SEED_BYTES],
    const struct promise_item *items, size_t n, struct promise_batch *ret_batch)
{
	const struct manifest_entry *entries[PROMISE_ITEMS_MAX];
	struct checkpoint checkpoint;
	struct little_tree *t;
	bool ok;

	byte_writer_init(&ret_batch->note, PROMISE_NOTE_MAX);
	randombytes_buf(ret_batch->padding, sizeof(ret_batch->padding));
	t = n > PROMISE_ITEMS_MAX ? NULL : malloc(sizeof(*t));
	if (t == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		entries[i] = items[i].entry;
	build(t, ret_batch->padding, entries, n);
	checkpoint.size = t->size;
	checkpoint.root = t->nodes[1];
	ok = sign_checkpoint(
	    relay, intake, publication, seed, &checkpoint, &ret_batch->note);
	for (size_t i = 0; i < n && ok; i++)
		ok = write_promise(t, i, entries[i], ret_batch->note.data,
		    ret_batch->note.len, items[i].promise);
	free(t);
	return ok;
}

bool
promise_again(const uint8_t padding[static 32], const void *note,
    size_t note_len, const struct manifest_entry *const *entries, size_t n,
    size_t i, struct byte_writer *ret_promise)
{
	struct little_tree *t;
	bool ok;

	t = n > PROMISE_ITEMS_MAX || i >= n ? NULL : malloc(sizeof(*t));
	if (t == NULL)
		return false;
	build(t, padding, entries, n);
	ok = write_promise(t, i, entries[i], note, note_len, ret_promise);
	free(t);
	return ok;
}
