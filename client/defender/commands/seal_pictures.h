/* What pictures carry is said before they are sealed, and done as chosen. */
#ifndef VALISE_DEFENDER_SEAL_PICTURES_H
#define VALISE_DEFENDER_SEAL_PICTURES_H

#include <stdbool.h>

#include "common/bytes/reason.h"
#include "client/defender/evidence/evidence.h"
#include "client/defender/options/options.h"
#include "client/defender/evidence/picture.h"

/*
 * Looks into each file and says on standard error what it carries, or may
 * carry.  With PICTURES_CLEANED every JPEG and PNG is replaced by its copy.
 * False with a reason where one has no copy then; with PICTURES_REFUSE where
 * there is anything to say; and where a copy can't be read.
 */
bool seal_pictures(struct evidence_list *list, enum pictures_choice choice,
    struct reason *ret_reason);

#endif
