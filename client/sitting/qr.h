/* Digits as a code for a camera. */
#ifndef VALISE_SITTING_QR_H
#define VALISE_SITTING_QR_H

#include "sitting.h"

/* The digits, groups with spaces between; WAY_BACK when it was seen. */
enum way qr_show(struct sitting *s, const char *digits);

#endif
