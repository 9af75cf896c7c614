/*
 * What stands behind a case: sources, graded and in groups that are independent
 * of each other, and a record for each of four elements (docs/CASES.md 4).
 */
#ifndef VALISE_DESK_VERIFICATION_H
#define VALISE_DESK_VERIFICATION_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "common/bytes/reason.h"

/* Settings of a desk; the standard is reasonable grounds to believe. */
struct verification_standard {
	unsigned sources; /* that an element needs besides; 0: as many as it
			   * takes */
};

/*
 * Whether the sources `numbers` carry the finding that an element is met: two
 * independent groups, or one first-hand account and a document; never media
 * alone.  False with a reason.
 */
bool verification_corroborated(const cJSON *work, const cJSON *numbers,
    const struct verification_standard *standard, struct reason *ret_reason);
/* Whether all of them are of the media; true of none at all. */
bool verification_media_alone(const cJSON *work, const cJSON *numbers);

/* Whether each element has a record that somebody else reviewed; with
 * `met`, whether each is also met.  False with a reason that names one. */
bool verification_recorded(const cJSON *work, struct reason *ret_reason);
bool verification_met(const cJSON *work, struct reason *ret_reason);
/* Whether each has a finding at all, reviewed or not. */
bool verification_begun(const cJSON *work, struct reason *ret_reason);

#endif
