/*
 * The screens of the form, a file each.  Each runs until the person is done,
 * puts what was answered into the session, and tells how it was left:
 * WAY_NEXT, WAY_BACK, WAY_QUICK_EXIT, WAY_ENDED; those of a
 * question also WAY_SKIP.
 */
#ifndef VALISE_DEFENDER_SCREENS_H
#define VALISE_DEFENDER_SCREENS_H

#include "common/cli/directory_file.h"
#include "client/defender/session/session.h"
#include "questions.h"

/* From the first question to the receipt; WAY_BACK: to the start. */
enum way report_flow(struct session *s);

/* Before the form. */
/* Whether the relay can be reached; asked of the person only where not. */
enum way tor_screen(struct session *s);
enum way start_screen(struct session *s);
/* Trusts a directory and chooses the intake, where that is not done yet. */
enum way directory_screen(struct session *s, enum directory_use use);
/* A newer one in its place, once the person says so. */
enum way newer_screen(struct session *s);
enum way intake_screen(struct session *s);
/* Its name in the person's language, English, or its id. */
const char *intake_name(
    const struct directory_intake *intake, enum language language);

enum way hold_screen(struct session *s);
enum way replies_wanted_screen(struct session *s);
enum way narrative_screen(struct session *s);

/* The list of all steps. */
enum way steps_screen(struct session *s);

/* Behind the form. */
enum way review_screen(struct session *s);
/* Shows a code and has it typed back. */
enum way code_screen(struct session *s, const char *digits);
/* The code, sealing, sending; WAY_NEXT: the report is on its way. */
enum way seal_screen(struct session *s);

struct sealing;
/* What came of it, and what lies here; WAY_NEXT: the person is done. */
enum way sent_screen(struct session *s, struct sealing *g);
/* A sealed file that was kept is chosen and sent. */
enum way send_kept_screen(struct session *s);

struct reply_keys;
/* The same of what goes into the case of these keys; the reference, or "". */
enum way seal_follow_screen(
    struct session *s, const struct reply_keys *keys, const char *reference);

/* Beside it. */
enum way draft_save_screen(struct session *s);
enum way draft_open_screen(struct session *s);
enum way check_screen(struct session *s);

#endif
