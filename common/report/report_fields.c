#include "report_fields.h"

#include "report.h"

#define ITEM "[]"
#define END_OF_FIELDS \
	{ \
		NULL, FIELD_TEXT, 0, NULL, NULL \
	}
#define SHORT 1024
#define LONG 16384
#define ITEMS 1000

#define LIST_OF(name, lists) \
	static const struct report_field name[] = { \
	    {ITEM, FIELD_LISTED, 0, lists, NULL}, END_OF_FIELDS}
LIST_OF(profiles, "profiles");
LIST_OF(protected_status, "protected_status");
LIST_OF(un_bodies, "mechanisms");
LIST_OF(states, "members observers state_unknown");
LIST_OF(actions, "actions_wanted");

static const struct report_field fuzzy_date[] = {
    {"date", FIELD_DATE, 32, NULL, NULL},
    {"precision", FIELD_CODE, 0, "precisions", NULL},
    {"calendar", FIELD_TEXT, 64, "calendars", NULL},
    {"typed", FIELD_TEXT, SHORT, NULL, NULL}, END_OF_FIELDS};

static const struct report_field safe_contact[] = {
    {"channel", FIELD_TEXT, SHORT, NULL, NULL},
    {"hours", FIELD_TEXT, SHORT, NULL, NULL},
    {"words", FIELD_TEXT, SHORT, NULL, NULL},
    {"do_not_contact", FIELD_TEXT, SHORT, NULL, NULL},
    {"staff_gender", FIELD_TEXT, SHORT, NULL, NULL},
    {"language", FIELD_TEXT, 64, NULL, NULL}, END_OF_FIELDS};

static const struct report_field sender[] = {
    {"role", FIELD_CODE, 0, "sender_roles", NULL},
    {"identity", FIELD_TEXT, LONG, NULL, NULL},
    {"safe_contact", FIELD_OBJECT, 0, NULL, safe_contact}, END_OF_FIELDS};

static const struct report_field count[] = {
    {"how", FIELD_CODE, 0, "count_kinds", NULL},
    {"number", FIELD_INTEGER, 0, NULL, NULL}, END_OF_FIELDS};

static const struct report_field victim[] = {
    {"unit", FIELD_CODE, 0, "victim_units", NULL},
    {"count", FIELD_OBJECT, 0, NULL, count},
    {"name", FIELD_TEXT, SHORT, NULL, NULL},
    {"name_latin", FIELD_TEXT, SHORT, NULL, NULL},
    {"label", FIELD_TEXT, SHORT, NULL, NULL},
    {"gender", FIELD_TEXT, SHORT, NULL, NULL},
    {"age_band", FIELD_TEXT, 64, "age_bands", NULL},
    {"nationality", FIELD_LISTED, 0, "areas nationality_other", NULL},
    {"residence", FIELD_LISTED, 0, "areas", NULL},
    {"profile", FIELD_ARRAY, ITEMS, NULL, profiles},
    {"organisation", FIELD_TEXT, SHORT, NULL, NULL},
    {"role", FIELD_TEXT, SHORT, NULL, NULL},
    {"protected_status", FIELD_ARRAY, ITEMS, NULL, protected_status},
    END_OF_FIELDS};
static const struct report_field victim_item[] = {
    {ITEM, FIELD_OBJECT, 0, NULL, victim}, END_OF_FIELDS};

static const struct report_field cooperation[] = {
    {"what", FIELD_TEXT, LONG, NULL, NULL},
    {"time", FIELD_CODE, 0, "cooperation_times", NULL},
    {"date", FIELD_OBJECT, 0, NULL, fuzzy_date},
    {"place", FIELD_CODE, 0, "cooperation_places", NULL}, END_OF_FIELDS};

static const struct report_field place[] = {
    {"m49", FIELD_LISTED, 0, "areas regions", NULL},
    {"text", FIELD_TEXT, SHORT, NULL, NULL},
    {"kind", FIELD_TEXT, SHORT, "place_kinds", NULL}, END_OF_FIELDS};

/* Which of the victims or actors, from 1; report.c knows how many there are. */
static const struct report_field numbers[] = {
    {ITEM, FIELD_INTEGER, 0, NULL, NULL}, END_OF_FIELDS};

static const struct report_field act[] = {
    {"victims", FIELD_ARRAY, ITEMS, NULL, numbers},
    {"actors", FIELD_ARRAY, ITEMS, NULL, numbers},
    {"type", FIELD_LISTED, 0, "acts", NULL},
    {"channel", FIELD_CODE, 0, "channels", NULL},
    {"from", FIELD_OBJECT, 0, NULL, fuzzy_date},
    {"to", FIELD_OBJECT, 0, NULL, fuzzy_date},
    {"place", FIELD_OBJECT, 0, NULL, place},
    {"how_known", FIELD_CODE, 0, "how_known", NULL},
    {"text", FIELD_TEXT, LONG, NULL, NULL}, END_OF_FIELDS};
static const struct report_field act_item[] = {
    {ITEM, FIELD_OBJECT, 0, NULL, act}, END_OF_FIELDS};

static const struct report_field actor[] = {
    {"code", FIELD_LISTED, 0, "actors", NULL},
    {"relation", FIELD_CODE, 0, "relations", NULL},
    {"name", FIELD_TEXT, SHORT, NULL, NULL},
    {"rank", FIELD_TEXT, SHORT, NULL, NULL},
    {"unit", FIELD_TEXT, SHORT, NULL, NULL},
    {"accounts", FIELD_TEXT, SHORT, NULL, NULL}, END_OF_FIELDS};
