/*
 * What the members of the authority sign: a directory, or a change of the
 * authority itself (docs/DIRECTORY.md).
 */
#ifndef VALISE_DESK_PROPOSAL_H
#define VALISE_DESK_PROPOSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"

#define PROPOSAL_MAX (2u << 20) /* bytes, as a text and as a description */

/*
 * Writes the text to sign of a description in JSON, with dates, empty lists and
 * the version `next` (0: it must say it) where it has none; or, where it has
 * the member `change`, the text of that. Its members `staff` and `couriers`
 * become the text of the persons' note in `persons`, which is NULL where nobody
 * asked for one.  False with a reason where it is malformed, or has keys to
 * which no one could seal, or persons that would be lost; the writers may hold
 * a part of it then.  They fail by themselves where memory is short.
 */
bool proposal_make(const void *json, size_t len, uint64_t next,
    struct byte_writer *w, struct byte_writer *persons,
    struct reason *ret_reason);

/* The text alone of what may have signatures already; it stays in `bytes`. */
void proposal_text(
    const void *bytes, size_t len, const char **ret_text, size_t *ret_len);

/* Whether that text is a change of the members, and no directory. */
bool proposal_is_change(const char *text, size_t len);

/*
 * Writes what it says in words, and which signatures are below it; of a change
 * the text itself.  `bytes` is NUL-terminated after `len`, as
 * durable_file_read() leaves it.  False with a reason, and nothing written,
 * where it is no directory.
 */
bool proposal_show(
    const void *bytes, size_t len, FILE *out, struct reason *ret_reason);

#endif
