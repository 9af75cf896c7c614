#include "plain_lines.h"

#include <stdarg.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

#include "client/sitting/sitting.h"
#include "client/words/shared_words.h"
#include "common/bytes/secret.h"
#include "plain_face.h"

static FILE *in, *out;
static char *line; /* guarded, PLAIN_LINE_BYTES */

bool
plain_face_start(FILE *from, FILE *to)
{
	in = from;
	out = to;
	line = secret_alloc(PLAIN_LINE_BYTES);
	return line != NULL && setvbuf(in, NULL, _IONBF, 0) == 0;
}

void
plain_face_finish(void)
{
	secret_free(line);
	line = NULL;
}

void
plain_put(const char *text, size_t len)
{
	(void)fwrite(text, 1, len, out);
	if (len == 0 || text[len - 1] != '\n')
		(void)putc('\n', out);
}

void
plain_putf(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	(void)vfprintf(out, format, values);
	va_end(values);
}

void
plain_head(const struct sitting *s, const struct face_ask *ask)
{
	plain_putf("\n== %s%s%s\n", ask->title, ask->apart ? "" : "  ",
	    ask->apart ? "" : s->steps);
	if (ask->ask != NULL)
		plain_put(ask->ask, strlen(ask->ask));
	if (ask->help != NULL)
		plain_put(ask->help, strlen(ask->help));
}

/* The number of a key, what it does, and where it is there. */
struct meaning {
	char key;
	enum way way;
	const char *label;
};

#define MEANINGS 8

static size_t
meanings(const struct sitting *s, const struct face_ask *ask,
    struct meaning ret_all[static MEANINGS])
{
	const bool saves = !s->no_save && s->ways.save != NULL;
	const struct {
		struct meaning meaning;
		bool there;
	} all[MEANINGS] = {{{'1', WAY_STAY, sitting_word(s, WORD_KEY_HELP)},
			       ask->more != NULL},
	    {{'2', WAY_NEXT, sitting_word(s, WORD_KEY_NEXT)},
		(ask->offers & OFFERS_NO_NEXT) == 0},
	    {{'3', WAY_BACK, sitting_word(s, WORD_KEY_BACK)},
		(ask->offers & OFFERS_NO_BACK) == 0},
	    {{'4', WAY_LANGUAGE, sitting_word(s, WORD_KEY_LANGUAGE)},
		(ask->offers & OFFERS_LANGUAGE) != 0},
	    {{'5', WAY_SKIP, sitting_word(s, WORD_KEY_SKIP)},
		(ask->offers & OFFERS_SKIP) != 0},
	    {{'6', WAY_MORE, ask->own}, ask->own != NULL},
	    {{'7', WAY_REMOVE, ask->remove}, ask->remove != NULL},
	    {{'8', WAY_SAVE, sitting_word(s, WORD_KEY_DRAFT)},
		saves && (ask->offers & OFFERS_SAVE) != 0}};
	size_t n = 0;

	for (size_t i = 0; i < MEANINGS; i++)
		if (all[i].there)
			ret_all[n++] = all[i].meaning;
	return n;
}

void
plain_ways(const struct sitting *s, const struct face_ask *ask)
{
	struct meaning all[MEANINGS];
	size_t n = meanings(s, ask, all);

	for (size_t i = 0; i < n; i++)
		plain_putf(".%c %s  ", all[i].key, all[i].label);
	plain_putf(".0 %s\n", sitting_word(s, WORD_KEY_QUIT));
}

enum got { GOT_LINE, GOT_TOO_LONG, GOT_END };

/* Without its line end.  A line that is cut off by the end is none. */
static enum got
get_line(void)
{
	size_t used = 0;
	int c;

	while ((c = getc(in)) != EOF && c != '\n')
		if (used < PLAIN_LINE_BYTES)
			line[used++] = (char)c;
	if (c == EOF)
		return GOT_END;
	if (used == PLAIN_LINE_BYTES)
		return GOT_TOO_LONG;
	if (used > 0 && line[used - 1] == '\r')
		used--;
	line[used] = '\0';
	return GOT_LINE;
}

static enum got
get_hidden_line(void)
{
	struct termios before, hidden;
	enum got got;
	int fd = fileno(in);

	if (tcgetattr(fd, &before) != 0)
		return get_line(); /* no terminal: nothing is shown */
	hidden = before;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	if (tcsetattr(fd, TCSAFLUSH, &hidden) != 0)
		return GOT_END;
	got = get_line();
	(void)tcsetattr(fd, TCSAFLUSH, &before);
	return got;
}

static enum plain_line
leave(struct sitting *s, enum way way, enum way *ret_way)
{
	const char *said = s->ways.leaving(s->ways.context);

	if (way == WAY_ENDED && said != NULL)
		plain_putf("%s\n", said);
	(void)fflush(out);
	*ret_way = way;
	return PLAIN_WAY;
}

/*
 * The way of ".2", or of ".7 2" and what follows; false: help was given, or
 * there is none, and the ways are shown: ".5 million" is a text.
 */
static bool
find_way(struct sitting *s, const struct face_ask *ask, enum way *ret_way)
{
	struct meaning all[MEANINGS];
	size_t n = meanings(s, ask, all);

	for (size_t i = 0; i < n; i++) {
		if (all[i].key != line[1] ||
		    (line[2] != '\0' &&
			(line[2] != ' ' || all[i].way != WAY_REMOVE)))
			continue;
		*ret_way = all[i].way;
		if (all[i].way == WAY_STAY)
			plain_put(ask->more, strlen(ask->more));
		return all[i].way != WAY_STAY;
	}
	plain_ways(s, ask);
	return false;
}

enum plain_line
plain_read(struct sitting *s, const struct face_ask *ask, enum plain_echo echo,
    enum way *ret_way, const char **ret_text)
{
	enum got got;

	for (;;) {
		plain_putf("> ");
		(void)fflush(out);
		got = echo == PLAIN_HIDDEN ? get_hidden_line() : get_line();
		if (got == GOT_END)
			return leave(s, WAY_ENDED, ret_way);
		if (got == GOT_TOO_LONG) {
			plain_putf("%s\n", sitting_word(s, WORD_LABEL_FULL));
			continue;
		}
		*ret_text = line[0] == '.' ? line + 1 : line;
		if (line[0] != '.' || line[1] == '.')
			return PLAIN_ANSWER;
		if (line[1] == '\0')
			(void)strcpy(line, ".2"); /* a dot alone goes on */
		if (line[1] == '0' && line[2] == '\0')
			return leave(s, WAY_QUICK_EXIT, ret_way);
		*ret_text = line + 2;
		if (find_way(s, ask, ret_way))
			return PLAIN_WAY;
	}
}
