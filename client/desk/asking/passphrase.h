/* Passphrases, asked for where a person sits (docs/DESK.md). */
#ifndef VALISE_DESK_PASSPHRASE_H
#define VALISE_DESK_PASSPHRASE_H

/*
 * Asks, hidden, with that prompt; or takes a line from `fd` where that is not
 * negative.  NUL-terminated, in guarded memory, to be freed by secret_free();
 * NULL after saying on standard error why there is none.
 */
char *passphrase_ask(int fd, const char *prompt);

/* The same for a new one: asked twice, and refused where it is short. */
char *passphrase_ask_new(int fd, const char *prompt);

#endif
