#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "common/net/upload.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/cli/cli.h"
#include "common/net/socks_probe.h"

#define LOCK_MINUTES_MAX 1440

/* Long names without a short one get a capital letter. */
static const struct option long_options[] = {
    {"directory", required_argument, NULL, 'd'},
    {"fingerprint", required_argument, NULL, 'F'},
    {"intake", required_argument, NULL, 't'},
    {"relay", required_argument, NULL, 'R'},
    {"report", required_argument, NULL, 'r'},
    {"attach", required_argument, NULL, 'a'},
    {"output", required_argument, NULL, 'o'},
    {"pictures", required_argument, NULL, 'G'},
    {"no-reply", no_argument, NULL, 'N'},
    {"follows", required_argument, NULL, 'E'},
    {"code-fd", required_argument, NULL, 'C'},
    {"socks", required_argument, NULL, 'S'}, {"direct", no_argument, NULL, 'D'},
    {"receipt", required_argument, NULL, 'P'},
    {"from", required_argument, NULL, 'I'}, {"qr", no_argument, NULL, 'Q'},
    {"paced", optional_argument, NULL, 'W'},
    {"language", required_argument, NULL, 'L'},
    {"lock-after", required_argument, NULL, 'K'}, {0}};

static bool
take_pace(struct options *o, const char *value)
{
	uint64_t seconds = UPLOAD_PACED_SECONDS;

	if (value != NULL &&
	    (!decimal_decode(
		 value, strlen(value), UPLOAD_PACED_SECONDS_MAX, &seconds) ||
		seconds == 0))
		return false;
	o->paced_seconds = (unsigned)seconds;
	return true;
}

static bool
take_lock(struct options *o, const char *value)
{
	uint64_t minutes;

	if (!decimal_decode(value, strlen(value), LOCK_MINUTES_MAX, &minutes))
		return false;
	o->lock_minutes = (int)minutes;
	return true;
}

static bool
take_pictures(struct options *o, const char *value)
{
	static const char *const names[] = {[PICTURES_ORIGINAL] = "original",
	    [PICTURES_CLEANED] = "cleaned",
	    [PICTURES_REFUSE] = "refuse"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(value, names[i]) == 0) {
			o->pictures = (enum pictures_choice)i;
			return true;
		}
	return false;
}

static bool
take_option(struct options *o, int letter, const char *value)
{
	switch (letter) {
	case 'd':
		o->directory = value;
		break;
	case 'F':
		o->fingerprint = value;
		break;
	case 't':
		o->intake = value;
		break;
	case 'R':
		o->relay = value;
		break;
	case 'r':
		o->report = value;
		break;
	case 'a':
		o->attachments[o->n_attachments++] = value;
		break;
	case 'o':
		o->out = value;
		break;
	case 'G':
		return take_pictures(o, value);
	case 'N':
		o->no_reply = true;
		break;
	case 'E':
		o->follows = value;
		break;
	case 'C':
		o->code_fd = cli_fd(value);
		return o->code_fd >= 0;
	case 'S':
		o->http.way = HTTP_BY_SOCKS;
		o->http.socks = value;
		return http_socks_valid(value);
	case 'D':
		o->http.way = HTTP_DIRECT;
		break;
	case 'P':
		o->receipts = value;
		break;
	case 'I':
		o->from = value;
		break;
	case 'Q':
		o->qr = true;
		break;
	case 'L':
		o->language = value;
		break;
	case 'W':
		return take_pace(o, value);
	case 'K':
		return take_lock(o, value);
	default:
		return false;
	}
	return true;
}

