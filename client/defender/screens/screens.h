/*
 * The screens of the form, a file each.  Each runs until the person is done,
 * puts what was answered into the session, and tells how it was left:
 * SCREEN_NEXT, SCREEN_BACK, SCREEN_QUICK_EXIT, SCREEN_ENDED; those of a
 * question also SCREEN_SKIP.
 */
#ifndef VALISE_DEFENDER_SCREENS_H
#define VALISE_DEFENDER_SCREENS_H

#include "common/cli/directory_file.h"
#include "client/defender/session/session.h"
#include "questions.h"

/* From the first question to the receipt; SCREEN_BACK: to the start. */
enum screen_result report_flow(struct session *s);

/* Before the form. */
enum screen_result start_screen(struct session *s);
/* Trusts a directory and chooses the intake, where that is not done yet. */
enum screen_result directory_screen(struct session *s, enum directory_use use);
/* A newer one in its place, once the person says so. */
enum screen_result newer_screen(struct session *s);
enum screen_result intake_screen(struct session *s);
/* Its name in the person's language, English, or its id. */
const char *intake_name(
    const struct directory_intake *intake, enum language language);

enum screen_result hold_screen(struct session *s);
enum screen_result replies_wanted_screen(struct session *s);
enum screen_result narrative_screen(struct session *s);

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
enum screen_result check_screen(struct session *s);
enum screen_result risks_screen(struct session *s);

#endif
