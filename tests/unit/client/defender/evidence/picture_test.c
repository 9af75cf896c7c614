/* What pictures carry, and what is left of it in a cleaned copy. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sodium.h>

#include "client/defender/evidence/picture_parts.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"

#define CAMERA_TOLD \
	(PICTURE_PLACE | PICTURE_CAMERA | PICTURE_TIME | PICTURE_XMP)

/* Those of the fuzz target's corpus. */
static const struct {
	const char *name;
	enum picture_kind kind;
	unsigned carries;
	unsigned orientation;
	enum picture_copy copy;
} pictures[] = {
    {"jpeg-plain", PICTURE_JPEG, 0, 1, PICTURE_COPY_CLEAN},
    {"jpeg-progressive", PICTURE_JPEG, 0, 1, PICTURE_COPY_CLEAN},
    {"jpeg-arithmetic", PICTURE_JPEG, 0, 1, PICTURE_COPY_CLEAN},
    {"jpeg-cmyk", PICTURE_JPEG, PICTURE_COMMENT, 1, PICTURE_COPY_CLEAN},
    {"jpeg-told", PICTURE_JPEG,
	CAMERA_TOLD | PICTURE_SERIAL | PICTURE_PERSON | PICTURE_SOFTWARE |
	    PICTURE_THUMBNAIL | PICTURE_COMMENT | PICTURE_IPTC |
	    PICTURE_SETTINGS,
	6, PICTURE_COPY_CLEAN},
    {"jpeg-behind", PICTURE_JPEG, PICTURE_PLACE | PICTURE_BEHIND, 3,
	PICTURE_COPY_CLEAN},
    {"jpeg-profile", PICTURE_JPEG,
	PICTURE_PROFILE | PICTURE_MORE | PICTURE_OTHER | PICTURE_THUMBNAIL, 1,
	PICTURE_COPY_CLEAN},
    {"jpeg-exif-damaged", PICTURE_JPEG, PICTURE_SETTINGS | PICTURE_DAMAGED, 1,
	PICTURE_COPY_CLEAN},
    {"jpeg-late", PICTURE_JPEG, PICTURE_COMMENT, 1, PICTURE_COPY_CLEAN},
    {"jpeg-bomb", PICTURE_JPEG, PICTURE_COMMENT, 1, PICTURE_COPY_LARGE},
    {"png-told", PICTURE_PNG, CAMERA_TOLD | PICTURE_PERSON | PICTURE_COMMENT, 1,
	PICTURE_COPY_CLEAN},
    {"png-palette", PICTURE_PNG,
	PICTURE_TIME | PICTURE_PERSON | PICTURE_COMMENT, 1, PICTURE_COPY_CLEAN},
    /* Its profile of EXIF holds none. */
    {"png-deep", PICTURE_PNG,
	PICTURE_COMMENT | PICTURE_SETTINGS | PICTURE_DAMAGED, 1,
	PICTURE_COPY_CLEAN},
    {"png-packed", PICTURE_PNG, PICTURE_XMP | PICTURE_PLACE | PICTURE_PERSON, 1,
	PICTURE_COPY_CLEAN},
    {"png-profile", PICTURE_PNG,
	PICTURE_IPTC | PICTURE_PLACE | PICTURE_PERSON | PICTURE_COMMENT |
	    PICTURE_SETTINGS,
	1, PICTURE_COPY_CLEAN},
    {"png-grey-clear", PICTURE_PNG, PICTURE_COMMENT, 1, PICTURE_COPY_CLEAN},
    {"png-turned", PICTURE_PNG, 0, 6, PICTURE_COPY_CLEAN},
    {"png-moving", PICTURE_PNG, PICTURE_MORE, 1, PICTURE_COPY_ANIMATED},
    {"png-bomb", PICTURE_PNG, PICTURE_TIME | PICTURE_PERSON | PICTURE_COMMENT,
	1, PICTURE_COPY_LARGE},
};
#define N (sizeof(pictures) / sizeof(pictures[0]))

static uint8_t *
read_picture(const char *name, size_t *ret_len)
{
	uint8_t *bytes = NULL;
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/picture/%s",
	    getenv("VALISE_SOURCE"), name);
	assert_true(durable_file_read(path, 1u << 20, &bytes, ret_len));
	return bytes;
}

