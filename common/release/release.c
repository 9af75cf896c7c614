#include "release.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"

#define FIRST "valise-release/1"
#define PARTS_MAX 4
#define PART_DIGITS 6

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
release_version_valid(const char *text)
{
	size_t parts = 0;

	do {
		size_t n = 0;

		while (is_digit(text[n]))
			n++;
		/* One spelling each. */
		if (n == 0 || n > PART_DIGITS || (n > 1 && *text == '0') ||
		    ++parts > PARTS_MAX)
			return false;
		text += n;
	} while (*text++ == '.');
	return text[-1] == '\0';
}

int
release_version_compare(const char *a, const char *b)
{
	for (;;) {
		char *a_end, *b_end;
		const unsigned long one = strtoul(a, &a_end, 10);
		const unsigned long other = strtoul(b, &b_end, 10);

		if (one != other)
			return one < other ? -1 : 1;
		if (*a_end != '.' || *b_end != '.')
			return (*a_end == '.') - (*b_end == '.');
		a = a_end + 1;
		b = b_end + 1;
	}
}

/* A name that hides nowhere, and leads to no other folder. */
static bool
is_name(const char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789._-";

	return *text != '\0' && *text != '.' && *text != '-' &&
	    text[strspn(text, letters)] == '\0';
}

static bool
is_day(const char *text)
{
	char whole[32], again[UTC_DAY_BYTES];
	int64_t seconds;

	(void)snprintf(whole, sizeof(whole), "%.10sT00:00:00Z", text);
	if (strlen(text) != 10 ||
	    !utc_time_parse(whole, strlen(whole), &seconds))
		return false;
	utc_time_day(seconds, again);
	return strcmp(again, text) == 0;
}

/* The next line as a string; false where there is none, or it is too long. */
static bool
next_line(const char **at, const char *end, char *ret_line, size_t size)
{
	const char *feed =
	    *at == end ? NULL : memchr(*at, '\n', (size_t)(end - *at));
	size_t len = feed == NULL ? size : (size_t)(feed - *at);

	if (len >= size || memchr(*at, '\0', len) != NULL)
		return false;
	memcpy(ret_line, *at, len);
	ret_line[len] = '\0';
	*at = feed + 1;
	return true;
}

static bool
read_value(const char *line, const char *word, char *ret_value, size_t size)
{
	const size_t n = strlen(word);

	if (strncmp(line, word, n) != 0 || strlen(line + n) >= size)
		return false;
	(void)strcpy(ret_value, line + n);
	return true;
}

/* As sha256sum writes it: 64 digits, two blanks, a name. */
static bool
read_file(const char *line, struct release *r)
{
	struct release_file *f = &r->files[r->n];

	if (r->n == RELEASE_FILES_MAX || strlen(line) < 67 ||
	    !hex_decode(line, 64, f->sha256, sizeof(f->sha256)) ||
	    !read_value(line + 64, "  ", f->name, sizeof(f->name)) ||
	    !is_name(f->name))
		return false;
	/* Each once, in order. */
	if (r->n > 0 && strcmp(r->files[r->n - 1].name, f->name) >= 0)
		return false;
	r->n++;
	return true;
}

bool
release_parse(const void *bytes, size_t len, struct release *ret)
{
	const char *at = bytes, *end = at + len;
	char line[RELEASE_NAME_MAX + 80], number[16];

	memset(ret, 0, sizeof(*ret));
	if (len > RELEASE_MAX || !next_line(&at, end, line, sizeof(line)) ||
	    strcmp(line, FIRST) != 0 ||
	    !next_line(&at, end, line, sizeof(line)) ||
	    !read_value(line, "version ", ret->version, sizeof(ret->version)) ||
	    !release_version_valid(ret->version) ||
	    !next_line(&at, end, line, sizeof(line)) ||
	    !read_value(line, "date ", ret->day, sizeof(ret->day)) ||
	    !is_day(ret->day) || !next_line(&at, end, line, sizeof(line)) ||
	    !read_value(line, "bytes ", number, sizeof(number)) ||
	    !decimal_decode(
		number, strlen(number), RELEASE_BYTES_MAX, &ret->bytes))
		return false;
	while (at != end)
		if (!next_line(&at, end, line, sizeof(line)) ||
		    !read_file(line, ret))
			return false;
	return ret->n > 0;
}

size_t
release_format(const struct release *r, char *ret_text, size_t size)
{
	char hex[65];
	size_t at;
	int n = snprintf(ret_text, size,
	    FIRST "\nversion %s\ndate %s\nbytes %" PRIu64 "\n", r->version,
	    r->day, r->bytes);

	if (n < 0 || (size_t)n >= size)
		return 0;
	at = (size_t)n;
	for (size_t i = 0; i < r->n; i++) {
		hex_encode(r->files[i].sha256, 32, hex);
		n = snprintf(ret_text + at, size - at, "%s  %s\n", hex,
		    r->files[i].name);
		if (n < 0 || (size_t)n >= size - at)
			return 0;
		at += (size_t)n;
	}
	return at;
}
