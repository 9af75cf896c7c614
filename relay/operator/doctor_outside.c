#include <unistd.h>

#include "common/bytes/utc_time.h"
#include "common/net/envelope_file.h"
#include "common/net/relay_terms.h"
#include "common/net/upload.h"
#include "doctor.h"
#include "own_base.h"

static struct http_client *
client_for(const struct doctor *d, enum http_way way)
{
	const struct http_options options = {.way = way,
	    .socks = d->socks,
	    .connect_seconds = 30,
	    .whole_seconds = 120};

	return http_client_create(&options);
}

static void
look_there(
    struct doctor *d, const char *what, const char *base, enum http_way way)
{
	struct http_client *client = client_for(d, way);
	struct relay_terms terms;
	struct reason reason = {"there is not enough memory"};

	if (client != NULL && http_url_allowed(base, way, &reason) &&
	    relay_terms_fetch(client, base, &terms, &reason))
		doctor_say(d, WELL, "%s answers at %s", what, base);
	else
		doctor_say(d, WRONG, "%s: %s", what, reason.text);
	http_client_destroy(client);
}

/* The way that senders take: a whole envelope, and a promise that verifies. */
static void
send_test(struct doctor *d, const struct directory_relay *relay,
    enum http_way way, const char *base)
{
	struct upload upload = {.client = client_for(d, way),
	    .base = base,
	    .directory = d->directory,
	    .intake = relay_intake(d->directory, d->config->name, d->intake),
	    .relay = relay,
	    .fd = -1,
	    .once = true};
	struct byte_writer promise;
	struct receipt receipt;
	struct reason reason = {"there is not enough memory"};

	if (upload.client != NULL &&
	    envelope_file_open(d->envelope, &upload.fd, &upload.size,
		upload.sha256, &reason) &&
	    upload_send(&upload, &promise, &receipt, &reason) ==
		UPLOAD_PROMISED) {
		byte_writer_finish(&promise);
		doctor_say(d, WELL, "%s: a test envelope is promised at %s",
		    d->intake, base);
	} else {
		doctor_say(d, WRONG, "%s: a test envelope at %s: %s", d->intake,
		    base, reason.text);
	}
	if (upload.fd >= 0)
		(void)close(upload.fd);
	http_client_destroy(upload.client);
}

void
doctor_look_from_outside(struct doctor *d)
{
	const struct directory_intake *intake;
	const struct directory_relay *relay = NULL;
	char base[1100];

	own_base(d->config, base, sizeof(base));
	look_there(d, "this relay", base, HTTP_DIRECT);
	for (size_t i = 0; i < d->directory->n_intakes && relay == NULL; i++) {
		intake = relay_intake(d->directory, d->config->name,
		    d->intake == NULL ? d->directory->intakes[i].id
				      : d->intake);
		if (intake != NULL)
			relay = directory_relay_at(
			    intake, d->config->name, utc_time_now());
	}
	if (relay == NULL) {
		doctor_say(
		    d, WRONG, "the directory does not have this relay now");
		return;
	}
	if (d->direct)
		look_there(
		    d, "the address of the directory", relay->url, HTTP_DIRECT);
	else if (relay->onion != NULL)
		look_there(d, "the onion service", relay->onion, HTTP_BY_SOCKS);
	else
		look_there(d, "the address of the directory", relay->url,
		    HTTP_BY_SOCKS);
	if (d->envelope != NULL)
		send_test(d, relay, d->direct ? HTTP_DIRECT : HTTP_BY_SOCKS,
		    d->direct || relay->onion == NULL ? relay->url
						      : relay->onion);
}
