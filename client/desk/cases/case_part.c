/* A report in two: what it says, and who told it (docs/VAULT.md 4). */
#include "case_source_parts.h"

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/json/json_member.h"

/* What tells who told it: members of the report, and of its `sender`. */
static const char *const of_report[] = {
    "reply_recipient", "voice_key", "follows"};
static const char *const of_sender[] = {"identity", "safe_contact"};

/* A report on its way in two: what it says, and who told it. */
struct parting {
	struct byte_writer report;
	struct byte_writer told;
	struct byte_writer sender; /* of what goes apart */
	bool any;                  /* in the object under way */
};

static void
put_member(struct byte_writer *w, bool *any, const struct json_member *m)
{
	if (*any)
		byte_writer_u8(w, ',');
	*any = true;
	byte_writer_put(w, m->text, m->len);
}

static bool
is_one_of(const struct json_member *m, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (json_member_is(m, names[i]))
			return true;
	return false;
}

static bool
part_sender(void *context, const struct json_member *m)
{
	struct parting *p = context;
	bool more = p->sender.len > 1; /* behind its bracket */

	if (is_one_of(m, of_sender, sizeof(of_sender) / sizeof(*of_sender)))
		put_member(&p->sender, &more, m);
	else
		put_member(&p->report, &p->any, m);
	return true;
}

static bool
part_member(void *context, const struct json_member *m)
{
	struct parting *p = context;
	bool more = true; /* `told` begins with the file key */
	bool is_sender = json_member_is(m, "sender");

	if (is_one_of(m, of_report, sizeof(of_report) / sizeof(*of_report)) ||
	    (is_sender && *m->value != '{')) {
		put_member(&p->told, &more, m);
		return true;
	}
	if (!is_sender) {
		put_member(&p->report, &p->any, m);
		return true;
	}
	byte_writer_text(&p->report, p->any ? ",\"sender\":{" : "\"sender\":{");
	p->any = false;
	if (!json_members(m->value, m->value_len, part_sender, p))
		return false;
	byte_writer_u8(&p->report, '}');
	p->any = true;
	return true;
}

/* Both texts; false: memory, or it is no object. */
static bool
part(struct parting *p, const char *report, size_t len, const uint8_t *file_key)
{
	char key[2 * AGE_FILE_KEY_BYTES + 1];

	hex_encode(file_key, AGE_FILE_KEY_BYTES, key);
	byte_writer_text(&p->report, "{");
	byte_writer_text(&p->sender, "{");
	byte_writer_text(&p->told, "{\"file_key\":\"");
	byte_writer_text(&p->told, key);
	byte_writer_text(&p->told, "\"");
	sodium_memzero(key, sizeof(key));
	if (!json_members(report, len, part_member, p))
		return false;
	byte_writer_text(&p->report, "}");
	if (p->sender.len > 1) {
		byte_writer_text(&p->told, ",\"sender\":");
		byte_writer_put(&p->told, p->sender.data, p->sender.len);
		byte_writer_text(&p->told, "}");
	}
	byte_writer_text(&p->told, "}");
	return !p->report.failed && !p->told.failed && !p->sender.failed;
}

bool
case_source_part(const char *report, size_t len, const uint8_t *file_key,
    const struct age_recipient *to, cJSON *row)
{
	struct parting p = {.any = false};
	bool ok;

	byte_writer_init(&p.report, APART_MAX);
	byte_writer_init(&p.told, APART_MAX);
	byte_writer_init(&p.sender, APART_MAX);
	ok = part(&p, report, len, file_key) &&
	    case_source_seal(row, "source", to, p.told.data, p.told.len) &&
	    cJSON_AddStringToObject(
		row, "report", (const char *)p.report.data) != NULL;
	byte_writer_finish(&p.report);
	byte_writer_finish(&p.told);
	byte_writer_finish(&p.sender);
	return ok;
}
