#include "ends_log.h"

#include <stdio.h>

#include "common/bytes/utc_time.h"
#include "common/notes/directory_ends.h"
#include "server.h"

#define DAY 86400

struct saying {
	int64_t now;
	int64_t before; /* when it was looked at last; 0: never */
};

/* At first all within 30 days; then each as it comes nearer. */
static void
say(void *context, const struct directory_end *end)
{
	const struct saying *s = context;
	int level = directory_end_level(end, s->now);
	char text[DIRECTORY_END_TEXT_BYTES];

	if (level < 0 ||
	    (s->before != 0 && directory_end_level(end, s->before) == level))
		return;
	directory_end_text(end, s->now, text);
	(void)fprintf(stderr,
	    "valise-relay: %s: ask the authority for a newer directory\n",
	    text);
}

/* Once where it begins to be so; at the start it was said. */
static void
look_at_next_keys(struct server *server, const struct directory *d)
{
	char text[SITE_NEXT_TEXT_BYTES];
	int64_t when;
	enum site_next next = site_next_keys(server->site, d, &when, text);

	if (server->next_seen == SITE_NEXT_LISTED && next == SITE_NEXT_SERVES)
		(void)fprintf(stderr, "valise-relay: %s\n", text);
	server->next_seen = next;
}

void
ends_log_look(struct server *server)
{
	const struct config *c = server->site->config;
	struct directory_ref *ref =
	    directory_box_get(&server->site->directories);
	const struct directory *d = ref->directory;
	struct saying s = {utc_time_now(), server->ends_looked};
	/* Who is a courier goes to no log, which others may read. */
	const struct directory_ends_of of = {.directory = d,
	    .relay = c->name,
	    .witnesses = c->witnesses != CONFIG_WITNESSES_NONE};

	look_at_next_keys(server, d);
	if (d->version != server->ends_version)
		s.before = 0;
	if (s.before == 0 || s.now / DAY != s.before / DAY) {
		directory_ends(&of, say, &s);
		server->ends_looked = s.now;
		server->ends_version = d->version;
	}
	directory_ref_put(ref);
}
