#include "promise.h"

#include <stdio.h>
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

bool
promise_sign(const char *relay, const char *intake, const char *publication,
    const uint8_t seed[static NOTE_SEED_BYTES],
    const struct promise_item *items, size_t n)
{
	struct merkle_hash leaves[PROMISE_ITEMS_MAX], path[MERKLE_PATH_MAX];
	uint8_t entry[RECEIPT_ENTRY_BYTES];
	size_t size = PROMISE_LEAVES_LEAST, len;
	struct checkpoint checkpoint;
	struct byte_writer note;
	bool ok;

	if (n > PROMISE_ITEMS_MAX)
		return false;
	while (size < n)
		size *= 2;
	for (size_t i = 0; i < size; i++) {
		if (i < n)
			receipt_entry(items[i].entry->nonce,
			    items[i].entry->sha256, entry);
		else
			randombytes_buf(entry, sizeof(entry));
		merkle_leaf(entry, sizeof(entry), &leaves[i]);
	}
	checkpoint.size = size;
	merkle_root(leaves, size, &checkpoint.root);
	byte_writer_init(&note, 8192);
	ok = sign_checkpoint(
	    relay, intake, publication, seed, &checkpoint, &note);
	for (size_t i = 0; i < n && ok; i++) {
		len = merkle_path(leaves, size, i, path);
		tlog_proof_format(items[i].promise, items[i].entry->nonce,
		    RECEIPT_NONCE_BYTES, i, path, len, note.data, note.len);
		ok = !items[i].promise->failed;
	}
	byte_writer_finish(&note);
	return ok;
}
