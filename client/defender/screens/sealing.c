#include "sealing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sodium.h>

#include "client/defender/report/seal_report.h"
#include "common/net/envelope_file.h"
#include "common/net/upload.h"
#include "common/bytes/secret.h"
#include "common/bytes/stream.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/self_test.h"
#include "common/json/json_text.h"
#include "common/report/padding.h"
#include "common/work/task.h"
#include "client/defender/evidence/files.h"
#include "client/words/defender_words.h"
#include "screens.h"

bool
sealing_start(struct sealing *g, struct session *s)
{
	*g = (struct sealing){.session = s, .fd = -1};
	byte_writer_init(&g->promise, TLOG_PROOF_MAX);
	if (s->writing.no_reply)
		return true;
	g->code = secret_alloc(REPLY_CODE_DIGITS + 1);
	g->keys = secret_alloc(sizeof(*g->keys));
	if (g->code == NULL || g->keys == NULL) {
		sealing_finish(g);
		return false;
	}
	reply_code_make(g->code);
	return true;
}

bool
sealing_start_follow(struct sealing *g, struct session *s,
    const struct reply_keys *keys, const char *reference)
{
	*g = (struct sealing){.session = s, .follows = reference, .fd = -1};
	byte_writer_init(&g->promise, TLOG_PROOF_MAX);
	g->keys = secret_alloc(sizeof(*g->keys));
	if (g->keys == NULL) {
		sealing_finish(g);
		return false;
	}
	*g->keys = *keys;
	return true;
}

void
sealing_keep(struct sealing *g, const struct word *label, const char *path)
{
	struct kept_file *more =
	    realloc(g->kept, (g->n_kept + 1) * sizeof(*more));

	if (more == NULL)
		return;
	g->kept = more;
	more[g->n_kept] = (struct kept_file){label, strdup(path)};
	if (more[g->n_kept].path != NULL)
		g->n_kept++;
}

void
sealing_forget(struct sealing *g, size_t at)
{
	session_free_path(g->kept[at].path);
	g->n_kept--;
	memmove(&g->kept[at], &g->kept[at + 1],
	    (g->n_kept - at) * sizeof(*g->kept));
}

/* The sealed copy that was written last, by which sending can go on. */
static const char *
last_copy(const struct sealing *g)
{
	for (size_t i = g->n_kept; i-- > 0;)
		if (g->kept[i].label == WORD_LABEL_DISK_COPY)
			return g->kept[i].path;
	return NULL;
}

void
sealing_finish(struct sealing *g)
{
	while (g->n_kept > 0)
		sealing_forget(g, g->n_kept - 1);
	free(g->kept);
	secret_free(g->code);
	secret_free(g->keys);
	byte_writer_finish(&g->promise);
	if (g->fd >= 0)
		(void)close(g->fd);
	sodium_memzero(g, sizeof(*g));
	g->fd = -1;
}

uint64_t
sealing_size(const struct session *s)
{
	uint64_t all = REPORT_NARRATIVE_MAX;

	for (size_t i = 0; i < files_count(s->writing.files); i++)
		all += files_at(s->writing.files, i)->size + 1024;
	return padding_bucket(all) + 65536;
}

static bool
choose_recipient(const struct session *s, struct age_recipient *ret_recipient,
    struct reason *reason)
{
	const struct directory_epoch *epoch =
	    directory_epoch(s->trust.intake, utc_time_now());

	if (epoch == NULL) {
		reason_set(reason,
		    "the directory has no key for %s that is in force today",
		    s->trust.intake->id);
		return false;
	}
	if (age_recipient_parse(
		epoch->recipient, strlen(epoch->recipient), ret_recipient) &&
	    ret_recipient->type == AGE_HYBRID)
		return true;
	reason_set(reason, "the directory's key for %s is malformed",
	    s->trust.intake->id);
	return false;
}

static bool
make_keys(struct sealing *g, struct reason *reason)
{
	if (g->keys == NULL || g->follows != NULL ||
	    reply_code_keys(g->code, g->session->trust.intake->id, g->keys))
		return true;
	reason_set(reason,
	    "the reply code takes 256 MiB of memory, which "
	    "this machine does not give");
	return false;
}

/* Memory without a name, or the file that was asked for. */
static bool
write_envelope(struct sealing *g, const cJSON *report,
    const struct evidence_list *evidence, const struct task_follow *follow,
    struct reason *reason)
{
	struct age_recipient recipient;
	struct durable_file file = {.fd = -1};
	int fd = -1;
	bool ok;

	if (!choose_recipient(g->session, &recipient, reason))
		return false;
	if (g->out[0] == '\0')
		fd = memfd_create("", MFD_CLOEXEC);
	else if (durable_file_begin(&file, g->out, 0600))
		fd = file.fd;
	if (fd < 0) {
		reason_set(reason, "%s", strerror(errno));
		return false;
	}
	ok =
	    seal_report_write(report, evidence, &recipient, fd, follow, reason);
	if (g->out[0] == '\0') {
		g->fd = ok ? fd : -1;
		if (!ok)
			(void)close(fd);
		return ok;
	}
	if (!ok) {
		durable_file_abandon(&file);
		return false;
	}
	if (durable_file_commit(&file, DURABLE_KEEP_EXISTING))
		return true;
	reason_set(reason, "%s", strerror(errno));
	return false;
}

