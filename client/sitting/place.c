#include "place.h"
#include "client/words/shared_words.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "ask_line.h"
#include "face.h"

/* The path typed instead: hidden files, and folders with too many. */
static enum way
type_path(
    struct sitting *s, const struct word *title, const char *ask, char *path)
{
	const struct ask_line line = {.title = title,
	    .ask = ask,
	    .help = sitting_word(s, WORD_LABEL_PATH),
	    .clusters = PLACE_BYTES / 4};

	path[0] = '\0';
	return ask_line(s, &line, path, PLACE_BYTES);
}

/* WAY_MORE: a path is typed instead. */
static enum way
choose(struct sitting *s, const struct face_pick *pick,
    char ret_path[static PLACE_BYTES])
{
	return s->face->pick == NULL
	    ? WAY_MORE
	    : s->face->pick(s, pick, PLACE_BYTES, ret_path);
}

enum way
place_choose(struct sitting *s, const struct word *title, const char *ask,
    place_warning *warning, void *state, char ret_path[static PLACE_BYTES])
{
	const struct face_pick pick = {
	    .ask = {.title = sitting_word(s, title),
		.ask = ask,
		.more = sitting_word(s, WORD_TEXT_HELP_FILES),
		.own = sitting_word(s, WORD_KEY_TYPE),
		.offers = OFFERS_NO_NEXT},
	    .unreadable = sitting_word(s, WORD_LABEL_UNREADABLE),
	    .warning = warning,
	    .state = state};
	enum way way;

	for (;;) {
		way = choose(s, &pick, ret_path);
		if (way != WAY_MORE)
			return way;
		way = type_path(s, title, ask, ret_path);
		if (way != WAY_BACK || s->face->pick == NULL)
			return way;
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
		sitting_tell(
		    s, "%s: %s", path, sitting_word(s, WORD_LABEL_EXISTS));
		return false;
	}
	if (errno == ENOENT)
		return true; /* the folder is found out when it is written */
	sitting_tell(s, "%s: %s", path, strerror(errno));
	return false;
}

enum way
place_to_write(struct sitting *s, const struct word *title, const char *ask,
    const char *help, char ret_path[static PLACE_BYTES])
{
	const struct ask_line line = {.title = title,
	    .ask = ask,
	    .help = help,
	    .clusters = PLACE_BYTES / 4};
	enum way result;

	do
		result = ask_line(s, &line, ret_path, PLACE_BYTES);
	while (result == WAY_NEXT && !is_free(s, ret_path));
	return result;
}
