/* The vector suites; each returns how many cases it checked. */
#ifndef VALISE_TESTS_VECTORS_H
#define VALISE_TESTS_VECTORS_H

int vectors_acvp_keygen(void);
int vectors_acvp_encaps_decaps(void);
int vectors_wycheproof_seed(void);
int vectors_wycheproof_keygen(void);
int vectors_wycheproof_encaps(void);
int vectors_wycheproof_expanded(void);
int vectors_cctv_modulus(void);
int vectors_cctv_strcmp(void);
int vectors_cctv_unlucky(void);
int vectors_accumulated(void);
int vectors_xwing_draft(void);
int vectors_hpke_pq(void);

#endif
