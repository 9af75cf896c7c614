/*
 * One fuzz target a parser of outside bytes.  A file of targets is compiled
 * once for each with -DFUZZ_TARGET=name: with libFuzzer where -Dfuzzing=true,
 * else with replay.c, which runs a target over the files of its corpus.
 */
#ifndef VALISE_FUZZ_FUZZ_H
#define VALISE_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that must hold; a find where it does not. */
static inline void
check(int ok)
{
	if (!ok)
		abort();
}

#endif
