#include "follow_ups.h"

#include <stdio.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cases.h"
#include "common/json/json_text.h"

struct voice {
	struct case_voice of;   /* labels, by which it is compared */
	char id[CASE_ID_BYTES]; /* the case's */
	bool waits; /* its first report has not come: a follow-up has */
};

struct known_reference {
	char digits[FOLLOW_UP_REFERENCE_BYTES];
	char id[CASE_ID_BYTES]; /* the case's */
};

struct follow_ups {
	const struct desk_store *store;
	size_t n_voices, voices_room;
	struct voice *voices;
	size_t n_references, references_room;
	struct known_reference *references;
};

/* The items with room for one more, or NULL with the old ones as they were. */
static void *
grow(void *items, size_t n, size_t *room, size_t size)
{
	size_t wanted = *room == 0 ? 256 : 2 * *room;
	void *grown;

	if (n < *room)
		return items;
	grown = reallocarray(items, wanted, size);
	if (grown != NULL)
		*room = wanted;
	return grown;
}

static struct voice *
find_voice(const struct follow_ups *f, const struct case_voice *of)
{
	for (size_t i = 0; i < f->n_voices; i++)
		if (memcmp(f->voices[i].of.key, of->key, sizeof(of->key)) == 0)
			return &f->voices[i];
	return NULL;
}

static const struct known_reference *
find_reference(const struct follow_ups *f, const char *digits)
{
	for (size_t i = 0; i < f->n_references; i++)
		if (strcmp(f->references[i].digits, digits) == 0)
			return &f->references[i];
	return NULL;
}

/*
 * Who has no code any more writes the reference where the form asks for an
 * earlier one: of a withdrawal that is heeded, with blanks or without.
 */
static void
take_earlier(const cJSON *report, struct case_link *link)
{
	const char *text = json_text_string(report, "earlier_reference");
	char digits[FOLLOW_UP_REFERENCE_BYTES];
	size_t n = 0;

	if (text == NULL || *link->reference != '\0' ||
	    !case_link_withdraws(report))
		return;
	for (; *text != '\0'; text++) {
		if (*text == ' ' || *text == '-')
			continue;
		if (*text < '0' || *text > '9' || n + 1 == sizeof(digits))
			return;
		digits[n++] = *text;
	}
	if (n != FOLLOW_UP_REFERENCE_DIGITS)
		return;
	digits[n] = '\0';
	memcpy(link->reference, digits, sizeof(digits));
}

bool
follow_ups_decide(const struct follow_ups *f, const char *intake,
    const cJSON *report, enum report_form form, struct case_link *ret_link)
{
	uint8_t key[FOLLOW_UP_VOICE_BYTES];
	struct case_voice of;
	bool has_voice = follow_up_voice(report, key), same_reply = false,
	     is_signed;
	bool follows =
	    cJSON_GetObjectItemCaseSensitive(report, "follows") != NULL;
	const struct voice *voice;
	const struct known_reference *known;

	memset(ret_link, 0, sizeof(*ret_link));
	if (!case_voice_of(f->store, report, &of))
		return false;
	voice = has_voice ? find_voice(f, &of) : NULL;
	follow_up_reference(report, ret_link->reference);
	take_earlier(report, ret_link);
	known = *ret_link->reference == '\0'
	    ? NULL
	    : find_reference(f, ret_link->reference);
	if (known != NULL)
		memcpy(ret_link->reference_case, known->id, CASE_ID_BYTES);
	if (voice != NULL) {
		memcpy(ret_link->voice_case, voice->id, CASE_ID_BYTES);
		same_reply =
		    memcmp(of.reply, voice->of.reply, sizeof(of.reply)) == 0;
	}
	errno = 0;
	is_signed = follows && has_voice && form == REPORT_EXACT &&
	    follow_up_verify(report, intake, key);
	if (!is_signed && errno == ENOMEM)
		return false;
	if (follows && !is_signed)
		ret_link->verdict = CASE_UNSIGNED;
	else if (follows && voice == NULL)
		ret_link->verdict = CASE_WAITS;
	else if (follows)
		ret_link->verdict = same_reply ? CASE_SIGNED : CASE_OTHER_REPLY;
	else if (voice == NULL)
		ret_link->verdict = CASE_ALONE;
	else
		ret_link->verdict =
		    voice->waits && same_reply ? CASE_FIRST : CASE_SAME_VOICE;
	return true;
}

