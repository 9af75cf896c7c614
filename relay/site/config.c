#include "config.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include <ini.h>

#include "common/notes/authority.h"
#include "common/notes/directory.h"
#include "common/notes/signed_note.h"
#include "config_options.h"

/* While it may still change: nobody else points at it yet. */
struct held {
	struct config config; /* first: what is handed out points at it */
	atomic_uint holders;
};

struct reading {
	struct config *config;
	struct reason *reason;
	bool seen[OPTIONS_RELAY];
	bool forward_seen[CONFIG_FORWARDS_MAX][OPTIONS_FORWARD];
	bool failed;
};

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
	config_options_default(config_options_forward, OPTIONS_FORWARD, f);
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
		return option_set(&options[i], object, value, r->reason);
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
		ok = take_option(r, config_options_relay, OPTIONS_RELAY,
		    r->seen, r->config, name, value);
	} else if (strncmp(section, forward, sizeof(forward) - 1) == 0) {
		at = forward_place(r, section + sizeof(forward) - 1);
		ok = at >= 0 &&
		    take_option(r, config_options_forward, OPTIONS_FORWARD,
			r->forward_seen[at], &r->config->forwards[at], name,
			value);
	} else {
		reason_set(r->reason, "there is no section [%s]", section);
	}
	r->failed = !ok;
	return ok;
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
		else if ((unsigned)f->way == OPTION_UNKNOWN)
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
	else if ((unsigned)c->store == OPTION_UNKNOWN)
		reason_set(reason, "store is folder or memory");
	else if (c->directory[0] == '\0')
		reason_set(reason, "directory is missing");
	else if (!authority_fingerprint_wellformed(c->fingerprint))
		reason_set(reason, "fingerprint has not fifty digits");
	else if ((unsigned)c->witnesses == OPTION_UNKNOWN)
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

enum http_way
config_witness_way(const struct config *config)
{
	return config->witnesses == CONFIG_WITNESSES_DIRECT ? HTTP_DIRECT
							    : HTTP_BY_SOCKS;
}

static bool
forwards_same(const struct config *one, const struct config *other)
{
	bool same = one->n_forwards == other->n_forwards;

	for (size_t i = 0; same && i < one->n_forwards; i++) {
		const struct config_forward *f = &one->forwards[i];
		const struct config_forward *g = &other->forwards[i];

		same = strcmp(f->intake, g->intake) == 0;
		for (size_t o = 0; o < OPTIONS_FORWARD; o++)
			same = same &&
			    option_same(&config_options_forward[o], f, g);
	}
	return same;
}

bool
config_may_reload(const struct config *config, const struct config *changed,
    struct reason *ret_reason)
{
	for (size_t i = 0; i < OPTIONS_RELAY; i++) {
		const struct option *o = &config_options_relay[i];

		if (o->reloads || option_same(o, config, changed))
			continue;
		reason_set(ret_reason,
		    "%s can't change while the relay serves: restart it",
		    o->name);
		return false;
	}
	if (!forwards_same(config, changed)) {
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

static bool
read_into(struct config *config, const char *path, struct reason *reason)
{
	struct reading r = {.config = config, .reason = reason};
	char said[REASON_BYTES];
	int line;

	reason->text[0] = '\0';
	config_options_default(config_options_relay, OPTIONS_RELAY, config);
	line = ini_parse(path, take_line, &r);
	if (line < 0) {
		reason_set(reason, "%s: %s", path, strerror(errno));
		return false;
	}
	if (line > 0) {
		(void)snprintf(said, sizeof(said), "%s", reason->text);
		reason_set(reason, "%s line %d: %s", path, line,
		    said[0] == '\0' ? "it can't be read" : said);
		return false;
	}
	return check(config, reason);
}

const struct config *
config_read(const char *path, struct reason *ret_reason)
{
	struct held *h = calloc(1, sizeof(*h));

	reason_set(ret_reason, "there is not enough memory");
	if (h == NULL)
		return NULL;
	atomic_init(&h->holders, 1);
	if (read_into(&h->config, path, ret_reason))
		return &h->config;
	free(h);
	return NULL;
}

const struct config *
config_hold(const struct config *config)
{
	(void)atomic_fetch_add(&((struct held *)config)->holders, 1);
	return config;
}

void
config_let_go(const struct config *config)
{
	struct held *h = (struct held *)config;

	if (h != NULL && atomic_fetch_sub(&h->holders, 1) == 1)
		free(h);
}
