/*
 * The work on a case as data: one JSON object, the row `work` of the store
 * (docs/CASES.md 5).  Nothing here knows a store, a file or a screen.
 */
#ifndef VALISE_DESK_WORK_H
#define VALISE_DESK_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "rule_codes.h"

#define WORK_SOURCE_PERSON 0 /* the number of who told the case */

/* Members of the row. */
#define WORK_PEOPLE "people"
#define WORK_ACTS "acts"
#define WORK_ACTORS "actors"
#define WORK_CONSENTS "consents"
#define WORK_SOURCES "sources"
#define WORK_ELEMENTS "elements"
#define WORK_HARM "harm"
#define WORK_ACTIONS "actions"
#define WORK_NOTES "notes"
#define WORK_LINKS "links"
#define WORK_LOG "log"

/*
 * A new one, of a case of which nothing was worked yet; NULL: memory.  `report`
 * is what stands at its head (NULL: none), whose victims, acts, actors and
 * consents it takes over; `id` is that of the row they come from.
 */
cJSON *work_create(const char *id, const cJSON *report, const char *day);
/* Takes over what a further report of the case has of these; false: memory. */
bool work_take(
    cJSON *work, const char *id, const cJSON *report, const char *day);

enum rule_state work_state(const cJSON *work);
bool work_set_state(cJSON *work, enum rule_state state);
enum rule_status work_status(const cJSON *action);
bool work_set_status(cJSON *action, enum rule_status status);

/* A list of it, made where it lacks; NULL: memory. */
cJSON *work_list(cJSON *work, const char *name);
/* To be read; NULL where it lacks. */
const cJSON *work_look(const cJSON *work, const char *name);
/* The item of a list with that `number`; NULL where there is none. */
cJSON *work_item(const cJSON *work, const char *name, uint64_t number);
/* A new item of the next number; NULL: memory. */
cJSON *work_add(cJSON *work, const char *name);
/* Its `number`; 0 where it has none. */
uint64_t work_number(const cJSON *item);
/* The element's object, made where it lacks; NULL: memory, or no element. */
cJSON *work_element(cJSON *work, const char *element);

/* Sets a text or number, in place of what was there; false: memory. */
bool work_put(cJSON *object, const char *member, const char *text);
bool work_put_number(cJSON *object, const char *member, uint64_t number);
/* Puts a copy of `value` (NULL: takes the member away); false: memory. */
bool work_put_copy(cJSON *object, const char *member, const cJSON *value);

/* A member's text; "" where it lacks. */
const char *work_text(const cJSON *object, const char *member);
/* Whether the list of numbers has that one. */
bool work_has_number(const cJSON *numbers, uint64_t number);
/* The last line of what was done, 0 before the first. */
uint64_t work_last(const cJSON *work);

/*
 * What a person is called in the desk's own lists: the label, else the name,
 * else "".  A stranger wrote it: it is shown neutralised and never as ours.
 */
const char *work_person_label(const cJSON *person);

#endif
