/*
 * The texts of a witness' add-checkpoint (c2sp.org/tlog-witness): what is
 * asked, and what comes back from outside.
 */
#ifndef VALISE_NOTES_WITNESS_ANSWER_H
#define VALISE_NOTES_WITNESS_ANSWER_H

#include "common/log/merkle.h"
#include "signed_note.h"

#define WITNESS_ANSWER_MAX (64u * 1024) /* bytes */

/*
 * The body of a request: the old size, the consistency proof (none where the
 * size is 0), a blank line and the signed checkpoint as it is.
 */
void witness_request_format(struct byte_writer *w, uint64_t old_size,
    const struct merkle_hash *path, size_t path_len, const void *note,
    size_t note_len);

enum witness_answer {
	WITNESS_COSIGNED,
	WITNESS_NO_LINES,  /* the body is no list of signature lines */
	WITNESS_OTHER_KEY, /* none of them is of the key that was expected */
	WITNESS_FALSE      /* one is, and does not verify */
};

/*
 * The body of an answer 200: signature lines, which are read behind the text
 * (`text_len` bytes with their final LF) that was cosigned.  One line of `key`
 * is put behind what `w` holds; those of other keys are left away, as the
 * specification demands.  Nothing is written unless WITNESS_COSIGNED.
 */
enum witness_answer witness_answer_read(const void *answer, size_t len,
    const char *text, size_t text_len, const struct vkey *key,
    struct byte_writer *w, int64_t *ret_time);

/*
 * The body of an answer 409: one decimal number and LF, the size of the tree
 * that it cosigned last.  False for anything else.
 */
bool witness_size_read(const void *answer, size_t len, uint64_t *ret_size);

#endif
