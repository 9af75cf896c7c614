#include "reply_series.h"

#include <string.h>

#include "common/bytes/utc_time.h"

void
reply_series_believe(struct reply_series *f, const struct directory_anchor *a)
{
	const uint8_t *wanted = a->hash;
	uint64_t next = a->number;

	for (size_t i = f->n; i-- > 0;) {
		struct series_note *t = &f->notes[i];

		if (t->sequence > a->number || t->sequence != next ||
		    memcmp(t->hash, wanted, 32) != 0)
			continue;
		t->believed = true;
		wanted = t->previous;
		next--;
	}
	for (size_t i = 0; i < f->n; i++) {
		struct series_note *t = &f->notes[i];
		const struct series_note *before = i > 0 ? &t[-1] : NULL;

		if (t->sequence <= a->number)
			continue;
		if (t->sequence == a->number + 1)
			wanted = a->hash;
		else
			wanted = before != NULL && before->believed &&
				before->sequence + 1 == t->sequence
			    ? before->hash
			    : NULL;
		t->believed = t->is_signed &&
		    (wanted == NULL || memcmp(t->previous, wanted, 32) == 0);
	}
}

/* The two weeks before `now` are over where its week is an earlier one. */
static bool
is_old(const char *week, int64_t now)
{
	char oldest[UTC_WEEK_BYTES];

	utc_time_week(now - 14 * 86400, oldest);
	return strcmp(week, oldest) < 0;
}

void
reply_series_judge(const struct reply_series *f,
    const struct directory *directory, const struct directory_anchor *a,
    int64_t now, struct reply_findings *r)
{
	const uint64_t anchor = a->number;
	const struct series_note *newest = NULL;
	uint64_t next, last;

	for (size_t i = 0; i < f->n; i++) {
		if (f->notes[i].believed)
			newest = &f->notes[i];
		else
			r->refused++;
	}
	r->none = newest == NULL && anchor > 0;
	if (newest == NULL)
		return;
	next = newest->first;
	last = newest->sequence < anchor ? anchor : newest->sequence;
	for (size_t i = 0; i <= f->n; i++) {
		uint64_t until = i == f->n ? last + 1 : f->notes[i].sequence;

		if (i < f->n && (!f->notes[i].believed || until < next))
			continue;
		if (until > next && r->missing == 0)
			r->first_missing = next;
		r->missing += until - next;
		next = until + 1;
	}
	r->old = is_old(newest->week, now);
	r->directory_version = newest->directory_version;
	r->other_directory = newest->directory_version > directory->version ||
	    (newest->directory_version == directory->version &&
		memcmp(newest->directory_hash, directory->hash, 32) != 0);
}
