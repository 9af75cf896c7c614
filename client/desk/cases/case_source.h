/*
 * Who told, apart from what was told (docs/VAULT.md 4): identity, safe contact,
 * reply key, voice key and the key of the sealed original, in an age file to
 * the source key of the case.  Of that key each of its holders has a copy of
 * his or her own; the vault alone opens it for nobody.
 */
#ifndef VALISE_DESK_CASE_SOURCE_H
#define VALISE_DESK_CASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "case_row.h"
#include "client/desk/people/person.h"
#include "client/desk/people/share_set.h"
#include "client/desk/store/store.h"
#include "common/envelope/age_header.h"
#include "common/envelope/age_key.h"

#define CASE_TRIAL_HOLDER "trial" /* of a vault under one passphrase */

/* Who is given copies. */
struct case_holders {
	size_t n;
	struct case_holder {
		char id[NOTE_NAME_MAX + 1];
		struct age_recipient recipient;
	} list[PEOPLE_MAX];
};

/* The one holder of a trial's, by what the store's key gives; guard it. */
void case_source_trial(
    const struct desk_store *s, struct age_identity *ret_identity);

enum case_source_found {
	CASE_SOURCE_FOUND,
	CASE_SOURCE_DAMAGED, /* its row is there, and is not what it was */
	CASE_SOURCE_FAILED   /* nothing is known of it: memory, the disk, or
			      * nobody is to hold it */
};
/*
 * The source key of case `head`, "" for one that is to come: `ret_to` is what
 * is sealed to; `ret_row`, where there was none, a new one's row, to be stored
 * as that of the kind `source`, else NULL.  With a reason unless found.
 */
enum case_source_found case_source_recipient(struct desk_store *s,
    const char *head, const struct case_holders *holders,
    struct age_recipient *ret_to, cJSON **ret_row, struct reason *ret_reason);

/*
 * Parts a report's text, which json_scan_received() let pass: the row gets
 * `report`, without what tells who told it, and `source`, that and the file key
 * (AGE_FILE_KEY_BYTES) sealed.  What is kept keeps its spelling.  False:
 * memory, or it is no object.
 */
bool case_source_part(const char *report, size_t len, const uint8_t *file_key,
    const struct age_recipient *to, cJSON *row);

/*
 * Whose row of the kind `source` is that of a row: the case's, or the item's
 * own, which it has where its case's could not be read.
 */
void case_source_row_of(
    struct desk_store *s, const char *id, char ret_id[static CASE_ID_BYTES]);

/* What was apart, opened; wiped and freed by case_source_close(). */
struct case_source {
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	cJSON *told; /* `sender`, `reply_recipient`, `voice_key`, `follows` */
};
/*
 * Opens it by what its holder `id` has.  NULL with a reason, and errno: EACCES,
 * no holder, or one whose copy is to an earlier key; EBADMSG, it is damaged or
 * gone; else nothing is known of it.
 */
struct case_source *case_source_open(struct desk_store *s,
    const struct case_row *row, const char *id,
    const struct age_identity *identity, struct reason *ret_reason);
void case_source_close(struct case_source *source); /* takes NULL */
/* The reply key; false where it has none that can be sealed to. */
bool case_source_reply(
    const struct case_source *source, struct age_recipient *ret_to);

/*
 * A new source key for these holders, by what `id` has of the one of before,
 * and all of the case's rows sealed to it: in one transaction, which is the
 * caller's.  False with a reason.
 */
bool case_source_hold(struct desk_store *s, const char *head, const char *id,
    const struct age_identity *identity, const struct case_holders *holders,
    struct reason *ret_reason);

/* Calls `each` with the id of each holder; false where it can't be read. */
bool case_source_each(struct desk_store *s, const char *head,
    bool (*each)(void *context, const char *id), void *context,
    struct reason *ret_reason);

#endif
