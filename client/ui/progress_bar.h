/* How far a long piece of work is, on the screen. */
#ifndef VALISE_UI_PROGRESS_BAR_H
#define VALISE_UI_PROGRESS_BAR_H

#include "client/ui/text/amount.h"
#include "paint.h"

/* A bar of the area's width and the text below: two rows. */
void progress_bar_draw(const struct amount *progress,
    const struct paint_area *area, enum text_base base);

#endif
