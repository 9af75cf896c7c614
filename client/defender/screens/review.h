/* Everything that will be sealed, in words and to the byte. No screen. */
#ifndef VALISE_DEFENDER_REVIEW_H
#define VALISE_DEFENDER_REVIEW_H

#include "common/bytes/byte_writer.h"
#include "client/defender/session/session.h"

#define REVIEW_MAX (4u << 20)

/* To whom, with the fingerprints; each answer under its question; files. */
void review_in_words(const struct session *s, struct byte_writer *out);

/*
 * report.json as it stands now; hashes, sizes of what is attached and the
 * reply keys come while it is sealed.
 */
void review_to_the_byte(const struct session *s, struct byte_writer *out);

#endif
