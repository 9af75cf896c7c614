/* One act: its fields as rows, and then it is tried. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/pages/rule_words.h"
#include "client/desk/rules/work.h"
#include "client/sitting/row_list.h"
#include "client/words/casework_words.h"
#include "client/words/shared_words.h"
#include "common/bytes/printable_text.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"
#include "field_screen.h"

#define FIELDS_MAX 40

struct filling {
	struct seat *s;
	const struct rule_act *act;
	cJSON *given;
	size_t n;
};

static void
put_value(const cJSON *value, enum language language, char *to, size_t size)
{
	const cJSON *item;
	size_t n = 0;

	*to = '\0';
	if (cJSON_IsNumber(value))
		(void)snprintf(to, size, "%.0f", value->valuedouble);
	else if (cJSON_IsString(value))
		(void)snprintf(to, size, "%s",
		    rule_words_code(value->valuestring, language));
	cJSON_ArrayForEach (item, value) {
		const char *text = cJSON_GetStringValue(item);

		if (n + 1 >= size)
			break;
		n += (size_t)(text != NULL
			? snprintf(to + n, size - n, "%s%s", n > 0 ? ", " : "",
			      rule_words_code(text, language))
			: snprintf(to + n, size - n, "%s%.0f",
			      n > 0 ? ", " : "", item->valuedouble));
	}
	/* The first line of it. */
	to[strcspn(to, "\n")] = '\0';
}

static void
row(void *context, size_t at, char ret_row[static ROW_LIST_BYTES])
{
	const struct filling *f = context;
	const struct rule_field *field = &f->act->fields[at];
	char member[RULE_MEMBER_BYTES], value[400];
	const cJSON *given;

	rule_field_member(field, member);
	given = cJSON_GetObjectItemCaseSensitive(f->given, member);
	put_value(given, f->s->sitting.language, value, sizeof(value));
	/* What a colleague typed stands behind the mark here too. */
	(void)snprintf(ret_row, ROW_LIST_BYTES, "%s%s: %s%s",
	    given == NULL && field->need == RULE_MUST ? "! " : "",
	    rule_words_field(field->name, f->s->sitting.language),
	    given != NULL &&
		    (field->kind == RULE_LINE || field->kind == RULE_TEXT)
		? outside_mark()
		: "",
	    value);
}

static void
put_refusal(const struct page *p, void *context)
{
	const struct rule_refusal *r = context;
	char text[REASON_BYTES + 200], name[64];
	const char *rest = r->reason.text;

	(void)snprintf(text, sizeof(text), "%s", rest);
	/* A field by the words that stand on the screen. */
	if (strncmp(rest, "--", 2) == 0) {
		const size_t len = strcspn(rest + 2, " :");

		(void)snprintf(name, sizeof(name), "%.*s", (int)len, rest + 2);
		(void)snprintf(text, sizeof(text), "%s%s",
		    rule_words_field(name, p->language), rest + 2 + len);
	}
	page_line(p, "", WORD_DESK_LABEL_REFUSED, r->by, text, NULL);
}

/* Whole, on a page of its own: a line of the screen would cut it. */
static enum way
say_refusal(struct filling *f, struct rule_refusal *refusal)
{
	const struct seat_page page = {
	    WORD_DESK_LABEL_DO, put_refusal, refusal};
	const enum way way = seat_read(f->s, &page);

	return sitting_left(way) ? way : WAY_STAY;
}

/* Does it; what it was refused by is said, and all stays to be mended. */
static enum way
try_it(struct filling *f, const char *id)
{
	struct rule_refusal refusal = {.by = "memory"};
	struct sitting *sitting = &f->s->sitting;
	struct rule_done done;
	struct reason reason = {""};
	char text[512];
	const char *const values[] = {
	    rule_words_act(f->act, sitting->language)};

	/* It may be another day by now, or the desk's time over. */
	if (seat_is_over(f->s))
		return WAY_ENDED;
	seat_refresh(f->s);
	if (!vault_is_trial(f->s->v) &&
	    !vault_act_as(f->s->v, f->s->desk.who, f->act->roles, &reason)) {
		sitting_tell(sitting, "%s", reason.text);
		return WAY_STAY;
	}
	if (case_work_do(vault_store(f->s->v), id, f->act, f->given,
		&f->s->desk.now, &done, &refusal)) {
		f->s->arena_old = true;
		(void)words_fill(WORD_DESK_LABEL_DONE, sitting->language,
		    values, 1, text, sizeof(text));
		sitting_tell(sitting, "%s", text);
		return WAY_NEXT;
	}
	return say_refusal(f, &refusal);
}

static enum way
fill(struct filling *f, const char *id)
{
	struct sitting *sitting = &f->s->sitting;
	struct row_list list = {.n = f->n, .row = row, .context = f};
	size_t at = 0;
	enum way way;

	for (;;) {
		list.ask = (struct face_ask){
		    .title = rule_words_act(f->act, sitting->language),
		    .ask = sitting_word(sitting, WORD_DESK_ASK_WHICH),
		    .more = sitting_word(sitting, WORD_TEXT_HELP_LIST),
		    .offers = OFFERS_LANGUAGE,
		    .apart = true};
		way = sitting_aside(sitting, row_list_ask(sitting, &list, &at));
		if (way == WAY_STAY)
			continue;
		if (way != WAY_NEXT)
			return way;
		if (at == ROW_LIST_NONE) {
			at = 0;
			way = try_it(f, id);
			if (way != WAY_STAY)
				return way;
			continue;
		}
		way = field_ask(f->s, &f->act->fields[at], f->given);
		if (sitting_left(way))
			return way;
		if (way == WAY_NEXT && at + 1 < f->n)
			at++;
	}
}

/* What stands in the action, or the case, is there to be changed. */
static void
begin_with(struct filling *f, const cJSON *item)
{
	char member[RULE_MEMBER_BYTES];

	for (size_t i = 0; i < f->n; i++) {
		const cJSON *value;

		rule_field_member(&f->act->fields[i], member);
		value = cJSON_GetObjectItemCaseSensitive(item, member);
		if (value != NULL)
			(void)work_put_copy(f->given, member, value);
	}
}

enum way
seat_act(
    struct seat *s, const struct rule_act *act, const char *id, uint64_t number)
{
	struct filling f = {.s = s, .act = act, .given = cJSON_CreateObject()};
	struct case_work w;
	enum way way;

	while (act->fields[f.n].name != NULL && f.n < FIELDS_MAX)
		f.n++;
	if (f.given == NULL ||
	    (number != 0 && !work_put_number(f.given, "number", number))) {
		cJSON_Delete(f.given);
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	if (!seat_open(s, id, &w)) {
		cJSON_Delete(f.given);
		return WAY_BACK;
	} else {
		if (strcmp(act->name, "text") == 0)
			begin_with(&f, work_item(w.work, WORK_ACTIONS, number));
		else if (strcmp(act->name, "assess") == 0)
			begin_with(&f, w.work);
		case_work_finish(&w);
	}
	way = fill(&f, id);
	json_text_wipe(f.given);
	return way;
}
