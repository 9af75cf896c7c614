/* The two numbered, chained series that a desk signs, kept in the vault. */
#ifndef VALISE_DESK_SERIES_H
#define VALISE_DESK_SERIES_H

#include "common/bytes/byte_writer.h"
#include "common/notes/desk_note.h"
#include "vault.h"

enum series { SERIES_IMPORT_NOTES, SERIES_BULLETINS };

/* Fills the head of the next note: number, hash of the last, journal head. */
bool series_head(struct vault *v, enum series series,
    struct desk_note_head *ret_head, struct reason *ret_reason);

/* Signs `text` and keeps it durably under its number. */
bool series_add(struct vault *v, enum series series, uint64_t sequence,
    const struct byte_writer *text, struct reason *ret_reason);

/* The path of note `sequence`, with another ending if given; to be freed. */
char *series_path(const struct vault *v, enum series series, uint64_t sequence,
    const char *ending);

/* The last number, 0 where there is none. */
uint64_t series_last(const struct vault *v, enum series series);

#endif
