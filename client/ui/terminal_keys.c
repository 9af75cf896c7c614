#include "terminal_keys.h"

#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <curses.h>
#include <sodium.h>

#include "client/ui/text/wiped_array.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/steady_clock.h"

#define CONTROL(letter) ((letter)&0x1f)
#define ESCAPE 0x1b
#define AGAIN_MS 3000
#define PASTE_SILENCE_MS 2000
#define PASTE_LIMIT ((size_t)16 << 20)
#define TYPED_LIMIT 4096

static const char paste_end[] = "\x1b[201~";

static struct {
	struct wiped_array text; /* of the last event */
	size_t len;
	unsigned char part[4]; /* of a character not all of which is there */
	size_t part_len;
	int left_over; /* a code read too far, or -1 */
	int once;      /* Esc or ^X, just pressed; else 0 */
	int64_t when;  /* steady_clock_ms() */
} keys = {.left_over = -1};

void
terminal_keys_finish(void)
{
	wiped_array_finish(&keys.text);
	sodium_memzero(&keys, sizeof(keys));
	keys.left_over = -1;
}

bool
terminal_keys_left_over(void)
{
	return keys.left_over >= 0;
}

static bool
append(const void *bytes, size_t len)
{
	if (!wiped_array_reserve(&keys.text, keys.len, keys.len + len))
		return false;
	memcpy((char *)keys.text.data + keys.len, bytes, len);
	keys.len += len;
	return true;
}

static bool
ends_paste(void)
{
	const size_t mark = sizeof(paste_end) - 1;

	return keys.len >= mark &&
	    memcmp((char *)keys.text.data + keys.len - mark, paste_end, mark) ==
	    0;
}

/*
 * Everything to the mark at the end, byte by byte so that what is behind it is
 * left to curses.  More than the limit is read and not kept.
 */
static void
read_paste(struct terminal_event *event)
{
	enum terminal_wait wait = TERMINAL_WAIT_INPUT;
	int waiting = 0;
	char byte;

	while (!ends_paste()) {
		if (waiting <= 0 &&
		    (ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 ||
			waiting <= 0)) {
			wait = terminal_wait(PASTE_SILENCE_MS);
			if (wait == TERMINAL_WAIT_TIME ||
			    wait == TERMINAL_WAIT_ENDED)
				break;
			continue;
		}
		if (read(STDIN_FILENO, &byte, 1) != 1)
			break;
		waiting--;
		if (keys.len >= PASTE_LIMIT) /* keeps room to see the mark */
			keys.len = PASTE_LIMIT - sizeof(paste_end);
		if (!append(&byte, 1))
			break;
	}
	if (ends_paste())
		keys.len -= sizeof(paste_end) - 1;
	event->key = TERMINAL_PASTE;
	event->text = keys.text.data == NULL ? "" : keys.text.data;
	event->len = keys.len;
}

/* Takes one byte of typed text; true while it is one. */
static bool
take_byte(int code)
{
	uint32_t point;

	if (code < ' ' || code == 0x7f || code > 0xff)
		return false;
	if (code < 0x80 || (code & 0xc0) == 0xc0)
		keys.part_len = 0; /* a new one: what was begun is dropped */
	if (keys.part_len == sizeof(keys.part))
		keys.part_len = 0;
	keys.part[keys.part_len++] = (unsigned char)code;
	if (printable_text_decode(keys.part, keys.part_len, &point) > 0) {
		(void)append(keys.part, keys.part_len);
		keys.part_len = 0;
	}
	return true;
}

/* All that is typed and waits already, as one. */
static void
read_text(int code, struct terminal_event *event)
{
	while (code >= 0 && take_byte(code)) {
		code = keys.len < TYPED_LIMIT ? terminal_next_code() : -1;
	}
	keys.left_over = code;
	if (keys.len == 0)
		return; /* the rest of a character comes later */
	event->key = TERMINAL_TEXT;
	event->text = keys.text.data;
	event->len = keys.len;
}

