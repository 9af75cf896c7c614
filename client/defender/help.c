#include "help.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	const char *text;
} topics[] = {
    {"seal",
	"valise seal -d DIRECTORY -t INTAKE -r REPORT [-a FILE]... -o OUT\n"
	"    [--no-reply] [--code-fd N] [--fingerprint DIGITS]\n\n"
	"Checks REPORT (JSON; - is standard input), seals it with the files "
	"to\n"
	"the intake's key into OUT, and shows the reply code once, on the\n"
	"terminal or on descriptor N. --no-reply makes a report that can't be\n"
	"answered. An existing OUT is never overwritten.\n"},
    {"send",
	"valise send -d DIRECTORY -t INTAKE [--relay NAME]\n"
	"    [--socks HOST:PORT | --direct] [--receipt FOLDER]\n"
	"    [--paced[=SECONDS]] [--fingerprint DIGITS] ENVELOPE...\n\n"
	"Sends sealed envelopes through Tor (SOCKS5 at 127.0.0.1:9050 unless\n"
	"told otherwise) and goes on where it stopped when the line breaks.\n"
	"Prints the reference of each. A receipt is written only when asked\n"
	"for: whoever finds it learns that this machine sent something.\n"
	"--paced sends equal parts with random waits between them (20 seconds\n"
	"on average, or SECONDS), so that the line shows no sudden upload.\n"},
    {"receipt",
	"valise receipt verify -d DIRECTORY [--fingerprint DIGITS]\n"
	"    RECEIPT [ENVELOPE]\n"
	"valise receipt complete -d DIRECTORY [--fingerprint DIGITS]\n"
	"    [--socks HOST:PORT | --direct] -o PROOF PROMISE ENVELOPE\n\n"
	"verify says whether a promise or proof is genuine, and whether it is "
	"for\n"
	"this envelope. Uses no network.\n\n"
	"complete downloads the whole publication that the promise names, so "
	"that\n"
	"the relay can't tell which envelope is asked for, and makes PROOF: "
	"that the\n"
	"public log holds it. It says so where the relay broke its word.\n"},
    {"check",
	"valise check -d DIRECTORY -t INTAKE [--relay NAME]\n"
	"    [--socks HOST:PORT | --direct] [--code-fd N]\n"
	"    [--fingerprint DIGITS]\n\n"
	"Asks for the reply code, downloads all bulletins whole, and shows "
	"the\n"
	"answers that this code opens. Nothing is kept.\n"},
    {"directory",
	"valise directory show [--fingerprint DIGITS] FILE\n\n"
	"Verifies a directory against the digits on the printed sheet and\n"
	"shows what it says.\n"},
    {"risks",
	"What others can see, whatever this program does:\n\n"
	"- Who watches your line sees a connection to Tor (or to the relay,\n"
	"  with --direct), when, and how much was sent.\n"
	"- Who owns or searches this machine sees this program, the files you\n"
	"  attach, and whatever you asked it to write: envelope, receipt.\n"
	"  A file deleted from flash storage may be recovered.\n"
	"- The relay sees the sealed envelope, its size and the day. It can't\n"
	"  read it.\n"
	"- Who finds the reply code reads the answers, past ones too.\n"
	"- Valise promises no protection, no anonymity and no outcome. It is "
	"a\n"
	"  trial: not yet independently audited.\n"},
};

enum cli_status
command_help(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++)
		if (argc >= 2 && strcmp(argv[1], topics[i].name) == 0) {
			(void)fputs(topics[i].text, stdout);
			return CLI_OK;
		}
	if (argc >= 2 && strcmp(argv[1], "help") != 0)
		return cli_fail("no help on %s", argv[1]);
	(void)fputs(
	    "Valise: a sealed bag from you to a human rights mechanism of the "
	    "UN.\nTrial: not yet independently audited.\n\n"
	    "  valise seal       seal a report and files into an envelope\n"
	    "  valise send       send envelopes to a relay\n"
	    "  valise receipt    verify the receipt of a relay, or complete "
	    "it\n"
	    "  valise check      read the answers to a report\n"
	    "  valise directory  verify and show a directory of keys\n"
	    "  valise help COMMAND | risks\n",
	    stdout);
	return CLI_OK;
}
