#include "vault.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "vault_parts.h"

void
vault_derive(struct vault_secrets *s)
{
	hkdf_derive(s->key, VAULT_KEY_BYTES, NULL, 0, "valise-vault/rows",
	    s->keys.rows);
	hkdf_derive(s->key, VAULT_KEY_BYTES, NULL, 0, "valise-vault/case-keys",
	    s->keys.cases);
	vault_derive_identity(s, "valise-vault/identity");
}

void
vault_derive_identity(struct vault_secrets *s, const char *info)
{
	s->identity.type = AGE_HYBRID;
	hkdf_derive(s->key, VAULT_KEY_BYTES, NULL, 0, info, s->identity.secret);
}

void
vault_epoch_name(
    uint64_t generation, unsigned number, char *ret_name, size_t size)
{
	if (generation == 0)
		(void)snprintf(ret_name, size, "epochs/%03u.age", number);
	else
		(void)snprintf(ret_name, size, "epochs-%06" PRIu64 "/%03u.age",
		    generation, number);
}

void
vault_keys_name(uint64_t generation, char *ret_name, size_t size)
{
	(void)snprintf(ret_name, size, "keys-%06" PRIu64 ".age", generation);
}

void
vault_cases_name(uint64_t generation, char *ret_name, size_t size)
{
	(void)snprintf(ret_name, size, "cases-%06" PRIu64 ".keys", generation);
}

void
vault_forget_signers(struct vault *v)
{
	for (size_t i = 0; i < v->n_signers; i++)
		secret_free(v->signers[i].seed);
	v->n_signers = 0;
}

bool
vault_is_trial(const struct vault *v)
{
	return v->shares == NULL;
}

const struct share_set *
vault_shares(const struct vault *v)
{
	return v->shares;
}

unsigned
vault_copies(const struct vault *v)
{
	return v->shares == NULL ? 1 : v->shares->copies;
}

bool
vault_join(char *ret_path, size_t size, const char *folder, const char *name,
    struct reason *reason)
{
	int len = snprintf(ret_path, size, "%s/%s", folder, name);

	if (len > 0 && (size_t)len < size)
		return true;
	reason_set(reason, "the name of the vault's folder is too long");
	return false;
}

const char *
vault_intake(const struct vault *v)
{
	return v->intake;
}

const char *
vault_number(const struct vault *v)
{
	return v->number;
}

const char *
vault_folder(const struct vault *v)
{
	return v->folder;
}

struct desk_store *
vault_store(const struct vault *v)
{
	return v->store;
}

const struct persons *
vault_persons(const struct vault *v)
{
	return v->persons;
}

const struct directory *
vault_directory(const struct vault *v)
{
	return v->directory;
}

char *
vault_path(const struct vault *v, const char *name)
{
	return durable_file_join(v->folder, name);
}

char *
vault_original(const struct vault *v, const uint8_t sha256[static 32])
{
	char hex[65], *path;

	hex_encode(sha256, 32, hex);
	return asprintf(&path, "%s/originals/%s.age", v->folder, hex) < 0
	    ? NULL
	    : path;
}

void
vault_close(struct vault *v)
{
	if (v == NULL)
		return;
	vault_forget_epochs(v);
	vault_forget_signers(v);
	for (size_t i = 0; i < v->n_present; i++)
		secret_free(v->present[i].seed);
	secret_free(v->keys);
	for (size_t i = 0; i < v->n_resume; i++)
		byte_writer_finish(&v->resume[i].sealed);
	free(v->shares);
	desk_store_close(v->store);
	directory_destroy(v->directory);
	persons_destroy(v->persons);
	if (v->lock_fd >= 0)
		(void)close(v->lock_fd);
	free(v->folder);
	free(v);
}
