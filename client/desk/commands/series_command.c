/* valise-desk series: what a change of the desk's keys needs of a vault. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/vault/series.h"
#include "commands.h"
#include "common/bytes/text_codec.h"
#include "client/desk/asking/open_vault.h"

static const enum series both[] = {SERIES_BULLETINS, SERIES_IMPORT_NOTES};
static const char *const members[] = {"bulletin", "import"};

/* For the description of the next directory, under the intake's `series`. */
static bool
show(struct vault *v, struct reason *reason)
{
	struct directory_anchor last[2];
	char hex[65];

	for (size_t i = 0; i < 2; i++) {
		const struct directory_anchor anchor =
		    series_anchor(v, both[i]);

		last[i] = anchor;
		last[i].number = series_last(v, both[i]);
		if (last[i].number > anchor.number &&
		    !series_hash(
			v, both[i], last[i].number, last[i].hash, reason))
			return false;
	}
	(void)printf("{\n");
	for (size_t i = 0; i < 2; i++) {
		hex_encode(last[i].hash, sizeof(last[i].hash), hex);
		(void)printf("  \"%s\": {\"number\": %" PRIu64
			     ", \"sha256\": \"%s\"}%s\n",
		    members[i], last[i].number, hex, i == 0 ? "," : "");
	}
	(void)printf("}\n");
	return true;
}

static bool
take_over(struct vault *v, const char *from, struct reason *reason)
{
	uint64_t bulletins = 0, notes = 0;
	bool ok;

	if (vault_directory(v) == NULL) {
		reason_set(reason,
		    "this desk has no directory yet: valise-desk directory "
		    "adopt");
		return false;
	}
	ok = series_continue(v, SERIES_IMPORT_NOTES, from, &notes, reason) &&
	    series_continue(v, SERIES_BULLETINS, from, &bulletins, reason);
	(void)printf("Taken over from %s: %" PRIu64 " import notes, %" PRIu64
		     " bulletins.\n",
	    from, notes, bulletins);
	return ok;
}

enum cli_status
desk_command_series(int argc, char **argv)
{
	const char *what = argc < 2 ? "" : argv[1];
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	bool shows = strcmp(what, "show") == 0, ok;

	if ((!shows && strcmp(what, "continue") != 0) ||
	    !desk_options_parse(argc - 1, argv + 1, "vPc", &o) ||
	    argc - 1 - o.rest != (shows ? 0 : 1)) {
		(void)cli_fail("series show needs --vault FOLDER; series "
			       "continue needs --vault FOLDER OLD-VAULT");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL || (!shows && !open_vault_custody(v, &o))) {
		close_vault(v);
		return CLI_FAILED;
	}
	ok = shows ? show(v, &reason) : take_over(v, argv[1 + o.rest], &reason);
	close_vault(v);
	return ok ? CLI_OK : cli_fail("%s", reason.text);
}
