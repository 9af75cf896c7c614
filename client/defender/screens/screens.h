/*
 * The screens of the form, a file each.  Each runs until the person is done,
 * puts what was answered into the session, and tells how it was left:
 * SCREEN_NEXT, SCREEN_BACK, SCREEN_QUICK_EXIT, SCREEN_ENDED; those of a
 * question also SCREEN_SKIP.
 */
#ifndef VALISE_DEFENDER_SCREENS_H
#define VALISE_DEFENDER_SCREENS_H

#include "client/ui/text/text_field.h"
#include "common/cli/directory_file.h"
#include "session.h"

/* From the first question to the receipt; SCREEN_BACK: to the start. */
enum screen_result report_flow(struct session *s);

/* Before the form. */
enum screen_result language_screen(struct session *s);
enum screen_result start_screen(struct session *s);
/* Trusts a directory and chooses the intake, where that is not done yet. */
enum screen_result directory_screen(struct session *s, enum directory_use use);
/* The digits as a code for a camera; SCREEN_BACK when it was seen. */
enum screen_result qr_screen(struct session *s, const char *digits);
/* A newer one in its place, once the person says so. */
enum screen_result newer_screen(struct session *s);
enum screen_result intake_screen(struct session *s);
/* Its name in the person's language, English, or its id. */
const char *intake_name(
    const struct directory_intake *intake, enum language language);

/* One question about a member of `object`. */
enum screen_result question_screen(
    struct session *s, cJSON *object, const struct question *q);
/* The parts of that, by kind. */
enum screen_result choice_screen(
    struct session *s, cJSON *object, const struct question *q);
enum screen_result several_screen(
    struct session *s, cJSON *object, const struct question *q);
enum screen_result text_screen(
    struct session *s, cJSON *object, const struct question *q);
enum screen_result line_screen(
    struct session *s, cJSON *object, const struct question *q);
enum screen_result date_screen(
    struct session *s, cJSON *object, const struct question *q);
enum screen_result record_screen(
    struct session *s, cJSON *object, const struct question *q);
enum screen_result records_screen(
    struct session *s, cJSON *object, const struct question *q);
enum screen_result hold_screen(struct session *s);
enum screen_result link_screen(struct session *s);
enum screen_result replies_wanted_screen(struct session *s);
enum screen_result narrative_screen(struct session *s);
enum screen_result files_screen(struct session *s);

/* The list of all steps. */
enum screen_result steps_screen(struct session *s);

/* Behind the form. */
enum screen_result review_screen(struct session *s);
/* Shows a code and has it typed back. */
enum screen_result code_screen(struct session *s, const char *digits);
/* The code, sealing, sending; SCREEN_NEXT: the report is on its way. */
enum screen_result seal_screen(struct session *s);

struct reply_keys;
/* The same of what goes into the case of these keys; the reference, or "". */
enum screen_result seal_follow_screen(
    struct session *s, const struct reply_keys *keys, const char *reference);

/* Beside it. */
enum screen_result draft_save_screen(struct session *s);
enum screen_result draft_open_screen(struct session *s);
enum screen_result lock_screen(struct session *s);
enum screen_result lock_word_screen(struct session *s);
enum screen_result check_screen(struct session *s);
enum screen_result risks_screen(struct session *s);

struct menu_item {
	enum word_key label;
	const char *text; /* in place of the label, where not NULL */
};

/* A short list to choose one from. */
struct menu {
	enum word_key title;
	const char *ask;
	const char *help;
	enum word_key more; /* F1 */
	const struct menu_item *items;
	size_t n;
	size_t start;                  /* where the cursor begins */
	unsigned offers;               /* enum screen_offer */
	const struct key_bar_key *own; /* of F6: SCREEN_MORE; or NULL */
	/* What is chosen here binds someone: keys typed ahead are dropped. */
	bool deliberate;
};
/* The index of what was chosen to `ret_choice` with SCREEN_NEXT. */
enum screen_result menu_screen(
    struct session *s, const struct menu *menu, size_t *ret_choice);

/* What is asked for in one line. */
struct ask_line {
	enum word_key title;
	const char *own_title; /* in place of it, where not NULL */
	const char *ask;
	const char *help;
	size_t clusters;
	enum text_field_show show;
	enum text_field_accept accept;
	bool left_to_right; /* digits, in any language */
	unsigned offers;    /* enum screen_offer */
};
/*
 * A line that is typed, into `text` (guarded, `size` bytes, what it begins
 * with); SCREEN_NEXT where it was ended by Enter or F2.
 */
enum screen_result ask_line_screen(
    struct session *s, const struct ask_line *ask, char *text, size_t size);

#endif