static int
as_file(const uint8_t *bytes, size_t len)
{
	int fd = memfd_create("picture", MFD_CLOEXEC);

	assert_true(fd >= 0 && stream_write_all(fd, bytes, len));
	return fd;
}

static void
each_says_what_it_carries(void **state)
{
	struct picture_look look;
	uint8_t *bytes;
	size_t len;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		bytes = read_picture(pictures[i].name, &len);
		picture_look(bytes, len, &look);
		if (look.found.carries != pictures[i].carries)
			print_message(
			    "%s: %x\n", pictures[i].name, look.found.carries);
		assert_int_equal(look.found.kind, pictures[i].kind);
		assert_int_equal(look.found.carries, pictures[i].carries);
		assert_int_equal(look.orientation, pictures[i].orientation);
		free(bytes);
	}
	bytes = read_picture("jpeg-told", &len);
	picture_look(bytes, len, &look);
	assert_string_equal(look.found.make, "Acme");
	assert_string_equal(look.found.model, "Eye 5");
	assert_string_equal(look.found.software, "Soft 1");
	assert_string_equal(look.found.time, "2024:05:06 07:08:09");
	free(bytes);
}

#define XMP_OF(inside) \
	"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>" \
	"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" \
	"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>" \
	"<r:Description xmlns:q='http://ns.adobe.com/photoshop/1.0/' " \
	"xmlns:d='http://purl.org/dc/elements/1.1/' " \
	"xmlns:t='http://ns.adobe.com/tiff/1.0/' " inside \
	"</r:Description></r:RDF></x:xmpmeta><?xpacket end='w'?>"

/* By its names, whatever the prefix and the spelling of values are. */
static void
xmp_is_read_by_its_names(void **state)
{
	static const struct {
		const char *packet;
		unsigned carries;
	} packets[] = {{XMP_OF(">"), 0},
	    {XMP_OF("q:City='T&#111;wn'>"), PICTURE_PLACE},
	    {XMP_OF("><q:Country>X</q:Country>"), PICTURE_PLACE},
	    {XMP_OF("><d:creator><r:Seq><r:li>A</r:li></r:Seq></d:creator>"),
		PICTURE_PERSON},
	    {XMP_OF("q:DateCreated='2024-05-06T07:08:09'>"), PICTURE_TIME},
	    {XMP_OF("><t:Make>Acme</t:Make>"), PICTURE_CAMERA},
	    {XMP_OF("><d:description>words</d:description>"), PICTURE_COMMENT},
	    /* The words, and not the names. */
	    {XMP_OF("><d:source>City creator GPS</d:source>"), 0},
	    {XMP_OF("q:City='a'><broken"), PICTURE_PLACE | PICTURE_DAMAGED},
	    {"no packet at all", PICTURE_DAMAGED},
	    {"<!DOCTYPE a [<!ENTITY b 'cccc'><!ENTITY d '&b;&b;&b;'>]>"
	     "<a>&d;</a>",
		PICTURE_DAMAGED}};
	struct picture_look look;

	(void)state;
	for (size_t i = 0; i < sizeof(packets) / sizeof(packets[0]); i++) {
		memset(&look, 0, sizeof(look));
		picture_xmp_look((const uint8_t *)packets[i].packet,
		    strlen(packets[i].packet), &look);
		if (look.found.carries != (packets[i].carries | PICTURE_XMP))
			fail_msg("%zu: %x", i, look.found.carries);
	}
	memset(&look, 0, sizeof(look));
	picture_xmp_look((const uint8_t *)packets[4].packet,
	    strlen(packets[4].packet), &look);
	assert_string_equal(look.found.time, "2024-05-06T07:08:09");
	picture_xmp_look((const uint8_t *)packets[5].packet,
	    strlen(packets[5].packet), &look);
	assert_string_equal(look.found.make, "Acme");
}

/* Both orders of UTF-16, with and without a mark. */
static void
xmp_of_two_bytes_is_read_too(void **state)
{
	static const char packet[] = XMP_OF("q:City='Town'>");
	uint8_t wide[2 * sizeof(packet) + 2];
	struct picture_look look;

	(void)state;
	for (int big = 0; big < 2; big++) {
		wide[big ? 0 : 1] = 0xfe;
		wide[big ? 1 : 0] = 0xff;
		for (size_t i = 0; i + 1 < sizeof(packet); i++) {
			wide[2 + 2 * i + (big ? 1 : 0)] = (uint8_t)packet[i];
			wide[2 + 2 * i + (big ? 0 : 1)] = 0;
		}
		memset(&look, 0, sizeof(look));
		picture_xmp_look(wide, 2 * (sizeof(packet) - 1) + 2, &look);
		assert_int_equal(
		    look.found.carries, PICTURE_XMP | PICTURE_PLACE);
	}
}

