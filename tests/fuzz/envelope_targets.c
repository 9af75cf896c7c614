/* Fuzz targets of the envelope: the whole, its header, armor, and STREAM. */
#include <string.h>

#include <sodium.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/secret.h"
#include "tests/tools/armor.h"
#include "common/envelope/open.h"
#include "common/envelope/open_stanza.h"
#include "common/envelope/seal.h"
#include "fuzz.h"

#define STREAM_PLAIN_MAX 400000u /* more than two batches */

/*
 * One identity of each type; the corpus of `envelope` is sealed to the first,
 * 32 bytes of 7.
 */
static struct age_identity *identities[3];

static void
envelope(const uint8_t *data, size_t size)
{
	const struct open_keys keys = {
	    (const struct age_identity *const *)identities, 3, NULL, NULL};
	struct byte_memory memory = {data, size};
	const struct byte_source source = byte_source_memory(&memory);
	struct byte_writer plain;
	struct byte_sink sink;

	byte_writer_init(&plain, 1u << 22);
	sink = byte_sink_writer(&plain);
	(void)open_source(&keys, &source, &sink, NULL);
	byte_writer_finish(&plain);
}

static void
header(const uint8_t *data, size_t size)
{
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	struct byte_reader stanzas;
	struct age_stanza stanza;
	struct age_header h;

	if (!age_header_parse(data, size, &h))
		return;
	check(age_header_find_end(data, size) == size);
	check(h.len == size && h.mac_covers < size && h.n_stanzas > 0);
	stanzas = h.stanzas;
	for (size_t i = 0; i < h.n_stanzas; i++)
		check(age_header_stanza(&stanzas, &stanza) &&
		    stanza.n_arguments > 0);
	check(!age_header_stanza(&stanzas, &stanza));
	(void)open_stanza(
	    &h, (const struct age_identity *const *)identities, 3, file_key);
}

/* All of a reader by reads of `piece` bytes; false where one failed. */
static bool
dearmor(enum armor_use use, const uint8_t *data, size_t size, size_t piece,
    struct byte_writer *w)
{
	struct byte_memory memory = {data, size};
	const struct byte_source file = byte_source_memory(&memory);
	struct armor_reader reader;
	struct byte_source source;
	uint8_t buffer[8192];
	ssize_t got;

	armor_reader_init(&reader, use, &file);
	source = armor_reader_source(&reader);
	while ((got = source.read(source.context, buffer, piece)) > 0)
		byte_writer_put(w, buffer, (size_t)got);
	check((got < 0) == (reader.status != ENVELOPE_OK));
	return got == 0;
}

/*
 * Strict: what is accepted is what the writer makes of it, but for white space
 * around it and the line ends.
 */
static void
armor(const uint8_t *data, size_t size)
{
	struct byte_writer whole, pieces, again, loose;
	struct armor_writer writer;
	struct byte_sink under, sink;
	const uint8_t *at;
	size_t left = size;
	bool ok;

	byte_writer_init(&whole, 1u << 22);
	byte_writer_init(&pieces, 1u << 22);
	byte_writer_init(&again, 1u << 22);
	byte_writer_init(&loose, 1u << 22);
	ok = dearmor(ARMOR_REQUIRED, data, size, 8192, &whole);
	check(dearmor(ARMOR_REQUIRED, data, size, 5, &pieces) == ok);
	if (ok) {
		check(dearmor(ARMOR_DETECTED, data, size, 8192, &loose));
		check(whole.len == pieces.len && whole.len == loose.len);
		under = byte_sink_writer(&again);
		armor_writer_init(&writer, &under);
		sink = armor_writer_sink(&writer);
		check(sink.write(sink.context, whole.data, whole.len) &&
		    armor_writer_finish(&writer));
		/* Compare without white space. */
		at = data;
		for (size_t i = 0; i < again.len; i++) {
			if (again.data[i] == '\n')
				continue;
			while (left > 0 && again.data[i] != ' ' &&
			    memchr(" \t\r\n", *at, 4) != NULL) {
				at++;
				left--;
			}
			check(left > 0 && *at == again.data[i]);
			at++;
			left--;
		}
	}
	byte_writer_finish(&whole);
	byte_writer_finish(&pieces);
	byte_writer_finish(&again);
	byte_writer_finish(&loose);
}

