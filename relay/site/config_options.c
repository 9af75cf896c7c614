#include "config_options.h"

#include <stddef.h>
#include <string.h>

#include "common/bytes/text_codec.h"

#define KIB (1ull << 10)
#define MIB (1ull << 20)
#define GIB (1ull << 30)

_Static_assert(sizeof(enum http_way) == sizeof(unsigned) &&
	sizeof(enum config_store) == sizeof(unsigned) &&
	sizeof(enum config_witnesses) == sizeof(unsigned),
    "choices are written as unsigned");

static const char *const stores[] = {
    [CONFIG_STORE_FOLDER] = "folder", [CONFIG_STORE_MEMORY] = "memory", NULL};
static const char *const witnesses[] = {[CONFIG_WITNESSES_NONE] = "no",
    [CONFIG_WITNESSES_SOCKS] = "socks",
    [CONFIG_WITNESSES_DIRECT] = "direct",
    NULL};
static const char *const ways[] = {
    [HTTP_BY_SOCKS] = "socks", [HTTP_DIRECT] = "direct", NULL};

#define FIELD(type, field) \
	.name = #field, .offset = offsetof(struct type, field)
#define TEXT(field, may) \
	{ \
		FIELD(config, field), .kind = OPTION_TEXT, .reloads = (may) \
	}
#define CHOICE(field, list) \
	{ \
		FIELD(config, field), .kind = OPTION_CHOICE, .words = (list) \
	}
#define NUMBER(field, may, usual, from, to) \
	{ \
		FIELD(config, field), .kind = OPTION_NUMBER, .reloads = (may), \
				      .fallback = (usual), .least = (from), \
				      .most = (to) \
	}

const struct option config_options_relay[OPTIONS_RELAY] = {TEXT(name, false),
    TEXT(address, false), NUMBER(port, false, 8440, 0, 65535),
    TEXT(spool, false), CHOICE(store, stores), TEXT(directory, true),
    TEXT(persons, true), TEXT(fingerprint, true), TEXT(port_file, false),
    TEXT(user, false), TEXT(admin_socket, false), CHOICE(witnesses, witnesses),
    TEXT(witness_socks, false),
    NUMBER(witness_retry_seconds, false, 3600, 1, 86400),
    NUMBER(publication_seconds, false, 86400, 1, 7 * 86400),
    NUMBER(grace_seconds, true, 30 * 86400, 0, 366 * 86400),
    NUMBER(work_bits, true, 18, 0, 40),
    NUMBER(work_floor_bytes, true, GIB, MIB, 1ull << 50),
    NUMBER(max_envelope_bytes, true, 2 * GIB, 64 * KIB, 10 * GIB),
    NUMBER(part_bytes, true, 8 * MIB, 4 * KIB, 256 * MIB),
    NUMBER(segment_bytes, false, 64 * MIB, 4 * MIB, 4 * GIB),
    NUMBER(max_connections, false, 1000, 1, 50000),
    NUMBER(connection_timeout_seconds, false, 60, 1, 3600),
    NUMBER(request_seconds, true, 3600, 1, 86400),
    NUMBER(max_uploads, true, 1000, 1, 100000),
    NUMBER(upload_expiry_seconds, true, 7 * 86400, 1, 60 * 86400),
    NUMBER(upload_share_percent, true, 25, 1, 100),
    NUMBER(upload_minute_bytes, true, 16 * KIB, 1, GIB),
    NUMBER(max_spool_bytes, true, 0, 0, 1ull << 50),
    NUMBER(max_flight_bytes, true, 24 * MIB, 2 * MIB, 4 * GIB)};

const struct option config_options_forward[OPTIONS_FORWARD] = {
    {FIELD(config_forward, relay), .kind = OPTION_TEXT},
    {FIELD(config_forward, way), .kind = OPTION_CHOICE, .words = ways},
    {FIELD(config_forward, socks), .kind = OPTION_TEXT},
    {FIELD(config_forward, delay_seconds), .kind = OPTION_NUMBER,
	.fallback = 6 * 3600, .most = 7 * 86400},
    {FIELD(config_forward, retry_seconds), .kind = OPTION_NUMBER,
	.fallback = 3600, .least = 1, .most = 86400},
    {FIELD(config_forward, notes_seconds), .kind = OPTION_NUMBER,
	.fallback = 3600, .least = 1, .most = 86400}};

#undef FIELD
#undef TEXT
#undef CHOICE
#undef NUMBER

void
config_options_default(const struct option *options, size_t n, void *object)
{
	for (size_t i = 0; i < n; i++)
		if (options[i].kind == OPTION_NUMBER)
			memcpy((char *)object + options[i].offset,
			    &options[i].fallback, sizeof(uint64_t));
}

static unsigned
find_word(const char *const *words, const char *value)
{
	unsigned at = 0;

	if (value[0] == '\0')
		return 0;
	while (words[at] != NULL && strcmp(words[at], value) != 0)
		at++;
	return words[at] == NULL ? OPTION_UNKNOWN : at;
}

bool
option_set(const struct option *option, void *object, const char *value,
    struct reason *ret_reason)
{
	void *field = (char *)object + option->offset;
	uint64_t number;
	unsigned choice;

	if (option->kind != OPTION_NUMBER && strlen(value) >= CONFIG_TEXT_MAX)
		return false;
	switch (option->kind) {
	case OPTION_TEXT:
		(void)strcpy(field, value);
		return true;
	case OPTION_CHOICE:
		choice = find_word(option->words, value);
		memcpy(field, &choice, sizeof(choice));
		return true;
	case OPTION_NUMBER:
		break;
	}
	if (!decimal_decode(value, strlen(value), option->most, &number) ||
	    number < option->least) {
		reason_set(ret_reason,
		    "%s must be a whole number from %llu to %llu", option->name,
		    (unsigned long long)option->least,
		    (unsigned long long)option->most);
		return false;
	}
	memcpy(field, &number, sizeof(number));
	return true;
}

bool
option_same(const struct option *option, const void *object, const void *other)
{
	static const size_t sizes[] = {[OPTION_TEXT] = CONFIG_TEXT_MAX,
	    [OPTION_NUMBER] = sizeof(uint64_t),
	    [OPTION_CHOICE] = sizeof(unsigned)};

	return memcmp((const char *)object + option->offset,
		   (const char *)other + option->offset,
		   sizes[option->kind]) == 0;
}
