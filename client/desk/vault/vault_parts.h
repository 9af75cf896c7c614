/* The vault from inside; for what lies in this folder alone. */
#ifndef VALISE_DESK_VAULT_PARTS_H
#define VALISE_DESK_VAULT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/desk/people/share_set.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/reason.h"
#include "common/crypto/hkdf.h"
#include "common/envelope/age_key.h"
#include "common/notes/persons.h"
#include "client/desk/store/store.h"
#include "vault.h"

#define VAULT_TRIAL "valise-vault/1"  /* one passphrase */
#define VAULT_SHARED "valise-vault/2" /* several persons */
#define VAULT_KEY_BYTES 32
#define VAULT_ID_BYTES 16
#define VAULT_SMALL_FILE_MAX 65536

/* A key that signs what leaves. */
struct vault_signer {
	struct vkey key;
	uint8_t *seed; /* guarded */
};

/* What one of those who unlocked resumes with after a lock. */
struct vault_resume {
	char id[NOTE_NAME_MAX + 1];
	struct age_recipient to;
	struct byte_writer sealed; /* the store's keys, to that person */
};

/* Who is at the desk and may act. */
struct vault_present {
	char id[NOTE_NAME_MAX + 1];
	uint8_t *seed; /* guarded */
};

struct vault {
	char *folder;
	int lock_fd; /* one process at a time */
	char intake[DIRECTORY_ID_MAX + 1];
	char number[2 * VAULT_ID_BYTES + 1]; /* its own, in digits; or "" */
	struct share_set *shares;            /* NULL in a trial */
	/* The highest line that one of those who unlock has a head of, where
	 * they say that the vault is a copy that goes on; or 0. */
	uint64_t restored_head;
	bool say_other_shares; /* they know why there are others */
	bool other_shares;     /* than were in use last */
	const char *today;     /* as persons say; the caller's, or NULL */
	size_t n_signers;
	struct vault_signer signers[PEOPLE_MAX];
	size_t n_epochs;
	struct age_identity **epochs; /* guarded; those not destroyed */
	unsigned *epoch_files;        /* of each, its file's number */
	struct vault_epoch_trouble trouble;
	/* Guarded; NULL while locked, and in a trial. */
	struct desk_store_keys *keys;
	struct desk_store *store; /* NULL before it is unlocked */
	size_t n_present;
	struct vault_present present[PEOPLE_MAX];
	size_t n_resume;
	struct vault_resume resume[PEOPLE_MAX];
	struct directory *directory; /* NULL before one was adopted */
	struct persons *persons;     /* of that directory, or NULL */
};

/* What hangs on a secret that opens; guarded. */
struct vault_secrets {
	uint8_t key[VAULT_KEY_BYTES];
	struct desk_store_keys keys;
	struct age_identity identity; /* opens the vault's own sealed files */
};

/* The identity of a key, by what it is for (docs/VAULT.md 2). */
void vault_derive_identity(struct vault_secrets *s, const char *info);

/* Everything from `key` (docs/VAULT.md 2). */
void vault_derive(struct vault_secrets *s);

/* "epochs-000001/007.age" and so on; "epochs/007.age" in a trial (0). */
void vault_epoch_name(
    uint64_t generation, unsigned number, char *ret_name, size_t size);
/* "keys-000001.age". */
void vault_keys_name(uint64_t generation, char *ret_name, size_t size);
/* "cases-000001.keys", beside that; "cases-000000.keys" in a trial. */
void vault_cases_name(uint64_t generation, char *ret_name, size_t size);
/*
 * Where an older program left a vault without one, and only there: empty, or
 * one of another number, which that key opens.  False with a reason.
 */
bool vault_need_cases(const struct vault *v,
    const uint8_t wrap[static DESK_STORE_KEY_BYTES], struct reason *ret_reason);
/* An empty one; false with a reason. */
bool vault_make_cases(
    const char *folder, uint64_t generation, struct reason *ret_reason);

/* A file of the vault, durably; false with a reason. */
bool vault_write(const char *folder, const char *name, const void *bytes,
    size_t len, enum durable_replace replace, struct reason *ret_reason);
/* A secret, sealed to the identity. */
bool vault_write_sealed(const struct vault_secrets *s, const char *folder,
    const char *name, const void *secret, size_t len,
    enum durable_replace replace, struct reason *ret_reason);
