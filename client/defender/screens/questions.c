#include "questions.h"
#include "client/words/defender_words.h"

#include <string.h>

#include "common/report/vocabulary.h"

/* Bytes, as common/report/report_fields.c has them. */
#define SHORT 1024
#define LONG 16384

#define WORDS(name, about) \
	.title = WORD_TITLE_##name, .ask = WORD_ASK_##name, .help = (about)

/* One question of a table; HELP of its own name where there is one. */
#define CHOICE(path, name, about, from, none) \
	{ \
		.kind = QUESTION_CHOICE, .member = (path), WORDS(name, about), \
		.lists = (from), .unknown = (none) \
	}
#define OWN_WORDS(path, name, about, from, bytes) \
	{ \
		.kind = QUESTION_CHOICE, .member = (path), WORDS(name, about), \
		.lists = (from), .max = (bytes) \
	}
#define SEVERAL(path, name, about, from) \
	{ \
		.kind = QUESTION_SEVERAL, .member = (path), \
		WORDS(name, about), .lists = (from) \
	}
#define LINE(path, name, about, bytes) \
	{ \
		.kind = QUESTION_LINE, .member = (path), WORDS(name, about), \
		.max = (bytes) \
	}
#define TEXT(path, name, about) \
	{ \
		.kind = QUESTION_TEXT, .member = (path), WORDS(name, about), \
		.max = LONG \
	}
#define DATE(path, name, about) \
	{ \
		.kind = QUESTION_DATE, .member = (path), WORDS(name, about) \
	}
#define RECORD(path, name, about, of) \
	{ \
		.kind = QUESTION_RECORD, .member = (path), WORDS(name, about), \
		.members = (of) \
	}
#define RECORDS(path, name, about, of) \
	{ \
		.kind = QUESTION_RECORDS, .member = (path), \
		WORDS(name, about), .members = (of) \
	}
/* Which of the report's own records of that name. */
#define NUMBERS(path, name, of) \
	{ \
		.kind = QUESTION_NUMBERS, .member = (path), \
		WORDS(name, WORD_HELP_ACT_WHOM), .lists = (path), \
		.members = (of) \
	}
#define CONSENT_SAYING(path, about) \
	{ \
		.kind = QUESTION_CHOICE, .member = (path), \
		WORDS(CONSENTS, about), .lists = "consent_answers", \
		.unknown = "not-asked", .consent = (path) \
	}
#define CONSENT(path) CONSENT_SAYING(path, WORD_HELP_CONSENTS)
/* A name that was told is not to be untold. */
#define CONSENT_TO_NAME(path) CONSENT_SAYING(path, WORD_WARN_NAMED)
#define END \
	{ \
		.member = NULL \
	}
#define SILENT NULL

static const struct question count[] = {
    CHOICE("how", COUNT_HOW, SILENT, "count_kinds", "unknown"),
    {.kind = QUESTION_NUMBER, .member = "number", WORDS(NUMBER, SILENT)}, END};

static const struct question victim[] = {
    CHOICE("unit", UNIT, SILENT, "victim_units", NULL),
    LINE("name", VICTIM_NAME, WORD_HELP_VICTIM_NAME, SHORT),
    LINE("name_latin", NAME_LATIN, WORD_HELP_VICTIM_NAME, SHORT),
    LINE("label", LABEL, WORD_HELP_VICTIMS, SHORT),
    RECORD("count", COUNT, SILENT, count),
    SEVERAL("profile", VICTIM_ABOUT, WORD_HELP_VICTIM_ABOUT, "profiles"),
    SEVERAL(
	"protected_status", PROTECTED, WORD_HELP_PROTECTED, "protected_status"),
    LINE("organisation", ORGANISATION, SILENT, SHORT),
    LINE("role", POSITION, SILENT, SHORT),
    LINE("gender", GENDER_OWN, WORD_HELP_VICTIM_ABOUT, SHORT),
    OWN_WORDS("age_band", AGE, WORD_HELP_VICTIM_ABOUT, "age_bands", 64),
    CHOICE("nationality", NATIONALITY, WORD_HELP_VICTIM_ABOUT,
	"nationality_other areas", "unknown"),
    CHOICE("residence", RESIDENCE, WORD_HELP_VICTIM_ABOUT, "areas", NULL), END};

static const struct question cooperation[] = {
    TEXT("what", COOPERATION, WORD_HELP_COOPERATION),
    CHOICE("time", TIME, SILENT, "cooperation_times", "unsure"),
    DATE("date", COOPERATION_DATE, WORD_HELP_TIME),
    CHOICE("place", WHERE, WORD_HELP_WHERE, "cooperation_places", "unsure"),
    END};

