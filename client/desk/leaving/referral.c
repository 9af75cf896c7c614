/*
 * A case for another intake's desk: what was told, without who told it, and
 * the letter, as an envelope that this desk can't open either (docs/CASES.md
 * 8).
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/cases/case_attachments.h"
#include "client/desk/rules/consent.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/journal.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/randomness.h"
#include "common/envelope/seal.h"
#include "common/json/json_canonical.h"
#include "common/json/json_text.h"
#include "common/report/padding.h"
#include "common/report/ustar.h"
#include "leaving_parts.h"
#include "leaving_tar.h"

#define LETTER_NAME "referral.txt"
#define LETTER_MAX (4u << 20)

struct referring {
	const struct leaving *l;
	struct leaving_files *f;
	struct leaving_tar tar;
	struct byte_writer letter, report;
	struct byte_writer listed; /* SHA-256 and name of each attachment */
	uint64_t letter_number;    /* as an attachment */
	struct sealer *sealer;
	enum envelope_status status;
};

/*
 * Whoever signs makes the same envelope again: what is drawn hangs on the
 * store's key, on what was told, and on when it was written.  Where the case's
 * key was destroyed nobody draws it any more.
 */
static struct randomness *
randomness_of(const struct referring *r)
{
	struct randomness *random = secret_alloc(sizeof(*random));
	uint8_t key[DESK_STORE_KEY_BYTES];
	crypto_generichash_state state;
	char text[128];

	if (random == NULL)
		return NULL;
	desk_store_derive(vault_store(r->l->v), "valise-referral/1", key);
	(void)snprintf(text, sizeof(text), "%s %" PRIu64 " %" PRIu64 "\n",
	    r->l->w->row->id, work_number(r->l->action), r->l->journal);
	(void)crypto_generichash_init(
	    &state, key, sizeof(key), sizeof(random->seed));
	(void)crypto_generichash_update(
	    &state, (const uint8_t *)text, strlen(text));
	(void)crypto_generichash_update(&state, r->report.data, r->report.len);
	(void)crypto_generichash_final(
	    &state, random->seed, sizeof(random->seed));
	random->draws = 0;
	sodium_memzero(key, sizeof(key));
	sodium_memzero(&state, sizeof(state));
	return random;
}

/* The key that is real today; false with a reason. */
static bool
find_recipient(const struct referring *r, struct age_recipient *ret)
{
	const struct directory *d = vault_directory(r->l->v);
	const char *to = work_text(r->l->action, "to");
	const struct directory_intake *intake =
	    d == NULL ? NULL : directory_intake(d, to);
	const struct directory_epoch *epoch = intake == NULL
	    ? NULL
	    : directory_epoch(intake, journal_now(vault_store(r->l->v)));

	if (intake == NULL)
		reason_set(r->f->reason,
		    "a referral is to an intake of the directory, by its id: "
		    "action text --to");
	else if (strcmp(to, vault_intake(r->l->v)) == 0)
		reason_set(r->f->reason, "that is this desk");
	else if (directory_time(d, journal_now(vault_store(r->l->v))) ==
	    DIRECTORY_EXPIRED)
		reason_set(r->f->reason,
		    "the directory has expired: a key in it may be none any "
		    "more");
	else if (epoch == NULL)
		reason_set(r->f->reason,
		    "the directory has no key of that intake for today");
	else if (age_recipient_parse(
		     epoch->recipient, strlen(epoch->recipient), ret) &&
	    ret->type == AGE_HYBRID)
		return true;
	else
		reason_set(r->f->reason, "that intake's key is malformed");
	return false;
}

/* What its list says of each file, for what is measured to be held against. */
static bool
list_parts(struct referring *r, const cJSON *report)
{
	const cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(report, "attachments"))
		byte_writer_printf(&r->listed,
		    "%s  attachments/%04" PRIu64 "\n",
		    work_text(item, "sha256"), work_number(item));
	return !r->listed.failed;
}

