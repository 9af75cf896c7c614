/* What the child does with a picture: looks into it, cleans it, looks again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "client/defender/evidence/picture_parts.h"
#include "common/bytes/byte_writer.h"
#include "fuzz.h"

/*
 * A copy carries nothing and lies as the original did; cleaned once more it is
 * the same, byte for byte.
 */
static void
picture(const uint8_t *data, size_t size)
{
	struct picture_look look, clean;
	struct byte_writer once, twice;
	struct byte_sink sink;
	char text[512];

	picture_look(data, size, &look);
	check(look.found.kind < PICTURE_KINDS);
	check(look.orientation >= 1 && look.orientation <= 8);
	check((look.found.carries & ~(unsigned)PICTURE_CARRIES_ALL) == 0);
	picture_describe(&look.found, text, sizeof(text));
	check((look.found.carries == 0) == (text[0] == '\0'));
	byte_writer_init(&once, 1u << 28);
	byte_writer_init(&twice, 1u << 28);
	sink = byte_sink_writer(&once);
	if (picture_clean(data, size, &look, &sink) == PICTURE_COPY_CLEAN) {
		picture_look(once.data, once.len, &clean);
		check(clean.found.kind == look.found.kind);
		check(clean.found.carries == 0);
		check(clean.orientation == look.orientation);
		sink = byte_sink_writer(&twice);
		check(picture_clean(once.data, once.len, &clean, &sink) ==
		    PICTURE_COPY_CLEAN);
		check(once.len == twice.len &&
		    memcmp(once.data, twice.data, once.len) == 0);
	}
	byte_writer_finish(&once);
	byte_writer_finish(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FUZZ_TARGET(data, size);
	return 0;
}