static const struct question place[] = {
    CHOICE("m49", AREA, WORD_HELP_ACT_PLACE, "areas regions", NULL),
    LINE("text", PLACE_WORDS, WORD_HELP_ACT_PLACE, SHORT),
    OWN_WORDS("kind", PLACE_KIND, SILENT, "place_kinds", SHORT), END};

static const struct question actor[] = {
    CHOICE("code", ACTOR, WORD_HELP_ACTORS, "actors", "U"),
    CHOICE("relation", RELATION, WORD_HELP_RELATION, "relations", "unknown"),
    LINE("name", ACTOR_NAME, SILENT, SHORT),
    LINE("rank", ACTOR_RANK, SILENT, SHORT),
    LINE("unit", ACTOR_UNIT, SILENT, SHORT),
    LINE("accounts", ACTOR_ACCOUNTS, SILENT, SHORT), END};

static const struct question act[] = {
    CHOICE("type", ACT_TYPE, WORD_HELP_ACTS, "acts", NULL),
    NUMBERS("victims", ACT_VICTIMS, victim),
    NUMBERS("actors", ACT_ACTORS, actor),
    DATE("from", FROM, WORD_HELP_ACT_WHEN), DATE("to", TO, WORD_HELP_ACT_WHEN),
    RECORD("place", ACT_PLACE, WORD_HELP_ACT_PLACE, place),
    CHOICE("channel", CHANNEL, SILENT, "channels", "unsure"),
    CHOICE("how_known", ACT_KNOWN, WORD_HELP_ACT_KNOWN, "how_known", "unsure"),
    TEXT("text", ACT_TEXT, SILENT), END};

static const struct question domestic[] = {
    CHOICE("code", DOMESTIC, WORD_HELP_DOMESTIC, "domestic_steps", NULL),
    TEXT("text", DOMESTIC, WORD_HELP_DOMESTIC), END};

static const struct question others[] = {
    CHOICE("code", OTHERS, WORD_HELP_OTHERS, "other_bodies", NULL),
    TEXT("text", OTHERS, WORD_HELP_OTHERS), END};

static const struct question gender[] = {
    CHOICE("answer", GENDER, WORD_HELP_GENDER, "gender_answers", "unsure"),
    TEXT("text", GENDER_TEXT, WORD_HELP_GENDER), END};

static const struct question contact[] = {
    LINE("channel", CONTACT_CHANNEL, WORD_HELP_CONTACT, SHORT),
    LINE("hours", CONTACT_HOURS, WORD_HELP_CONTACT, SHORT),
    LINE("words", CONTACT_WORDS, WORD_HELP_CONTACT, SHORT),
    LINE("do_not_contact", CONTACT_NEVER, WORD_HELP_CONTACT, SHORT),
    LINE("staff_gender", CONTACT_STAFF, WORD_HELP_CONTACT, SHORT),
    LINE("language", CONTACT_LANGUAGE, WORD_HELP_CONTACT, 64), END};

static const struct question consent[] = {
    LINE("person", PERSON, WORD_HELP_PERSON, SHORT), CONSENT("C0"),
    CONSENT("C1"), CONSENT("C2"), CONSENT_TO_NAME("C3"), CONSENT("C4"),
    CONSENT_TO_NAME("C5"), CONSENT("C6"), CONSENT("C7"), CONSENT("C8"),
    CONSENT("C9"),
    OWN_WORDS("how", CONSENT_HOW, WORD_HELP_CONSENTS, "consent_ways", SHORT),
    END};

