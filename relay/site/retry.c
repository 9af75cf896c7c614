#include "retry.h"

#include <sodium.h>

#include "common/bytes/utc_time.h"

int64_t
retry_at(unsigned tries, uint64_t longest)
{
	uint64_t wait = tries > 20 ? longest : 1ull << tries;

	if (wait > longest)
		wait = longest;
	return utc_time_now() + (int64_t)(wait / 2) +
	    randombytes_uniform((uint32_t)(wait / 2) + 1) + 1;
}
