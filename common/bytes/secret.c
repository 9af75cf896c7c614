#include "secret.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <sodium.h>

bool
secret_protect_process(void)
{
	const struct rlimit none = {0, 0};

	if (sodium_init() < 0)
		return false;
	/* Either may be refused in a container; neither is relied on alone. */
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	return true;
}

void *
secret_alloc(size_t len)
{
	void *secret = sodium_malloc(len);

	if (secret != NULL)
		memset(secret, 0, len);
	return secret;
}

void
secret_free(void *secret)
{
	sodium_free(secret);
}
