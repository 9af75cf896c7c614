#include "directory_ends.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/utc_time.h"

#define DAY INT64_C(86400)
#define OVER_DAYS 7 /* that the end of others is told of */

struct telling {
	void (*tell)(void *context, const struct directory_end *end);
	void *context;
};

static void
tell(const struct telling *t, enum directory_end_kind kind, const char *name,
    const char *intake, int64_t at)
{
	const struct directory_end end = {kind, name, intake, at};

	t->tell(t->context, &end);
}

/* Others are left in a directory when they have ended, for what they signed. */
static bool
is_long_over(int64_t until, int64_t now)
{
	return until < now - OVER_DAYS * DAY;
}

/* A name may have several times, of which the last counts; once for each. */
static void
tell_relays(const struct telling *t, const struct directory_intake *intake,
    const char *wanted)
{
	int64_t now = utc_time_now();

	for (size_t i = 0; i < intake->n_relays; i++) {
		const struct directory_relay *r = &intake->relays[i];
		int64_t until = r->until;
		bool first = true;

		for (size_t n = 0; n < intake->n_relays; n++) {
			const struct directory_relay *other =
			    &intake->relays[n];

			if (strcmp(other->name, r->name) != 0)
				continue;
			first = first && n >= i;
			if (other->until > until)
				until = other->until;
		}
		if (first &&
		    (wanted == NULL ? !is_long_over(until, now)
				    : strcmp(wanted, r->name) == 0))
			tell(t, END_RELAY, r->name, intake->id, until);
	}
}

static void
tell_keys(const struct telling *t, const struct directory_intake *intake)
{
	int64_t until = INT64_MIN;

	for (size_t i = 0; i < intake->n_epochs; i++)
		if (!intake->epochs[i].revoked &&
		    intake->epochs[i].until > until)
			until = intake->epochs[i].until;
	if (until != INT64_MIN)
		tell(t, END_KEYS, "", intake->id, until);
}

void
directory_ends(const struct directory_ends_of *of,
    void (*each)(void *context, const struct directory_end *end), void *context)
{
	const struct telling t = {each, context};
	const struct directory *d = of->directory;
	int64_t now = utc_time_now();
	size_t couriers = of->persons == NULL ? 0 : of->persons->n_couriers;

	tell(&t, END_DIRECTORY, "", "", d->expires);
	for (size_t i = 0; i < d->n_intakes; i++) {
		const struct directory_intake *intake = &d->intakes[i];

		if (of->intake != NULL && strcmp(of->intake, intake->id) != 0)
			continue;
		/* A relay's own intakes are those that name it. */
		if (of->relay != NULL && of->relay[0] != '\0' &&
		    directory_relay(intake, of->relay) == NULL)
			continue;
		tell_keys(&t, intake);
		tell_relays(&t, intake, of->relay);
	}
	for (size_t i = 0; of->witnesses && i < d->n_witnesses; i++)
		if (!is_long_over(d->witnesses[i].until, now))
			tell(&t, END_WITNESS, d->witnesses[i].id, "",
			    d->witnesses[i].until);
	for (size_t i = 0; i < couriers; i++) {
		const struct courier_entry *c = &of->persons->couriers[i];

		if (of->courier == NULL ? !is_long_over(c->until, now)
					: strcmp(of->courier, c->id) == 0)
			tell(&t, END_COURIER, c->id, "", c->until);
	}
}

int
directory_end_level(const struct directory_end *end, int64_t now)
{
	static const int levels[] = {3, 14, 30};

	if (end->at <= now)
		return 0;
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (end->at - now <= (int64_t)levels[i] * DAY)
			return levels[i];
	return -1;
}

void
directory_end_text(const struct directory_end *end, int64_t now,
    char ret_text[static DIRECTORY_END_TEXT_BYTES])
{
	static const char *const what[] = {[END_DIRECTORY] = "the directory",
	    [END_KEYS] = "the last key to seal to",
	    [END_RELAY] = "relay",
	    [END_WITNESS] = "witness",
	    [END_COURIER] = "courier"};
	char day[UTC_DAY_BYTES], left[48] = "";
	int64_t days = (end->at - now + DAY - 1) / DAY;

	utc_time_day(end->at, day);
	if (end->at > now)
		(void)snprintf(left, sizeof(left), ", in %" PRId64 " day%s",
		    days, days == 1 ? "" : "s");
	(void)snprintf(ret_text, DIRECTORY_END_TEXT_BYTES,
	    "%s%s%s%s%s %s on %s%s", what[end->kind],
	    end->name[0] == '\0' ? "" : " ", end->name,
	    end->intake[0] == '\0' ? "" : " of ", end->intake,
	    end->at > now ? "ends" : "ended", day, left);
}
