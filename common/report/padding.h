/* The few sizes that an observer ever sees (docs/ENVELOPE.md 4). */
#ifndef VALISE_REPORT_PADDING_H
#define VALISE_REPORT_PADDING_H

#include <stdint.h>

#define PADDING_LEAST 32768u
#define PADDING_LIMIT (1ull << 46) /* no archive is longer */

/*
 * The padded length of an archive of `len` bytes, at most PADDING_LIMIT: up to
 * 1 MiB the next power of two, at least 32 KiB; above, Padme.
 */
uint64_t padding_bucket(uint64_t len);

#endif
