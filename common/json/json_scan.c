#include "json_scan.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/text_codec.h"

struct scan {
	const char *text;
	const char *at;
	const char *end;
	struct reason *reason;
	char *received; /* the text itself, where it may be mended; or NULL */
	bool exact;
};

static bool scan_value(struct scan *s, int depth);

static bool
refuse(struct scan *s, const char *what)
{
	size_t line = 1;

	for (const char *c = s->text; c < s->at; c++)
		line += *c == '\n';
	reason_set(s->reason, "JSON line %zu: %s", line, what);
	errno = EBADMSG;
	return false;
}

static bool
refuse_for_memory(struct scan *s)
{
	reason_set(s->reason, "there is not enough memory");
	errno = ENOMEM;
	return false;
}

static void
skip_space(struct scan *s)
{
	while (s->at < s->end && memchr(" \t\r\n", *s->at, 4) != NULL)
		s->at++;
}

static bool
take(struct scan *s, char c)
{
	if (s->at >= s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

/* Four hexadecimal digits of either case. */
static bool
scan_hex4(struct scan *s, uint32_t *ret_unit)
{
	uint32_t unit = 0;
	char c;

	if (s->end - s->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		c = *s->at++;
		if (c >= '0' && c <= '9')
			unit = unit << 4 | (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			unit = unit << 4 | (uint32_t)(c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			unit = unit << 4 | (uint32_t)(c - 'A' + 10);
		else
			return false;
	}
	*ret_unit = unit;
	return true;
}

static void
put_utf8(struct byte_writer *w, uint32_t p)
{
	if (p < 0x80) {
		byte_writer_u8(w, (uint8_t)p);
	} else if (p < 0x800) {
		byte_writer_u8(w, (uint8_t)(0xc0 | p >> 6));
		byte_writer_u8(w, (uint8_t)(0x80 | (p & 0x3f)));
	} else if (p < 0x10000) {
		byte_writer_u8(w, (uint8_t)(0xe0 | p >> 12));
		byte_writer_u8(w, (uint8_t)(0x80 | (p >> 6 & 0x3f)));
		byte_writer_u8(w, (uint8_t)(0x80 | (p & 0x3f)));
	} else {
		byte_writer_u8(w, (uint8_t)(0xf0 | p >> 18));
		byte_writer_u8(w, (uint8_t)(0x80 | (p >> 12 & 0x3f)));
		byte_writer_u8(w, (uint8_t)(0x80 | (p >> 6 & 0x3f)));
		byte_writer_u8(w, (uint8_t)(0x80 | (p & 0x3f)));
	}
}

/* Half of a pair, whose four digits were just read: U+FFFD instead. */
static bool
mend_half(struct scan *s, struct byte_writer *w)
{
	if (s->received == NULL)
		return refuse(s, "half of a surrogate pair");
	memcpy(s->received + (s->at - 4 - s->text), "fffd", 4);
	s->exact = false;
	put_utf8(w, 0xfffd);
	return true;
}

static bool
scan_unicode_escape(struct scan *s, struct byte_writer *w)
{
	const char *half;
	uint32_t unit, low;

	if (!scan_hex4(s, &unit))
		return refuse(s, "a malformed \\u escape");
	if (unit == 0)
		return refuse(s, "U+0000 in a string");
	if (unit < 0xd800 || unit > 0xdfff) {
		put_utf8(w, unit);
		return true;
	}
	half = s->at;
	if (unit <= 0xdbff && take(s, '\\') && take(s, 'u') &&
	    scan_hex4(s, &low) && low >= 0xdc00 && low <= 0xdfff) {
		put_utf8(w, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
		return true;
	}
	s->at = half;
	return mend_half(s, w);
}

/* The string behind its opening quote; its decoded bytes go to `w`. */
static bool
scan_string(struct scan *s, struct byte_writer *w)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *found, *plain;
	char c;

	while (s->at < s->end) {
		c = *s->at++;
		if (c == '"' && w->failed)
			/* One as long as the text itself never is too long. */
			return w->limit > (size_t)(s->end - s->text)
			    ? refuse_for_memory(s)
			    : refuse(s, "a name that is too long");
		if (c == '"')
			return true;
		if ((unsigned char)c < 0x20)
			return refuse(s, "a control character in a string");
		if (c != '\\') {
			/* All that stands for itself, at once. */
			plain = s->at - 1;
			while (s->at < s->end && *s->at != '"' &&
			    *s->at != '\\' && (unsigned char)*s->at >= 0x20)
				s->at++;
			byte_writer_put(w, plain, (size_t)(s->at - plain));
			continue;
		}
		if (s->at >= s->end)
			break;
		c = *s->at++;
		if (c == 'u') {
			if (!scan_unicode_escape(s, w))
				return false;
			continue;
		}
		found = c == '\0' ? NULL : strchr(from, c);
		if (found == NULL)
			return refuse(s, "an unknown escape in a string");
		byte_writer_u8(w, (uint8_t)to[found - from]);
	}
	return refuse(s, "a string without its end");
}

static size_t
scan_digits(struct scan *s)
{
	const char *first = s->at;

	while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		s->at++;
	return (size_t)(s->at - first);
}

/* Behind its digits: a fraction, an exponent (RFC 8259 6); or neither. */
static bool
scan_number_rest(struct scan *s)
{
	if (take(s, '.') && scan_digits(s) == 0)
		return false;
	if (take(s, 'e') || take(s, 'E')) {
		if (!take(s, '+'))
			(void)take(s, '-');
		return scan_digits(s) > 0;
	}
	return true;
}

static bool
scan_number(struct scan *s)
{
	const char *digits, *first = s->at;
	uint64_t value;
	bool negative = take(s, '-');
	size_t n;

	digits = s->at;
	n = scan_digits(s);
	if (s->received != NULL && n > 0 && (n == 1 || *digits != '0')) {
		if (!scan_number_rest(s) || s->at - first > JSON_NUMBER_MAX)
			return refuse(s, "a malformed or very long number");
		s->exact = s->exact && s->at == digits + n &&
		    !(negative && *digits == '0') &&
		    decimal_decode(digits, n, JSON_INTEGER_MAX, &value);
		return true;
	}
	if (s->at < s->end && memchr(".eE", *s->at, 3) != NULL)
		return refuse(s, "a number that is not a plain integer");
	if (!decimal_decode(
		digits, (size_t)(s->at - digits), JSON_INTEGER_MAX, &value) ||
	    (negative && value == 0))
		return refuse(s, "a number out of range or not canonical");
	return true;
}

static bool
scan_word(struct scan *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
		return refuse(s, "something that is not JSON");
	s->at += len;
	return true;
}

static bool
scan_array(struct scan *s, int depth)
{
	skip_space(s);
	if (take(s, ']'))
		return true;
	do {
		if (!scan_value(s, depth))
			return false;
		skip_space(s);
	} while (take(s, ','));
	return take(s, ']') || refuse(s, "an array without its end");
}

struct keys {
	struct byte_writer names[JSON_MEMBERS_MAX];
	size_t n;
};

static bool
scan_key(struct scan *s, struct keys *keys)
{
	struct byte_writer *key;

	if (keys->n == JSON_MEMBERS_MAX)
		return refuse(s, "an object with too many members");
	skip_space(s);
	if (!take(s, '"'))
		return refuse(s, "an object whose key is not a string");
	key = &keys->names[keys->n++];
	byte_writer_init(key, 1u << 16);
	if (!scan_string(s, key))
		return false;
	for (size_t i = 0; i + 1 < keys->n; i++)
		if (keys->names[i].len == key->len &&
		    (key->len == 0 ||
			memcmp(keys->names[i].data, key->data, key->len) == 0))
			return refuse(s, "the same key twice in an object");
	skip_space(s);
	return take(s, ':') || refuse(s, "a key without its colon");
}

static bool
scan_object(struct scan *s, int depth)
{
	struct keys *keys;
	bool ok = false;

	skip_space(s);
	if (take(s, '}'))
		return true;
	keys = calloc(1, sizeof(*keys));
	if (keys == NULL)
		return refuse_for_memory(s);
	do {
		if (!scan_key(s, keys) || !scan_value(s, depth))
			goto out;
		skip_space(s);
	} while (take(s, ','));
	ok = take(s, '}') || refuse(s, "an object without its end");
out:
	for (size_t i = 0; i < keys->n; i++)
		byte_writer_finish(&keys->names[i]);
	free(keys);
	return ok;
}

static bool
scan_value(struct scan *s, int depth)
{
	struct byte_writer text;
	bool ok;

	if (depth >= JSON_DEPTH_MAX)
		return refuse(s, "it is nested too deep");
	skip_space(s);
	if (s->at >= s->end)
		return refuse(s, "it ends too early");
	switch (*s->at) {
	case '{':
		s->at++;
		return scan_object(s, depth + 1);
	case '[':
		s->at++;
		return scan_array(s, depth + 1);
	case '"':
		s->at++;
		byte_writer_init(&text, (size_t)(s->end - s->text) + 4);
		ok = scan_string(s, &text);
		byte_writer_finish(&text);
		return ok;
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		return scan_number(s);
	}
}

static bool
scan_text(struct scan *s)
{
	if (!printable_text_valid(s->text, (size_t)(s->end - s->text)))
		return refuse(s, "it is not valid UTF-8");
	if (!scan_value(s, 0))
		return false;
	skip_space(s);
	return s->at == s->end || refuse(s, "something follows the value");
}

bool
json_scan(const char *text, size_t len, struct reason *ret_reason)
{
	struct scan s = {
	    .text = text, .at = text, .end = text + len, .reason = ret_reason};

	return scan_text(&s);
}

bool
json_scan_received(
    char *text, size_t len, bool *ret_exact, struct reason *ret_reason)
{
	struct scan s = {.text = text,
	    .at = text,
	    .end = text + len,
	    .reason = ret_reason,
	    .received = text,
	    .exact = true};
	bool ok = scan_text(&s);

	*ret_exact = ok && s.exact;
	return ok;
}
