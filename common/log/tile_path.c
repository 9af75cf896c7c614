#include "tile_path.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void
tile_path(const char *level, uint64_t n, size_t width,
    char ret_path[static TILE_PATH_BYTES])
{
	uint64_t unit = 1;
	size_t used;

	(void)snprintf(ret_path, TILE_PATH_BYTES, "tile/%s", level);
	while (n / unit >= 1000)
		unit *= 1000;
	for (; unit >= 1; unit /= 1000) {
		used = strlen(ret_path);
		(void)snprintf(ret_path + used, TILE_PATH_BYTES - used,
		    "/%s%03" PRIu64, unit > 1 ? "x" : "", n / unit % 1000);
	}
	used = strlen(ret_path);
	if (width < TILE_WIDTH)
		(void)snprintf(
		    ret_path + used, TILE_PATH_BYTES - used, ".p/%zu", width);
}
