#include "tests/unit/unit.h"

#include "common/net/http_client.h"

/* No spelling of an onion name goes where it would be looked up. */
static void
onion_names_stay_with_tor(void **state)
{
	static const char *const onions[] = {"https://abc.onion",
	    "https://ABC.ONION", "https://abc.onion.", "https://Abc.OnIoN../x",
	    "http://abc.onion:8440"};
	struct reason reason;

	(void)state;
	for (size_t i = 0; i < sizeof(onions) / sizeof(onions[0]); i++) {
		assert_false(http_url_allowed(onions[i], HTTP_DIRECT, &reason));
		assert_true(
		    http_url_allowed(onions[i], HTTP_BY_SOCKS, &reason));
	}
	assert_true(
	    http_url_allowed("https://onion.example", HTTP_DIRECT, &reason));
}

static void
plain_http_goes_nowhere_else(void **state)
{
	static const char *const refused[] = {"http://relay.example",
	    "http://127.0.0.1.example", "http://127.example",
	    "ftp://abc.onion/x y", "https://user@abc.onion", "nonsense", ""};
	struct reason reason;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		assert_false(
		    http_url_allowed(refused[i], HTTP_BY_SOCKS, &reason));
	assert_true(
	    http_url_allowed("http://127.0.0.1:8440", HTTP_DIRECT, &reason));
	assert_true(
	    http_url_allowed("http://[::1]:8440", HTTP_DIRECT, &reason));
	assert_true(
	    http_url_allowed("https://relay.example/", HTTP_DIRECT, &reason));
}

static void
socks_is_never_looked_up(void **state)
{
	static const char *const good[] = {
	    "127.0.0.1:9050", "localhost:9150", "[::1]:9050", "10.0.0.1:1"};
	static const char *const bad[] = {"", ":9050", "127.0.0.1",
	    "tor.example:9050", "user:pw@127.0.0.1:9050", "127.0.0.1:0",
	    "127.0.0.1:65536", "localhost/run/tor/socks", "::1:9050",
	    "[::1:9050", "127.0.0.1:90 50"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(http_socks_valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(http_socks_valid(bad[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(onion_names_stay_with_tor),
	    cmocka_unit_test(plain_http_goes_nowhere_else),
	    cmocka_unit_test(socks_is_never_looked_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
