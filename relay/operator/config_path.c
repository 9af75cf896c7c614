#include "config_path.h"

#include <getopt.h>
#include <stddef.h>

#include "common/cli/cli.h"

const char *
config_path_option(int argc, char **argv)
{
	const char *path = NULL;
	int c;

	optind = 1;
	while ((c = getopt(argc, argv, "c:")) != -1)
		if (c == 'c')
			path = optarg;
		else
			return NULL;
	if (optind != argc || path == NULL)
		(void)cli_fail("%s needs -c FILE", argv[0]);
	return optind == argc ? path : NULL;
}
