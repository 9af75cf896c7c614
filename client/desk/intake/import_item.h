/* A new envelope on its way, from inside; for import_open.c, which opens it,
 * and import_store.c. */
#ifndef VALISE_DESK_IMPORT_ITEM_H
#define VALISE_DESK_IMPORT_ITEM_H

#include "client/desk/cases/case_attachments.h"
#include "client/desk/opening/opener.h"
#include "import_ahead.h"
#include "import_parts.h"

/* What came out of it. */
struct opened {
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	uint32_t epoch; /* whose key opened it, of those that were given */
	struct byte_writer report;
	struct case_attachments *attachments;
	bool broke; /* what was handed over is no file's */
};

struct import_item {
	struct listed_file *file;
	struct durable_file original;
	size_t place; /* in the batch */
	uint64_t size;
	int fd; /* for reading */
	struct opener_job job;
	enum item_state {
		ITEM_OPENING,
		ITEM_OPENED,
		ITEM_UNOPENABLE, /* `why` says why */
		ITEM_FAILED      /* this machine, or an event: no verdict */
	} state;
	struct reason why;
	struct opened opened; /* in memory that is wiped */
	cJSON *parts;         /* of its row; the attachments */
	struct import_ahead ahead;
};

/* Where its sender wants to be answered; false: nowhere. */
bool import_reply_of(const cJSON *report, struct age_recipient *ret_to);

#endif
