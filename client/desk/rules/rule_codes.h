/*
 * The states of a case, the life of an action, and the codes that their
 * members may have (docs/CASES.md 1, 2).
 */
#ifndef VALISE_DESK_RULE_CODES_H
#define VALISE_DESK_RULE_CODES_H

#include <stdbool.h>
#include <stddef.h>

enum rule_state {
	STATE_OPENED,
	STATE_TRIAGE,
	STATE_VERIFYING,
	STATE_NEEDS_INFO,
	STATE_DORMANT,
	STATE_NOT_PURSUED,
	STATE_REFERRED,
	STATE_CREDIBLE,
	STATE_NOT_ESTABLISHED,
	STATE_HOLD,
	STATE_WITHDRAWN,
	STATE_CLOSED,
	STATES_N
};
#define STATE(s) (1u << (s))
#define STATES_ANY ((1u << STATES_N) - 1)
/* Those in which work goes on. */
#define STATES_WORKED \
	(STATE(STATE_TRIAGE) | STATE(STATE_VERIFYING) | \
	    STATE(STATE_NEEDS_INFO) | STATE(STATE_DORMANT) | \
	    STATE(STATE_NOT_PURSUED) | STATE(STATE_REFERRED) | \
	    STATE(STATE_CREDIBLE) | STATE(STATE_NOT_ESTABLISHED))

enum rule_status {
	STATUS_DRAFT,
	STATUS_REVIEWED,
	STATUS_APPROVED,
	STATUS_SENT,
	STATUS_ANSWERED,
	STATUS_NO_ANSWER,
	STATUS_CLOSED,
	STATUS_DROPPED,
	STATUS_LEFT_OUT,
	STATUS_STOPPED, /* by a withdrawal or a hold, before it left */
	STATUSES_N
};
/* Not yet out. */
#define STATUSES_BEFORE \
	(STATE(STATUS_DRAFT) | STATE(STATUS_REVIEWED) | STATE(STATUS_APPROVED))

/* The word of a state or status; never NULL. */
const char *rule_state_word(enum rule_state state);
const char *rule_status_word(enum rule_status status);
/* That of a word; false where there is none such. */
bool rule_state_find(const char *word, enum rule_state *ret_state);
bool rule_status_find(const char *word, enum rule_status *ret_status);

/*
 * Whether `code` is one of the words of `codes`, with blanks between; "@name"
 * among them stands for all codes of the vocabulary list of that name.
 */
bool rule_code_is(const char *codes, const char *code);
bool rule_code_is_len(const char *codes, const char *code, size_t len);

#define RULE_CLASSES "unclassified confidential strictly-confidential"
#define RULE_USES "@consents"
#define RULE_ELEMENTS "status act attribution link"
#define RULE_ELEMENTS_N 4
extern const char *const rule_elements[RULE_ELEMENTS_N];
#define RULE_KINDS \
	"UA AL OL quiet note-verbale statement referral protection entry " \
	"package interchange"
#define RULE_LETTERS "UA AL OL"
/* The admissibility tests of a communication by special procedures. */
#define RULE_TESTS "founded described language credible not-media"
#define RULE_TESTS_N 5
extern const char *const rule_tests[RULE_TESTS_N];
/* The four parts of a communication, in order. */
#define RULE_PARTS_N 4
extern const char *const rule_parts[RULE_PARTS_N];

#endif
