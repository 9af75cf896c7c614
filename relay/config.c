#include "config.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include <ini.h>

#include "common/net/http_client.h"
#include "common/bytes/text_codec.h"
#include "common/notes/authority.h"
#include "common/notes/directory.h"
#include "common/notes/signed_note.h"

#define KIB (1ull << 10)
#define MIB (1ull << 20)
#define GIB (1ull << 30)

/* Texts have no limits; numbers have a default and a range. */
struct option {
	const char *name;
	size_t offset;
	bool is_text;
	bool reloads; /* may change while the relay serves */
	uint64_t fallback;
	uint64_t least;
	uint64_t most;
};

#define TEXT(field, reloads) \
	{ \
#field, offsetof(struct config, field), true, reloads, 0, 0, 0 \
	}
#define NUMBER(field, reloads, fallback, least, most) \
	{ \
#field, offsetof(struct config, field), false, reloads, \
		    fallback, least, most \
	}

static const struct option relay_options[] = {TEXT(name, false),
    TEXT(address, false), NUMBER(port, false, 8440, 0, 65535),
    TEXT(spool, false), TEXT(store, false), TEXT(directory, true),
    TEXT(fingerprint, true), TEXT(port_file, false), TEXT(user, false),
    TEXT(admin_socket, false), TEXT(witnesses, false),
    TEXT(witness_socks, false),
    NUMBER(witness_retry_seconds, false, 3600, 1, 86400),
    NUMBER(publication_seconds, false, 86400, 1, 7 * 86400),
    NUMBER(grace_seconds, true, 30 * 86400, 0, 366 * 86400),
    NUMBER(work_bits, true, 18, 0, 40),
    NUMBER(max_envelope_bytes, true, 2 * GIB, 64 * KIB, 10 * GIB),
    NUMBER(part_bytes, true, 8 * MIB, 4 * KIB, 256 * MIB),
    NUMBER(segment_bytes, false, 64 * MIB, 4 * MIB, 4 * GIB),
    NUMBER(max_connections, false, 1000, 1, 50000),
    NUMBER(connection_timeout_seconds, false, 60, 1, 3600),
    NUMBER(request_seconds, true, 3600, 1, 86400),
    NUMBER(max_uploads, true, 1000, 1, 100000),
    NUMBER(upload_expiry_seconds, true, 7 * 86400, 1, 60 * 86400),
    NUMBER(max_spool_bytes, true, 0, 0, 1ull << 50),
    NUMBER(max_flight_bytes, true, 24 * MIB, 2 * MIB, 4 * GIB)};

#undef TEXT
#undef NUMBER

static const struct option forward_options[] = {
    {"relay", offsetof(struct config_forward, relay), true, false, 0, 0, 0},
    {"way", offsetof(struct config_forward, way), true, false, 0, 0, 0},
    {"socks", offsetof(struct config_forward, socks), true, false, 0, 0, 0},
    {"delay_seconds", offsetof(struct config_forward, delay_seconds), false,
	false, 6 * 3600, 0, 7 * 86400},
    {"retry_seconds", offsetof(struct config_forward, retry_seconds), false,
	false, 3600, 1, 86400},
    {"notes_seconds", offsetof(struct config_forward, notes_seconds), false,
	false, 3600, 1, 86400}};

#define N_RELAY (sizeof(relay_options) / sizeof(relay_options[0]))
#define N_FORWARD (sizeof(forward_options) / sizeof(forward_options[0]))

struct reading {
	struct config *config;
	struct reason *reason;
	bool seen[N_RELAY];
	bool forward_seen[CONFIG_FORWARDS_MAX][N_FORWARD];
	bool failed;
};

static bool
set_value(struct reason *reason, const struct option *o, void *object,
    const char *value)
{
	void *field = (char *)object + o->offset;
	uint64_t number;

	if (o->is_text) {
		if (strlen(value) >= CONFIG_TEXT_MAX)
			return false;
		(void)strcpy(field, value);
		return true;
	}
	if (!decimal_decode(value, strlen(value), o->most, &number) ||
	    number < o->least) {
		reason_set(reason,
		    "%s must be a whole number from %llu to %llu", o->name,
		    (unsigned long long)o->least, (unsigned long long)o->most);
		return false;
	}
	memcpy(field, &number, sizeof(number));
	return true;
}

static void
set_defaults(const struct option *options, size_t n, void *object)
{
	for (size_t i = 0; i < n; i++)
		if (!options[i].is_text)
			memcpy((char *)object + options[i].offset,
			    &options[i].fallback, sizeof(uint64_t));
}

/* The forward of that intake, new where there is none; its place, or -1. */
static int
forward_place(struct reading *r, const char *intake)
{
	struct config *c = r->config;
	struct config_forward *f;

	for (size_t i = 0; i < c->n_forwards; i++)
		if (strcmp(c->forwards[i].intake, intake) == 0)
			return (int)i;
	if (c->n_forwards == CONFIG_FORWARDS_MAX ||
	    !directory_id_valid(intake)) {
		reason_set(r->reason,
		    "[forward %s]: no id of an intake, or one too many",
		    intake);
		return -1;
	}
	f = &c->forwards[c->n_forwards];
	(void)snprintf(f->intake, sizeof(f->intake), "%s", intake);
	set_defaults(forward_options, N_FORWARD, f);
	return (int)c->n_forwards++;
}

