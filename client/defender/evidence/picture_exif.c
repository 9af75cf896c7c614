#include "picture_parts.h"

#include <stdlib.h>
#include <string.h>

#include <libexif/exif-data.h>

/* As in EXIF 2.32 and DNG; not all of them have a name in libexif. */
enum tag {
	TAG_DESCRIPTION = 0x010e,
	TAG_MAKE = 0x010f,
	TAG_MODEL = 0x0110,
	TAG_ORIENTATION = 0x0112,
	TAG_X_RESOLUTION = 0x011a,
	TAG_Y_RESOLUTION = 0x011b,
	TAG_RESOLUTION_UNIT = 0x0128,
	TAG_SOFTWARE = 0x0131,
	TAG_DATE_TIME = 0x0132,
	TAG_ARTIST = 0x013b,
	TAG_HOST_COMPUTER = 0x013c,
	TAG_CHROMA_POSITION = 0x0213,
	TAG_COPYRIGHT = 0x8298,
	TAG_TIME_FIRST = 0x9003,
	TAG_TIME_LAST = 0x9012,
	TAG_EXIF_VERSION = 0x9000,
	TAG_COMPONENTS = 0x9101,
	TAG_MAKER_NOTE = 0x927c,
	TAG_USER_COMMENT = 0x9286,
	TAG_SUBSECOND_FIRST = 0x9290,
	TAG_SUBSECOND_LAST = 0x9292,
	TAG_XP_FIRST = 0x9c9b, /* title, comment, author, words, subject */
	TAG_XP_LAST = 0x9c9f,
	TAG_FLASHPIX = 0xa000,
	TAG_COLOUR_SPACE = 0xa001,
	TAG_WIDTH = 0xa002,
	TAG_HEIGHT = 0xa003,
	TAG_UNIQUE_ID = 0xa420,
	TAG_OWNER = 0xa430,
	TAG_BODY_SERIAL = 0xa431,
	TAG_LENS_FIRST = 0xa432,
	TAG_LENS_LAST = 0xa434,
	TAG_LENS_SERIAL = 0xa435
};

/* A block that is longer holds more than its harmless entries. */
#define HARMLESS_BYTES 256

static bool
within(unsigned tag, unsigned first, unsigned last)
{
	return tag >= first && tag <= last;
}

/* Those that the picture's own size and show are made of. */
static bool
harmless(unsigned tag)
{
	return tag == TAG_ORIENTATION || tag == TAG_X_RESOLUTION ||
	    tag == TAG_Y_RESOLUTION || tag == TAG_RESOLUTION_UNIT ||
	    tag == TAG_CHROMA_POSITION || tag == TAG_EXIF_VERSION ||
	    tag == TAG_COMPONENTS || within(tag, TAG_FLASHPIX, TAG_HEIGHT);
}

static unsigned
carried_by(unsigned tag)
{
	if (tag == TAG_MAKE || tag == TAG_MODEL || tag == TAG_HOST_COMPUTER ||
	    within(tag, TAG_LENS_FIRST, TAG_LENS_LAST))
		return PICTURE_CAMERA;
	if (tag == TAG_BODY_SERIAL || tag == TAG_LENS_SERIAL ||
	    tag == TAG_UNIQUE_ID)
		return PICTURE_SERIAL;
	if (tag == TAG_OWNER || tag == TAG_ARTIST || tag == TAG_COPYRIGHT)
		return PICTURE_PERSON;
	if (tag == TAG_SOFTWARE)
		return PICTURE_SOFTWARE;
	if (tag == TAG_DATE_TIME ||
	    within(tag, TAG_TIME_FIRST, TAG_TIME_LAST) ||
	    within(tag, TAG_SUBSECOND_FIRST, TAG_SUBSECOND_LAST))
		return PICTURE_TIME;
	if (tag == TAG_DESCRIPTION || tag == TAG_USER_COMMENT ||
	    within(tag, TAG_XP_FIRST, TAG_XP_LAST))
		return PICTURE_COMMENT;
	/* The maker's own notes commonly hold a serial number. */
	if (tag == TAG_MAKER_NOTE)
		return PICTURE_SERIAL | PICTURE_SETTINGS;
	return harmless(tag) ? 0 : PICTURE_SETTINGS;
}

