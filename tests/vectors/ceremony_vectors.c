/*
 * Directories that another program made from docs/DIRECTORY.md
 * (ceremony_vectors.py): what is good is taken, and what MUST be refused is, in
 * its own words.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <sodium.h>

#include "common/bytes/durable_file.h"
#include "common/json/json_text.h"
#include "common/notes/directory.h"
#include "common/notes/directory_changes.h"
#include "common/notes/persons.h"

/* One of them; false with a reason. */
static bool
take(const cJSON *one, struct reason *reason)
{
	const char *note = json_text_string(one, "note");
	const char *before = json_text_string(one, "before");
	const char *with = json_text_string(one, "persons");
	const char *fingerprint = json_text_string(one, "fingerprint");
	struct directory *d = NULL, *old = NULL;
	struct persons *persons;
	uint64_t pad = 0;
	size_t len = strlen(note);
	char *whole;
	bool ok;

	(void)json_text_integer(one, "pad", &pad);
	whole = calloc(1, len + pad + 1);
	if (whole == NULL)
		abort();
	memcpy(whole, note, len);
	memset(whole + len, '\n', pad);
	if (before != NULL &&
	    directory_open(before, strlen(before), fingerprint, &old, reason) !=
		DIRECTORY_OK)
		abort();
	if (old != NULL) {
		d = directory_open_after(old, whole, len + pad, reason);
		ok = d != NULL;
	} else {
		ok = directory_open(whole, len + pad, fingerprint, &d,
			 reason) == DIRECTORY_OK;
	}
	if (ok && with != NULL) {
		persons = persons_open(with, strlen(with), d, reason);
		ok = persons != NULL;
		persons_destroy(persons);
	}
	directory_destroy(d);
	directory_destroy(old);
	free(whole);
	return ok;
}

int
main(int argc, char **argv)
{
	const cJSON *one, *cases;
	size_t n = 0, n_good = 0, n_off = 0, len;
	uint8_t *bytes;
	cJSON *file;

	if (argc != 2 || sodium_init() < 0 ||
	    !durable_file_read(argv[1], 8u << 20, &bytes, &len))
		return 1;
	file = cJSON_Parse((const char *)bytes);
	cases = cJSON_GetObjectItemCaseSensitive(file, "cases");
	cJSON_ArrayForEach (one, cases) {
		const char *name = json_text_string(one, "name");
		const char *why = json_text_string(one, "why");
		const bool good =
		    cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(one, "good"));
		struct reason reason = {""};
		bool ok = take(one, &reason);

		n++;
		n_good += good;
		(void)printf("%s: %s\n", name, ok ? "taken" : reason.text);
		if (ok == good && (good || strstr(reason.text, why) != NULL))
			continue;
		n_off++;
		(void)fprintf(stderr, "FAILED: %s: %s, and not: %s\n", name,
		    ok ? "taken" : reason.text, good ? "taken" : why);
	}
	cJSON_Delete(file);
	free(bytes);
	(void)printf("%zu cases, %zu of them good\n", n, n_good);
	return n < 30 || n_good < 4 || n_off > 0;
}
