/*
 * Memory for keys, codes and passphrases: guard pages, locked where the system
 * allows, wiped when freed (libsodium's guarded heap).  What it can't do: a
 * register or a spilled copy in a library's stack frame may outlive the wipe,
 * and a machine that hibernates writes locked pages too.
 */
#ifndef VALISE_BYTES_SECRET_H
#define VALISE_BYTES_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Once at the start of every program, before it prints: libsodium, no core
 * dump, no ptrace by others of the same user, and a buffer for standard output
 * that is wiped when the program ends.  Standard streams that are closed are
 * taken, so that no file gets their numbers: using one fails.  False where
 * libsodium can't start.
 */
bool secret_protect_process(void);

/*
 * Keeps all of the process out of swap, now and later, where the limits allow;
 * else only what secret_alloc() gives is locked, as far as they do.
 */
void secret_lock_process(void);
/* Whether this machine has swap and the process is not locked out of it. */
bool secret_may_be_swapped(void);

/*
 * Zeroed; NULL when out of memory.  It ends at a guard page: it is aligned as
 * far as `len` is a multiple, as the size of any struct is of its alignment.
 */
void *secret_alloc(size_t len);
void secret_free(void *secret); /* wipes; takes NULL */

#endif