static void
take_value(const ExifEntry *e, char value[static PICTURE_VALUE_BYTES])
{
	size_t len = e->data == NULL ? 0 : strnlen((char *)e->data, e->size);

	if (e->format != EXIF_FORMAT_ASCII || value[0] != '\0')
		return;
	while (len > 0 && e->data[len - 1] == ' ')
		len--;
	if (len >= PICTURE_VALUE_BYTES)
		len = PICTURE_VALUE_BYTES - 1;
	if (len > 0)
		memcpy(value, e->data, len);
	value[len] = '\0';
}

static void
take_entry(const ExifEntry *e, ExifByteOrder order, struct picture_look *look)
{
	struct picture_found *f = &look->found;
	unsigned tag = (unsigned)e->tag, value;

	f->carries |= carried_by(tag);
	if (tag == TAG_MAKE)
		take_value(e, f->make);
	else if (tag == TAG_MODEL)
		take_value(e, f->model);
	else if (tag == TAG_SOFTWARE)
		take_value(e, f->software);
	else if (tag == TAG_TIME_FIRST || tag == TAG_DATE_TIME)
		take_value(e, f->time);
	else if (tag == TAG_ORIENTATION && e->format == EXIF_FORMAT_SHORT &&
	    e->components >= 1 && e->size >= 2) {
		value = exif_get_short(e->data, order);
		look->orientation = value >= 1 && value <= 8 ? value : 1;
	}
}

static unsigned
take_all(const ExifData *data, ExifByteOrder order, struct picture_look *look)
{
	static const ExifIfd folders[] = {
	    EXIF_IFD_0, EXIF_IFD_EXIF, EXIF_IFD_INTEROPERABILITY};
	unsigned n = 0;

	for (size_t f = 0; f < sizeof(folders) / sizeof(folders[0]); f++) {
		const ExifContent *folder = data->ifd[folders[f]];

		n += folder->count;
		for (unsigned i = 0; i < folder->count; i++) {
			if (folders[f] == EXIF_IFD_INTEROPERABILITY)
				look->found.carries |= PICTURE_SETTINGS;
			else
				take_entry(folder->entries[i], order, look);
		}
	}
	if (data->ifd[EXIF_IFD_GPS]->count > 0)
		look->found.carries |= PICTURE_PLACE;
	if (data->ifd[EXIF_IFD_1]->count > 0 || data->data != NULL)
		look->found.carries |= PICTURE_THUMBNAIL;
	return n + data->ifd[EXIF_IFD_GPS]->count +
	    data->ifd[EXIF_IFD_1]->count;
}

void
picture_exif_look(const uint8_t *bytes, size_t len, struct picture_look *look)
{
	static const char head[] = "Exif\0"; /* and one more NUL */
	unsigned before = look->found.carries, n = 0;
	ExifData *data = NULL;
	uint8_t *block = NULL;

	if (len > 0 && len < PICTURE_BYTES_MAX)
		block = malloc(len + sizeof(head));
	if (block != NULL)
		data = exif_data_new();
	if (data != NULL) {
		memcpy(block, head, sizeof(head));
		memcpy(block + sizeof(head), bytes, len);
		/* As it stands there: nothing mended, nothing passed over. */
		exif_data_unset_option(
		    data, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
		exif_data_unset_option(
		    data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
		exif_data_load_data(
		    data, block, (unsigned)(len + sizeof(head)));
		n = take_all(data, exif_data_get_byte_order(data), look);
		exif_data_unref(data);
	}
	free(block);
	if (n == 0)
		look->found.carries |= PICTURE_SETTINGS | PICTURE_DAMAGED;
	else if (look->found.carries == before && len > HARMLESS_BYTES)
		look->found.carries |= PICTURE_SETTINGS;
}

void
picture_orientation_block(
    unsigned orientation, uint8_t ret_block[static PICTURE_ORIENTATION_BYTES])
{
	static const uint8_t block[PICTURE_ORIENTATION_BYTES] = {'E', 'x', 'i',
	    'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, /* the first folder */
	    0, 1, TAG_ORIENTATION >> 8, TAG_ORIENTATION & 0xff, 0,
	    EXIF_FORMAT_SHORT, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0};

	memcpy(ret_block, block, sizeof(block));
	ret_block[25] = (uint8_t)orientation;
}
