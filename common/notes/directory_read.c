#include "directory_read.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "note_member.h"

static bool
refuse(struct reason *reason, const char *where, const char *member)
{
	reason_set(reason,
	    "the directory's member %s.%s is missing, malformed or out of "
	    "range",
	    where, member);
	return false;
}

/* https, or http to an onion or loopback; a later check names the rest. */
static bool
url_plausible(const char *url)
{
	return url != NULL && strlen(url) < 512 &&
	    (strncmp(url, "https://", 8) == 0 ||
		strncmp(url, "http://", 7) == 0);
}

/* A scheme, a host and perhaps a port: paths of the relay go behind it. */
static bool
is_origin(const char *url)
{
	const char *host;
	size_t len;

	if (!url_plausible(url))
		return false;
	host = strstr(url, "//") + 2;
	len = strlen(host);
	if (len > 0 && host[len - 1] == '/')
		len--;
	if (len == 0)
		return false;
	for (size_t i = 0; i < len; i++)
		if (host[i] <= 0x20 || host[i] >= 0x7f ||
		    strchr("/?#@\\", host[i]) != NULL)
			return false;
	return true;
}

/* Texts, at least so many, in a list or as members. */
static bool
are_texts(const cJSON *container, int least)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, container)
		if (!cJSON_IsString(item))
			return false;
	return cJSON_GetArraySize(container) >= least;
}

static bool
read_relay(const cJSON *item, struct directory_relay *r)
{
	r->name = json_text_string(item, "name");
	r->url = json_text_string(item, "url");
	r->onion = json_text_string(item, "onion");
	return r->name != NULL && vkey_name_valid(r->name, strlen(r->name)) &&
	    is_origin(r->url) && (r->onion == NULL || is_origin(r->onion)) &&
	    note_member_key(item, "promise_key", &r->promise_key) &&
	    note_member_key(item, "log_key", &r->log_key) &&
	    json_text_integer(item, "period_seconds", &r->period_seconds) &&
	    r->period_seconds > 0 &&
	    r->period_seconds <= DIRECTORY_PERIOD_MAX &&
	    note_member_span(item, &r->from, &r->until);
}

/* What one relay promises at a moment has one period to be kept in. */
static bool
relays_overlap(const struct directory_intake *i, size_t n)
{
	const struct directory_relay *r = &i->relays[n];

	for (size_t m = 0; m < n; m++)
		if (strcmp(i->relays[m].name, r->name) == 0 &&
		    i->relays[m].from < r->until &&
		    r->from < i->relays[m].until)
			return true;
	return false;
}

static bool
read_anchor(const cJSON *series, const char *member,
    struct directory_anchor *ret_anchor)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(series, member);
	const char *hash = json_text_string(item, "sha256");

	return hash != NULL &&
	    json_text_integer(item, "number", &ret_anchor->number) &&
	    ret_anchor->number <= INT32_MAX &&
	    hex_decode(hash, strlen(hash), ret_anchor->hash, 32) &&
	    (ret_anchor->number == 0) == sodium_is_zero(ret_anchor->hash, 32);
}

static bool
read_epoch(const cJSON *item, struct directory_epoch *e)
{
	const cJSON *revoked =
	    cJSON_GetObjectItemCaseSensitive(item, "revoked");

	e->recipient = json_text_string(item, "recipient");
	e->revoked = cJSON_IsTrue(revoked);
	return e->recipient != NULL &&
	    strncmp(e->recipient, "age1pq1", 7) == 0 &&
	    (revoked == NULL || cJSON_IsBool(revoked)) &&
	    note_member_span(item, &e->from, &e->until) &&
	    note_member_time(item, "destroyed_after", &e->destroyed_after) &&
	    e->destroyed_after >= e->until + DIRECTORY_KEEP_SECONDS;
}

