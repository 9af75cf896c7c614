/* A file, chosen from folders. */
#include <stdio.h>

#include "client/ui/file_picker.h"
#include "client/words/shared_words.h"
#include "framed.h"
#include "screens.h"

struct state {
	struct sitting *sitting;
	const struct face_pick *asked;
	struct file_picker *picker;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct paint_area rest;

	framed_head(t->sitting, &t->asked->ask, body, &rest);
	file_picker_draw(t->picker, &rest, sitting_base(t->sitting));
}

static enum way
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_MORE)
		return WAY_MORE;
	return file_picker_key(t->picker, event) == FILE_PICKER_CHOSEN
	    ? WAY_NEXT
	    : WAY_STAY;
}

enum way
framed_pick(struct sitting *s, const struct face_pick *pick, size_t size,
    char *ret_path)
{
	const struct file_picker_options options = {
	    .search = sitting_word(s, WORD_LABEL_SEARCH),
	    .warning = pick->warning,
	    .state = pick->state,
	    .unreadable = pick->unreadable};
	struct state t = {.sitting = s,
	    .asked = pick,
	    .picker = file_picker_create(".", &options)};
	const struct screen screen = {.draw = draw, .key = key, .state = &t};
	enum way way;

	if (t.picker == NULL) /* the folder is not to be read */
		return WAY_MORE;
	way = framed_run(s, &pick->ask, &screen);
	if (way == WAY_NEXT)
		(void)snprintf(
		    ret_path, size, "%s", file_picker_path(t.picker));
	file_picker_destroy(t.picker);
	return way;
}
