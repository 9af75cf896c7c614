/* One visit to an upstream relay; for forwarder.c and forward_*.c alone. */
#ifndef VALISE_RELAY_FORWARD_ROUND_H
#define VALISE_RELAY_FORWARD_ROUND_H

#include <stdatomic.h>

#include "common/net/http_client.h"
#include "relay/site/config.h"
#include "relay/site/directory_box.h"
#include "relay/store/store.h"

/* One [forward] section while it runs. */
struct forwarder;

struct forward_lane {
	struct forwarder *forwarder;
	const struct config_forward *config;
	int64_t enrolled;   /* highest envelope that has a row */
	int64_t not_before; /* no answer at all: nothing is tried until then */
	int64_t send_not_before; /* an answer, but not yet a promise */
	unsigned fails;
	int64_t next_notes;
	struct reason said; /* so that each trouble is said once */
};

/* One round of one lane. */
struct round {
	struct store *store;
	const atomic_bool *stop;
	struct forward_lane *lane;
	struct directory_ref *ref;
	const struct directory_intake *intake;
	const struct directory_relay *upstream;
	struct http_client *http;
	uint64_t period; /* of this relay's own publications, in seconds */
	char base[1024];
	char authority[512];
};

/* What an operator needs to know; each text once until it changes. */
/* It goes again, which is said where it was said that it did not. */
void forward_good(struct forward_lane *lane);
void forward_say(struct forward_lane *lane, const char *text);
/* When to try again: twice as long from try to try, with chance in it. */
int64_t forward_next_try(const struct forward_lane *lane, unsigned tries);
/* No answer at all: nothing else is tried there for a while either. */
void forward_failed(struct round *r, const struct reason *reason);

/*
 * Sends one that is due, or looks for one that was promised in upstream's log.
 * False where none is due, or where no more should be tried now.
 */
bool forward_send(struct round *r);
bool forward_prove(struct round *r);

#endif
