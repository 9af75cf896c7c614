/* The texts of a PNG file (ISO/IEC 15948 11.3.4), unpacked and looked into. */
#include "picture_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <zlib.h>

#define TEXT_MAX (16u << 20) /* bytes that are unpacked of one */

/* A text says by its keyword what it is, however that is written. */
static const struct {
	const char *keyword;
	unsigned carries;
} keywords[] = {{"Raw profile type", PICTURE_SETTINGS}, {"date:", PICTURE_TIME},
    {"Creation Time", PICTURE_TIME}, {"Author", PICTURE_PERSON},
    {"Copyright", PICTURE_PERSON}, {"Software", PICTURE_SOFTWARE},
    {"Source", PICTURE_CAMERA}, {"exif:", PICTURE_SETTINGS}};

/* What a chunk holds: its keyword, and its text as it is or unpacked. */
struct text {
	const char *keyword; /* with a NUL */
	const uint8_t *bytes;
	size_t len;
	uint8_t *owned; /* NULL: the chunk's own */
};

/* NULL where it is no zlib stream, or too long, or memory is short. */
static uint8_t *
unpack(const uint8_t *bytes, size_t len, size_t *ret_len)
{
	uLongf room = TEXT_MAX;
	uint8_t *out = malloc(TEXT_MAX);

	if (out != NULL && uncompress(out, &room, bytes, len) == Z_OK) {
		*ret_len = room;
		return out;
	}
	free(out);
	return NULL;
}

/* Behind the next NUL. */
static bool
skip_text(const uint8_t **at, size_t *left)
{
	const uint8_t *end = memchr(*at, 0, *left);

	if (end == NULL)
		return false;
	*left -= (size_t)(end + 1 - *at);
	*at = end + 1;
	return true;
}

/* keyword NUL text; keyword NUL 0 packed; keyword NUL f 0 lang NUL key NUL. */
static bool
read_chunk(enum picture_png_text sort, const uint8_t *b, size_t len,
    struct text *ret_text)
{
	const uint8_t *at = b;
	bool packed = sort == PICTURE_PNG_ZTXT;
	size_t left = len;

	*ret_text = (struct text){.keyword = (const char *)b};
	if (!skip_text(&at, &left))
		return false;
	if (sort == PICTURE_PNG_ZTXT || sort == PICTURE_PNG_ITXT) {
		size_t head = sort == PICTURE_PNG_ZTXT ? 1 : 2;

		if (left < head)
			return false;
		packed = packed || at[0] != 0;
		at += head;
		left -= head;
	}
	/* Its language, and its keyword in that. */
	for (int i = 0; sort == PICTURE_PNG_ITXT && i < 2; i++)
		if (!skip_text(&at, &left))
			return false;
	ret_text->bytes = at;
	ret_text->len = left;
	if (!packed)
		return true;
	ret_text->owned = unpack(at, left, &ret_text->len);
	ret_text->bytes = ret_text->owned;
	return ret_text->owned != NULL;
}

static int
digit(uint8_t c)
{
	return c >= '0' && c <= '9' ? c - '0'
	    : c >= 'a' && c <= 'f'  ? c - 'a' + 10
	    : c >= 'A' && c <= 'F'  ? c - 'A' + 10
				    : -1;
}

/*
 * "NL name NL length NL hexadecimal", as ImageMagick writes a block of another
 * format; the bytes, to be freed.
 */
static uint8_t *
read_profile(const struct text *t, size_t *ret_len)
{
	const uint8_t *at = t->bytes, *end = t->bytes + t->len;
	uint8_t *out = malloc(t->len / 2 + 1);
	int lines = 0, high = -1, d;

	*ret_len = 0;
	for (; out != NULL && at < end; at++) {
		if (lines < 3) {
			lines += *at == '\n';
			continue;
		}
		d = digit(*at);
		if (d < 0)
			continue;
		if (high < 0) {
			high = d;
		} else {
			out[(*ret_len)++] = (uint8_t)(high << 4 | d);
			high = -1;
		}
	}
	return out;
}

static void
look_at_profile(const struct text *t, struct picture_look *look)
{
	static const char exif[] = "Exif\0";
	const char *type = t->keyword + strlen("Raw profile type");
	size_t len = 0;
	uint8_t *bytes = read_profile(t, &len);

	type += strspn(type, " ");
	if (bytes == NULL)
		look->found.carries |= PICTURE_DAMAGED;
	else if (len > sizeof(exif) && memcmp(bytes, exif, sizeof(exif)) == 0)
		picture_exif_look(
		    bytes + sizeof(exif), len - sizeof(exif), look);
	else if (strcmp(type, "xmp") == 0 || strcmp(type, "APP1") == 0)
		picture_xmp_look(bytes, len, look);
	else if (strcmp(type, "iptc") == 0 || strcmp(type, "8bim") == 0)
		picture_iptc_look(bytes, len, look);
	else if (strcmp(type, "exif") == 0)
		picture_exif_look(bytes, len, look);
	free(bytes);
}

void
picture_png_text_look(enum picture_png_text sort, const uint8_t *b, size_t len,
    struct picture_look *look)
{
	struct text t;
	bool read;

	/* Its keyword is there whatever becomes of the text. */
	if (memchr(b, 0, len) == NULL) {
		look->found.carries |= PICTURE_COMMENT | PICTURE_DAMAGED;
		return;
	}
	read = read_chunk(sort, b, len, &t);
	if (!read)
		look->found.carries |= PICTURE_COMMENT | PICTURE_DAMAGED;
	if (strcasecmp(t.keyword, "XML:com.adobe.xmp") == 0) {
		look->found.carries |= PICTURE_XMP;
		if (read)
			picture_xmp_look(t.bytes, t.len, look);
	} else {
		look->found.carries |= PICTURE_COMMENT;
	}
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (strncasecmp(t.keyword, keywords[i].keyword,
			strlen(keywords[i].keyword)) == 0)
			look->found.carries |= keywords[i].carries;
	if (read && strncasecmp(t.keyword, "Raw profile type", 16) == 0)
		look_at_profile(&t, look);
	free(t.owned);
}
