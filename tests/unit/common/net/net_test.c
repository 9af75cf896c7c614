#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/net/http_client.h"
#include "common/net/socks_probe.h"

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

/* A port on this machine behind which someone says `answer`; or nothing. */
static pid_t
listen_and_say(int family, const char *answer, size_t len, char ret_at[64])
{
	struct sockaddr_in6 at = {0};
	struct sockaddr_in *four = (struct sockaddr_in *)&at;
	socklen_t n = family == AF_INET ? sizeof(*four) : sizeof(at);
	int fd = socket(family, SOCK_STREAM, 0), one;
	char hello[3];
	pid_t pid;

	if (family == AF_INET) {
		four->sin_family = AF_INET;
		four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	} else {
		at.sin6_family = AF_INET6;
		at.sin6_addr = in6addr_loopback;
	}
	if (bind(fd, (struct sockaddr *)&at, n) != 0) {
		assert_int_equal(family, AF_INET6); /* a machine without it */
		(void)close(fd);
		return -1;
	}
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	(void)snprintf(ret_at, 64, "%s:%u",
	    family == AF_INET ? "127.0.0.1" : "[::1]",
	    (unsigned)ntohs(family == AF_INET ? four->sin_port : at.sin6_port));
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		one = accept(fd, NULL, NULL);
		if (read(one, hello, 3) == 3 && memcmp(hello, "\5\1\0", 3) == 0)
			(void)!write(one, answer, len);
		(void)pause(); /* it says no more, and keeps the line */
		_exit(0);
	}
	(void)close(fd);
	return pid;
}

static void
who_answers_as_socks_is_found(void **state)
{
	static const struct {
		int family;
		const char *answer;
		size_t len;
		bool found;
	} cases[] = {{AF_INET, "\5\0", 2, true}, {AF_INET6, "\5\0", 2, true},
	    {AF_INET, "\5\377", 2, true}, {AF_INET, "HTTP/1.1 400", 12, false},
	    {AF_INET, "", 0, false}, {AF_INET, "\4", 1, false}};
	char at[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		pid_t pid = listen_and_say(
		    cases[i].family, cases[i].answer, cases[i].len, at);

		if (pid < 0) {
			print_message("no IPv6 here\n");
			continue;
		}
		assert_int_equal(socks_probe(at), cases[i].found);
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
	/* No one is there any more; and what is no address asks nobody. */
	assert_false(socks_probe(at));
	assert_false(socks_probe("relay.example:9050"));
	assert_false(socks_probe("127.0.0.1"));
	assert_false(socks_probe("127.0.0.1:70000"));
	assert_false(socks_probe(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_answers_as_socks_is_found),
	    cmocka_unit_test(onion_names_stay_with_tor),
	    cmocka_unit_test(plain_http_goes_nowhere_else),
	    cmocka_unit_test(socks_is_never_looked_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
