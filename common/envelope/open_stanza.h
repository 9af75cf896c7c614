/* Finding the file key among a header's stanzas; for open.c alone. */
#ifndef VALISE_ENVELOPE_OPEN_STANZA_H
#define VALISE_ENVELOPE_OPEN_STANZA_H

#include "age_header.h"
#include "age_key.h"
#include "envelope.h"

/*
 * Tries each stanza with each identity that fits its type (c2sp.org/age,
 * "Native recipient types").  A stanza of a known type that is malformed fails
 * the whole header, whichever identities there are.
 */
enum envelope_status open_stanza(const struct age_header *header,
    const struct age_identity *const *identities, size_t n,
    uint8_t ret_file_key[static AGE_FILE_KEY_BYTES]);

#endif
