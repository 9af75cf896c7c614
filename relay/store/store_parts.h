/* The store from inside; for store*.c alone. */
#ifndef VALISE_RELAY_STORE_PARTS_H
#define VALISE_RELAY_STORE_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "store.h"

struct store {
	struct disk *disk;
	uint64_t segment_bytes;
	_Atomic uint64_t max_bytes;
	_Atomic uint64_t used_bytes;
	struct index *index;
	int fd;           /* of the current segment, -1 before the first */
	uint64_t segment; /* its number */
	uint64_t offset;  /* where the next record goes */
	uint64_t size;    /* of the current segment */
	uint64_t next_sequence;
	pthread_mutex_t growing; /* of the two below */
	uint64_t last_segment;   /* highest number there is */
	uint64_t spare;          /* made beforehand; 0: none */
	atomic_bool wants_spare;
	size_t n_free;
	uint64_t *free_segments; /* zeroed, to be used again */
};

#define STORE_NAME_BYTES (64 + 1 + DIRECTORY_ID_MAX + 1)

/* Names on the disk. */
int store_segment_open(struct store *s, uint64_t number);
bool store_large_remove(struct store *s, const struct envelope_row *row);
/*
 * Reads the records behind `*offset` and `*last` of a segment of `size` bytes
 * into the index, and moves both; what was cut off behind them is zeroed.
 */
bool store_catch_up(struct store *s, int fd, uint64_t number, uint64_t size,
    uint64_t *offset, uint64_t *last);
/* Zeroes and frees a segment in which nothing is needed any more. */
bool store_recycle(struct store *s, uint64_t number);

#endif
