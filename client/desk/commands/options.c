#include "options.h"

#include <getopt.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/cli/cli.h"

static const struct option long_options[] = {
    {"vault", required_argument, NULL, 'v'},
    {"fingerprint", required_argument, NULL, 'F'},
    {"intake", required_argument, NULL, 't'},
    {"name", required_argument, NULL, 'n'},
    {"key", required_argument, NULL, 'k'},
    {"output", required_argument, NULL, 'o'},
    {"start", required_argument, NULL, 's'},
    {"epochs", required_argument, NULL, 'e'},
    {"epoch-days", required_argument, NULL, 'D'},
    {"without-manifest", no_argument, NULL, 'M'},
    {"persons", required_argument, NULL, 'p'},
    {"sheet", no_argument, NULL, 'T'},
    {"passphrase-fd", required_argument, NULL, 'P'}, {0}};

static bool
number(const char *text, uint64_t most, int64_t *ret_value)
{
	uint64_t value;

	if (!decimal_decode(text, strlen(text), most, &value) || value == 0)
		return false;
	*ret_value = (int64_t)value;
	return true;
}

static bool
take_option(struct desk_options *o, int letter, const char *value)
{
	switch (letter) {
	case 'v':
		o->vault = value;
		return true;
	case 'F':
		o->fingerprint = value;
		return true;
	case 't':
		o->intake = value;
		return true;
	case 'n':
		o->name = value;
		return true;
	case 'k':
		o->key = value;
		return true;
	case 'o':
		o->out = value;
		return true;
	case 's':
		o->start = value;
		return true;
	case 'e':
		return number(value, 520, &o->epochs);
	case 'D':
		return number(value, 366, &o->epoch_days);
	case 'M':
		o->without_manifest = true;
		return true;
	case 'p':
		o->persons = value;
		return true;
	case 'T':
		o->sheet = true;
		return true;
	case 'P':
		o->passphrase_fd = cli_fd(value);
		return o->passphrase_fd >= 0;
	default:
		return false;
	}
}

bool
desk_options_parse(int argc, char **argv, const char *allowed,
    struct desk_options *ret_options)
{
	int letter;

	memset(ret_options, 0, sizeof(*ret_options));
	ret_options->passphrase_fd = -1;
	ret_options->epochs = 26;
	ret_options->epoch_days = 14;
	optind = 1;
	while ((letter = getopt_long(argc, argv, "o:", long_options, NULL)) !=
	    -1) {
		if (letter == '?')
			return false;
		if (strchr(allowed, letter) == NULL) {
			(void)cli_fail("%s does not take that option; "
				       "valise-desk help shows what it takes",
			    argv[0]);
			return false;
		}
		if (!take_option(ret_options, letter, optarg)) {
			(void)cli_fail("%s is no value for that option",
			    optarg == NULL ? "this" : optarg);
			return false;
		}
	}
	ret_options->rest = optind;
	return true;
}
