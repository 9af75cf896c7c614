/* One courier at work: configuration, directory, key, relay. */
#ifndef VALISE_COURIER_COURIER_H
#define VALISE_COURIER_COURIER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/net/signed_client.h"
#include "common/notes/persons.h"
#include "courier_config.h"

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
	const struct directory_relay *relay;
	struct http_client *client;
	char base[1100];
	char authority[512];
};

/* Reads everything; NULL with a reason. */
struct courier *courier_open(const char *config, struct reason *ret_reason);
void courier_close(struct courier *c); /* wipes; takes NULL */

/*
 * Sends a signed request on "/v1/intakes/<intake><path>".  False where no
 * answer came.
 */
bool courier_send(struct courier *c, const struct signed_request *request,
    struct http_answer *ret_answer, struct reason *ret_reason);

/* GET without a signature, below the same prefix. */
bool courier_get(struct courier *c, const char *path, size_t limit,
    struct byte_writer *ret_body, struct reason *ret_reason);

enum courier_end {
	COURIER_DONE,
	COURIER_PARTLY, /* but for items that were named; with a reason */
	COURIER_FAILED  /* with a reason; what is done stays done */
};

/*
 * The two ways.  No single item ends one: it is named (cli_warn()) and counted,
 * and the next follows (docs/MEDIUM.md 2, 4).
 */
enum courier_end courier_collect(
    struct courier *c, const char *medium, struct reason *ret_reason);
enum courier_end courier_deliver(
    struct courier *c, const char *medium, struct reason *ret_reason);

#endif
