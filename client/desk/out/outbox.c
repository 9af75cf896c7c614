#include "outbox.h"

#include <string.h>

#include <sodium.h>

#include "client/desk/cases/case_cells.h"
#include "client/desk/cases/case_tables.h"
#include "client/desk/store/journal.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "common/report/reply_cell.h"

bool
outbox_put(struct desk_store *s, const char *case_id,
    const struct case_source *source, const char *text, size_t len,
    struct reason *ret_reason)
{
	uint8_t id[REPLY_CELL_ID_BYTES];
	char hex[2 * REPLY_CELL_ID_BYTES + 1];
	const struct case_said said = {REPLY_MESSAGE, id, text, len};
	cJSON *message, *cells;
	struct age_recipient to;
	bool ok;

	if (!case_source_reply(source, &to)) {
		reason_set(ret_reason, "its sender asked for no reply");
		return false;
	}
	if (len > REPLY_PARTS_MAX * REPLY_CELL_TEXT_MAX) {
		reason_set(ret_reason, "the reply is too long");
		return false;
	}
	reason_set(ret_reason, "the reply could not be stored");
	randombytes_buf(id, sizeof(id));
	hex_encode(id, sizeof(id), hex);
	message = cJSON_CreateObject();
	cells = case_cells_seal(&to, &said);
	ok = cells != NULL && cJSON_AddItemToObject(message, "sealed", cells);
	if (!ok)
		json_text_wipe(cells);
	ok = ok && cJSON_AddStringToObject(message, "case", case_id) &&
	    cJSON_AddStringToObject(message, "text", text) &&
	    cJSON_AddNumberToObject(message, "bulletin", 0) &&
	    desk_store_begin(s) &&
	    desk_store_end(s,
		desk_store_put(s, TABLE_OUTBOX, hex, message) &&
		    journal_add(s, "replied", case_id));
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
	    .sealed = cJSON_GetObjectItemCaseSensitive(row, "sealed")};
	uint64_t sent = 0;

	if ((json_text_integer(row, "bulletin", &sent) && sent != 0) ||
	    cJSON_GetObjectItemCaseSensitive(row, "held") != NULL)
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
outbox_hold_back(
    struct desk_store *s, const char *id, struct reason *ret_reason)
{
	cJSON *row = desk_store_get(s, TABLE_OUTBOX, id, ret_reason);
	bool ok = row != NULL && cJSON_AddTrueToObject(row, "held") != NULL &&
	    desk_store_put(s, TABLE_OUTBOX, id, row);

	json_text_wipe(row);
	return ok;
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
	/* What said so has left; the text stays, for those who wrote it. */
	cJSON_DeleteItemFromObjectCaseSensitive(row, "sealed");
	ok = cJSON_AddNumberToObject(row, "bulletin", (double)bulletin) !=
		NULL &&
	    desk_store_put(s, TABLE_OUTBOX, id, row);
	json_text_wipe(row);
	return ok;
}
