/* valise-desk reply. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/asking/ask_source.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/cases/case_source.h"
#include "client/desk/cases/case_upgrade.h"
#include "client/desk/cases/cases.h"
#include "client/desk/out/outbox.h"
#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/printable_text.h"
#include "client/desk/asking/open_vault.h"

#define REPLY_MAX (1u << 20)

static struct case_row *
case_to_answer(struct vault *v, const char *typed, struct reason *reason)
{
	if (!case_upgrade(v, desk_say(), reason))
		cli_warn("%s", reason->text);
	return cases_get_whole(vault_store(v), typed, reason);
}

/* By one who holds the source, where the key is that it is sealed to. */
static bool
put_reply(struct vault *v, const struct desk_options *o,
    const struct case_row *row, const char *text, size_t len,
    struct reason *reason)
{
	struct desk_store *s = vault_store(v);
	struct case_source *source;
	struct ask_opener opener;
	bool ok;

	reason->text[0] = '\0'; /* where it is said already */
	if (!ask_opener(v, o, &opener))
		return false;
	source = case_source_open(s, row, opener.id, opener.identity, reason);
	ask_opener_end(&opener);
	ok =
	    source != NULL && outbox_put(s, row->id, source, text, len, reason);
	case_source_close(source);
	return ok;
}

enum cli_status
desk_command_reply(int argc, char **argv)
{
	struct desk_options o;
	struct reason reason = {""};
	const char *path = "/dev/stdin";
	uint8_t *text;
	struct vault *v;
	size_t len;
	struct case_row *row;
	bool ok = false;

	if (!desk_options_parse(argc, argv, "vPH", &o) || argc - o.rest < 1 ||
	    argc - o.rest > 2) {
		(void)cli_fail(
		    "reply needs --vault FOLDER ID [TEXT-FILE]; where "
		    "several persons hold it, --person FILE");
		return CLI_USAGE;
	}
	if (argc - o.rest == 1 && open_vault_is_desk())
		return cli_fail("at the open desk a reply comes from a file: "
				"reply ID TEXT-FILE");
	if (argc - o.rest == 2)
		path = argv[o.rest + 1];
	if (!durable_file_read(path, REPLY_MAX, &text, &len))
		return cli_fail("%s: %s", path, strerror(errno));
	if (len == 0 || !printable_text_valid(text, len) ||
	    memchr(text, '\0', len) != NULL) {
		free(text);
		return cli_fail("the reply is empty, or not UTF-8 text");
	}
	v = open_vault(&o);
	row = v == NULL ? NULL : case_to_answer(v, argv[o.rest], &reason);
	if (row != NULL)
		ok = put_reply(v, &o, row, (const char *)text, len, &reason);
	if (ok)
		(void)printf("The reply to case %s goes into the next "
			     "bulletin: %s.\n",
		    row->id,
		    vault_is_trial(v) ? "valise-desk export"
				      : "bulletin prepare, which is signed, "
					"and then export");
	else if (v != NULL && reason.text[0] != '\0')
		(void)cli_fail("case %s: no reply was stored: %s", argv[o.rest],
		    reason.text);
	case_row_destroy(row);
	close_vault(v);
	sodium_memzero(text, len);
	free(text);
	return ok ? CLI_OK : CLI_FAILED;
}
