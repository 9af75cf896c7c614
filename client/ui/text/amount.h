/* Bytes as people read them: a size, and how far a long piece of work is. */
#ifndef VALISE_UI_AMOUNT_H
#define VALISE_UI_AMOUNT_H

#include <stddef.h>
#include <stdint.h>

struct amount {
	uint64_t done; /* bytes, of `total` */
	uint64_t total;
	uint64_t resumed; /* of `done`: before this time; not in the rate */
	double seconds;   /* since it began this time */
};

/* "12.0 MB / 40.0 MB   1.2 MB/s   0:23", the time left last; MB is 10^6. */
void amount_text(const struct amount *amount, char *ret_text, size_t size);

/* A size: "999 B", "1.0 kB", "40.0 MB". */
void amount_bytes(uint64_t bytes, char *ret_text, size_t size);

#endif
