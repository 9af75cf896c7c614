/* One person at the screens of a desk; for this room alone. */
#ifndef VALISE_DESK_SEAT_H
#define VALISE_DESK_SEAT_H

#include "client/desk/casework/case_desk.h"
#include "client/desk/casework/inbox.h"
#include "client/desk/casework/search_arena.h"
#include "client/desk/cases/case_work.h"
#include "client/desk/pages/page_lines.h"
#include "client/sitting/sitting.h"

struct seat {
	struct sitting sitting;
	struct vault *v;
	struct case_desk desk;
	struct search_arena *arena; /* once something was searched */
	bool arena_old;             /* what is in it may have changed */
	bool lock;
	int64_t close_ms;
	struct desk_events events; /* counts what can't be read */
	size_t unread;
};

/* Each returns WAY_BACK, WAY_NEXT, or how the program was left. */
enum way seat_start(struct seat *s);
enum way seat_inbox(struct seat *s, const struct inbox_filter *filter);
enum way seat_case(struct seat *s, const char *id);
enum way seat_search(struct seat *s);
/* One that is chosen and done: to the case, or to one of its actions. */
enum way seat_acts(struct seat *s, const char *id, uint64_t action);
/* A named act, with its fields. */
enum way seat_act(struct seat *s, const struct rule_act *act, const char *id,
    uint64_t action);
enum way seat_actions(struct seat *s, const char *id);
enum way seat_proposals(struct seat *s, const char *id);
enum way seat_compare(struct seat *s, const struct case_work *w);

/* The case, once the journal says that it is shown; false after saying why. */
bool seat_open(struct seat *s, const char *id, struct case_work *ret_work);
/* Whether the desk's time is over: then it is left, and locked. */
bool seat_is_over(struct seat *s);
/* Says, once, that something could not be read: it is not silence. */
void seat_say_unread(struct seat *s);
/* Day and staff as they are now. */
void seat_refresh(struct seat *s);

/* A page of what `put` writes, to be read. */
struct seat_page {
	const struct word *title;
	void (*put)(const struct page *p, void *context);
	void *context;
};
enum way seat_read(struct seat *s, const struct seat_page *page);
/* The same as text; to be finished. */
void seat_page_text(const struct seat *s, unsigned columns,
    const struct seat_page *page, struct byte_writer *ret_text);

#endif