static const struct report_field actor_item[] = {
    {ITEM, FIELD_OBJECT, 0, NULL, actor}, END_OF_FIELDS};

static const struct report_field answer_text[] = {
    {"answer", FIELD_CODE, 0, "gender_answers", NULL},
    {"text", FIELD_TEXT, LONG, NULL, NULL}, END_OF_FIELDS};
static const struct report_field domestic_steps[] = {
    {"code", FIELD_LISTED, 0, "domestic_steps", NULL},
    {"text", FIELD_TEXT, LONG, NULL, NULL}, END_OF_FIELDS};
static const struct report_field other_bodies[] = {
    {"code", FIELD_LISTED, 0, "other_bodies", NULL},
    {"text", FIELD_TEXT, LONG, NULL, NULL}, END_OF_FIELDS};

static const struct report_field attachment[] = {
    {"number", FIELD_INTEGER, 0, NULL, NULL},
    {"name", FIELD_TEXT, REPORT_NAME_MAX, NULL, NULL},
    {"name_base64", FIELD_TEXT, 2 * REPORT_NAME_MAX, NULL, NULL},
    {"type", FIELD_TEXT, SHORT, NULL, NULL},
    {"size", FIELD_INTEGER, 0, NULL, NULL},
    {"sha256", FIELD_TEXT, 64, NULL, NULL},
    {"made_by", FIELD_TEXT, SHORT, "makers", NULL},
    {"got_when", FIELD_TEXT, SHORT, NULL, NULL},
    {"form", FIELD_CODE, 0, "attachment_forms", NULL}, END_OF_FIELDS};
static const struct report_field attachment_item[] = {
    {ITEM, FIELD_OBJECT, 0, NULL, attachment}, END_OF_FIELDS};

static const struct report_field consent[] = {
    {"person", FIELD_TEXT, SHORT, NULL, NULL},
    {"consents", FIELD_EACH, 0, "consent_answers", NULL},
    {"how", FIELD_TEXT, SHORT, "consent_ways", NULL}, END_OF_FIELDS};
static const struct report_field consent_item[] = {
    {ITEM, FIELD_OBJECT, 0, NULL, consent}, END_OF_FIELDS};

static const struct report_field follows[] = {
    {"reference", FIELD_TEXT, 64, NULL, NULL},
    {"signature", FIELD_TEXT, 128, NULL, NULL}, END_OF_FIELDS};

const struct report_field report_fields[] = {
    {"format", FIELD_EXACT, 0, REPORT_FORMAT, NULL},
    {"lists_version", FIELD_TEXT, 64, NULL, NULL},
    {"kind", FIELD_CODE, 0, "kinds", NULL},
    {"earlier_reference", FIELD_TEXT, SHORT, NULL, NULL},
    {"text_language", FIELD_TEXT, 16, NULL, NULL},
    {"sender", FIELD_OBJECT, 0, NULL, sender},
    {"victims", FIELD_ARRAY, ITEMS, NULL, victim_item},
    {"un_bodies", FIELD_ARRAY, ITEMS, NULL, un_bodies},
    {"cooperation", FIELD_OBJECT, 0, NULL, cooperation},
    {"why_linked", FIELD_TEXT, LONG, NULL, NULL},
    {"nature", FIELD_CODE, 0, "natures", NULL},
    {"acts", FIELD_ARRAY, ITEMS, NULL, act_item},
    {"narrative", FIELD_TEXT, REPORT_NARRATIVE_MAX, NULL, NULL},
    {"narrative_attachment", FIELD_INTEGER, 0, NULL, NULL},
    {"actors", FIELD_ARRAY, ITEMS, NULL, actor_item},
    {"state_concerned", FIELD_ARRAY, ITEMS, NULL, states},
    {"law_cited", FIELD_TEXT, LONG, NULL, NULL},
    {"detention", FIELD_TEXT, LONG, NULL, NULL},
    {"gender_dimension", FIELD_OBJECT, 0, NULL, answer_text},
    {"situation_now", FIELD_LISTED, 0, "situations", NULL},
    {"danger_now", FIELD_LISTED, 0, "dangers", NULL},
    {"deadline", FIELD_OBJECT, 0, NULL, fuzzy_date},
    {"effect_on_cooperation", FIELD_CODE, 0, "effects", NULL},
    {"domestic_steps", FIELD_OBJECT, 0, NULL, domestic_steps},
    {"other_bodies", FIELD_OBJECT, 0, NULL, other_bodies},
    {"un_document", FIELD_TEXT, SHORT, NULL, NULL},
    {"action_wanted", FIELD_ARRAY, ITEMS, NULL, actions},
    {"risk_if_acted", FIELD_TEXT, LONG, NULL, NULL},
    {"attachments", FIELD_ARRAY, REPORT_ATTACHMENTS_MAX, NULL, attachment_item},
    {"consent", FIELD_ARRAY, ITEMS, NULL, consent_item},
    {"reply_recipient", FIELD_TEXT, 2000, NULL, NULL},
    {"voice_key", FIELD_TEXT, 64, NULL, NULL},
    {"follows", FIELD_OBJECT, 0, NULL, follows}, END_OF_FIELDS};
