/* One sitting at the open desk, and who is there; for open_*.c alone. */
#ifndef VALISE_DESK_OPEN_SESSION_H
#define VALISE_DESK_OPEN_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "client/desk/asking/options.h"
#include "client/desk/vault/vault.h"
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
void session_end(struct desk_session *d); /* forgets the files' names */

#endif
