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

static void
build(struct little_tree *t, const struct promise_item *items, size_t n)
{
	uint8_t entry[RECEIPT_ENTRY_BYTES];

	t->size = PROMISE_LEAVES_LEAST;
	while (t->size < n)
		t->size *= 2;
	for (size_t i = 0; i < t->size; i++) {
		if (i < n)
			receipt_entry(items[i].entry->nonce,
			    items[i].entry->sha256, entry);
		else
			randombytes_buf(entry, sizeof(entry));
		merkle_leaf(entry, sizeof(entry), &t->nodes[t->size + i]);
	}
	for (size_t i = t->size - 1; i > 0; i--)
		merkle_node(
		    &t->nodes[2 * i], &t->nodes[2 * i + 1], &t->nodes[i]);
}

bool
promise_sign(const char *relay, const char *intake, const char *publication,
    const uint8_t seed[static NOTE_SEED_BYTES],
    const struct promise_item *items, size_t n)
{
	struct merkle_hash path[MERKLE_PATH_MAX];
	struct little_tree *t;
	struct checkpoint checkpoint;
	struct byte_writer note;
	size_t len;
	bool ok;

	t = n > PROMISE_ITEMS_MAX ? NULL : malloc(sizeof(*t));
	if (t == NULL)
		return false;
	build(t, items, n);
	checkpoint.size = t->size;
	checkpoint.root = t->nodes[1];
	byte_writer_init(&note, 8192);
	ok = sign_checkpoint(
	    relay, intake, publication, seed, &checkpoint, &note);
	for (size_t i = 0; i < n && ok; i++) {
		len = 0;
		for (size_t at = t->size + i; at > 1; at /= 2)
			path[len++] = t->nodes[at ^ 1];
		tlog_proof_format(items[i].promise, items[i].entry->nonce,
		    RECEIPT_NONCE_BYTES, i, path, len, note.data, note.len);
		ok = !items[i].promise->failed;
	}
	byte_writer_finish(&note);
	free(t);
	return ok;
}