static void
iptc_is_read_by_its_datasets(void **state)
{
	static const uint8_t block[] = "Photoshop 3.0\0"
				       "8BIM\4\4\0\0\0\0\0\26"
				       "\x1c\2\x5a\0\4Town"
				       "\x1c\2\x37\0\10"
				       "20240506";
	struct picture_look look = {.orientation = 1};

	(void)state;
	picture_iptc_look(block, sizeof(block) - 1, &look);
	assert_int_equal(
	    look.found.carries, PICTURE_IPTC | PICTURE_PLACE | PICTURE_TIME);
	assert_string_equal(look.found.time, "20240506");
	/* Cut anywhere it is an IPTC block all the same. */
	for (size_t len = 0; len < sizeof(block) - 1; len++) {
		memset(&look, 0, sizeof(look));
		picture_iptc_look(block, len, &look);
		assert_true((look.found.carries & PICTURE_IPTC) != 0);
	}
}

static void
a_copy_carries_nothing_but_how_it_lies(void **state)
{
	struct picture_look look, clean;
	struct byte_writer copy;
	struct byte_sink sink;
	uint8_t *bytes;
	size_t len;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		bytes = read_picture(pictures[i].name, &len);
		picture_look(bytes, len, &look);
		byte_writer_init(&copy, 1u << 20);
		sink = byte_sink_writer(&copy);
		assert_int_equal(
		    picture_clean(bytes, len, &look, &sink), pictures[i].copy);
		if (pictures[i].copy == PICTURE_COPY_CLEAN) {
			picture_look(copy.data, copy.len, &clean);
			assert_int_equal(clean.found.carries, 0);
			assert_int_equal(
			    clean.orientation, pictures[i].orientation);
		}
		byte_writer_finish(&copy);
		free(bytes);
	}
}

/* No beginning of a picture is taken for a whole one, nor cleaned. */
static void
what_is_cut_short_is_damaged(void **state)
{
	struct picture_look look;
	struct byte_writer copy;
	struct byte_sink sink;
	uint8_t *bytes, *part;
	size_t len;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		bytes = read_picture(pictures[i].name, &len);
		if (pictures[i].carries & PICTURE_BEHIND)
			len = 0;
		for (size_t n = 8; n < len; n++) {
			part = malloc(n); /* a sanitizer sees one too many */
			assert_non_null(part);
			memcpy(part, bytes, n);
			picture_look(part, n, &look);
			assert_true(look.found.carries & PICTURE_DAMAGED);
			byte_writer_init(&copy, 1u << 20);
			sink = byte_sink_writer(&copy);
			assert_int_not_equal(
			    picture_clean(part, n, &look, &sink),
			    PICTURE_COPY_CLEAN);
			byte_writer_finish(&copy);
			free(part);
		}
		free(bytes);
	}
}

static void
kinds_are_told_by_their_first_bytes(void **state)
{
	static const struct {
		char bytes[13]; /* and a NUL, that is not looked at */
		enum picture_kind kind;
	} cases[] = {{"\xff\xd8\xff\xe0________", PICTURE_JPEG},
	    {"\x89PNG\r\n\x1a\n____", PICTURE_PNG},
	    {"II*\0________", PICTURE_TIFF}, {"MM\0*________", PICTURE_TIFF},
	    {"\0\0\0\30ftypheic", PICTURE_HEIF},
	    {"\0\0\0\30ftypavif", PICTURE_HEIF},
	    {"\0\0\0\30ftypqt  ", PICTURE_MOVIE},
	    {"\0\0\0\30ftypisom", PICTURE_MOVIE},
	    {"\0\0\0\30ftypM4A ", PICTURE_SOUND},
	    {"RIFF____WEBP", PICTURE_WEBP}, {"RIFF____WAVE", PICTURE_SOUND},
	    {"RIFF____AVI ", PICTURE_MOVIE}, {"GIF89a______", PICTURE_GIF},
	    {"%PDF-1.7____", PICTURE_PDF}, {"PK\3\4________", PICTURE_OFFICE},
	    {"OggS________", PICTURE_SOUND}, {"ID3\4________", PICTURE_SOUND},
	    {"FUJIFILMCCD-", PICTURE_NONE}, {"plain text__", PICTURE_NONE},
	    {"\xff\xd8________", PICTURE_NONE}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    picture_kind_of((const uint8_t *)cases[i].bytes, 12),
		    cases[i].kind);
	assert_int_equal(
	    picture_kind_of((const uint8_t *)"\xff\xd8", 2), PICTURE_NONE);
	assert_int_equal(picture_kind_of((const uint8_t *)"", 0), PICTURE_NONE);
}

