/* One suite of published vectors by name: vectors NAME. */
#include "vectors.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

static const struct {
	const char *name;
	int (*run)(void);
	int expected; /* so that an emptied file can't pass */
} suites[] = {
    {"acvp_keygen", vectors_acvp_keygen, 25},
    {"acvp_encaps_decaps", vectors_acvp_encaps_decaps, 35},
    {"wycheproof_seed", vectors_wycheproof_seed, 193},
    {"wycheproof_keygen", vectors_wycheproof_keygen, 100},
    {"wycheproof_encaps", vectors_wycheproof_encaps, 265},
    {"wycheproof_expanded", vectors_wycheproof_expanded, 9},
    {"cctv_modulus", vectors_cctv_modulus, 780},
    {"cctv_strcmp", vectors_cctv_strcmp, 1},
    {"cctv_unlucky", vectors_cctv_unlucky, 1},
    {"accumulated", vectors_accumulated, 10000},
    {"xwing_draft", vectors_xwing_draft, 3},
    {"hpke_pq", vectors_hpke_pq, 10},
};

int
main(int argc, char **argv)
{
	int checked;

	if (argc != 2 || sodium_init() < 0)
		return 1;
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		if (strcmp(argv[1], suites[i].name) != 0)
			continue;
		checked = suites[i].run();
		(void)printf("%s: %d cases\n", suites[i].name, checked);
		return checked == suites[i].expected ? 0 : 1;
	}
	return 1;
}
