#include "config.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <ini.h>

#include "common/bytes/text_codec.h"
#include "common/notes/authority.h"
#include "common/notes/signed_note.h"

#define KIB (1ull << 10)
#define MIB (1ull << 20)
#define GIB (1ull << 30)

/* Texts have no limits; numbers have a default and a range. */
static const struct option {
	const char *name;
	size_t offset;
	bool is_text;
	uint64_t fallback;
	uint64_t least;
	uint64_t most;
} options[] = {
    {"name", offsetof(struct config, name), true, 0, 0, 0},
    {"address", offsetof(struct config, address), true, 0, 0, 0},
    {"port", offsetof(struct config, port), false, 8440, 0, 65535},
    {"spool", offsetof(struct config, spool), true, 0, 0, 0},
    {"directory", offsetof(struct config, directory), true, 0, 0, 0},
    {"fingerprint", offsetof(struct config, fingerprint), true, 0, 0, 0},
    {"port_file", offsetof(struct config, port_file), true, 0, 0, 0},
    {"publication_seconds", offsetof(struct config, publication_seconds), false,
	86400, 1, 7 * 86400},
    {"grace_seconds", offsetof(struct config, grace_seconds), false, 30 * 86400,
	0, 366 * 86400},
    {"work_bits", offsetof(struct config, work_bits), false, 18, 0, 40},
    {"max_envelope_bytes", offsetof(struct config, max_envelope_bytes), false,
	2 * GIB, 64 * KIB, 10 * GIB},
    {"part_bytes", offsetof(struct config, part_bytes), false, 8 * MIB, 4 * KIB,
	256 * MIB},
    {"segment_bytes", offsetof(struct config, segment_bytes), false, 64 * MIB,
	4 * MIB, 4 * GIB},
    {"max_connections", offsetof(struct config, max_connections), false, 1000,
	1, 50000},
    {"connection_timeout_seconds",
	offsetof(struct config, connection_timeout_seconds), false, 60, 1,
	3600},
    {"request_seconds", offsetof(struct config, request_seconds), false, 3600,
	1, 86400},
    {"max_uploads", offsetof(struct config, max_uploads), false, 1000, 1,
	100000},
    {"upload_expiry_seconds", offsetof(struct config, upload_expiry_seconds),
	false, 7 * 86400, 1, 60 * 86400},
    {"max_spool_bytes", offsetof(struct config, max_spool_bytes), false, 0, 0,
	1ull << 50},
    {"max_flight_bytes", offsetof(struct config, max_flight_bytes), false,
	24 * MIB, 2 * MIB, 4 * GIB},
};

#define N_OPTIONS (sizeof(options) / sizeof(options[0]))

struct reading {
	struct config *config;
	struct reason *reason;
	bool seen[N_OPTIONS];
	bool failed;
};

static bool
set_value(struct reading *r, size_t i, const char *value)
{
	const struct option *o = &options[i];
	void *field = (char *)r->config + o->offset;
	uint64_t number;

	if (o->is_text) {
		if (strlen(value) >= CONFIG_TEXT_MAX)
			return false;
		(void)strcpy(field, value);
		return true;
	}
	if (!decimal_decode(value, strlen(value), o->most, &number) ||
	    number < o->least) {
		reason_set(r->reason,
		    "%s must be a whole number from %llu to %llu", o->name,
		    (unsigned long long)o->least, (unsigned long long)o->most);
		return false;
	}
	memcpy(field, &number, sizeof(number));
	return true;
}

/* libinih: 0 stops, and its line number comes back. */
static int
take_line(
    void *context, const char *section, const char *name, const char *value)
{
	struct reading *r = context;

	if (r->failed)
		return 1;
	r->failed = true;
	if (strcmp(section, "relay") != 0) {
		reason_set(r->reason, "there is no section [%s]", section);
		return 0;
	}
	for (size_t i = 0; i < N_OPTIONS; i++) {
		if (strcmp(name, options[i].name) != 0)
			continue;
		if (r->seen[i]) {
			reason_set(r->reason, "%s is set twice", name);
			return 0;
		}
		r->seen[i] = true;
		if (!set_value(r, i, value))
			return 0;
		r->failed = false;
		return 1;
	}
	reason_set(r->reason, "there is no option %s", name);
	return 0;
}

static bool
check(const struct config *c, struct reason *reason)
{
	if (!vkey_name_valid(c->name, strlen(c->name)) ||
	    strpbrk(c->name, "\"\\") != NULL)
		reason_set(reason, "name is missing or no name for a relay");
	else if (c->address[0] == '\0')
		reason_set(reason, "address is missing");
	else if (c->spool[0] == '\0')
		reason_set(reason, "spool is missing");
	else if (c->directory[0] == '\0')
		reason_set(reason, "directory is missing");
	else if (!authority_fingerprint_wellformed(c->fingerprint))
		reason_set(reason, "fingerprint has not fifty digits");
	else
		return true;
	return false;
}

bool
config_read(
    const char *path, struct config *ret_config, struct reason *ret_reason)
{
	struct reading r = {.config = ret_config, .reason = ret_reason};
	char said[REASON_BYTES];
	int line;

	memset(ret_config, 0, sizeof(*ret_config));
	ret_reason->text[0] = '\0';
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (!options[i].is_text)
			memcpy((char *)ret_config + options[i].offset,
			    &options[i].fallback, sizeof(uint64_t));
	line = ini_parse(path, take_line, &r);
	if (line < 0) {
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
		return false;
	}
	if (line > 0) {
		(void)snprintf(said, sizeof(said), "%s", ret_reason->text);
		reason_set(ret_reason, "%s line %d: %s", path, line,
		    said[0] == '\0' ? "it can't be read" : said);
		return false;
	}
	return check(ret_config, ret_reason);
}
