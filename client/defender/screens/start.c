#include "start.h"

#include <stdlib.h>

#include "client/defender/evidence/picture_service.h"
#include "client/faces/screen/screen_face.h"
#include "client/ui/terminal.h"
#include "common/bytes/secret.h"
#include "common/cli/cli.h"
#include "common/json/json_memory.h"
#include "own.h"
#include "screens.h"

static enum way
save(void *session)
{
	return draft_save_screen(session);
}

static enum cli_status
run(struct session *s)
{
	enum way result = WAY_NEXT;
	struct reason reason = {""};
	enum language language;

	if (s->options->language != NULL) {
		if (!options_language(s->options, &language))
			return CLI_USAGE;
		sitting_set_language(&s->sitting, language);
	}
	if (!terminal_start(TEXT_ORDER_OURS, &reason))
		return cli_fail("%s; valise help lists the commands that need "
				"none",
		    reason.text);
	if (s->options->language == NULL)
		result = language_ask(&s->sitting);
	while (!sitting_left(result) && result != WAY_BACK)
		result = start_screen(s);
	terminal_stop(TERMINAL_LEAVE_CLEARED);
	return CLI_OK;
}

enum cli_status
start_screens(int argc, char **argv)
{
	static char name[] = "screens"; /* in what the options say */
	struct options *options = calloc(1, sizeof(*options));
	struct session *s = secret_alloc(sizeof(*s));
	struct picture_service *pictures = NULL;
	enum cli_status status = CLI_USAGE;

	if (options == NULL || s == NULL || !http_client_global()) {
		status = cli_fail("there is not enough memory");
		goto out;
	}
	argv[0] = name;
	if (!options_parse(argc, argv, "dFtRSDWLK", options) ||
	    options->rest != argc) {
		(void)cli_fail("valise help shows the commands");
		goto out;
	}
	/* Before anything is typed: it never has a report in its memory. */
	pictures = picture_service_start();
	json_memory_wipe_freed();
	secret_lock_process();
	if (!session_start(s, &screen_face, options, save, &own_of_report)) {
		status = cli_fail("there is not enough memory");
		goto out;
	}
	s->pictures = pictures;
	if (options->lock_minutes >= 0)
		s->sitting.idle_seconds = options->lock_minutes * 60;
	status = run(s);
	session_finish(s);
out:
	picture_service_stop(pictures);
	secret_free(s);
	free(options);
	return status;
}
