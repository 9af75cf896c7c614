#include "keys_print.h"

#include <stdio.h>

#include "common/cli/cli.h"

static void
print_key(const struct relay_keys *keys, enum relay_key_kind kind, bool next,
    const char *relay, const char *intake, const char *end)
{
	char text[NOTE_VKEY_TEXT_BYTES];
	struct vkey key;

	relay_keys_public(
	    next ? relay_keys_next(keys, kind) : relay_keys_today(keys, kind),
	    kind, relay, intake, &key);
	vkey_format(&key, text);
	(void)printf("  \"%s\": \"%s\"%s\n",
	    kind == RELAY_KEY_LOG ? "log_key" : "promise_key", text, end);
}

void
keys_print(const struct relay_keys *keys, bool next, const char *relay,
    const char *intake)
{
	(void)printf("{\n");
	print_key(keys, RELAY_KEY_LOG, next, relay, intake, ",");
	(void)printf("  \"name\": \"%s\",\n", relay);
	print_key(keys, RELAY_KEY_PROMISE, next, relay, intake, "");
	(void)printf("}\n");
}

void
keys_say_next(const struct site *site, const struct directory *d)
{
	char text[SITE_NEXT_TEXT_BYTES];
	int64_t when;
	enum site_next next = site_next_keys(site, d, &when, text);

	if (next == SITE_NEXT_LACKS)
		cli_warn("%s", text);
	else if (next != SITE_NEXT_NONE)
		(void)printf("%s\n", text);
}
