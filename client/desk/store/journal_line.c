#include "journal_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"

#define FIRST_LABEL "valise-journal/1"
#define STATE_LABEL "valise-journal/2"
#define SEQUENCES_MAX ((UINT64_C(1) << 53) - 1)

static bool
is_word(const char *text, size_t most)
{
	size_t len = strnlen(text, most);

	return len > 0 && len < most && memchr(text, ' ', len) == NULL &&
	    memchr(text, '\n', len) == NULL;
}

size_t
journal_line_format(
    const struct journal_line *line, char ret_text[static JOURNAL_LINE_MAX])
{
	char salt[2 * JOURNAL_SALT_BYTES + 1],
	    label[2 * JOURNAL_LABEL_BYTES + 1];
	char previous[65], changes[65], state[65];
	char mac[2 * JOURNAL_MAC_BYTES + 1];
	int len;

	if (line->form != JOURNAL_STATE ||
	    !is_word(line->role, sizeof(line->role)) ||
	    !is_word(line->act, sizeof(line->act)) ||
	    !is_word(line->person, sizeof(line->person)))
		return 0;
	hex_encode(line->salt, sizeof(line->salt), salt);
	hex_encode(line->previous, sizeof(line->previous), previous);
	hex_encode(line->label, sizeof(line->label), label);
	hex_encode(line->changes, sizeof(line->changes), changes);
	hex_encode(line->state.bytes, sizeof(line->state.bytes), state);
	hex_encode(line->mac, sizeof(line->mac), mac);
	len = snprintf(ret_text, JOURNAL_LINE_MAX,
	    STATE_LABEL " %s %" PRIu64 " %s %s %s %s %s %s %s %s %s", salt,
	    line->sequence, previous, line->day, line->person, line->role,
	    line->act, label, changes, state, mac);
	return len < 0 || len >= JOURNAL_LINE_MAX ? 0 : (size_t)len;
}

size_t
journal_line_before_mac(size_t len)
{
	return len < 2 * JOURNAL_MAC_BYTES + 1
	    ? 0
	    : len - 2 * JOURNAL_MAC_BYTES - 1;
}

/* The next word; NULL where the line has none, or one that is empty. */
static const char *
next_word(const char **at, const char *end, size_t *ret_len)
{
	const char *word = *at;
	const char *blank;

	if (word == NULL)
		return NULL;
	blank = memchr(word, ' ', (size_t)(end - word));
	*ret_len = (size_t)((blank == NULL ? end : blank) - word);
	*at = blank == NULL ? NULL : blank + 1;
	return *ret_len == 0 ? NULL : word;
}

static bool
take_hex(const char **at, const char *end, void *ret_bytes, size_t n)
{
	size_t len;
	const char *word = next_word(at, end, &len);

	return word != NULL && hex_decode(word, len, ret_bytes, n);
}

static bool
take_text(const char **at, const char *end, char *ret_text, size_t size)
{
	size_t len;
	const char *word = next_word(at, end, &len);

	if (word == NULL || len >= size || memchr(word, '\0', len) != NULL)
		return false;
	memcpy(ret_text, word, len);
	ret_text[len] = '\0';
	return true;
}

static bool
take_sequence(const char **at, const char *end, uint64_t *ret_sequence)
{
	size_t len;
	const char *word = next_word(at, end, &len);

	return word != NULL &&
	    decimal_decode(word, len, SEQUENCES_MAX, ret_sequence);
}

/* A whole time in the first form, of which the day counts. */
static bool
take_day(const char **at, const char *end, struct journal_line *line)
{
	char text[UTC_TIME_BYTES], whole[UTC_TIME_BYTES + 1];
	int64_t time;

	if (!take_text(at, end, text, sizeof(text)))
		return false;
	(void)snprintf(whole, sizeof(whole), "%s%s", text,
	    line->form == JOURNAL_FIRST ? "" : "T00:00:00Z");
	if (!utc_time_parse(whole, strlen(whole), &time))
		return false;
	(void)snprintf(line->day, sizeof(line->day), "%.10s", whole);
	return true;
}

bool
journal_line_parse(const char *text, size_t len, struct journal_line *ret_line)
{
	struct journal_line *l = ret_line;
	const char *at = text, *end = text + len;
	char label[sizeof(STATE_LABEL)], object[JOURNAL_LINE_MAX];

	memset(l, 0, sizeof(*l));
	if (len >= JOURNAL_LINE_MAX ||
	    !take_text(&at, end, label, sizeof(label)))
		return false;
	l->form =
	    strcmp(label, STATE_LABEL) == 0 ? JOURNAL_STATE : JOURNAL_FIRST;
	if (l->form == JOURNAL_FIRST && strcmp(label, FIRST_LABEL) != 0)
		return false;
	if (!take_hex(&at, end, l->salt, sizeof(l->salt)) ||
	    !take_sequence(&at, end, &l->sequence) ||
	    !take_hex(&at, end, l->previous, sizeof(l->previous)))
		return false;
	if (l->form == JOURNAL_FIRST)
		return take_text(&at, end, l->person, sizeof(l->person)) &&
		    take_day(&at, end, l) &&
		    take_text(&at, end, l->act, sizeof(l->act)) &&
		    take_text(&at, end, object, sizeof(object)) && at == NULL;
	return take_day(&at, end, l) &&
	    take_text(&at, end, l->person, sizeof(l->person)) &&
	    take_text(&at, end, l->role, sizeof(l->role)) &&
	    take_text(&at, end, l->act, sizeof(l->act)) &&
	    take_hex(&at, end, l->label, sizeof(l->label)) &&
	    take_hex(&at, end, l->changes, sizeof(l->changes)) &&
	    take_hex(&at, end, l->state.bytes, sizeof(l->state.bytes)) &&
	    take_hex(&at, end, l->mac, sizeof(l->mac)) && at == NULL;
}
