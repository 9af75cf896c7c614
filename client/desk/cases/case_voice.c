#include "case_voice.h"

#include <string.h>

#include "client/desk/store/journal.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "common/report/follow_up.h"

/* A label of a text of that kind; the voice key's text may be spelled in one
 * way alone, and so may a recipient's that is sealed to. */
static bool
label_of(const struct desk_store *s, const char *what, const char *text,
    uint8_t ret_label[static JOURNAL_LABEL_BYTES])
{
	struct byte_writer w;
	bool ok;

	byte_writer_init(&w, SIZE_MAX / 2);
	byte_writer_text(&w, what);
	byte_writer_text(&w, text);
	ok = !w.failed;
	if (ok)
		journal_label(s, (const char *)w.data, ret_label);
	byte_writer_finish(&w);
	return ok;
}

bool
case_voice_of(const struct desk_store *s, const cJSON *report,
    struct case_voice *ret_voice)
{
	const char *reply = json_text_string(report, "reply_recipient");
	uint8_t key[FOLLOW_UP_VOICE_BYTES];
	char hex[2 * FOLLOW_UP_VOICE_BYTES + 1];

	memset(ret_voice, 0, sizeof(*ret_voice));
	ret_voice->any = follow_up_voice(report, key);
	if (!ret_voice->any)
		return true;
	hex_encode(key, sizeof(key), hex);
	return label_of(s, "voice ", hex, ret_voice->key) &&
	    label_of(s, "reply ", reply == NULL ? "" : reply, ret_voice->reply);
}

static bool
put_label(cJSON *row, const char *name,
    const uint8_t label[static JOURNAL_LABEL_BYTES])
{
	char hex[2 * JOURNAL_LABEL_BYTES + 1];

	hex_encode(label, JOURNAL_LABEL_BYTES, hex);
	return cJSON_AddStringToObject(row, name, hex) != NULL;
}

bool
case_voice_put(cJSON *row, const struct case_voice *voice)
{
	return !voice->any ||
	    (put_label(row, "voice", voice->key) &&
		put_label(row, "reply", voice->reply));
}

void
case_voice_read(const cJSON *row, struct case_voice *ret_voice)
{
	const char *key = json_text_string(row, "voice");
	const char *reply = json_text_string(row, "reply");

	memset(ret_voice, 0, sizeof(*ret_voice));
	ret_voice->any = key != NULL && reply != NULL &&
	    hex_decode(
		key, strlen(key), ret_voice->key, sizeof(ret_voice->key)) &&
	    hex_decode(reply, strlen(reply), ret_voice->reply,
		sizeof(ret_voice->reply));
}
