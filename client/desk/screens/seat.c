#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/store/journal.h"
#include "client/faces/screen/screen_face.h"
#include "client/sitting/face.h"
#include "client/sitting/reading.h"
#include "client/ui/terminal.h"
#include "client/words/casework_words.h"
#include "common/bytes/secret.h"
#include "common/bytes/steady_clock.h"
#include "common/cli/outside.h"
#include "desk_screens.h"
#include "seat.h"

static enum way
lock(void *context)
{
	struct seat *s = context;

	s->lock = true;
	return WAY_ENDED;
}

static const char *
leaving(void *context)
{
	(void)context;
	return "";
}

static void
count_unread(void *context, const struct desk_event *event)
{
	struct seat *s = context;

	s->unread += event->kind == DESK_ROW_UNREADABLE;
}

void
seat_say_unread(struct seat *s)
{
	if (s->unread > 0)
		sitting_tell(&s->sitting, "%zu: %s", s->unread,
		    sitting_word(&s->sitting, WORD_DESK_LABEL_UNREADABLE));
	s->unread = 0;
}

void
seat_refresh(struct seat *s)
{
	struct reason ignored;

	if (!vault_is_trial(s->v))
		(void)vault_act_as(s->v, s->desk.who, NULL, &ignored);
	case_desk_of(s->v, &s->desk);
}

bool
seat_is_over(struct seat *s)
{
	if (steady_clock_boot_ms() < s->close_ms)
		return false;
	s->lock = true;
	return true;
}

bool
seat_open(struct seat *s, const char *id, struct case_work *ret_work)
{
	struct reason reason = {""};

	if (seat_is_over(s))
		return false;
	seat_refresh(s);
	if (!case_work_open(vault_store(s->v), id, ret_work, &reason)) {
		sitting_tell(&s->sitting, "%.8s: %s", id, reason.text);
		return false;
	}
	if (journal_before(
		vault_store(s->v), "shown", ret_work->row->id, &reason))
		return true;
	sitting_tell(&s->sitting, "%s", reason.text);
	case_work_finish(ret_work);
	return false;
}

/* --- pages --- */

static ssize_t
write_page(void *cookie, const char *bytes, size_t len)
{
	struct byte_writer *w = cookie;

	byte_writer_put(w, bytes, len);
	return w->failed ? -1 : (ssize_t)len;
}

void
seat_page_text(const struct seat *s, unsigned columns,
    const struct seat_page *page, struct byte_writer *ret_text)
{
	const cookie_io_functions_t to = {.write = write_page};
	struct page p = {fopencookie(ret_text, "w", to), s->sitting.language};

	if (p.out == NULL) {
		ret_text->failed = true;
		return;
	}
	/* Nothing of it in a buffer that is not wiped. */
	(void)setvbuf(p.out, NULL, _IONBF, 0);
	outside_columns_are(columns);
	page->put(&p, page->context);
	outside_columns_are(0);
	(void)fclose(p.out);
}

struct reading_of {
	const struct seat *seat;
	const struct seat_page *page;
};

static void
put_page(void *context, const struct sitting *sitting, struct byte_writer *out)
{
	const struct reading_of *r = context;
	int rows, columns;

	(void)sitting;
	terminal_size(&rows, &columns);
	seat_page_text(r->seat, (unsigned)columns, r->page, out);
}

enum way
seat_read(struct seat *s, const struct seat_page *page)
{
	struct reading_of r = {s, page};
	const struct reading reading = {.title = page->title,
	    .more = WORD_DESK_HELP_READING,
	    .put = put_page,
	    .context = &r};

	return reading_show(&s->sitting, &reading);
}

/* --- the whole --- */

enum desk_screens_end
desk_screens_run(const struct desk_screens *d, struct reason *ret_reason)
{
	struct seat *s = secret_alloc(sizeof(*s));
	const struct sitting_ways ways = {
	    .lock = lock, .leaving = leaving, .context = s};
	enum desk_screens_end end = DESK_SCREENS_LEFT;
	enum way way = WAY_NEXT;

	reason_set(ret_reason, "there is not enough memory");
	if (s == NULL || !sitting_init(&s->sitting, &screen_face, &ways)) {
		secret_free(s);
		return DESK_SCREENS_FAILED;
	}
	s->v = d->v;
	s->close_ms = d->close_ms;
	s->events = (struct desk_events){count_unread, s};
	s->sitting.idle_seconds = d->idle_seconds;
	(void)snprintf(s->desk.who, sizeof(s->desk.who), "%s", d->who);
	if (!terminal_start(TEXT_ORDER_OURS, ret_reason)) {
		end = DESK_SCREENS_FAILED;
	} else {
		if (d->language != NULL)
			sitting_set_language(&s->sitting, *d->language);
		else
			way = language_ask(&s->sitting);
		while (!sitting_left(way) && way != WAY_BACK)
			way = seat_start(s);
		terminal_stop(TERMINAL_LEAVE_CLEARED);
		/* The quick exit leaves no desk open behind it. */
		if (s->lock || way == WAY_QUICK_EXIT)
			end = DESK_SCREENS_LOCK;
	}
	search_arena_destroy(s->arena);
	sitting_finish(&s->sitting);
	secret_free(s);
	return end;
}
