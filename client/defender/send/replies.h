/* Every bulletin of an intake, downloaded whole, and one's own cells in it. */
#ifndef VALISE_DEFENDER_REPLIES_H
#define VALISE_DEFENDER_REPLIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/net/http_client.h"
#include "common/envelope/age_key.h"
#include "common/notes/directory.h"
#include "common/report/reply_cell.h"

#define REPLIES_BULLETINS_MAX 60 /* a relay keeps 52 weeks */
#define REPLIES_MAX 1024

struct reply {
	enum reply_kind kind;
	uint64_t sequence; /* of the bulletin with its first part */
	char week[16];
	uint8_t message_id[REPLY_CELL_ID_BYTES];
	uint8_t next_part;
	uint8_t total;
	bool complete;
	struct byte_writer text;
};

struct reply_list {
	uint64_t n_bulletins;
	char
	    last_week[16]; /* of the newest; a relay may hold newer ones back */
	size_t n;
	struct reply items[REPLIES_MAX];
};

/*
 * Downloads them all, so that the relay can't tell whose is whose, verifies
 * each against the desk's keys, its hash and the chain, and opens what opens.
 */
bool replies_fetch(struct http_client *client, const char *base,
    const struct directory_intake *intake, const struct age_identity *identity,
    struct reply_list *ret_list, struct reason *ret_reason);
void replies_finish(struct reply_list *list);

#endif
