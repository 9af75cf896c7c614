/*
 * work-peer INTAKE SHA256 SIZE DAY BITS: prints the nonce of a work stamp, with
 * the bits that a relay announces and those of the size.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/crypto/work_stamp.h"

int
main(int argc, char **argv)
{
	struct work_stamp stamp;
	char hex[2 * WORK_STAMP_NONCE_BYTES + 1];

	if (argc != 6 || sodium_init() < 0)
		return 1;
	memset(&stamp, 0, sizeof(stamp));
	stamp.intake = argv[1];
	stamp.size = strtoull(argv[3], NULL, 10);
	(void)snprintf(stamp.day, sizeof(stamp.day), "%s", argv[4]);
	if (!hex_decode(argv[2], strlen(argv[2]), stamp.sha256, 32) ||
	    !work_stamp_find(&stamp,
		(unsigned)strtoul(argv[5], NULL, 10) +
		    work_stamp_size_bits(stamp.size),
		NULL, NULL))
		return 1;
	hex_encode(stamp.nonce, sizeof(stamp.nonce), hex);
	(void)printf("%s\n", hex);
	return 0;
}
