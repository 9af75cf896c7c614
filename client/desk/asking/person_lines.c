#include "person_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/cli/cli.h"
#include "common/json/json_text.h"

#define PERSON_LINES_MAX 16384

bool
person_lines_read(const char *path, struct person_public *ret_public)
{
	char check[PERSON_CHECK_BYTES];
	struct reason reason = {""};
	uint8_t *bytes = NULL;
	cJSON *json = NULL;
	size_t len;
	bool ok;

	if (!durable_file_read(path, PERSON_LINES_MAX, &bytes, &len))
		reason_set(&reason, "%s", strerror(errno));
	else
		json = json_text_read((const char *)bytes, len, &reason);
	free(bytes);
	ok = json != NULL && person_public_read(json, ret_public, &reason);
	cJSON_Delete(json);
	if (!ok)
		(void)cli_fail("%s: %s", path, reason.text);
	if (ok) {
		person_check_text(ret_public, check);
		cli_note("compare by voice with %s: %s", ret_public->id, check);
	}
	return ok;
}
