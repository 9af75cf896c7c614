/* Nothing is seen until Enter. */
#include "framed.h"
#include "screens.h"

struct state {
	const struct sitting *sitting;
	const char *text;
};

static void
draw(void *state, const struct paint_area *body)
{
	const struct state *t = state;

	(void)paint_text(body, t->text, sitting_base(t->sitting), PAINT_PLAIN);
}

static enum way
key(void *state, const struct terminal_event *event)
{
	(void)state;
	return event->key == TERMINAL_ENTER ? WAY_NEXT : WAY_STAY;
}

/* It is locked: no second lock on top. */
enum way
framed_cover(struct sitting *s, const char *text)
{
	const struct face_ask ask = {.title = "",
	    .offers = OFFERS_NO_NEXT | OFFERS_NO_BACK,
	    .apart = true};
	struct state t = {s, text};
	const struct screen screen = {.draw = draw, .key = key, .state = &t};
	bool locked = s->locked;
	enum way way;

	s->locked = true;
	way = framed_run(s, &ask, &screen);
	s->locked = locked;
	return way;
}
