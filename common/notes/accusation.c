#include "accusation.h"

#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"

#define FIRST_LINE "valise-accusation/1"

static const char *const verdict_texts[] = {
    [ACCUSATION_PROVEN] = "the promise was not kept",
    [ACCUSATION_PROMISE] = "it holds no promise of that entry by a relay of "
			   "the directory",
    [ACCUSATION_CHECKPOINT] = "its checkpoint is not signed for the log of "
			      "the relay that promised",
    [ACCUSATION_ENTRIES] = "its entries are not those of its checkpoint",
    [ACCUSATION_EARLY] = "its checkpoint is not of a log that the promised "
			 "publication was in by then",
    [ACCUSATION_KEPT] = "the entry is in the log: the promise was kept",
};

const char *
accusation_verdict_text(enum accusation_verdict verdict)
{
	return verdict_texts[verdict];
}

void
accusation_format(const struct accusation *a, struct byte_writer *w)
{
	char entry[2 * RECEIPT_ENTRY_BYTES + 1];

	hex_encode(a->entry, sizeof(a->entry), entry);
	byte_writer_printf(w, FIRST_LINE "\n%s\n%s\n", entry, a->publication);
}

bool
accusation_parse(
    const char *text, size_t len, struct accusation *ret_accusation)
{
	struct accusation a;
	struct byte_reader r;
	const char *line;
	size_t n;

	memset(&a, 0, sizeof(a));
	byte_reader_init(&r, text, len);
	if (!byte_reader_line(&r, &line, &n) || n != strlen(FIRST_LINE) ||
	    memcmp(line, FIRST_LINE, n) != 0 ||
	    !byte_reader_line(&r, &line, &n) ||
	    !hex_decode(line, n, a.entry, sizeof(a.entry)) ||
	    !byte_reader_line(&r, &line, &n) || !publication_valid(line, n) ||
	    r.left != 0)
		return false;
	memcpy(a.publication, line, n);
	*ret_accusation = a;
	return true;
}

/* Signed by the relay that promised, for the log of the same intake. */
static bool
read_checkpoint(const struct directory *d, const struct receipt *promised,
    const char *publication, const struct accusation_parts *parts,
    struct checkpoint *ret_checkpoint)
{
	const struct directory_intake *intake =
	    directory_intake(d, promised->intake);
	char origin[CHECKPOINT_ORIGIN_MAX + 1];
	struct signed_note note;

	receipt_log_origin(promised->relay, promised->intake, origin);
	if (intake == NULL ||
	    signed_note_parse(
		parts->checkpoint, parts->checkpoint_len, &note) != NOTE_OK ||
	    !checkpoint_parse(note.text, note.text_len, ret_checkpoint) ||
	    strcmp(ret_checkpoint->origin, origin) != 0)
		return false;
	return directory_log_signed(
	    intake, promised->relay, &note, publication, 0);
}

/* Reads all entries; whether they are those that the checkpoint signs. */
static bool
read_entries(const struct byte_source *source,
    const struct checkpoint *checkpoint, const uint8_t *wanted,
    uint8_t ret_last[static RECEIPT_ENTRY_BYTES], bool *ret_found)
{
	struct merkle_frontier frontier;
	struct merkle_hash leaf, root;
	uint8_t entry[RECEIPT_ENTRY_BYTES];

	memset(&frontier, 0, sizeof(frontier));
	*ret_found = false;
	if (checkpoint->size == 0 || checkpoint->size > ACCUSATION_ENTRIES_MAX)
		return false;
	while (frontier.size < checkpoint->size) {
		if (byte_source_fill(source, entry, sizeof(entry)) !=
		    (ssize_t)sizeof(entry))
			return false;
		*ret_found |= memcmp(entry, wanted, sizeof(entry)) == 0;
		merkle_leaf(entry, sizeof(entry), &leaf);
		if (!merkle_frontier_append(&frontier, &leaf, NULL, NULL))
			return false;
	}
	memcpy(ret_last, entry, sizeof(entry));
	merkle_frontier_root(&frontier, &root);
	return byte_source_fill(source, entry, 1) == 0 &&
	    memcmp(&root, &checkpoint->root, sizeof(root)) == 0;
}

enum accusation_verdict
accusation_verify(const struct directory *d, const struct accusation *a,
    const struct accusation_parts *parts, struct receipt *ret_receipt)
{
	uint8_t last[RECEIPT_ENTRY_BYTES], marker[RECEIPT_ENTRY_BYTES];
	struct checkpoint checkpoint;
	struct receipt promised;
	bool found;

	if (receipt_verify_entry(d, parts->promise, parts->promise_len,
		a->entry, &promised) != RECEIPT_GENUINE ||
	    promised.form != RECEIPT_PROMISE)
		return ACCUSATION_PROMISE;
	*ret_receipt = promised;
	if (!read_checkpoint(d, &promised, a->publication, parts, &checkpoint))
		return ACCUSATION_CHECKPOINT;
	if (!read_entries(parts->entries, &checkpoint, a->entry, last, &found))
		return ACCUSATION_ENTRIES;
	log_leaf_marker(a->publication, marker);
	if (memcmp(last, marker, sizeof(last)) != 0 ||
	    strcmp(a->publication, promised.publication) < 0)
		return ACCUSATION_EARLY;
	return found ? ACCUSATION_KEPT : ACCUSATION_PROVEN;
}
