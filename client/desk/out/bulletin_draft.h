/*
 * A bulletin that one person prepares and others look at and sign: each makes
 * it again from the rows and the seed and compares the bytes (docs/BULLETIN.md
 * 5).
 */
#ifndef VALISE_DESK_BULLETIN_DRAFT_H
#define VALISE_DESK_BULLETIN_DRAFT_H

#include "bulletin.h"

/* Who looks, and what opens the sources that this person holds. */
struct bulletin_holder {
	const char *id;
	const struct age_identity *identity;
};

#define BULLETIN_DIGITS 12 /* of a text's SHA-256, in hexadecimal */

/*
 * Makes the next one and keeps it unsigned; in place of one that waits.  The
 * sequence is 0 where none is due.  False with a reason.
 */
bool bulletin_prepare(struct vault *v, const char *by,
    const struct desk_events *events, struct bulletin_counts *ret_counts,
    struct reason *ret_reason);

/* What is in the one that waits. */
struct bulletin_preview {
	uint64_t sequence; /* 0: none waits */
	const char *week;
	const char *by;  /* who prepared it */
	size_t n_signed; /* so far */
	unsigned threshold;
	struct bulletin_counts counts;
	char digits[BULLETIN_DIGITS + 1]; /* of this text: what signing names */
	/* Told when all above is filled. */
	void (*begin)(void *context, const struct bulletin_preview *preview);
	/* Called for each case that is acknowledged, then for each message. */
	void (*each_case)(void *context, const char *id);
	void (*each_message)(void *context, const char *id, const char *text);
	void *context;
	/* The text that is signed, when all else was told. */
	void (*text)(void *context, const char *text, size_t len);
};

/*
 * Makes the one that waits again and compares it, text and cells; then tells
 * what is in it.  False with a reason: none waits, it is another than the rows
 * and the seed give (a cell differs, say), or the rows changed since.
 */
bool bulletin_preview(struct vault *v, const struct desk_events *events,
    struct bulletin_preview *preview, struct reason *ret_reason);

/*
 * Makes it again, compares it, holds it against the digits that looking at it
 * showed, sees that what is in it of cases whose sources `by` holds is to their
 * senders (`ret_seen`: how many cells' texts), and adds the signature of the
 * one custodian whose key the vault has (vault_signer_alone()).  When there are
 * as many as the directory asks for it is a bulletin: `ret_left` says so. False
 * with a reason.
 */
bool bulletin_sign(struct vault *v, const char *digits,
    const struct bulletin_holder *by, const struct desk_events *events,
    bool *ret_left, struct bulletin_counts *ret_counts, size_t *ret_seen,
    struct reason *ret_reason);

/* Whether one waits, as far as that can be read. */
bool bulletin_waits(struct desk_store *s);

/* Forgets the one that waits; false with a reason. */
bool bulletin_drop(struct vault *v, struct reason *ret_reason);

#endif
