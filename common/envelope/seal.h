/*
 * Sealing: an age v1 file with exactly one stanza, written as the content
 * comes (docs/ENVELOPE.md 2), on every core, in a few MiB whatever the size.
 */
#ifndef VALISE_ENVELOPE_SEAL_H
#define VALISE_ENVELOPE_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "age_key.h"
#include "common/bytes/stream.h"
#include "envelope.h"

#define SEAL_HYBRID_HEADER_BYTES 1627u
#define SEAL_SCRYPT_LOG_N 18 /* 256 MiB, about a second */

struct sealer;

/* Bytes of the age file that `len` bytes under a hybrid stanza become. */
uint64_t seal_hybrid_size(uint64_t len);

/*
 * Writes the header.  The sink must live until sealer_destroy(), and is written
 * by the caller's thread alone, in sealer_write() and sealer_finish().  What
 * fails once fails from then on.
 * ENVELOPE_RECIPIENT_BAD, ENVELOPE_WRITE_FAILED or ENVELOPE_OUT_OF_MEMORY.
 */
enum envelope_status sealer_create(const struct age_recipient *recipient,
    const struct byte_sink *sink, struct sealer **ret_sealer);
/* The same drawing from that randomness, as seal_bytes_from() does. */
enum envelope_status sealer_create_from(struct randomness *random,
    const struct age_recipient *recipient, const struct byte_sink *sink,
    struct sealer **ret_sealer);
enum envelope_status sealer_write(
    struct sealer *sealer, const void *bytes, size_t len);
/* Writes the final chunk; without it the file does not open. */
enum envelope_status sealer_finish(struct sealer *sealer);
void sealer_destroy(struct sealer *sealer); /* wipes; takes NULL */

/* All of a source, from start to end. */
enum envelope_status seal_source(const struct age_recipient *recipient,
    const struct byte_source *source, const struct byte_sink *sink);

/* All of a buffer. */
enum envelope_status seal_bytes(const struct age_recipient *recipient,
    const void *bytes, size_t len, const struct byte_sink *sink);

/*
 * The same with a hybrid recipient, drawing from that randomness: the file key,
 * the payload's nonce and what X-Wing needs, in that order.
 */
enum envelope_status seal_bytes_from(struct randomness *random,
    const struct age_recipient *recipient, const void *bytes, size_t len,
    const struct byte_sink *sink);

#endif
