#include "courier.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/steady_clock.h"
#include "common/bytes/utc_time.h"
#include "common/cli/cli.h"
#include "common/cli/ends.h"
#include "common/cli/seed_file.h"
#include "common/notes/directory_state.h"
#include "common/notes/http_signature.h"

#define LEAST_BYTES \
	1024L /* a second; Tor on a bad day brings fifty times it \
	       */

/* Never an older directory than one seen. */
static bool
check_state(struct courier *c, struct reason *reason)
{
	struct byte_writer now;
	uint8_t *seen = NULL;
	size_t len;
	bool ok;

	if (!durable_file_read(
		c->config.state, DIRECTORY_STATE_MAX, &seen, &len) &&
	    errno != ENOENT) {
		reason_set(reason, "%s: %s", c->config.state, strerror(errno));
		return false;
	}
	ok = directory_state_allows((const char *)seen, c->directory, reason);
	byte_writer_init(&now, DIRECTORY_STATE_MAX);
	if (ok)
		directory_state_format(c->directory, (const char *)seen, &now);
	free(seen);
	if (!ok) {
		byte_writer_finish(&now);
		return false;
	}
	errno = ENOMEM;
	ok = !now.failed &&
	    durable_file_write(
		c->config.state, now.data, now.len, 0600, DURABLE_REPLACE);
	byte_writer_finish(&now);
	if (!ok)
		reason_set(reason, "%s: %s", c->config.state, strerror(errno));
	return ok;
}

/* Without it no desk would know who signed the manifest. */
static bool
read_persons(struct courier *c, struct reason *reason)
{
	if (!durable_file_read(c->config.persons, PERSONS_MAX,
		&c->persons_bytes, &c->persons_len)) {
		reason_set(
		    reason, "%s: %s", c->config.persons, strerror(errno));
		return false;
	}
	c->persons = persons_open(
	    c->persons_bytes, c->persons_len, c->directory, reason);
	if (c->persons == NULL)
		return false;
	if (persons_courier(c->persons, c->config.id, c->config.intake,
		utc_time_now()) != NULL)
		return true;
	reason_set(reason,
	    "the persons' note does not name %s as a courier of %s now",
	    c->config.id, c->config.intake);
	return false;
}

/* One more, or a later entry of one that is there already. */
static bool
add_relay(struct courier *c, const struct directory_relay *r)
{
	for (size_t i = 0; i < c->n_relays; i++)
		if (strcmp(c->relays[i]->name, r->name) == 0) {
			if (r->from > c->relays[i]->from)
				c->relays[i] = r;
			return true;
		}
	if (c->n_relays == COURIER_RELAYS_MAX)
		return false;
	c->relays[c->n_relays++] = r;
	return true;
}

static void
choose_relays(struct courier *c)
{
	const struct directory_intake *intake = c->intake;
	const struct directory_relay *named;
	int64_t now = utc_time_now();
	size_t beyond = 0;

	if (c->config.relay[0] != '\0') {
		named = directory_relay_near(intake, c->config.relay, now);
		if (named != NULL)
			(void)add_relay(c, named);
		return;
	}
	for (size_t i = 0; i < intake->n_relays; i++) {
		const struct directory_relay *r = &intake->relays[i];

		if (r->from <= now && now - COURIER_LINGERS < r->until)
			beyond += !add_relay(c, r);
	}
	if (beyond > 0)
		cli_warn("the directory has more relays of this intake than "
			 "one stick takes: %zu are not visited (relay = in the "
			 "configuration names one)",
		    beyond);
}

static bool
read_directory(struct courier *c, struct reason *reason)
{
	if (!durable_file_read(c->config.directory, DIRECTORY_MAX,
		&c->directory_bytes, &c->directory_len)) {
		reason_set(
		    reason, "%s: %s", c->config.directory, strerror(errno));
		return false;
	}
	if (directory_open(c->directory_bytes, c->directory_len,
		c->config.fingerprint, &c->directory, reason) != DIRECTORY_OK ||
	    !check_state(c, reason))
		return false;
	c->intake = directory_intake(c->directory, c->config.intake);
	if (c->intake != NULL)
		choose_relays(c);
	if (c->n_relays == 0) {
		reason_set(reason,
		    "the directory has no relay %s for an intake %s",
		    c->config.relay[0] == '\0' ? "to visit" : c->config.relay,
		    c->config.intake);
		return false;
	}
	if (!read_persons(c, reason))
		return false;
	(void)cli_warn_ends(
	    &(struct directory_ends_of){.directory = c->directory,
		.persons = c->persons,
		.intake = c->config.intake,
		.courier = c->config.id});
	return true;
}

static enum http_way
way_of(const struct courier *c)
{
	return strcmp(c->config.way, "direct") == 0 ? HTTP_DIRECT
						    : HTTP_BY_SOCKS;
}

static bool
make_client(struct courier *c)
{
	struct http_options options = {.way = way_of(c),
	    /* What trickles more slowly than this holds up who comes next. */
	    .least_bytes = LEAST_BYTES,
	    .advice = "(socks = and way = in the configuration say where, or "
		      "to go without)"};

	if (c->config.socks[0] != '\0')
		options.socks = c->config.socks;
	c->client = http_client_create(&options);
	return c->client != NULL;
}

