/* What a vault trusts, kept where only it can write (docs/VAULT.md 2). */
#include "vault.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/decimal_digits.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "client/desk/store/journal.h"
#include "vault_parts.h"

#define TABLE_PIN "pin"
#define PIN_ID "authority"

/* The digits beside the store, to be freed; NULL with a reason. */
static char *
read_digits(const struct vault *v, struct reason *reason)
{
	char *path = vault_path(v, "fingerprint");
	uint8_t *digits = NULL;
	size_t len;

	reason_set(reason, "there is not enough memory");
	if (path != NULL && !durable_file_read(path, 256, &digits, &len)) {
		reason_set(reason, "%s: %s", path, strerror(errno));
		digits = NULL;
	}
	free(path);
	return (char *)digits;
}

#define FINGERPRINT_DIGITS 50

/* However somebody typed them. */
static bool
are_same(const char *a, const char *b)
{
	char one[FINGERPRINT_DIGITS + 1], other[FINGERPRINT_DIGITS + 1];

	return decimal_digits_read(a, strlen(a), FINGERPRINT_DIGITS, one) &&
	    decimal_digits_read(b, strlen(b), FINGERPRINT_DIGITS, other) &&
	    strcmp(one, other) == 0;
}

/* What the row says; false with a reason where it can't be told. */
static bool
read_row(struct vault *v, cJSON **ret_row, struct reason *reason)
{
	*ret_row = NULL;
	switch (desk_store_has(v->store, TABLE_PIN, PIN_ID)) {
	case DESK_ABSENT:
		/* It is written with the first directory, before all else. */
		if (desk_store_writable(v->store))
			return true;
		reason_set(reason,
		    "the row that says whom it trusts is gone: bring this "
		    "vault back from a copy");
		return false;
	case DESK_FOUND:
		*ret_row = desk_store_get(v->store, TABLE_PIN, PIN_ID, reason);
		return *ret_row != NULL;
	case DESK_UNREADABLE:
		break;
	}
	reason_set(reason, "the case store can't be read");
	return false;
}

static bool
is_in_use(const struct vault *v, uint64_t version, const char *hash)
{
	char hex[65] = "";

	if (v->directory == NULL || v->directory->version != version)
		return false;
	hex_encode(v->directory->hash, sizeof(v->directory->hash), hex);
	return hash != NULL && strcmp(hex, hash) == 0;
}

/* Not older than what was in use, nor another of that version. */
static bool
is_new_enough(struct vault *v, const cJSON *row, struct reason *reason)
{
	const char *hash = json_text_string(row, "directory");
	uint64_t version;

	if (!json_text_integer(row, "version", &version)) {
		reason_set(reason, "the row of what is trusted is malformed");
		return false;
	}
	if (is_in_use(v, version, hash) ||
	    (v->directory != NULL && v->directory->version > version))
		return true;
	if (vault_bring_back(v, version, reason) && is_in_use(v, version, hash))
		return true;
	reason_set(reason,
	    "the directory beside it is older than version %" PRIu64
	    ", which was in use: somebody set it back. directory adopt takes "
	    "that version or a later one",
	    version);
	return false;
}

/* The vault's own number lies in the clear; heads on sticks go by it. */
static bool
has_number(const struct vault *v, const cJSON *row)
{
	const char *number = json_text_string(row, "vault");

	return number != NULL && strcmp(number, v->number) == 0;
}

static bool
is_mac(const struct vault *v, const cJSON *row, const char *member)
{
	const char *held = json_text_string(row, member);
	char hex[65];

	hex_encode(v->shares->mac, sizeof(v->shares->mac), hex);
	return held != NULL && strcmp(held, hex) == 0;
}

/*
 * Who holds what lies in the clear, under a key that who left knows: it is what
 * was written last, or was about to be.  A copy of it goes on only where those
 * who unlock say so.
 */
static bool
are_shares_in_use(struct vault *v, const cJSON *row, struct reason *reason)
{
	/* A trial has none, and an older program's row says nothing. */
	if (v->shares == NULL || json_text_string(row, "shares") == NULL ||
	    is_mac(v, row, "shares") || is_mac(v, row, "next"))
		return true;
	if (v->say_other_shares) {
		v->other_shares = true;
		return true;
	}
	reason_set(reason,
	    "shares.json is not the one that was in use last: somebody set it "
	    "back, or keys of another day were restored. Who left may hold "
	    "those of another day, and what they open from now on. Who all "
	    "know why open it with --other-shares, and make new ones at once: "
	    "share renew");
	return false;
}

