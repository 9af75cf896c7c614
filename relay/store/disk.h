/*
 * What the spool's bytes lie on: a table of operations, so that the store, and
 * whatever is above it, knows no paths and no disk (docs/ARCHITECTURE.md).
 * There is one on a folder and one in memory.  Bytes are read and written
 * through the descriptors that are handed out; names have no slash in them.
 */
#ifndef VALISE_RELAY_DISK_H
#define VALISE_RELAY_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"

enum disk_kind {
	DISK_SEGMENT,
	DISK_LARGE,  /* an envelope in a file of its own */
	DISK_UPLOAD, /* unfinished */
	DISK_CELLS,  /* of a bulletin */
	DISK_KINDS
};

struct disk;

/* All may be called from any thread.  False and -1 come with errno. */
struct disk_operations {
	void (*close)(struct disk *d);
	/* A descriptor of its own, to read and write at any place. */
	int (*open)(struct disk *d, enum disk_kind kind, const char *name);
	/* The same, of a new, empty one; its name is durable.  EEXIST. */
	int (*create)(struct disk *d, enum disk_kind kind, const char *name);
	/* Whole or not at all, durable: so many zeroes, really written. */
	bool (*add_zeroes)(struct disk *d, enum disk_kind kind,
	    const char *name, uint64_t size);
	/* Whole or not at all, durable: these bytes, in place of others. */
	bool (*put)(struct disk *d, enum disk_kind kind, const char *name,
	    const void *bytes, size_t len);
	/*
	 * From one name to another, durable; with `time` (seconds) as when it
	 * was changed.  True also where that was done already.
	 */
	bool (*move)(struct disk *d, enum disk_kind from, const char *name,
	    enum disk_kind to, const char *other, int64_t time);
	/* True also where there is none; durable if that is asked for. */
	bool (*remove)(struct disk *d, enum disk_kind kind, const char *name,
	    bool durable);
	/* Each name; what was begun and never whole is gone then. */
	bool (*each)(struct disk *d, enum disk_kind kind,
	    bool (*take)(void *context, const char *name), void *context);
	/* Bytes that still fit. */
	bool (*room)(struct disk *d, uint64_t *ret_bytes);
	/*
	 * Whether bytes may be erased now, until erase_end(): not while a
	 * backup copies them (errno EWOULDBLOCK).
	 */
	bool (*erase_begin)(struct disk *d);
	void (*erase_end)(struct disk *d);
	/* What index_open() takes. */
	const char *(*index)(struct disk *d);
};

/* What each kind of disk begins with. */
struct disk {
	const struct disk_operations *operations;
};

/* The spool's folder, made where it is missing, locked for one relay. */
struct disk *disk_folder(const char *folder, struct reason *ret_reason);
/* The same while another relay may be serving it: to read. */
struct disk *disk_folder_beside(const char *folder, struct reason *ret_reason);
/* Of at most so many bytes; gone when it is closed: for tests. */
struct disk *disk_memory(uint64_t max_bytes, struct reason *ret_reason);

#endif
