/* What the parts of relay-load share; for relay_load*.c alone. */
#ifndef VALISE_BENCH_RELAY_LOAD_H
#define VALISE_BENCH_RELAY_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/crypto/work_stamp.h"

#define NUMBER_BYTES 16u /* in which bodies differ */
#define ANSWER_MAX 8192u

struct options {
	const char *to; /* ours, nginx */
	const char *intake;
	const char *file; /* pool, or what raw writes into */
	const char *seed;
	const char *keyid;
	const char *name; /* folder below nginx's root */
	uint64_t port;
	uint64_t size;
	uint64_t count;
	uint64_t from;
	uint64_t bits;
	uint64_t connections;
	uint64_t ms;   /* that are counted */
	uint64_t warm; /* ms before them */
	uint64_t batch;
	uint64_t pages;
	uint64_t reads;
};

/* One body's stamp, as the pool's file has it. */
struct stamped {
	uint8_t sha256[32];
	uint8_t nonce[WORK_STAMP_NONCE_BYTES];
};

struct pool_head {
	char day[16];
};

struct answer {
	unsigned status;
	size_t head;   /* bytes */
	uint64_t body; /* bytes */
};

/* One connection that asks and waits. */
struct line {
	int fd;
	char *bytes; /* of the last answer: its head, then its body */
	size_t room;
};

/* Says why, and ends the program: nothing is measured then. */
_Noreturn void load_fail(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
double load_now(void); /* seconds */
/* `n` zeroed things and one more, or the program ends; freed by its end. */
void *load_need(size_t n, size_t size);
void load_sort(uint32_t *values, size_t n);
/* Of sorted values; zero of none. */
uint32_t load_quantile(const uint32_t *sorted, size_t n, double q);
/* What all bodies of a size have in common, and what tells body `i` apart. */
uint8_t *load_block(uint64_t size);
void load_number(uint64_t i, uint8_t ret_number[static NUMBER_BYTES]);

/* A new connection to a port of this machine, or the program ends. */
int load_dial(uint64_t port);
/* Whether a whole head stands in `text`, which ends with a NUL. */
bool load_read_head(const char *text, struct answer *ret_answer);
/* Sends a request and reads its answer; false where the peer closed. */
bool load_ask(
    struct line *line, const char *head, size_t len, struct answer *ret_answer);

int load_put(const struct options *o);
int load_idle(const struct options *o);
int load_courier(const struct options *o);

#endif
