#include "vector_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/durable_file.h"

#define FILE_MAX (1u << 20)
#define VALUES_MAX (4u << 20)

/* The file as it is read, and all values unpacked so far. */
struct unpacking {
	struct byte_reader file;
	uint8_t *values;
	size_t len;
};

struct entry {
	uint8_t kind; /* S: suite, C: case, M: member, E: end */
	struct vector_member member;
};

static _Noreturn void
malformed(void)
{
	(void)printf("FAILED: the vectors are cut short or malformed\n");
	exit(1);
}

/* The next piece of a value: bytes, or where they stood before. */
static size_t
unpack_piece(struct unpacking *u, size_t room)
{
	const uint8_t *bytes = NULL;
	uint16_t head;
	uint32_t from;
	size_t n;

	if (!byte_reader_u16be(&u->file, &head))
		malformed();
	n = head & 0x7fff;
	if (n == 0 || n > room || n > VALUES_MAX - u->len)
		malformed();
	if ((head & 0x8000) != 0) {
		if (!byte_reader_u32be(&u->file, &from) || from > u->len ||
		    n > u->len - from)
			malformed();
		bytes = u->values + from;
	} else if (!byte_reader_take(&u->file, n, &bytes)) {
		malformed();
	}
	memcpy(u->values + u->len, bytes, n);
	u->len += n;
	return n;
}

static struct entry
next_entry(struct unpacking *u)
{
	struct entry e = {0};
	uint8_t name_len;
	uint16_t len;

	if (!byte_reader_u8(&u->file, &e.kind) ||
	    !byte_reader_u8(&u->file, &name_len) ||
	    !byte_reader_take(&u->file, name_len, &e.member.name.at) ||
	    !byte_reader_u16be(&u->file, &len))
		malformed();
	e.member.name.len = name_len;
	e.member.value.at = u->values + u->len;
	e.member.value.len = len;
	for (size_t left = len; left > 0;)
		left -= unpack_piece(u, left);
	return e;
}

static bool
is_named(const struct vector_member *member, const char *name)
{
	return member->name.len == strlen(name) &&
	    memcmp(member->name.at, name, member->name.len) == 0;
}

static int
number_of(const struct vector_member *member)
{
	int number = 0;

	for (size_t i = 0; i < member->name.len; i++)
		number = 10 * number + (member->name.at[i] - '0');
	return number;
}

static int
check_cases(struct unpacking *u, const char *suite,
    void (*check)(const struct vector_case *one))
{
	struct vector_case one = {0};
	bool inside = false, begun = false;
	struct entry e;
	int n = 0;

	do {
		e = next_entry(u);
		if (e.kind != 'M' && begun) {
			check(&one);
			begun = false;
			n++;
		}
		switch (e.kind) {
		case 'S':
			inside = is_named(&e.member, suite);
			break;
		case 'C':
			begun = inside;
			one.id = number_of(&e.member);
			one.n = 0;
			break;
		case 'M':
			if (one.n == VECTOR_MEMBERS_MAX)
				malformed();
			one.members[one.n++] = e.member;
			break;
		case 'E':
			break;
		default:
			malformed();
		}
	} while (e.kind != 'E');
	if (u->file.left != 0)
		malformed();
	return n;
}

int
vector_file_each(
    const char *suite, void (*check)(const struct vector_case *one))
{
	const char *source = getenv("VALISE_SOURCE");
	struct unpacking u = {.values = malloc(VALUES_MAX)};
	const char *line;
	size_t len, line_len;
	uint8_t *bytes;
	char path[4096];
	int n;

	(void)snprintf(path, sizeof(path), "%s/tests/vectors/data/vectors.bin",
	    source == NULL ? "." : source);
	if (u.values == NULL ||
	    !durable_file_read(path, FILE_MAX, &bytes, &len)) {
		perror(path);
		exit(1);
	}
	byte_reader_init(&u.file, bytes, len);
	if (!byte_reader_line(&u.file, &line, &line_len) || line_len != 16 ||
	    memcmp(line, "valise vectors 1", 16) != 0)
		malformed();
	n = check_cases(&u, suite, check);
	free(bytes);
	free(u.values);
	return n;
}

struct vector_bytes
vector_member(const struct vector_case *one, const char *name)
{
	const struct vector_bytes none = {NULL, 0};

	for (size_t i = 0; i < one->n; i++)
		if (is_named(&one->members[i], name))
			return one->members[i].value;
	return none;
}

const uint8_t *
vector_need(const struct vector_case *one, const char *name, size_t len)
{
	struct vector_bytes value = vector_member(one, name);

	vector_check(value.at != NULL && value.len == len, name, one->id);
	return value.at;
}

bool
vector_equal(const uint8_t *got, size_t len, struct vector_bytes wanted)
{
	return wanted.at != NULL && wanted.len == len &&
	    memcmp(got, wanted.at, len) == 0;
}

void
vector_check(bool ok, const char *what, int id)
{
	if (ok)
		return;
	(void)printf("FAILED: %s, case %d\n", what, id);
	exit(1);
}
