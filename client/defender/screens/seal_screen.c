/* Behind the review: the code, sealing, and to the relay or onto a stick. */
#include <string.h>

#include "client/sitting/menu.h"
#include "common/bytes/secret.h"
#include "client/sitting/place.h"
#include "screens.h"
#include "sealing.h"
#include "client/sitting/progress.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"

/* Before what was written on paper is for nothing. */
static enum way
leave_code(struct session *s)
{
	const struct menu_item items[] = {
	    {.label = WORD_LABEL_CODE_KEEP}, {.label = WORD_LABEL_CODE_LEAVE}};
	const struct menu menu = {.title = WORD_TITLE_CODE,
	    .ask = sitting_word(&s->sitting, WORD_ASK_CODE_VOID),
	    .help = sitting_word(&s->sitting, WORD_HELP_CODE_VOID),
	    .items = items,
	    .n = 2,
	    .offers = OFFERS_NO_BACK,
	    .deliberate = true};
	size_t choice = 0;
	enum way result = menu_ask(&s->sitting, &menu, &choice);

	if (result != WAY_NEXT)
		return result;
	return choice == 0 ? WAY_STAY : WAY_BACK;
}

/* Says what failed or was stopped; what is safe stands in the sentence. */
static void
say_end(struct session *s, const struct word *key, enum task_end end,
    const struct reason *reason)
{
	const char *const values[] = {reason->text};
	char text[1024];

	if (end == TASK_STOPPED) {
		sitting_say(&s->sitting, WORD_LABEL_STOPPED);
		return;
	}
	if (words_fill(key, s->sitting.language, values, 1, text, sizeof(text)))
		sitting_tell(&s->sitting, "%s", text);
}

/* One piece of work; where it failed, that is said and it is WAY_BACK. */
static enum way
do_work(struct session *s, struct sealing *g, const struct word *error,
    bool (*run)(void *, const struct task_follow *, struct reason *))
{
	const struct sitting_task work = {
	    .title = WORD_TITLE_SEND, .run = run, .context = g};
	struct reason reason = {""};
	enum way result;
	enum task_end end;

	result = sitting_follow(&s->sitting, &work, &end, &reason);
	if (sitting_left(result) || end == TASK_DONE)
		return result;
	say_end(s, error, end, &reason);
	return WAY_BACK;
}

static bool
is_large(const struct session *s)
{
	return sealing_size(s) > SEALING_MEMORY_MAX;
}

/*
 * Where it is written: whole and synced, or not there.  A large one is sealed
 * straight to it; others are sealed in memory, and copied as often as wanted.
 */
static enum way
write_out(struct session *s, struct sealing *g)
{
	enum way result = WAY_NEXT;

	if (!g->sealed && !is_large(s))
		result = do_work(s, g, WORD_ERROR_NOT_SEALED, sealing_seal);
	while (result == WAY_NEXT) {
		result = place_to_write(&s->sitting, WORD_TITLE_SEND,
		    sitting_word(&s->sitting, WORD_ASK_EXPORT),
		    sitting_word(&s->sitting, WORD_HELP_EXPORT), g->target);
		if (result != WAY_NEXT)
			break;
		result = do_work(s, g, WORD_ERROR_NOT_WRITTEN,
		    g->sealed ? sealing_export : sealing_seal_to_target);
		if (result == WAY_NEXT) {
			g->left = true;
			sealing_keep(g, WORD_LABEL_DISK_COPY, g->target);
			break;
		}
		if (result == WAY_BACK)
			result = WAY_NEXT; /* another place */
	}
	return result;
}