bool
vault_trust(struct vault *v, struct reason *ret_reason)
{
	const char *held;
	char *digits = NULL;
	cJSON *row;
	bool ok = read_row(v, &row, ret_reason);

	if (ok && row != NULL) {
		digits = read_digits(v, ret_reason);
		held = json_text_string(row, "digits");
		ok = digits != NULL;
		if (ok && (held == NULL || !are_same(held, digits))) {
			ok = false;
			reason_set(ret_reason,
			    "the digits in %s/fingerprint are not those that "
			    "this vault first trusted: somebody changed them, "
			    "and the directory with them",
			    v->folder);
		}
		/* An older program's row has none. */
		if (ok && json_text_string(row, "vault") != NULL &&
		    !has_number(v, row)) {
			ok = false;
			reason_set(ret_reason,
			    "the number in %s/vault is not this vault's: "
			    "somebody changed it",
			    v->folder);
		}
		ok = ok && are_shares_in_use(v, row, ret_reason) &&
		    is_new_enough(v, row, ret_reason);
	}
	cJSON_Delete(row);
	free(digits);
	return ok;
}

/* What is in use, and whose hash it will have where that is about to change. */
static cJSON *
make_row(const struct vault *v, const char *digits, const uint8_t *next)
{
	cJSON *row = cJSON_CreateObject();
	char hex[65];
	bool ok;

	hex_encode(v->directory->hash, sizeof(v->directory->hash), hex);
	ok = cJSON_AddStringToObject(row, "digits", digits) != NULL &&
	    cJSON_AddStringToObject(row, "directory", hex) != NULL;
	if (ok && next != NULL) {
		hex_encode(next, 32, hex);
		ok = cJSON_AddStringToObject(row, "next", hex) != NULL;
	}
	if (ok && v->shares != NULL) {
		hex_encode(v->shares->mac, sizeof(v->shares->mac), hex);
		ok = cJSON_AddStringToObject(row, "shares", hex) != NULL;
	}
	if (ok && cJSON_AddStringToObject(row, "vault", v->number) != NULL &&
	    cJSON_AddNumberToObject(
		row, "version", (double)v->directory->version) != NULL)
		return row;
	cJSON_Delete(row);
	return NULL;
}

static bool
put_row(struct vault *v, const uint8_t *next, const char *act,
    const char *object, struct reason *reason)
{
	char *digits = read_digits(v, reason);
	cJSON *row = digits == NULL ? NULL : make_row(v, digits, next);
	bool ok;

	if (digits != NULL)
		reason_set(reason,
		    "what is trusted could not be written down: no room, or "
		    "memory is short");
	ok = row != NULL && desk_store_begin(v->store) &&
	    desk_store_end(v->store,
		desk_store_put(v->store, TABLE_PIN, PIN_ID, row) &&
		    journal_add(v->store, act, object));
	cJSON_Delete(row);
	free(digits);
	return ok;
}

bool
vault_announce_shares(struct vault *v, const uint8_t mac[static 32],
    const char *object, struct reason *ret_reason)
{
	return put_row(v, mac, "reshared", object, ret_reason);
}

bool
vault_keep_trust(struct vault *v, struct reason *ret_reason)
{
	char number[32];
	const char *hash;
	uint64_t version = 0;
	cJSON *row;
	bool ok;

	if (v->directory == NULL)
		return true;
	if (!read_row(v, &row, ret_reason))
		return false;
	hash = json_text_string(row, "directory");
	ok = row != NULL && json_text_integer(row, "version", &version) &&
	    is_in_use(v, version, hash) && has_number(v, row) &&
	    (v->shares == NULL ||
		(is_mac(v, row, "shares") &&
		    json_text_string(row, "next") == NULL));
	cJSON_Delete(row);
	if (ok)
		return true;
	(void)snprintf(
	    number, sizeof(number), "%" PRIu64, v->directory->version);
	return put_row(v, NULL, "directory", number, ret_reason);
}
