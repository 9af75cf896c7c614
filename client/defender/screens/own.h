/* What the form of a report asks and knows beside its table. */
#ifndef VALISE_DEFENDER_OWN_H
#define VALISE_DEFENDER_OWN_H

#include "client/form/form.h"

/* For session_start(), which gives it the session as its context. */
extern const struct form_own own_of_report;

#endif
