/* The chunks of a PNG file (ISO/IEC 15948 5), walked; only texts are unpacked.
 */
#include "picture_parts.h"

#include <string.h>

#include "common/bytes/byte_reader.h"

#define SIGNATURE_BYTES 8u
#define TYPE_BYTES 4u
#define CRC_BYTES 4u

static const struct {
	const char *type;
	unsigned carries;
} chunks[] = {
    /* What the pixels and their show are made of. */
    {"IHDR", 0},
    {"PLTE", 0},
    {"IDAT", 0},
    {"IEND", 0},
    {"tRNS", 0},
    {"gAMA", 0},
    {"cHRM", 0},
    {"sRGB", 0},
    {"sBIT", 0},
    {"bKGD", 0},
    {"hIST", 0},
    {"pHYs", 0},
    {"cICP", 0},
    {"iCCP", PICTURE_PROFILE},
    {"tIME", PICTURE_TIME},
    {"tEXt", PICTURE_COMMENT},
    {"zTXt", PICTURE_COMMENT},
    {"iTXt", PICTURE_COMMENT},
    {"acTL", PICTURE_MORE},
    {"fcTL", PICTURE_MORE},
    {"fdAT", PICTURE_MORE},
};

static bool
is(const uint8_t *type, const char *name)
{
	return memcmp(type, name, TYPE_BYTES) == 0;
}

static void
look_at(const uint8_t *type, const uint8_t *b, size_t len,
    struct picture_look *look)
{
	if (is(type, "tEXt") || is(type, "zTXt") || is(type, "iTXt")) {
		picture_png_text_look(is(type, "tEXt") ? PICTURE_PNG_TEXT
			: is(type, "zTXt")             ? PICTURE_PNG_ZTXT
						       : PICTURE_PNG_ITXT,
		    b, len, look);
		return;
	}
	if (is(type, "eXIf")) {
		picture_exif_look(b, len, look);
		return;
	}
	if (is(type, "acTL"))
		look->animated = true;
	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++)
		if (is(type, chunks[i].type)) {
			look->found.carries |= chunks[i].carries;
			return;
		}
	look->found.carries |= PICTURE_OTHER;
}

/* False where it ends before its last chunk. */
static bool
walk(struct byte_reader *r, struct picture_look *look)
{
	const uint8_t *type, *bytes, *crc;
	uint32_t len;

	while (byte_reader_u32be(r, &len)) {
		if (!byte_reader_take(r, TYPE_BYTES, &type) ||
		    !byte_reader_take(r, len, &bytes) ||
		    !byte_reader_take(r, CRC_BYTES, &crc))
			return false;
		look_at(type, bytes, len, look);
		if (is(type, "IEND"))
			return true;
	}
	return false;
}

void
picture_png_look(const uint8_t *bytes, size_t len, struct picture_look *look)
{
	struct byte_reader r;

	byte_reader_init(&r, bytes + SIGNATURE_BYTES, len - SIGNATURE_BYTES);
	if (!walk(&r, look))
		look->found.carries |= PICTURE_DAMAGED;
	else if (r.left > 0)
		look->found.carries |= PICTURE_BEHIND;
}
