#include "directory_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/words.h"

static void
put_series(struct byte_writer *w, const char *intake, const char *series,
    const struct directory_anchor *a)
{
	char hash[65];

	if (a->number == 0)
		return;
	hex_encode(a->hash, 32, hash);
	byte_writer_printf(
	    w, "%s %s %" PRIu64 " %s\n", series, intake, a->number, hash);
}

static void
put_head(const struct directory *d, struct byte_writer *w)
{
	char hash[65];

	hex_encode(d->hash, 32, hash);
	byte_writer_printf(w, "%" PRIu64 " %s %s\n", d->version, hash, d->name);
}

/* Lines of intakes that it does not have, as they were. */
static void
put_absent(const struct directory *d, const char *kept, struct byte_writer *w)
{
	char id[DIRECTORY_ID_MAX + 1];
	struct byte_reader r;
	const char *line, *word;
	size_t len, n;

	byte_reader_init(&r, kept, strlen(kept));
	(void)byte_reader_line(&r, &line, &len); /* the head */
	while (byte_reader_line(&r, &line, &len)) {
		struct words words = words_of(line, len);

		(void)words_next(&words, &word, &n); /* which series */
		if (words_next(&words, &word, &n) &&
		    directory_id_read(word, n, id) &&
		    directory_intake(d, id) == NULL)
			byte_writer_put(w, line, len + 1);
	}
}

void
directory_state_format(
    const struct directory *d, const char *kept, struct byte_writer *w)
{
	put_head(d, w);
	if (kept != NULL)
		put_absent(d, kept, w);
	for (size_t i = 0; i < d->n_intakes; i++) {
		put_series(
		    w, d->intakes[i].id, "bulletin", &d->intakes[i].bulletins);
		put_series(
		    w, d->intakes[i].id, "import", &d->intakes[i].imports);
	}
	byte_writer_u8(w, 0);
	if (!w->failed)
		w->len--;
}

static bool
damaged(struct reason *reason)
{
	reason_set(reason, "the record of directories is damaged");
	return false;
}

/* "version hash name": another name, an older one, or two of one version. */
static bool
head_allows(const char *line, size_t len, const struct directory *d,
    struct reason *reason)
{
	struct words w = words_of(line, len);
	const char *version_text, *hash, *name;
	size_t version_len, hash_len, name_len;
	struct byte_writer now;
	uint64_t version;
	bool same;

	if (!words_next(&w, &version_text, &version_len) ||
	    !words_next(&w, &hash, &hash_len) ||
	    !words_next(&w, &name, &name_len) || !words_end(&w) ||
	    !decimal_decode(version_text, version_len, INT64_MAX, &version))
		return damaged(reason);
	if (d->version < version) {
		reason_set(reason,
		    "the directory has version %" PRIu64
		    ", and version %" PRIu64
		    " was seen before: an older one is refused",
		    d->version, version);
		return false;
	}
	if (name_len != strlen(d->name) ||
	    memcmp(name, d->name, name_len) != 0) {
		reason_set(reason,
		    "the directory is %s, and another one was seen before: "
		    "what keeps state goes by one",
		    d->name);
		return false;
	}
	byte_writer_init(&now, 1024);
	put_head(d, &now);
	same = !now.failed && now.len == len + 1 &&
	    memcmp(now.data, line, len) == 0;
	byte_writer_finish(&now);
	if (d->version > version || same)
		return true;
	reason_set(reason,
	    "another directory of the same version %" PRIu64
	    " was seen before: one of the two is forged",
	    version);
	return false;
}

/* "bulletin intake number hash": what was said once is not taken back. */
static bool
series_allows(const char *line, size_t len, const struct directory *d,
    struct reason *reason)
{
	struct words w = words_of(line, len);
	const struct directory_intake *intake;
	const struct directory_anchor *now;
	char id[DIRECTORY_ID_MAX + 1];
	const char *series, *word;
	uint8_t hash[32];
	size_t series_len, n;
	uint64_t number;

	if (!words_next(&w, &series, &series_len) ||
	    !words_next(&w, &word, &n) || !directory_id_read(word, n, id) ||
	    !words_next(&w, &word, &n) ||
	    !decimal_decode(word, n, INT32_MAX, &number) ||
	    !words_next(&w, &word, &n) || !hex_decode(word, n, hash, 32) ||
	    !words_end(&w))
		return damaged(reason);
	intake = directory_intake(d, id);
	if (intake == NULL)
		return true;
	now = series_len == strlen("import") ? &intake->imports
					     : &intake->bulletins;
	if (now->number > number ||
	    (now->number == number && memcmp(now->hash, hash, 32) == 0))
		return true;
	reason_set(reason,
	    "the directory has %s %" PRIu64 " of %s as the last one of the "
	    "desk's former keys, and %" PRIu64
	    " was seen before, or another one of that number: it is never "
	    "taken back (series)",
	    now == &intake->imports ? "import note" : "bulletin", now->number,
	    id, number);
	return false;
}

bool
directory_state_allows(
    const char *kept, const struct directory *d, struct reason *ret_reason)
{
	struct byte_reader r;
	const char *line;
	size_t len;

	if (kept == NULL)
		return true;
	/* As it was kept before there were lines. */
	if (strchr(kept, '\n') == NULL)
		return head_allows(kept, strlen(kept), d, ret_reason);
	byte_reader_init(&r, kept, strlen(kept));
	if (!byte_reader_line(&r, &line, &len))
		return damaged(ret_reason);
	if (!head_allows(line, len, d, ret_reason))
		return false;
	while (byte_reader_line(&r, &line, &len))
		if (!series_allows(line, len, d, ret_reason))
			return false;
	return r.left == 0 || damaged(ret_reason);
}
