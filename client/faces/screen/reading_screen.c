/* A text to be read. */
#include "client/ui/message.h"
#include "client/ui/pager.h"
#include "framed.h"
#include "screens.h"

struct state {
	struct sitting *sitting;
	const struct face_reading *asked;
	struct pager pager;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	const struct face_ask *ask = &t->asked->ask;
	struct paint_area rest = *body;

	if (ask->ask != NULL || ask->help != NULL)
		framed_head(t->sitting, ask, body, &rest);
	pager_draw(&t->pager, &rest, t->asked->base);
}

static enum way
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_MORE && t->asked->ask.own != NULL)
		return WAY_MORE;
	if (event->key != TERMINAL_NEXT &&
	    !(event->key == TERMINAL_ENTER && t->asked->enter)) {
		(void)pager_key(&t->pager, event->key);
		return WAY_STAY;
	}
	if (t->asked->not_yet == NULL)
		return WAY_NEXT;
	message_set("%s", t->asked->not_yet);
	return WAY_STAY;
}

enum way
framed_reading(struct sitting *s, const struct face_reading *r)
{
	struct state t = {.sitting = s, .asked = r};
	const struct screen screen = {.draw = draw, .key = key, .state = &t};
	enum way way;

	pager_set(&t.pager, r->text, r->len);
	way = framed_run(s, &r->ask, &screen);
	pager_finish(&t.pager);
	return way;
}
