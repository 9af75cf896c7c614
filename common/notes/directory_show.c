#include "directory_show.h"

#include <inttypes.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"

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
put_key(FILE *out, const char *label, const struct vkey *key)
{
	char text[NOTE_VKEY_TEXT_BYTES];

	vkey_format(key, text);
	put_line(out, label, text);
}

static void
put_span(FILE *out, int64_t from, int64_t until)
{
	char first[UTC_DAY_BYTES], last[UTC_DAY_BYTES];

	utc_time_day(from, first);
	utc_time_day(until, last);
	(void)fprintf(out, "    from %s until %s\n", first, last);
}

/* A recipient is too long to compare: its hash stands for it. */
static void
put_recipient(FILE *out, const char *label, const char *recipient)
{
	uint8_t hash[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1];

	sha256_hash(recipient, strlen(recipient), hash);
	hex_encode(hash, sizeof(hash), hex);
	(void)fprintf(out, "  %s ", label);
	(void)printable_text_write(
	    out, recipient, strnlen(recipient, 12), PRINTABLE_ONE_LINE);
	(void)fprintf(out, "... sha256 %s", hex);
}

static void
show_epoch(const struct directory_epoch *e, FILE *out)
{
	put_recipient(out, "sealing key", e->recipient);
	(void)fputs(e->revoked ? " REVOKED\n" : "\n", out);
	put_span(out, e->from, e->until);
}

/* Where the desk's keys were changed: what leads there is believed. */
static void
show_anchor(FILE *out, const char *label, const struct directory_anchor *a)
{
	char hex[65];

	if (a->number == 0)
		return;
	hex_encode(a->hash, sizeof(a->hash), hex);
	(void)fprintf(
	    out, "%s %" PRIu64 ", sha256 %s\n", label, a->number, hex);
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
		const struct directory_relay *r = &i->relays[n];

		put_line(out, "  relay", r->name);
		put_line(out, "    address", r->url);
		if (r->onion != NULL)
			put_line(out, "    onion", r->onion);
		put_key(out, "    promises", &r->promise_key);
		put_key(out, "    log", &r->log_key);
		(void)fprintf(out, "    publishes every %" PRIu64 " seconds\n",
		    r->period_seconds);
		put_span(out, r->from, r->until);
	}
	for (size_t n = 0; n < i->n_epochs; n++)
		show_epoch(&i->epochs[n], out);
	(void)fprintf(out, "  desk: %u of %zu keys\n", i->desk_keys.threshold,
	    i->desk_keys.n);
	for (size_t n = 0; n < i->desk_keys.n; n++)
		put_key(out, "    key", &i->desk_keys.keys[n]);
	show_anchor(out, "    bulletins up to", &i->bulletins);
	show_anchor(out, "    import notes up to", &i->imports);
}

static void
show_releases(const struct directory *d, FILE *out)
{
	const struct release_keys *r = &d->releases;
	char text[MINISIGN_KEY_TEXT_BYTES], id[MINISIGN_ID_TEXT_BYTES];

	for (size_t i = 0; i < r->n; i++) {
		minisign_key_format(&r->keys[i], text);
		minisign_id_format(r->keys[i].id, id);
		(void)fprintf(out, "%-14s%s (%s)\n", "release key", text, id);
	}
	if (d->releases_odd)
		put_line(out, "releases", "OF ANOTHER FORM: nobody signs them");
	if (r->n > 0)
		(void)fprintf(out, "%-14s%u of %zu keys sign one\n", "releases",
		    r->threshold, r->n);
}

/* What this program does not use yet is signed all the same: in full. */
static void
show_rest(const struct directory *d, FILE *out)
{
	static const char *const members[] = {"lists"};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const cJSON *value =
		    cJSON_GetObjectItemCaseSensitive(d->body, members[i]);
		struct byte_writer w;

		if (value == NULL || cJSON_GetArraySize(value) == 0)
			continue;
		byte_writer_init(&w, DIRECTORY_MAX);
		json_text_write(&w, value);
		(void)fprintf(out, "%s: ", members[i]);
		(void)printable_text_write(
		    out, w.data, w.len, PRINTABLE_KEEP_LINES);
		byte_writer_finish(&w);
	}
}

static void
show_witnesses(const struct directory *d, FILE *out)
{
	char key[NOTE_VKEY_TEXT_BYTES];

	for (size_t i = 0; i < d->n_witnesses; i++) {
		const struct directory_witness *w = &d->witnesses[i];

		vkey_format_as(VKEY_COSIGNATURE, &w->key, key);
		put_line(out, "witness", w->id);
		put_line(out, "  key", key);
		put_line(out, "  address", w->url);
		put_span(out, w->from, w->until);
	}
	if (d->n_witnesses > 0)
		(void)fprintf(out, "%-14s%u of %zu are expected to cosign\n",
		    "witnesses", d->witness_threshold, d->n_witnesses);
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
	show_witnesses(d, out);
	show_releases(d, out);
	show_rest(d, out);
}

/* The texts of a list, with a space before each. */
static void
put_texts(FILE *out, const char *label, const cJSON *list)
{
	const cJSON *item;

	(void)fprintf(out, "    %s:", label);
	cJSON_ArrayForEach (item, list) {
		(void)fputc(' ', out);
		put(out, item->valuestring);
	}
	(void)fputc('\n', out);
}

void
persons_show(const struct persons *p, FILE *out)
{
	char hex[65];

	hex_encode(p->directory, sizeof(p->directory), hex);
	put_line(out, "persons of", p->name);
	(void)fprintf(out, "%-14s%" PRIu64 "\n", "version", p->version);
	put_line(out, "directory", hex);
	for (size_t i = 0; i < p->n_couriers; i++) {
		put_key(out, "courier", &p->couriers[i].key);
		put_texts(out, "intakes", p->couriers[i].intakes);
		put_span(out, p->couriers[i].from, p->couriers[i].until);
	}
	for (size_t i = 0; i < p->n_staff; i++) {
		put_key(out, "staff", &p->staff[i].key);
		put_texts(out, "roles", p->staff[i].roles);
		put_recipient(out, "  letters to", p->staff[i].recipient);
		(void)fputc('\n', out);
		put_span(out, p->staff[i].from, p->staff[i].until);
	}
	if (p->n_couriers + p->n_staff == 0)
		(void)fputs("nobody\n", out);
}
