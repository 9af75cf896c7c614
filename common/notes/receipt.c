#include "receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#define LEAF_LABEL "valise-leaf/1"
#define TYPE_ENVELOPE 0x01
#define PROMISES "/promises/"

static const char *const status_texts[] = {
    [RECEIPT_GENUINE] = "the receipt is genuine",
    [RECEIPT_MALFORMED] = "this is not a receipt, or it is damaged",
    [RECEIPT_UNKNOWN_RELAY] = "the directory does not know the relay that "
			      "this receipt names",
    [RECEIPT_SIGNATURE] = "the relay's signature on this receipt does not "
			  "verify",
    [RECEIPT_COSIGNATURE] = "a witness' cosignature on this receipt does not "
			    "verify: it was changed",
    [RECEIPT_OTHER_ENVELOPE] = "this receipt is not for this envelope, or "
			       "one of the two was changed",
};

const char *
receipt_status_text(enum receipt_status status)
{
	return status_texts[status];
}

void
receipt_entry(const uint8_t nonce[static RECEIPT_NONCE_BYTES],
    const uint8_t file_hash[static 32],
    uint8_t ret_entry[static RECEIPT_ENTRY_BYTES])
{
	static const uint8_t type = TYPE_ENVELOPE;
	crypto_hash_sha256_state hash;

	crypto_hash_sha256_init(&hash);
	crypto_hash_sha256_update(
	    &hash, (const uint8_t *)LEAF_LABEL, strlen(LEAF_LABEL));
	crypto_hash_sha256_update(&hash, &type, 1);
	crypto_hash_sha256_update(&hash, nonce, RECEIPT_NONCE_BYTES);
	crypto_hash_sha256_update(&hash, file_hash, 32);
	crypto_hash_sha256_final(&hash, ret_entry);
}

void
receipt_reference(const uint8_t entry[static RECEIPT_ENTRY_BYTES],
    char ret_text[static RECEIPT_REFERENCE_BYTES])
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | entry[i];
	value %= 1000000000000;
	(void)snprintf(ret_text, RECEIPT_REFERENCE_BYTES,
	    "%04" PRIu64 " %04" PRIu64 " %04" PRIu64, value / 100000000,
	    value / 10000 % 10000, value % 10000);
}

void
receipt_log_origin(const char *relay, const char *intake,
    char ret_origin[static CHECKPOINT_ORIGIN_MAX + 1])
{
	(void)snprintf(
	    ret_origin, CHECKPOINT_ORIGIN_MAX + 1, "%s/%s", relay, intake);
}

void
receipt_promise_origin(const char *relay, const char *intake,
    const char *publication, const char *batch,
    char ret_origin[static CHECKPOINT_ORIGIN_MAX + 1])
{
	(void)snprintf(ret_origin, CHECKPOINT_ORIGIN_MAX + 1,
	    "%s/%s" PROMISES "%s/%s", relay, intake, publication, batch);
}

/* "/promises/<publication>/<batch>" behind the log's origin. */
static bool
read_promise_tail(const char *tail, struct receipt *r)
{
	size_t label = strlen(PROMISES), len;
	const char *slash;

	if (strncmp(tail, PROMISES, label) != 0)
		return false;
	slash = strchr(tail + label, '/');
	if (slash == NULL || slash[1] == '\0' || strchr(slash + 1, '/') != NULL)
		return false;
	len = (size_t)(slash - tail) - label;
	if (!publication_valid(tail + label, len))
		return false;
	memcpy(r->publication, tail + label, len);
	return true;
}

/* The relay and form whose origin this is. */
static const struct vkey *
find_key(const struct directory *d, const char *origin, struct receipt *r)
{
	char log_origin[CHECKPOINT_ORIGIN_MAX + 1];
	const struct directory_relay *relay;
	size_t len;

	for (size_t i = 0; i < d->n_intakes; i++)
		for (size_t n = 0; n < d->intakes[i].n_relays; n++) {
			relay = &d->intakes[i].relays[n];
			receipt_log_origin(
			    relay->name, d->intakes[i].id, log_origin);
			len = strlen(log_origin);
			if (strncmp(origin, log_origin, len) != 0)
				continue;
			(void)snprintf(
			    r->relay, sizeof(r->relay), "%s", relay->name);
			(void)snprintf(r->intake, sizeof(r->intake), "%s",
			    d->intakes[i].id);
			if (origin[len] == '\0') {
				r->form = RECEIPT_PROOF;
				return &relay->log_key;
			}
			if (read_promise_tail(origin + len, r)) {
				r->form = RECEIPT_PROMISE;
				return &relay->promise_key;
			}
		}
	return NULL;
}

enum receipt_status
receipt_verify(const struct directory *d, const void *bytes, size_t len,
    const uint8_t *file_hash, struct receipt *ret_receipt)
{
	struct merkle_hash leaf;
	struct tlog_proof proof;
	const struct vkey *key;
	struct receipt r;

	memset(&r, 0, sizeof(r));
	if (!tlog_proof_parse(bytes, len, &proof) ||
	    proof.extra_len != RECEIPT_NONCE_BYTES)
		return RECEIPT_MALFORMED;
	key = find_key(d, proof.checkpoint.origin, &r);
	if (key == NULL)
		return RECEIPT_UNKNOWN_RELAY;
	if (signed_note_verify(&proof.note, key, 1, 1) != NOTE_OK)
		return RECEIPT_SIGNATURE;
	if (r.form == RECEIPT_PROOF)
		witnesses_judge(d, &proof.note, &r.witnesses);
	if (r.witnesses.bad[0] != '\0')
		return RECEIPT_COSIGNATURE;
	if (file_hash != NULL) {
		receipt_entry(proof.extra, file_hash, r.entry);
		merkle_leaf(r.entry, sizeof(r.entry), &leaf);
		if (!merkle_path_verify(&leaf, proof.index,
			proof.checkpoint.size, proof.path, proof.path_len,
			&proof.checkpoint.root))
			return RECEIPT_OTHER_ENVELOPE;
	}
	*ret_receipt = r;
	return RECEIPT_GENUINE;
}
