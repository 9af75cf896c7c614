/*
 * What may be done to a case, by whom and when: acts and guards as tables, and
 * pure functions over the work on a case (docs/CASES.md).  Commands and screens
 * ask this and decide nothing themselves.
 */
#ifndef VALISE_DESK_RULES_H
#define VALISE_DESK_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/reason.h"
#include "verification.h"

#define RULE_TEXT_MAX 65536 /* bytes of one text */
#define RULE_LINE_MAX 1024  /* of one that is a line */
#define RULE_NUMBERS_MAX 1000

enum rule_field_kind {
	RULE_LINE,    /* text of one line */
	RULE_TEXT,    /* text, also of many lines */
	RULE_CODE,    /* one of `codes` */
	RULE_CODES,   /* several of them, with commas between */
	RULE_DAY,     /* 2026-11-30 */
	RULE_NUMBER,  /* of an item, from 0 */
	RULE_NUMBERS, /* several, "1,3"; "none" is none at all */
	RULE_PERSON,  /* of the staff, by name */
	RULE_CASE     /* another case, by number */
};
enum rule_need { RULE_MAY, RULE_MUST };

/* What an act takes; its member has the same name with _ for -. */
struct rule_field {
	const char *name; /* NULL: the end */
	enum rule_field_kind kind;
	enum rule_need need;
	const char *codes;
	const char *help;
};

/* Every guard; GUARD_END is none (rule_guards.c has them as a table). */
enum rule_guard {
	GUARD_END,
	GUARD_ASSIGNED,
	GUARD_STAFF_FITS,
	GUARD_LIMB,
	GUARD_URGENCY,
	GUARD_SUMMARY,
	GUARD_PERSON,
	GUARD_LINKED,
	GUARD_CONSENT_DAYS,
	GUARD_RISKS_TOLD,
	GUARD_FRESH_CONSENT,
	GUARD_FUTURE,
	GUARD_SOURCES,
	GUARD_NO_SILENCE,
	GUARD_CONTRADICTING,
	GUARD_CORROBORATED,
	GUARD_NOT_MEDIA_ALONE,
	GUARD_OTHER_ANALYST,
	GUARD_ELEMENTS_MET,
	GUARD_ELEMENTS_RECORDED,
	GUARD_NOT_REVIEWER,
	GUARD_CREDIBLE,
	GUARD_STATE_SAID,
	GUARD_RAISED,
	GUARD_TEXT,
	GUARD_TESTS,
	GUARD_ELEMENTS_BEGUN,
	GUARD_CONSENT,
	GUARD_CONSENT_PUBLIC,
	GUARD_NAMES_APART,
	GUARD_HARM,
	GUARD_THREE_PERSONS,
	GUARD_URGENT_PATH,
	GUARD_OVERDUE,
	GUARD_ANSWER,
	GUARD_OVERRIDE,
	GUARD_ENTRY,
	GUARD_OTHER_CASE,
	GUARD_ITEM,
	GUARD_WRITTEN,
	GUARD_OTHER_SIGNER,
	GUARD_SIGNED,
	GUARD_SETTLED,
	GUARD_TAKEN,
	GUARDS_N
};

struct rule_staff {
	const char *id;
	const char *roles; /* with blanks between */
};
/* What an act is tried against. */
struct rule_now {
	const char *day;
	const char *who;
	const struct rule_staff *staff;
	size_t n_staff;
	struct verification_standard standard;
	unsigned signatures; /* that what leaves takes */
	size_t untaken;      /* follow-ups whose consents are in no work yet */
};

struct rule_try;
struct rule_act {
	const char *family, *name; /* "case", "triage" */
	const char *roles;         /* who may; with blanks between */
	unsigned from;             /* in which states of the case */
	unsigned on; /* on an action of which status; 0: on none */
	const struct rule_field *fields;
	const enum rule_guard *guards; /* up to GUARD_END */
	/* What it changes; false: memory. */
	bool (*apply)(struct rule_try *t);
	const char *help;
};

/* The acts, in the order of the help; NULL past the last. */
const struct rule_act *rule_act_at(size_t index);
/* NULL where there is none of that name. */
const struct rule_act *rule_act_find(const char *family, const char *name);

/* A guard's name, and the clause or practice it is of; never NULL. */
const char *rule_guard_name(enum rule_guard guard);
const char *rule_guard_source(enum rule_guard guard);

/* The act was refused: by what, and why. */
struct rule_refusal {
	const char *by; /* "role", "state", "status", "field", or a guard */
	struct reason reason;
};

/* A field's value as it was typed, as JSON; NULL with a refusal. */
cJSON *rule_field_read(const struct rule_field *field, const char *typed,
    struct rule_refusal *ret_refusal);
/* Its member: the name with _ for -. */
#define RULE_MEMBER_BYTES 40
void rule_field_member(
    const struct rule_field *field, char ret_member[static RULE_MEMBER_BYTES]);

/* What came of it: an item of a list, or NULL. */
struct rule_done {
	const char *list;
	uint64_t number;
};

/*
 * Does it to the work, where every rule allows it, and writes a line of the
 * log.  `given` has a member for each field that was given; an act on an action
 * takes its number in `number`.  False with a refusal, the work as it was (by
 * "memory": it is of no use any more).
 */
bool rules_do(cJSON *work, const struct rule_act *act, const cJSON *given,
    const struct rule_now *now, struct rule_done *ret_done,
    struct rule_refusal *ret_refusal);
/* Whether it would be allowed; changes nothing. */
bool rules_allow(const cJSON *work, const struct rule_act *act,
    const cJSON *given, const struct rule_now *now,
    struct rule_refusal *ret_refusal);

/* Whether role, state and the action's status (NULL: of no action) let it be
 * tried at all; fields and guards are asked later. */
bool rules_offer(const cJSON *work, const struct rule_act *act,
    const cJSON *action, const struct rule_now *now);

/* Whether no text of the action has a name that it may not have; false with a
 * reason that says whose, by number. */
bool rules_names_apart(
    const cJSON *work, const cJSON *action, struct reason *ret_reason);

/* Whether `id` is of the staff with one of these roles ("" or NULL: any). */
bool rule_has_role(
    const struct rule_now *now, const char *id, const char *roles);

/*
 * The source's signature withdraws: at once, and everything that is not out yet
 * is stopped.  `by` is the row that says so.  False: memory.
 */
bool rules_withdraw(cJSON *work, const char *by, const char *day);
/*
 * A withdrawal that nothing signs, or of a third person: on hold, unless a
 * person lifted a hold for such a one before.  False: memory.
 */
bool rules_hold_for(cJSON *work, const char *by, const char *day);

#endif
