/*
 * A power cut for tests (LD_PRELOAD): a shadow of a folder that holds only what
 * was synced.  fsync or fdatasync of a file copies its bytes under its inode;
 * of a folder, its list of names.  unsynced.py restores the folder from it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An inode number is used again; with its time of birth it is not. */
static int
key_of(int dir, const char *name, int flags, char *out, size_t size)
{
	struct statx s;

	if (statx(dir, name, flags, STATX_INO | STATX_BTIME | STATX_MODE, &s) !=
	    0)
		return -1;
	(void)snprintf(out, size, "%llu-%lld-%u", (unsigned long long)s.stx_ino,
	    (long long)s.stx_btime.tv_sec, s.stx_btime.tv_nsec);
	return S_ISDIR(s.stx_mode) ? 1 : 0;
}

static FILE *
begin(const char *kind, const char *key, char *temporary, char *final)
{
	const char *shadow = getenv("UNSYNCED_SHADOW");

	(void)snprintf(final, 4096, "%s/%s/%s", shadow, kind, key);
	(void)snprintf(
	    temporary, 4096, "%s/%s/.%s.%d", shadow, kind, key, (int)gettid());
	return fopen(temporary, "we");
}

static int
keep_folder(int fd, const char *key)
{
	char temporary[4096], final[4096], child[128];
	FILE *out = begin("folders", key, temporary, final);
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *e;
	int kind;

	if (out == NULL || dir == NULL)
		abort();
	while ((e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		kind = key_of(
		    fd, e->d_name, AT_SYMLINK_NOFOLLOW, child, sizeof(child));
		if (kind >= 0)
			(void)fprintf(
			    out, "%d %s %s\n", kind, child, e->d_name);
	}
	(void)closedir(dir);
	if (fclose(out) != 0)
		abort();
	return rename(temporary, final);
}

static int
keep_file(int fd, const char *key)
{
	char temporary[4096], final[4096], buffer[65536], self[64];
	FILE *out = begin("files", key, temporary, final);
	ssize_t got;
	int in;

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	in = open(self, O_RDONLY | O_CLOEXEC);
	if (out == NULL || in < 0)
		abort();
	while ((got = read(in, buffer, sizeof(buffer))) > 0)
		(void)fwrite(buffer, 1, (size_t)got, out);
	(void)close(in);
	if (fclose(out) != 0)
		abort();
	return rename(temporary, final);
}

static int
keep(int fd)
{
	const char *root = getenv("UNSYNCED_ROOT");
	char self[64], path[4096], key[128];
	ssize_t len;
	int kind;

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	len = readlink(self, path, sizeof(path) - 1);
	if (root == NULL || len < 0)
		return 0;
	path[len] = '\0';
	if (strncmp(path, root, strlen(root)) != 0)
		return 0;
	kind = key_of(fd, "", AT_EMPTY_PATH, key, sizeof(key));
	if (kind < 0)
		return 0;
	return kind == 1 ? keep_folder(fd, key) : keep_file(fd, key);
}

int fsync(int fd);
int fdatasync(int fd);

int
fsync(int fd)
{
	return keep(fd);
}

int
fdatasync(int fd)
{
	return keep(fd);
}
