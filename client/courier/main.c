/* valise-courier: moves ciphertext.  Wires; see docs/COURIER.md */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/secret.h"
#include "common/cli/cli.h"
#include "common/cli/seed_file.h"
#include "courier.h"

static const char help[] =
    "The Valise courier: moves envelopes that it can't read between the\n"
    "relays of an intake and a stick, both ways.\n"
    "Trial: not yet independently audited.\n\n"
    "  valise-courier init --id NAME SEED-FILE\n"
    "      make the courier's key and print its public half\n"
    "  valise-courier collect -c FILE MEDIUM\n"
    "      from each relay onto the medium, read back and compared\n"
    "  valise-courier deliver -c FILE MEDIUM\n"
    "      import notes and bulletins from the medium to each relay\n\n"
    "Every option of FILE is described in valise-courier(1).\n";

static enum cli_status
init(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"id", required_argument, NULL, 'i'}, {0}};
	char text[NOTE_VKEY_TEXT_BYTES];
	const char *id = NULL;
	struct reason reason = {""};
	struct vkey key;
	uint8_t *seed;
	bool ok;
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1)
		if (c == 'i')
			id = optarg;
		else
			return CLI_USAGE;
	if (id == NULL || !vkey_name_valid(id, strlen(id)) ||
	    strpbrk(id, "\"\\") != NULL || argc - optind != 1) {
		(void)cli_fail("init needs --id NAME SEED-FILE");
		return CLI_USAGE;
	}
	seed = secret_alloc(NOTE_SEED_BYTES);
	ok = seed != NULL && seed_file_make(argv[optind], &reason) &&
	    seed_file_read(argv[optind], seed, &reason);
	if (ok) {
		vkey_of_seed(id, seed, &key);
		vkey_format(&key, text);
		(void)printf(
		    "{\n  \"id\": \"%s\",\n  \"key\": \"%s\"\n}\n", id, text);
	}
	secret_free(seed);
	return ok ? CLI_OK : cli_fail("no key was made: %s", reason.text);
}

static enum cli_status
run(int argc, char **argv,
    enum courier_end (*work)(struct courier *, const char *, struct reason *))
{
	const char *config = NULL;
	struct reason reason = {""};
	struct courier *courier;
	enum courier_end end;
	int c;

	optind = 1;
	while ((c = getopt(argc, argv, "c:")) != -1)
		if (c == 'c')
			config = optarg;
		else
			return CLI_USAGE;
	if (config == NULL || argc - optind != 1) {
		(void)cli_fail("%s needs -c FILE MEDIUM", argv[0]);
		return CLI_USAGE;
	}
	if (!http_client_global())
		return cli_fail("the network library does not start");
	courier = courier_open(config, &reason);
	if (courier == NULL)
		return cli_fail("%s", reason.text);
	end = work(courier, argv[optind], &reason);
	courier_close(courier);
	if (end == COURIER_FAILED)
		return cli_fail("not done: %s", reason.text);
	if (end == COURIER_PARTLY) {
		(void)cli_fail("not all: %s", reason.text);
		return CLI_PARTLY;
	}
	(void)printf("Done; the medium may be removed.\n");
	return CLI_OK;
}

int
main(int argc, char **argv)
{
	cli_name("valise-courier");
	if (!secret_protect_process())
		return (int)cli_fail("libsodium does not start");
	if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
		(void)printf("valise-courier %s\n", VALISE_VERSION);
		return (int)cli_end(CLI_OK);
	}
	if (argc >= 2 && strcmp(argv[1], "init") == 0)
		return (int)cli_end(init(argc - 1, argv + 1));
	if (argc >= 2 && strcmp(argv[1], "collect") == 0)
		return (int)cli_end(run(argc - 1, argv + 1, courier_collect));
	if (argc >= 2 && strcmp(argv[1], "deliver") == 0)
		return (int)cli_end(run(argc - 1, argv + 1, courier_deliver));
	return (int)cli_no_command(help, argc, argv);
}
