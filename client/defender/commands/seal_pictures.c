#include "seal_pictures.h"

#include <stdio.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "common/cli/cli.h"

#define DESCRIPTION_BYTES 1024
#define NAME_BYTES 300

/* How a warning ends. */
static const char *
then(enum pictures_choice choice)
{
	return choice == PICTURES_REFUSE ? "Nothing is sealed"
					 : "It is sealed as it is";
}

/*
 * One line, whatever is in it: the picture's maker and the file's chose these
 * words, and a line of theirs must not look like one of ours.
 */
static void
one_line(const char *text, char *ret_line, size_t size)
{
	printable_text_line(text, strlen(text), ret_line, size);
}

static bool
is_cleanable(const struct picture_found *found)
{
	return found->kind == PICTURE_JPEG || found->kind == PICTURE_PNG;
}

/* What was found; false where there was nothing to say. */
static bool
say_what_is_carried(const char *name, const struct picture_result *r,
    enum pictures_choice choice)
{
	char carried[DESCRIPTION_BYTES], shown[2 * DESCRIPTION_BYTES];

	if (r->found.kind == PICTURE_NONE)
		return false;
	if (!is_cleanable(&r->found)) {
		cli_warn("%s is %s: it may carry place, device and time; this "
			 "program can't look into it or clean it. %s",
		    name, picture_kind_text((enum picture_kind)r->found.kind),
		    then(choice));
		return true;
	}
	if (r->found.carries == 0) {
		if (r->copy == PICTURE_COPY_CLEAN)
			cli_note("%s: a cleaned copy is sealed; nothing was "
				 "found in it",
			    name);
		return false;
	}
	picture_describe(&r->found, carried, sizeof(carried));
	one_line(carried, shown, sizeof(shown));
	if (r->copy == PICTURE_COPY_CLEAN)
		cli_note(
		    "%s: a cleaned copy is sealed, without %s", name, shown);
	else if (choice == PICTURES_CLEANED)
		cli_warn("%s carries %s", name, shown);
	else
		cli_warn("%s carries %s. %s; --pictures cleaned seals a copy "
			 "without that",
		    name, shown, then(choice));
	return true;
}

static bool
say(const char *name, const struct picture_result *r,
    enum pictures_choice choice)
{
	static const char *const why[] = {
	    [PICTURE_TOO_LARGE] = "it is larger than 128 MiB",
	    [PICTURE_BROKE] = "it broke the process that looks",
	    [PICTURE_NO_CHILD] = "the process that looks could not be started "
				 "or shut in"};

	if (r->status == PICTURE_LOOKED)
		return say_what_is_carried(name, r, choice);
	cli_warn("%s can't be looked into: %s. It may carry place, device and "
		 "time. %s",
	    name, why[r->status],
	    choice == PICTURES_CLEANED ? "It can't be cleaned" : then(choice));
	return true;
}

/* A copy was asked for, and what was to have one has none. */
static bool
lacks_copy(const struct picture_result *r, enum pictures_choice choice)
{
	return choice == PICTURES_CLEANED && r->copy != PICTURE_COPY_CLEAN &&
	    (r->status == PICTURE_BROKE || r->status == PICTURE_NO_CHILD ||
		is_cleanable(&r->found));
}

bool
seal_pictures(struct evidence_list *list, enum pictures_choice choice,
    struct reason *ret_reason)
{
	const struct picture_forget nothing = {NULL, NULL};
	enum picture_want want =
	    choice == PICTURES_CLEANED ? PICTURE_WANT_COPY : PICTURE_LOOK_ONLY;
	char name[NAME_BYTES];
	bool said = false;

	for (size_t i = 0; i < list->n; i++) {
		struct evidence *e = &list->items[i];
		struct picture_result r;
		bool had;

		picture_examine(e->fd, want, &nothing, &r);
		one_line(e->path, name, sizeof(name));
		had = say(name, &r, choice);
		e->carries = had && r.copy != PICTURE_COPY_CLEAN &&
		    (r.status != PICTURE_LOOKED || is_cleanable(&r.found));
		said |= had;
		if (lacks_copy(&r, choice)) {
			reason_set(ret_reason,
			    "no cleaned copy could be made of %s: %s. "
			    "--pictures original seals it as it is",
			    name,
			    r.status != PICTURE_LOOKED
				? "it can't be looked into"
				: picture_copy_text(r.copy));
			return false;
		}
		if (r.copy == PICTURE_COPY_CLEAN &&
		    !evidence_take_copy(
			e, r.copy_fd, cli_progress(), ret_reason))
			return false;
	}
	if (!said || choice != PICTURES_REFUSE)
		return true;
	reason_set(ret_reason,
	    "a file carries, or may carry, more than it shows, and --pictures "
	    "refuse was given");
	return false;
}
