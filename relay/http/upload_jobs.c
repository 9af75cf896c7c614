#include "upload_jobs.h"

#include <string.h>

#include "common/bytes/steady_clock.h"

void
upload_row_entry(const struct upload_row *row, struct record *ret_record)
{
	struct manifest_entry *e = &ret_record->entry;

	e->size = row->size;
	memcpy(e->sha256, row->sha256, sizeof(e->sha256));
	memcpy(e->stamp_day, row->stamp_day, sizeof(e->stamp_day));
	memcpy(e->stamp_nonce, row->stamp_nonce, sizeof(e->stamp_nonce));
	memcpy(ret_record->intake, row->intake, sizeof(ret_record->intake));
}

bool
upload_file_job(
    struct server *server, struct upload_open *upload, struct request *owner)
{
	struct job *job;

	/* The relay ends: what came of it is lost, and was never told. */
	if (server->committer == NULL)
		return false;
	job = job_create(
	    upload->row.offset == upload->row.size ? JOB_COMPLETE : JOB_SYNC);
	if (job == NULL)
		return false;
	job->record.entry.size = upload->row.size;
	upload_row_entry(&upload->row, &job->record);
	memcpy(job->upload_id, upload->row.id, sizeof(job->upload_id));
	memcpy(job->stamp, upload->row.stamp, sizeof(job->stamp));
	job->offset = upload->row.offset;
	job->by_file = true;
	job->owner = owner;
	upload->busy = true;
	if (owner != NULL)
		(void)request_wait(owner, job);
	else
		committer_put(server->committer, job);
	return true;
}

void
upload_forget(struct server *server, struct upload_open *upload)
{
	store_upload_remove(server->store, upload->row.id);
	(void)index_upload_delete(store_index(server->store), upload->row.id);
	uploads_remove(&server->uploads, upload);
}

void
upload_job_back(struct server *server, struct job *job)
{
	struct upload_open *upload =
	    uploads_find(&server->uploads, job->upload_id);
	struct request *r = job->owner;

	if (job->kind == JOB_COMMIT && job->result == JOB_DONE) {
		server->counters.accepted++;
		server->counters.accepted_bytes += job->record.entry.size;
	}
	if (upload != NULL) {
		upload->busy = false;
		upload->moved = steady_clock_seconds();
		if (job->kind == JOB_COMMIT && job->result == JOB_DONE) {
			/* Committed: its row holds the promise now. */
			store_upload_remove(server->store, job->upload_id);
			uploads_remove(&server->uploads, upload);
		} else if (job->result != JOB_DONE && job->kind != JOB_COMMIT) {
			/*
			 * Other bytes than announced, or a sync that failed:
			 * after that the kernel may call lost pages clean, so
			 * nothing of the file can be trusted.  It starts anew.
			 */
			upload_forget(server, upload);
		}
	}
	if (r == NULL) {
		job_destroy(job);
		return;
	}
	r->upload = NULL;
	request_resume(r, job);
}

void
upload_expire(struct server *server, int64_t now)
{
	struct upload_open *upload = server->uploads.first, *next;

	for (; upload != NULL; upload = next) {
		next = upload->next;
		if (!upload->busy && upload->row.expires <= now)
			upload_forget(server, upload);
	}
}

void
upload_resume(struct server *server)
{
	struct upload_open *upload = server->uploads.first;

	for (; upload != NULL; upload = upload->next)
		if (upload->row.offset == upload->row.size)
			(void)upload_file_job(server, upload, NULL);
}