static void
forget(void *context)
{
	(void)context;
	_exit(77); /* in the child: it is called, and there */
}

static void
a_look_is_taken_in_a_child(void **state)
{
	const struct picture_forget nothing = {NULL, NULL};
	const struct picture_forget leave = {forget, NULL};
	struct picture_result r;
	struct picture_look clean;
	uint8_t *bytes, copy[65536];
	size_t len;
	ssize_t got;
	int fd;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		bytes = read_picture(pictures[i].name, &len);
		fd = as_file(bytes, len);
		picture_examine(fd, PICTURE_WANT_COPY, &nothing, &r);
		assert_int_equal(r.status, PICTURE_LOOKED);
		assert_int_equal(r.found.carries, pictures[i].carries);
		assert_int_equal(r.copy, pictures[i].copy);
		if (r.copy == PICTURE_COPY_CLEAN) {
			got = pread(r.copy_fd, copy, sizeof(copy), 0);
			assert_true(got > 0);
			picture_look(copy, (size_t)got, &clean);
			assert_int_equal(clean.found.carries, 0);
		} else
			assert_int_equal(r.copy_fd, -1);
		picture_copy_wipe(r.copy_fd);
		picture_examine(fd, PICTURE_LOOK_ONLY, &nothing, &r);
		assert_int_equal(r.copy, PICTURE_COPY_NONE);
		(void)close(fd);
		free(bytes);
	}
	fd = as_file((const uint8_t *)"\xff\xd8\xff", 3);
	picture_examine(fd, PICTURE_LOOK_ONLY, &leave, &r);
	assert_int_equal(r.status, PICTURE_BROKE);
	assert_int_equal(ftruncate(fd, (off_t)PICTURE_BYTES_MAX + 1), 0);
	picture_examine(fd, PICTURE_WANT_COPY, &nothing, &r);
	assert_int_equal(r.status, PICTURE_TOO_LARGE);
	assert_int_equal(r.copy_fd, -1);
	(void)close(fd);
}

/* Every subset of what there is, into every size of line. */
static void
descriptions_end_between_commas(void **state)
{
	struct picture_found f = {.kind = PICTURE_JPEG, .carries = 0};
	char text[1024], part[1024];
	size_t len;

	(void)state;
	memset(f.make, 'm', sizeof(f.make) - 1);
	memset(f.model, 'n', sizeof(f.model) - 1);
	memset(f.time, 't', sizeof(f.time) - 1);
	for (f.carries = 0; f.carries <= PICTURE_CARRIES_ALL; f.carries++) {
		picture_describe(&f, text, sizeof(text));
		assert_int_equal(f.carries == 0, text[0] == '\0');
	}
	f.carries = PICTURE_CARRIES_ALL;
	picture_describe(&f, text, sizeof(text));
	for (size_t size = 1; size < sizeof(part); size++) {
		picture_describe(&f, part, size);
		len = strlen(part);
		assert_true(len < size);
		assert_true(len == 0 || part[len - 1] != ',');
	}
	assert_string_equal(part, text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_says_what_it_carries),
	    cmocka_unit_test(xmp_is_read_by_its_names),
	    cmocka_unit_test(xmp_of_two_bytes_is_read_too),
	    cmocka_unit_test(iptc_is_read_by_its_datasets),
	    cmocka_unit_test(a_copy_carries_nothing_but_how_it_lies),
	    cmocka_unit_test(what_is_cut_short_is_damaged),
	    cmocka_unit_test(kinds_are_told_by_their_first_bytes),
	    cmocka_unit_test(a_look_is_taken_in_a_child),
	    cmocka_unit_test(descriptions_end_between_commas),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
