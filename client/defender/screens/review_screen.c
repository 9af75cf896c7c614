/* The last look before it is sealed. */
#include "client/ui/message.h"
#include "client/ui/pager.h"
#include "needs.h"
#include "review.h"
#include "screens.h"

struct state {
	struct session *session;
	struct pager pager;
	struct byte_writer text;
	bool to_the_byte;
};

static void
show(struct state *t)
{
	byte_writer_finish(&t->text);
	byte_writer_init(&t->text, REVIEW_MAX);
	if (t->to_the_byte)
		review_to_the_byte(t->session, &t->text);
	else
		review_in_words(t->session, &t->text);
	if (t->text.failed)
		message_set("%s",
		    sitting_word(&t->session->sitting, WORD_ERROR_NO_MEMORY));
	pager_set(&t->pager,
	    t->text.failed || t->text.len == 0 ? "" : (char *)t->text.data,
	    t->text.failed ? 0 : t->text.len);
}

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct session *s = t->session;
	struct paint_area rest;

	sitting_head(&s->sitting, sitting_word(&s->sitting, WORD_ASK_REVIEW),
	    sitting_word(&s->sitting, WORD_HELP_REVIEW), body, &rest);
	pager_draw(&t->pager, &rest,
	    t->to_the_byte ? TEXT_BASE_LEFT_TO_RIGHT
			   : sitting_base(&s->sitting));
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;
	enum word_key needs[NEEDS_MAX];

	switch (event->key) {
	case TERMINAL_NEXT:
		if (needs_of(t->session->writing.report, needs) == 0)
			return SCREEN_NEXT;
		message_set("%s %s",
		    sitting_word(&t->session->sitting, WORD_NEED_HEADING),
		    sitting_word(&t->session->sitting, needs[0]));
		return SCREEN_STAY;
	case TERMINAL_MORE:
		t->to_the_byte = !t->to_the_byte;
		show(t);
		return SCREEN_STAY;
	default:
		(void)pager_key(&t->pager, event->key);
		return SCREEN_STAY;
	}
}

static enum screen_result
look(struct state *t)
{
	struct session *s = t->session;
	const struct key_bar_key exact = {
	    "F6", sitting_word(&s->sitting, WORD_KEY_EXACT)};
	struct screen screen = {
	    .title = sitting_word(&s->sitting, WORD_TITLE_REVIEW),
	    .steps = s->sitting.steps,
	    .help = sitting_word(&s->sitting, WORD_TEXT_HELP_REVIEW),
	    .keys = &exact,
	    .n_keys = 1,
	    .draw = draw,
	    .key = key,
	    .offers = SCREEN_OFFERS_LANGUAGE | SCREEN_OFFERS_SAVE,
	    .state = t};

	show(t);
	return sitting_run(&s->sitting, &screen);
}

enum screen_result
review_screen(struct session *s)
{
	struct state t = {.session = s};
	enum screen_result result;

	byte_writer_init(&t.text, REVIEW_MAX);
	do
		result = sitting_aside(&s->sitting, look(&t));
	while (result == SCREEN_STAY);
	pager_finish(&t.pager);
	byte_writer_finish(&t.text);
	return result;
}
