/* What the subcommands of valise have in common on the command line. */
#ifndef VALISE_DEFENDER_OPTIONS_H
#define VALISE_DEFENDER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/net/http_client.h"
#include "common/notes/directory.h"
#include "common/report/language.h"

#define OPTIONS_ATTACHMENTS_MAX 1000

/* What happens to pictures that carry place, camera or time. */
enum pictures_choice {
	PICTURES_ORIGINAL, /* sealed as they are, with a warning */
	PICTURES_CLEANED,  /* a cleaned copy is sealed, where one can be made */
	PICTURES_REFUSE    /* nothing is sealed */
};

struct options {
	const char *directory;
	const char *fingerprint;
	const char *intake;
	const char *relay;
	const char *report;
	const char *out;
	const char *receipts; /* folder */
	const char *from;     /* a file or a stick, instead of a relay */
	const char *attachments[OPTIONS_ATTACHMENTS_MAX];
	size_t n_attachments;
	const char *language; /* as typed */
	enum pictures_choice pictures;
	const char *follows; /* a reference as typed, "code", or NULL */
	bool no_reply;
	bool qr;
	int code_fd;
	int lock_minutes;       /* without a key; 0: never; -1: not said */
	unsigned paced_seconds; /* 0: not asked for */
	struct http_options http;
	int rest; /* index of the first operand */
};

/*
 * Reads every option that some subcommand has; `allowed` are the short names
 * (and letters of long ones) that this one takes.  False after saying why.
 */
bool options_parse(
    int argc, char **argv, const char *allowed, struct options *ret_options);

/*
 * Whether what the chosen way needs is there; where --socks said nothing, Tor
 * is looked for at the service's place and at the browser's.  `ret_socks` is
 * what to use; NULL where nothing is needed.
 */
bool options_find_tor(const struct options *options, const char **ret_socks);
/* How to talk to a relay, by what was found just now. */
struct http_options options_http(const struct options *options);

/* The language of --language, English without it; false after saying why. */
bool options_language(
    const struct options *options, enum language *ret_language);

/* The intake that -t names; says so where the directory has none. */
const struct directory_intake *options_intake(
    const struct options *options, const struct directory *d);

/* The same without saying anything: the reason has it. */
const struct directory_relay *options_find_relay(const struct options *options,
    const struct directory_intake *intake, char *ret_base, size_t size,
    struct reason *ret_reason);

/*
 * The relay to talk to, valid now, and the base URL to use on the chosen way.
 * NULL after saying why.
 */
const struct directory_relay *options_relay(const struct options *options,
    const struct directory_intake *intake, char *ret_base, size_t size);

/* The same of any intake, in the directory's order, where -t names none. */
const struct directory_relay *options_any_relay(const struct options *options,
    const struct directory *d, char *ret_base, size_t size);

#endif