const struct question question_form[] = {{.kind = QUESTION_CHOICE,
					     .member = "kind",
					     WORDS(KIND, WORD_HELP_KIND),
					     .lists = "kinds",
					     .need = QUESTION_NEEDED},
    {.kind = QUESTION_OWN,
	.own = QUESTION_OWN_NARRATIVE,
	.member = "narrative",
	WORDS(NARRATIVE, WORD_HELP_NARRATIVE),
	.max = 65536,
	.need = QUESTION_NEEDED},
    {.kind = QUESTION_OWN,
	.own = QUESTION_OWN_FILES,
	.member = "attachments",
	WORDS(ATTACHMENTS, WORD_HELP_ATTACHMENTS)},
    {.kind = QUESTION_SEVERAL,
	.member = "state_concerned",
	WORDS(STATE, WORD_HELP_STATE),
	.lists = "state_unknown members observers",
	.unknown = "unknown",
	.need = QUESTION_NEEDED},
    {.kind = QUESTION_OWN,
	.own = QUESTION_OWN_LINK,
	.member = "un_bodies",
	WORDS(BODIES, WORD_HELP_BODIES),
	.lists = "mechanisms",
	.need = QUESTION_NEEDED},
    {.kind = QUESTION_RECORD,
	.member = "cooperation",
	WORDS(COOPERATION, WORD_HELP_COOPERATION),
	.members = cooperation,
	.need = QUESTION_BEFORE_ACTING},
    TEXT("why_linked", WHY, WORD_HELP_WHY),
    CHOICE("nature", NATURE, WORD_HELP_NATURE, "natures", "unsure"),
    {.kind = QUESTION_RECORDS,
	.member = "victims",
	WORDS(VICTIMS, WORD_HELP_VICTIMS),
	.members = victim,
	.need = QUESTION_BEFORE_ACTING},
    {.kind = QUESTION_RECORDS,
	.member = "acts",
	WORDS(ACTS, WORD_HELP_ACTS),
	.members = act,
	.need = QUESTION_BEFORE_ACTING},
    {.kind = QUESTION_RECORDS,
	.member = "actors",
	WORDS(ACTORS, WORD_HELP_ACTORS),
	.members = actor,
	.need = QUESTION_BEFORE_ACTING},
    {.kind = QUESTION_CHOICE,
	.member = "situation_now",
	WORDS(SITUATION, WORD_HELP_SITUATION),
	.lists = "situations",
	.need = QUESTION_BEFORE_ACTING},
    {.kind = QUESTION_CHOICE,
	.member = "danger_now",
	WORDS(DANGER, WORD_HELP_DANGER),
	.lists = "dangers",
	.need = QUESTION_BEFORE_ACTING},
    DATE("deadline", DEADLINE, WORD_HELP_DEADLINE),
    TEXT("detention", DETENTION, WORD_HELP_DETENTION),
    TEXT("law_cited", LAW, WORD_HELP_LAW),
    CHOICE("effect_on_cooperation", EFFECT, WORD_HELP_EFFECT, "effects", NULL),
    RECORD("gender_dimension", GENDER, WORD_HELP_GENDER, gender),
    RECORD("domestic_steps", DOMESTIC, WORD_HELP_DOMESTIC, domestic),
    RECORD("other_bodies", OTHERS, WORD_HELP_OTHERS, others),
    LINE("un_document", DOCUMENT, WORD_HELP_DOCUMENT, SHORT),
    LINE("earlier_reference", EARLIER, WORD_HELP_DOCUMENT, SHORT),
    SEVERAL("action_wanted", ACTION, WORD_HELP_ACTION, "actions_wanted"),
    TEXT("risk_if_acted", HARM, WORD_HELP_HARM),
    {.kind = QUESTION_CHOICE,
	.member = "sender.role",
	WORDS(ROLE, WORD_HELP_ROLE),
	.lists = "sender_roles",
	.need = QUESTION_BEFORE_ACTING},
    {.kind = QUESTION_TEXT,
	.member = "sender.identity",
	WORDS(IDENTITY, WORD_HELP_IDENTITY),
	.max = LONG,
	.need = QUESTION_BEFORE_ACTING},
    RECORD("sender.safe_contact", CONTACT, WORD_HELP_CONTACT, contact),
    OWN_WORDS("text_language", TEXT_LANGUAGE, SILENT, "text_languages", 16),
    {.kind = QUESTION_RECORDS,
	.member = "consent",
	WORDS(CONSENTS, WORD_HELP_CONSENTS),
	.members = consent,
	.need = QUESTION_NEEDED},
    {.kind = QUESTION_OWN,
	.own = QUESTION_OWN_REPLIES,
	.member = "reply_recipient",
	WORDS(REPLY, WORD_HELP_REPLY)},
    END};

const struct question *
question_of(const char *member)
{
	const struct question *q = question_form;

	while (q->member != NULL && strcmp(q->member, member) != 0)
		q++;
	return q;
}

enum question_need
question_need_of(const struct question *q, const char *kind)
{
	bool is_long = kind == NULL || strcmp(kind, "new") == 0 ||
	    strcmp(kind, "risk") == 0;

	if (is_long || strcmp(q->member, "kind") == 0 ||
	    strcmp(q->member, "narrative") == 0 ||
	    strcmp(q->member, "consent") == 0)
		return q->need;
	return QUESTION_OPTIONAL;
}
