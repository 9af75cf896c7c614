#include "seal_pictures.h"

#include "common/cli/cli.h"

#define DESCRIPTION_BYTES 1024

/* How a warning ends. */
static const char *
then(enum pictures_choice choice)
{
	return choice == PICTURES_REFUSE ? "Nothing is sealed"
					 : "It is sealed as it is";
}

static void
warn_of_carried(const struct evidence *e, const struct picture_result *r,
    const char *carried, enum pictures_choice choice)
{
	if (choice == PICTURES_CLEANED)
		cli_warn("%s carries %s. No cleaned copy could be made: %s. "
			 "It is sealed as it is",
		    e->path, carried, picture_copy_text(r->copy));
	else
		cli_warn("%s carries %s. %s; --pictures cleaned seals a copy "
			 "without that",
		    e->path, carried, then(choice));
}

/* Whether there was anything to say; a copy is taken. */
static bool
say_what_is_carried(struct evidence *e, const struct picture_result *r,
    enum pictures_choice choice)
{
	char carried[DESCRIPTION_BYTES];

	if (r->found.kind == PICTURE_NONE ||
	    (r->found.carries == 0 &&
		(r->found.kind == PICTURE_JPEG ||
		    r->found.kind == PICTURE_PNG)))
		return false;
	if (r->found.kind != PICTURE_JPEG && r->found.kind != PICTURE_PNG) {
		cli_warn("%s is %s: it may carry place, device and time; this "
			 "program can't look into it or clean it. %s",
		    e->path,
		    picture_kind_text((enum picture_kind)r->found.kind),
		    then(choice));
		return true;
	}
	picture_describe(&r->found, carried, sizeof(carried));
	if (r->copy == PICTURE_COPY_CLEAN)
		cli_note("%s: a cleaned copy is sealed, without %s", e->path,
		    carried);
	else
		warn_of_carried(e, r, carried, choice);
	return true;
}

static bool
say(struct evidence *e, const struct picture_result *r,
    enum pictures_choice choice)
{
	static const char *const why[] = {
	    [PICTURE_TOO_LARGE] = "it is larger than 128 MiB",
	    [PICTURE_BROKE] = "it broke the process that looks",
	    [PICTURE_NO_CHILD] = "the process that looks could not be started "
				 "or shut in"};

	if (r->status == PICTURE_LOOKED)
		return say_what_is_carried(e, r, choice);
	cli_warn("%s can't be looked into: %s. It may carry place, device and "
		 "time. %s",
	    e->path, why[r->status], then(choice));
	return true;
}

bool
seal_pictures(struct evidence_list *list, enum pictures_choice choice,
    const struct picture_forget *forget, struct reason *ret_reason)
{
	enum picture_want want =
	    choice == PICTURES_CLEANED ? PICTURE_WANT_COPY : PICTURE_LOOK_ONLY;
	bool said = false;

	for (size_t i = 0; i < list->n; i++) {
		struct evidence *e = &list->items[i];
		struct picture_result r;

		picture_examine(e->fd, want, forget, &r);
		if (say(e, &r, choice))
			said = true;
		if (r.copy == PICTURE_COPY_CLEAN &&
		    !evidence_take_copy(e, r.copy_fd, ret_reason))
			return false;
	}
	if (!said || choice != PICTURES_REFUSE)
		return true;
	reason_set(ret_reason,
	    "a file carries, or may carry, more than it shows, and --pictures "
	    "refuse was given");
	return false;
}