static bool
take_option(struct reading *r, const struct option *options, size_t n,
    bool *seen, void *object, const char *name, const char *value)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(name, options[i].name) != 0)
			continue;
		if (seen[i]) {
			reason_set(r->reason, "%s is set twice", name);
			return false;
		}
		seen[i] = true;
		return set_value(r->reason, &options[i], object, value);
	}
	reason_set(r->reason, "there is no option %s", name);
	return false;
}

/* libinih: 0 stops, and its line number comes back. */
static int
take_line(
    void *context, const char *section, const char *name, const char *value)
{
	static const char forward[] = "forward ";
	struct reading *r = context;
	bool ok = false;
	int at;

	if (r->failed)
		return 1;
	if (strcmp(section, "relay") == 0) {
		ok = take_option(
		    r, relay_options, N_RELAY, r->seen, r->config, name, value);
	} else if (strncmp(section, forward, sizeof(forward) - 1) == 0) {
		at = forward_place(r, section + sizeof(forward) - 1);
		ok = at >= 0 &&
		    take_option(r, forward_options, N_FORWARD,
			r->forward_seen[at], &r->config->forwards[at], name,
			value);
	} else {
		reason_set(r->reason, "there is no section [%s]", section);
	}
	r->failed = !ok;
	return ok;
}

bool
config_asks_witnesses(const struct config *config)
{
	return strcmp(config->witnesses, "socks") == 0 ||
	    strcmp(config->witnesses, "direct") == 0;
}

static bool
check_forwards(const struct config *c, struct reason *reason)
{
	for (size_t i = 0; i < c->n_forwards; i++) {
		const struct config_forward *f = &c->forwards[i];

		if (f->relay[0] == '\0' || strcmp(f->relay, c->name) == 0)
			reason_set(reason,
			    "[forward %s]: relay is missing, or is this one "
			    "itself",
			    f->intake);
		else if (f->socks[0] != '\0' && !http_socks_valid(f->socks))
			reason_set(reason,
			    "[forward %s]: socks is an IP address or "
			    "localhost, a colon and a port",
			    f->intake);
		else if (f->way[0] != '\0' && strcmp(f->way, "socks") != 0 &&
		    strcmp(f->way, "direct") != 0)
			reason_set(reason,
			    "[forward %s]: way is socks or direct", f->intake);
		else
			continue;
		return false;
	}
	return true;
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
	else if (c->store[0] != '\0' && strcmp(c->store, "folder") != 0 &&
	    strcmp(c->store, "memory") != 0)
		reason_set(reason, "store is folder or memory");
	else if (c->directory[0] == '\0')
		reason_set(reason, "directory is missing");
	else if (!authority_fingerprint_wellformed(c->fingerprint))
		reason_set(reason, "fingerprint has not fifty digits");
	else if (c->witnesses[0] != '\0' && strcmp(c->witnesses, "no") != 0 &&
	    !config_asks_witnesses(c))
		reason_set(reason, "witnesses is no, socks or direct");
	else if (c->witness_socks[0] != '\0' &&
	    !http_socks_valid(c->witness_socks))
		reason_set(reason,
		    "witness_socks is an IP address or localhost, a colon and "
		    "a port");
	else if (c->admin_socket[0] != '\0' &&
	    strlen(c->admin_socket) >=
		sizeof(((struct sockaddr_un *)0)->sun_path))
		reason_set(reason, "admin_socket is too long for a socket");
	else
		return check_forwards(c, reason);
	return false;
}

bool
config_in_memory(const struct config *config)
{
	return strcmp(config->store, "memory") == 0;
}

bool
config_may_reload(const struct config *config, const struct config *changed,
    struct reason *ret_reason)
{
	for (size_t i = 0; i < N_RELAY; i++) {
		const struct option *o = &relay_options[i];
		size_t len = o->is_text ? CONFIG_TEXT_MAX : sizeof(uint64_t);

		if (o->reloads ||
		    memcmp((const char *)config + o->offset,
			(const char *)changed + o->offset, len) == 0)
			continue;
		reason_set(ret_reason,
		    "%s can't change while the relay serves: restart it",
		    o->name);
		return false;
	}
	if (config->n_forwards != changed->n_forwards ||
	    memcmp(config->forwards, changed->forwards,
		sizeof(config->forwards)) != 0) {
		reason_set(ret_reason,
		    "[forward] can't change while the relay serves: restart "
		    "it");
		return false;
	}
	if (config->n_forwards > 0 &&
	    config->grace_seconds != changed->grace_seconds) {
		reason_set(ret_reason,
		    "grace_seconds can't change while the relay serves and "
		    "forwards: restart it");
		return false;
	}
	return true;
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
	set_defaults(relay_options, N_RELAY, ret_config);
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