/* All of them, and no other: else nobody opens it. */
static bool
is_as_listed(struct referring *r)
{
	const char *list = (const char *)r->tar.list.data;
	const char *behind = list == NULL ? NULL : strchr(list, '\n');

	/* The first line is the report's own. */
	if (behind != NULL && r->listed.data != NULL &&
	    strcmp(behind + 1, (const char *)r->listed.data) == 0)
		return true;
	reason_set(r->f->reason,
	    "its attachments are not those that its report lists: check");
	return false;
}

/* The letter as the last attachment. */
static bool
put_letter(struct referring *r, cJSON *report)
{
	cJSON *list = work_list(report, "attachments");
	cJSON *item = cJSON_CreateObject();
	uint8_t hash[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1];

	r->letter_number = (uint64_t)cJSON_GetArraySize(list) + 1;
	if (r->letter_number > REPORT_ATTACHMENTS_MAX) {
		reason_set(r->f->reason,
		    "it has as many attachments as an envelope takes, and the "
		    "letter is one more");
		cJSON_Delete(item);
		return false;
	}
	sha256_hash(r->letter.data, r->letter.len, hash);
	hex_encode(hash, sizeof(hash), hex);
	if (list != NULL && item != NULL &&
	    work_put_number(item, "number", r->letter_number) &&
	    work_put(item, "name", LETTER_NAME) &&
	    work_put_number(item, "size", r->letter.len) &&
	    work_put(item, "sha256", hex) &&
	    work_put(item, "form", "original") &&
	    cJSON_AddItemToArray(list, item))
		return true;
	cJSON_Delete(item);
	return false;
}

/* As it stands today, and not as it was told once: who told it may have taken
 * back what the report says.  Of others that desk asks them. */
static bool
put_consent(const struct referring *r, cJSON *report)
{
	cJSON *own, *list;
	char use[] = "C0";
	bool ok;

	cJSON_DeleteItemFromObjectCaseSensitive(report, "consent");
	list = work_list(report, "consent");
	own = cJSON_CreateObject();
	if (list == NULL || own == NULL || !cJSON_AddItemToArray(list, own)) {
		cJSON_Delete(own);
		return false;
	}
	ok = work_put(own, "person", "self");
	for (; use[1] <= '9' && ok; use[1]++)
		ok = work_put(own, use,
		    consent_of(r->l->w->work, WORK_SOURCE_PERSON, use,
			r->l->day) == CONSENT_GIVEN
			? "yes"
			: "no");
	return ok;
}

/* What a file was called may say whose it was. */
static bool
unname(cJSON *report)
{
	static const char *const members[] = {
	    "name_base64", "made_by", "got_when"};
	cJSON *item;
	bool ok = true;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(report, "attachments")) {
		const char *name = work_text(item, "name");
		const char *dot = strrchr(name, '.');
		char own[40];

		if (dot == NULL || strlen(dot) > 6 ||
		    strspn(dot + 1,
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"0123456789") != strlen(dot + 1))
			dot = "";
		(void)snprintf(own, sizeof(own), "attachment-%04" PRIu64 "%s",
		    work_number(item), dot);
		ok = ok && work_put(item, "name", own);
		for (size_t i = 0; i < sizeof(members) / sizeof(members[0]);
		     i++)
			cJSON_DeleteItemFromObjectCaseSensitive(
			    item, members[i]);
	}
	return ok;
}

/* What was told, by the members that this program knows; not who told it, whom
 * that desk has no way to answer, nor what leads to another of that one's. */
static void
keep_known(cJSON *report)
{
	static const char members[] =
	    "format lists_version kind text_language victims un_bodies "
	    "cooperation why_linked nature acts narrative "
	    "narrative_attachment actors state_concerned law_cited detention "
	    "risk_if_acted gender_dimension situation_now danger_now deadline "
	    "effect_on_cooperation domestic_steps other_bodies un_document "
	    "action_wanted attachments";
	cJSON *item = report->child, *next;

	for (; item != NULL; item = next) {
		next = item->next;
		if (!rule_code_is(members, item->string))
			cJSON_Delete(cJSON_DetachItemViaPointer(report, item));
	}
}

