#include "amount.h"

#include <stdio.h>

void
amount_bytes(uint64_t bytes, char *ret_text, size_t size)
{
	static const char *const units[] = {"kB", "MB", "GB", "TB"};
	double value = (double)bytes / 1e3;
	size_t unit = 0;

	if (bytes < 1000) {
		(void)snprintf(ret_text, size, "%u B", (unsigned)bytes);
		return;
	}
	while (value >= 999.95 && unit < 3) {
		value /= 1e3;
		unit++;
	}
	(void)snprintf(ret_text, size, "%.1f %s", value, units[unit]);
}

void
amount_text(const struct amount *progress, char *ret_text, size_t size)
{
	char done[32], total[32], rate[32];
	double each, left;

	amount_bytes(progress->done, done, sizeof(done));
	amount_bytes(progress->total, total, sizeof(total));
	each = progress->seconds > 0 && progress->done > progress->resumed
	    ? (double)(progress->done - progress->resumed) / progress->seconds
	    : 0;
	if (each < 1 || progress->done > progress->total) {
		(void)snprintf(ret_text, size, "%s / %s", done, total);
		return;
	}
	amount_bytes((uint64_t)each, rate, sizeof(rate));
	left = (double)(progress->total - progress->done) / each;
	if (left > 359999)
		left = 359999; /* 99 hours and more */
	if (left >= 3600)
		(void)snprintf(ret_text, size, "%s / %s   %s/s   %d:%02d:%02d",
		    done, total, rate, (int)left / 3600, (int)left % 3600 / 60,
		    (int)left % 60);
	else
		(void)snprintf(ret_text, size, "%s / %s   %s/s   %d:%02d", done,
		    total, rate, (int)left / 60, (int)left % 60);
}
