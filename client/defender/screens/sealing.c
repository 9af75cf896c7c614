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

	if (more == NULL) {
		g->unlisted = true;
		return;
	}
	g->kept = more;
	more[g->n_kept] = (struct kept_file){label, strdup(path)};
	if (more[g->n_kept].path != NULL)
		g->n_kept++;
	else
		g->unlisted = true;
}

void
sealing_forget(struct sealing *g, size_t at)
{
	session_free_path(g->kept[at].path);
	g->n_kept--;
	memmove(&g->kept[at], &g->kept[at + 1],
	    (g->n_kept - at) * sizeof(*g->kept));
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

bool
sealing_open(struct sealing *g, struct reason *reason)
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
	if (sealing_open(g, ret_reason))
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
	return g->sealed && sealing_open(g, reason);
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

	if (!sealing_open(g, reason))
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
