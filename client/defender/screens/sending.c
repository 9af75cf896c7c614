/* What was sealed, on its way to the relay; and where it goes on later. */
#include <stdio.h>
#include <string.h>

#include "client/words/defender_words.h"
#include "common/net/http_client.h"
#include "common/net/upload.h"
#include "sealing.h"

/* The sealed copy that was written last, by which sending can go on. */
static const char *
last_copy(const struct sealing *g)
{
	for (size_t i = g->n_kept; i-- > 0;)
		if (g->kept[i].label == WORD_LABEL_DISK_COPY)
			return g->kept[i].path;
	return NULL;
}

/* What of the upload stands beside the copy. */
static struct upload_state
state_of(const struct sealing *g, const char *copy)
{
	return (struct upload_state){.envelope = copy,
	    .base = g->base,
	    .sha256 = g->sha256,
	    .size = g->size};
}

/* In memory; and beside a copy, where there is one, for after an end. */
static void
note_created(void *context, const char *url)
{
	struct sealing *g = context;
	const char *copy = last_copy(g);
	struct upload_state state;

	(void)snprintf(g->resume, sizeof(g->resume), "%s", url);
	g->left = true;
	if (copy == NULL ||
	    !upload_in_parts(g->session->options->paced_seconds, g->size))
		return;
	state = state_of(g, copy);
	g->noted |= upload_state_write(&state, url);
}

static void
find_earlier(struct sealing *g)
{
	const char *copy = last_copy(g);
	struct upload_state state;

	if (g->resume[0] != '\0' || copy == NULL)
		return;
	state = state_of(g, copy);
	g->noted = upload_state_read(&state, g->resume);
	if (!g->noted)
		g->resume[0] = '\0';
}

/* It has arrived: nothing is left to go on with, or the person is told. */
static void
forget_upload(struct sealing *g)
{
	const size_t n = g->n_kept;
	struct upload_state state;
	char *path;

	if (!g->noted)
		return;
	for (size_t i = 0; i < n; i++) {
		if (g->kept[i].label != WORD_LABEL_DISK_COPY)
			continue;
		state = state_of(g, g->kept[i].path);
		if (upload_state_write(&state, ""))
			continue;
		if (asprintf(&path, "%s" UPLOAD_STATE_SUFFIX, g->kept[i].path) <
		    0) {
			g->unlisted = true;
			continue;
		}
		sealing_keep(g, WORD_LABEL_DISK_SENDING, path);
		session_free_path(path);
	}
}

bool
sealing_send(
    void *sealing, const struct task_follow *follow, struct reason *reason)
{
	struct sealing *g = sealing;
	struct session *s = g->session;
	struct http_options http;
	struct upload u = {.directory = s->trust.directory,
	    .intake = s->trust.intake,
	    .base = g->base,
	    .paced_seconds = s->options->paced_seconds,
	    .created = note_created,
	    .context = g,
	    .stop = follow->stop,
	    .follow = follow};
	struct receipt receipt;

	http = options_http(s->options);
	http.stop = follow->stop;
	if (!sealing_open(g, reason))
		return false;
	u.fd = g->fd;
	u.size = g->size;
	memcpy(u.sha256, g->sha256, sizeof(u.sha256));
	u.relay = options_find_relay(
	    s->options, s->trust.intake, g->base, sizeof(g->base), reason);
	if (u.relay == NULL)
		return false;
	find_earlier(g);
	u.resume = g->resume[0] == '\0' ? NULL : g->resume;
	u.client = http_client_create(&http);
	if (u.client == NULL) {
		reason_set(reason, "there is not enough memory");
		return false;
	}
	byte_writer_finish(&g->promise);
	g->sent =
	    upload_send(&u, &g->promise, &receipt, reason) == UPLOAD_PROMISED;
	if (g->sent) {
		forget_upload(g);
		receipt_reference(receipt.entry, g->reference);
		(void)snprintf(g->relay, sizeof(g->relay), "%s", receipt.relay);
	}
	http_client_destroy(u.client);
	return g->sent;
}
