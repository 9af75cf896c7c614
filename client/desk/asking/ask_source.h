/* Who opens the source of a case, by a passphrase of his or her own. */
#ifndef VALISE_DESK_ASK_SOURCE_H
#define VALISE_DESK_ASK_SOURCE_H

#include "client/desk/cases/case_source.h"
#include "client/desk/vault/vault.h"
#include "options.h"

/* To be ended by ask_opener_end(). */
struct ask_opener {
	char id[NOTE_NAME_MAX + 1];
	struct age_identity *identity; /* guarded */
};

/*
 * Asks whoever acts for the passphrase of --person FILE; in a trial nobody is
 * asked anything more.  False after saying why.
 */
bool ask_opener(struct vault *v, const struct desk_options *o,
    struct ask_opener *ret_opener);
void ask_opener_end(struct ask_opener *opener);

#endif
