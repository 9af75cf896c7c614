/*
 * valise-relay reload, pause, resume: asked of the relay that serves, on its
 * admin socket.
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common/net/http_client.h"
#include "config_path.h"
#include "relay/site/config.h"

#define ANSWER_MAX 4096

static enum cli_status
ask(const struct config *c, const char *what)
{
	const struct http_options options = {.way = HTTP_DIRECT,
	    .unix_socket = c->admin_socket,
	    .whole_seconds = 60};
	struct http_client *client = http_client_create(&options);
	struct byte_writer said;
	struct byte_sink sink = byte_sink_writer(&said);
	char url[64];
	struct http_request q = {.method = "POST",
	    .url = url,
	    .fd = -1,
	    .bytes = "",
	    .sink = &sink,
	    .sink_limit = ANSWER_MAX,
	    .sink_refusals = true};
	struct http_answer answer = {0};
	struct reason reason = {"there is not enough memory"};
	enum cli_status status = CLI_FAILED;

	(void)snprintf(url, sizeof(url), "http://relay/%s", what);
	byte_writer_init(&said, ANSWER_MAX);
	if (client == NULL || !http_client_send(client, &q, &answer, &reason))
		(void)cli_fail("%s: %s: does the relay serve?", c->admin_socket,
		    reason.text);
	else if (answer.status == 200)
		status = CLI_OK;
	else
		(void)cli_fail("not done, everything goes on as it was: %.*s",
		    (int)said.len, said.data == NULL ? "" : (char *)said.data);
	if (status == CLI_OK)
		(void)printf("%.*s", (int)said.len, (char *)said.data);
	byte_writer_finish(&said);
	http_client_destroy(client);
	return status;
}

enum cli_status
relay_command_control(int argc, char **argv)
{
	const char *path = config_path_option(argc, argv);
	const struct config *c;
	struct reason reason = {""};
	enum cli_status status;

	if (path == NULL)
		return CLI_USAGE;
	c = config_read(path, &reason);
	/* What it is to read anew may be what is wrong: it says so itself. */
	if (c == NULL)
		return cli_fail(
		    "not done, everything goes on as it was: %s", reason.text);
	if (c->admin_socket[0] == '\0')
		status = cli_fail("%s sets no admin_socket, on which the relay "
				  "could be asked (a SIGHUP reloads too)",
		    path);
	else if (!http_client_global())
		status = cli_fail("the network library does not start");
	else
		status = ask(c, argv[0]);
	config_let_go(c);
	return status;
}
