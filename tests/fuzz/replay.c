/* Runs a fuzz target over every file of a folder, and every file cut short. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "fuzz.h"

/* A copy of exactly that size, so that a sanitizer sees one byte too many. */
static void
run(const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len == 0 ? 1 : len);

	if (copy == NULL)
		exit(1);
	memcpy(copy, bytes, len);
	(void)LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

int
main(int argc, char **argv)
{
	struct dirent *e;
	int files = 0;
	DIR *dir;

	if (argc != 2 || LLVMFuzzerInitialize(&argc, &argv) != 0)
		return 1;
	dir = opendir(argv[1]);
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		char *path = durable_file_join(argv[1], e->d_name);
		uint8_t *bytes;
		size_t len;

		if (e->d_name[0] != '.' && path != NULL &&
		    durable_file_read(path, 1u << 22, &bytes, &len)) {
			files++;
			run(bytes, len);
			for (size_t i = 1; i <= 64; i++)
				run(bytes, len * i / 65);
			for (size_t i = 0; i < 64 && len > 0; i++) {
				bytes[len * i / 64] ^= 0x20;
				run(bytes, len);
				bytes[len * i / 64] ^= 0x20;
			}
			free(bytes);
		}
		free(path);
	}
	if (dir != NULL)
		(void)closedir(dir);
	(void)printf("%d files\n", files);
	return files > 0 ? 0 : 1; /* an empty corpus is no test */
}
