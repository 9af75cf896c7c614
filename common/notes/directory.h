/* The signed directory: which keys are real, until when (docs/DIRECTORY.md). */
#ifndef VALISE_NOTES_DIRECTORY_H
#define VALISE_NOTES_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/release/minisign.h"
#include "authority.h"
#include "common/bytes/reason.h"

#define DIRECTORY_MAX (1u << 20)
#define DIRECTORY_LIFE_SECONDS (90 * 86400LL)
#define DIRECTORY_WARN_SECONDS (14 * 86400LL)
#define DIRECTORY_KEEP_SECONDS (180 * 86400LL) /* destroyed_after - until */
#define DIRECTORY_ID_MAX 64
#define DIRECTORY_WITNESSES_MAX 16

#define DIRECTORY_PERIOD_MAX (7 * 86400) /* seconds */

/*
 * The last note of a series that the desk made before its keys changed: what
 * leads to it is believed by its chain alone.  Number 0, zeroes: none.
 */
struct directory_anchor {
	uint64_t number;
	uint8_t hash[32]; /* desk_note_hash() */
};

/* Texts are owned by the directory they belong to. */
struct directory_relay {
	const char *name;
	const char *url;
	const char *onion; /* NULL where there is none */
	struct vkey promise_key;
	struct vkey log_key;
	uint64_t period_seconds; /* from one publication to the next */
	int64_t from;
	int64_t until;
};

struct directory_epoch {
	const char *recipient; /* age1pq1..., unchecked */
	int64_t from;
	int64_t until;
	int64_t destroyed_after;
	bool revoked;
};

struct directory_intake {
	const char *id;     /* [a-z0-9-], at most DIRECTORY_ID_MAX */
	const cJSON *names; /* language to name */
	const cJSON *mechanisms;
	size_t n_relays;
	struct directory_relay *relays;
	size_t n_epochs;
	struct directory_epoch *epochs;
	struct key_set desk_keys;
	struct directory_anchor bulletins; /* series.bulletin */
	struct directory_anchor imports;   /* series.import */
};

/* Who cosigns checkpoints (c2sp.org/tlog-witness). */
struct directory_witness {
	const char *id;  /* [a-z0-9-], at most DIRECTORY_ID_MAX */
	struct vkey key; /* of type VKEY_COSIGNATURE */
	const char *url; /* the submission prefix */
	int64_t from;
	int64_t until;
};

struct directory {
	cJSON *body; /* owns every text */
	char name[NOTE_NAME_MAX + 1];
	uint64_t version;
	int64_t issued;
	int64_t expires;
	struct key_set authority;
	size_t
	    n_sets; /* every set in the chain of links; the last is current */
	struct key_set *sets;
	size_t n_intakes;
	struct directory_intake *intakes;
	size_t n_witnesses;
	struct directory_witness *witnesses;
	unsigned witness_threshold;   /* how many are expected; 0: shown only */
	struct release_keys releases; /* of whom a release must be signed */
	bool releases_odd; /* the member is there, in another form: none */
	uint8_t hash[32];  /* SHA-256 of the signed text */
};

enum directory_status {
	DIRECTORY_OK,
	DIRECTORY_MALFORMED,
	DIRECTORY_SIGNATURES, /* a signature is wrong, or too few of them */
	DIRECTORY_FINGERPRINT /* genuine, but of another authority */
};

/*
 * Reads a signed directory and verifies the threshold of its authority, every
 * link, and that `fingerprint` (digits as typed) is that of one set in the
 * chain.  The clock is not asked: see directory_time().
 */
enum directory_status directory_open(const void *bytes, size_t len,
    const char *fingerprint, struct directory **ret_directory,
    struct reason *ret_reason);

/*
 * The same where the caller pins a set it stored instead of digits: the stored
 * set must be one in the chain.
 */
enum directory_status directory_open_pinned(const void *bytes, size_t len,
    const struct key_set *pinned, struct directory **ret_directory,
    struct reason *ret_reason);

/* Reads the unsigned text: for the authority before it signs. */
enum directory_status directory_read_text(const char *text, size_t len,
    struct directory **ret_directory, struct reason *ret_reason);

void directory_destroy(struct directory *d); /* takes NULL */

enum directory_time {
	DIRECTORY_CURRENT,
	DIRECTORY_EXPIRES_SOON, /* within DIRECTORY_WARN_SECONDS */
	DIRECTORY_EXPIRED,
	DIRECTORY_FROM_FUTURE /* issued over a day from now: the clock is off */
};
enum directory_time directory_time(const struct directory *d, int64_t now);

const struct directory_intake *directory_intake(
    const struct directory *d, const char *id);
/*
 * A relay has an entry for each pair of keys and each period that it had; the
 * times of one name never overlap.  The last in time of a name; the one of a
 * moment, NULL where there is none; the one of a moment, else the last.
 */
const struct directory_relay *directory_relay(
    const struct directory_intake *intake, const char *name);
const struct directory_relay *directory_relay_at(
    const struct directory_intake *intake, const char *name, int64_t when);
const struct directory_relay *directory_relay_near(
    const struct directory_intake *intake, const char *name, int64_t when);

/*
 * Whether keys of that entry may sign what belongs to `publication`: its time
 * was not over when that began.  A key that was replaced, so perhaps stolen,
 * signs for no later day (docs/RECEIPT.md 4).
 */
bool directory_relay_signs(
    const struct directory_relay *relay, const char *publication);
/*
 * Whether a checkpoint of the relay's log is signed as its publication may be,
 * by an entry that directory_relay_signs() or, once all are over, the last.
 * NULL where it is the newest that a relay shows, and its publication is not
 * known: by an entry whose time was not over a period and a day before `now`.
 */
bool directory_log_signed(const struct directory_intake *intake,
    const char *relay, const struct signed_note *note, const char *publication,
    int64_t now);
/* The same of one that may be old, and of which no day is known. */
bool directory_log_signed_once(const struct directory_intake *intake,
    const char *relay, const struct signed_note *note);
/* The newest epoch key in force and not revoked; NULL where there is none. */
const struct directory_epoch *directory_epoch(
    const struct directory_intake *intake, int64_t now);

/* Lower-case letters, digits and hyphens: safe as part of a path. */
bool directory_id_valid(const char *id);
/* The same of `len` bytes, which may hold a NUL, copied with a NUL behind. */
bool directory_id_read(
    const char *text, size_t len, char ret_id[static DIRECTORY_ID_MAX + 1]);

/*
 * Rewrites a description (JSON) as the canonical unsigned text, first lines
 * and all.  `name` is the directory's own.
 */
bool directory_format(
    const char *name, const cJSON *body, struct byte_writer *w);

#endif
