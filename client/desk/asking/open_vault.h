#ifndef VALISE_DESK_OPEN_VAULT_H
#define VALISE_DESK_OPEN_VAULT_H

#include "client/desk/opening/opening.h"
#include "client/desk/vault/vault.h"
#include "options.h"

/*
 * The vault that the options name, unlocked with the passphrase that is asked
 * for; says first that it is a trial and whether a network is up.  At the open
 * desk the one that is open.  NULL after saying why.
 */
struct vault *open_vault(const struct desk_options *o);
/* One that several persons hold, without unlocking; NULL after saying why. */
struct vault *open_vault_look(const struct desk_options *o);
/* Shuts what open_vault() opened; at the open desk it stays.  Takes NULL. */
void close_vault(struct vault *v);

/* What the open desk gives commands to work on; NULL: it is none any more. */
void open_vault_is(struct vault *v);
bool open_vault_is_desk(void);

/*
 * What the open desk does while an import runs, between what it stores: reads
 * and runs commands that only read.
 */
struct open_vault_meanwhile {
	bool always; /* somebody sits there; else only where it is asked for */
	/* False ends the import. */
	bool (*run)(void *context, size_t done, size_t all);
	void *context;
};
void open_vault_meanwhile_is(const struct open_vault_meanwhile *meanwhile);
bool open_vault_has_meanwhile(bool asked);
/* As an import calls it; `context` is not looked at. */
bool open_vault_run_meanwhile(void *context, size_t done, size_t all);
/* While it does: no command of that time ends the custody of the import. */
bool open_vault_imports(void);

/*
 * Before the first passphrase: starts the process that opens, which is to have
 * nothing of the desk; keeps the program's memory off the disk as far as the
 * machine lets it; warns where it may be written there (docs/DESK.md), and of a
 * network that is up.  False after saying why.
 */
bool open_vault_begin(void);
/* The process that opens. */
struct opening *open_vault_opening(void);

/* Warns of ends that come, of rows that are off. */
void open_vault_warn_of_vault(struct vault *v);

/*
 * Has the custodians of the options give what is theirs, each with his or her
 * passphrase, for the command that goes on; a trial needs none.  False after
 * saying why.
 */
bool open_vault_custody(struct vault *v, const struct desk_options *o);

/*
 * Has as many more give their passphrases as the store takes, beside the one
 * who acts: holders of it, by --person.  A trial needs none.  False after
 * saying why.
 */
bool open_vault_second(struct vault *v, const struct desk_options *o);
/* How many at the least, and whether who acts gives the passphrase too. */
enum open_vault_others {
	OTHERS_ANY, /* as many as the store takes beside who acts */
	OTHERS_ONE, /* one at least */
	OTHERS_AND_ACTOR
};
/* The same; who the others are goes to the list.  A trial has nobody. */
bool open_vault_others(struct vault *v, const struct desk_options *o,
    enum open_vault_others who,
    char ret_ids[static PEOPLE_MAX][NOTE_NAME_MAX + 1], size_t *ret_n);

/* The person of that file, by the passphrase that is asked for; to be freed by
 * secret_free(), NULL after saying why. */
struct person *open_vault_person(int passphrase_fd, const char *path);

/*
 * Whether each case has a key that opens, before they are written anew or over
 * a copy: what this desk lost, the copy may have.  Else that is said, and it is
 * true where o->lost is.
 */
bool open_vault_has_case_keys(struct vault *v, const struct desk_options *o);

#endif
