/*
 * From the answers to a sealed envelope, and to the relay: what the screens do
 * in a thread.  It knows no screen.
 */
#ifndef VALISE_DEFENDER_SEALING_H
#define VALISE_DEFENDER_SEALING_H

#include <stdbool.h>
#include <stdint.h>

#include "client/defender/report/reply_code.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/reason.h"
#include "common/notes/receipt.h"
#include "common/work/task.h"
#include "client/defender/send/upload_state.h"
#include "client/defender/session/session.h"

/* A file that the person asked for; its path is owned. */
struct kept_file {
	const struct word *label; /* what it is, with a place for its path */
	char *path;
};

/* Sealed in memory up to so many bytes; more is written to a named place. */
#define SEALING_MEMORY_MAX (256u << 20)

struct sealing {
	struct session *session;
	char *code;              /* guarded digits; NULL: no reply */
	struct reply_keys *keys; /* guarded; made in the thread */
	/* A follow-up: sealed with the keys of an earlier code. */
	const char *follows; /* the reference, borrowed, or ""; NULL: none */
	char out[4096];      /* where it was sealed to; "": in memory */
	char target[4096];   /* where it is to be written next */
	/* What came of it. */
	bool sealed;
	bool left; /* a file was written, or an upload begun: the code holds */
	int fd;    /* of the envelope; -1 */
	uint64_t size;
	uint8_t sha256[32];
	char base[1024]; /* of the relay, once it is sent */
	char
	    resume[UPLOAD_STATE_URL_BYTES]; /* where a stopped upload goes on */
	bool noted;    /* and that it stands beside a copy */
	bool unlisted; /* something lies here that memory was too short for */
	size_t n_kept;
	struct kept_file *kept; /* in the order in which they were written */
	bool sent;
	struct byte_writer promise;
	char reference[RECEIPT_REFERENCE_BYTES];
	char relay[NOTE_NAME_MAX + 1];
};

/* Makes a new code where replies are wanted.  False when out of memory. */
bool sealing_start(struct sealing *g, struct session *s);
/*
 * The same for a follow-up: no code is made, and these keys seal and sign it.
 */
bool sealing_start_follow(struct sealing *g, struct session *s,
    const struct reply_keys *keys, const char *reference);
/* The same for a sealed file that was kept: it is only sent. */
bool sealing_start_kept(struct sealing *g, struct session *s, const char *path,
    struct reason *ret_reason);
void sealing_finish(struct sealing *g); /* wipes */

/* Size and hash of what lies in memory; a file is opened by its name. */
bool sealing_open(struct sealing *g, struct reason *reason);

/* Notes what lies on the disk now, and that it does no more. */
void sealing_keep(
    struct sealing *g, const struct word *label, const char *path);
void sealing_forget(struct sealing *g, size_t at);

/*
 * For sitting_follow(): keys, files, report and envelope.  What stands in `out`
 * is whole and synced, or not there.
 */
bool sealing_seal(
    void *sealing, const struct task_follow *follow, struct reason *reason);

/* The same, to `target`, which becomes `out` where it succeeds. */
bool sealing_seal_to_target(
    void *sealing, const struct task_follow *follow, struct reason *reason);

/* The same: a copy of what was sealed goes to `target`. */
bool sealing_export(
    void *sealing, const struct task_follow *follow, struct reason *reason);

/* The same: sends what was sealed, going on where it was stopped before. */
bool sealing_send(
    void *sealing, const struct task_follow *follow, struct reason *reason);

/* Bytes of the envelope, about; before it is sealed. */
uint64_t sealing_size(const struct session *s);

#endif
