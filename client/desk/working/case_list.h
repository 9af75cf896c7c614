/* Lists of cases on standard output. */
#ifndef VALISE_DESK_CASE_LIST_H
#define VALISE_DESK_CASE_LIST_H

#include "work_open.h"

enum cli_status case_list(const struct work_words *words);
enum cli_status case_list_due(const struct work_words *words);
enum cli_status case_list_search(const struct work_words *words);
enum cli_status case_list_proposals(const struct work_words *words);
/* Each case of the person of plain[0] to others; CLI_PARTLY where some can't.
 */
enum cli_status case_list_hand_over(
    struct work_reading *r, const struct work_words *words);

#endif
