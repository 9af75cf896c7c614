#include "file_look.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "client/defender/evidence/picture_parts.h"
#include "client/defender/evidence/picture_service.h"
#include "client/defender/session/session.h"
#include "common/bytes/printable_text.h"
#include "common/work/task.h"
#include "client/sitting/progress.h"
#include "client/words/defender_words.h"

#define FIRST_BYTES 32

void
file_name_shown(const char *path, char ret_name[static FILE_NAME_BYTES])
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	printable_text_line(name, strlen(name), ret_name, FILE_NAME_BYTES);
}

enum picture_kind
file_kind(const char *path)
{
	int fd = open(
	    path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOATIME);
	uint8_t bytes[FIRST_BYTES];
	ssize_t got;

	if (fd < 0)
		return PICTURE_NONE;
	got = read(fd, bytes, sizeof(bytes));
	(void)close(fd);
	return got > 0 ? picture_kind_of(bytes, (size_t)got) : PICTURE_NONE;
}

bool
file_kind_cleanable(enum picture_kind kind)
{
	return kind == PICTURE_JPEG || kind == PICTURE_PNG;
}

struct looking {
	struct picture_service *pictures;
	const char *path;
	struct picture_result *result;
};

/* In the thread of sitting_follow(). */
static bool
look(void *context, const struct task_follow *follow, struct reason *reason)
{
	struct looking *l = context;
	int fd = open(l->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		reason_set(reason, "%s", strerror(errno));
		return false;
	}
	picture_service_examine(l->pictures, fd, PICTURE_WANT_COPY, l->result);
	(void)close(fd);
	picture_copy_wipe(l->result->copy_fd);
	l->result->copy_fd = -1;
	return !task_stopped(follow);
}

enum way
file_look_screen(
    struct session *s, const char *path, struct picture_result *ret_look)
{
	struct looking l = {s->pictures, path, ret_look};
	const struct sitting_task work = {
	    .title = WORD_TITLE_ATTACHMENTS, .run = look, .context = &l};
	char name[FILE_NAME_BYTES], text[1024] = "";
	struct reason reason = {""};
	const char *const values[] = {name, reason.text};
	enum way result;
	enum task_end end;

	result = sitting_follow(&s->sitting, &work, &end, &reason);
	if (sitting_left(result) || end == TASK_DONE)
		return result;
	file_name_shown(path, name);
	(void)words_fill(WORD_ERROR_NO_FILE, s->sitting.language, values, 2,
	    text, sizeof(text));
	sitting_tell(&s->sitting, "%s",
	    end == TASK_STOPPED ? sitting_word(&s->sitting, WORD_LABEL_STOPPED)
				: text);
	return WAY_BACK;
}