static bool
read_intake(
    const cJSON *item, struct directory_intake *i, struct reason *reason)
{
	const cJSON *array = NULL;

	i->id = json_text_string(item, "id");
	/* The origins of promises have that word where a log has the id. */
	if (i->id == NULL || !directory_id_valid(i->id) ||
	    strcmp(i->id, "promises") == 0)
		return refuse(reason, "intakes", "id");
	i->names = cJSON_GetObjectItemCaseSensitive(item, "names");
	i->mechanisms = cJSON_GetObjectItemCaseSensitive(item, "mechanisms");
	if (!cJSON_IsObject(i->names) || !are_texts(i->names, 1))
		return refuse(reason, i->id, "names");
	if (!cJSON_IsArray(i->mechanisms) || !are_texts(i->mechanisms, 0))
		return refuse(reason, i->id, "mechanisms");
	i->relays = note_member_array(
	    item, "relays", sizeof(*i->relays), &array, &i->n_relays);
	if (i->relays == NULL)
		return refuse(reason, i->id, "relays");
	for (size_t n = 0; n < i->n_relays; n++)
		if (!read_relay(
			cJSON_GetArrayItem(array, (int)n), &i->relays[n]) ||
		    relays_overlap(i, n))
			return refuse(reason, i->id, "relays");
	i->epochs = note_member_array(
	    item, "epoch_keys", sizeof(*i->epochs), &array, &i->n_epochs);
	if (i->epochs == NULL)
		return refuse(reason, i->id, "epoch_keys");
	for (size_t n = 0; n < i->n_epochs; n++)
		if (!read_epoch(
			cJSON_GetArrayItem(array, (int)n), &i->epochs[n]))
			return refuse(reason, i->id, "epoch_keys");
	if (!note_member_key_set(
		cJSON_GetObjectItemCaseSensitive(item, "desk_keys"),
		&i->desk_keys))
		return refuse(reason, i->id, "desk_keys");
	item = cJSON_GetObjectItemCaseSensitive(item, "series");
	if (!read_anchor(item, "bulletin", &i->bulletins) ||
	    !read_anchor(item, "import", &i->imports))
		return refuse(reason, i->id, "series");
	return true;
}

/* A base for paths: "/add-checkpoint" goes behind it as it is. */
static bool
is_prefix(const char *url)
{
	if (!url_plausible(url))
		return false;
	for (const char *c = url; *c != '\0'; c++)
		if (*c <= 0x20 || *c >= 0x7f || *c == '?' || *c == '#')
			return false;
	return true;
}

static bool
read_witness(const cJSON *item, struct directory_witness *w)
{
	const char *key = json_text_string(item, "vkey");

	w->id = json_text_string(item, "id");
	w->url = json_text_string(item, "url");
	return w->id != NULL && directory_id_valid(w->id) &&
	    is_prefix(w->url) && key != NULL &&
	    vkey_parse_as(VKEY_COSIGNATURE, key, strlen(key), &w->key) &&
	    note_member_span(item, &w->from, &w->until);
}

/* A relay that signed as its own witness would vouch for itself. */
static bool
is_a_relays(const struct directory *d, const struct vkey *key)
{
	for (size_t i = 0; i < d->n_intakes; i++)
		for (size_t n = 0; n < d->intakes[i].n_relays; n++) {
			const struct directory_relay *r =
			    &d->intakes[i].relays[n];

			if (memcmp(r->log_key.public_key, key->public_key,
				32) == 0 ||
			    memcmp(r->promise_key.public_key, key->public_key,
				32) == 0)
				return true;
		}
	return false;
}

/* No id and no key twice: a cosignature counts for one witness alone. */
static bool
read_witnesses(struct directory *d, struct reason *reason)
{
	const cJSON *array = NULL;
	uint64_t threshold = 0;

	d->witnesses = note_member_array(d->body, "witnesses",
	    sizeof(*d->witnesses), &array, &d->n_witnesses);
	if (d->witnesses == NULL || d->n_witnesses > DIRECTORY_WITNESSES_MAX)
		return refuse(reason, "directory", "witnesses");
	for (size_t n = 0; n < d->n_witnesses; n++) {
		struct directory_witness *w = &d->witnesses[n];

		if (!read_witness(cJSON_GetArrayItem(array, (int)n), w) ||
		    is_a_relays(d, &w->key))
			return refuse(reason, "directory", "witnesses");
		for (size_t m = 0; m < n; m++)
			if (strcmp(d->witnesses[m].id, w->id) == 0 ||
			    memcmp(d->witnesses[m].key.public_key,
				w->key.public_key, 32) == 0)
				return refuse(reason, "directory", "witnesses");
	}
	if (cJSON_GetObjectItemCaseSensitive(d->body, "witness_threshold") !=
		NULL &&
	    (!json_text_integer(d->body, "witness_threshold", &threshold) ||
		threshold > d->n_witnesses))
		return refuse(reason, "directory", "witness_threshold");
	d->witness_threshold = (unsigned)threshold;
	return true;
}

