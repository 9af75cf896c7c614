/* valise-relay backup and restore: the spool, copied as a whole. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "relay/site/hold.h"
#include "relay/site/site.h"
#include "relay/store/store.h"

#define PIECE_BYTES (1u << 20)
#define WHILE_SERVING "while-serving"

/* Everything that a relay can't do without but the index; not uploads. */
static const char *const folders[] = {"segments", "large", "bulletins"};
static const struct {
	const char *name;
	bool may_lack;
} files[] = {{"format", false},
    /* In the order in which rotate-keys --retire moves them. */
    {"next-promise.seed", true}, {"next-log.seed", true},
    {"promise.seed", false}, {"log.seed", false}, {"former.keys", true}};

static bool
copy_bytes(int from, int to, struct reason *reason)
{
	uint8_t *piece = malloc(PIECE_BYTES);
	ssize_t got = -1;

	if (piece == NULL)
		return false;
	while ((got = read(from, piece, PIECE_BYTES)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || !stream_write_all(to, piece, (size_t)got))
			break;
	}
	if (got != 0)
		reason_set(reason, "%s", strerror(errno));
	sodium_memzero(piece, PIECE_BYTES); /* the seeds pass through it */
	free(piece);
	return got == 0;
}

static bool
copy_file(const char *from, const char *to, struct reason *reason)
{
	struct durable_file file;
	int fd = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool ok = false;

	if (fd < 0 || !durable_file_begin(&file, to, 0600)) {
		reason_set(
		    reason, "%s: %s", fd < 0 ? from : to, strerror(errno));
		goto out;
	}
	ok = copy_bytes(fd, file.fd, reason) &&
	    durable_file_commit(&file, DURABLE_KEEP_EXISTING);
	if (!ok)
		durable_file_abandon(&file);
out:
	if (fd >= 0)
		(void)close(fd);
	return ok;
}

static bool
copy_folder(const char *from, const char *to, struct reason *reason)
{
	DIR *dir = opendir(from);
	struct dirent *e;
	bool ok = dir != NULL && durable_file_folder(to, 0700);

	if (!ok)
		reason_set(
		    reason, "%s: %s", dir == NULL ? from : to, strerror(errno));
	while (ok && (e = readdir(dir)) != NULL) {
		char *one, *other;

		if (e->d_name[0] == '.')
			continue;
		one = durable_file_join(from, e->d_name);
		other = durable_file_join(to, e->d_name);
		ok = one != NULL && other != NULL &&
		    copy_file(one, other, reason);
		free(one);
		free(other);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return ok;
}

/* Seeds, format, segments, large ones, cells. */
static bool
copy_all(const char *from, const char *to, struct reason *reason)
{
	bool ok = true;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && ok; i++) {
		char *one = durable_file_join(from, files[i].name);
		char *other = durable_file_join(to, files[i].name);

		ok = one != NULL && other != NULL &&
		    ((files[i].may_lack && access(one, F_OK) != 0 &&
			 errno == ENOENT) ||
			copy_file(one, other, reason));
		free(one);
		free(other);
	}
	for (size_t i = 0; i < 3 && ok; i++) {
		char *one = durable_file_join(from, folders[i]);
		char *other = durable_file_join(to, folders[i]);

		ok = one != NULL && other != NULL &&
		    copy_folder(one, other, reason);
		free(one);
		free(other);
	}
	return ok;
}

/* Made by us, or there and empty. */
static bool
take_empty_folder(const char *folder, struct reason *reason)
{
	struct dirent *e;
	bool empty = true;
	DIR *dir;

	if (!durable_file_folder(folder, 0700)) {
		reason_set(reason, "%s can't be made: %s", folder,
		    errno == ENOENT ? "the folder above it is not there"
				    : strerror(errno));
		return false;
	}
	dir = opendir(folder);
	while (dir != NULL && (e = readdir(dir)) != NULL)
		empty = empty &&
		    (strcmp(e->d_name, ".") == 0 ||
			strcmp(e->d_name, "..") == 0);
	if (dir != NULL)
		(void)closedir(dir);
	if (dir == NULL || !empty)
		reason_set(
		    reason, "%s is not empty; nothing was changed", folder);
	return dir != NULL && empty;
}

/*
 * The index first: what comes later stands in the segments, from which it is
 * caught up.  Nothing is erased meanwhile, so that what it names is there.
 */
static bool
back_up(const char *spool, struct store *store, const char *to,
    struct reason *reason)
{
	char *index = durable_file_join(to, "index.sqlite");
	char *mark = durable_file_join(to, WHILE_SERVING);
	int rest = hold_at_rest(spool); /* none may start meanwhile */
	bool served = rest < 0, ok;

	reason_set(reason, "the index can't be copied");
	ok = index != NULL && mark != NULL && take_empty_folder(to, reason) &&
	    index_copy(store_index(store), index) &&
	    durable_file_sync_folder(to) && copy_all(spool, to, reason) &&
	    (!served ||
		durable_file_write(mark, "", 0, 0600, DURABLE_KEEP_EXISTING));
	free(index);
	free(mark);
	if (rest >= 0)
		(void)close(rest);
	if (ok && served)
		cli_warn("the relay serves meanwhile: what comes later is not "
			 "in this backup");
	return ok;
}

