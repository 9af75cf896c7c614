/* For case_attachments*.c alone. */
#ifndef VALISE_DESK_CASE_ATTACHMENTS_PARTS_H
#define VALISE_DESK_CASE_ATTACHMENTS_PARTS_H

#include <stdio.h>

#include "case_attachments.h"

#define FOLDER "attachments"
#define NAME_BYTES 72 /* of a hash and .age */

/* To be freed; NULL: memory. */
static inline char *
path_of(const struct vault *v, const char *name)
{
	char inside[NAME_BYTES + sizeof(FOLDER) + 8];

	(void)snprintf(inside, sizeof(inside), FOLDER "/%s.age", name);
	return vault_path(v, inside);
}

static inline const cJSON *
list_of(const cJSON *attachments)
{
	return cJSON_GetObjectItemCaseSensitive(attachments, "list");
}

#endif
