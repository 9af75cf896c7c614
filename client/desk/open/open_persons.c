/* Who is at the open desk: unlocking, locking, going on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/desk/asking/open_vault.h"
#include "client/desk/asking/passphrase.h"
#include "common/bytes/secret.h"
#include "open_session.h"
#include "stick_head.h"

/* Where that person's file lies; without memory no head is written. */
static void
remember(struct desk_session *d, const char *id, const char *path)
{
	struct session_file *f = &d->files[d->n_files];

	for (size_t i = 0; i < d->n_files; i++)
		if (strcmp(d->files[i].id, id) == 0)
			return;
	if (d->n_files == PEOPLE_MAX)
		return;
	f->path = strdup(path);
	if (f->path == NULL)
		return;
	(void)snprintf(f->id, sizeof(f->id), "%s", id);
	d->n_files++;
}

void
session_end(struct desk_session *d)
{
	while (d->n_files > 0)
		free(d->files[--d->n_files].path);
}

void
session_write_heads(const struct desk_session *d)
{
	struct reason reason;

	/* Nobody stands for a journal that does not hold. */
	if (!desk_store_intact(vault_store(d->v)) || vault_is_untold(d->v))
		return;
	for (size_t i = 0; i < d->n_files; i++)
		if (vault_is_present(d->v, d->files[i].id) &&
		    !stick_head_write(
			d->files[i].path, d->v, d->files[i].id, &reason))
			cli_warn(
			    "no head for %s: %s", d->files[i].id, reason.text);
}

/*
 * Each with the own stick, before anything is written.  Where they say that it
 * is a copy that goes on, the highest line that one of them knows of.
 */
static bool
fits_all(struct desk_session *d, struct person *const *people)
{
	struct reason reason = {""};
	uint64_t number, most = 0;

	for (size_t i = 0; i < d->o->as.n; i++)
		switch (stick_head_check(
		    d->o->as.list[i], d->v, people[i], &number, &reason)) {
		case STICK_HEAD_FITS:
			break;
		case STICK_HEAD_OTHER:
			most = number > most ? number : most;
			if (d->o->restored) {
				cli_warn("--restored, though: %s", reason.text);
				break;
			}
			/* fall through */
		case STICK_HEAD_BAD:
			(void)cli_fail("the vault stays shut: %s", reason.text);
			return false;
		}
	if (d->o->restored)
		vault_say_restored(d->v, most);
	return true;
}

static bool
fits(const struct desk_session *d, const char *path, const struct person *p,
    struct reason *reason)
{
	uint64_t number;

	return stick_head_check(path, d->v, p, &number, reason) ==
	    STICK_HEAD_FITS;
}

/* Opens the files of those who unlock, one passphrase after the other. */
bool
session_unlock(struct desk_session *d)
{
	struct person *people[PEOPLE_MAX] = {NULL};
	struct reason reason = {""};
	bool ok = true;

	for (size_t i = 0; i < d->o->as.n && ok; i++) {
		people[i] =
		    open_vault_person(d->o->passphrase_fd, d->o->as.list[i]);
		ok = people[i] != NULL;
	}
	vault_today(d->v, d->o->today);
	if (d->o->other_shares)
		vault_say_other_shares(d->v);
	ok = ok && fits_all(d, people);
	if (ok && !vault_unlock(d->v, people, d->o->as.n, &reason)) {
		(void)cli_fail("the vault stays shut: %s", reason.text);
		ok = false;
	}
	for (size_t i = 0; i < d->o->as.n && ok; i++)
		remember(d, people[i]->id, d->o->as.list[i]);
	for (size_t i = 0; i < PEOPLE_MAX; i++)
		secret_free(people[i]);
	if (ok)
		session_write_heads(d);
	return ok;
}

void
session_lock(struct desk_session *d, const char *why)
{
	struct reason reason = {""};

	if (d->locked)
		return;
	session_write_heads(d);
	if (!vault_lock(d->v, &reason))
		cli_warn("it is locked, and %s", reason.text);
	d->locked = true;
	d->as[0] = '\0';
	/* What was shown does not stay for who comes next. */
	if (isatty(STDOUT_FILENO))
		(void)fputs("\033[H\033[2J\033[3J", stdout);
	(void)printf(
	    "Locked%s. One of those who opened it goes on: resume.\n", why);
}

/* Whoever of those who opened it: the passphrase says whose it is. */
bool
session_resume(struct desk_session *d)
{
	struct reason reason = {"the passphrase is wrong"};
	char *passphrase = passphrase_ask(
	    d->o->passphrase_fd, "Passphrase of one who opened it: ");
	bool ok = false;

	if (passphrase == NULL)
		return false;
	for (size_t i = 0; i < d->o->as.n && !ok; i++) {
		struct person *p =
		    person_open(d->o->as.list[i], passphrase, &reason);

		ok = p != NULL && fits(d, d->o->as.list[i], p, &reason) &&
		    vault_resume(d->v, p, &reason);
		secret_free(p);
	}
	secret_free(passphrase);
	if (!ok) {
		(void)cli_fail("still locked: %s", reason.text);
		return false;
	}
	d->locked = false;
	open_vault_warn_of_vault(d->v);
	session_write_heads(d);
	return true;
}

bool
session_sign_on(struct desk_session *d, const char *path)
{
	struct person *p = open_vault_person(d->o->passphrase_fd, path);
	struct reason reason = {""};
	bool ok;

	if (p == NULL)
		return false;
	ok = fits(d, path, p, &reason) && vault_sign_on(d->v, p, &reason);
	if (ok) {
		(void)printf("%s is at the desk.\n", p->id);
		remember(d, p->id, path);
		session_write_heads(d);
	} else {
		(void)cli_fail("%s", reason.text);
	}
	secret_free(p);
	return ok;
}
