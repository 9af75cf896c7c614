#include "witness_lines.h"

#include <stdio.h>

#include "common/bytes/utc_time.h"

void
witness_lines_print(
    const struct witness_verdict *verdict, const struct directory *d)
{
	char day[UTC_DAY_BYTES];

	for (size_t i = 0; i < verdict->n; i++) {
		utc_time_day(verdict->by[i].time, day);
		(void)printf(
		    "Cosigned by witness %s on %s.\n", verdict->by[i].id, day);
	}
	if (verdict->n == 0 && d->n_witnesses > 0)
		(void)printf("No witness has cosigned it.\n");
}

bool
witness_lines_trouble(
    const struct witness_verdict *verdict, struct reason *ret_reason)
{
	if (verdict->bad[0] != '\0') {
		reason_set(ret_reason,
		    "the cosignature of witness %s does not verify: it was "
		    "changed",
		    verdict->bad);
		return true;
	}
	if (witnesses_enough(verdict))
		return false;
	reason_set(ret_reason,
	    "only %zu of the %u witnesses that the directory expects have "
	    "cosigned it: the relay may show others another log",
	    verdict->n, verdict->threshold);
	return true;
}
