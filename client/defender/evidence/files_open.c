/* The files as they are now, opened and hashed to be sealed. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "picture_service.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "common/work/task.h"
#include "files.h"

#define NAME_BYTES 48 /* of a name in a reason, which has one line */

static void
short_name(const char *path, char ret_name[static NAME_BYTES])
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	printable_text_line(name, strlen(name), ret_name, NAME_BYTES);
}

/* Why there is no copy of what was to have one. */
static const char *
why_not(const struct picture_result *r)
{
	switch (r->status) {
	case PICTURE_TOO_LARGE:
		return "it is larger than 128 MiB";
	case PICTURE_BROKE:
		return "it broke the process that looks";
	case PICTURE_NO_CHILD:
		return "the process that looks has ended";
	default:
		return r->copy == PICTURE_COPY_NONE
		    ? "it is no JPEG or PNG any more"
		    : picture_copy_text(r->copy);
	}
}

static bool
take_clean(struct evidence *e, struct picture_service *pictures,
    const struct task_follow *follow, struct reason *reason)
{
	struct picture_result r;
	char name[NAME_BYTES];

	picture_service_examine(pictures, e->fd, PICTURE_WANT_COPY, &r);
	if (r.status == PICTURE_LOOKED && r.copy == PICTURE_COPY_CLEAN)
		return evidence_take_copy(e, r.copy_fd, follow, reason);
	picture_copy_wipe(r.copy_fd);
	short_name(e->path, name);
	reason_set(reason, "no cleaned copy, %s: %s", why_not(&r), name);
	return false;
}

/* Said by its name alone: a path would leave no room for the reason. */
static bool
are_there(const struct files *f, struct reason *reason)
{
	char name[NAME_BYTES];

	for (size_t i = 0; i < files_count(f); i++) {
		const char *path = files_at(f, i)->path;

		if (access(path, R_OK) == 0)
			continue;
		short_name(path, name);
		reason_set(reason, "%s: %s", name, strerror(errno));
		return false;
	}
	return true;
}

bool
files_open(const struct files *f, struct picture_service *pictures,
    const struct task_follow *follow, struct evidence_list *ret_list,
    struct reason *ret_reason)
{
	size_t n = files_count(f);
	const char **paths;
	bool ok;

	*ret_list = (struct evidence_list){0, NULL};
	if (!are_there(f, ret_reason))
		return false;
	paths = secret_alloc((n + 1) * sizeof(*paths));
	if (paths == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		return false;
	}
	for (size_t i = 0; i < n; i++)
		paths[i] = files_at(f, i)->path;
	ok = evidence_open(paths, n, follow, ret_list, ret_reason);
	secret_free(paths);
	for (size_t i = 0; i < n && ok; i++) {
		struct evidence *e = &ret_list->items[i];
		bool clean = files_at(f, i)->form == EVIDENCE_CLEANED;

		/* What was not cleaned is never called cleaned. */
		e->carries = !clean;
		if (task_stopped(follow)) {
			reason_set(ret_reason, "it was stopped");
			return false;
		}
		ok = !clean || take_clean(e, pictures, follow, ret_reason);
	}
	return ok;
}
