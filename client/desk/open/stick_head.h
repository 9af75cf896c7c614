/*
 * The head of the journal beside each person's own file: a vault that somebody
 * set back as a whole, or goes on with a copy of, is seen by whoever comes with
 * a stick (docs/JOURNAL.md 4).
 */
#ifndef VALISE_DESK_STICK_HEAD_H
#define VALISE_DESK_STICK_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "client/desk/people/person.h"
#include "client/desk/vault/vault.h"

enum stick_head_verdict {
	STICK_HEAD_FITS,  /* also where there is none */
	STICK_HEAD_OTHER, /* the vault was set back, or parted from that one */
	STICK_HEAD_BAD    /* it is none of this person's, or nothing is known */
};
/*
 * Before anything is unlocked: whether the vault's journal has the head that is
 * beside the person's file, sealed by what that person alone has.  A reason,
 * and of STICK_HEAD_OTHER the number of the line.
 */
enum stick_head_verdict stick_head_check(const char *person_file,
    const struct vault *v, const struct person *p, uint64_t *ret_number,
    struct reason *ret_reason);

/*
 * Writes what the journal's last line is now, sealed for that person, who is at
 * the desk: the file tells nobody whose it is, nor of which desk.  False with a
 * reason, and the one of before stands.
 */
bool stick_head_write(const char *person_file, const struct vault *v,
    const char *id, struct reason *ret_reason);

#endif
