#include "case_row.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"

static void
read_entry(const cJSON *item, struct case_entry *e)
{
	memset(e, 0, sizeof(*e));
	e->nonce_hex = json_text_string(item, "nonce");
	e->publication = json_text_string(item, "publication");
	e->relay = json_text_string(item, "relay");
	e->has_work = json_text_integer(item, "work_bits", &e->work_bits);
	e->has_nonce = e->nonce_hex != NULL &&
	    hex_decode(
		e->nonce_hex, strlen(e->nonce_hex), e->nonce, sizeof(e->nonce));
}

void
case_row_read(struct case_row *r, const char *id, const cJSON *json)
{
	const cJSON *withdrawn =
	    cJSON_GetObjectItemCaseSensitive(json, "withdrawn");
	const cJSON *gone =
	    cJSON_GetObjectItemCaseSensitive(json, CASE_DISPOSED);
	const cJSON *held =
	    cJSON_GetObjectItemCaseSensitive(json, CASE_RETAINED);
	const cJSON *item;

	memset(r, 0, sizeof(*r));
	(void)snprintf(r->id, sizeof(r->id), "%s", id);
	r->sha256_hex = json_text_string(json, "sha256");
	r->week = json_text_string(json, "week");
	r->epoch = json_text_string(json, CASE_EPOCH);
	r->state = json_text_string(json, "state");
	r->why = json_text_string(json, "why");
	r->report = json_text_string(json, "report");
	r->source = json_text_string(json, "source");
	r->attachments = cJSON_GetObjectItemCaseSensitive(json, "attachments");
	r->received = cJSON_GetObjectItemCaseSensitive(json, "received");
	r->unparted = json_text_string(json, "file_key") != NULL;
	r->has_hash = r->sha256_hex != NULL &&
	    hex_decode(r->sha256_hex, strlen(r->sha256_hex), r->sha256,
		sizeof(r->sha256));
	r->has_size = json_text_integer(json, "size", &r->size);
	r->has_acknowledged =
	    json_text_integer(json, "acknowledged", &r->acknowledged);
	r->withdrawn = withdrawn != NULL;
	r->withdrawn_by = json_text_string(withdrawn, "by");
	r->withdrawn_week = json_text_string(withdrawn, "week");
	r->disposal = json_text_string(gone, "number");
	r->disposed_day = json_text_string(gone, "day");
	r->schedule = json_text_string(gone, "schedule");
	r->held_by = json_text_string(held, "by");
	r->held_day = json_text_string(held, "day");
	r->held_why = json_text_string(held, "why");
	case_link_read(json, &r->link);
	case_voice_read(json, &r->voice);
	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(json, "entries"))
		if (r->n_entries < CASE_ENTRIES_MAX)
			read_entry(item, &r->entries[r->n_entries++]);
}

struct case_row *
case_row_take(const char *id, cJSON *json)
{
	struct case_row *row = malloc(sizeof(*row));

	if (row == NULL) {
		json_text_wipe(json);
		return NULL;
	}
	case_row_read(row, id, json);
	row->json = json;
	return row;
}

void
case_row_destroy(struct case_row *row)
{
	if (row == NULL)
		return;
	json_text_wipe(row->json);
	free(row);
}

bool
case_row_report(
    const struct case_row *row, cJSON **ret_report, struct reason *ret_reason)
{
	*ret_report = NULL;
	if (row->report == NULL)
		return true;
	errno = 0;
	*ret_report = json_text_read_received(
	    row->report, strlen(row->report), NULL, ret_reason);
	return *ret_report != NULL || errno != ENOMEM;
}

uint64_t
case_row_work(const struct case_row *row)
{
	uint64_t best = 0;

	for (size_t i = 0; i < row->n_entries; i++)
		if (row->entries[i].work_bits > best)
			best = row->entries[i].work_bits;
	return best;
}

bool
case_row_each_reference(const struct case_row *row,
    bool (*each)(void *context, const char *digits), void *context)
{
	char digits[FOLLOW_UP_REFERENCE_BYTES];

	for (size_t i = 0; i < row->n_entries && row->has_hash; i++) {
		if (!row->entries[i].has_nonce)
			continue;
		case_link_reference(row->entries[i].nonce, row->sha256, digits);
		if (!each(context, digits))
			return false;
	}
	return true;
}

static bool
is_another(void *context, const char *digits)
{
	return strcmp(context, digits) != 0;
}

bool
case_row_has_reference(const struct case_row *row, const char *digits)
{
	char wanted[FOLLOW_UP_REFERENCE_BYTES];

	(void)snprintf(wanted, sizeof(wanted), "%s", digits);
	return !case_row_each_reference(row, is_another, wanted);
}
