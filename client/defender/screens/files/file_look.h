/* What a file carries, looked into by the service, and what is wanted then. */
#ifndef VALISE_DEFENDER_FILE_LOOK_H
#define VALISE_DEFENDER_FILE_LOOK_H

#include "client/defender/evidence/picture.h"
#include "client/defender/session/session.h"

#define FILE_NAME_BYTES 256 /* of a name as it is shown */

/* The last part of a path, neutralised and cut to fit. */
void file_name_shown(const char *path, char ret_name[static FILE_NAME_BYTES]);

/*
 * By the first bytes, without a trace: PICTURE_NONE also where they can't be
 * read without marking the file as read.
 */
enum picture_kind file_kind(const char *path);

/* Whether a copy can be made of it, as a rule. */
bool file_kind_cleanable(enum picture_kind kind);

/*
 * Looks, and tries whether a copy can be made, which is let go of again
 * (ret_look->copy_fd is -1).  WAY_NEXT, WAY_BACK where that was stopped
 * or the file can't be read, which is said, or how the program was left.
 */
enum way file_look_screen(
    struct session *s, const char *path, struct picture_result *ret_look);

enum file_choice { FILE_ORIGINAL, FILE_CLEANED, FILE_NOT };

/*
 * Names what was found and asks; where there is nothing to ask it says so, and
 * it is FILE_ORIGINAL.  WAY_NEXT, or how the program was left.
 */
enum way file_choice_screen(struct session *s, const char *path,
    const struct picture_result *look, enum file_choice *ret_choice);

#endif
