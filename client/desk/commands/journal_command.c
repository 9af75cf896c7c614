/* valise-desk journal: without a passphrase (docs/JOURNAL.md). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/store/journal.h"
#include "client/desk/vault/vault.h"
#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/options.h"

struct asked {
	const char *store;
	const char *vault;
	char **head; /* number and hash, or NULL */
};

static bool
verify_all(const struct asked *a, struct journal_count *ret_count)
{
	struct journal_signers signers;
	struct reason reason = {""};
	bool ok;

	ok = vault_signers(a->vault, &signers, &reason) &&
	    journal_verify(
		a->store, &signers, desk_say_differences(), ret_count, &reason);
	vault_signers_finish(&signers);
	if (!ok)
		(void)cli_fail("the journal does not verify: %s", reason.text);
	return ok;
}

/* Beside one on paper, on a stick or in a note that left. */
static enum cli_status
compare(const struct asked *a)
{
	struct reason reason = {""};
	uint8_t hash[32];
	uint64_t number;

	if (!decimal_decode(
		a->head[0], strlen(a->head[0]), INT64_MAX, &number) ||
	    !hex_decode(a->head[1], strlen(a->head[1]), hash, sizeof(hash))) {
		(void)cli_fail("a head is a line's number and its hash, as "
			       "journal head prints them");
		return CLI_USAGE;
	}
	if (journal_find(a->store, number, hash, &reason) != JOURNAL_HAS)
		return cli_fail(
		    "the journal is not the one of that head: %s", reason.text);
	(void)printf("It has that head at line %" PRIu64 ".\n", number);
	return CLI_OK;
}

static enum cli_status
verify(const struct asked *a)
{
	struct journal_count count = {0};

	if (!verify_all(a, &count))
		return CLI_FAILED;
	(void)printf("The journal verifies: %" PRIu64 " lines, %" PRIu64
		     " rows as its last line says.\n",
	    count.lines, count.rows);
	return a->head == NULL ? CLI_OK : compare(a);
}

/* To be compared later. */
static enum cli_status
print_head(const struct asked *a)
{
	struct journal_count count = {0};
	char hex[65];

	if (!verify_all(a, &count))
		return CLI_FAILED;
	hex_encode(count.head, sizeof(count.head), hex);
	(void)printf("%" PRIu64 " %s\n", count.lines, hex);
	return CLI_OK;
}

static bool
print_line(void *context, const char *line, size_t len,
    const uint8_t *signature, size_t signature_len)
{
	char text[128];

	(void)context;
	if (base64_length(BASE64_PADDED, signature_len) >= sizeof(text))
		return false;
	base64_encode(BASE64_PADDED, signature, signature_len, text);
	return fwrite(line, 1, len, stdout) == len && printf(" %s\n", text) > 0;
}

static enum cli_status
print_all(const struct asked *a)
{
	struct reason reason = {""};

	return journal_each(a->store, print_line, NULL, &reason)
	    ? CLI_OK
	    : cli_fail("%s: %s", a->store, reason.text);
}

enum cli_status
desk_command_journal(int argc, char **argv)
{
	static const struct {
		const char *name;
		enum cli_status (*run)(const struct asked *a);
		bool takes_head;
	} all[] = {
	    {"verify", verify, true},
	    {"head", print_head, false},
	    {"export", print_all, false},
	};
	struct asked a = {.head = NULL};
	enum cli_status status;
	struct desk_options o;
	char *store;
	int n;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (argc < 2 || strcmp(argv[1], all[i].name) != 0 ||
		    !desk_options_parse(argc - 1, argv + 1, "v", &o) ||
		    o.vault == NULL)
			continue;
		n = argc - 1 - o.rest;
		if (n != 0 && !(n == 2 && all[i].takes_head))
			continue;
		if (n == 2)
			a.head = argv + 1 + o.rest;
		store = durable_file_join(o.vault, "cases.sqlite");
		a.store = store;
		a.vault = o.vault;
		status = store == NULL ? cli_fail("there is not enough memory")
				       : all[i].run(&a);
		free(store);
		return status;
	}
	(void)cli_fail("journal verify needs --vault FOLDER and takes NUMBER "
		       "HASH; journal head and journal export need --vault "
		       "FOLDER");
	return CLI_USAGE;
}
