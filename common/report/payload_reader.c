#include "payload_reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/byte_writer.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"
#include "report.h"
#include "ustar.h"

enum state { HEADER, CONTENT, FILL, SECOND_END, PADDING };

struct payload_reader {
	struct payload_events events;
	struct reason reason;
	bool here; /* what went wrong is not the file's fault */
	enum state state;
	uint8_t block[USTAR_BLOCK_BYTES];
	size_t block_len;
	uint64_t left; /* of the content or the fill */
	size_t fill;
	size_t files; /* headers seen */
	struct byte_writer text;
	cJSON *report;
	struct sha256 *hash;
	size_t n_attachments;
	struct report_attachment attachments[REPORT_ATTACHMENTS_MAX];
};

struct payload_reader *
payload_reader_create(const struct payload_events *events)
{
	struct payload_reader *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->events = *events;
	byte_writer_init(&p->text, REPORT_MAX);
	p->hash = sha256_create();
	if (p->hash == NULL) {
		payload_reader_destroy(p);
		return NULL;
	}
	return p;
}

void
payload_reader_destroy(struct payload_reader *p)
{
	if (p == NULL)
		return;
	sha256_destroy(p->hash);
	json_text_wipe(p->report);
	byte_writer_finish(&p->text);
	sodium_memzero(p->block, sizeof(p->block));
	free(p);
}

static bool
refuse(struct payload_reader *p, const char *what)
{
	reason_set(&p->reason, "%s", what);
	return false;
}

/* The report is whole. */
static bool
end_report(struct payload_reader *p)
{
	if (p->text.failed) {
		p->here = true;
		return refuse(p, "there is not enough memory");
	}
	errno = 0;
	p->report = json_text_read_received(
	    (const char *)p->text.data, p->text.len, NULL, &p->reason);
	if (p->report == NULL ||
	    !report_check(p->report, REPORT_SEALED, &p->reason) ||
	    !report_attachments(
		p->report, p->attachments, &p->n_attachments, &p->reason)) {
		p->here = errno == ENOMEM;
		return false;
	}
	if (p->events.report == NULL)
		return true;
	return p->events.report(p->events.context, p->report,
		   (const char *)p->text.data, p->text.len) ||
	    refuse(p, "the report could not be taken in");
}

static bool
end_attachment(struct payload_reader *p)
{
	const struct report_attachment *a = &p->attachments[p->files - 2];
	uint8_t hash[SHA256_BYTES];

	if (!sha256_final(p->hash, hash)) {
		p->here = true;
		return refuse(p, "a hash could not be computed");
	}
	if (memcmp(hash, a->sha256, sizeof(hash)) != 0) {
		reason_set(&p->reason,
		    "attachment %u is not the file that the report describes",
		    a->number);
		return false;
	}
	return p->events.attachment_end == NULL ||
	    p->events.attachment_end(p->events.context, a->number) ||
	    refuse(p, "an attachment could not be taken in");
}

static bool
end_content(struct payload_reader *p)
{
	p->left = p->fill;
	p->state = p->fill > 0 ? FILL : HEADER;
	return p->files == 1 ? end_report(p) : end_attachment(p);
}

