#include "publication_name.h"

#include <stdio.h>
#include <string.h>

#include "common/bytes/utc_time.h"

bool
publication_start(const char *name, int64_t *ret_start)
{
	char full[UTC_TIME_BYTES];
	size_t len = strcspn(name, "T");

	if (len != 10)
		return false;
	if (name[10] == '\0' || strlen(name) < 18)
		(void)snprintf(full, sizeof(full), "%.10sT00:00:00Z", name);
	else
		(void)snprintf(full, sizeof(full), "%.13s:%.2s:%.2sZ", name,
		    name + 13, name + 15);
	return utc_time_parse(full, strlen(full), ret_start);
}
