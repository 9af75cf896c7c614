#include "json_member.h"

#include <string.h>

/* A place in the text; `at` never passes `end`. */
struct place {
	const char *at;
	const char *end;
};

static bool
is_at(const struct place *p, char c)
{
	return p->at < p->end && *p->at == c;
}

static void
skip_blanks(struct place *p)
{
	while (p->at < p->end && *p->at != '\0' &&
	    strchr(" \t\r\n", *p->at) != NULL)
		p->at++;
}

/* From its quote to behind the one that ends it. */
static void
skip_string(struct place *p)
{
	p->at++;
	while (p->at < p->end && *p->at != '"')
		p->at += *p->at == '\\' && p->end - p->at > 1 ? 2 : 1;
	if (p->at < p->end)
		p->at++;
}

static void
skip_value(struct place *p)
{
	size_t depth = 0;

	do {
		if (is_at(p, '"')) {
			skip_string(p);
		} else if (is_at(p, '{') || is_at(p, '[')) {
			depth++;
			p->at++;
		} else if (depth > 0 && (is_at(p, '}') || is_at(p, ']'))) {
			depth--;
			p->at++;
		} else if (depth > 0) {
			p->at++;
		} else {
			while (p->at < p->end && *p->at != '\0' &&
			    strchr(",}] \t\r\n", *p->at) == NULL)
				p->at++;
		}
	} while (depth > 0 && p->at < p->end);
}

static bool
read_member(struct place *p, struct json_member *m)
{
	m->text = p->at;
	if (!is_at(p, '"'))
		return false;
	skip_string(p);
	m->name = m->text + 1;
	m->name_len = (size_t)(p->at - m->text);
	m->name_len = m->name_len < 2 ? 0 : m->name_len - 2;
	skip_blanks(p);
	if (!is_at(p, ':'))
		return false;
	p->at++;
	skip_blanks(p);
	m->value = p->at;
	skip_value(p);
	m->value_len = (size_t)(p->at - m->value);
	m->len = (size_t)(p->at - m->text);
	return m->value_len > 0;
}

bool
json_members(const char *text, size_t len,
    bool (*each)(void *context, const struct json_member *member),
    void *context)
{
	struct place p = {text, text + len};
	struct json_member m;

	skip_blanks(&p);
	if (!is_at(&p, '{'))
		return false;
	p.at++;
	skip_blanks(&p);
	if (is_at(&p, '}'))
		return true;
	for (;;) {
		if (!read_member(&p, &m) || !each(context, &m))
			return false;
		skip_blanks(&p);
		if (!is_at(&p, ','))
			return is_at(&p, '}');
		p.at++;
		skip_blanks(&p);
	}
}

/* Of four hexadecimal digits; -1 where they are none. */
static int
read_unit(const char *digits)
{
	static const char all[] = "0123456789abcdef0123456789ABCDEF";
	int unit = 0;

	for (int i = 0; i < 4; i++) {
		const char *found =
		    digits[i] == '\0' ? NULL : strchr(all, digits[i]);

		if (found == NULL)
			return -1;
		unit = unit * 16 + (int)((found - all) % 16);
	}
	return unit;
}

/* The next character of a name, in ASCII; -1 where it is another. */
static int
next_of(struct place *p)
{
	static const char escapes[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	const char *found;
	int c = (unsigned char)*p->at++;

	if (c != '\\')
		return c < 0x80 ? c : -1;
	if (p->at == p->end)
		return -1;
	if (*p->at == 'u' && p->end - p->at > 4) {
		c = read_unit(p->at + 1);
		p->at += 5;
		return c < 0x80 ? c : -1;
	}
	found = *p->at == '\0' ? NULL : strchr(escapes, *p->at);
	p->at++;
	return found == NULL ? -1 : means[found - escapes];
}

bool
json_member_is(const struct json_member *member, const char *name)
{
	struct place p = {member->name, member->name + member->name_len};

	for (; *name != '\0'; name++)
		if (p.at == p.end || next_of(&p) != *name)
			return false;
	return p.at == p.end;
}
