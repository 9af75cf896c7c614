#include "picture_parts.h"

#include <string.h>

static const struct {
	size_t offset;
	size_t len;
	const char *bytes;
	enum picture_kind kind;
} beginnings[] = {
    {0, 3, "\xff\xd8\xff", PICTURE_JPEG},
    {0, 8, "\x89PNG\r\n\x1a\n", PICTURE_PNG},
    {0, 4, "II*\0", PICTURE_TIFF}, /* also most raw pictures of cameras */
    {0, 4, "MM\0*", PICTURE_TIFF},
    {0, 4, "II+\0", PICTURE_TIFF},
    {0, 4, "MM\0+", PICTURE_TIFF},
    {0, 4, "IIRO", PICTURE_RAW},
    {0, 4, "IIU\0", PICTURE_RAW},
    {0, 15, "FUJIFILMCCD-RAW", PICTURE_RAW},
    {0, 4, "FOVb", PICTURE_RAW},
    {0, 6, "GIF87a", PICTURE_GIF},
    {0, 6, "GIF89a", PICTURE_GIF},
    {0, 2, "\xff\x0a", PICTURE_JXL},
    {0, 12, "\0\0\0\x0cJXL \r\n\x87\n", PICTURE_JXL},
    {0, 12, "\0\0\0\x0cjP  \r\n\x87\n", PICTURE_JXL},
    {8, 4, "WEBP", PICTURE_WEBP},
    {8, 4, "AVI ", PICTURE_MOVIE},
    {8, 4, "WAVE", PICTURE_SOUND},
    {4, 4, "moov", PICTURE_MOVIE},
    {4, 4, "mdat", PICTURE_MOVIE},
    {4, 4, "wide", PICTURE_MOVIE},
    {4, 4, "skip", PICTURE_MOVIE},
    {4, 4, "free", PICTURE_MOVIE},
    {0, 4, "\x1a\x45\xdf\xa3", PICTURE_MOVIE},
    {0, 4, "\x30\x26\xb2\x75", PICTURE_MOVIE},
    {0, 4, "OggS", PICTURE_SOUND},
    {0, 4, "fLaC", PICTURE_SOUND},
    {0, 3, "ID3", PICTURE_SOUND},
    {0, 5, "#!AMR", PICTURE_SOUND},
    {0, 4, "caff", PICTURE_SOUND},
    {0, 5, "%PDF-", PICTURE_PDF},
    {0, 4, "PK\x03\x04", PICTURE_OFFICE},
    {0, 8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", PICTURE_OFFICE},
    {0, 5, "{\\rtf", PICTURE_OFFICE},
};

/* The brand of an ISO base media file. */
static enum picture_kind
kind_of_brand(const uint8_t *brand)
{
	static const char *const still[] = {"heic", "heix", "heim", "heis",
	    "hevc", "hevx", "mif1", "mif2", "msf1", "avif", "avis"};

	for (size_t i = 0; i < sizeof(still) / sizeof(still[0]); i++)
		if (memcmp(brand, still[i], 4) == 0)
			return PICTURE_HEIF;
	if (memcmp(brand, "crx ", 4) == 0)
		return PICTURE_RAW;
	return memcmp(brand, "M4A ", 4) == 0 ? PICTURE_SOUND : PICTURE_MOVIE;
}

enum picture_kind
picture_kind_of(const uint8_t *bytes, size_t len)
{
	if (len >= 12 && memcmp(bytes + 4, "ftyp", 4) == 0)
		return kind_of_brand(bytes + 8);
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (len >= beginnings[i].offset + beginnings[i].len &&
		    memcmp(bytes + beginnings[i].offset, beginnings[i].bytes,
			beginnings[i].len) == 0)
			return beginnings[i].kind;
	return PICTURE_NONE;
}

void
picture_look(const uint8_t *bytes, size_t len, struct picture_look *ret_look)
{
	memset(ret_look, 0, sizeof(*ret_look));
	ret_look->orientation = 1;
	ret_look->found.kind = picture_kind_of(bytes, len);
	if (ret_look->found.kind == PICTURE_JPEG)
		picture_jpeg_look(bytes, len, ret_look);
	else if (ret_look->found.kind == PICTURE_PNG)
		picture_png_look(bytes, len, ret_look);
}

enum picture_copy
picture_clean(const uint8_t *bytes, size_t len, const struct picture_look *look,
    const struct byte_sink *sink)
{
	if (look->found.kind == PICTURE_JPEG)
		return picture_jpeg_clean(bytes, len, look, sink);
	if (look->found.kind == PICTURE_PNG)
		return picture_png_clean(bytes, len, look, sink);
	return PICTURE_COPY_BAD;
}
