/*
 * Files that become durable together: the disk is given all of them before any
 * is waited for, and each folder is synced once.
 */
#ifndef VALISE_BYTES_DURABLE_BATCH_H
#define VALISE_BYTES_DURABLE_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "durable_file.h"

#define DURABLE_BATCH_MAX 512 /* files; each holds a descriptor until then */

struct durable_batch;

struct durable_batch *durable_batch_create(void); /* NULL: no memory */
/* Those that are not committed are abandoned; takes NULL. */
void durable_batch_destroy(struct durable_batch *b);

size_t durable_batch_count(const struct durable_batch *b);
/*
 * Takes a file over that is written, and is to replace what has its name; its
 * number, from 0.  SIZE_MAX where there is no room: it is still the caller's.
 */
size_t durable_batch_add(struct durable_batch *b, struct durable_file *file);
/*
 * Syncs all, gives each its name, syncs their folders.  Each has its own
 * result: durable_batch_error() is 0, or an errno; what failed may have its
 * name.
 */
void durable_batch_commit(struct durable_batch *b);
int durable_batch_error(const struct durable_batch *b, size_t number);

#endif