bool
courier_turn(struct courier *c, const struct directory_relay *relay,
    struct reason *reason)
{
	const char *url = relay->url;
	size_t len;

	c->relay = NULL;
	if (way_of(c) == HTTP_BY_SOCKS && relay->onion != NULL)
		url = relay->onion;
	if (!http_url_allowed(url, way_of(c), reason))
		return false;
	(void)snprintf(c->base, sizeof(c->base), "%s", url);
	len = strlen(c->base);
	while (len > 0 && c->base[len - 1] == '/')
		c->base[--len] = '\0';
	if (!http_signature_authority(
		c->base, c->authority, sizeof(c->authority))) {
		reason_set(reason, "%s has no host", c->base);
		return false;
	}
	c->relay = relay;
	return true;
}

struct courier *
courier_open(const char *config, struct reason *ret_reason)
{
	struct courier *c = calloc(1, sizeof(*c));

	reason_set(ret_reason, "there is not enough memory");
	if (c == NULL)
		return NULL;
	c->seed = secret_alloc(NOTE_SEED_BYTES);
	if (c->seed != NULL &&
	    courier_config_read(config, &c->config, ret_reason) &&
	    seed_file_read(c->config.seed, c->seed, ret_reason) &&
	    read_directory(c, ret_reason) && make_client(c))
		return c;
	courier_close(c);
	return NULL;
}

void
courier_close(struct courier *c)
{
	if (c == NULL)
		return;
	http_client_destroy(c->client);
	directory_destroy(c->directory);
	free(c->directory_bytes);
	persons_destroy(c->persons);
	free(c->persons_bytes);
	secret_free(c->seed);
	free(c);
}

bool
courier_is_late(const struct courier *c, struct reason *reason)
{
	if (c->deadline == 0 || steady_clock_seconds() < c->deadline)
		return false;
	reason_set(reason,
	    "it takes too long, and others wait: what came is kept, and the "
	    "same stick goes on there");
	return true;
}

bool
courier_send(struct courier *c, const struct signed_request *q,
    struct http_answer *ret_answer, struct reason *ret_reason)
{
	const struct http_signer signer = {
	    c->base, c->authority, c->config.id, c->seed};
	struct signed_request whole = *q;
	char path[1024];

	if (courier_is_late(c, ret_reason))
		return false;
	(void)snprintf(
	    path, sizeof(path), "/v1/intakes/%s%s", c->config.intake, q->path);
	whole.path = path;
	return signed_client_send(
	    c->client, &signer, &whole, ret_answer, ret_reason);
}

bool
courier_get(struct courier *c, const char *path, size_t limit,
    struct byte_writer *ret_body, struct reason *ret_reason)
{
	char url[2048];

	if (courier_is_late(c, ret_reason))
		return false;
	(void)snprintf(url, sizeof(url), "%s/v1/intakes/%s%s", c->base,
	    c->config.intake, path);
	return http_client_get(c->client, url, limit, ret_body, ret_reason);
}

bool
courier_get_if_there(struct courier *c, const char *path, size_t limit,
    struct byte_writer *ret_body, bool *ret_found, struct reason *ret_reason)
{
	struct byte_sink sink = byte_sink_writer(ret_body);
	struct http_answer answer = {0};
	char url[2048];
	const struct http_request q = {.method = "GET",
	    .url = url,
	    .fd = -1,
	    .sink = &sink,
	    .sink_limit = limit};
	bool ok;

	(void)snprintf(url, sizeof(url), "%s/v1/intakes/%s%s", c->base,
	    c->config.intake, path);
	byte_writer_init(ret_body, limit);
	ok = http_client_send(c->client, &q, &answer, ret_reason);
	*ret_found = ok && answer.status == 200;
	if (ok && answer.status != 200 && answer.status != 404) {
		reason_set(ret_reason, "the relay answered %ld for its log",
		    answer.status);
		ok = false;
	}
	if (!*ret_found)
		byte_writer_finish(ret_body);
	return ok;
}

void
courier_add_end(struct courier_ends *ends, const struct courier *c,
    const struct directory_relay *relay, enum courier_end end,
    const struct reason *why)
{
	ends->done += end == COURIER_DONE;
	ends->partly += end == COURIER_PARTLY;
	ends->failed += end == COURIER_FAILED;
	if (end != COURIER_DONE && c->n_relays > 1)
		cli_warn("%s: %s", relay->name, why->text);
}

enum courier_end
courier_sum(const struct courier_ends *ends, const struct courier *c,
    struct reason *ret_reason)
{
	if (ends->failed + ends->partly > 0 && c->n_relays > 1)
		reason_set(ret_reason,
		    "of %zu relays %zu are done, %zu but for what is named "
		    "above, and %zu failed as is said above. What is done "
		    "stays done; run it again for the rest",
		    c->n_relays, ends->done, ends->partly, ends->failed);
	return ends->failed == c->n_relays         ? COURIER_FAILED
	    : ends->failed > 0 || ends->partly > 0 ? COURIER_PARTLY
						   : COURIER_DONE;
}