bool
options_parse(
    int argc, char **argv, const char *allowed, struct options *ret_options)
{
	int letter;

	memset(ret_options, 0, sizeof(*ret_options));
	ret_options->code_fd = -1;
	ret_options->lock_minutes = -1;
	ret_options->http.advice =
	    "(--socks ADDRESS:PORT says where, --direct goes without)";
	optind = 1;
	while ((letter = getopt_long(
		    argc, argv, "d:t:r:a:o:", long_options, NULL)) != -1) {
		if (letter == '?')
			return false;
		if (strchr(allowed, letter) == NULL) {
			(void)cli_fail("%s does not take that option; valise "
				       "help %s shows what it takes",
			    argv[0], argv[0]);
			return false;
		}
		if (letter == 'a' &&
		    ret_options->n_attachments == OPTIONS_ATTACHMENTS_MAX) {
			(void)cli_fail("at most %d files go along in one "
				       "envelope; put the others into another "
				       "one, which names the first's reference",
			    OPTIONS_ATTACHMENTS_MAX);
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

bool
options_language(const struct options *options, enum language *ret_language)
{
	*ret_language = LANGUAGE_EN;
	if (options->language == NULL ||
	    language_find(options->language, ret_language))
		return true;
	(void)cli_fail("there is no language %s here: en, fr, es, ar, ru or zh",
	    options->language);
	return false;
}

const struct directory_intake *
options_intake(const struct options *options, const struct directory *d)
{
	const struct directory_intake *intake;

	if (options->intake == NULL) {
		(void)cli_fail("which intake? -t INTAKE names it; valise "
			       "directory show lists them");
		return NULL;
	}
	intake = directory_intake(d, options->intake);
	if (intake == NULL)
		(void)cli_fail(
		    "the directory has no intake %s", options->intake);
	return intake;
}

bool
options_find_tor(const struct options *options, const char **ret_socks)
{
	*ret_socks = options->http.socks;
	if (options->http.way == HTTP_DIRECT)
		return true;
	if (*ret_socks != NULL)
		return socks_probe(*ret_socks);
	*ret_socks = SOCKS_TOR;
	if (socks_probe(SOCKS_TOR))
		return true;
	if (!socks_probe(SOCKS_TOR_BROWSER))
		return false;
	*ret_socks = SOCKS_TOR_BROWSER;
	return true;
}

struct http_options
options_http(const struct options *options)
{
	struct http_options http = options->http;

	if (http.socks == NULL)
		(void)options_find_tor(options, &http.socks);
	return http;
}

const struct directory_relay *
options_find_relay(const struct options *options,
    const struct directory_intake *intake, char *ret_base, size_t size,
    struct reason *ret_reason)
{
	int64_t now = utc_time_now();

	reason_set(ret_reason, "the directory names no relay for it now");
	for (size_t i = 0; i < intake->n_relays; i++) {
		const struct directory_relay *r = &intake->relays[i];
		const char *url = r->url;

		if ((options->relay != NULL &&
			strcmp(options->relay, r->name) != 0) ||
		    now < r->from || now >= r->until)
			continue;
		if (options->http.way == HTTP_BY_SOCKS && r->onion != NULL)
			url = r->onion;
		if (!http_url_allowed(url, options->http.way, ret_reason))
			continue;
		(void)snprintf(ret_base, size, "%s", url);
		while (strlen(ret_base) > 0 &&
		    ret_base[strlen(ret_base) - 1] == '/')
			ret_base[strlen(ret_base) - 1] = '\0';
		return r;
	}
	return NULL;
}

const struct directory_relay *
options_relay(const struct options *options,
    const struct directory_intake *intake, char *ret_base, size_t size)
{
	struct reason reason = {""};
	const struct directory_relay *relay =
	    options_find_relay(options, intake, ret_base, size, &reason);

	if (relay == NULL)
		(void)cli_fail(
		    "no relay to talk to for %s: %s", intake->id, reason.text);
	return relay;
}

const struct directory_relay *
options_any_relay(const struct options *options, const struct directory *d,
    char *ret_base, size_t size)
{
	struct reason reason = {"the directory names none that fits now"};
	const struct directory_relay *r = NULL;
	const struct directory_intake *intake;

	if (options->intake != NULL) {
		intake = options_intake(options, d);
		return intake == NULL
		    ? NULL
		    : options_relay(options, intake, ret_base, size);
	}
	for (size_t i = 0; i < d->n_intakes && r == NULL; i++)
		r = options_find_relay(
		    options, &d->intakes[i], ret_base, size, &reason);
	if (r == NULL)
		(void)cli_fail("no relay to talk to: %s", reason.text);
	return r;
}
