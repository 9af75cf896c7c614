/*
 * What looks into pictures and cleans them: pure functions over bytes in
 * memory, which only the child that is shut in may call (and tests).
 */
#ifndef VALISE_DEFENDER_PICTURE_PARTS_H
#define VALISE_DEFENDER_PICTURE_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "common/bytes/stream.h"
#include "picture.h"

#define PICTURE_BYTES_MAX (128u << 20) /* of a file that is looked into */
#define PICTURE_WORK_MAX (384u << 20)  /* of memory for one that is cleaned */
#define PICTURE_ORIENTATION_BYTES 32u

/* A look, with what cleaning must know and the parent need not. */
struct picture_look {
	struct picture_found found;
	unsigned orientation; /* EXIF, 1 to 8; 1 where there is none */
	bool animated;
};

/* The kind, by the first bytes: compares them and no more, so anyone may call.
 */
enum picture_kind picture_kind_of(const uint8_t *bytes, size_t len);

/* The whole file's kind and what it carries; never fails. */
void picture_look(
    const uint8_t *bytes, size_t len, struct picture_look *ret_look);

/* A JPEG's or PNG's segments, added to `look`. */
void picture_jpeg_look(
    const uint8_t *bytes, size_t len, struct picture_look *look);
void picture_png_look(
    const uint8_t *bytes, size_t len, struct picture_look *look);

/* An EXIF block that begins with its TIFF header, added to `look`. */
void picture_exif_look(
    const uint8_t *bytes, size_t len, struct picture_look *look);
/* An XMP packet, with what may stand before it. */
void picture_xmp_look(
    const uint8_t *bytes, size_t len, struct picture_look *look);
/* Photoshop's resources, or the datasets of IPTC that are among them. */
void picture_iptc_look(
    const uint8_t *bytes, size_t len, struct picture_look *look);

enum picture_png_text { PICTURE_PNG_TEXT, PICTURE_PNG_ZTXT, PICTURE_PNG_ITXT };

/* A text chunk, unpacked where it is packed. */
void picture_png_text_look(enum picture_png_text sort, const uint8_t *bytes,
    size_t len, struct picture_look *look);

/* A TIFF header and one entry, the orientation: six bytes less for PNG. */
void picture_orientation_block(
    unsigned orientation, uint8_t ret_block[static PICTURE_ORIENTATION_BYTES]);

/*
 * Writes a copy of the same pixels to `sink`: COPY_CLEAN, _BAD, _LARGE or
 * _ANIMATED.  What was written is worth nothing unless COPY_CLEAN.
 */
enum picture_copy picture_clean(const uint8_t *bytes, size_t len,
    const struct picture_look *look, const struct byte_sink *sink);
enum picture_copy picture_jpeg_clean(const uint8_t *bytes, size_t len,
    const struct picture_look *look, const struct byte_sink *sink);
enum picture_copy picture_png_clean(const uint8_t *bytes, size_t len,
    const struct picture_look *look, const struct byte_sink *sink);

#endif
