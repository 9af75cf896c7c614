/* Shutting a process in before it touches what a stranger made. */
#ifndef VALISE_SANDBOX_SANDBOX_H
#define VALISE_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SANDBOX_FDS 2

/* What is left to the process. */
struct sandbox_limits {
	int fds[SANDBOX_FDS]; /* the descriptors that stay open */
	unsigned cpu_seconds; /* then it is killed */
	size_t memory;        /* bytes of address space, beyond what there is */
	uint64_t file_bytes;  /* where writing to a file stops; 0: none */
};

/* Closes every descriptor but those that stay; a part of sandbox_enter(). */
void sandbox_close_others(const struct sandbox_limits *limits);

/*
 * The filter of system calls, as the kernel takes it: made once by whoever
 * starts many that are shut in.
 */
#define SANDBOX_FILTER_BYTES 2048
struct sandbox_filter {
	size_t len; /* bytes */
	_Alignas(8) unsigned char program[SANDBOX_FILTER_BYTES];
};
/* False where it can't be made: for want of memory, most of all. */
bool sandbox_filter_make(struct sandbox_filter *ret_filter);

/*
 * Closes every descriptor but those, sets the limits, no core dump and no
 * further process, and lets through only the system calls that reading,
 * computing and writing need: another one kills the process.  Irrevocable, for
 * every thread there is.  False where the filter or a limit can't be set: then
 * nothing may be opened.  A build with sanitizers sets no limit and no filter.
 */
bool sandbox_enter(const struct sandbox_limits *limits);
/* The same by a filter that was made before. */
bool sandbox_enter_by(
    const struct sandbox_limits *limits, const struct sandbox_filter *filter);

#endif
