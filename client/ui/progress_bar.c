#include "progress_bar.h"

#include <stdio.h>
#include <string.h>

#define BAR_COLUMNS 250

void
progress_bar_bytes(uint64_t bytes, char *ret_text, size_t size)
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
progress_bar_text(
    const struct progress_bar *progress, char *ret_text, size_t size)
{
	char done[32], total[32], rate[32];
	double each, left;

	progress_bar_bytes(progress->done, done, sizeof(done));
	progress_bar_bytes(progress->total, total, sizeof(total));
	each = progress->seconds > 0 && progress->done > progress->resumed
	    ? (double)(progress->done - progress->resumed) / progress->seconds
	    : 0;
	if (each < 1 || progress->done > progress->total) {
		(void)snprintf(ret_text, size, "%s / %s", done, total);
		return;
	}
	progress_bar_bytes((uint64_t)each, rate, sizeof(rate));
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

void
progress_bar_draw(const struct progress_bar *progress,
    const struct paint_area *area, enum text_base base)
{
	char bar[BAR_COLUMNS + 1], text[128];
	int wide = area->columns < BAR_COLUMNS ? area->columns : BAR_COLUMNS;
	double part = progress->total == 0
	    ? 1
	    : (double)progress->done / (double)progress->total;
	int full = part >= 1 ? wide - 2 : (int)(part * (wide - 2));

	if (wide < TEXT_LAYOUT_COLUMNS || area->rows < 2)
		return;
	memset(bar, '.', (size_t)wide);
	bar[0] = '[';
	memset(bar + 1, '#', (size_t)full);
	bar[wide - 1] = ']';
	bar[wide] = '\0';
	paint_line(area->top, area->left, wide, bar, base, PAINT_PLAIN);
	progress_bar_text(progress, text, sizeof(text));
	paint_line(
	    area->top + 1, area->left, area->columns, text, base, PAINT_PLAIN);
}
