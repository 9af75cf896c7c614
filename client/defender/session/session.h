/*
 * A sitting of the defender's: what is trusted, and what is being written.
 */
#ifndef VALISE_DEFENDER_SESSION_H
#define VALISE_DEFENDER_SESSION_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "client/defender/options/options.h"
#include "client/form/form.h"
#include "client/sitting/sitting.h"
#include "common/notes/directory.h"

struct picture_service;
struct files;

/* Who the report goes to, and why that is believed. */
struct trust {
	struct directory *directory; /* NULL before it is trusted; owned */
	bool directory_refused; /* the one that lies here: ask for another */
	char *directory_path;   /* as given or chosen; owned */
	char fingerprint[64];   /* of the directory, as digits */
	const struct directory_intake *intake;
};

/* A report or an answer while it is written. */
struct writing {
	cJSON *report; /* docs/REPORT.md, as far as it is answered; owned */
	struct files *files; /* what is attached; owned */
	bool no_reply;
	bool helper;      /* who writes is not whose report it is */
	char *draft_path; /* of the draft saved or opened; owned, or NULL */
	bool kept;        /* a draft has all that was answered */
};

struct session {
	struct sitting sitting;
	struct form form; /* asks in that sitting */
	struct trust trust;
	struct writing writing;
	struct options *options;
	struct picture_service *pictures; /* a process without the report */
};

/*
 * `save` keeps what was answered; `own` is what the form asks of the program,
 * with this session as its context.  False when out of memory.  It stays where
 * it is.
 */
bool session_start(struct session *s, const struct face *face,
    struct options *options, enum way (*save)(void *session),
    const struct form_own *own);
void session_finish(struct session *s); /* wipes */

/* Wipes a path or name that is owned, and frees it; takes NULL. */
void session_free_path(char *path);

#endif
