#include "share_set.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/crypto/sha256.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"

#define SHARE_LABEL "valise-share/1\n"
#define CHECK_LABEL "valise-share-check/1\n"
#define PLAIN_BYTES (1 + SHAMIR_BYTES)

const char *
share_kind_name(enum share_kind kind)
{
	return kind == SHARE_STORE ? "store" : "custody";
}

const struct person_public *
share_set_person(const struct share_set *set, const char *id)
{
	for (size_t i = 0; i < set->n_people; i++)
		if (strcmp(set->people[i].id, id) == 0)
			return &set->people[i];
	return NULL;
}

const struct share_entry *
share_list_of(const struct share_list *list, const char *id)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->shares[i].person, id) == 0)
			return &list->shares[i];
	return NULL;
}

/* What of a secret may stand in the clear: it has 32 bytes of chance. */
static void
check_of(
    const uint8_t secret[static SHAMIR_BYTES], uint8_t ret_check[static 32])
{
	uint8_t bytes[sizeof(CHECK_LABEL) - 1 + SHAMIR_BYTES];

	memcpy(bytes, CHECK_LABEL, sizeof(CHECK_LABEL) - 1);
	memcpy(bytes + sizeof(CHECK_LABEL) - 1, secret, SHAMIR_BYTES);
	sha256_hash(bytes, sizeof(bytes), ret_check);
	sodium_memzero(bytes, sizeof(bytes));
}

static void
hash_of(const struct share_entry *e, const struct shamir_share *share,
    uint8_t ret_hash[static 32])
{
	uint8_t bytes[sizeof(SHARE_LABEL) - 1 + SHARE_SALT_BYTES + PLAIN_BYTES];
	uint8_t *end = bytes;

	memcpy(end, SHARE_LABEL, sizeof(SHARE_LABEL) - 1);
	end += sizeof(SHARE_LABEL) - 1;
	memcpy(end, e->salt, SHARE_SALT_BYTES);
	end += SHARE_SALT_BYTES;
	*end++ = share->x;
	memcpy(end, share->y, SHAMIR_BYTES);
	sha256_hash(bytes, sizeof(bytes), ret_hash);
	sodium_memzero(bytes, sizeof(bytes));
}

static bool
seal_share(const struct person_public *to, const struct shamir_share *share,
    struct share_entry *ret_entry, struct reason *reason)
{
	uint8_t *plain = secret_alloc(PLAIN_BYTES);
	enum envelope_status status = ENVELOPE_OUT_OF_MEMORY;
	struct byte_writer sealed;
	struct byte_sink sink = byte_sink_writer(&sealed);

	memset(ret_entry, 0, sizeof(*ret_entry));
	(void)snprintf(
	    ret_entry->person, sizeof(ret_entry->person), "%s", to->id);
	ret_entry->x = share->x;
	randombytes_buf(ret_entry->salt, sizeof(ret_entry->salt));
	hash_of(ret_entry, share, ret_entry->hash);
	byte_writer_init(&sealed, SHARE_SEALED_MAX);
	if (plain != NULL) {
		plain[0] = share->x;
		memcpy(plain + 1, share->y, SHAMIR_BYTES);
		status = seal_bytes(&to->recipient, plain, PLAIN_BYTES, &sink);
	}
	if (status == ENVELOPE_OK) {
		memcpy(ret_entry->sealed, sealed.data, sealed.len);
		ret_entry->sealed_len = sealed.len;
	} else {
		reason_set(reason, "%s", envelope_status_text(status));
	}
	byte_writer_finish(&sealed);
	secret_free(plain);
	return status == ENVELOPE_OK;
}