static bool
read_links(struct directory *d, struct reason *reason)
{
	const cJSON *array = NULL, *link;
	struct key_set old_set;
	size_t n, i = 0;

	d->sets =
	    note_member_array(d->body, "links", sizeof(*d->sets), &array, &n);
	if (d->sets == NULL)
		return refuse(reason, "directory", "links");
	/* The current set stands behind the sets that the links left. */
	cJSON_ArrayForEach (link, array) {
		const char *text = cJSON_GetStringValue(link);
		struct key_set next;

		if (text == NULL)
			return refuse(reason, "directory", "links");
		if (!authority_change_verify(
			text, strlen(text), &old_set, &next, reason))
			return false;
		if (i > 0 && !key_set_equal(&d->sets[i], &old_set)) {
			reason_set(reason,
			    "the directory's links do not form a chain");
			return false;
		}
		d->sets[i++] = old_set;
		d->sets[i] = next;
	}
	if (n > 0 && !key_set_equal(&d->sets[n], &d->authority)) {
		reason_set(reason,
		    "the directory's links do not lead to its authority");
		return false;
	}
	d->sets[n] = d->authority;
	d->n_sets = n + 1;
	return true;
}

static bool
read_head(struct directory *d, struct reason *reason)
{
	if (!json_text_integer(d->body, "version", &d->version) ||
	    d->version < 1)
		return refuse(reason, "directory", "version");
	if (!note_member_time(d->body, "issued", &d->issued))
		return refuse(reason, "directory", "issued");
	if (!note_member_time(d->body, "expires", &d->expires) ||
	    d->expires <= d->issued ||
	    d->expires - d->issued > DIRECTORY_LIFE_SECONDS)
		return refuse(reason, "directory", "expires");
	if (!note_member_key_set(
		cJSON_GetObjectItemCaseSensitive(d->body, "authority"),
		&d->authority))
		return refuse(reason, "directory", "authority");
	return read_links(d, reason);
}

/* What this program reads, or may pass over. */
static bool
is_known(const char *member)
{
	static const char *const known[] = {"authority", "critical", "expires",
	    "intakes", "issued", "links", "lists", "releases", "version",
	    "witness_threshold", "witnesses"};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i], member) == 0)
			return true;
	return false;
}

/* Members that no one may pass over who does not know them. */
static bool
read_critical(const struct directory *d, struct reason *reason)
{
	const cJSON *list =
	    cJSON_GetObjectItemCaseSensitive(d->body, "critical");
	const cJSON *item;

	if (!cJSON_IsArray(list))
		return refuse(reason, "directory", "critical");
	cJSON_ArrayForEach (item, list) {
		if (!cJSON_IsString(item))
			return refuse(reason, "directory", "critical");
		if (is_known(item->valuestring))
			continue;
		reason_set(reason,
		    "the directory says something that this program does not "
		    "know and must: a newer version of it is needed (%.40s)",
		    item->valuestring);
		return false;
	}
	return true;
}

bool
directory_read(struct directory *d, struct reason *ret_reason)
{
	const cJSON *array = NULL;

	if (!cJSON_IsObject(d->body)) {
		reason_set(ret_reason, "the directory is not a JSON object");
		return false;
	}
	if (!read_critical(d, ret_reason) || !read_head(d, ret_reason))
		return false;
	d->intakes = note_member_array(
	    d->body, "intakes", sizeof(*d->intakes), &array, &d->n_intakes);
	if (d->intakes == NULL)
		return refuse(ret_reason, "directory", "intakes");
	for (size_t n = 0; n < d->n_intakes; n++) {
		if (!read_intake(cJSON_GetArrayItem(array, (int)n),
			&d->intakes[n], ret_reason))
			return false;
		for (size_t m = 0; m < n; m++)
			if (strcmp(d->intakes[m].id, d->intakes[n].id) == 0)
				return refuse(ret_reason, "intakes", "id");
	}
	if (!cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(d->body, "lists")))
		return refuse(ret_reason, "directory", "lists");
	/* Only who signs one minds: nobody else stops for it. */
	d->releases_odd = !note_member_releases(d->body, &d->releases);
	return read_witnesses(d, ret_reason);
}
