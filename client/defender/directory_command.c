#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common/cli/directory_file.h"
#include "common/notes/directory_show.h"
#include "options.h"

enum cli_status
command_directory(int argc, char **argv)
{
	struct directory *d;
	struct options o;

	if (argc < 2 || strcmp(argv[1], "show") != 0 ||
	    !options_parse(argc - 1, argv + 1, "F", &o) ||
	    argc - 1 - o.rest != 1) {
		(void)cli_fail("directory show needs FILE; valise help "
			       "directory says more");
		return CLI_USAGE;
	}
	d = directory_file_open(
	    argv[1 + o.rest], o.fingerprint, DIRECTORY_TO_VERIFY);
	if (d == NULL)
		return CLI_FAILED;
	directory_show(d, stdout);
	directory_destroy(d);
	return CLI_OK;
}
