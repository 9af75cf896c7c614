/* The words of the rules' own names, in six languages. */
#include "rule_words.h"

#include <stdio.h>
#include <string.h>

#include "client/words/casework_words.h"
#include "common/report/vocabulary.h"

struct named {
	const char *name;
	const struct word *word;
};

static const struct named acts[] = {
    {"case triage", WORD_ACT_CASE_TRIAGE},
    {"case assess", WORD_ACT_CASE_ASSESS},
    {"case verifying", WORD_ACT_CASE_VERIFYING},
    {"case needs-info", WORD_ACT_CASE_NEEDS_INFO},
    {"case dormant", WORD_ACT_CASE_DORMANT},
    {"case not-pursued", WORD_ACT_CASE_NOT_PURSUED},
    {"case refer", WORD_ACT_CASE_REFER},
    {"case credible", WORD_ACT_CASE_CREDIBLE},
    {"case not-established", WORD_ACT_CASE_NOT_ESTABLISHED},
    {"case hold", WORD_ACT_CASE_HOLD},
    {"case lift", WORD_ACT_CASE_LIFT},
    {"case withdraw", WORD_ACT_CASE_WITHDRAW},
    {"case renew", WORD_ACT_CASE_RENEW},
    {"case close", WORD_ACT_CASE_CLOSE},
    {"case reopen", WORD_ACT_CASE_REOPEN},
    {"case assign", WORD_ACT_CASE_ASSIGN},
    {"case note", WORD_ACT_CASE_NOTE},
    {"case due", WORD_ACT_CASE_DUE},
    {"case done", WORD_ACT_CASE_DONE},
    {"case warn", WORD_ACT_CASE_WARN},
    {"case fold", WORD_ACT_CASE_FOLD},
    {"case link", WORD_ACT_CASE_LINK},
    {"case unlink", WORD_ACT_CASE_UNLINK},
    {"case dismiss", WORD_ACT_CASE_DISMISS},
    {"case schedule", WORD_ACT_CASE_SCHEDULE},
    {"case take", WORD_ACT_CASE_TAKE},
    {"case person", WORD_ACT_CASE_PERSON},
    {"case act", WORD_ACT_CASE_ACT},
    {"case actor", WORD_ACT_CASE_ACTOR},
    {"consent record", WORD_ACT_CONSENT_RECORD},
    {"consent changed", WORD_ACT_CONSENT_CHANGED},
    {"source add", WORD_ACT_SOURCE_ADD},
    {"source grade", WORD_ACT_SOURCE_GRADE},
    {"verify record", WORD_ACT_VERIFY_RECORD},
    {"verify review", WORD_ACT_VERIFY_REVIEW},
    {"verify harm", WORD_ACT_VERIFY_HARM},
    {"verify caught-up", WORD_ACT_VERIFY_CAUGHT_UP},
    {"action draft", WORD_ACT_ACTION_DRAFT},
    {"action text", WORD_ACT_ACTION_TEXT},
    {"action review", WORD_ACT_ACTION_REVIEW},
    {"action approve", WORD_ACT_ACTION_APPROVE},
    {"action return", WORD_ACT_ACTION_RETURN},
    {"action write", WORD_ACT_ACTION_WRITE},
    {"action sign", WORD_ACT_ACTION_SIGN},
    {"action send", WORD_ACT_ACTION_SEND},
    {"action answer", WORD_ACT_ACTION_ANSWER},
    {"action no-answer", WORD_ACT_ACTION_NO_ANSWER},
    {"action close", WORD_ACT_ACTION_CLOSE},
    {"action drop", WORD_ACT_ACTION_DROP},
    {"action leave-out", WORD_ACT_ACTION_LEAVE_OUT},
    {"action resume", WORD_ACT_ACTION_RESUME},
    {"action override", WORD_ACT_ACTION_OVERRIDE},
};
static const struct named fields[] = {
    {"about", WORD_FIELD_ABOUT},
    {"abusive", WORD_FIELD_ABUSIVE},
    {"act", WORD_FIELD_ACT},
    {"action", WORD_FIELD_ACTION},
    {"actors", WORD_FIELD_ACTORS},
    {"adequacy", WORD_FIELD_ADEQUACY},
    {"age-band", WORD_FIELD_AGE_BAND},
    {"alternate", WORD_FIELD_ALTERNATE},
    {"annex", WORD_FIELD_ANNEX},
    {"at-risk", WORD_FIELD_AT_RISK},
    {"by", WORD_FIELD_BY},
    {"channel", WORD_FIELD_CHANNEL},
    {"checks", WORD_FIELD_CHECKS},
    {"class", WORD_FIELD_CLASS},
    {"code", WORD_FIELD_CODE},
    {"connection", WORD_FIELD_CONNECTION},
    {"consent-summary", WORD_FIELD_CONSENT_SUMMARY},
    {"contradicting", WORD_FIELD_CONTRADICTING},
    {"day", WORD_FIELD_DAY},
    {"due", WORD_FIELD_DUE},
    {"element", WORD_FIELD_ELEMENT},
    {"facts", WORD_FIELD_FACTS},
    {"finding", WORD_FIELD_FINDING},
    {"first-hand", WORD_FIELD_FIRST_HAND},
    {"follow-up", WORD_FIELD_FOLLOW_UP},
    {"for", WORD_FIELD_FOR},
    {"gaps", WORD_FIELD_GAPS},
    {"gender", WORD_FIELD_GENDER},
    {"group", WORD_FIELD_GROUP},
    {"how", WORD_FIELD_HOW},
    {"information-grade", WORD_FIELD_INFORMATION_GRADE},
    {"intake", WORD_FIELD_INTAKE},
    {"item", WORD_FIELD_ITEM},
    {"joint", WORD_FIELD_JOINT},
    {"journal", WORD_FIELD_JOURNAL},
    {"keep-until", WORD_FIELD_KEEP_UNTIL},
    {"key", WORD_FIELD_KEY},
    {"kind", WORD_FIELD_KIND},
    {"label", WORD_FIELD_LABEL},
    {"language", WORD_FIELD_LANGUAGE},
    {"lessens", WORD_FIELD_LESSENS},
    {"likelihood", WORD_FIELD_LIKELIHOOD},
    {"limb", WORD_FIELD_LIMB},
    {"link", WORD_FIELD_LINK},
    {"manifest", WORD_FIELD_MANIFEST},
    {"name", WORD_FIELD_NAME},
    {"name-latin", WORD_FIELD_NAME_LATIN},
    {"named", WORD_FIELD_NAMED},
    {"norms", WORD_FIELD_NORMS},
    {"not-names", WORD_FIELD_NOT_NAMES},
    {"of", WORD_FIELD_OF},
    {"officer", WORD_FIELD_OFFICER},
    {"opinion", WORD_FIELD_OPINION},
    {"own-view", WORD_FIELD_OWN_VIEW},
    {"paragraph", WORD_FIELD_PARAGRAPH},
    {"person", WORD_FIELD_PERSON},
    {"person-grade", WORD_FIELD_PERSON_GRADE},
    {"position", WORD_FIELD_POSITION},
    {"profile", WORD_FIELD_PROFILE},
    {"protected-status", WORD_FIELD_PROTECTED_STATUS},
    {"public", WORD_FIELD_PUBLIC},
    {"public-named", WORD_FIELD_PUBLIC_NAMED},
    {"questions", WORD_FIELD_QUESTIONS},
    {"raised-in", WORD_FIELD_RAISED_IN},
    {"reason", WORD_FIELD_REASON},
    {"receipt", WORD_FIELD_RECEIPT},
    {"relation", WORD_FIELD_RELATION},
    {"remark", WORD_FIELD_REMARK},
    {"reply-days", WORD_FIELD_REPLY_DAYS},
    {"review", WORD_FIELD_REVIEW},
    {"risks", WORD_FIELD_RISKS},
    {"schedule", WORD_FIELD_SCHEDULE},
    {"severity", WORD_FIELD_SEVERITY},
    {"source", WORD_FIELD_SOURCE},
    {"sources", WORD_FIELD_SOURCES},
    {"standard", WORD_FIELD_STANDARD},
    {"state-said", WORD_FIELD_STATE_SAID},
    {"tests", WORD_FIELD_TESTS},
    {"text", WORD_FIELD_TEXT},
    {"to", WORD_FIELD_TO},
    {"type", WORD_FIELD_TYPE},
    {"unit", WORD_FIELD_UNIT},
    {"until", WORD_FIELD_UNTIL},
    {"urgency", WORD_FIELD_URGENCY},
    {"urgency-why", WORD_FIELD_URGENCY_WHY},
    {"urgent", WORD_FIELD_URGENT},
    {"use", WORD_FIELD_USE},
    {"value", WORD_FIELD_VALUE},
    {"victims", WORD_FIELD_VICTIMS},
    {"with", WORD_FIELD_WITH},
    {"year", WORD_FIELD_YEAR},
};
static const struct named codes[] = {
    {"54/24-4a", WORD_CODE_54_24_4A},
    {"54/24-4b", WORD_CODE_54_24_4B},
    {"54/24-4c", WORD_CODE_54_24_4C},
    {"54/24-4d", WORD_CODE_54_24_4D},
    {"12/2-1", WORD_CODE_12_2_1},
    {"accepts", WORD_CODE_ACCEPTS},
    {"accepts-part", WORD_CODE_ACCEPTS_PART},
    {"account", WORD_CODE_ACCOUNT},
    {"acknowledged", WORD_CODE_ACKNOWLEDGED},
    {"act", WORD_CODE_ACT},
    {"ask-first", WORD_CODE_ASK_FIRST},
    {"attribution", WORD_CODE_ATTRIBUTION},
    {"body", WORD_CODE_BODY},
    {"child", WORD_CODE_CHILD},
    {"confidential", WORD_CODE_CONFIDENTIAL},
    {"credible", WORD_CODE_CREDIBLE},
    {"danger", WORD_CODE_DANGER},
    {"death", WORD_CODE_DEATH},
    {"denies", WORD_CODE_DENIES},
    {"described", WORD_CODE_DESCRIBED},
    {"digital", WORD_CODE_DIGITAL},
    {"document", WORD_CODE_DOCUMENT},
    {"duplicate", WORD_CODE_DUPLICATE},
    {"entry", WORD_CODE_ENTRY},
    {"expert", WORD_CODE_EXPERT},
    {"fear", WORD_CODE_FEAR},
    {"follow-up", WORD_CODE_FOLLOW_UP},
    {"founded", WORD_CODE_FOUNDED},
    {"guardian", WORD_CODE_GUARDIAN},
    {"high", WORD_CODE_HIGH},
    {"inconclusive", WORD_CODE_INCONCLUSIVE},
    {"interchange", WORD_CODE_INTERCHANGE},
    {"investigates", WORD_CODE_INVESTIGATES},
    {"justifies", WORD_CODE_JUSTIFIES},
    {"language", WORD_CODE_LANGUAGE},
    {"late", WORD_CODE_LATE},
    {"lawyer", WORD_CODE_LAWYER},
    {"life", WORD_CODE_LIFE},
    {"link", WORD_CODE_LINK},
    {"low", WORD_CODE_LOW},
    {"media", WORD_CODE_MEDIA},
    {"medium", WORD_CODE_MEDIUM},
    {"met", WORD_CODE_MET},
    {"no", WORD_CODE_NO},
    {"none", WORD_CODE_NONE},
    {"not-media", WORD_CODE_NOT_MEDIA},
    {"not-met", WORD_CODE_NOT_MET},
    {"note-verbale", WORD_CODE_NOTE_VERBALE},
    {"official", WORD_CODE_OFFICIAL},
    {"open", WORD_CODE_OPEN},
    {"ordinary", WORD_CODE_ORDINARY},
    {"organisation", WORD_CODE_ORGANISATION},
    {"other", WORD_CODE_OTHER},
    {"package", WORD_CODE_PACKAGE},
    {"protection", WORD_CODE_PROTECTION},
    {"quiet", WORD_CODE_QUIET},
    {"referral", WORD_CODE_REFERRAL},
    {"related", WORD_CODE_RELATED},
    {"relative", WORD_CODE_RELATIVE},
    {"self", WORD_CODE_SELF},
    {"self-harm", WORD_CODE_SELF_HARM},
    {"sexual-violence", WORD_CODE_SEXUAL_VIOLENCE},
    {"soon", WORD_CODE_SOON},
    {"state-answer", WORD_CODE_STATE_ANSWER},
    {"statement", WORD_CODE_STATEMENT},
    {"status", WORD_CODE_STATUS},
    {"strictly-confidential", WORD_CODE_STRICTLY_CONFIDENTIAL},
    {"substantive", WORD_CODE_SUBSTANTIVE},
    {"torture", WORD_CODE_TORTURE},
    {"translation", WORD_CODE_TRANSLATION},
    {"un", WORD_CODE_UN},
    {"unclassified", WORD_CODE_UNCLASSIFIED},
    {"victim", WORD_CODE_VICTIM},
    {"wish", WORD_CODE_WISH},
    {"witness", WORD_CODE_WITNESS},
    {"yes", WORD_CODE_YES},
};
static const struct word *const states[STATES_N] = {WORD_STATE_OPENED,
    WORD_STATE_TRIAGE, WORD_STATE_VERIFYING, WORD_STATE_NEEDS_INFO,
    WORD_STATE_DORMANT, WORD_STATE_NOT_PURSUED, WORD_STATE_REFERRED,
    WORD_STATE_CREDIBLE, WORD_STATE_NOT_ESTABLISHED, WORD_STATE_HOLD,
    WORD_STATE_WITHDRAWN, WORD_STATE_CLOSED};
