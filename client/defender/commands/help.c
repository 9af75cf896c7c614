#include "help.h"

#include <stdio.h>
#include <string.h>

#include "common/cli/cli.h"
#include "client/defender/options/options.h"
#include "client/words/defender_words.h"
#include "client/words/risks.h"
#include "paragraph.h"

static const struct {
	const char *name;
	const char *text;
} topics[] = {
    {"seal",
	"valise seal -d DIRECTORY -t INTAKE -r REPORT [-a FILE]... -o OUT\n"
	"    [--pictures original|cleaned|refuse] [--no-reply] [--code-fd N]\n"
	"    [--follows REFERENCE|code] [--fingerprint DIGITS]\n\n"
	"Checks REPORT (JSON; - is standard input), seals it with the files "
	"to\n"
	"the intake's key into OUT, and shows the reply code once, on the\n"
	"terminal or on descriptor N. --no-reply makes a report that can't be\n"
	"answered. An existing OUT is never overwritten.\n\n"
	"--follows REFERENCE answers, adds to or withdraws an earlier report: "
	"asks\n"
	"for that report's reply code (or reads it from descriptor N), signs "
	"with\n"
	"it and shows no new one. The desk then puts it into the same case. "
	"Without\n"
	"the reference, --follows code: the reply code alone ties them.\n\n"
	"Says what attached pictures carry besides what they show: place, "
	"camera,\n"
	"time. They are sealed as they are (original) unless --pictures "
	"cleaned\n"
	"seals copies of JPEG and PNG without that, or refuse seals nothing "
	"then.\n"},
    {"screens",
	"valise [-d DIRECTORY] [--fingerprint DIGITS] [-t INTAKE]\n"
	"    [--relay NAME] [--socks HOST:PORT | --direct] "
	"[--paced[=SECONDS]]\n"
	"    [--language CODE] [--lock-after MINUTES]\n\n"
	"Asks its questions on the terminal, seals and sends the report, and\n"
	"reads the answers. F1 helps on every screen; Esc Esc leaves at once\n"
	"and wipes everything. Nothing is kept that was not asked for.\n"
	"After five minutes without a key, or MINUTES (0: never), the screen\n"
	"is covered.\n"},
    {"send",
	"valise send -d DIRECTORY -t INTAKE [--relay NAME]\n"
	"    [--socks HOST:PORT | --direct] [--receipt FOLDER]\n"
	"    [--paced[=SECONDS]] [--fingerprint DIGITS] ENVELOPE...\n\n"
	"Sends sealed envelopes through Tor (SOCKS5 at 127.0.0.1:9050, or the\n"
	"Tor Browser's at :9150, unless told otherwise) and goes on where it\n"
	"stopped when the line breaks, or when it is run again: while a large\n"
	"or paced one is sent, ENVELOPE.sending beside it says where.\n"
	"Prints the reference of each. A receipt is written only when asked\n"
	"for: whoever finds it learns that this machine sent something.\n"
	"--paced sends equal parts with random waits between them (20 seconds\n"
	"on average, or SECONDS), so that the line shows no sudden upload.\n"},
    {"receipt",
	"valise receipt verify -d DIRECTORY [--fingerprint DIGITS]\n"
	"    RECEIPT [ENVELOPE]\n"
	"valise receipt complete -d DIRECTORY [--fingerprint DIGITS]\n"
	"    [--socks HOST:PORT | --direct] -o PROOF PROMISE ENVELOPE\n"
	"valise receipt accuse -d DIRECTORY [--fingerprint DIGITS]\n"
	"    [--socks HOST:PORT | --direct] -o FOLDER PROMISE ENVELOPE\n\n"
	"verify says whether a promise or proof is genuine, and whether it is "
	"for\n"
	"this envelope. Uses no network.\n\n"
	"complete downloads the whole publication that the promise names, so "
	"that\n"
	"the relay can't tell which envelope is asked for, and makes PROOF: "
	"that the\n"
	"public log holds it. It says so where the relay broke its word.\n\n"
	"accuse makes of a broken promise a FOLDER that proves it to anyone,\n"
	"offline: valise-relay audit --accusation. It names no envelope.\n"},
    {"check",
	"valise check -d DIRECTORY -t INTAKE [--relay NAME]\n"
	"    [--socks HOST:PORT | --direct] [--code-fd N]\n"
	"    [--fingerprint DIGITS] [[-o FOLDER] RECEIPT ENVELOPE]\n\n"
	"Asks for the reply code, downloads all bulletins whole, and shows "
	"the\n"
	"answers that this code opens. Nothing is kept. It also names, by "
	"their\n"
	"references, envelopes that the desk lacks or could not open.\n\n"
	"With RECEIPT and ENVELOPE it says whether the desk has seen that "
	"one in the\n"
	"relay's log. Where the desk and you are shown different logs, -o "
	"keeps what\n"
	"both have signed.\n"},
    {"directory",
	"valise directory show [--qr] [--fingerprint DIGITS] FILE\n"
	"valise directory update -d OLD -o NEW [--fingerprint DIGITS]\n"
	"    [-t INTAKE] [--relay NAME] [--socks HOST:PORT | --direct]\n"
	"    | --from FILE\n\n"
	"show verifies a directory against the digits on the printed sheet "
	"and\n"
	"shows what it says; --qr also the digits for a camera, on a dark\n"
	"terminal.\n\n"
	"update gets a newer one, from a relay that OLD names or from FILE, a "
	"file\n"
	"or a stick, and says what changed. Neither is believed: it must be "
	"of the\n"
	"same authority. An older, forged or expired one is refused. NEW may "
	"be OLD,\n"
	"which is then replaced; no other file is overwritten.\n"},
    {"vocabulary",
	"valise vocabulary [--language CODE] [LIST]...\n\n"
	"Prints the code lists that reports use: their names or, with LIST, "
	"its\n"
	"codes, a tab, and what they mean. CODE is en, fr, es, ar, ru or "
	"zh.\n"},
};

