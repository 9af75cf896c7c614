/*
 * Loaded into a program (LD_PRELOAD) by the test of what stays in memory: lets
 * it be dumped, which it forbids otherwise, and when it ends writes all of its
 * memory that can be read to the file that DUMP names, then kills it.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Both only ever forbid dumps here. */
int
prctl(int option, ...)
{
	va_list arguments;
	unsigned long a[4];

	if (option == PR_SET_DUMPABLE)
		return 0;
	va_start(arguments, option);
	for (int i = 0; i < 4; i++)
		a[i] = va_arg(arguments, unsigned long);
	va_end(arguments);
	return (int)syscall(SYS_prctl, option, a[0], a[1], a[2], a[3]);
}

static void
copy_region(int memory, int out, unsigned long from, unsigned long to)
{
	static char page[4096];
	ssize_t got;

	for (; from < to; from += sizeof(page)) {
		got = pread(memory, page, sizeof(page), (off_t)from);
		if (got > 0 && write(out, page, (size_t)got) != got)
			_exit(70);
	}
}

__attribute__((destructor)) static void
dump_at_end(void)
{
	static char maps[1 << 20];
	const char *path = getenv("DUMP");
	unsigned long from, to;
	int in, out, memory;
	size_t have = 0;
	ssize_t got;
	char right;

	if (path == NULL)
		return;
	in = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (in < 0 || memory < 0 || out < 0)
		_exit(71);
	while ((got = read(in, maps + have, sizeof(maps) - 1 - have)) > 0)
		have += (size_t)got;
	for (char *line = strtok(maps, "\n"); line != NULL;
	     line = strtok(NULL, "\n"))
		if (sscanf(line, "%lx-%lx %c", &from, &to, &right) == 3 &&
		    right == 'r' && strstr(line, "[v") == NULL)
			copy_region(memory, out, from, to);
	(void)kill(getpid(), SIGKILL);
}
