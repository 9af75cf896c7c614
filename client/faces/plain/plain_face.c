#include "plain_face.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

#include "client/sitting/sitting.h"
#include "common/bytes/printable_text.h"
#include "plain_asks.h"
#include "plain_lines.h"

#define LOOK_MS 200
#define SAID_BYTES 512

/* Until a way that leads on; words that are typed here mean nothing. */
static enum way
read_way(struct sitting *s, const struct face_ask *ask)
{
	enum way way;
	const char *text;

	plain_ways(s, ask);
	while (plain_read(s, ask, PLAIN_SHOWN, &way, &text) != PLAIN_WAY)
		plain_ways(s, ask);
	return way;
}

static enum way
plain_reading(struct sitting *s, const struct face_reading *r)
{
	enum way way;

	plain_head(s, &r->ask);
	plain_put(r->text, r->len);
	for (;;) {
		way = read_way(s, &r->ask);
		if (way != WAY_NEXT || r->not_yet == NULL)
			return way;
		plain_putf("%s\n", r->not_yet);
	}
}

/* Each new thing that is done, and its end; a pipe's next line is not read. */
static enum way
plain_work(struct sitting *s, const struct face_work *work)
{
	const struct timespec pause = {0, LOOK_MS * 1000000L};
	const char *what = NULL;
	struct face_work_state now;
	char amount[128];

	plain_head(s, &work->ask);
	for (;;) {
		work->look(work->context, &now);
		if (now.what != what)
			plain_putf("%s%s%s\n", now.what,
			    now.why[0] == '\0' ? "" : ": ", now.why);
		what = now.what;
		if (now.ended)
			break;
		(void)nanosleep(&pause, NULL);
	}
	amount_text(&now.amount, amount, sizeof(amount));
	if (now.amount.total > 0)
		plain_putf("%s\n", amount);
	return WAY_NEXT;
}

/* No camera reads lines that are spoken: the digits themselves. */
static enum way
plain_code(struct sitting *s, const struct face_ask *ask, const char *digits)
{
	struct face_ask plain = *ask;

	plain.own = NULL;
	plain_head(s, &plain);
	plain_putf("\n    %s\n\n", digits);
	return read_way(s, &plain);
}

static enum way
plain_language(struct sitting *s, const struct face_ask *ask,
    const struct list_item *names, size_t n, size_t *at)
{
	const struct face_list list = {
	    .ask = *ask, .items = names, .n = n, .start = *at, .marked = *at};

	return plain_list(s, &list, at);
}

/* What was written stays written: there is nothing to cover. */
static enum way
plain_cover(struct sitting *s, const char *text)
{
	(void)s;
	(void)text;
	return WAY_NEXT;
}

static void
say(const char *text)
{
	char said[SAID_BYTES];

	if (text == NULL || text[0] == '\0')
		return;
	printable_text_line(text, strlen(text), said, sizeof(said));
	plain_putf("* %s\n", said);
}

static void
leave(void)
{
}

const struct face plain_face = {.list = plain_list,
    .line = plain_line,
    .text = plain_text,
    .reading = plain_reading,
    .work = plain_work,
    .code = plain_code,
    .language = plain_language,
    .cover = plain_cover,
    .say = say,
    .leave = leave};
