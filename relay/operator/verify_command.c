/* valise-relay verify: every byte and the whole log, beside a running relay. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "common/bytes/text_codec.h"
#include "config_path.h"
#include "relay/site/hold.h"
#include "relay/site/site.h"
#include "relay/store/store.h"
#include "verify_log.h"

#define PAGE_ROWS 128

struct verifying {
	struct store *store;
	uint64_t envelopes;
	uint64_t bytes;
	uint64_t damaged;
	uint64_t unreadable;
	uint64_t repaired;
};

static void
report(const struct envelope_row *row, const char *what)
{
	char hex[65];

	hex_encode(row->sha256, 32, hex);
	if (row->place == RECORD_INLINE)
		(void)printf("DAMAGED %s %s: %s (segment %08" PRIu64
			     ", byte %" PRIu64 ")\n",
		    row->intake, hex, what, row->segment, row->offset);
	else
		(void)printf(
		    "DAMAGED %s %s: %s (large)\n", row->intake, hex, what);
}

static bool
verify_one(struct verifying *v, const struct envelope_row *row)
{
	struct store *s = v->store;
	enum store_checked checked = store_check_envelope(s, row);
	struct envelope_row now;
	bool known = true;

	v->envelopes++;
	v->bytes += row->size;
	if (checked != STORE_WHOLE &&
	    !index_look(store_index(s), row->intake, row->sha256, &now, &known))
		return false;
	if (checked != STORE_WHOLE &&
	    (!known ||
		/* The desk holds it: it is being erased, or soon will be. */
		now.state >= ENVELOPE_SETTLED || now.offset != row->offset ||
		now.segment != row->segment))
		return true; /* or repaired meanwhile */
	switch (checked) {
	case STORE_WHOLE:
		if (!row->damaged)
			return true;
		v->repaired++;
		return index_mark_damaged(store_index(s), row, false);
	case STORE_CHANGED:
		report(row, "other bytes than were promised");
		break;
	case STORE_GONE:
		report(row, "its file is gone");
		break;
	case STORE_UNREADABLE:
		report(row, "the disk could not be read");
		v->unreadable++;
		return true; /* the next try may succeed */
	}
	v->damaged++;
	return index_mark_damaged(store_index(s), row, true);
}

static bool
verify_envelopes(struct verifying *v)
{
	struct envelope_row rows[PAGE_ROWS];
	int64_t after = 0;
	size_t n = 0;

	do {
		if (!index_next_envelopes(
			store_index(v->store), after, rows, PAGE_ROWS, &n))
			return false;
		for (size_t i = 0; i < n; i++) {
			if (!verify_one(v, &rows[i]))
				return false;
			after = rows[i].id;
		}
	} while (n > 0);
	return true;
}

/* Entries whose envelope is nowhere: an index was lost, and a record damaged.
 */
static bool
verify_orphans(struct verifying *v, const char *intake)
{
	uint8_t hashes[16][32];
	char hex[65];
	uint64_t n;

	if (!index_orphans(store_index(v->store), intake, hashes, 16, &n))
		return false;
	for (uint64_t i = 0; i < n && i < 16; i++) {
		hex_encode(hashes[i], 32, hex);
		(void)printf("DAMAGED %s %s: promised, and its bytes are in no "
			     "segment\n",
		    intake, hex);
	}
	if (n > 16)
		(void)printf("and %" PRIu64 " more of %s\n", n - 16, intake);
	v->damaged += n;
	return true;
}

static bool
verify_logs(const struct site *site, struct store *store)
{
	bool served = hold_is_served(site->config->spool);
	const struct directory *d = site->directories.current->directory;
	bool whole = true;
	size_t served_here = 0;

	for (size_t i = 0; i < d->n_intakes; i++) {
		const char *id = d->intakes[i].id;
		struct verify_log_result result;
		struct vkey keys[RELAY_LOG_KEYS_MAX];
		struct reason reason = {""};
		size_t n;

		if (relay_intake(d, site->config->name, id) == NULL)
			continue;
		served_here++;
		if (!relay_keys_of_log(site->keys, site->config->spool,
			site->config->name, &d->intakes[i], keys, &n,
			&reason)) {
			(void)printf("%s: THE LOG WAS NOT LOOKED AT: %s\n", id,
			    reason.text);
			whole = false;
			continue;
		}
		if (verify_log(store_index(store), id, keys, n, d,
			site->config->publication_seconds, served, &result,
			&reason)) {
			(void)printf("%s: the log is whole: %" PRIu64
				     " leaves in %" PRIu64 " publications\n",
			    id, result.entries, result.publications);
			if (result.unlogged > 0)
				(void)printf("%s: %" PRIu64
					     " more are published when it "
					     "serves\n",
				    id, result.unlogged);
			continue;
		}
		(void)printf("%s: THE LOG IS DAMAGED: %s\n", id, reason.text);
		whole = false;
	}
	if (served_here == 0)
		(void)printf("the directory has no intake that this relay "
			     "serves: no log was looked at\n");
	return whole && served_here > 0;
}

static enum cli_status
verify(struct site *site, struct store *store)
{
	const struct directory *d = site->directories.current->directory;
	struct verifying v = {.store = store};
	bool whole, ok = verify_envelopes(&v);

	for (size_t i = 0; i < d->n_intakes && ok; i++)
		ok = verify_orphans(&v, d->intakes[i].id);
	if (!ok)
		return cli_fail("the index can't be read or written; what is "
				"not named above was not checked");
	(void)printf("%" PRIu64 " envelopes, %" PRIu64 " bytes read, %" PRIu64
		     " damaged, %" PRIu64 " not readable\n",
	    v.envelopes, v.bytes, v.damaged, v.unreadable);
	if (v.repaired > 0)
		(void)printf("%" PRIu64 " that were damaged are whole again\n",
		    v.repaired);
	whole = verify_logs(site, store);
	if (v.damaged == 0 && v.unreadable == 0 && whole)
		return CLI_OK;
	return cli_fail("the spool is damaged. What is damaged is not served; "
			"all else is. A copy that is sent or imported again "
			"takes its place");
}

enum cli_status
relay_command_verify(int argc, char **argv)
{
	const char *path = config_path_option(argc, argv);
	enum cli_status status = CLI_FAILED;
	struct store *store = NULL;
	struct site *site;
	struct reason reason = {""};
	int hold = -1;

	if (path == NULL)
		return CLI_USAGE;
	site = site_open_any_keys(path, &reason);
	if (site != NULL)
		store = store_open_beside(site->config->spool, &reason);
	if (store != NULL)
		hold = hold_erasing(site->config->spool);
	if (hold >= 0)
		status = verify(site, store);
	else
		(void)cli_fail("not verified: %s", reason.text);
	store_close(store);
	site_close(site);
	return status;
}