bool vault_write_shares(const char *folder, const struct share_set *set,
    enum durable_replace replace, struct reason *ret_reason);
/* staff.json, for the authority. */
bool vault_write_staff(const char *folder, const struct person_public *people,
    size_t n, enum durable_replace replace, struct reason *ret_reason);
/* Staff today, with that key; NULL with a reason. */
const struct staff_entry *vault_staff(const struct vault *v, const char *id,
    const uint8_t seed[static NOTE_SEED_BYTES], struct reason *ret_reason);
/* What a person resumes with, after a lock, is kept; false with a reason. */
bool vault_resume_keep(
    struct vault *v, const struct person *p, struct reason *ret_reason);
/* What each resumes with from now on; who holds no share of the store in the
 * set that is to be, or has other keys there, resumes nothing. */
void vault_resume_renew(struct vault *v, const struct share_set *next);
/* The store's keys, by what was kept for that person; false with a reason. */
bool vault_resume_keys(
    struct vault *v, const struct person *p, struct reason *ret_reason);
void vault_resume_forget(struct vault *v);
/*
 * The number of a new secret, above whatever lies there, 0 where there is none
 * left: nothing that an
 * earlier attempt left is written over, for its shares may be those that count.
 */
uint64_t vault_next_generation(const struct vault *v, enum share_kind kind);
/* The number in "keys-000001.age", "cases-000001.keys" or "epochs-000001"; 0
 * for other names. */
uint64_t vault_generation_of(
    const char *name, const char *prefix, const char *ending);
/* How many folders of epochs' keys of another number lie in the vault. */
size_t vault_other_epochs(const struct vault *v);
/* Removes what an end in the middle of a write left at the top: one process
 * alone has the vault. */
void vault_sweep_parts(const struct vault *v);
/* Removes keys and epochs of before those that the shares of today open. */
void vault_sweep(const struct vault *v);
/* intake.json and staff.json, as the shares are now. */
bool vault_refresh_public(const struct vault *v, struct reason *ret_reason);

/* A secret of exactly that length, sealed to the identity. */
bool vault_read_sealed(const struct vault_secrets *s, const char *path,
    void *ret_secret, size_t len, struct reason *ret_reason);
bool vault_read_epochs(
    struct vault *v, const struct vault_secrets *s, struct reason *ret_reason);
#define TABLE_EPOCHS "epoch" /* one that was destroyed */
/* The row of one that was destroyed; false where it can't be told. */
bool vault_read_epoch_end(struct vault *v, const char *recipient,
    struct vault_epoch *ret, struct reason *reason);
/* Where its secret lies, of those that were read; SIZE_MAX: nowhere. */
size_t vault_epoch_place(const struct vault *v, const char *recipient);
/* The store, compared with its journal. */
bool vault_open_store(struct vault *v, const struct desk_store_keys *keys,
    const struct journal_signers *signers, struct reason *ret_reason);
/* A row and a line of whoever acts, where the vault was made of a copy, or
 * those who unlock said so; then no more. */
bool vault_write_restored(struct vault *v, struct reason *ret_reason);
void vault_forget_restored(struct vault *v);
/*
 * What is trusted lies in the clear beside the store, whose rows nobody else
 * can seal: a row of it has the digits that were trusted first, and version and
 * hash of the newest directory that was in use.  False with a reason where the
 * digits are others, the directory is older, the shares are not those in use
 * last, or the row can't be read; a newer
 * one that an end in the middle left under directories/ is brought back.
 */
bool vault_trust(struct vault *v, struct reason *ret_reason);
/* That shares of that hash are about to be in use, with the line that says so;
 * false with a reason. */
bool vault_announce_shares(struct vault *v, const uint8_t mac[static 32],
    const char *object, struct reason *ret_reason);
/* Has the row say what is in use now; false with a reason. */
bool vault_keep_trust(struct vault *v, struct reason *ret_reason);
/* The directory and its persons of that version, where they are kept. */
bool vault_bring_back(
    struct vault *v, uint64_t version, struct reason *ret_reason);
void vault_forget_signers(struct vault *v); /* the same */

/* "folder/name" into a buffer; false with a reason where it does not fit. */
bool vault_join(char *ret_path, size_t size, const char *folder,
    const char *name, struct reason *ret_reason);

#endif
