#include "outbox.h"

#include <string.h>

#include <sodium.h>

#include "client/desk/vault/journal.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "common/report/reply_cell.h"

#define TABLE_OUTBOX "outbox"

bool
outbox_recipient(const struct case_row *row,
    struct age_recipient *ret_recipient, bool *ret_wanted,
    struct reason *ret_reason)
{
	const char *text;
	cJSON *report;

	if (!case_row_report(row, &report, ret_reason))
		return false;
	text = json_text_string(report, "reply_recipient");
	*ret_wanted = text != NULL &&
	    age_recipient_parse(text, strlen(text), ret_recipient) &&
	    ret_recipient->type == AGE_HYBRID;
	json_text_wipe(report);
	return true;
}

bool
outbox_put(struct desk_store *s, const struct case_row *row, const char *text,
    size_t len, struct reason *ret_reason)
{
	uint8_t id[REPLY_CELL_ID_BYTES];
	char hex[2 * REPLY_CELL_ID_BYTES + 1];
	char to_text[AGE_RECIPIENT_TEXT_BYTES];
	cJSON *message = cJSON_CreateObject();
	struct age_recipient to;
	bool ok, wanted;

	if (!outbox_recipient(row, &to, &wanted, ret_reason)) {
		cJSON_Delete(message);
		return false;
	}
	if (!wanted) {
		cJSON_Delete(message);
		reason_set(ret_reason,
		    "its sender asked for no reply, or it never opened");
		return false;
	}
	if (len > REPLY_PARTS_MAX * REPLY_CELL_TEXT_MAX) {
		cJSON_Delete(message);
		reason_set(ret_reason, "the reply is too long");
		return false;
	}
	reason_set(ret_reason, "the reply could not be stored");
	randombytes_buf(id, sizeof(id));
	hex_encode(id, sizeof(id), hex);
	age_recipient_format(&to, to_text);
	ok = message != NULL &&
	    cJSON_AddStringToObject(message, "case", row->id) &&
	    cJSON_AddStringToObject(message, "to", to_text) &&
	    cJSON_AddStringToObject(message, "text", text) &&
	    cJSON_AddNumberToObject(message, "bulletin", 0) &&
	    desk_store_begin(s) &&
	    desk_store_end(s,
		desk_store_put(s, TABLE_OUTBOX, hex, message) &&
		    journal_add(s, "replied", row->id));
	json_text_wipe(message);
	return ok;
}

cJSON *
outbox_get(struct desk_store *s, const char *id, struct reason *ret_reason)
{
	return desk_store_get(s, TABLE_OUTBOX, id, ret_reason);
}

struct walk {
	bool (*each)(void *context, const struct outbox_message *message);
	void *context;
};

static bool
walk_on(void *context, const char *id, const cJSON *row)
{
	const struct walk *w = context;
	struct outbox_message m = {.id = id,
	    .text = json_text_string(row, "text"),
	    .to = json_text_string(row, "to")};
	uint64_t sent = 0;

	if (json_text_integer(row, "bulletin", &sent) && sent != 0)
		return true;
	return w->each(w->context, &m);
}

bool
outbox_each(struct desk_store *s,
    bool (*each)(void *context, const struct outbox_message *message),
    void *context, const struct desk_events *events, struct reason *ret_reason)
{
	struct walk w = {each, context};

	return desk_store_each(
	    s, TABLE_OUTBOX, walk_on, &w, events, ret_reason);
}

bool
outbox_mark_sent(struct desk_store *s, const char *id, uint64_t bulletin,
    struct reason *ret_reason)
{
	cJSON *row = desk_store_get(s, TABLE_OUTBOX, id, ret_reason);
	bool ok;

	if (row == NULL)
		return false;
	cJSON_DeleteItemFromObjectCaseSensitive(row, "bulletin");
	ok = cJSON_AddNumberToObject(row, "bulletin", (double)bulletin) !=
		NULL &&
	    desk_store_put(s, TABLE_OUTBOX, id, row);
	json_text_wipe(row);
	return ok;
}
