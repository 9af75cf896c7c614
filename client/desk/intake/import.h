/* From a stick into the vault (docs/MEDIUM.md 3). */
#ifndef VALISE_DESK_IMPORT_H
#define VALISE_DESK_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "client/desk/copies/original_copies.h"
#include "client/desk/opening/opening.h"
#include "client/desk/store/desk_event.h"
#include "client/desk/vault/vault.h"
#include "common/work/task.h"

#define IMPORT_NAMED_MAX 20 /* put aside: each is told; more are counted */

struct import_options {
	const char *medium;
	struct opening *opening;        /* the process that opens */
	struct original_copies *copies; /* further media, or NULL */
	bool lost_keys; /* go on though keys that nobody ended lack */
	bool take_back; /* notes that this desk signed and the vault lacks */
	bool without_manifest; /* take intact envelopes, whoever listed them */
	const struct desk_events *events; /* who is told what happens */
	const struct task_follow *follow; /* and how far it is; or NULL */
	/*
	 * Called where all that was taken in so far is stored, the first time
	 * after a few: others may read the vault there.  False ends the import:
	 * what is held is noted, the rest stays on the stick.  Or NULL.
	 */
	bool (*between)(void *context, size_t done, size_t all);
	void *between_context;
};

struct import_counts {
	size_t listed; /* different files in all lists */
	size_t held;
	size_t unopenable;
	size_t damaged;
	size_t missing;    /* listed, not on the stick */
	size_t known;      /* held from before */
	size_t noted;      /* lines of the notes that were written */
	size_t waiting;    /* on too few media: in no note yet */
	size_t unsignable; /* held once, and nothing can be signed of it now */
	size_t lost;       /* a note that was taken back says they are held */
	size_t uncopied; /* that a further medium lacks of what was to be there
			  */
	size_t failed; /* named, and no verdict; the next import tries again */
	size_t left;   /* not looked at: it was ended before */
	size_t unread; /* lists that were not taken: each was told */
};

/*
 * Nothing where the stick has notes of this desk that the vault lacks or has
 * otherwise, unless they are to be taken back.  Imports, brings each original
 * to the further media, writes the import note into the vault and onto the
 * stick, looks at the log.  The note has what is on as many media as
 * vault_copies() says, and so what waited for that since an earlier import.  A
 * file that can't be taken in, whatever the cause, is told (DESK_FILE_FAILED),
 * counted and passed over; the next follows.  False with a reason where nothing
 * can be trusted or the notes could not be written; what was stored stays and
 * is not imported twice.
 */
bool import_medium(struct vault *v, const struct import_options *options,
    struct import_counts *ret_counts, struct reason *ret_reason);

#endif
