/*
 * The members of an object, in its text: what is kept of a text that others
 * wrote keeps its spelling.
 */
#ifndef VALISE_JSON_JSON_MEMBER_H
#define VALISE_JSON_JSON_MEMBER_H

#include <stdbool.h>
#include <stddef.h>

struct json_member {
	const char *text; /* from its name's quote to its value's end */
	size_t len;
	const char *name; /* between its quotes, as it is spelled */
	size_t name_len;
	const char *value;
	size_t value_len;
};

/*
 * Calls `each` with every member of the object that the text is, which
 * json_scan() or json_scan_received() let pass.  False where it is no object,
 * and where `each` ended it.
 */
bool json_members(const char *text, size_t len,
    bool (*each)(void *context, const struct json_member *member),
    void *context);

/* Whether it has that name, in ASCII, however it is spelled (RFC 8259 7). */
bool json_member_is(const struct json_member *member, const char *name);

#endif
