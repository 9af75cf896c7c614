/*
 * The events as files that Uwazi imports: a template each, and the thesauri of
 * their codes (docs/INTERCHANGE.md 2).
 */
#include <stdio.h>
#include <string.h>

#include "client/desk/rules/work.h"
#include "common/json/json_text.h"
#include "common/report/vocabulary.h"
#include "events.h"
#include "leaving_parts.h"

#define CSV_MAX (32u << 20)

struct column {
	const char *name;   /* ASCII; NULL: the end */
	const char *member; /* of the item; NULL: the event's id */
	const char *list; /* the vocabulary whose label stands there; or NULL */
};
struct table {
	const char *file;
	const char *items; /* NULL: the event alone */
	struct column columns[10];
};

static const struct table tables[] = {
    {"Event.csv", NULL,
	{{"title", "id", NULL}, {"alleged", "alleged", NULL},
	    {"limb", "limb", NULL}, {"description", "description", NULL}}},
    {"Person.csv", "persons",
	{{"title", "id", NULL}, {"event", NULL, NULL}, {"role", "role", NULL},
	    {"name", "name", NULL}, {"unit", "unit", "victim_units"},
	    {"age_band", "age_band", "age_bands"},
	    {"profile", "profile", "profiles"},
	    {"protected_status", "protected_status", "protected_status"},
	    {"kind", "code", "actors"}}},
    {"Act.csv", "acts",
	{{"title", "id", NULL}, {"event", NULL, NULL},
	    {"victim", "victim", NULL}, {"type", "type", "acts"},
	    {"channel", "channel", "channels"}}},
    {"Involvement.csv", "involvements",
	{{"title", "id", NULL}, {"act", "act", NULL},
	    {"person", "person", NULL}}},
    {"Information.csv", "information",
	{{"title", "id", NULL}, {"event", NULL, NULL}, {"kind", "kind", NULL},
	    {"connection", "connection", NULL},
	    {"person_grade", "person_grade", NULL},
	    {"information_grade", "information_grade", NULL},
	    {"first_hand", "first_hand", NULL}}},
    {"Intervention.csv", "interventions",
	{{"title", "id", NULL}, {"event", NULL, NULL}, {"kind", "kind", NULL},
	    {"status", "status", NULL}, {"sent", "sent", NULL},
	    {"receipt", "receipt", NULL}, {"position", "position", NULL},
	    {"adequacy", "adequacy", NULL}}},
};

static const char *const thesauri[] = {"acts", "channels", "victim_units",
    "age_bands", "profiles", "protected_status", "actors"};

struct writing {
	struct byte_writer *w;
	struct reason *reason;
	bool refused; /* a value that would be read as several */
};

/* Quoted each (RFC 4180); what Uwazi would take apart is refused. */
static void
put_value(struct writing *c, const char *text)
{
	if (strchr(text, '|') != NULL || strstr(text, "::") != NULL) {
		reason_set(c->reason,
		    "a value has | or :: in it, which would be read as "
		    "several: action text");
		c->refused = true;
	}
	for (; *text != '\0'; text++) {
		if (*text == '"')
			byte_writer_text(c->w, "\"");
		byte_writer_put(c->w, text, 1);
	}
}

static const char *
label_of(const char *list, const char *code)
{
	const struct vocabulary_list *l =
	    list == NULL ? NULL : vocabulary_find(list);
	const struct vocabulary_item *item =
	    l == NULL ? NULL : vocabulary_item(l, code);

	return item == NULL ? code : vocabulary_label(item, LANGUAGE_EN);
}

static void
put_cell(struct writing *c, const struct column *column, const cJSON *item,
    const char *event)
{
	const cJSON *value = column->member == NULL
	    ? NULL
	    : cJSON_GetObjectItemCaseSensitive(item, column->member);
	const char *text = cJSON_GetStringValue(value);
	const cJSON *one;
	const char *between = "";

	byte_writer_text(c->w, "\"");
	if (column->member == NULL)
		put_value(c, event);
	else if (text != NULL)
		put_value(c, label_of(column->list, text));
	cJSON_ArrayForEach (one, value) {
		byte_writer_text(c->w, between);
		put_value(c, label_of(column->list, cJSON_GetStringValue(one)));
		between = "|";
	}
	byte_writer_text(c->w, "\"");
}

static void
put_row(struct writing *c, const struct table *t, const cJSON *item,
    const char *event)
{
	for (size_t i = 0; t->columns[i].name != NULL; i++) {
		byte_writer_text(c->w, i == 0 ? "" : ",");
		put_cell(c, &t->columns[i], item, event);
	}
	byte_writer_text(c->w, "\r\n");
}

static bool
write_table(struct leaving_files *f, const struct table *t, const cJSON *events)
{
	const cJSON *event = cJSON_GetObjectItemCaseSensitive(events, "event");
	const char *id = work_text(event, "id");
	struct byte_writer w;
	struct writing c = {&w, f->reason, false};
	const cJSON *item;
	bool ok;

	byte_writer_init(&w, CSV_MAX);
	for (size_t i = 0; t->columns[i].name != NULL; i++)
		byte_writer_printf(
		    &w, "%s%s", i == 0 ? "" : ",", t->columns[i].name);
	byte_writer_text(&w, "\r\n");
	if (t->items == NULL)
		put_row(&c, t, event, id);
	else
		cJSON_ArrayForEach (
		    item, cJSON_GetObjectItemCaseSensitive(events, t->items))
			put_row(&c, t, item, id);
	ok = !w.failed && !c.refused && leaving_file(f, t->file, w.data, w.len);
	byte_writer_finish(&w);
	return ok;
}

/* The labels of a list in six languages, a column each. */
static bool
write_thesaurus(struct leaving_files *f, const char *name)
{
	const struct vocabulary_list *list = vocabulary_find(name);
	struct byte_writer w;
	struct writing c = {&w, f->reason, false};
	char file[64];
	bool ok;

	byte_writer_init(&w, CSV_MAX);
	byte_writer_text(
	    &w, "English,French,Spanish,Arabic,Russian,Chinese\r\n");
	for (size_t i = 0; list != NULL && i < list->n; i++) {
		for (int l = 0; l < LANGUAGES_N; l++) {
			byte_writer_text(&w, l == 0 ? "\"" : ",\"");
			put_value(&c,
			    vocabulary_label(
				&list->items[i], (enum language)l));
			byte_writer_text(&w, "\"");
		}
		byte_writer_text(&w, "\r\n");
	}
	(void)snprintf(file, sizeof(file), "thesaurus-%s.csv", name);
	ok = list != NULL && !w.failed && !c.refused &&
	    leaving_file(f, file, w.data, w.len);
	byte_writer_finish(&w);
	return ok;
}

bool
leaving_make_interchange(const struct leaving *l, struct leaving_files *f)
{
	cJSON *events = events_of(l, f->reason);
	struct byte_writer w;
	bool ok = events != NULL;

	if (!ok)
		return false;
	byte_writer_init(&w, CSV_MAX);
	json_text_write(&w, events);
	ok = !w.failed && leaving_file(f, "events.json", w.data, w.len);
	byte_writer_finish(&w);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		ok = ok && write_table(f, &tables[i], events);
	for (size_t i = 0; i < sizeof(thesauri) / sizeof(thesauri[0]); i++)
		ok = ok && write_thesaurus(f, thesauri[i]);
	json_text_wipe(events);
	return ok;
}
