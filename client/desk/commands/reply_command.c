/* valise-desk reply. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/cases/cases.h"
#include "client/desk/out/outbox.h"
#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/printable_text.h"
#include "open_vault.h"

#define REPLY_MAX (1u << 20)

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

	if (!desk_options_parse(argc, argv, "vP", &o) || argc - o.rest < 1 ||
	    argc - o.rest > 2) {
		(void)cli_fail("reply needs --vault FOLDER ID [TEXT-FILE]");
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
	row = v == NULL
	    ? NULL
	    : cases_get_typed(vault_store(v), argv[o.rest], &reason);
	if (row != NULL)
		ok = outbox_put(
		    vault_store(v), row, (const char *)text, len, &reason);
	if (ok)
		(void)printf("The reply to case %s goes into the next "
			     "bulletin: valise-desk export.\n",
		    row->id);
	else if (v != NULL)
		(void)cli_fail("case %s: no reply was stored: %s", argv[o.rest],
		    reason.text);
	case_row_destroy(row);
	close_vault(v);
	sodium_memzero(text, len);
	free(text);
	return ok ? CLI_OK : CLI_FAILED;
}
