#include "courier_config.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <ini.h>

#include "common/net/http_client.h"

struct reading {
	struct courier_config *config;
	struct reason *reason;
};

static int
take_line(
    void *context, const char *section, const char *name, const char *value)
{
	static const struct {
		const char *name;
		size_t offset;
	} options[] = {
	    {"id", offsetof(struct courier_config, id)},
	    {"seed", offsetof(struct courier_config, seed)},
	    {"intake", offsetof(struct courier_config, intake)},
	    {"relay", offsetof(struct courier_config, relay)},
	    {"directory", offsetof(struct courier_config, directory)},
	    {"persons", offsetof(struct courier_config, persons)},
	    {"fingerprint", offsetof(struct courier_config, fingerprint)},
	    {"state", offsetof(struct courier_config, state)},
	    {"way", offsetof(struct courier_config, way)},
	    {"socks", offsetof(struct courier_config, socks)},
	};
	struct reading *r = context;

	if (strcmp(section, "courier") != 0) {
		reason_set(r->reason, "there is no section [%s]", section);
		return 0;
	}
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (strcmp(name, options[i].name) == 0) {
			if (strlen(value) >= COURIER_TEXT_MAX ||
			    ((char *)r->config + options[i].offset)[0] !=
				'\0') {
				reason_set(r->reason,
				    "%s is set twice, or too long", name);
				return 0;
			}
			(void)strcpy(
			    (char *)r->config + options[i].offset, value);
			return 1;
		}
	reason_set(r->reason, "there is no option %s", name);
	return 0;
}

bool
courier_config_read(const char *path, struct courier_config *ret_config,
    struct reason *ret_reason)
{
	struct courier_config *c = ret_config;
	struct reading r = {c, ret_reason};
	char said[REASON_BYTES];
	int line;

	ret_reason->text[0] = '\0';
	memset(c, 0, sizeof(*c));
	line = ini_parse(path, take_line, &r);
	if (line < 0)
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
	if (line > 0) {
		(void)snprintf(said, sizeof(said), "%s", ret_reason->text);
		reason_set(ret_reason, "%s line %d: %s", path, line,
		    said[0] == '\0' ? "it can't be read" : said);
	}
	if (line != 0)
		return false;
	if (c->id[0] == '\0' || c->seed[0] == '\0' || c->directory[0] == '\0' ||
	    c->persons[0] == '\0' || c->state[0] == '\0' ||
	    !directory_id_valid(c->intake))
		reason_set(ret_reason,
		    "%s: id, seed, intake, directory, persons and state must "
		    "all be set",
		    path);
	else if (!authority_fingerprint_wellformed(c->fingerprint))
		reason_set(
		    ret_reason, "%s: fingerprint has not fifty digits", path);
	else if (c->socks[0] != '\0' && !http_socks_valid(c->socks))
		reason_set(ret_reason,
		    "%s: socks is an IP address or localhost, a colon and a "
		    "port",
		    path);
	else if (c->way[0] != '\0' && strcmp(c->way, "socks") != 0 &&
	    strcmp(c->way, "direct") != 0)
		reason_set(ret_reason, "%s: way is socks or direct", path);
	else
		return true;
	return false;
}
