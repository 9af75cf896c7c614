/* Fuzz targets of what the desk reads of its own files, which others may write.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/desk/copies/copy_known.h"
#include "client/desk/open/command_line.h"
#include "client/desk/people/share_set.h"
#include "client/desk/store/case_keys.h"
#include "client/desk/store/journal_line.h"
#include "common/bytes/durable_file.h"
#include "fuzz.h"

/* What is taken is written again, and reads as itself. */
static void
shares(const uint8_t *data, size_t size)
{
	struct byte_writer one, other;
	struct share_set *set, *again;
	struct reason reason;

	set = share_set_read((const char *)data, size, &reason);
	if (set == NULL)
		return;
	byte_writer_init(&one, SIZE_MAX / 2);
	byte_writer_init(&other, SIZE_MAX / 2);
	check(share_set_write(set, &one));
	again = share_set_read((const char *)one.data, one.len, &reason);
	check(again != NULL && share_set_write(again, &other));
	check(
	    one.len == other.len && memcmp(one.data, other.data, one.len) == 0);
	for (int kind = 0; kind < SHARE_KINDS; kind++) {
		const struct share_list *l = &set->lists[kind];

		check(l->threshold >= 1 && l->threshold <= l->n &&
		    l->n <= set->n_people);
		for (size_t i = 0; i < l->n; i++)
			check(
			    share_set_person(set, l->shares[i].person) != NULL);
	}
	byte_writer_finish(&one);
	byte_writer_finish(&other);
	free(set);
	free(again);
}

/* A line with a state has one spelling. */
static void
journal(const uint8_t *data, size_t size)
{
	char text[JOURNAL_LINE_MAX];
	struct journal_line line;

	if (!journal_line_parse((const char *)data, size, &line) ||
	    line.form != JOURNAL_STATE)
		return;
	check(journal_line_format(&line, text) == size &&
	    memcmp(text, data, size) == 0);
}

/* Whatever stands there, a key that is needed is there again. */
static void
case_keys(const uint8_t *data, size_t size)
{
	static char path[] = "/tmp/valise-fuzz-XXXXXX";
	static const uint8_t wrap[CASE_KEY_BYTES] = {3};
	uint8_t key[CASE_KEY_BYTES], again[CASE_KEY_BYTES];
	struct case_keys *k;
	struct reason reason;
	int fd = mkstemp(path);

	check(fd >= 0 && close(fd) == 0 &&
	    durable_file_write(path, data, size, 0600, DURABLE_REPLACE));
	k = case_keys_open(path, wrap, &reason);
	if (k != NULL) {
		check(case_keys_need(k, 5, key));
		case_keys_close(k);
		k = case_keys_open(path, wrap, &reason);
		check(k != NULL && case_keys_get(k, 5, again) &&
		    memcmp(key, again, sizeof(key)) == 0);
		case_keys_close(k);
	}
	check(unlink(path) == 0);
	(void)strcpy(strrchr(path, '-'), "-XXXXXX");
}

static void
command(const uint8_t *data, size_t size)
{
	char line[COMMAND_LINE_MAX], *words[COMMAND_WORDS_MAX];
	size_t len = size < sizeof(line) ? size : sizeof(line) - 1;
	int n;

	memcpy(line, data, len);
	line[len] = '\0';
	n = command_line_split(line, words);
	check(n >= -1 && n < COMMAND_WORDS_MAX);
	for (int i = 0; i < n; i++)
		check(words[i] >= line && words[i] <= line + len &&
		    strlen(words[i]) <= len);
	check(n < 0 || words[n] == NULL);
}

/* What is taken is 16 digits, and the file has one spelling. */
static void
copy(const uint8_t *data, size_t size)
{
	char number[COPY_NUMBER_BYTES], text[64];
	int len;

	if (!copy_known_number(data, size, number))
		return;
	check(strspn(number, "0123456789abcdef") == COPY_NUMBER_BYTES - 1);
	len = snprintf(text, sizeof(text), "valise-copy/1\n%s\n", number);
	check(len > 0 && (size_t)len == size && memcmp(text, data, size) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const targets[])(const uint8_t *data, size_t size) = {
	    shares, journal, command, case_keys, copy};

	(void)targets;
	FUZZ_TARGET(data, size);
	return 0;
}
