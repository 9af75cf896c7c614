/* The admin socket from inside; for relay/http/admin*.c alone. */
#ifndef VALISE_RELAY_ADMIN_PARTS_H
#define VALISE_RELAY_ADMIN_PARTS_H

#include "admin.h"
#include "answer.h"

/* One intake, as it was when the last publication ended. */
struct tally {
	char intake[DIRECTORY_ID_MAX + 1];
	struct index_counts counts;
};

struct admin {
	struct server *server;
	struct MHD_Daemon *daemon;
	int64_t next_tally;
	bool incomplete; /* something could not be counted */
	size_t n;
	struct tally *tallies;
	struct server_counters counters;
};

/* Whether a small envelope would be taken now. */
bool admin_has_room(const struct admin *a);

/* GET /metrics, in the text form of Prometheus. */
enum answer_result admin_metrics(struct admin *a, struct MHD_Connection *c);

#endif