/* One change of a sealed file, told by four bytes. */
static void
change(struct byte_writer *file, const uint8_t *how)
{
	size_t at = ((size_t)how[1] << 16 | (size_t)how[2] << 8 | how[3]);
	size_t chunk = AGE_HEADER_MAX; /* none */

	if (file->len == 0)
		return;
	at %= file->len;
	switch (how[0] % 5) {
	case 0: /* flip a bit */
		file->data[at] ^= (uint8_t)(1u << (how[0] / 5 % 8));
		break;
	case 1: /* cut */
		file->len = at;
		break;
	case 2: /* cut a chunk's length off the end */
		chunk = 65552;
		file->len -= file->len > chunk ? chunk : 0;
		break;
	case 3: /* append what is there already */
		byte_writer_put(file, how, 4);
		break;
	default: /* swap two chunks */
		chunk = at / 65552 * 65552;
		if (chunk + 2 * (size_t)65552 > file->len)
			break;
		for (size_t i = 0; i < 65552; i++) {
			uint8_t held = file->data[chunk + i];

			file->data[chunk + i] = file->data[chunk + 65552 + i];
			file->data[chunk + 65552 + i] = held;
		}
	}
}

/*
 * Three bytes of length, then changes: a file that was changed never opens, and
 * whatever comes out is the beginning of what went in.
 */
static void
stream(const uint8_t *data, size_t size)
{
	static uint8_t plain[STREAM_PLAIN_MAX];
	const struct open_keys keys = {
	    (const struct age_identity *const *)identities + 1, 1, NULL, NULL};
	struct byte_writer sealed, before, out;
	struct age_recipient to;
	struct byte_memory memory;
	struct byte_source source;
	struct byte_sink sink;
	enum envelope_status status;
	bool same;
	size_t len;

	if (size < 3)
		return;
	len = ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) %
	    STREAM_PLAIN_MAX;
	for (size_t i = 0; i < len; i++)
		plain[i] = (uint8_t)(i * 7 + (i >> 16));
	age_identity_recipient(identities[1], &to);
	byte_writer_init(&sealed, 1u << 20);
	byte_writer_init(&before, 1u << 20);
	byte_writer_init(&out, 1u << 20);
	sink = byte_sink_writer(&sealed);
	check(seal_bytes(&to, plain, len, &sink) == ENVELOPE_OK);
	byte_writer_put(&before, sealed.data, sealed.len);
	for (size_t at = 3; at + 4 <= size && at < 35; at += 4)
		change(&sealed, data + at);
	same = sealed.len == before.len &&
	    memcmp(sealed.data, before.data, sealed.len) == 0;
	memory = (struct byte_memory){sealed.data, sealed.len};
	source = byte_source_memory(&memory);
	sink = byte_sink_writer(&out);
	status = open_source(&keys, &source, &sink, NULL);
	check((status == ENVELOPE_OK) == same);
	check(out.len <= len && (!same || out.len == len));
	check(out.len == 0 || memcmp(out.data, plain, out.len) == 0);
	byte_writer_finish(&sealed);
	byte_writer_finish(&before);
	byte_writer_finish(&out);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const enum age_key_type types[] = {
	    AGE_HYBRID, AGE_X25519, AGE_SCRYPT};
	/* One of these is the target; the others are compiled all the same. */
	void (*const all[])(const uint8_t *, size_t) = {
	    envelope, header, armor, stream};

	(void)argc;
	(void)argv;
	(void)all;
	if (sodium_init() < 0)
		return 1;
	for (size_t i = 0; i < 3; i++) {
		identities[i] = secret_alloc(sizeof(*identities[i]));
		check(identities[i] != NULL);
		identities[i]->type = types[i];
		memset(identities[i]->secret, 7, sizeof(identities[i]->secret));
	}
	memcpy(identities[2]->passphrase, "password", 8);
	identities[2]->passphrase_len = 8;
	identities[2]->log_n_max = 4; /* or it only fuzzes scrypt */
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FUZZ_TARGET(data, size);
	return 0;
}
