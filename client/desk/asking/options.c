#include "options.h"

#include <getopt.h>
#include <string.h>

#include "client/desk/people/share_set.h"
#include "common/bytes/text_codec.h"
#include "common/cli/cli.h"

#define LOCK_AFTER 600         /* ten minutes */
#define CLOSE_AFTER (8 * 3600) /* a working day */

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
    {"published", required_argument, NULL, 'u'},
    {"anyway", no_argument, NULL, 'A'}, {"sheet", no_argument, NULL, 'T'},
    {"as", required_argument, NULL, 'a'},
    {"custodian", required_argument, NULL, 'c'},
    {"person", required_argument, NULL, 'H'},
    {"open", required_argument, NULL, 'O'},
    {"custody", required_argument, NULL, 'C'},
    {"commands", required_argument, NULL, 'f'},
    {"keys", required_argument, NULL, 'K'},
    {"copy", required_argument, NULL, 'y'},
    {"copies", required_argument, NULL, 'Y'},
    {"reason", required_argument, NULL, 'W'},
    {"language", required_argument, NULL, 'G'},
    {"schedule", required_argument, NULL, 'g'},
    {"today", required_argument, NULL, 'd'},
    {"restored", no_argument, NULL, 'R'}, {"lost", no_argument, NULL, 'L'},
    {"other-shares", no_argument, NULL, 'S'},
    {"take-back", no_argument, NULL, 'B'}, {"beside", no_argument, NULL, 'b'},
    {"unopened", no_argument, NULL, 'U'},
    {"lock-after", required_argument, NULL, 'i'},
    {"close-after", required_argument, NULL, 'x'},
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
add_name(struct desk_names *names, const char *value)
{
	if (names->n == PEOPLE_MAX)
		return false;
	names->list[names->n++] = value;
	return true;
}

/* "2/3" */
static bool
threshold(const char *text, struct desk_of *ret)
{
	const char *slash = strchr(text, '/');
	int64_t k, n;
	char first[8];

	if (slash == NULL || slash - text >= (ptrdiff_t)sizeof(first))
		return false;
	memcpy(first, text, (size_t)(slash - text));
	first[slash - text] = '\0';
	if (!number(first, PEOPLE_MAX, &k) ||
	    !number(slash + 1, PEOPLE_MAX, &n) || k > n)
		return false;
	*ret = (struct desk_of){(size_t)k, (size_t)n};
	return true;
}

static int default_passphrase_fd = -1;

void
desk_options_passphrase_fd(int fd)
{
	default_passphrase_fd = fd;
}

/* Those that are for several persons. */
static bool
take_for_several(struct desk_options *o, int letter, const char *value)
{
	switch (letter) {
	case 'a':
		return add_name(&o->as, value);
	case 'c':
		return add_name(&o->custodians, value);
	case 'H':
		return add_name(&o->people, value);
	case 'O':
		return threshold(value, &o->open);
	case 'C':
		return threshold(value, &o->custody);
	case 'f':
		o->commands = value;
		return true;
	case 'K':
		o->keys = value;
		return true;
	case 'y':
		return add_name(&o->copies, value);
	case 'Y':
		return number(value, SHARE_COPIES_MAX, &o->n_copies);
	case 'W':
		o->why = value;
		return true;
	case 'd':
		o->today = value;
		return true;
	case 'g':
		o->schedule = value;
		return true;
	case 'G':
		o->language = value;
		return true;
	case 'b':
		o->beside = true;
		return true;
	case 'B':
		o->take_back = true;
		return true;
	case 'S':
		o->other_shares = true;
		return true;
	case 'U':
		o->unopened = true;
		return true;
	case 'L':
		o->lost = true;
		return true;
	case 'A':
		o->anyway = true;
		return true;
	case 'R':
		o->restored = true;
		return true;
	case 'i':
		return number(value, 86400, &o->lock_after);
	case 'x':
		return number(value, 86400, &o->close_after);
	default:
		return false;
	}
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
	case 'u':
		o->published = value;
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
		return take_for_several(o, letter, value);
	}
}

bool
desk_options_parse(int argc, char **argv, const char *allowed,
    struct desk_options *ret_options)
{
	int letter;

	memset(ret_options, 0, sizeof(*ret_options));
	ret_options->passphrase_fd = default_passphrase_fd;
	ret_options->epochs = 26;
	ret_options->epoch_days = 14;
	ret_options->n_copies = SHARE_COPIES;
	ret_options->lock_after = LOCK_AFTER;
	ret_options->close_after = CLOSE_AFTER;
	/* From the start, whatever another command's words left. */
	optind = 0;
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
