/*
 * ASCII armor (c2sp.org/age, "ASCII armor"; RFC 7468 figure 3): strict PEM
 * around an age file, as a sink that writes it and a source that reads it.
 */
#ifndef VALISE_TOOLS_ARMOR_H
#define VALISE_TOOLS_ARMOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/stream.h"
#include "common/envelope/envelope.h"

#define ARMOR_LINE_CHARS 64u
#define ARMOR_LINE_BYTES 48u
#define ARMOR_BLANK_MAX 1024u /* of white space before, and again behind */

struct armor_writer {
	const struct byte_sink *sink;
	bool begun;
	size_t held;
	uint8_t line[ARMOR_LINE_BYTES];
};

/* `sink` must live as long as what it wraps. */
void armor_writer_init(
    struct armor_writer *writer, const struct byte_sink *sink);
struct byte_sink armor_writer_sink(struct armor_writer *writer);
/* The last line and the end; false where the sink took no more. */
bool armor_writer_finish(struct armor_writer *writer);

enum armor_use {
	ARMOR_REQUIRED, /* anything else is an error */
	ARMOR_DETECTED /* what does not begin as armor comes through as it is */
};

/* What a reader is at. */
enum armor_place { ARMOR_START, ARMOR_BODY, ARMOR_SHORT_LINE, ARMOR_PLAIN };

struct armor_reader {
	const struct byte_source *source;
	enum armor_use use;
	enum armor_place place;
	bool crlf; /* how the first line ended, and so must all */
	bool ended;
	/* Why a read failed; ENVELOPE_READ_FAILED where the source did. */
	enum envelope_status status;
	size_t line_len;
	size_t in_at, in_len;
	size_t out_at, out_len;
	char line[ARMOR_LINE_CHARS + 1];
	uint8_t out[ARMOR_LINE_BYTES];
	uint8_t in[4096];
};

void armor_reader_init(struct armor_reader *reader, enum armor_use use,
    const struct byte_source *source);
/* Its reads fail at the first thing that strict armor would not have. */
struct byte_source armor_reader_source(struct armor_reader *reader);

#endif
