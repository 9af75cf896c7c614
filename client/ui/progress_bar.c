#include "progress_bar.h"

#include <string.h>

#define BAR_COLUMNS 250

void
progress_bar_draw(const struct amount *progress, const struct paint_area *area,
    enum text_base base)
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
	amount_text(progress, text, sizeof(text));
	paint_line(
	    area->top + 1, area->left, area->columns, text, base, PAINT_PLAIN);
}
