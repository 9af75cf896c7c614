/* By what follow-ups are joined, without the keys themselves. */
#ifndef VALISE_DESK_CASE_VOICE_H
#define VALISE_DESK_CASE_VOICE_H

#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "client/desk/store/journal_line.h"
#include "client/desk/store/store.h"

/*
 * Keyed labels of a report's voice key and of
 * its reply key, which tell neither (docs/REPORT.md 6.3).
 */
struct case_voice {
	bool any; /* false: it names none */
	uint8_t key[JOURNAL_LABEL_BYTES];
	uint8_t reply[JOURNAL_LABEL_BYTES];
};
/* False: memory. */
bool case_voice_of(const struct desk_store *s, const cJSON *report,
    struct case_voice *ret_voice);
bool case_voice_put(cJSON *row, const struct case_voice *voice);
void case_voice_read(const cJSON *row, struct case_voice *ret_voice);

#endif
