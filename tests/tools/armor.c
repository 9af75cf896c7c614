#include "armor.h"

#include <string.h>

#include "common/bytes/text_codec.h"

#define BEGIN_LINE "-----BEGIN AGE ENCRYPTED FILE-----"
#define END_LINE "-----END AGE ENCRYPTED FILE-----"

/* --- writing --- */

void
armor_writer_init(struct armor_writer *writer, const struct byte_sink *sink)
{
	memset(writer, 0, sizeof(*writer));
	writer->sink = sink;
}

static bool
put(struct armor_writer *w, const char *text, size_t len)
{
	return w->sink->write(w->sink->context, text, len);
}

static bool
put_line(struct armor_writer *w)
{
	char text[ARMOR_LINE_CHARS + 2];
	size_t len = base64_length(BASE64_PADDED, w->held);

	base64_encode(BASE64_PADDED, w->line, w->held, text);
	text[len] = '\n';
	w->held = 0;
	return put(w, text, len + 1);
}

static bool
begin(struct armor_writer *w)
{
	bool begun = w->begun;

	w->begun = true;
	return begun || put(w, BEGIN_LINE "\n", strlen(BEGIN_LINE "\n"));
}

static bool
write_armored(void *context, const void *bytes, size_t len)
{
	struct armor_writer *w = context;
	const uint8_t *at = bytes;
	size_t take;

	if (!begin(w))
		return false;
	while (len > 0) {
		take = ARMOR_LINE_BYTES - w->held;
		if (take > len)
			take = len;
		memcpy(w->line + w->held, at, take);
		w->held += take;
		at += take;
		len -= take;
		if (w->held == ARMOR_LINE_BYTES && !put_line(w))
			return false;
	}
	return true;
}

struct byte_sink
armor_writer_sink(struct armor_writer *writer)
{
	return (struct byte_sink){write_armored, writer};
}

bool
armor_writer_finish(struct armor_writer *w)
{
	return begin(w) && (w->held == 0 || put_line(w)) &&
	    put(w, END_LINE "\n", strlen(END_LINE "\n"));
}

/* --- reading --- */

void
armor_reader_init(struct armor_reader *reader, enum armor_use use,
    const struct byte_source *source)
{
	memset(reader, 0, sizeof(*reader));
	reader->source = source;
	reader->use = use;
}

static bool
fail(struct armor_reader *r, enum envelope_status status)
{
	r->status = status;
	return false;
}

/* The next byte; -1 at the end, or with a status where the source failed. */
static int
next_byte(struct armor_reader *r)
{
	ssize_t got;

	if (r->in_at == r->in_len) {
		got = r->source->read(r->source->context, r->in, sizeof(r->in));
		if (got <= 0) {
			if (got < 0)
				(void)fail(r, ENVELOPE_READ_FAILED);
			return -1;
		}
		r->in_at = 0;
		r->in_len = (size_t)got;
	}
	return r->in[r->in_at++];
}

static bool
is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/*
 * One line without its end, which must be that of the first line.  False with
 * `status` for a longer one than any, or one that the file ends in; but the
 * last line of all needs no end, so that it is given back with `ret_ended`.
 */
static bool
read_line(struct armor_reader *r, bool *ret_ended)
{
	int c;

	r->line_len = 0;
	for (;;) {
		c = next_byte(r);
		if (c < 0 || c == '\n')
			break;
		if (r->line_len == sizeof(r->line))
			return fail(r, ENVELOPE_ARMOR_LINE);
		r->line[r->line_len++] = (char)c;
	}
	*ret_ended = c < 0;
	if (r->status != ENVELOPE_OK)
		return false;
	if (c < 0)
		return true;
	if (r->place == ARMOR_START)
		r->crlf = r->line_len > 0 && r->line[r->line_len - 1] == '\r';
	if (r->crlf) {
		if (r->line_len == 0 || r->line[r->line_len - 1] != '\r')
			return fail(r, ENVELOPE_ARMOR_LINE);
		r->line_len--;
	}
	return true;
}

static bool
line_is(const struct armor_reader *r, const char *text)
{
	return r->line_len == strlen(text) &&
	    memcmp(r->line, text, r->line_len) == 0;
}

