/* Time that only goes on, whatever is done to the clock of the day. */
#ifndef VALISE_BYTES_STEADY_CLOCK_H
#define VALISE_BYTES_STEADY_CLOCK_H

#include <stdint.h>

/* Since some moment before the start of the program. */
int64_t steady_clock_ns(void);
int64_t steady_clock_ms(void);
int64_t steady_clock_seconds(void);
/* The same, which goes on while the machine sleeps. */
int64_t steady_clock_boot_ms(void);

#endif
