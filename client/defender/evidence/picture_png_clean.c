/*
 * A PNG's rows written anew by libpng: the same samples, with the palette,
 * transparency, gamma and sRGB that they need, and no other chunk.
 */
#include "picture_parts.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include <sodium.h>

#define SIDE_MAX 1000000u
#define CHUNK_MEMORY_MAX (8u << 20)

/* All that lives across the jump, on the heap; as in picture_jpeg_clean.c. */
struct work {
	png_structp in, out;
	png_infop in_info, out_info;
	jmp_buf back;
	struct byte_memory source;
	const struct byte_sink *sink;
	uint8_t *pixels;
	png_bytepp rows;
	size_t pixel_bytes;
};

static PNG_NORETURN void
fail(png_structp png, png_const_charp message)
{
	struct work *w = png_get_error_ptr(png);

	(void)message;
	longjmp(w->back, 1);
}

static void
say_nothing(png_structp png, png_const_charp message)
{
	(void)png;
	(void)message;
}

static void
take(png_structp png, png_bytep bytes, size_t len)
{
	struct work *w = png_get_io_ptr(png);

	if (len > w->source.left)
		png_error(png, "cut short");
	memcpy(bytes, w->source.bytes, len);
	w->source.bytes += len;
	w->source.left -= len;
}

static void
put(png_structp png, png_bytep bytes, size_t len)
{
	struct work *w = png_get_io_ptr(png);

	if (!w->sink->write(w->sink->context, bytes, len))
		png_error(png, "not taken");
}

static void
flush(png_structp png)
{
	(void)png;
}

static bool
create(struct work *w)
{
	static const png_byte needed[] = "gAMA\0sRGB";

	w->in =
	    png_create_read_struct(PNG_LIBPNG_VER_STRING, w, fail, say_nothing);
	w->out = png_create_write_struct(
	    PNG_LIBPNG_VER_STRING, w, fail, say_nothing);
	if (w->in == NULL || w->out == NULL)
		return false;
	w->in_info = png_create_info_struct(w->in);
	w->out_info = png_create_info_struct(w->out);
	if (w->in_info == NULL || w->out_info == NULL)
		return false;
	png_set_read_fn(w->in, w, take);
	png_set_write_fn(w->out, w, put, flush);
	png_set_user_limits(w->in, SIDE_MAX, SIDE_MAX);
	png_set_user_limits(w->out, SIDE_MAX, SIDE_MAX);
	png_set_chunk_malloc_max(w->in, CHUNK_MEMORY_MAX);
	/* The rest is not even parsed: tRNS is no choice of libpng's. */
	png_set_keep_unknown_chunks(w->in, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_set_keep_unknown_chunks(
	    w->in, PNG_HANDLE_CHUNK_AS_DEFAULT, needed, 2);
	return true;
}

static enum picture_copy
read_pixels(struct work *w)
{
	size_t row_bytes, height;

	png_read_info(w->in, w->in_info);
	row_bytes = png_get_rowbytes(w->in, w->in_info);
	height = png_get_image_height(w->in, w->in_info);
	if (row_bytes == 0 || height == 0)
		return PICTURE_COPY_BAD;
	if (row_bytes > PICTURE_WORK_MAX / height)
		return PICTURE_COPY_LARGE;
	w->pixel_bytes = row_bytes * height;
	w->pixels = calloc(height, row_bytes);
	w->rows = calloc(height, sizeof(*w->rows));
	if (w->pixels == NULL || w->rows == NULL)
		return PICTURE_COPY_LARGE;
	for (size_t i = 0; i < height; i++)
		w->rows[i] = w->pixels + i * row_bytes;
	png_read_image(w->in, w->rows);
	png_read_end(w->in, NULL);
	return PICTURE_COPY_CLEAN;
}

static void
copy_what_pixels_need(struct work *w)
{
	png_uint_32 width, height;
	int depth, colour, interlace, compression, filter, n = 0, intent;
	png_colorp palette;
	png_bytep alpha;
	png_color_16p clear;
	png_fixed_point gamma;

	(void)png_get_IHDR(w->in, w->in_info, &width, &height, &depth, &colour,
	    &interlace, &compression, &filter);
	png_set_IHDR(w->out, w->out_info, width, height, depth, colour,
	    interlace, compression, filter);
	if (png_get_PLTE(w->in, w->in_info, &palette, &n) != 0)
		png_set_PLTE(w->out, w->out_info, palette, n);
	if (png_get_tRNS(w->in, w->in_info, &alpha, &n, &clear) != 0)
		png_set_tRNS(w->out, w->out_info, alpha, n, clear);
	if (png_get_sRGB(w->in, w->in_info, &intent) != 0)
		png_set_sRGB(w->out, w->out_info, intent);
	else if (png_get_gAMA_fixed(w->in, w->in_info, &gamma) != 0)
		png_set_gAMA_fixed(w->out, w->out_info, gamma);
}

static enum picture_copy
copy(struct work *w, unsigned orientation)
{
	uint8_t block[PICTURE_ORIENTATION_BYTES];
	enum picture_copy read;

	if (setjmp(w->back) != 0)
		return PICTURE_COPY_BAD;
	if (!create(w))
		return PICTURE_COPY_LARGE;
	read = read_pixels(w);
	if (read != PICTURE_COPY_CLEAN)
		return read;
	copy_what_pixels_need(w);
	if (orientation != 1) {
		picture_orientation_block(orientation, block);
		png_set_eXIf_1(w->out, w->out_info, sizeof(block) - 6,
		    block + 6); /* without "Exif" */
	}
	png_write_info(w->out, w->out_info);
	png_write_image(w->out, w->rows);
	png_write_end(w->out, NULL);
	return PICTURE_COPY_CLEAN;
}

enum picture_copy
picture_png_clean(const uint8_t *bytes, size_t len,
    const struct picture_look *look, const struct byte_sink *sink)
{
	struct work *w;
	enum picture_copy result;

	if (look->animated)
		return PICTURE_COPY_ANIMATED;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return PICTURE_COPY_LARGE;
	w->source.bytes = bytes;
	w->source.left = len;
	w->sink = sink;
	result = copy(w, look->orientation);
	png_destroy_write_struct(&w->out, &w->out_info);
	png_destroy_read_struct(&w->in, &w->in_info, NULL);
	if (w->pixels != NULL)
		sodium_memzero(w->pixels, w->pixel_bytes);
	free(w->pixels);
	free(w->rows);
	free(w);
	return result;
}
