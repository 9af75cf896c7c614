/* The outcome of sealing or opening an age v1 file (docs/ENVELOPE.md). */
#ifndef VALISE_ENVELOPE_ENVELOPE_H
#define VALISE_ENVELOPE_ENVELOPE_H

/*
 * Every cause of failure has a value of its own, for the local screen only:
 * nothing that a remote party sees tells them apart.
 */
enum envelope_status {
	ENVELOPE_OK,
	ENVELOPE_HEADER_MALFORMED, /* not an age v1 header */
	ENVELOPE_HEADER_TOO_LONG,  /* over AGE_HEADER_MAX */
	ENVELOPE_SCRYPT_MIXED,     /* a scrypt stanza beside another */
	ENVELOPE_WORK_TOO_HIGH,    /* scrypt work over the limit */
	ENVELOPE_NO_MATCH,         /* no stanza opens with these keys */
	ENVELOPE_SHARE_LOW_ORDER,  /* X25519 share of low order */
	ENVELOPE_MAC_WRONG,        /* header MAC does not verify */
	ENVELOPE_NONCE_SHORT,      /* payload shorter than its nonce */
	ENVELOPE_CHUNK_FORGED,     /* a chunk's tag does not verify */
	ENVELOPE_TRUNCATED,        /* no final chunk, or an empty one */
	ENVELOPE_TRAILING,         /* bytes behind the final chunk */
	ENVELOPE_ARMOR_BEGIN,      /* no line that begins armor */
	ENVELOPE_ARMOR_LINE,       /* a line that strict armor has not */
	ENVELOPE_ARMOR_END,        /* no line that ends armor */
	ENVELOPE_ARMOR_TRAILING,   /* more than white space behind armor */
	ENVELOPE_READ_FAILED,      /* the source reported an error */
	ENVELOPE_WRITE_FAILED,     /* the sink took no more */
	ENVELOPE_RECIPIENT_BAD,    /* the public key is malformed */
	ENVELOPE_OUT_OF_MEMORY
};

/* A sentence for a person. */
const char *envelope_status_text(enum envelope_status status);

/*
 * The class that the CCTV age vectors give this failure: "success", "no match",
 * "HMAC failure", "header failure", "armor failure", "payload failure"; "error"
 * for the rest.
 */
const char *envelope_status_class(enum envelope_status status);

#endif
