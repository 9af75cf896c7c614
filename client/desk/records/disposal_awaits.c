/* Which keys of epochs a disposal waits for. */
#include "disposal_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"

/* The key that opened it; where that is not known, any may. */
bool
disposal_await_item(struct planning *p, const struct case_row *row)
{
	void *grown;

	if (row->epoch == NULL ||
	    strlen(row->epoch) != DESK_STORE_NAME_ID_BYTES - 1) {
		p->plan->any = true;
		return true;
	}
	if (p->n_named == p->room_named) {
		p->room_named = p->room_named == 0 ? 16 : 2 * p->room_named;
		grown =
		    reallocarray(p->named, p->room_named, sizeof(*p->named));
		if (grown == NULL)
			return false;
		p->named = grown;
	}
	(void)snprintf(
	    p->named[p->n_named++], DESK_STORE_NAME_ID_BYTES, "%s", row->epoch);
	return true;
}

/* One that it waits for, each once; `after` may be "". */
static bool
await(struct planning *p, const char *id, const char *after)
{
	struct disposal_plan *plan = p->plan;
	const cJSON *item;
	cJSON *one;

	cJSON_ArrayForEach (item, plan->awaits) {
		const char *other = json_text_string(item, "epoch");

		if (other != NULL && strcmp(other, id) == 0)
			return true;
	}
	one = cJSON_CreateObject();
	if (one == NULL || !cJSON_AddItemToArray(plan->awaits, one)) {
		cJSON_Delete(one);
		return false;
	}
	plan->n_epochs++;
	if (strcmp(after, plan->after) > 0)
		(void)snprintf(plan->after, sizeof(plan->after), "%s", after);
	return cJSON_AddStringToObject(one, "epoch", id) != NULL &&
	    cJSON_AddStringToObject(one, "after", after) != NULL;
}

static bool
is_named(const struct planning *p, const char *id)
{
	for (size_t i = 0; i < p->n_named; i++)
		if (strcmp(p->named[i], id) == 0)
			return true;
	return false;
}

/* A key of the directory that lives. */
static bool
add_epoch(void *context, const struct vault_epoch *e)
{
	struct planning *p = context;
	char id[DESK_STORE_NAME_ID_BYTES], after[UTC_DAY_BYTES];

	desk_store_name_id(e->listed->recipient, id);
	utc_time_day(e->listed->destroyed_after, after);
	return vault_epoch_ended(p->v, id) == DESK_FOUND ||
	    (!p->plan->any && !is_named(p, id)) || await(p, id, after);
}

/* Also those that the directory has no more. */
bool
disposal_await_all(struct planning *p)
{
	size_t more, missing;

	if (!vault_each_epoch(p->v, add_epoch, p, p->reason))
		return false;
	for (size_t i = 0; i < p->n_named; i++)
		if (vault_epoch_ended(p->v, p->named[i]) != DESK_FOUND &&
		    !await(p, p->named[i], ""))
			return false;
	if (!vault_epochs_stray(p->v, &more, &missing, p->reason))
		return false;
	p->plan->n_stray = more + (p->plan->any ? missing : 0);
	return true;
}
