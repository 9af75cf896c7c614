/* One sitting at the open desk, and who is there; for open_*.c alone. */
#ifndef VALISE_DESK_OPEN_SESSION_H
#define VALISE_DESK_OPEN_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "client/desk/asking/options.h"
#include "client/desk/vault/vault.h"
#include "command_line.h"
#include "common/cli/cli.h"

struct desk_session {
	struct vault *v;
	const struct desk_options *o;
	int fd;      /* of the commands */
	bool script; /* nobody sits there: the first failure ends it */
	bool locked;
	int64_t close_ms; /* of the steady clock */
	char as[NOTE_NAME_MAX + 1];
	enum cli_status status;
	/* Who acts now, in which roles: an import goes on as that after what
	 * was done meanwhile. */
	char acting[NOTE_NAME_MAX + 1];
	const char *acting_roles;
	struct session_meanwhile {
		bool told;       /* that commands are taken */
		bool has_line;   /* one that waits for the import's end */
		bool lock, ends; /* what came, for then */
		bool idle;       /* no word is taken any more */
		int64_t last_ms; /* when the last one was */
		char line[COMMAND_LINE_MAX];
	} meanwhile;
	/* Whose files they are who were here, for the heads beside them. */
	size_t n_files;
	struct session_file {
		char id[NOTE_NAME_MAX + 1];
		char *path;
	} files[PEOPLE_MAX];
};

/* Each says what happened, and why it did not. */
bool session_unlock(struct desk_session *d);
void session_lock(struct desk_session *d, const char *why);
bool session_resume(struct desk_session *d);
bool session_sign_on(struct desk_session *d, const char *path);
/* The head as it is now, beside the file of each who is here. */
void session_write_heads(const struct desk_session *d);
/* One command of the open desk that does not end it. */
enum cli_status session_run_words(struct desk_session *d, int n, char **words);
/* What an import calls in between; context: the session. */
bool session_run_meanwhile(void *context, size_t done, size_t all);
void session_end(struct desk_session *d); /* forgets the files' names */

#endif
