#include "member.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/people/secret_file.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "proposal.h"

#define MEMBER_SECRET "member.age"
#define MEMBER_KEY "member.vkey"

/* What a member's folder holds. */
struct member {
	char *secret;  /* path */
	char *public;  /* path */
	uint8_t *seed; /* guarded */
};

static bool
init(struct member *m, const char *folder, struct reason *reason)
{
	m->secret = durable_file_join(folder, MEMBER_SECRET);
	m->public = durable_file_join(folder, MEMBER_KEY);
	m->seed = secret_alloc(NOTE_SEED_BYTES);
	if (m->secret != NULL && m->public != NULL && m->seed != NULL)
		return true;
	reason_set(reason, "there is not enough memory");
	return false;
}

static void
finish(struct member *m)
{
	secret_free(m->seed);
	free(m->secret);
	free(m->public);
}

static bool
keep_secret(const struct member *m, const char *folder, const char *passphrase,
    struct reason *reason)
{
	struct reason why = {""};

	if (!durable_file_folder(folder, 0700)) {
		reason_set(reason, "%s: %s", folder, strerror(errno));
		return false;
	}
	if (secret_file_write(
		m->secret, m->seed, NOTE_SEED_BYTES, passphrase, &why))
		return true;
	reason_set(reason, "no key was made: %s", why.text);
	return false;
}

enum member_made
member_make(const char *folder, const char *name, const char *passphrase,
    struct vkey *ret_key, struct reason *ret_reason)
{
	enum member_made made = MEMBER_NOT_MADE;
	char text[NOTE_VKEY_TEXT_BYTES + 1];
	struct member m;

	if (!init(&m, folder, ret_reason))
		goto out;
	randombytes_buf(m.seed, NOTE_SEED_BYTES);
	if (!keep_secret(&m, folder, passphrase, ret_reason))
		goto out;
	vkey_of_seed(name, m.seed, ret_key);
	vkey_format(ret_key, text);
	(void)strcat(text, "\n");
	made = MEMBER_MADE;
	if (!durable_file_write(
		m.public, text, strlen(text), 0644, DURABLE_KEEP_EXISTING)) {
		reason_set(ret_reason, "%s: %s", m.public, strerror(errno));
		made = MEMBER_HALF_MADE;
	}
out:
	finish(&m);
	return made;
}

/* The public key, and the seed that belongs to it. */
static bool
read_key(const struct member *m, const char *passphrase, struct vkey *ret_key,
    struct reason *reason)
{
	struct reason why = {""};
	uint8_t *text = NULL;
	struct vkey again;
	size_t len;
	bool ok;

	ok = durable_file_read(m->public, 4096, &text, &len) && len >= 1 &&
	    vkey_parse((const char *)text, len - 1, ret_key);
	free(text);
	if (!ok) {
		reason_set(reason, "%s is no key of a member", m->public);
		return false;
	}
	if (!secret_file_read(
		m->secret, passphrase, m->seed, NOTE_SEED_BYTES, &why)) {
		reason_set(reason, "not signed: %s", why.text);
		return false;
	}
	vkey_of_seed(ret_key->name, m->seed, &again);
	if (vkey_equal(ret_key, &again))
		return true;
	reason_set(
	    reason, "%s and %s do not belong together", m->secret, m->public);
	return false;
}

static bool
has_signed(const void *bytes, size_t len, const struct vkey *key)
{
	struct signed_note note;

	return signed_note_parse(bytes, len, &note) == NOTE_OK &&
	    signed_note_verify(&note, key, 1, 1) == NOTE_OK;
}

bool
member_sign(const char *folder, const char *passphrase, const void *bytes,
    size_t len, struct byte_writer *w, struct reason *ret_reason)
{
	struct member m;
	struct vkey key;
	const char *text;
	size_t text_len;
	bool ok = false;

	if (!init(&m, folder, ret_reason) ||
	    !read_key(&m, passphrase, &key, ret_reason))
		goto out;
	if (has_signed(bytes, len, &key)) {
		reason_set(ret_reason, "this member has signed it already");
		goto out;
	}
	proposal_text(bytes, len, &text, &text_len);
	byte_writer_put(w, bytes, len);
	if (text_len == len)
		byte_writer_text(w, "\n");
	signed_note_add_signature(w, text, text_len, &key, m.seed);
	ok = true;
out:
	finish(&m);
	return ok;
}
