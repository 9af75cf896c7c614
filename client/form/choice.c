/* One code of a list, or several of them. */
#include <string.h>

#include "tree.h"
#include "choices.h"
#include "client/sitting/face.h"
#include "client/words/shared_words.h"
#include "common/bytes/secret.h"
#include "form.h"

struct state {
	struct form *form;
	const struct question *q;
	struct choices choices;
	bool *picked;  /* of each choice */
	size_t chosen; /* of the choices; `n`: none yet */
	bool several;
	bool extra; /* what has no code was chosen */
};

/* What was answered before is chosen, and the cursor stands there. */
static void
pick_answered(struct state *t, const cJSON *object, struct face_list *list)
{
	const cJSON *value = tree_find(object, t->q->member), *item;
	const char *text = cJSON_IsString(value) ? value->valuestring : NULL;
	size_t i;

	if (t->several) {
		t->picked[0] = t->extra; /* it is the first */
		cJSON_ArrayForEach (item, value) {
			i = choices_index(&t->choices,
			    cJSON_IsString(item) ? item->valuestring : NULL);
			if (i < t->choices.n)
				t->picked[i] = true;
		}
		return;
	}
	i = choices_index(&t->choices, text);
	if (text != NULL && i == t->choices.n && t->q->max > 0)
		i = t->choices.n - 1; /* own words */
	list->marked = i;
	list->start = i < t->choices.n ? i : 0;
}

/* Codes of a newer list, which a draft brought: they are not lost here. */
static bool
keep_unknown(const struct state *t, const cJSON *before, cJSON *codes)
{
	const cJSON *item;
	cJSON *code;

	cJSON_ArrayForEach (item, before) {
		if (!cJSON_IsString(item) ||
		    choices_index(&t->choices, item->valuestring) <
			t->choices.n)
			continue;
		code = cJSON_CreateString(item->valuestring);
		if (code == NULL || !cJSON_AddItemToArray(codes, code))
			return false;
	}
	return true;
}

static bool
store_several(struct state *t, cJSON *object)
{
	cJSON *codes = cJSON_CreateArray(), *code;
	size_t n = t->choices.n;

	if (codes == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!t->picked[i] && (i != t->chosen || t->chosen == n))
			continue;
		t->extra |= t->choices.codes[i] == NULL;
		if (t->choices.codes[i] == NULL)
			continue;
		code = cJSON_CreateString(t->choices.codes[i]);
		if (code == NULL || !cJSON_AddItemToArray(codes, code)) {
			cJSON_Delete(codes);
			return false;
		}
	}
	if (!keep_unknown(t, tree_find(object, t->q->member), codes)) {
		cJSON_Delete(codes);
		return false;
	}
	if (cJSON_GetArraySize(codes) > 0)
		return tree_put(object, t->q->member, codes);
	cJSON_Delete(codes);
	return tree_put(object, t->q->member, NULL);
}

static bool
store(struct state *t, cJSON *object)
{
	const char *code;

	if (t->several)
		return store_several(t, object);
	if (t->chosen == t->choices.n)
		return true;
	code = t->choices.codes[t->chosen];
	t->extra = code == NULL;
	if (t->extra)
		return true;
	return tree_put(object, t->q->member, cJSON_CreateString(code));
}

static enum way
run(struct state *t, cJSON *object)
{
	struct form *f = t->form;
	struct face_list list = {.ask = question_face(f->sitting, t->q),
	    .items = t->choices.items,
	    .n = t->choices.n,
	    .chosen = t->several ? t->picked : NULL,
	    .goes_on = true};
	enum way way;

	list.ask.more = sitting_word(f->sitting, WORD_TEXT_HELP_LIST);
	list.ask.offers = FORM_OFFERS;
	if (t->q->unknown != NULL)
		list.ask.own = sitting_word(f->sitting, WORD_KEY_DONT_KNOW);
	pick_answered(t, object, &list);
	t->extra = false;
	way = f->sitting->face->list(f->sitting, &list, &t->chosen);
	if (sitting_left(way))
		return way;
	if (way == WAY_MORE) {
		t->chosen = choices_index(&t->choices, t->q->unknown);
		way = WAY_NEXT;
	}
	if (way == WAY_SKIP)
		(void)tree_put(object, t->q->member, NULL);
	else if (!store(t, object))
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
	return way;
}

/* With an item `extra` without a code, or NULL; whether it was chosen. */
static enum way
choose(
    struct state *t, cJSON *object, const char *extra, enum choices_extra where)
{
	struct form *f = t->form;
	enum way way = WAY_BACK;

	if (choices_make(
		&t->choices, t->q->lists, f->sitting->language, extra, where)) {
		t->chosen = t->choices.n;
		t->picked =
		    secret_alloc((t->choices.n + 1) * sizeof(*t->picked));
	}
	if (t->picked == NULL)
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
	else
		way = run(t, object);
	secret_free(t->picked);
	choices_finish(&t->choices);
	return way;
}

enum way
form_choice(struct form *f, cJSON *object, const struct question *q)
{
	struct state t = {.form = f, .q = q};
	enum way result = choose(&t, object,
	    q->max > 0 ? sitting_word(f->sitting, WORD_LABEL_OWN_WORDS) : NULL,
	    CHOICES_EXTRA_LAST);

	return result == WAY_NEXT && t.extra ? form_line(f, object, q) : result;
}

enum way
form_several(struct form *f, cJSON *object, const struct question *q)
{
	struct state t = {.form = f, .q = q, .several = true};

	return choose(&t, object, NULL, CHOICES_EXTRA_LAST);
}

enum way
form_several_or(struct form *f, cJSON *object, const struct question *q,
    const char *extra, bool *extra_chosen)
{
	struct state t = {
	    .form = f, .q = q, .several = true, .extra = *extra_chosen};
	enum way result = choose(&t, object, extra, CHOICES_EXTRA_FIRST);

	if (!sitting_left(result))
		*extra_chosen = t.extra;
	return result;
}
