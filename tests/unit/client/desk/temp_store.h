/* A desk's store in a file of its own, for tests; gone at the end. */
#ifndef VALISE_TESTS_TEMP_STORE_H
#define VALISE_TESTS_TEMP_STORE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/desk/store/case_keys.h"
#include "client/desk/store/journal.h"
#include "client/desk/store/store.h"

#define TEMP_STORE_PATH "/tmp/valise-store-XXXXXX"

struct temp_store {
	struct desk_store *store;
	char path[sizeof(TEMP_STORE_PATH)];
	struct vkey signer;
};

/* Opened anew at its path, with the same keys. */
static inline bool
temp_store_reopen(struct temp_store *t)
{
	static const struct desk_store_keys keys = {.rows = {1}, .cases = {3}};
	static const uint8_t seed[NOTE_SEED_BYTES] = {2};
	struct journal_signer signer = {.from = 0};
	char case_keys[sizeof(t->path) + 8];
	struct reason reason;

	(void)snprintf(case_keys, sizeof(case_keys), "%s.keys", t->path);
	if (access(case_keys, F_OK) != 0 && !case_keys_make(case_keys, &reason))
		return false;
	vkey_of_seed("reprisals/desk", seed, &signer.key);
	t->store = desk_store_open(t->path, case_keys, &keys,
	    &(struct journal_signers){.n = 1, .list = &signer}, &reason);
	if (t->store != NULL)
		desk_store_act_as(t->store, &signer.key, seed, "desk");
	t->signer = signer.key;
	return t->store != NULL;
}

static inline bool
temp_store_open(struct temp_store *t)
{
	int fd;

	(void)strcpy(t->path, TEMP_STORE_PATH);
	fd = mkstemp(t->path);
	return fd >= 0 && close(fd) == 0 && temp_store_reopen(t);
}

static inline void
temp_store_close(struct temp_store *t)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".keys"};
	char name[sizeof(t->path) + 8];

	desk_store_close(t->store);
	t->store = NULL;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		(void)snprintf(name, sizeof(name), "%s%s", t->path, ends[i]);
		(void)unlink(name);
	}
}

#endif
