#include "padding.h"

static unsigned
floor_log2(uint64_t n)
{
	unsigned bits = 0;

	while (n > 1) {
		n >>= 1;
		bits++;
	}
	return bits;
}

uint64_t
padding_bucket(uint64_t len)
{
	uint64_t bucket = PADDING_LEAST, unit;
	unsigned e, s;

	if (len <= 1u << 20) {
		while (bucket < len)
			bucket *= 2;
		return bucket;
	}
	e = floor_log2(len);
	s = floor_log2(e) + 1;
	unit = 1ull << (e - s);
	return (len + unit - 1) & ~(unit - 1);
}
