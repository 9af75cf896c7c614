/* Signed requests: each nonce once, a place for each (docs/RELAY-API.md 5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>
#include <cmocka.h>
#include <sodium.h>

#include "relay/http/auth.h"

#define NOW INT64_C(1800000000)
#define COURIERS (AUTH_SIGNERS_MAX + 1)

static uint8_t seed[NOTE_SEED_BYTES];
static struct courier_entry couriers[COURIERS];
static struct persons persons = {.n_couriers = COURIERS, .couriers = couriers};
static struct directory_relay relay = {.url = "https://relay.example"};
static struct directory_intake intake = {.id = "reprisals"};
static char names[COURIERS][32];

static int
make_couriers(void **state)
{
	cJSON *intakes = cJSON_CreateArray();

	*state = intakes;
	assert_true(sodium_init() >= 0);
	randombytes_buf(seed, sizeof(seed));
	assert_true(
	    cJSON_AddItemToArray(intakes, cJSON_CreateString("reprisals")));
	for (size_t i = 0; i < COURIERS; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "c.example/%zu", i);
		couriers[i].id = names[i];
		couriers[i].intakes = intakes;
		couriers[i].until = NOW + 86400;
		vkey_of_seed(names[i], seed, &couriers[i].key);
	}
	return 0;
}

static int
drop_couriers(void **state)
{
	cJSON_Delete(*state);
	return 0;
}

/* Asks as a courier at a time; the same request `times` over. */
static enum auth_result
ask(struct auth *auth, size_t courier, int64_t now, int times)
{
	struct auth_request request = {.parts = {.method = "GET",
					   .authority = "relay.example",
					   .path = "/v1/x",
					   .query = "?"}};
	struct byte_writer input, signature;
	enum auth_result result = AUTH_NO;

	byte_writer_init(&input, 2048);
	byte_writer_init(&signature, 2048);
	http_signature_make(
	    &request.parts, names[courier], now, seed, &input, &signature);
	byte_writer_put(&input, "", 1);
	byte_writer_put(&signature, "", 1);
	request.signature_input = (const char *)input.data;
	request.signature = (const char *)signature.data;
	while (times-- > 0)
		result = auth_signed(
		    auth, &persons, &relay, &intake, false, &request, now);
	byte_writer_finish(&input);
	byte_writer_finish(&signature);
	return result;
}

static void
each_request_counts_once(void **state)
{
	struct auth auth = {0};

	(void)state;
	assert_int_equal(ask(&auth, 0, NOW, 1), AUTH_YES);
	assert_int_equal(ask(&auth, 0, NOW, 2), AUTH_NO);
	auth_finish(&auth);
}

/* One that asks without an end fills its own place. */
static void
none_fills_another_s_place(void **state)
{
	struct auth auth = {0};

	(void)state;
	assert_int_equal(ask(&auth, 0, NOW, 1), AUTH_YES);
	for (size_t i = 0; i < AUTH_NONCES_MAX; i++)
		auth.signers[0]->seen[i].created = NOW;
	assert_int_equal(ask(&auth, 0, NOW, 1), AUTH_LATER);
	assert_int_equal(ask(&auth, 1, NOW, 1), AUTH_YES);
	/* Two minutes later all of it is free again. */
	assert_int_equal(ask(&auth, 0, NOW + 122, 1), AUTH_YES);
	auth_finish(&auth);
}

static void
places_are_bounded_and_used_again(void **state)
{
	struct auth auth = {0};

	(void)state;
	for (size_t i = 0; i < AUTH_SIGNERS_MAX; i++)
		assert_int_equal(ask(&auth, i, NOW, 1), AUTH_YES);
	assert_int_equal(ask(&auth, AUTH_SIGNERS_MAX, NOW, 1), AUTH_LATER);
	assert_int_equal(ask(&auth, AUTH_SIGNERS_MAX, NOW + 122, 1), AUTH_YES);
	assert_int_equal(auth.n, AUTH_SIGNERS_MAX);
	auth_finish(&auth);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_request_counts_once),
	    cmocka_unit_test(none_fills_another_s_place),
	    cmocka_unit_test(places_are_bounded_and_used_again),
	};

	return cmocka_run_group_tests(tests, make_couriers, drop_couriers);
}