static enum terminal_key
once_or_again(int code)
{
	int64_t now = steady_clock_ms();

	if (keys.once == code && now - keys.when < AGAIN_MS) {
		keys.once = 0;
		return TERMINAL_QUICK_EXIT;
	}
	keys.once = code;
	keys.when = now;
	return TERMINAL_ONCE;
}

static enum terminal_key
key_of(int code)
{
	static const struct {
		int code;
		enum terminal_key key;
	} known[] = {
	    {'\r', TERMINAL_ENTER},
	    {'\n', TERMINAL_ENTER},
	    {KEY_ENTER, TERMINAL_ENTER},
	    {'\t', TERMINAL_TAB},
	    {KEY_BTAB, TERMINAL_BACK_TAB},
	    {0x7f, TERMINAL_BACKSPACE},
	    {CONTROL('h'), TERMINAL_BACKSPACE},
	    {KEY_BACKSPACE, TERMINAL_BACKSPACE},
	    {KEY_DC, TERMINAL_DELETE},
	    {CONTROL('d'), TERMINAL_DELETE},
	    {KEY_LEFT, TERMINAL_LEFT},
	    {KEY_RIGHT, TERMINAL_RIGHT},
	    {KEY_UP, TERMINAL_UP},
	    {KEY_DOWN, TERMINAL_DOWN},
	    {KEY_HOME, TERMINAL_HOME},
	    {CONTROL('a'), TERMINAL_HOME},
	    {KEY_END, TERMINAL_END},
	    {CONTROL('e'), TERMINAL_END},
	    {KEY_PPAGE, TERMINAL_PAGE_UP},
	    {KEY_NPAGE, TERMINAL_PAGE_DOWN},
	    {CONTROL('z'), TERMINAL_UNDO},
	    {CONTROL('y'), TERMINAL_REDO},
	    {KEY_F(1), TERMINAL_HELP},
	    {CONTROL('g'), TERMINAL_HELP},
	    {KEY_F(2), TERMINAL_NEXT},
	    {CONTROL('n'), TERMINAL_NEXT},
	    {KEY_F(3), TERMINAL_BACK},
	    {CONTROL('b'), TERMINAL_BACK},
	    {KEY_F(4), TERMINAL_LANGUAGE},
	    {CONTROL('l'), TERMINAL_LANGUAGE},
	    {KEY_F(5), TERMINAL_SKIP},
	    {CONTROL('k'), TERMINAL_SKIP},
	    {KEY_F(6), TERMINAL_MORE},
	    {CONTROL('o'), TERMINAL_MORE},
	    {KEY_F(7), TERMINAL_REMOVE},
	    {CONTROL('r'), TERMINAL_REMOVE},
	    {KEY_F(8), TERMINAL_SAVE},
	    {CONTROL('s'), TERMINAL_SAVE},
	    {KEY_F(9), TERMINAL_LOCK},
	    {CONTROL('t'), TERMINAL_LOCK},
	    {KEY_RESIZE, TERMINAL_RESIZED},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].code == code)
			return known[i].key;
	return TERMINAL_OTHER;
}

void
terminal_keys_event(int code, struct terminal_event *ret_event)
{
	struct terminal_event event = {TERMINAL_NOTHING, "", 0};

	if (keys.len > 0)
		sodium_memzero(keys.text.data, keys.len);
	keys.len = 0;
	if (keys.left_over >= 0) {
		code = keys.left_over;
		keys.left_over = -1;
	}
	if (code == ESCAPE || code == CONTROL('x')) {
		event.key = once_or_again(code);
	} else if (code >= 0) {
		if (code != KEY_RESIZE)
			keys.once = 0;
		if (code == TERMINAL_PASTE_STARTS)
			read_paste(&event);
		else if (code >= ' ' && code <= 0xff && code != 0x7f)
			read_text(code, &event);
		else
			event.key = key_of(code);
	}
	*ret_event = event;
}