bool
follow_ups_add(struct follow_ups *f, const char *id,
    const struct case_voice *of, const struct case_link *link)
{
	struct voice *voice, *grown;

	if (!of->any)
		return true;
	voice = find_voice(f, of);
	if (link->verdict == CASE_FIRST && voice != NULL)
		voice->waits = false;
	/* Nobody speaks for a case by claiming to. */
	if (voice != NULL ||
	    (link->verdict != CASE_ALONE && link->verdict != CASE_WAITS))
		return true;
	grown =
	    grow(f->voices, f->n_voices, &f->voices_room, sizeof(*f->voices));
	if (grown == NULL)
		return false;
	f->voices = grown;
	voice = &f->voices[f->n_voices++];
	voice->of = *of;
	case_link_head(id, voice->id);
	voice->waits = link->verdict == CASE_WAITS;
	return true;
}

/* Where the reference to add is of. */
struct adding {
	struct follow_ups *f;
	const char *id;
};

static bool
add_reference(void *context, const char *digits)
{
	const struct adding *a = context;
	struct follow_ups *f = a->f;
	struct known_reference *r, *grown;

	grown = grow(f->references, f->n_references, &f->references_room,
	    sizeof(*f->references));
	if (grown == NULL)
		return false;
	f->references = grown;
	r = &f->references[f->n_references++];
	(void)snprintf(r->digits, sizeof(r->digits), "%s", digits);
	case_link_head(a->id, r->id);
	return true;
}

bool
follow_ups_add_entries(struct follow_ups *f, const char *id,
    const struct manifest_entry *entries, size_t n)
{
	struct adding adding = {f, id};
	char digits[FOLLOW_UP_REFERENCE_BYTES];
	bool ok = true;

	for (size_t i = 0; i < n && ok; i++) {
		/* A stick taken without its manifest tells no nonce. */
		if (sodium_is_zero(entries[i].nonce, RECEIPT_NONCE_BYTES))
			continue;
		case_link_reference(
		    entries[i].nonce, entries[i].sha256, digits);
		ok = add_reference(&adding, digits);
	}
	return ok;
}

static bool
add_row(void *context, const struct case_row *row)
{
	struct follow_ups *f = context;
	struct adding adding = {f, row->id};
	struct case_voice voice = row->voice;
	struct reason ignored;
	cJSON *report = NULL;
	bool ok;

	/* One that could not be parted has no labels yet. */
	ok = !row->unparted || case_row_report(row, &report, &ignored);
	if (ok && report != NULL)
		ok = case_voice_of(f->store, report, &voice);
	json_text_wipe(report);
	return ok && case_row_each_reference(row, add_reference, &adding) &&
	    follow_ups_add(f, row->id, &voice, &row->link);
}

struct follow_ups *
follow_ups_read(struct desk_store *s, const struct desk_events *events,
    struct reason *ret_reason)
{
	struct follow_ups *f = calloc(1, sizeof(*f));

	reason_set(ret_reason, "there is not enough memory");
	if (f != NULL)
		f->store = s;
	if (f != NULL && cases_each(s, add_row, f, events, ret_reason))
		return f;
	follow_ups_destroy(f);
	return NULL;
}

void
follow_ups_destroy(struct follow_ups *f)
{
	if (f == NULL)
		return;
	free(f->voices);
	free(f->references);
	free(f);
}
