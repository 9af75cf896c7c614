/*
 * A draft: an age file under a passphrase, at the one place that a person
 * names, and only when asked (docs/DRAFT.md).  What it holds is the caller's.
 */
#ifndef VALISE_DEFENDER_DRAFT_H
#define VALISE_DEFENDER_DRAFT_H

#include <stddef.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/reason.h"
#include "common/envelope/seal.h"
#include "common/report/report.h"

/* A report, and the names of a thousand files. */
#define DRAFT_MAX (4 * REPORT_MAX)
/* With room for the header of any age program. */
#define DRAFT_FILE_MAX (DRAFT_MAX + 65536)
#define DRAFT_PASSPHRASE_LEAST 8 /* characters: code points */
#ifndef DRAFT_SCRYPT_LOG_N /* less in a test, of which a hundred drafts come \
			    */
#define DRAFT_SCRYPT_LOG_N SEAL_SCRYPT_LOG_N
#endif

enum draft_status {
	DRAFT_OK,
	DRAFT_PASSPHRASE_SHORT, /* none, or under DRAFT_PASSPHRASE_LEAST */
	DRAFT_PASSPHRASE_LONG,  /* AGE_PASSPHRASE_MAX bytes or more */
	DRAFT_TOO_LONG,         /* over DRAFT_MAX or DRAFT_FILE_MAX */
	DRAFT_EXISTS,           /* something has that name already */
	DRAFT_NOT_A_FILE,       /* a folder, a link, a device has that name */
	DRAFT_WRITE_FAILED,     /* the reason says why */
	DRAFT_READ_FAILED,      /* the reason says why */
	DRAFT_NOT_AGE,        /* no age file, or cut or damaged at its start */
	DRAFT_NOT_PASSPHRASE, /* an age file under a key */
	DRAFT_WORK_TOO_HIGH,  /* scrypt work over OPEN_SCRYPT_LOG_N_MAX */
	DRAFT_NO_MATCH,       /* wrong passphrase, or a stanza was changed */
	DRAFT_DAMAGED,        /* cut, changed, or longer than it was */
	DRAFT_NO_MEMORY
};

/* A sentence for a person. */
const char *draft_status_text(enum draft_status status);

/*
 * Whether a new draft may have this passphrase: DRAFT_OK, or one of
 * DRAFT_PASSPHRASE_SHORT and _LONG.  Quick, for the screen that asks.
 */
enum draft_status draft_passphrase_check(const char *passphrase, size_t len);

/*
 * Seals `n` bytes, which may not end with LF, and writes them to `path` with
 * mode 0600: on failure nothing was made, and what was there is as it was.
 * DURABLE_REPLACE puts it in the place of a regular file alone.  About a second
 * and 256 MiB.  A failure of the last sync alone is DRAFT_WRITE_FAILED with the
 * new draft in place, whole.  The reason is empty for all but
 * DRAFT_WRITE_FAILED, and may be NULL.
 */
enum draft_status draft_save(const char *path, const char *passphrase,
    size_t len, const void *bytes, size_t n, enum durable_replace replace,
    struct reason *ret_reason);

/*
 * Opens the draft at `path` into `ret_bytes`, to be finished by the caller
 * after DRAFT_OK; it is written for DRAFT_OK alone.  The reason is empty for
 * all but DRAFT_READ_FAILED, and may be NULL.
 */
enum draft_status draft_open(const char *path, const char *passphrase,
    size_t len, struct byte_writer *ret_bytes, struct reason *ret_reason);

#endif