/* A whole header block. */
static bool
read_header(struct payload_reader *p)
{
	char name[USTAR_NAME_MAX + 1], wanted[32];
	uint64_t size = 0;

	switch (ustar_read(p->block, name, &size)) {
	case USTAR_MALFORMED:
		return refuse(p, "the archive inside is malformed");
	case USTAR_ZEROES:
		if (p->files == 0)
			return refuse(p, "the archive inside is empty");
		if (p->files - 1 != p->n_attachments)
			return refuse(p, "an attachment is missing");
		p->state = SECOND_END;
		return true;
	case USTAR_FILE:
		break;
	}
	if (p->files == 0) {
		if (strcmp(name, "report.json") != 0)
			return refuse(p, "the archive has no report first");
		if (size > REPORT_MAX)
			return refuse(p, "the report is too long");
	} else {
		(void)snprintf(
		    wanted, sizeof(wanted), "attachments/%04zu", p->files);
		if (p->files > p->n_attachments || strcmp(name, wanted) != 0)
			return refuse(
			    p, "the archive holds a file that it should not");
		if (size != p->attachments[p->files - 1].size)
			return refuse(p,
			    "an attachment has not the size that the report "
			    "gives");
	}
	p->files++;
	p->left = size;
	p->fill = (size_t)(ustar_file_bytes(size) - size - USTAR_BLOCK_BYTES);
	p->state = CONTENT;
	/* An empty attachment is told too, or it would go unseen. */
	if (size == 0 && p->files > 1 && p->events.attachment != NULL &&
	    !p->events.attachment(
		p->events.context, p->attachments[p->files - 2].number, "", 0))
		return refuse(p, "an attachment could not be taken in");
	return size > 0 || end_content(p);
}

static bool
take_content(struct payload_reader *p, const uint8_t *bytes, size_t len)
{
	p->left -= len;
	if (p->files == 1) {
		byte_writer_put(&p->text, bytes, len);
	} else {
		sha256_update(p->hash, bytes, len);
		if (p->events.attachment != NULL &&
		    !p->events.attachment(p->events.context,
			p->attachments[p->files - 2].number, bytes, len))
			return refuse(p, "an attachment could not be taken in");
	}
	return p->left > 0 || end_content(p);
}

static bool
take_zeroes(struct payload_reader *p, const uint8_t *bytes, size_t len)
{
	if (!sodium_is_zero(bytes, len))
		return refuse(p, "something is hidden behind the archive");
	if (p->state == FILL) {
		p->left -= len;
		if (p->left == 0)
			p->state = HEADER;
	}
	return true;
}

/* Bytes into the block; true with a whole one in `p->block`. */
static bool
collect_block(struct payload_reader *p, const uint8_t *bytes, size_t len)
{
	memcpy(p->block + p->block_len, bytes, len);
	p->block_len += len;
	if (p->block_len < USTAR_BLOCK_BYTES)
		return false;
	p->block_len = 0;
	return true;
}

bool
payload_reader_feed(struct payload_reader *p, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	size_t take;
	bool ok = true;

	while (len > 0 && ok) {
		take = len;
		switch (p->state) {
		case HEADER:
		case SECOND_END:
			if (take > USTAR_BLOCK_BYTES - p->block_len)
				take = USTAR_BLOCK_BYTES - p->block_len;
			if (!collect_block(p, at, take))
				break;
			if (p->state == HEADER) {
				ok = read_header(p);
				break;
			}
			ok = sodium_is_zero(p->block, USTAR_BLOCK_BYTES) ||
			    refuse(p, "the archive inside has no end");
			p->state = PADDING;
			break;
		case CONTENT:
			if (take > p->left)
				take = (size_t)p->left;
			ok = take_content(p, at, take);
			break;
		case FILL:
			if (take > p->left)
				take = (size_t)p->left;
			ok = take_zeroes(p, at, take);
			break;
		case PADDING:
			ok = take_zeroes(p, at, take);
			break;
		}
		at += take;
		len -= take;
	}
	return ok;
}

bool
payload_reader_finish(struct payload_reader *p)
{
	return p->state == PADDING ||
	    refuse(p, "the archive inside ends too early");
}

static bool
sink_write(void *context, const void *bytes, size_t len)
{
	return payload_reader_feed(context, bytes, len);
}

struct byte_sink
payload_reader_sink(struct payload_reader *p)
{
	return (struct byte_sink){sink_write, p};
}

bool
payload_reader_failed_here(const struct payload_reader *p)
{
	return p->here;
}

const struct reason *
payload_reader_reason(const struct payload_reader *p)
{
	return &p->reason;
}