static const struct word *const statuses[STATUSES_N] = {WORD_STATUS_DRAFT,
    WORD_STATUS_REVIEWED, WORD_STATUS_APPROVED, WORD_STATUS_SENT,
    WORD_STATUS_ANSWERED, WORD_STATUS_NO_ANSWER, WORD_STATUS_CLOSED,
    WORD_STATUS_DROPPED, WORD_STATUS_LEFT_OUT, WORD_STATUS_STOPPED};
static const struct word *const dues[] = {WORD_DUE_REPLY, WORD_DUE_RECORD,
    WORD_DUE_REVIEW, WORD_DUE_CONSENT, WORD_DUE_HARM, WORD_DUE_OVERRIDE,
    WORD_DUE_INFO, WORD_DUE_DEADLINE, WORD_DUE_SET};
static const struct word *const consents[] = {WORD_CONSENT_GIVEN,
    WORD_CONSENT_NEVER, WORD_CONSENT_REFUSED, WORD_CONSENT_ASK_FIRST,
    WORD_CONSENT_EXPIRED, WORD_CONSENT_CHANGED, WORD_CONSENT_WITHDRAWN};

static const char *
find(const struct named *list, size_t n, const char *name, enum language l)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].name, name) == 0)
			return words_get(list[i].word, l);
	return name;
}
#define FIND(list, name, l) \
	find(list, sizeof(list) / sizeof((list)[0]), name, l)

const char *
rule_words_act(const struct rule_act *act, enum language l)
{
	char name[64];

	(void)snprintf(name, sizeof(name), "%s %s", act->family, act->name);
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(acts[i].name, name) == 0)
			return words_get(acts[i].word, l);
	return act->name;
}

const char *
rule_words_field(const char *name, enum language l)
{
	return FIND(fields, name, l);
}

const char *
rule_words_code(const char *code, enum language l)
{
	return FIND(codes, code, l);
}

bool
rule_words_has_code(const char *code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(codes[i].name, code) == 0)
			return true;
	return false;
}

const char *
rule_words_state(enum rule_state state, enum language l)
{
	return words_get(states[state], l);
}

const char *
rule_words_status(enum rule_status status, enum language l)
{
	return words_get(statuses[status], l);
}

const char *
rule_words_due(enum due_kind kind, enum language l)
{
	return words_get(dues[kind], l);
}

const char *
rule_words_consent(enum consent_state state, enum language l)
{
	return words_get(consents[state], l);
}