/* White space up to the first byte that is none, which is not consumed. */
static bool
skip_blanks(struct armor_reader *r, bool *ret_ended)
{
	size_t blanks = 0;
	int c;

	while ((c = next_byte(r)) >= 0 && is_blank(c))
		if (++blanks > ARMOR_BLANK_MAX)
			break;
	*ret_ended = c < 0;
	if (c >= 0)
		r->in_at--;
	return r->status == ENVELOPE_OK && blanks <= ARMOR_BLANK_MAX;
}

/* Whether the first bytes are armor; all of them stay to be read. */
static bool
detect(struct armor_reader *r, bool *ret_armor)
{
	ssize_t got = byte_source_fill(r->source, r->in, sizeof(r->in));
	size_t at = 0;

	if (got < 0)
		return fail(r, ENVELOPE_READ_FAILED);
	r->in_len = (size_t)got;
	while (at < r->in_len && at < ARMOR_BLANK_MAX && is_blank(r->in[at]))
		at++;
	*ret_armor = r->in_len - at >= strlen(BEGIN_LINE) &&
	    memcmp(r->in + at, BEGIN_LINE, strlen(BEGIN_LINE)) == 0;
	return true;
}

static bool
start(struct armor_reader *r)
{
	bool armor = true, ended;

	if (r->use == ARMOR_DETECTED && !detect(r, &armor))
		return false;
	if (!armor) {
		r->place = ARMOR_PLAIN;
		return true;
	}
	if (!skip_blanks(r, &ended) || ended || !read_line(r, &ended) ||
	    !line_is(r, BEGIN_LINE) || ended)
		return fail(r,
		    r->status == ENVELOPE_READ_FAILED ? ENVELOPE_READ_FAILED
						      : ENVELOPE_ARMOR_BEGIN);
	r->place = ARMOR_BODY;
	return true;
}

/* Behind the end there may be white space, and nothing else. */
static bool
finish(struct armor_reader *r)
{
	bool ended;

	r->ended = true;
	if (skip_blanks(r, &ended) && ended)
		return true;
	return fail(r,
	    r->status == ENVELOPE_READ_FAILED ? ENVELOPE_READ_FAILED
					      : ENVELOPE_ARMOR_TRAILING);
}

/* The next line of base64 into `out`, or the end. */
static bool
decode_line(struct armor_reader *r)
{
	bool ended;

	if (!read_line(r, &ended))
		return false;
	if (line_is(r, END_LINE))
		return finish(r);
	if (ended)
		return fail(r, ENVELOPE_ARMOR_END);
	if (r->place != ARMOR_BODY || r->line_len == 0 ||
	    r->line_len > ARMOR_LINE_CHARS ||
	    !base64_decode(BASE64_PADDED, r->line, r->line_len, r->out,
		sizeof(r->out), &r->out_len))
		return fail(r, ENVELOPE_ARMOR_LINE);
	if (r->out_len < ARMOR_LINE_BYTES)
		r->place = ARMOR_SHORT_LINE;
	r->out_at = 0;
	return true;
}

static ssize_t
read_plain(struct armor_reader *r, void *buffer, size_t len)
{
	size_t left = r->in_len - r->in_at;

	if (left == 0)
		return r->source->read(r->source->context, buffer, len);
	if (left > len)
		left = len;
	memcpy(buffer, r->in + r->in_at, left);
	r->in_at += left;
	return (ssize_t)left;
}

static ssize_t
read_armored(void *context, void *buffer, size_t len)
{
	struct armor_reader *r = context;
	size_t done = 0, take;

	if (r->status != ENVELOPE_OK || (r->place == ARMOR_START && !start(r)))
		return -1;
	if (r->place == ARMOR_PLAIN)
		return read_plain(r, buffer, len);
	while (done < len) {
		if (r->out_at == r->out_len) {
			r->out_at = r->out_len = 0;
			if (r->ended)
				break;
			if (!decode_line(r))
				return -1;
			continue;
		}
		take = r->out_len - r->out_at;
		if (take > len - done)
			take = len - done;
		memcpy((uint8_t *)buffer + done, r->out + r->out_at, take);
		r->out_at += take;
		done += take;
	}
	return (ssize_t)done;
}

struct byte_source
armor_reader_source(struct armor_reader *reader)
{
	return (struct byte_source){read_armored, reader};
}
