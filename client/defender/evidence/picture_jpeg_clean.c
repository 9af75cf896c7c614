/*
 * A JPEG's coefficients written anew by libjpeg, without loss; none of its
 * other segments goes along.
 */
#include "picture_parts.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include <sodium.h>

#define OUT_BYTES 65536u
#define SCANS_MAX 200 /* a picture has some ten; each costs a whole pass */

/*
 * All that lives across the jump.  It is on the heap and reached by a pointer
 * that does not change, so that no value of it is lost (C17 7.13.2.1).
 */
struct work {
	struct jpeg_decompress_struct in;
	struct jpeg_compress_struct out;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	struct jpeg_destination_mgr destination;
	jmp_buf back;
	const struct byte_sink *sink;
	uint8_t buffer[OUT_BYTES];
};

static void
fail(j_common_ptr c)
{
	struct work *w = c->client_data;

	longjmp(w->back, 1);
}

static void
say_nothing(j_common_ptr c)
{
	(void)c;
}

static void
count_scans(j_common_ptr c)
{
	struct work *w = c->client_data;

	if (c->is_decompressor && w->in.input_scan_number > SCANS_MAX)
		fail(c);
}

static void
begin_output(j_compress_ptr c)
{
	struct work *w = c->client_data;

	w->destination.next_output_byte = w->buffer;
	w->destination.free_in_buffer = OUT_BYTES;
}

static void
put(j_compress_ptr c, size_t len)
{
	struct work *w = c->client_data;

	if (!w->sink->write(w->sink->context, w->buffer, len))
		fail((j_common_ptr)c);
	begin_output(c);
}

static boolean
flush_output(j_compress_ptr c)
{
	put(c, OUT_BYTES);
	return TRUE;
}

static void
end_output(j_compress_ptr c)
{
	struct work *w = c->client_data;

	put(c, OUT_BYTES - w->destination.free_in_buffer);
}

/* Bytes that all coefficients take. */
static uint64_t
coefficient_bytes(const struct jpeg_decompress_struct *in)
{
	uint64_t bytes = 0;

	for (int i = 0; i < in->num_components; i++)
		bytes += (uint64_t)in->comp_info[i].width_in_blocks *
		    in->comp_info[i].height_in_blocks * sizeof(JBLOCK);
	return bytes;
}

static enum picture_copy
copy(struct work *w, const uint8_t *bytes, size_t len, unsigned orientation)
{
	uint8_t block[PICTURE_ORIENTATION_BYTES];
	jvirt_barray_ptr *coefficients;

	if (setjmp(w->back) != 0)
		return PICTURE_COPY_BAD;
	jpeg_create_decompress(&w->in);
	jpeg_create_compress(&w->out);
	w->in.progress = &w->progress;
	jpeg_mem_src(&w->in, bytes, (unsigned long)len);
	if (jpeg_read_header(&w->in, TRUE) != JPEG_HEADER_OK)
		return PICTURE_COPY_BAD;
	if (coefficient_bytes(&w->in) > PICTURE_WORK_MAX)
		return PICTURE_COPY_LARGE;
	coefficients = jpeg_read_coefficients(&w->in);
	/* Where it is not whole, libjpeg invents the rest. */
	if (coefficients == NULL || w->errors.num_warnings > 0)
		return PICTURE_COPY_BAD;
	jpeg_copy_critical_parameters(&w->in, &w->out);
	w->out.optimize_coding = TRUE;
	w->out.dest = &w->destination;
	jpeg_write_coefficients(&w->out, coefficients);
	if (orientation != 1) {
		picture_orientation_block(orientation, block);
		jpeg_write_marker(&w->out, JPEG_APP0 + 1, block, sizeof(block));
	}
	jpeg_finish_compress(&w->out);
	(void)jpeg_finish_decompress(&w->in);
	return w->errors.num_warnings == 0 ? PICTURE_COPY_CLEAN
					   : PICTURE_COPY_BAD;
}

enum picture_copy
picture_jpeg_clean(const uint8_t *bytes, size_t len,
    const struct picture_look *look, const struct byte_sink *sink)
{
	struct work *w = calloc(1, sizeof(*w));
	enum picture_copy result;

	if (w == NULL)
		return PICTURE_COPY_LARGE;
	w->in.err = w->out.err = jpeg_std_error(&w->errors);
	w->errors.error_exit = fail;
	w->errors.output_message = say_nothing;
	w->progress.progress_monitor = count_scans;
	w->destination.init_destination = begin_output;
	w->destination.empty_output_buffer = flush_output;
	w->destination.term_destination = end_output;
	w->in.client_data = w->out.client_data = w;
	w->sink = sink;
	result = copy(w, bytes, len, look->orientation);
	jpeg_destroy_compress(&w->out);
	jpeg_destroy_decompress(&w->in);
	sodium_memzero(w, sizeof(*w));
	free(w);
	return result;
}
