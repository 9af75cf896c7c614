/*
 * The vault: one folder with everything a desk has (docs/VAULT.md).  Several
 * persons open it: the store with the shares of any two of the staff, say; the
 * epochs' keys with those of two custodians, while an import lasts.  One under
 * a passphrase is for a trial and is said so everywhere.
 */
#ifndef VALISE_DESK_VAULT_H
#define VALISE_DESK_VAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/desk/people/share_set.h"
#include "common/bytes/reason.h"
#include "common/envelope/age_key.h"
#include "common/notes/persons.h"
#include "client/desk/store/store.h"

struct vault;

#define VAULT_EPOCHS_MAX 520

struct vault_plan {
	const char *folder;
	const char *intake; /* its id */
	int64_t start;      /* of the first epoch, in seconds */
	int64_t epochs;     /* how many keys */
	int64_t epoch_days; /* how long each is sealed to */
	unsigned copies;    /* vault_copies(); not of a trial */
	const struct vault_holders *holders; /* NULL: a trial, one passphrase */
};

/* Who holds what of it, each list by the ids of `people`. */
struct vault_holders {
	const struct person_public *people;
	size_t n_people;
	struct vault_threshold {
		size_t k, n;
		const char *ids[PEOPLE_MAX];
	} of[SHARE_KINDS];
};

/*
 * Makes all of it (docs/VAULT.md 1, 2), with intake.json, and staff.json where
 * persons hold it, for the authority to sign; `passphrase` is a trial's.  False
 * with a reason; never over another.
 */
bool vault_make(const struct vault_plan *plan, const char *passphrase,
    struct reason *ret_reason);

/*
 * Unlocks, and locks out other programs.  NULL with a reason: no vault, a wrong
 * passphrase, another program has it open, something is damaged.
 */
struct vault *vault_open(
    const char *folder, const char *passphrase, struct reason *ret_reason);
/*
 * The same without unlocking: what is in the clear, the store NULL.  For
 * vault_unlock(), for a first directory, and for what concerns shares alone.
 */
struct vault *vault_look(const char *folder, struct reason *ret_reason);
bool vault_is_trial(const struct vault *v);
/* Whether what the store's secret opens is there. */
bool vault_has_keys(const struct vault *v);
/* NULL in a trial. */
const struct share_set *vault_shares(const struct vault *v);
/*
 * On how many media of the desk an original lies, the vault's own among them,
 * before an import note says that it is held.
 */
unsigned vault_copies(const struct vault *v);
/* Sets it, in the journal; the caller asked as many as it takes.  False with a
 * reason, and it is as it was. */
bool vault_set_copies(
    struct vault *v, unsigned copies, struct reason *ret_reason);

/*
 * Unlocks the store with the shares of these persons, each of whom the persons'
 * note must name as staff today, and writes down that each did.  False with a
 * reason, and the vault as it was.
 */
bool vault_unlock(struct vault *v, struct person *const *people, size_t n,
    struct reason *ret_reason);
/*
 * What the persons say is today's date (2026-11-30; NULL: nothing): a clock
 * that is more than VAULT_CLOCK_DAYS past the last line of the journal is
 * believed only so, for a line's day never goes back, and everyone's time could
 * be over.
 */
#define VAULT_CLOCK_DAYS 60
void vault_today(struct vault *v, const char *day);
/*
 * One more who is at the desk: staff today.  A copy of what signs is kept while
 * it is unlocked, and nothing else of the person.  False with a reason.
 */
bool vault_sign_on(
    struct vault *v, const struct person *p, struct reason *ret_reason);
bool vault_is_present(const struct vault *v, const char *id);
const char *vault_present(const struct vault *v, size_t i); /* NULL: no more */
/*
 * Whoever acts from now on: one who is at the desk, staff at this moment, with
 * one of these roles ("a b"; NULL: any).  False with a reason, and then nobody
 * acts.
 */
bool vault_act_as(struct vault *v, const char *id, const char *roles,
    struct reason *ret_reason);
/*
 * 32 bytes of the seed of one who is at the desk and of what they are for,
 * which that person alone has; false: nobody is of that id.
 */
bool vault_derive_of(const struct vault *v, const char *id, const char *info,
    uint8_t ret_key[static 32]);
