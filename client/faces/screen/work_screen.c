/* How far long work is, until its end. */
#include "client/ui/progress_bar.h"
#include "framed.h"
#include "screens.h"

struct state {
	struct sitting *sitting;
	const struct face_work *work;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	enum text_base base = sitting_base(t->sitting);
	struct paint_area rest = *body;
	struct face_work_state now;

	t->work->look(t->work->context, &now);
	(void)paint_text(&rest, now.what, base, PAINT_STRONG);
	rest.top += 2;
	rest.rows -= 2;
	if (now.amount.total > 0)
		progress_bar_draw(&now.amount, &rest, base);
	rest.top += 3;
	rest.rows -= 3;
	if (now.why[0] != '\0' && rest.rows > 0)
		(void)paint_text(&rest, now.why, TEXT_BASE_OWN, PAINT_PLAIN);
}

static enum way
tick(void *state)
{
	const struct state *t = state;
	struct face_work_state now;

	t->work->look(t->work->context, &now);
	return now.ended ? WAY_NEXT : WAY_STAY;
}

static enum way
key(void *state, const struct terminal_event *event)
{
	(void)event;
	return tick(state);
}

/* F3 stops; the screen stays until it has ended. */
enum way
framed_work(struct sitting *s, const struct face_work *work)
{
	struct state t = {s, work};
	const struct screen screen = {
	    .draw = draw, .key = key, .tick = tick, .state = &t};
	enum way way;

	do {
		way = framed_run(s, &work->ask, &screen);
		if (way == WAY_BACK)
			work->stop(work->context);
	} while (way == WAY_BACK);
	return way;
}
