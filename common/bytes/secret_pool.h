/*
 * Guarded memory for secrets that live within one call.  Each piece of
 * secret_alloc() costs some ten system calls, and an envelope takes five of
 * them; what is borrowed here is wiped as it is given back, and lent again.
 * What lives long takes secret_alloc().
 */
#ifndef VALISE_BYTES_SECRET_POOL_H
#define VALISE_BYTES_SECRET_POOL_H

#include <stddef.h>

#define SECRET_POOL_PIECES 8 /* kept in all, for every thread */
#define SECRET_POOL_PIECE_MAX \
	(128u << 10) /* bytes; what is larger is not kept */

/*
 * Zeroed, locked and between guard pages, as secret_alloc() gives it and
 * aligned as that; NULL when out of memory.  A child of fork begins
 * without any: locks are not inherited.  A build with a sanitizer keeps
 * none, so that what is used after it was given back is seen.
 */
void *secret_borrow(size_t len);
/* Wipes; takes NULL. */
void secret_give_back(void *secret);

#endif