static bool
seal(struct sealing *g, cJSON *report, const struct task_follow *follow,
    struct reason *reason)
{
	struct evidence_list evidence = {0, NULL};
	struct session *s = g->session;
	bool ok;

	ok = files_open(
		 s->writing.files, s->pictures, follow, &evidence, reason) &&
	    report_check(report, REPORT_DRAFT, reason) &&
	    make_keys(g, reason) &&
	    seal_report_complete(report, &evidence, g->keys, reason) &&
	    (g->follows == NULL ||
		seal_report_follow(report, s->trust.intake->id, g->follows,
		    g->keys, reason)) &&
	    write_envelope(g, report, &evidence, follow, reason);
	evidence_close(&evidence);
	return ok;
}

/* Size and hash of what lies in memory; a file is opened by its name. */
static bool
open_envelope(struct sealing *g, struct reason *reason)
{
	char path[64];
	int fd;

	if (g->size > 0)
		return true;
	if (g->fd < 0)
		return envelope_file_open(
		    g->out, &g->fd, &g->size, g->sha256, reason);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", g->fd);
	if (!envelope_file_open(path, &fd, &g->size, g->sha256, reason))
		return false;
	(void)close(g->fd);
	g->fd = fd;
	return true;
}

bool
sealing_start_kept(struct sealing *g, struct session *s, const char *path,
    struct reason *ret_reason)
{
	*g = (struct sealing){
	    .session = s, .fd = -1, .sealed = true, .left = true};
	byte_writer_init(&g->promise, TLOG_PROOF_MAX);
	(void)snprintf(g->out, sizeof(g->out), "%s", path);
	sealing_keep(g, WORD_LABEL_DISK_COPY, path);
	if (open_envelope(g, ret_reason))
		return true;
	sealing_finish(g);
	return false;
}

bool
sealing_seal(
    void *sealing, const struct task_follow *follow, struct reason *reason)
{
	struct sealing *g = sealing;
	cJSON *report;

	if (g->session->trust.intake == NULL) {
		reason_set(reason, "it is not said to whom");
		return false;
	}
	if (!self_test_sealing()) {
		reason_set(reason,
		    "this program's cryptography fails its "
		    "self-test on this machine; nothing should "
		    "be sealed");
		return false;
	}
	report = cJSON_Duplicate(g->session->writing.report, true);
	if (report == NULL ||
	    !files_describe(g->session->writing.files, report)) {
		reason_set(reason, "there is not enough memory");
		cJSON_Delete(report);
		return false;
	}
	g->sealed = seal(g, report, follow, reason);
	json_text_wipe(report);
	/* At once: what is sent later is what was sealed now. */
	return g->sealed && open_envelope(g, reason);
}

bool
sealing_seal_to_target(
    void *sealing, const struct task_follow *follow, struct reason *reason)
{
	struct sealing *g = sealing;

	(void)snprintf(g->out, sizeof(g->out), "%s", g->target);
	if (sealing_seal(g, follow, reason))
		return true;
	g->out[0] = '\0';
	return false;
}

bool
sealing_export(
    void *sealing, const struct task_follow *follow, struct reason *reason)
{
	struct sealing *g = sealing;
	struct durable_file file;
	struct task bar;
	uint8_t bytes[65536]; /* ciphertext */
	uint64_t at = 0;
	ssize_t got = -1;

	if (!open_envelope(g, reason))
		return false;
	if (!durable_file_begin(&file, g->target, 0600)) {
		reason_set(reason, "%s", strerror(errno));
		return false;
	}
	task_start(&bar, follow, TASK_SEALING, g->size);
	while (!task_stopped(follow) &&
	    (got = pread(g->fd, bytes, sizeof(bytes), (off_t)at)) > 0 &&
	    stream_write_all(file.fd, bytes, (size_t)got)) {
		at += (uint64_t)got;
		task_set(&bar, at);
	}
	task_end(&bar);
	if (at == g->size && durable_file_commit(&file, DURABLE_KEEP_EXISTING))
		return true;
	reason_set(reason, "%s",
	    task_stopped(follow) ? "it was stopped" : strerror(errno));
	durable_file_abandon(&file);
	return false;
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
	g->noted = true;
	(void)upload_state_write(&state, url);
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

/* It has arrived: nothing is left to go on with. */
static void
forget_upload(const struct sealing *g)
{
	struct upload_state state;

	if (!g->noted)
		return;
	for (size_t i = 0; i < g->n_kept; i++)
		if (g->kept[i].label == WORD_LABEL_DISK_COPY) {
			state = state_of(g, g->kept[i].path);
			(void)upload_state_write(&state, "");
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
	if (!open_envelope(g, reason))
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
