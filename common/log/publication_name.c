#include "publication_name.h"

#include <stdio.h>
#include <string.h>

#include "common/bytes/utc_time.h"

bool
publication_valid(const char *text, size_t len)
{
	if (len == 0 || len > PUBLICATION_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\0' || strchr("0123456789-TZ", text[i]) == NULL)
			return false;
	return true;
}

bool
publication_start(const char *name, int64_t *ret_start)
{
	char full[UTC_TIME_BYTES];
	size_t len = strlen(name);

	if (len == 10)
		(void)snprintf(full, sizeof(full), "%sT00:00:00Z", name);
	else if (len == 18)
		(void)snprintf(full, sizeof(full), "%.13s:%.2s:%s", name,
		    name + 13, name + 15);
	else
		return false;
	return utc_time_parse(full, strlen(full), ret_start);
}
