/* One envelope to one relay by tus 1.0, until a promise verifies. */
#ifndef VALISE_NET_UPLOAD_H
#define VALISE_NET_UPLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/work/task.h"
#include "http_client.h"
#include "common/notes/directory.h"
#include "common/notes/receipt.h"

/* Small ones go in one request (docs/SPOOL.md 2: up to 1.25 MiB). */
#define UPLOAD_ONE_REQUEST_MAX (5u << 18)
/* Paced: parts of this size, or larger ones where there would be too many. */
#define UPLOAD_PACED_PART_BYTES 16384u
#define UPLOAD_PACED_PARTS_MAX 1024u
#define UPLOAD_PACED_SECONDS 20u /* between two parts, on average */
#define UPLOAD_PACED_SECONDS_MAX 3600u
#define UPLOAD_PACED_TOTAL (3u * 86400) /* well before an upload expires */
#define UPLOAD_ONCE_BITS_MAX 26u        /* a minute of work, unwatched */
/* Without a byte getting through for so long, it gives up. */
#define UPLOAD_PATIENCE_SECONDS 600

struct upload {
	struct http_client *client;
	const char *base; /* the relay's URL, without a final slash */
	const struct directory *directory;
	const struct directory_intake *intake;
	const struct directory_relay *relay;
	int fd;
	uint64_t fd_offset; /* where the envelope begins in it */
	uint64_t size;
	uint8_t sha256[32];
	/*
	 * Not 0: in equal parts, with a random wait of up to twice as many
	 * seconds before each, so that the line shows no burst of a file's
	 * size.
	 */
	unsigned paced_seconds;
	/*
	 * For a program that runs unwatched: says nothing, and tries once, so
	 * that the caller keeps the time of the next try.
	 */
	bool once;
	unsigned earlier_tries; /* after the first: in parts, which can go on */
	/* Where an earlier try created it, or ""; told when that changes. */
	const char *resume;
	void (*created)(void *context, const char *url);
	void *context;
	const atomic_bool *stop;          /* as in http_options; or NULL */
	const struct task_follow *follow; /* or NULL; its stop as above */
};

/* Whether it goes in several requests, so that there is a middle to stop in. */
bool upload_in_parts(unsigned paced_seconds, uint64_t size);

enum upload_end {
	UPLOAD_PROMISED,
	UPLOAD_LATER,   /* no answer, or one that says to try again */
	UPLOAD_REFUSED, /* it will never be taken as it is */
	UPLOAD_FALSE    /* a promise that does not verify */
};

/*
 * Sends, resuming wherever the line or the relay broke, and verifies the
 * promise.  On failure the reason says what happened; the envelope is as it
 * was.  `ret_promise` gets the receipt's bytes where there is a promise.
 */
enum upload_end upload_send(const struct upload *upload,
    struct byte_writer *ret_promise, struct receipt *ret_receipt,
    struct reason *ret_reason);

#endif