/*
 * Shuts the store and signs everyone off; any one of those who unlocked it
 * resumes, by what is kept for that in memory, sealed to each.  False where the
 * journal could not say so; it is shut all the same.
 */
bool vault_lock(struct vault *v, struct reason *ret_reason);
bool vault_resume(
    struct vault *v, const struct person *p, struct reason *ret_reason);

/*
 * The epochs' keys, compared with those of the directory, and the custodians'
 * keys that sign what leaves: as many as the directory asks for.  False with a
 * reason.  A trial has both as long as it is open.
 */
bool vault_custody(struct vault *v, struct person *const *people, size_t n,
    struct reason *ret_reason);
/*
 * The keys alone that sign of these custodians, for what waits to be signed by
 * one after the other.  False with a reason where the directory lists none.
 */
bool vault_custodian_keys(struct vault *v, struct person *const *people,
    size_t n, struct reason *ret_reason);
/* That of the only one who gave it; false where there are none or several. */
bool vault_signer_alone(const struct vault *v, const struct vkey **ret_key,
    const uint8_t **ret_seed);
void vault_custody_end(struct vault *v); /* wipes both */

/* Of which there is a new one. */
enum vault_reshare_what {
	RESHARE_STORE, /* that of the rows; who holds the other stays */
	RESHARE_BOTH   /* also of the epochs: vault_custody() was before it */
};
struct vault_reshare {
	const struct vault_holders *holders;
	enum vault_reshare_what what;
	const char *object; /* the journal names it */
	/* Cases whose key of before is in no file from then on. */
	const uint32_t *gone;
	size_t n_gone;
};

/*
 * New secrets, for these holders alone; the shares of before open nothing of
 * what is here from then on.  The journal says so before it is done.
 * False with a reason: then the shares of before hold, or all is done but
 * intake.json and staff.json, which the same command makes again.
 */
bool vault_reshare(
    struct vault *v, const struct vault_reshare *r, struct reason *ret_reason);
/* A new secret of the store for those who hold it, without the keys of these
 * cases; else the same. */
bool vault_end_case_keys(struct vault *v, const uint32_t *gone, size_t n_gone,
    const char *object, struct reason *ret_reason);
void vault_close(struct vault *v); /* wipes; takes NULL */

/* Live as long as the vault. */
const char *vault_intake(const struct vault *v);
const char *vault_number(const struct vault *v); /* digits of its own, or "" */
struct desk_store *vault_store(const struct vault *v);
/* NULL before one was adopted; valid until another is. */
const struct directory *vault_directory(const struct vault *v);
/* Who the directory's staff and couriers are; NULL before it was adopted. */
const struct persons *vault_persons(const struct vault *v);
/* The keys of the epochs that are not destroyed, guarded. */
const struct age_identity *const *vault_epochs(
    const struct vault *v, size_t *ret_n);

/* A directory and the persons' note of it, as they came. */
struct vault_notes {
	const void *directory;
	size_t directory_len;
	const void *persons; /* NULL: there is none */
	size_t persons_len;
};

/*
 * Takes both into use: the first directory by the digits on the sheet, a later
 * one by the authority that the vault knows; never an older one, nor one that
 * does not name this desk, nor another one without its persons.  `fingerprint`
 * may be NULL for a later one.  False with a reason, and the vault as it was.
 */
bool vault_adopt(struct vault *v, const struct vault_notes *notes,
    const char *fingerprint, struct reason *ret_reason);

void vault_forget_epochs(struct vault *v); /* wipes them */

/* An epoch's key of the directory. */
struct vault_epoch {
	const struct directory_epoch *listed;
	bool here; /* among those that were read */
	bool destroyed;
	char day[16], by[NOTE_NAME_MAX + 1]; /* when and by whom */
};
/* Calls `each` with those of this desk, in the directory's order; false ends
 * it.  False with a reason where the store can't be read. */
bool vault_each_epoch(struct vault *v,
    bool (*each)(void *context, const struct vault_epoch *epoch), void *context,
    struct reason *ret_reason);
/* Whether the one whose recipient has that name (desk_store_name_id()) was
 * destroyed, and its file is gone. */
enum desk_found vault_epoch_ended(struct vault *v, const char *name);
/*
 * By their number alone, without a key: how many secrets of epochs lie here, or
 * what an end in the middle left of one, beyond those that the directory has
 * and nobody destroyed; and how many of those lack.  False with a reason.
 */