/* What others can see all the same, in paragraphs. */
static void
tell_risks(enum language language)
{
	paragraph_write(stdout, "", words_get(WORD_RISK_HEADING, language));
	(void)printf("\n");
	for (size_t i = 0; words_risks[i] != NULL; i++)
		paragraph_write(
		    stdout, "- ", words_get(words_risks[i], language));
}

static enum cli_status
tell_topic(const char *name)
{
	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++)
		if (strcmp(name, topics[i].name) == 0) {
			(void)fputs(topics[i].text, stdout);
			return CLI_OK;
		}
	return cli_fail("no help on %s", name);
}

enum cli_status
command_help(int argc, char **argv)
{
	const char *topic = NULL;
	enum language language;
	struct options o;

	if (!options_parse(argc, argv, "L", &o) ||
	    !options_language(&o, &language))
		return CLI_USAGE;
	if (o.rest < argc && strcmp(argv[o.rest], "help") != 0)
		topic = argv[o.rest];
	if (topic != NULL && strcmp(topic, "risks") == 0) {
		tell_risks(language);
		return CLI_OK;
	}
	if (o.language != NULL) {
		(void)cli_fail("only help risks comes in other languages yet");
		return CLI_USAGE;
	}
	if (topic != NULL)
		return tell_topic(topic);
	(void)fputs(
	    "Valise: a sealed bag from you to a human rights mechanism of the "
	    "UN.\nTrial: not yet independently audited.\n\n"
	    "  valise            asks on the screen, in six languages\n"
	    "                    (valise help screens)\n"
	    "  valise seal       seal a report and files into an envelope\n"
	    "  valise send       send envelopes to a relay\n"
	    "  valise receipt    verify the receipt of a relay, or complete "
	    "it\n"
	    "  valise check      read the answers to a report\n"
	    "  valise directory  verify, show or renew a directory of keys\n"
	    "  valise vocabulary show the code lists of a report\n"
	    "  valise help COMMAND | risks [--language CODE]\n"
	    "                    risks in en, fr, es, ar, ru or zh\n",
	    stdout);
	return CLI_OK;
}
