/* What the subcommands of valise-desk have in common on the command line. */
#ifndef VALISE_DESK_OPTIONS_H
#define VALISE_DESK_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "client/desk/people/person.h"

struct desk_options {
	const char *vault;
	const char *fingerprint;
	const char *intake;
	const char *name;
	const char *key; /* folder of an authority member */
	const char *out;
	const char *published; /* a folder of the authority */
	const char *persons;   /* the note of staff and couriers */
	const char *start;
	int64_t epochs;
	int64_t epoch_days;
	int64_t n_copies; /* media; of init */
	bool without_manifest;
	bool beside;       /* what follows may go on meanwhile */
	bool take_back;    /* notes of this desk that it lacks, from a stick */
	bool unopened;     /* end a key though letters to it may be left */
	bool lost;         /* go on without the keys of cases that are lost */
	bool other_shares; /* than were in use last, and it is known why */
	bool restored;     /* a copy goes on, though a head says more */
	bool anyway;       /* what is hard to read, or folded away */
	bool sheet;        /* a page to print on paper */
	const char *language; /* of that page */
	/* Files of persons, or their lines: several of each. */
	struct desk_names {
		size_t n;
		const char *list[PEOPLE_MAX];
	} as, custodians, people, copies;
	struct desk_of { /* K/N; n is 0 where it was not given */
		size_t k, n;
	} open, custody;
	const char *commands;
	const char *today;
	const char *schedule; /* by which a case ends */
	const char *why;      /* who told it is asked */
	const char *keys;     /* a folder of those that open a copy */
	int64_t lock_after;   /* seconds */
	int64_t close_after;  /* seconds */
	int passphrase_fd;
	int rest; /* index of the first operand */
};

/* Where passphrases come from when an option does not say; -1: the terminal. */
void desk_options_passphrase_fd(int fd);

/* `allowed`: the letters of the options that the command takes. */
bool desk_options_parse(int argc, char **argv, const char *allowed,
    struct desk_options *ret_options);

#endif