static bool
write_report(struct referring *r)
{
	cJSON *report = NULL;
	bool ok;

	if (!case_row_report(r->l->w->row, &report, r->f->reason) ||
	    report == NULL)
		return false;
	keep_known(report);
	ok = unname(report) && put_consent(r, report) && put_letter(r, report);
	if (ok && !json_canonical_write(&r->report, report)) {
		reason_set(r->f->reason,
		    "the report, with the letter in its list, is too long for "
		    "an envelope, or has a number that is not whole");
		ok = false;
	}
	ok = ok && list_parts(r, report);
	json_text_wipe(report);
	return ok;
}

static bool
start_attachment(void *context, unsigned number)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "attachments/%04u", number);
	return leaving_tar_start(context, name);
}

static bool
pass(struct referring *r)
{
	const struct case_row *row = r->l->w->row;
	const struct byte_sink sink = {leaving_tar_put, &r->tar};

	return leaving_tar_part(
		   &r->tar, "report.json", r->report.data, r->report.len) &&
	    (!case_attachments_are_there(row) ||
		case_attachments_each(r->l->v, row, start_attachment, &sink,
		    &r->tar, r->f->reason)) &&
	    start_attachment(&r->tar, (unsigned)r->letter_number) &&
	    leaving_tar_put(&r->tar, r->letter.data, r->letter.len);
}

static bool
into_file(void *context, const void *bytes, size_t len)
{
	struct referring *r = context;

	return leaving_file_put(r->f, bytes, len);
}

static bool
into_sealer(void *context, const void *bytes, size_t len)
{
	struct referring *r = context;

	r->status = sealer_write(r->sealer, bytes, len);
	return r->status == ENVELOPE_OK;
}

/* The end of an archive, and what hides its length (docs/ENVELOPE.md 4). */
static bool
put_padding(struct referring *r)
{
	static const uint8_t zeroes[8192];
	const uint64_t len = leaving_tar_bytes(&r->tar) + USTAR_END_BYTES;
	uint64_t left = USTAR_END_BYTES + padding_bucket(len) - len;

	while (left > 0) {
		const size_t take =
		    left < sizeof(zeroes) ? (size_t)left : sizeof(zeroes);

		if (!into_sealer(r, zeroes, take))
			return false;
		left -= take;
	}
	r->status = sealer_finish(r->sealer);
	return r->status == ENVELOPE_OK;
}

static bool
seal(struct referring *r, const struct age_recipient *recipient)
{
	const struct byte_sink file = {into_file, r};
	struct randomness *random = randomness_of(r);
	bool ok = random != NULL;

	if (ok) {
		r->status =
		    sealer_create_from(random, recipient, &file, &r->sealer);
		ok = r->status == ENVELOPE_OK;
	}
	ok = ok && pass(r) && leaving_tar_written(&r->tar) && put_padding(r);
	/* What the disk said of a write is the reason already. */
	if (r->status != ENVELOPE_OK && r->status != ENVELOPE_WRITE_FAILED)
		reason_set(r->f->reason, "%s", envelope_status_text(r->status));
	sealer_destroy(r->sealer);
	secret_free(random);
	return ok;
}

bool
leaving_make_referral(const struct leaving *l, struct leaving_files *f)
{
	struct referring r = {.l = l, .f = f, .status = ENVELOPE_OK};
	const struct byte_sink out = {into_sealer, &r};
	struct age_recipient recipient;
	struct letter letter;
	bool ok;

	byte_writer_init(&r.letter, LETTER_MAX);
	byte_writer_init(&r.report, REPORT_MAX);
	byte_writer_init(&r.listed, 1u << 20);
	ok = find_recipient(&r, &recipient);
	if (ok) {
		letter_of(l, false, &letter);
		reason_set(f->reason, "it can't be made of what is there");
		ok = letter_write_text(&letter, &r.letter) && !r.letter.failed;
	}
	ok = ok && write_report(&r);
	ok = leaving_tar_begin(&r.tar, &out) && ok;
	ok = ok && pass(&r) && leaving_tar_measured(&r.tar) &&
	    is_as_listed(&r) && leaving_file_begin(f, "referral.age") &&
	    seal(&r, &recipient) && leaving_file_end(f);
	leaving_tar_finish(&r.tar);
	byte_writer_finish(&r.letter);
	byte_writer_finish(&r.report);
	byte_writer_finish(&r.listed);
	return ok;
}