/* What can be done with it; WAY_NEXT: the person is done. */
static enum way
leave(struct session *s, struct sealing *g, size_t choice)
{
	enum way result;
	if (choice == 2)
		return WAY_NEXT;
	if (choice == 1 || (is_large(s) && !g->sealed)) {
		result = write_out(s, g);
		if (result == WAY_NEXT)
			sitting_say(&s->sitting, WORD_LABEL_WRITTEN);
		return sitting_left(result) ? result : WAY_STAY;
	}
	if (!g->sealed) {
		result = do_work(s, g, WORD_ERROR_NOT_SEALED, sealing_seal);
		if (result != WAY_NEXT)
			return sitting_left(result) ? result : WAY_STAY;
	}
	result = do_work(s, g, WORD_ERROR_NOT_SENT, sealing_send);
	if (result != WAY_NEXT)
		return sitting_left(result) ? result : WAY_STAY;
	return sent_screen(s, g);
}

/*
 * To the relay or onto a stick, as often as wanted.  Done is offered once it
 * was written; back before, and then the code is for nothing.
 */
static enum way
choose_way(struct session *s, struct sealing *g)
{
	bool direct = s->options->http.way == HTTP_DIRECT;
	const struct menu_item items[] = {
	    {.label = direct ? WORD_LABEL_SEND_DIRECT : WORD_LABEL_SEND_TOR},
	    {.label = WORD_LABEL_EXPORT}, {.label = WORD_LABEL_DONE}};
	struct menu menu = {.title = WORD_TITLE_SEND,
	    .more = WORD_TEXT_HELP_SEND,
	    .items = items};
	enum way result;
	size_t choice;

	do {
		menu.ask = sitting_word(&s->sitting, WORD_ASK_WAY);
		menu.help = sitting_word(
		    &s->sitting, direct ? WORD_WARN_DIRECT : WORD_HELP_SEND);
		menu.n = g->left ? 3 : 2;
		/* What has left with this code is not called back. */
		menu.offers = g->left ? OFFERS_NO_BACK : 0;
		choice = 0;
		result = menu_ask(&s->sitting, &menu, &choice);
		if (result == WAY_NEXT)
			result = leave(s, g, choice);
	} while (result == WAY_STAY);
	return result;
}

enum way
seal_screen(struct session *s)
{
	enum way result = WAY_NEXT;
	struct sealing *g = secret_alloc(sizeof(*g));

	if (g == NULL || !sealing_start(g, s)) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		secret_free(g);
		return WAY_BACK;
	}
	do {
		result = g->code != NULL ? code_screen(s, g->code) : WAY_NEXT;
		if (result == WAY_NEXT)
			result = choose_way(s, g);
		if (result == WAY_BACK && g->code != NULL && !g->left)
			result = leave_code(s);
	} while (result == WAY_STAY);
	if (result == WAY_BACK && g->code != NULL && !g->left)
		sitting_say(&s->sitting, WORD_LABEL_CODE_VOID);
	s->writing.kept |= result == WAY_NEXT;
	sealing_finish(g);
	secret_free(g);
	return result;
}

enum way
seal_follow_screen(
    struct session *s, const struct reply_keys *keys, const char *reference)
{
	enum way result;
	struct sealing *g = secret_alloc(sizeof(*g));

	if (g == NULL || !sealing_start_follow(g, s, keys, reference)) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		secret_free(g);
		return WAY_BACK;
	}
	result = choose_way(s, g);
	sealing_finish(g);
	secret_free(g);
	return result;
}

enum way
send_kept_screen(struct session *s)
{
	struct sealing *g = secret_alloc(sizeof(*g));
	struct reason reason = {""};
	char path[PLACE_BYTES];
	enum way result;

	result = directory_screen(s, DIRECTORY_TO_SEAL);
	if (result == WAY_NEXT)
		result = place_choose(&s->sitting, WORD_TITLE_SEND,
		    sitting_word(&s->sitting, WORD_ASK_SEND_KEPT), NULL, NULL,
		    path);
	if (result != WAY_NEXT)
		goto out;
	if (g == NULL) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		result = WAY_BACK;
	} else if (!sealing_start_kept(g, s, path, &reason)) {
		sitting_tell(&s->sitting, "%s: %s", path, reason.text);
		result = WAY_BACK;
	} else {
		result = choose_way(s, g);
		sealing_finish(g);
	}
out:
	secret_free(g);
	return sitting_left(result) ? result : WAY_BACK;
}
