/*
 * What comes out of an envelope, checked as it streams by: the archive, the
 * report, each attachment's size and hash, and nothing but zeroes behind
 * (docs/ENVELOPE.md 4).  Memory is the report's own, whatever the size.
 */
#ifndef VALISE_REPORT_PAYLOAD_READER_H
#define VALISE_REPORT_PAYLOAD_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/reason.h"
#include "common/bytes/stream.h"

struct payload_events {
	/* The checked report; it lives until payload_reader_destroy(). */
	bool (*report)(
	    void *context, const cJSON *report, const char *text, size_t len);
	/* The next bytes of attachment `number`, none yet verified; of an
	 * empty one no bytes, once. */
	bool (*attachment)(
	    void *context, unsigned number, const void *bytes, size_t len);
	/* The attachment was whole and its hash was the report's. */
	bool (*attachment_end)(void *context, unsigned number);
	void *context;
};

struct payload_reader;

/* Any event may be NULL.  NULL when out of memory. */
struct payload_reader *payload_reader_create(
    const struct payload_events *events);
void payload_reader_destroy(struct payload_reader *p); /* wipes; takes NULL */

/* To be written to by the opener; false stops it, the reason says why. */
struct byte_sink payload_reader_sink(struct payload_reader *p);
bool payload_reader_feed(
    struct payload_reader *p, const void *bytes, size_t len);

/* At the end: whether archive, report and attachments were whole. */
bool payload_reader_finish(struct payload_reader *p);

/* Whether that was not the file's fault: memory was short. */
bool payload_reader_failed_here(const struct payload_reader *p);

/* Why the last call was false; empty while none was. */
const struct reason *payload_reader_reason(const struct payload_reader *p);

#endif
