/* Whether a spool can be written, before a relay finds out that it can't. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "privileges.h"
#include "site.h"

/* A name that a spool takes for nothing (docs/SPOOL.md 1). */
#define PROBE ".part-check"

/* A file that is written, synced and removed; errno where it is not. */
static bool
probe_folder(const char *folder)
{
	char *path = durable_file_join(folder, PROBE);
	int fd = -1, saved = ENOMEM;
	bool ok = false;

	if (path != NULL) {
		(void)unlink(path); /* of a check that was killed */
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		ok = fd >= 0 && stream_write_all(fd, PROBE, sizeof(PROBE)) &&
		    fsync(fd) == 0;
		saved = errno;
		if (fd >= 0) {
			(void)close(fd);
			(void)unlink(path);
		}
	}
	free(path);
	errno = saved;
	return ok;
}

/* As the child tells it. */
struct told {
	enum site_write found;
	struct reason reason;
};

static void
tell(struct told *told, const char *spool, const char *name)
{
	told->found =
	    errno == ENOSPC || errno == EDQUOT ? SITE_FULL : SITE_CANT_WRITE;
	reason_set(&told->reason, "%s/%s can't be written: %s%s", spool, name,
	    strerror(errno),
	    errno == EROFS ? " (under systemd: see ReadWritePaths=)" : "");
}

/* What is there already, and must be written to. */
static bool
probe_file(const char *spool, const char *name)
{
	char *path = durable_file_join(spool, name);
	bool ok =
	    path != NULL && (access(path, R_OK | W_OK) == 0 || errno == ENOENT);

	free(path);
	return ok;
}

static void
probe(const char *spool, struct told *told)
{
	static const char *const folders[] = {
	    "", "segments", "large", "uploads", "bulletins"};
	static const char *const files[] = {
	    "index.sqlite", "index.sqlite-wal", "format", "lock"};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char *folder = durable_file_join(spool, folders[i]);
		bool ok = folder != NULL &&
		    (access(folder, F_OK) != 0 || probe_folder(folder));
		int saved = errno;

		free(folder);
		errno = saved;
		if (!ok) {
			tell(told, spool, folders[i]);
			return;
		}
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (!probe_file(spool, files[i])) {
			tell(told, spool, files[i]);
			return;
		}
}

/* Of the configuration: what is read at each start and reload. */
static bool
probe_notes(const struct config *config, struct told *told)
{
	const char *const paths[] = {config->directory, config->persons};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (paths[i][0] == '\0' || access(paths[i], R_OK) == 0)
			continue;
		told->found = SITE_CANT_WRITE;
		reason_set(&told->reason, "%s can't be read by who serves: %s",
		    paths[i], strerror(errno));
		return false;
	}
	return true;
}

/* As whoever will serve: root can write where that one can't. */
static void
become(const struct config *config, struct reason *reason)
{
	struct stat found;

	if (geteuid() != 0)
		return;
	if (config->user[0] != '\0')
		(void)privileges_drop(config->user, reason);
	else if (stat(config->spool, &found) == 0 && found.st_uid != 0 &&
	    (setresgid(found.st_gid, found.st_gid, found.st_gid) != 0 ||
		setresuid(found.st_uid, found.st_uid, found.st_uid) != 0))
		reason_set(reason, "%s: its owner can't be become: %s",
		    config->spool, strerror(errno));
}

enum site_write
site_can_write(const struct config *config, struct reason *ret_reason)
{
	struct told told = {SITE_WRITES, {""}};
	int ends[2], status;
	ssize_t got;
	pid_t child;

	if (config->store == CONFIG_STORE_MEMORY)
		return SITE_WRITES;
	reason_set(ret_reason,
	    "whether the spool can be written could not be "
	    "found out");
	if (pipe2(ends, O_CLOEXEC) != 0)
		return SITE_CANT_WRITE;
	child = fork();
	if (child == 0) {
		become(config, &told.reason);
		if (told.reason.text[0] != '\0')
			told.found = SITE_CANT_WRITE;
		else if (probe_notes(config, &told))
			probe(config->spool, &told);
		(void)stream_write_all(ends[1], &told, sizeof(told));
		_exit(0);
	}
	(void)close(ends[1]);
	got = child < 0 ? -1 : read(ends[0], &told, sizeof(told));
	(void)close(ends[0]);
	if (child > 0)
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
	if (got != sizeof(told))
		return SITE_CANT_WRITE;
	*ret_reason = told.reason;
	return told.found;
}