bool
share_list_make(const struct share_set *set, struct share_list *list,
    const uint8_t secret[static SHAMIR_BYTES], size_t threshold,
    const char *const *ids, size_t n, struct reason *ret_reason)
{
	struct shamir_share *shares;
	bool ok;

	if (threshold < 1 || threshold > n || n > PEOPLE_MAX) {
		reason_set(ret_reason,
		    "%zu of %zu is no threshold: at least 1, and at most %d "
		    "persons",
		    threshold, n, PEOPLE_MAX);
		return false;
	}
	shares = secret_alloc(n * sizeof(*shares));
	reason_set(ret_reason, "there is not enough memory");
	ok = shares != NULL && shamir_split(secret, threshold, n, shares);
	for (size_t i = 0; i < n && ok; i++) {
		const struct person_public *to = share_set_person(set, ids[i]);

		if (to == NULL)
			reason_set(
			    ret_reason, "nobody here is called %s", ids[i]);
		ok = to != NULL &&
		    seal_share(to, &shares[i], &list->shares[i], ret_reason);
	}
	secret_free(shares);
	if (!ok)
		return false;
	list->threshold = threshold;
	list->n = n;
	check_of(secret, list->check);
	return true;
}

bool
share_list_open(const struct share_list *list, const struct person *person,
    struct shamir_share *ret_share, struct reason *ret_reason)
{
	const struct share_entry *e = share_list_of(list, person->id);
	enum envelope_status status;
	struct byte_writer plain;
	uint8_t hash[32];
	bool ok;

	if (e == NULL) {
		reason_set(ret_reason, "%s holds no share of it", person->id);
		return false;
	}
	byte_writer_init(&plain, SHARE_SEALED_MAX);
	status =
	    open_bytes(&person->identity, e->sealed, e->sealed_len, &plain);
	if (status == ENVELOPE_OUT_OF_MEMORY) {
		reason_set(ret_reason, "%s", envelope_status_text(status));
		byte_writer_finish(&plain);
		return false;
	}
	ok = status == ENVELOPE_OK && plain.len == PLAIN_BYTES &&
	    plain.data[0] == e->x;
	if (ok) {
		ret_share->x = e->x;
		memcpy(ret_share->y, plain.data + 1, SHAMIR_BYTES);
		hash_of(e, ret_share, hash);
		ok = sodium_memcmp(hash, e->hash, sizeof(hash)) == 0;
	}
	byte_writer_finish(&plain);
	if (!ok)
		reason_set(ret_reason,
		    "the share of %s is not the one that was made: it was "
		    "changed, or is another person's",
		    person->id);
	return ok;
}

bool
share_list_combine(const struct share_list *list, struct person *const *people,
    size_t n, uint8_t ret_secret[static SHAMIR_BYTES],
    struct reason *ret_reason)
{
	struct shamir_share *shares =
	    secret_alloc(PEOPLE_MAX * sizeof(*shares));
	uint8_t check[32];
	size_t held = 0;
	bool ok = shares != NULL;

	reason_set(ret_reason, "there is not enough memory");
	for (size_t i = 0; i < n && ok; i++) {
		bool twice = false;

		for (size_t j = 0; j < i; j++)
			twice |= strcmp(people[i]->id, people[j]->id) == 0;
		/* Who holds none may be there beside those who do. */
		if (twice || share_list_of(list, people[i]->id) == NULL ||
		    held == PEOPLE_MAX)
			continue;
		ok = share_list_open(
		    list, people[i], &shares[held++], ret_reason);
	}
	if (ok && held < list->threshold) {
		reason_set(ret_reason,
		    "it takes the shares of %zu persons, and %zu %s here",
		    list->threshold, held, held == 1 ? "is" : "are");
		ok = false;
	}
	ok = ok && shamir_combine(shares, held, ret_secret);
	if (ok) {
		check_of(ret_secret, check);
		ok = sodium_memcmp(check, list->check, sizeof(check)) == 0;
		if (!ok)
			reason_set(ret_reason,
			    "the shares do not give the secret that they were "
			    "made of");
	}
	if (!ok)
		sodium_memzero(ret_secret, SHAMIR_BYTES);
	secret_free(shares);
	return ok;
}
