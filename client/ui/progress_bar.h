/* How far a long piece of work is: bytes, rate and time left. */
#ifndef VALISE_UI_PROGRESS_BAR_H
#define VALISE_UI_PROGRESS_BAR_H

#include <stddef.h>
#include <stdint.h>

#include "paint.h"

struct progress_bar {
	uint64_t done; /* bytes, of `total` */
	uint64_t total;
	uint64_t resumed; /* of `done`: before this time; not in the rate */
	double seconds;   /* since it began this time */
};

/* "12.0 MB / 40.0 MB   1.2 MB/s   0:23", the time left last; MB is 10^6. */
void progress_bar_text(
    const struct progress_bar *progress, char *ret_text, size_t size);

/* A bar of the area's width and the text below: two rows. */
void progress_bar_draw(const struct progress_bar *progress,
    const struct paint_area *area, enum text_base base);

/* A size for people: "999 B", "1.0 kB", "40.0 MB". */
void progress_bar_bytes(uint64_t bytes, char *ret_text, size_t size);

#endif
