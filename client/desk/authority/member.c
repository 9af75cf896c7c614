#include "member.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/people/secret_file.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/notes/persons.h"
#include "proposal.h"

#define MEMBER_SECRET "member.age"
#define MEMBER_KEY "member.vkey"
#define MEMBER_SIGNED "signed"

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

/* --- what it signed last: no version goes back, and none is two --- */

#define MEMORY_MAX 65536

/* What is remembered of a text. */
struct remembered {
	const char *kind;
	char name[NOTE_NAME_MAX + 1];
	uint64_t version;
	char hash[65];
};

/* False where it is neither, or memory is short. */
static bool
what_it_is(const char *text, size_t len, struct remembered *ret)
{
	struct directory *d = NULL;
	struct persons *p = NULL;
	struct reason ignored;
	bool known = true;

	if (persons_note_is(text, len)) {
		p = persons_read_text(text, len, &ignored);
		known = p != NULL;
		if (known) {
			ret->kind = "persons";
			ret->version = p->version;
			(void)snprintf(
			    ret->name, sizeof(ret->name), "%s", p->name);
			hex_encode(p->hash, 32, ret->hash);
		}
	} else if (directory_read_text(text, len, &d, &ignored) ==
	    DIRECTORY_OK) {
		ret->kind = "directory";
		ret->version = d->version;
		(void)snprintf(ret->name, sizeof(ret->name), "%s", d->name);
		hex_encode(d->hash, 32, ret->hash);
	} else {
		known = false;
	}
	directory_destroy(d);
	persons_destroy(p);
	return known;
}

/* A line of the memory: "kind version hash name". */
static bool
is_of(const char *line, const struct remembered *r, uint64_t *ret_version,
    char ret_hash[static 65])
{
	char kind[16], version[24], name[NOTE_NAME_MAX + 1];

	return sscanf(line, "%15s %23s %64s %200s", kind, version, ret_hash,
		   name) == 4 &&
	    strcmp(kind, r->kind) == 0 && strcmp(name, r->name) == 0 &&
	    decimal_decode(version, strlen(version), INT64_MAX, ret_version);
}

/* The memory with this in it; false with a reason where that must not be
 * signed. */
static bool
remember(const struct remembered *r, const char *memory, struct byte_writer *w,
    struct reason *reason)
{
	char hash[65], number[24];
	uint64_t version;

	for (const char *at = memory; *at != '\0';) {
		size_t len = strcspn(at, "\n");
		char line[512] = "";

		if (len < sizeof(line))
			memcpy(line, at, len);
		if (!is_of(line, r, &version, hash)) {
			byte_writer_put(w, at, len);
			byte_writer_text(w, "\n");
		} else if (r->version < version) {
			reason_set(reason,
			    "not signed: it has version %" PRIu64
			    ", and this member signed version %" PRIu64
			    " already",
			    r->version, version);
			return false;
		} else if (r->version == version &&
		    strcmp(r->hash, hash) != 0) {
			reason_set(reason,
			    "not signed: this member signed another text of "
			    "version %" PRIu64
			    ": two of one version are a fork. Raise the "
			    "version",
			    version);
			return false;
		}
		at += len + (at[len] == '\n');
	}
	(void)snprintf(number, sizeof(number), "%" PRIu64, r->version);
	byte_writer_text(w, r->kind);
	byte_writer_text(w, " ");
	byte_writer_text(w, number);
	byte_writer_text(w, " ");
	byte_writer_text(w, r->hash);
	byte_writer_text(w, " ");
	byte_writer_text(w, r->name);
	byte_writer_text(w, "\n");
	return true;
}

/* Before anything is signed; what can't be remembered is not. */
static bool
keep_in_mind(
    const char *folder, const char *text, size_t len, struct reason *reason)
{
	char *path = durable_file_join(folder, MEMBER_SIGNED);
	struct remembered r = {.kind = NULL};
	uint8_t *memory = NULL;
	struct byte_writer w;
	size_t memory_len;
	bool ok;

	/* The links keep the order of these. */
	if (proposal_is_change(text, len)) {
		free(path);
		return true;
	}
	if (!what_it_is(text, len, &r)) {
		reason_set(
		    reason, "not signed: it can't be read, or memory is short");
		free(path);
		return false;
	}
	byte_writer_init(&w, MEMORY_MAX);
	errno = ENOMEM;
	ok = path != NULL &&
	    (durable_file_read(path, MEMORY_MAX, &memory, &memory_len) ||
		errno == ENOENT);
	if (!ok)
		reason_set(reason, "not signed: %s: %s", MEMBER_SIGNED,
		    strerror(errno));
	ok = ok &&
	    remember(
		&r, memory == NULL ? "" : (const char *)memory, &w, reason);
	if (ok &&
	    (w.failed ||
		!durable_file_write(
		    path, w.data, w.len, 0600, DURABLE_REPLACE))) {
		reason_set(reason,
		    "not signed: what it signed last can't be kept: %s",
		    strerror(errno));
		ok = false;
	}
	byte_writer_finish(&w);
	free(memory);
	free(path);
	return ok;
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
	if (!keep_in_mind(folder, text, text_len, ret_reason))
		goto out;
	byte_writer_put(w, bytes, len);
	if (text_len == len)
		byte_writer_text(w, "\n");
	signed_note_add_signature(w, text, text_len, &key, m.seed);
	ok = true;
out:
	finish(&m);
	return ok;
}
