#include "witnesses.h"

#include <stdio.h>
#include <string.h>

#include "cosignature.h"

void
witnesses_judge(const struct directory *d, const struct signed_note *note,
    struct witness_verdict *ret_verdict)
{
	struct witness_verdict v = {.threshold = d->witness_threshold};
	enum cosignature_status status;
	int64_t time = 0;

	for (size_t i = 0; i < d->n_witnesses; i++) {
		const struct directory_witness *w = &d->witnesses[i];

		status = cosignature_verify(note, &w->key, &time);
		if (status == COSIGNATURE_BAD && v.bad[0] == '\0')
			(void)snprintf(v.bad, sizeof(v.bad), "%s", w->id);
		if (status != COSIGNATURE_GOOD || time < w->from ||
		    time >= w->until)
			continue;
		(void)snprintf(v.by[v.n].id, sizeof(v.by[v.n].id), "%s", w->id);
		v.by[v.n++].time = time;
	}
	*ret_verdict = v;
}

bool
witnesses_enough(const struct witness_verdict *verdict)
{
	return verdict->bad[0] == '\0' && verdict->n >= verdict->threshold;
}
