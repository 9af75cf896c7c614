/* One suite of published vectors by name: vectors NAME. */
#include "vectors.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

static const struct {
	const char *name;
	void (*check)(const struct vector_case *one); /* NULL: accumulated */
	int expected; /* so that an emptied file can't pass */
	int valid;    /* of them, where the suite says of each whether it is */
} suites[] = {
    {"acvp_keygen", vectors_keygen, 25, 0},
    {"acvp_encaps_decaps", vectors_encaps_decaps, 25 + 10, 0},
    {"wycheproof_seed", vectors_seed, 193, 153},
    {"wycheproof_keygen", vectors_keygen, 100, 100},
    {"wycheproof_encaps", vectors_encaps, 265, 133},
    {"wycheproof_expanded", vectors_expanded, 9, 3},
    {"cctv_modulus", vectors_modulus, 780, 0},
    {"cctv_strcmp", vectors_encaps_decaps, 1, 0},
    {"cctv_unlucky", vectors_encaps_decaps, 1, 0},
    {"accumulated", NULL, 10000, 0},
    {"xwing_draft", vectors_xwing, 3, 0},
    {"hpke_pq", vectors_hpke, 2 + 10, 0},
};

static void (*check_one)(const struct vector_case *one);
static int valid;

static void
check_and_count(const struct vector_case *one)
{
	struct vector_bytes flag = vector_member(one, "valid");

	check_one(one);
	if (flag.len == 1 && *flag.at == 1)
		valid++;
}

int
main(int argc, char **argv)
{
	int checked;

	if (argc != 2 || sodium_init() < 0)
		return 1;
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		if (strcmp(argv[1], suites[i].name) != 0)
			continue;
		check_one = suites[i].check;
		checked = check_one == NULL
		    ? vectors_accumulated()
		    : vector_file_each(argv[1], check_and_count);
		(void)printf(
		    "%s: %d cases, %d called valid\n", argv[1], checked, valid);
		return checked == suites[i].expected && valid == suites[i].valid
		    ? 0
		    : 1;
	}
	return 1;
}
