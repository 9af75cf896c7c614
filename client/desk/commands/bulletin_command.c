/* valise-desk bulletin: prepared by one, looked at and signed by others. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/out/bulletin_draft.h"
#include "client/desk/store/journal.h"
#include "client/desk/vault/series.h"
#include "commands.h"
#include "common/bytes/secret.h"
#include "common/cli/outside.h"
#include "client/desk/asking/ask_signer.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/open_vault.h"

static void
say_counts(const struct bulletin_counts *n)
{
	(void)printf("Bulletin %" PRIu64 ": %zu acknowledged, %zu messages, "
		     "%zu entries unopenable, %zu cells.",
	    n->sequence, n->acknowledged, n->messages, n->unopenable, n->cells);
}

static enum cli_status
prepare(struct vault *v, const struct desk_options *o, const char *digits)
{
	struct bulletin_counts n = {0};
	struct reason reason = {""};

	(void)o;
	(void)digits;
	if (!bulletin_prepare(
		v, desk_store_actor(vault_store(v)), desk_say(), &n, &reason))
		return cli_fail("no bulletin was prepared: %s", reason.text);
	if (n.sequence == 0) {
		(void)printf("Nothing new to say this week.\n");
		return CLI_OK;
	}
	say_counts(&n);
	(void)printf(" It waits for signatures: bulletin show, bulletin "
		     "sign.\n");
	return CLI_OK;
}

static void
tell_begin(void *context, const struct bulletin_preview *p)
{
	(void)context;
	say_counts(&p->counts);
	(void)printf("\nOf week %s, prepared by %s, signed by %zu of %u.\nWho "
		     "has read all of it signs by its digits: bulletin sign "
		     "--custodian FILE %s\n",
	    p->week, p->by, p->n_signed, p->threshold, p->digits);
}

static void
tell_case(void *context, const char *id)
{
	(void)context;
	(void)printf("acknowledged: case %s\n", id);
}

/* Staff's own words, whole: it is these that leave. */
static void
tell_message(void *context, const char *id, const char *text)
{
	(void)context;
	(void)printf("message for case %s:\n", id == NULL ? "?" : id);
	if (text != NULL)
		outside_write(stdout, (const uint8_t *)text, strlen(text));
}

static void
tell_text(void *context, const char *text, size_t len)
{
	(void)context;
	(void)printf("text that is signed:\n%.*s", (int)len, text);
}

static enum cli_status
show(struct vault *v, const struct desk_options *o, const char *digits)
{
	struct bulletin_preview p = {.begin = tell_begin,
	    .each_case = tell_case,
	    .each_message = tell_message,
	    .text = tell_text};
	struct reason reason = {""};

	(void)o;
	(void)digits;
	if (!journal_before(vault_store(v), "shown", "bulletin", &reason) ||
	    !bulletin_preview(v, desk_say(), &p, &reason))
		return cli_fail("the bulletin: %s", reason.text);
	return CLI_OK;
}

static enum cli_status
sign(struct vault *v, const struct desk_options *o, const char *digits)
{
	struct person *p = ask_signer(v, o);
	struct bulletin_counts n = {0};
	struct reason reason = {""};
	struct bulletin_holder by;
	bool left = false, ok;
	size_t seen = 0;

	if (p == NULL)
		return CLI_FAILED;
	by = (struct bulletin_holder){p->id, &p->identity};
	ok = bulletin_sign(
	    v, digits, &by, desk_say(), &left, &n, &seen, &reason);
	vault_custody_end(v);
	secret_free(p);
	if (!ok)
		return cli_fail("not signed: %s", reason.text);
	say_counts(&n);
	(void)printf("%s\n",
	    left
		? " As many have signed as it takes: export puts it on a stick."
		: " Signed; it waits for another.");
	(void)printf("Of %zu that you hold the source of it was seen that they "
		     "are to their senders; of the others, what they say.\n",
	    seen);
	return CLI_OK;
}

static enum cli_status
drop(struct vault *v, const struct desk_options *o, const char *digits)
{
	struct reason reason = {""};

	(void)o;
	(void)digits;
	if (!bulletin_drop(v, &reason))
		return cli_fail("%s", reason.text);
	(void)printf("None waits any more. What was to leave in it still "
		     "waits.\n");
	return CLI_OK;
}

enum cli_status
desk_command_bulletin(int argc, char **argv)
{
	static const struct {
		const char *name;
		enum cli_status (*run)(struct vault *v,
		    const struct desk_options *o, const char *digits);
		int words;
	} all[] = {
	    {"prepare", prepare, 0},
	    {"show", show, 0},
	    {"sign", sign, 1},
	    {"drop", drop, 0},
	};
	struct desk_options o;
	struct vault *v;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (argc < 2 || strcmp(argv[1], all[i].name) != 0 ||
		    !desk_options_parse(argc - 1, argv + 1, "c", &o) ||
		    argc - 1 - o.rest != all[i].words)
			continue;
		if (!open_vault_is_desk())
			return cli_fail("that is done at the open desk; in a "
					"trial export makes and signs it");
		v = open_vault(&o);
		return v == NULL
		    ? CLI_FAILED
		    : all[i].run(
			  v, &o, all[i].words == 0 ? NULL : argv[1 + o.rest]);
	}
	(void)cli_fail("bulletin prepare, show, drop; bulletin sign "
		       "--custodian FILE DIGITS, which show tells");
	return CLI_USAGE;
}
