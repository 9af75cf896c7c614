/*
 * Whether this terminal puts right-to-left text into order by itself.  Those
 * that follow ECMA-48 (VTE, mintty) are told not to, and nothing can be asked
 * of the others: so the person is shown one line both ways, once.
 */
#ifndef VALISE_UI_ORDER_CHECK_H
#define VALISE_UI_ORDER_CHECK_H

#include "paint.h"
#include "terminal.h"

/*
 * A question, then the line as number `first` in visual and as the next in
 * logical order; `first` is 1 to 8.
 */
void order_check_draw(const struct paint_area *area, const char *question,
    const char *line, int first, enum text_base base);

/* True when one of the two was pressed: the terminal's order is set then. */
bool order_check_key(const struct terminal_event *event, int first);

#endif
