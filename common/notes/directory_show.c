#include "directory_show.h"

#include <inttypes.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "common/bytes/utc_time.h"

static void
put(FILE *out, const char *text)
{
	(void)printable_text_write(out, text, strlen(text), PRINTABLE_ONE_LINE);
}

static void
put_line(FILE *out, const char *label, const char *text)
{
	(void)fprintf(out, "%-14s", label);
	put(out, text);
	(void)fputc('\n', out);
}

static void
put_time(FILE *out, const char *label, int64_t seconds)
{
	char text[UTC_TIME_BYTES];

	utc_time_format(seconds, text);
	put_line(out, label, text);
}

static void
show_intake(const struct directory_intake *i, FILE *out)
{
	const cJSON *name;

	(void)fputc('\n', out);
	put_line(out, "intake", i->id);
	cJSON_ArrayForEach (name, i->names)
		if (cJSON_IsString(name)) {
			(void)fprintf(out, "  ");
			put(out, name->string);
			(void)fprintf(out, ": ");
			put(out, name->valuestring);
			(void)fputc('\n', out);
		}
	for (size_t n = 0; n < i->n_relays; n++) {
		put_line(out, "  relay", i->relays[n].name);
		put_line(out, "    address", i->relays[n].url);
		if (i->relays[n].onion != NULL)
			put_line(out, "    onion", i->relays[n].onion);
	}
	for (size_t n = 0; n < i->n_epochs; n++) {
		char from[UTC_DAY_BYTES], until[UTC_DAY_BYTES];

		utc_time_day(i->epochs[n].from, from);
		utc_time_day(i->epochs[n].until, until);
		(void)fprintf(out, "  key           %.16s... %s to %s%s\n",
		    i->epochs[n].recipient, from, until,
		    i->epochs[n].revoked ? ", REVOKED" : "");
	}
	(void)fprintf(out, "  desk          %u of %zu keys\n",
	    i->desk_keys.threshold, i->desk_keys.n);
}

void
directory_show(const struct directory *d, FILE *out)
{
	char fingerprint[FINGERPRINT_TEXT_BYTES], version[24];

	authority_fingerprint(&d->authority, fingerprint);
	(void)snprintf(version, sizeof(version), "%" PRIu64, d->version);
	put_line(out, "directory", d->name);
	put_line(out, "version", version);
	put_time(out, "issued", d->issued);
	put_time(out, "expires", d->expires);
	put_line(out, "fingerprint", fingerprint);
	(void)fprintf(out, "%-14s%u of %zu keys, %zu change(s) before\n",
	    "authority", d->authority.threshold, d->authority.n, d->n_sets - 1);
	for (size_t i = 0; i < d->n_intakes; i++)
		show_intake(&d->intakes[i], out);
	(void)fputc('\n', out);
	for (size_t i = 0; i < d->n_couriers; i++)
		put_line(out, "courier", d->couriers[i].id);
}
