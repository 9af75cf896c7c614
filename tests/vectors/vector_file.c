#include "vector_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

static FILE *
open_shared(const char *name)
{
	const char *shared = getenv("VALISE_SHARED");
	char path[4096], command[5000];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/vectors/%s",
	    shared == NULL ? "../shared" : shared, name);
	file = fopen(path, "re");
	if (file == NULL) {
		(void)printf("skipped: no %s\n", path);
		exit(VECTOR_SKIPPED);
	}
	if (strlen(name) < 3 || strcmp(name + strlen(name) - 3, ".gz") != 0)
		return file;
	(void)fclose(file);
	(void)snprintf(command, sizeof(command), "gzip -dc '%s'", path);
	return popen(command, "re");
}

char *
vector_file_text(const char *name)
{
	const size_t limit = 16u << 20;
	FILE *file = open_shared(name);
	char *text = malloc(limit);
	size_t len;

	if (file == NULL || text == NULL)
		exit(1);
	len = fread(text, 1, limit - 1, file);
	text[len] = '\0';
	(void)fclose(file);
	return text;
}

cJSON *
vector_file_json(const char *name)
{
	char *text = vector_file_text(name);
	cJSON *json = cJSON_Parse(text);

	free(text);
	if (json == NULL) {
		(void)printf("%s: not JSON\n", name);
		exit(1);
	}
	return json;
}

uint8_t *
vector_hex_text(const char *text, size_t text_len, size_t *ret_len)
{
	uint8_t *bytes = malloc(text_len / 2 + 1);

	if (bytes == NULL ||
	    sodium_hex2bin(bytes, text_len / 2 + 1, text, text_len, NULL,
		ret_len, NULL) != 0)
		exit(1);
	return bytes;
}

uint8_t *
vector_hex(const cJSON *object, const char *member, size_t *ret_len)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, member);

	if (!cJSON_IsString(item))
		return NULL;
	return vector_hex_text(
	    item->valuestring, strlen(item->valuestring), ret_len);
}

void
vector_check(bool ok, const char *what, int id)
{
	if (ok)
		return;
	(void)printf("FAILED: %s, case %d\n", what, id);
	exit(1);
}