bool vault_epochs_stray(struct vault *v, size_t *ret_more, size_t *ret_missing,
    struct reason *ret_reason);
/* How many files of keys there are. */
size_t vault_epoch_files(const struct vault *v);
/*
 * Ends one that was read: written down first, with whether envelopes may be
 * left that only it opens; then its file is written over and removed.  False
 * with a reason; where it was written down, as `ret_told` says, the next
 * command with the custodians goes on.
 */
bool vault_destroy_epoch(struct vault *v, const struct directory_epoch *e,
    bool unopened, bool *ret_told, struct reason *ret_reason);
/*
 * Of those that were read, forgets and removes what was destroyed, and came
 * back from somewhere or stayed after an end in the middle.  False with a
 * reason where the store can't be read.
 */
bool vault_end_destroyed(struct vault *v, struct reason *ret_reason);
/* What was found when they were read last. */
struct vault_epoch_trouble {
	size_t unreadable; /* files that give no key */
	size_t back;       /* destroyed ones that were here again */
	size_t left;       /* of these, files that could not be removed */
};
struct vault_epoch_trouble vault_epoch_trouble(const struct vault *v);
/* How many that senders may have sealed to, and nobody destroyed, are not among
 * those that were read; false with a reason. */
bool vault_epochs_missing(
    struct vault *v, size_t *ret_n, struct reason *ret_reason);

/*
 * Whose lines of the journal of that folder count; for whoever has no
 * passphrase.  To be finished also after false, which comes with a reason.
 */
struct journal_signers;
bool vault_signers(const char *folder, struct journal_signers *ret_signers,
    struct reason *ret_reason);
void vault_signers_finish(struct journal_signers *signers);

/*
 * Where the series begin, by the directory of that folder, without a lock; both
 * at their start where it has none.  False with a reason.
 */
bool vault_anchors(const char *folder, struct directory_anchor *ret_imports,
    struct directory_anchor *ret_bulletins, struct reason *ret_reason);
const char *vault_folder(const struct vault *v);

/*
 * Before it is unlocked: those who do it say that it is a copy that goes on,
 * though one of them has a head of that line, which it lacks or has otherwise.
 * Each stands in the journal with that.
 */
void vault_say_restored(struct vault *v, uint64_t head);
/* The same of shares that are not those in use last. */
void vault_say_other_shares(struct vault *v);
/* Whether one of the two was said, and stands nowhere yet. */
bool vault_is_untold(const struct vault *v);
/*
 * Writes that down where it could not be before the store was repaired, of each
 * who is there, and what is trusted from then on.  False with a reason.
 */
bool vault_tell_restored(struct vault *v, struct reason *ret_reason);
/* One time that a copy went on. */
struct vault_restore {
	uint64_t lines; /* of the journal, that the copy had */
	uint64_t head;  /* that somebody had of more; 0: none was known */
	bool shares;    /* it was opened by shares of another day */
	/* Names of those who unlocked it then. */
	char by[PEOPLE_MAX * (NOTE_NAME_MAX + 3)];
};
/* Calls `each` with every one; false with a reason. */
bool vault_each_restore(struct vault *v,
    void (*each)(void *context, const struct vault_restore *restore),
    void *context, const struct desk_events *events, struct reason *ret_reason);

/* Removes from a folder with copies of the keys those that no share of today
 * opens; nothing in a trial.  Whether they are gone. */
bool vault_sweep_keys(const struct vault *v, const char *folder);
/* The name of the file that the shares of today open, in a vault that several
 * hold; false in a trial. */
bool vault_keys_now(const struct vault *v, char *ret_name, size_t size);
/* Whether a folder has keys of a later number than those, or that can't be
 * told. */
bool vault_has_later_keys(const struct vault *v, const char *folder);
/* Whether keys of before, or of another number, lie in the vault's folder, or
 * that can't be told. */
bool vault_has_other_keys(const struct vault *v);

/* "folder/a" in the vault; to be freed. */
char *vault_path(const struct vault *v, const char *name);
/* Where a sealed original lies; to be freed. */
char *vault_original(const struct vault *v, const uint8_t sha256[static 32]);

#endif
