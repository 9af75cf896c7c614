/* Members of the JSON of signed notes, read strictly (docs/DIRECTORY.md 2). */
#ifndef VALISE_NOTES_NOTE_MEMBER_H
#define VALISE_NOTES_NOTE_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "authority.h"
#include "common/release/minisign.h"

/* A time, in seconds; false where it is none. */
bool note_member_time(
    const cJSON *object, const char *member, int64_t *ret_seconds);
/* `from` before `until`. */
bool note_member_span(
    const cJSON *object, int64_t *ret_from, int64_t *ret_until);
bool note_member_key(
    const cJSON *object, const char *member, struct vkey *ret_key);
/* {"threshold": k, "keys": [vkey, ...]} */
bool note_member_key_set(const cJSON *object, struct key_set *ret_set);
/*
 * A list of at most 4,096: room for an item of it each, zeroed, for free().
 * NULL where it is none or memory is short.
 */
void *note_member_array(const cJSON *parent, const char *member,
    size_t item_size, const cJSON **ret_array, size_t *ret_n);

/* The member `releases`: keys of minisign, k of n, each once under whatever id;
 * none where it is left out, and none and false where it is of another form. */
bool note_member_releases(const cJSON *body, struct release_keys *ret_keys);

#endif
