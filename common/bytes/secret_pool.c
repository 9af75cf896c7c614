#include "secret_pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <sodium.h>

#include "secret.h"

#define SMALLEST 4096u /* a page: less saves nothing between guard pages */

#if defined(__SANITIZE_ADDRESS__)
#define KEEPS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEEPS 0
#endif
#endif
#ifndef KEEPS
#define KEEPS SECRET_POOL_PIECES
#endif

/* Guarded memory that is lent, or waits to be. */
struct piece {
	uint8_t *start; /* of secret_alloc(); NULL: none */
	size_t size;
	uint8_t
	    *lent; /* what the borrower has, up to the end; NULL: it waits */
};

static struct piece pieces[SECRET_POOL_PIECES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* A power of two; 0: too large to be kept. */
static size_t
size_for(size_t len)
{
	size_t size = SMALLEST;

	while (size < len && size < SECRET_POOL_PIECE_MAX)
		size *= 2;
	return size < len ? 0 : size;
}

/*
 * The borrower's end is that of the piece, behind which is a guard page; of a
 * length that is no multiple of 16 as far as its own alignment lets it.
 */
static void *
lend(struct piece *p, size_t len)
{
	p->lent = p->start + (p->size - len);
	return p->lent;
}

/* One that waits, or a place for one; NULL where there is neither. */
static struct piece *
find(size_t size)
{
	struct piece *empty = NULL;

	for (size_t i = 0; i < KEEPS; i++) {
		struct piece *p = &pieces[i];

		if (p->start == NULL)
			empty = p;
		else if (p->lent == NULL && p->size == size)
			return p;
	}
	return empty;
}

static void
before_fork(void)
{
	(void)pthread_mutex_lock(&lock);
}

static void
after_fork(void)
{
	(void)pthread_mutex_unlock(&lock);
}

/* What waits was locked in the parent's memory and is not in this one's. */
static void
in_child(void)
{
	for (size_t i = 0; i < KEEPS; i++)
		if (pieces[i].start != NULL && pieces[i].lent == NULL) {
			secret_free(pieces[i].start);
			pieces[i].start = NULL;
		}
	(void)pthread_mutex_unlock(&lock);
}

static void
begin(void)
{
	(void)pthread_atfork(before_fork, after_fork, in_child);
}

void *
secret_borrow(size_t len)
{
	const size_t size = size_for(len);
	struct piece *p = NULL;
	void *secret = NULL;

	if (size == 0)
		return secret_alloc(len);
	(void)pthread_once(&once, begin);
	(void)pthread_mutex_lock(&lock);
	p = find(size);
	if (p != NULL && p->start == NULL) {
		p->start = secret_alloc(size);
		p->size = size;
		if (p->start == NULL)
			p = NULL;
	}
	if (p != NULL)
		secret = lend(p, len);
	(void)pthread_mutex_unlock(&lock);
	return p != NULL ? secret : secret_alloc(len);
}

void
secret_give_back(void *secret)
{
	struct piece *p = NULL;

	if (secret == NULL)
		return;
	(void)pthread_mutex_lock(&lock);
	for (size_t i = 0; i < KEEPS && p == NULL; i++)
		if (pieces[i].lent == secret)
			p = &pieces[i];
	if (p != NULL) {
		sodium_memzero(
		    secret, (size_t)(p->start + p->size - (uint8_t *)secret));
		p->lent = NULL;
	}
	(void)pthread_mutex_unlock(&lock);
	if (p == NULL)
		secret_free(secret);
}