/* For the doctor; a backup without it is as good. */
static void
leave_stamp(const char *spool)
{
	char *path = durable_file_join(spool, BACKUP_STAMP);

	if (path == NULL ||
	    !durable_file_write(path, "", 0, 0600, DURABLE_REPLACE))
		cli_warn("that there is a backup could not be noted in %s: %s",
		    spool, strerror(errno));
	free(path);
}

enum cli_status
relay_command_backup(int argc, char **argv)
{
	const char *path = NULL;
	struct store *store = NULL;
	struct site *site;
	struct reason reason = {""};
	bool ok = false;
	int hold = -1, c;

	optind = 1;
	while ((c = getopt(argc, argv, "c:")) != -1)
		if (c == 'c')
			path = optarg;
		else
			return CLI_USAGE;
	if (path == NULL || optind + 1 != argc) {
		(void)cli_fail("backup needs -c FILE FOLDER");
		return CLI_USAGE;
	}
	(void)umask(077);
	site = site_open(path, &reason);
	if (site != NULL)
		store = store_open_beside(site->config->spool, &reason);
	if (store != NULL)
		hold = hold_erasing(site->config->spool);
	ok = hold >= 0 &&
	    back_up(site->config->spool, store, argv[optind], &reason);
	if (hold >= 0)
		(void)close(hold);
	store_close(store);
	if (ok)
		leave_stamp(site->config->spool);
	site_close(site);
	if (!ok)
		return cli_fail("no backup was made: %s", reason.text);
	(void)printf("Backed up to %s. It holds the relay's keys: keep it as "
		     "carefully as the spool.\n",
	    argv[optind]);
	return CLI_OK;
}

/* --- restore --- */

/* Nothing can be renamed into its place. */
static bool
is_mount_point(const char *folder)
{
	char *above = durable_file_join(folder, "..");
	struct stat it, parent;
	bool is = above != NULL && stat(folder, &it) == 0 &&
	    stat(above, &parent) == 0 && it.st_dev != parent.st_dev;

	free(above);
	return is;
}

static int
remove_one(
    const char *path, const struct stat *found, int type, struct FTW *where)
{
	(void)found;
	(void)type;
	(void)where;
	return remove(path);
}

/* What was copied has the seeds in it. */
static void
remove_part(const char *part)
{
	if (nftw(part, remove_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		cli_warn(
		    "%s could not be removed: it holds the relay's keys", part);
}

static bool
restore(const char *from, const char *to, bool lost, struct reason *reason)
{
	char *mark = durable_file_join(from, WHILE_SERVING);
	char *one = durable_file_join(from, "index.sqlite");
	char *part = NULL, *other = NULL;
	bool ok = mark != NULL && one != NULL, begun = false;

	reason_set(reason, "there is not enough memory");
	if (ok && is_mount_point(to)) {
		reason_set(reason,
		    "%s is a mount point, and the whole is renamed into its "
		    "place: give a folder below it",
		    to);
		ok = false;
	}
	if (ok && access(one, R_OK) != 0) {
		reason_set(
		    reason, "%s is no backup: %s", from, strerror(errno));
		ok = false;
	}
	if (ok && !lost && access(mark, F_OK) == 0) {
		reason_set(reason,
		    "the relay served while this backup was made. If it "
		    "published anything later, its log would fork, and who "
		    "follows it would call it false. Stop the relay and back "
		    "up again; or, where its spool is lost for good, say "
		    "--lost");
		ok = false;
	}
	/* Whole or not at all: a spool without its index would be a new log. */
	ok = ok && asprintf(&part, "%s.part", to) >= 0 &&
	    (other = durable_file_join(part, "index.sqlite")) != NULL &&
	    take_empty_folder(to, reason) && take_empty_folder(part, reason);
	begun = ok;
	ok =
	    ok && copy_all(from, part, reason) && copy_file(one, other, reason);
	if (ok && (rmdir(to) != 0 || rename(part, to) != 0)) {
		reason_set(reason, "%s: %s", to, strerror(errno));
		ok = false;
	} else if (ok) {
		begun = false;
		if (!durable_file_sync_parent(to))
			cli_warn("%s stands there, and its folder could not be "
				 "synced: %s. Look again after a sync",
			    to, strerror(errno));
	}
	if (!ok && begun)
		remove_part(part);
	free(mark);
	free(one);
	free(other);
	free(part);
	return ok;
}

enum cli_status
relay_command_restore(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"lost", no_argument, NULL, 'l'}, {0}};
	struct reason reason = {""};
	bool lost = false;
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1)
		if (c == 'l')
			lost = true;
		else
			return CLI_USAGE;
	if (optind + 2 != argc) {
		(void)cli_fail("restore needs [--lost] BACKUP SPOOL");
		return CLI_USAGE;
	}
	(void)umask(077);
	for (size_t len = strlen(argv[optind + 1]);
	     len > 1 && argv[optind + 1][len - 1] == '/'; len--)
		argv[optind + 1][len - 1] = '\0';
	if (!restore(argv[optind], argv[optind + 1], lost, &reason))
		return cli_fail("nothing was restored: %s", reason.text);
	(void)printf("Restored to %s. Run verify, then serve; never run two "
		     "relays on copies of one spool.\n",
	    argv[optind + 1]);
	if (!lost)
		cli_warn("if the relay served after this backup, what it "
			 "accepted since is not in it, and its log would fork: "
			 "then do not serve this one");
	if (lost)
		cli_warn("promises that were made after the backup are not "
			 "kept by it: tell the authority, so that senders "
			 "learn to send again");
	return CLI_OK;
}
