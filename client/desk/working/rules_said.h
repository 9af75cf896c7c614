/* The rules as text: every act, who may, from where, by which guards. */
#ifndef VALISE_DESK_RULES_SAID_H
#define VALISE_DESK_RULES_SAID_H

#include "common/cli/cli.h"
#include "work_words.h"

enum cli_status rules_said(const struct work_words *words);

#endif
