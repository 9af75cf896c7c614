/* One courier at work: configuration, directory, key, relays. */
#ifndef VALISE_COURIER_COURIER_H
#define VALISE_COURIER_COURIER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/net/signed_client.h"
#include "common/notes/medium.h"
#include "common/notes/persons.h"
#include "courier_config.h"

/* As many as one stick brings to a desk. */
#define COURIER_RELAYS_MAX MEDIUM_RELAYS_MAX
#define COURIER_LINGERS (180 * INT64_C(86400)) /* s after a relay's end */

struct courier {
	struct courier_config config;
	uint8_t *seed; /* guarded */
	struct directory *directory;
	uint8_t *directory_bytes;
	size_t directory_len;
	struct persons *persons;
	uint8_t *persons_bytes;
	size_t persons_len;
	const struct directory_intake *intake;
	/*
	 * Whom it visits, one of each name: the one that the configuration
	 * names, or all of the intake whose time has begun and ended less than
	 * COURIER_LINGERS ago.
	 */
	size_t n_relays;
	const struct directory_relay *relays[COURIER_RELAYS_MAX];
	const struct directory_relay *relay; /* where it is now */
	struct http_client *client;
	/*
	 * Steady seconds: until then a relay may take while others wait; 0: no
	 * one does.
	 */
	int64_t deadline;
	char base[1100];
	char authority[512];
};

/* Reads everything; NULL with a reason. */
struct courier *courier_open(const char *config, struct reason *ret_reason);
void courier_close(struct courier *c); /* wipes; takes NULL */

/* Turns to one of its relays; false with a reason, and then to none. */
bool courier_turn(struct courier *c, const struct directory_relay *relay,
    struct reason *ret_reason);

/* Whether a relay has had its time, with a reason then. */
bool courier_is_late(const struct courier *c, struct reason *ret_reason);

/*
 * Sends a signed request on "/v1/intakes/<intake><path>".  False where no
 * answer came.
 */
bool courier_send(struct courier *c, const struct signed_request *request,
    struct http_answer *ret_answer, struct reason *ret_reason);

/* The same, where a 404 is no failure: then `ret_found` is false. */
bool courier_get_if_there(struct courier *c, const char *path, size_t limit,
    struct byte_writer *ret_body, bool *ret_found, struct reason *ret_reason);

/* GET without a signature, below the same prefix. */
bool courier_get(struct courier *c, const char *path, size_t limit,
    struct byte_writer *ret_body, struct reason *ret_reason);

enum courier_end {
	COURIER_DONE,
	COURIER_PARTLY, /* but for items that were named; with a reason */
	COURIER_FAILED  /* with a reason; what is done stays done */
};

/*
 * The end of one relay among several is said at once; what comes of all, with a
 * reason where one is needed.
 */
struct courier_ends {
	size_t done;
	size_t partly;
	size_t failed;
};
void courier_add_end(struct courier_ends *ends, const struct courier *c,
    const struct directory_relay *relay, enum courier_end end,
    const struct reason *why);
enum courier_end courier_sum(const struct courier_ends *ends,
    const struct courier *c, struct reason *ret_reason);

/*
 * The two ways, at each of its relays.  No single item ends one: it is named
 * (cli_warn()) and counted, and the next follows (docs/MEDIUM.md 2, 4).
 */
enum courier_end courier_collect(
    struct courier *c, const char *medium, struct reason *ret_reason);
enum courier_end courier_deliver(
    struct courier *c, const char *medium, struct reason *ret_reason);

#endif
