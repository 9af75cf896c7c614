/* The segments of a JPEG file (ITU-T T.81 annex B), walked and not decoded. */
#include "picture_parts.h"

#include <string.h>

#include "common/bytes/byte_reader.h"

enum marker {
	MARKER_RST0 = 0xd0,
	MARKER_RST7 = 0xd7,
	MARKER_SOI = 0xd8,
	MARKER_EOI = 0xd9,
	MARKER_SOS = 0xda,
	MARKER_APP0 = 0xe0,
	MARKER_APP1 = 0xe1,
	MARKER_APP2 = 0xe2,
	MARKER_APP13 = 0xed,
	MARKER_APP14 = 0xee,
	MARKER_APP15 = 0xef,
	MARKER_COM = 0xfe
};

#define JFIF_THUMBNAIL_AT 12 /* width and height of one, in an APP0 */
#define JFIF_BYTES 14
#define ADOBE_BYTES 12

static bool
begins(const uint8_t *bytes, size_t len, const char *with, size_t with_len)
{
	return len >= with_len && memcmp(bytes, with, with_len) == 0;
}

#define BEGINS(bytes, len, text) begins(bytes, len, text, sizeof(text) - 1)

static void
look_at_app1(const uint8_t *b, size_t len, struct picture_look *look)
{
	static const char xmp[] = "http://ns.adobe.com/x";

	if (BEGINS(b, len, "Exif\0") && len >= 6)
		picture_exif_look(b + 6, len - 6, look);
	else if (BEGINS(b, len, xmp))
		picture_xmp_look(b, len, look);
	else
		look->found.carries |= PICTURE_OTHER;
}

static bool
holds_thumbnail(unsigned marker, const uint8_t *b, size_t len)
{
	if (marker != MARKER_APP0)
		return false;
	return BEGINS(b, len, "JFXX") ||
	    (BEGINS(b, len, "JFIF") && len >= JFIF_BYTES &&
		(b[JFIF_THUMBNAIL_AT] != 0 || b[JFIF_THUMBNAIL_AT + 1] != 0));
}

/* How its colours and size are meant, and nothing else. */
static bool
is_needed(unsigned marker, const uint8_t *b, size_t len)
{
	return (marker == MARKER_APP0 && BEGINS(b, len, "JFIF") &&
		   len == JFIF_BYTES) ||
	    (marker == MARKER_APP14 && BEGINS(b, len, "Adobe") &&
		len == ADOBE_BYTES);
}

static void
look_at(
    unsigned marker, const uint8_t *b, size_t len, struct picture_look *look)
{
	unsigned *carries = &look->found.carries;

	if (marker == MARKER_COM)
		*carries |= PICTURE_COMMENT;
	else if (marker == MARKER_APP1)
		look_at_app1(b, len, look);
	else if (marker == MARKER_APP2 && BEGINS(b, len, "ICC_PROFILE"))
		*carries |= PICTURE_PROFILE;
	else if (marker == MARKER_APP2 && BEGINS(b, len, "MPF"))
		*carries |= PICTURE_MORE;
	else if (marker == MARKER_APP13)
		picture_iptc_look(b, len, look);
	else if (holds_thumbnail(marker, b, len))
		*carries |= PICTURE_THUMBNAIL;
	else if (marker >= MARKER_APP0 && marker <= MARKER_APP15 &&
	    !is_needed(marker, b, len))
		*carries |= PICTURE_OTHER;
}

/* To the 0xff of the next marker within a scan; false where it has none. */
static bool
skip_scan(struct byte_reader *r)
{
	while (r->left >= 2) {
		const uint8_t *at = memchr(r->at, 0xff, r->left - 1);

		if (at == NULL)
			return false;
		r->left -= (size_t)(at - r->at);
		r->at = at;
		if (at[1] != 0 && at[1] != 0xff &&
		    (at[1] < MARKER_RST0 || at[1] > MARKER_RST7))
			return true;
		r->at++;
		r->left--;
	}
	return false;
}

/* Past the 0xff that begin a marker. */
static bool
take_marker(struct byte_reader *r, uint8_t *ret_marker)
{
	if (!byte_reader_u8(r, ret_marker) || *ret_marker != 0xff)
		return false;
	while (*ret_marker == 0xff)
		if (!byte_reader_u8(r, ret_marker))
			return false;
	return *ret_marker != 0;
}

/* False where it ends, or is not as it must be, before its end marker. */
static bool
walk(struct byte_reader *r, struct picture_look *look)
{
	const uint8_t *bytes;
	uint8_t marker;
	uint16_t len;

	while (take_marker(r, &marker)) {
		if (marker == MARKER_EOI)
			return true;
		if (marker == MARKER_SOI ||
		    (marker >= MARKER_RST0 && marker <= MARKER_RST7))
			continue;
		if (!byte_reader_u16be(r, &len) || len < 2 ||
		    !byte_reader_take(r, len - 2u, &bytes))
			return false;
		look_at(marker, bytes, len - 2u, look);
		if (marker == MARKER_SOS && !skip_scan(r))
			return false;
	}
	return false;
}

void
picture_jpeg_look(const uint8_t *bytes, size_t len, struct picture_look *look)
{
	struct byte_reader r;

	byte_reader_init(&r, bytes, len);
	if (!walk(&r, look))
		look->found.carries |= PICTURE_DAMAGED;
	else if (r.left > 0)
		look->found.carries |= PICTURE_BEHIND;
}
