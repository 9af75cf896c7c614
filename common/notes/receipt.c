#include "receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PROMISES "/promises/"

static const char *const status_texts[] = {
    [RECEIPT_GENUINE] = "the receipt is genuine",
    [RECEIPT_MALFORMED] = "this is not a receipt, or it is damaged",
    [RECEIPT_UNKNOWN_RELAY] = "the directory does not know the relay that "
			      "this receipt names",
    [RECEIPT_SIGNATURE] = "the relay's signature on this receipt does not "
			  "verify",
    [RECEIPT_KEY_OVER] = "this receipt is signed with a key of the relay whose "
			 "time was over before the day of the receipt: it is "
			 "not to be trusted",
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

/* Whether the origin is one of that relay and intake, and of which form. */
static bool
reads_origin(const char *origin, const struct directory_relay *relay,
    const char *intake, struct receipt *r)
{
	char log_origin[CHECKPOINT_ORIGIN_MAX + 1];
	size_t len;

	receipt_log_origin(relay->name, intake, log_origin);
	len = strlen(log_origin);
	if (strncmp(origin, log_origin, len) != 0)
		return false;
	(void)snprintf(r->relay, sizeof(r->relay), "%s", relay->name);
	(void)snprintf(r->intake, sizeof(r->intake), "%s", intake);
	r->form = origin[len] == '\0' ? RECEIPT_PROOF : RECEIPT_PROMISE;
	return r->form == RECEIPT_PROOF || read_promise_tail(origin + len, r);
}

/*
 * By that one entry of a relay.  A promise is signed with a key whose time was
 * not over when its day began; a proof has no day.
 */
static enum receipt_status
check_by(const struct directory_relay *relay, const struct tlog_proof *proof,
    const struct receipt *r)
{
	const struct vkey *key =
	    r->form == RECEIPT_PROOF ? &relay->log_key : &relay->promise_key;

	if (signed_note_verify(&proof->note, key, 1, 1) != NOTE_OK)
		return RECEIPT_SIGNATURE;
	return r->form == RECEIPT_PROOF ||
		directory_relay_signs(relay, r->publication)
	    ? RECEIPT_GENUINE
	    : RECEIPT_KEY_OVER;
}

/* Signed by the relay that its origin names, with the key of an entry of it. */
static enum receipt_status
check_signature(const struct directory *d, const struct tlog_proof *proof,
    struct receipt *r)
{
	enum receipt_status status = RECEIPT_UNKNOWN_RELAY, one;

	for (size_t i = 0; i < d->n_intakes; i++)
		for (size_t n = 0; n < d->intakes[i].n_relays; n++) {
			const struct directory_relay *relay =
			    &d->intakes[i].relays[n];

			if (!reads_origin(proof->checkpoint.origin, relay,
				d->intakes[i].id, r))
				continue;
			one = check_by(relay, proof, r);
			if (one == RECEIPT_GENUINE)
				return one;
			if (status != RECEIPT_KEY_OVER)
				status = one;
		}
	return status;
}

/* Signatures, and that `entry` leads to the root unless it is NULL. */
static enum receipt_status
check(const struct directory *d, const struct tlog_proof *proof,
    const uint8_t *entry, struct receipt *r)
{
	enum receipt_status status = check_signature(d, proof, r);
	struct merkle_hash leaf;

	if (status != RECEIPT_GENUINE)
		return status;
	/* A little tree that is no crowd shows who sent beside whom. */
	if (r->form == RECEIPT_PROMISE &&
	    proof->checkpoint.size < PROMISE_LEAVES_LEAST)
		return RECEIPT_MALFORMED;
	if (r->form == RECEIPT_PROOF)
		witnesses_judge(d, &proof->note, &r->witnesses);
	if (r->witnesses.bad[0] != '\0')
		return RECEIPT_COSIGNATURE;
	if (entry == NULL)
		return RECEIPT_GENUINE;
	memcpy(r->entry, entry, sizeof(r->entry));
	merkle_leaf(entry, RECEIPT_ENTRY_BYTES, &leaf);
	return merkle_path_verify(&leaf, proof->index, proof->checkpoint.size,
		   proof->path, proof->path_len, &proof->checkpoint.root)
	    ? RECEIPT_GENUINE
	    : RECEIPT_OTHER_ENVELOPE;
}

enum receipt_status
receipt_verify(const struct directory *d, const void *bytes, size_t len,
    const uint8_t *file_hash, struct receipt *ret_receipt)
{
	uint8_t entry[RECEIPT_ENTRY_BYTES];
	struct tlog_proof proof;
	enum receipt_status status;
	struct receipt r;

	memset(&r, 0, sizeof(r));
	if (!tlog_proof_parse(bytes, len, &proof) ||
	    proof.extra_len != RECEIPT_NONCE_BYTES)
		return RECEIPT_MALFORMED;
	if (file_hash != NULL)
		receipt_entry(proof.extra, file_hash, entry);
	status = check(d, &proof, file_hash == NULL ? NULL : entry, &r);
	if (status == RECEIPT_GENUINE)
		*ret_receipt = r;
	return status;
}

enum receipt_status
receipt_verify_entry(const struct directory *d, const void *bytes, size_t len,
    const uint8_t entry[static RECEIPT_ENTRY_BYTES],
    struct receipt *ret_receipt)
{
	struct tlog_proof proof;
	enum receipt_status status;
	struct receipt r;

	memset(&r, 0, sizeof(r));
	if (!tlog_proof_parse(bytes, len, &proof) || proof.extra_len != 0)
		return RECEIPT_MALFORMED;
	status = check(d, &proof, entry, &r);
	if (status == RECEIPT_GENUINE)
		*ret_receipt = r;
	return status;
}
