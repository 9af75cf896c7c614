/* A text as the set of all rows of four of its words, to be compared. */
#ifndef VALISE_DESK_SHINGLES_H
#define VALISE_DESK_SHINGLES_H

struct shingles;

/* NULL: memory. */
struct shingles *shingles_create(const char *text);
void shingles_destroy(struct shingles *s); /* takes NULL */

/*
 * Of the rows that the shorter has, those that both have, in percent; 0 of
 * texts with fewer than eight words, which say too little.  -1: memory.
 */
int shingles_alike(const struct shingles *s, const char *text);

#endif
