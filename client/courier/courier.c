#include "courier.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"
#include "common/cli/cli.h"
#include "common/cli/seed_file.h"
#include "common/notes/directory_state.h"
#include "common/notes/http_signature.h"

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
	if (directory_time(c->directory, utc_time_now()) == DIRECTORY_EXPIRED)
		cli_warn("the directory has expired");
	c->intake = directory_intake(c->directory, c->config.intake);
	c->relay = c->intake == NULL
	    ? NULL
	    : directory_relay(c->intake, c->config.relay);
	if (c->relay == NULL) {
		reason_set(reason,
		    "the directory has no relay %s for an intake %s",
		    c->config.relay, c->config.intake);
		return false;
	}
	return read_persons(c, reason);
}

static bool
choose_way(struct courier *c, struct reason *reason)
{
	struct http_options options = {.way = HTTP_BY_SOCKS,
	    .advice = "(socks = and way = in the configuration say where, or "
		      "to go without)"};
	const char *url = c->relay->url;
	size_t len;

	if (strcmp(c->config.way, "direct") == 0)
		options.way = HTTP_DIRECT;
	else if (c->relay->onion != NULL)
		url = c->relay->onion;
	if (c->config.socks[0] != '\0')
		options.socks = c->config.socks;
	if (!http_url_allowed(url, options.way, reason))
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
	c->client = http_client_create(&options);
	return c->client != NULL;
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
	    read_directory(c, ret_reason) && choose_way(c, ret_reason))
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
courier_send(struct courier *c, const struct signed_request *q,
    struct http_answer *ret_answer, struct reason *ret_reason)
{
	const struct http_signer signer = {
	    c->base, c->authority, c->config.id, c->seed};
	struct signed_request whole = *q;
	char path[1024];

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

	(void)snprintf(url, sizeof(url), "%s/v1/intakes/%s%s", c->base,
	    c->config.intake, path);
	return http_client_get(c->client, url, limit, ret_body, ret_reason);
}
