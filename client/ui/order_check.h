/*
 * Whether this terminal puts right-to-left text into order by itself.  Those
 * that follow ECMA-48 (VTE, mintty) are told not to, and nothing can be asked
 * of the others: so the person is shown one line both ways, once.
 */
#ifndef VALISE_UI_ORDER_CHECK_H
#define VALISE_UI_ORDER_CHECK_H

#include "client/ui/paint.h"
#include "client/ui/terminal.h"

/* A question, then the line as "1" in visual and as "2" in logical order. */
void order_check_draw(const struct paint_area *area, const char *question,
    const char *line, enum text_base base);

/* True when 1 or 2 was pressed: the terminal's order is set then. */
bool order_check_key(const struct terminal_event *event);

#endif
