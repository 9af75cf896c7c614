/* The line above the keys: what just happened, until the next key. */
#ifndef VALISE_UI_MESSAGE_H
#define VALISE_UI_MESSAGE_H

#include <stdbool.h>

#include "client/ui/text/text_layout.h"

/* Printable text; it is kept in a buffer that is wiped with the next. */
void message_set(const char *format, ...) __attribute__((format(printf, 1, 2)));
void message_clear(void);
bool message_is_set(void);
void message_paint(int row, int left, int columns, enum text_base base);

#endif
