/* One sentence that says why something was refused, for a person to read. */
#ifndef VALISE_BYTES_REASON_H
#define VALISE_BYTES_REASON_H

#define REASON_BYTES 256

/* Always a NUL-terminated, printable line; empty where nothing was said. */
struct reason {
	char text[REASON_BYTES];
};

/*
 * Sets the sentence; what comes from outside is neutralised (printable_text.h)
 * and cut to fit.  `reason` may be NULL.
 */
void reason_set(struct reason *reason, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
