#include "picture.h"

#include <stdarg.h>
#include <stdio.h>

const char *
picture_kind_text(enum picture_kind kind)
{
	static const char *const texts[PICTURE_KINDS] = {
	    [PICTURE_NONE] = "no picture",
	    [PICTURE_JPEG] = "a JPEG picture",
	    [PICTURE_PNG] = "a PNG picture",
	    [PICTURE_TIFF] = "a TIFF or raw picture",
	    [PICTURE_HEIF] = "a HEIC or AVIF picture",
	    [PICTURE_WEBP] = "a WebP picture",
	    [PICTURE_GIF] = "a GIF picture",
	    [PICTURE_RAW] = "a camera's raw picture",
	    [PICTURE_JXL] = "a JPEG XL or JPEG 2000 picture",
	    [PICTURE_MOVIE] = "a video",
	    [PICTURE_SOUND] = "a sound recording",
	    [PICTURE_PDF] = "a PDF document",
	    [PICTURE_OFFICE] = "an office document or archive"};

	return texts[kind];
}

const char *
picture_copy_text(enum picture_copy copy)
{
	switch (copy) {
	case PICTURE_COPY_LARGE:
		return "it is too large";
	case PICTURE_COPY_ANIMATED:
		return "it moves, and a copy would stand still";
	case PICTURE_COPY_BROKE:
		return "it broke the process that cleans";
	default:
		return "it is damaged, or of a sort that is not understood";
	}
}

struct list {
	char *text;
	size_t size;
	size_t len;
};

static void add(struct list *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* One more, after a comma; nothing where it does not fit. */
static void
add(struct list *l, const char *format, ...)
{
	size_t start = l->len + (l->len == 0 ? 0 : 2);
	va_list args;
	int len;

	if (start >= l->size)
		return;
	va_start(args, format);
	len = vsnprintf(l->text + start, l->size - start, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= l->size - start) {
		l->text[l->len] = '\0';
		return;
	}
	if (l->len > 0) {
		l->text[l->len] = ',';
		l->text[l->len + 1] = ' ';
	}
	l->len = start + (size_t)len;
}

/* "what: value", or what alone. */
static void
add_value(struct list *l, const char *what, const char *value)
{
	add(l, "%s%s%s", what, value[0] == '\0' ? "" : ": ", value);
}

void
picture_describe(const struct picture_found *found, char *ret_text, size_t size)
{
	static const struct {
		uint32_t bit;
		const char *text;
	} others[] = {{PICTURE_SERIAL, "a serial number or the maker's notes"},
	    {PICTURE_PERSON, "a person's name (owner, author, copyright)"},
	    {PICTURE_THUMBNAIL, "a small copy of itself (thumbnail)"},
	    {PICTURE_COMMENT, "comments or captions"},
	    {PICTURE_XMP, "an XMP block"}, {PICTURE_IPTC, "an IPTC block"},
	    {PICTURE_PROFILE, "a colour profile"},
	    {PICTURE_SETTINGS, "the camera's settings"},
	    {PICTURE_MORE, "further pictures inside"},
	    {PICTURE_BEHIND, "something behind its end"},
	    {PICTURE_OTHER, "blocks not known here"},
	    {PICTURE_DAMAGED, "a part that can't be read"}};
	struct list l = {ret_text, size, 0};
	char camera[2 * PICTURE_VALUE_BYTES];

	ret_text[0] = '\0';
	if (found->carries & PICTURE_PLACE)
		add(&l, "the place (coordinates are not shown here)");
	(void)snprintf(camera, sizeof(camera), "%s%s%s", found->make,
	    found->make[0] == '\0' || found->model[0] == '\0' ? "" : " ",
	    found->model);
	if (found->carries & PICTURE_CAMERA)
		add_value(&l, "the camera", camera);
	if (found->carries & PICTURE_TIME)
		add_value(&l, "the time", found->time);
	if (found->carries & PICTURE_SOFTWARE)
		add_value(&l, "the software", found->software);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (found->carries & others[i].bit)
			add(&l, "%s", others[i].text);
}
