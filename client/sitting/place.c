#include "place.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "ask_line.h"
#include "client/ui/file_picker.h"
#include "client/ui/message.h"
#include "common/bytes/secret.h"

struct state {
	struct sitting *sitting;
	const char *ask;
	struct file_picker *picker;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct paint_area rest;

	sitting_head(t->sitting, t->ask, NULL, body, &rest);
	file_picker_draw(t->picker, &rest, sitting_base(t->sitting));
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_MORE)
		return SCREEN_MORE;
	return file_picker_key(t->picker, event) == FILE_PICKER_CHOSEN
	    ? SCREEN_NEXT
	    : SCREEN_STAY;
}

/* The path typed instead: hidden files, and folders with too many. */
static enum screen_result
type_path(struct sitting *s, enum word_key title, const char *ask, char *path)
{
	const struct ask_line line = {.title = title,
	    .ask = ask,
	    .help = sitting_word(s, WORD_LABEL_PATH),
	    .clusters = PLACE_BYTES / 4};

	path[0] = '\0';
	return ask_line_screen(s, &line, path, PLACE_BYTES);
}

static enum screen_result
choose(struct sitting *s, enum word_key title, const char *ask,
    const struct file_picker_options *options, char *ret_path)
{
	struct state t = {.sitting = s,
	    .ask = ask,
	    .picker = file_picker_create(".", options)};
	const struct key_bar_key type = {"F6", sitting_word(s, WORD_KEY_TYPE)};
	struct screen screen = {.title = sitting_word(s, title),
	    .steps = s->steps,
	    .help = sitting_word(s, WORD_TEXT_HELP_FILES),
	    .keys = &type,
	    .n_keys = 1,
	    .draw = draw,
	    .key = key,
	    .offers = SCREEN_OFFERS_NO_NEXT,
	    .state = &t};
	enum screen_result result = SCREEN_MORE;

	if (t.picker == NULL) /* the folder is not to be read */
		return result;
	result = sitting_run(s, &screen);
	if (result == SCREEN_NEXT)
		(void)snprintf(
		    ret_path, PLACE_BYTES, "%s", file_picker_path(t.picker));
	file_picker_destroy(t.picker);
	return result;
}

enum screen_result
place_choose(struct sitting *s, enum word_key title, const char *ask,
    place_warning *warning, void *state, char ret_path[static PLACE_BYTES])
{
	const struct file_picker_options options = {
	    .search = sitting_word(s, WORD_LABEL_SEARCH),
	    .warning = warning,
	    .state = state,
	    .unreadable = sitting_word(s, WORD_LABEL_UNREADABLE)};
	enum screen_result result;

	for (;;) {
		result = choose(s, title, ask, &options, ret_path);
		if (result != SCREEN_MORE)
			return result;
		result = type_path(s, title, ask, ret_path);
		if (result != SCREEN_BACK)
			return result;
	}
}

/* False where nothing can be written there, or something is there already. */
static bool
is_free(struct sitting *s, const char *path)
{
	struct stat there;

	if (path[0] == '\0')
		return false;
	if (lstat(path, &there) == 0) {
		message_set("%s: %s", path, sitting_word(s, WORD_LABEL_EXISTS));
		return false;
	}
	if (errno == ENOENT)
		return true; /* the folder is found out when it is written */
	message_set("%s: %s", path, strerror(errno));
	return false;
}

enum screen_result
place_to_write(struct sitting *s, enum word_key title, const char *ask,
    const char *help, char ret_path[static PLACE_BYTES])
{
	const struct ask_line line = {.title = title,
	    .ask = ask,
	    .help = help,
	    .clusters = PLACE_BYTES / 4};
	enum screen_result result;

	do
		result = ask_line_screen(s, &line, ret_path, PLACE_BYTES);
	while (result == SCREEN_NEXT && !is_free(s, ret_path));
	return result;
}
