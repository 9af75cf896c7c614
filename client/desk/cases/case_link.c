#include "case_link.h"

#include <stdio.h>
#include <string.h>

#include "common/json/json_text.h"

#define MEMBER "follows"

/* As they stand in a row. */
static const char *const verdicts[] = {
    [CASE_ALONE] = "",
    [CASE_SIGNED] = "signed",
    [CASE_FIRST] = "",
    [CASE_WAITS] = "waits",
    [CASE_UNSIGNED] = "unsigned",
    [CASE_OTHER_REPLY] = "other-reply",
    [CASE_SAME_VOICE] = "same-voice",
};

static void
copy_member(const cJSON *object, const char *member, char *out, size_t size)
{
	const char *text = json_text_string(object, member);

	(void)snprintf(out, size, "%s", text == NULL ? "" : text);
}

void
case_link_read(const cJSON *row, struct case_link *ret_link)
{
	const cJSON *object = cJSON_GetObjectItemCaseSensitive(row, MEMBER);
	const char *verdict = json_text_string(object, "verdict");

	memset(ret_link, 0, sizeof(*ret_link));
	if (verdict == NULL || *verdict == '\0')
		return;
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (strcmp(verdict, verdicts[i]) == 0)
			ret_link->verdict = (enum case_verdict)i;
	copy_member(object, "voice_case", ret_link->voice_case,
	    sizeof(ret_link->voice_case));
	copy_member(object, "reference", ret_link->reference,
	    sizeof(ret_link->reference));
	copy_member(object, "reference_case", ret_link->reference_case,
	    sizeof(ret_link->reference_case));
}

bool
case_link_put(cJSON *row, const struct case_link *link)
{
	cJSON *object;

	cJSON_DeleteItemFromObjectCaseSensitive(row, MEMBER);
	if (*verdicts[link->verdict] == '\0')
		return true;
	object = cJSON_AddObjectToObject(row, MEMBER);
	return object != NULL &&
	    cJSON_AddStringToObject(
		object, "verdict", verdicts[link->verdict]) != NULL &&
	    cJSON_AddStringToObject(object, "voice_case", link->voice_case) !=
	    NULL &&
	    cJSON_AddStringToObject(object, "reference", link->reference) !=
	    NULL &&
	    cJSON_AddStringToObject(
		object, "reference_case", link->reference_case) != NULL;
}

/* What is to be said of the reference that it names; "" where it fits. */
static void
put_reference(const struct case_link *link, char *out, size_t size)
{
	bool fits = link->verdict == CASE_SIGNED &&
	    strcmp(link->reference_case, link->voice_case) == 0;

	*out = '\0';
	if (*link->reference == '\0' || fits)
		return;
	if (*link->reference_case == '\0')
		(void)snprintf(out, size,
		    "; the reference %s was not known here", link->reference);
	else
		(void)snprintf(out, size, "; the reference %s is of case %s",
		    link->reference, link->reference_case);
}

/* What keeps a claim apart, up to the reference. */
static void
put_why(const struct case_link *link, char *out, size_t size)
{
	*out = '\0';
	if (link->verdict == CASE_WAITS)
		(void)snprintf(
		    out, size, "no report of that voice key is known");
	else if (link->verdict == CASE_OTHER_REPLY)
		(void)snprintf(out, size,
		    "signed by the code of case %s, but names another key for "
		    "replies",
		    link->voice_case);
	else
		(void)snprintf(out, size, "the signature does not verify%s%s",
		    *link->voice_case == '\0' ? ""
					      : "; it names the voice key of "
						"case ",
		    link->voice_case);
}

void
case_link_text(
    const struct case_link *link, char ret_text[static CASE_LINK_TEXT_BYTES])
{
	char why[100], more[100];

	put_why(link, why, sizeof(why));
	put_reference(link, more, sizeof(more));
	*ret_text = '\0';
	switch (link->verdict) {
	case CASE_ALONE:
	case CASE_FIRST:
		break;
	case CASE_SIGNED:
		(void)snprintf(ret_text, CASE_LINK_TEXT_BYTES,
		    "follow-up of case %s, signed by the same code%s",
		    link->voice_case, more);
		break;
	case CASE_SAME_VOICE:
		(void)snprintf(ret_text, CASE_LINK_TEXT_BYTES,
		    "names the voice key of case %s, and is not signed by it",
		    link->voice_case);
		break;
	case CASE_WAITS:
	case CASE_UNSIGNED:
	case CASE_OTHER_REPLY:
		(void)snprintf(ret_text, CASE_LINK_TEXT_BYTES,
		    "claims to follow %s; %s%s",
		    *link->reference == '\0' ? "an earlier report"
					     : link->reference,
		    why, more);
		break;
	}
}

bool
case_link_withdraws(const cJSON *report)
{
	const char *kind = json_text_string(report, "kind");

	return kind != NULL && strcmp(kind, "withdraw") == 0;
}

bool
case_link_is_signed(const struct case_link *link)
{
	return link->verdict == CASE_SIGNED || link->verdict == CASE_WAITS;
}

void
case_link_reference(const uint8_t nonce[static RECEIPT_NONCE_BYTES],
    const uint8_t sha256[static 32],
    char ret_digits[static FOLLOW_UP_REFERENCE_BYTES])
{
	char text[RECEIPT_REFERENCE_BYTES], *out = ret_digits;
	uint8_t entry[RECEIPT_ENTRY_BYTES];

	receipt_entry(nonce, sha256, entry);
	receipt_reference(entry, text);
	for (const char *c = text; *c != '\0'; c++)
		if (*c != ' ')
			*out++ = *c;
	*out = '\0';
}

void
case_link_head(const char *id, char ret_id[static CASE_ID_BYTES])
{
	(void)snprintf(
	    ret_id, CASE_ID_BYTES, "%.*s", (int)strcspn(id, "."), id);
}

bool
case_link_is_item(const char *id)
{
	return strchr(id, '.') != NULL;
}
