#include "case_desk.h"

#include <stdio.h>
#include <string.h>

#include "client/desk/cases/case_tables.h"
#include "client/desk/store/journal.h"
#include "common/json/json_text.h"
#include "common/notes/persons.h"

#define SETTINGS "settings"

/* Those of its roles that this program knows. */
static void
roles_of(const struct staff_entry *e, char *ret_roles, size_t size)
{
	static const char *const known[] = {
	    "officer", "intake", "verifier", "head"};
	char role[32];
	size_t len = 0;

	*ret_roles = '\0';
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (staff_role(e, known[i], role, sizeof(role)))
			len += (size_t)snprintf(ret_roles + len, size - len,
			    "%s%s", len > 0 ? " " : "", known[i]);
}

static void
read_settings(struct vault *v, struct verification_standard *ret)
{
	struct reason ignored;
	cJSON *row;
	uint64_t sources = 0;

	if (desk_store_has(vault_store(v), TABLE_META, SETTINGS) == DESK_ABSENT)
		return;
	row = desk_store_get(vault_store(v), TABLE_META, SETTINGS, &ignored);
	/* One that can't be read asks for more, and not for less. */
	if (!json_text_integer(row, "sources", &sources))
		sources = 3;
	ret->sources = (unsigned)sources;
	cJSON_Delete(row);
}

/* Of a desk without a directory nothing leaves: 0 is none that can be met. */
static unsigned
signatures_of(struct vault *v)
{
	const struct directory_intake *intake = vault_directory(v) == NULL
	    ? NULL
	    : directory_intake(vault_directory(v), vault_intake(v));

	return intake == NULL ? 0 : intake->desk_keys.threshold;
}

void
case_desk_of(struct vault *v, struct case_desk *ret)
{
	const struct persons *p = vault_persons(v);
	const int64_t now = journal_now(vault_store(v));
	size_t n = 0;

	memset(ret, 0, sizeof(*ret));
	utc_time_day(now, ret->day);
	(void)snprintf(
	    ret->who, sizeof(ret->who), "%s", desk_store_actor(vault_store(v)));
	if (vault_is_trial(v)) {
		ret->staff[n].id = ret->who;
		ret->staff[n++].roles = CASE_DESK_ROLES;
	} else if (p != NULL) {
		for (size_t i = 0; i < p->n_staff && n < CASE_DESK_STAFF_MAX;
		     i++) {
			const struct staff_entry *e = &p->staff[i];

			if (persons_staff(p, e->id, now) != e)
				continue;
			roles_of(e, ret->roles[n], sizeof(ret->roles[n]));
			ret->staff[n].id = e->id;
			ret->staff[n].roles = ret->roles[n];
			n++;
		}
	}
	ret->now = (struct rule_now){.day = ret->day,
	    .who = ret->who,
	    .staff = ret->staff,
	    .n_staff = n};
	read_settings(v, &ret->now.standard);
	ret->now.signatures = signatures_of(v);
}

bool
case_desk_set_sources(
    struct vault *v, unsigned sources, struct reason *ret_reason)
{
	cJSON *row = cJSON_CreateObject();
	bool ok;

	reason_set(ret_reason, "the case store can't be written");
	ok = row != NULL &&
	    cJSON_AddNumberToObject(row, "sources", sources) != NULL &&
	    desk_store_begin(vault_store(v)) &&
	    desk_store_end(vault_store(v),
		desk_store_put(vault_store(v), TABLE_META, SETTINGS, row) &&
		    journal_add(vault_store(v), "settings", "sources"));
	cJSON_Delete(row);
	return ok;
}
