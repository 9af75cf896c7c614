#include "proposals.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/cases/cases.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/case_keys.h"
#include "client/ui/text/text_fold.h"
#include "common/json/json_text.h"
#include "shingles.h"

#define ALIKE 40 /* percent, from which on it is proposed */

struct comparing {
	struct desk_store *s;
	const struct case_work *of;
	struct shingles *own;
	struct proposals *to;
};

static bool
same_label(const char *a, const char *b)
{
	return a != NULL && b != NULL && *a != '\0' && strcmp(a, b) == 0;
}

/* An attachment of the same bytes, by what each report says of it. */
static bool
share_attachment(const cJSON *a, const cJSON *b)
{
	const cJSON *one, *other;

	cJSON_ArrayForEach (
	    one, cJSON_GetObjectItemCaseSensitive(a, "attachments"))
		cJSON_ArrayForEach (
		    other, cJSON_GetObjectItemCaseSensitive(b, "attachments"))
			if (same_label(json_text_string(one, "sha256"),
				json_text_string(other, "sha256")))
				return true;
	return false;
}

static bool
same_name(const char *a, const char *b)
{
	char *x, *y;
	bool same;

	if (*a == '\0' || *b == '\0')
		return false;
	x = text_fold(a, strlen(a));
	y = text_fold(b, strlen(b));
	same = x != NULL && y != NULL && strlen(x) > 1 && strcmp(x, y) == 0;
	text_fold_free(x);
	text_fold_free(y);
	return same;
}

#define NAMES_MAX \
	50 /* of one report: a thousand by a thousand would be slow \
	    */

static bool
share_person(const cJSON *a, const cJSON *b)
{
	const cJSON *one, *other;
	size_t n = 0, m;

	cJSON_ArrayForEach (
	    one, cJSON_GetObjectItemCaseSensitive(a, "victims")) {
		if (++n > NAMES_MAX)
			break;
		m = 0;
		cJSON_ArrayForEach (
		    other, cJSON_GetObjectItemCaseSensitive(b, "victims")) {
			if (++m > NAMES_MAX)
				break;
			if (same_name(work_text(one, "name"),
				work_text(other, "name")) ||
			    same_name(work_text(one, "name_latin"),
				work_text(other, "name_latin")))
				return true;
		}
	}
	return false;
}

/* Whether a person decided already: linked, or not the same. */
static bool
is_decided(const cJSON *work, uint32_t number)
{
	static const char *const lists[] = {WORK_LINKS, "dismissed"};

	for (size_t i = 0; i < 2; i++) {
		const cJSON *item;

		cJSON_ArrayForEach (item, work_look(work, lists[i])) {
			uint64_t with;

			if (json_text_integer(item, "with", &with) &&
			    with == number &&
			    *work_text(item, "undone") == '\0')
				return true;
		}
	}
	return false;
}

static unsigned
weight(const struct proposal *p)
{
	return p->alike + ((p->rules & PROPOSAL_REPLY_KEY) != 0 ? 1000 : 0) +
	    ((p->rules & PROPOSAL_ATTACHMENT) != 0 ? 500 : 0) +
	    ((p->rules & PROPOSAL_PERSON) != 0 ? 200 : 0);
}

/* In order of weight; the weakest goes where there is no room. */
static void
add(struct proposals *to, const struct proposal *p)
{
	size_t at = 0;

	while (at < to->n && weight(&to->list[at]) >= weight(p))
		at++;
	if (to->n == PROPOSALS_MAX)
		to->more++;
	else
		to->n++;
	if (at >= PROPOSALS_MAX)
		return;
	memmove(
	    &to->list[at + 1], &to->list[at], (to->n - at - 1) * sizeof(*p));
	to->list[at] = *p;
}

static bool
compare(void *context, const struct case_row *row)
{
	struct comparing *c = context;
	const struct case_row *own = c->of->row;
	struct proposal p = {.rules = 0};
	struct reason ignored;
	cJSON *report;
	int alike;

	if (case_link_is_item(row->id) || strcmp(row->id, own->id) == 0 ||
	    row->report == NULL || row->disposal != NULL ||
	    is_decided(c->of->work, case_keys_number(row->id)))
		return true;
	if (!case_row_report(row, &report, &ignored))
		return false;
	memcpy(p.id, row->id, sizeof(p.id));
	if (row->voice.any && own->voice.any &&
	    !sodium_is_zero(own->voice.reply, sizeof(own->voice.reply)) &&
	    sodium_memcmp(row->voice.reply, own->voice.reply,
		sizeof(own->voice.reply)) == 0)
		p.rules |= PROPOSAL_REPLY_KEY;
	if (share_attachment(report, c->of->report))
		p.rules |= PROPOSAL_ATTACHMENT;
	if (share_person(report, c->of->report))
		p.rules |= PROPOSAL_PERSON;
	alike = shingles_alike(c->own, work_text(report, "narrative"));
	if (alike >= ALIKE) {
		p.rules |= PROPOSAL_TEXT;
		p.alike = (unsigned)alike;
	}
	json_text_wipe(report);
	if (p.rules != 0)
		add(c->to, &p);
	return alike >= 0;
}

bool
proposals_of(struct desk_store *s, const struct case_work *of,
    struct proposals *ret_proposals, const struct desk_events *events,
    struct reason *ret_reason)
{
	struct comparing c = {.s = s, .of = of, .to = ret_proposals};
	bool ok;

	memset(ret_proposals, 0, sizeof(*ret_proposals));
	reason_set(ret_reason, "there is not enough memory");
	c.own = shingles_create(work_text(of->report, "narrative"));
	ok = c.own != NULL && cases_each(s, compare, &c, events, ret_reason);
	shingles_destroy(c.own);
	return ok;
}

int
proposals_alike(const char *one, const char *other)
{
	struct shingles *s = shingles_create(one);
	int alike = s == NULL ? -1 : shingles_alike(s, other);

	shingles_destroy(s);
	return alike;
}
