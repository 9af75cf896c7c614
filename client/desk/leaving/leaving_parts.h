/* For the files of this room alone. */
#ifndef VALISE_DESK_LEAVING_PARTS_H
#define VALISE_DESK_LEAVING_PARTS_H

#include "common/bytes/byte_writer.h"
#include "common/crypto/sha256.h"
#include "common/report/language.h"
#include "leaving.h"

#define LEAVING_FILES_MAX 1200

/* Where the files go: into a folder, or into their hashes alone. */
struct leaving_files {
	const char *folder; /* NULL: nowhere */
	int fd;
	struct sha256 *sha;
	struct byte_writer sums; /* the list */
	char name[100];          /* of the file under way, or "" */
	uint64_t size;           /* so far */
	struct reason *reason;
};

bool leaving_file_begin(struct leaving_files *f, const char *name);
bool leaving_file_put(struct leaving_files *f, const void *bytes, size_t len);
bool leaving_file_end(struct leaving_files *f);
/* A whole one. */
bool leaving_file(
    struct leaving_files *f, const char *name, const void *bytes, size_t len);

/* Every file of the action; false with a reason in `f`. */
bool leaving_make(const struct leaving *l, struct leaving_files *f);
bool leaving_make_interchange(const struct leaving *l, struct leaving_files *f);
bool leaving_make_package(const struct leaving *l, struct leaving_files *f);

/* A text as it is printed: what stands on it, in order. */
struct letter_block {
	enum {
		LETTER_LINE, /* of ours, or a name */
		LETTER_HEADING,
		LETTER_TEXT /* what was written */
	} kind;
	char line[1400];
	const char *text; /* of a text; the action's */
};
#define LETTER_BLOCKS 24
struct letter {
	enum language language;
	const char *class_text; /* on every page */
	size_t n;
	struct letter_block blocks[LETTER_BLOCKS];
};
/* The letter, or with `published` what is published of it. */
void letter_of(
    const struct leaving *l, bool published, struct letter *ret_letter);
/* As pages of plain text, and as one page of HTML that prints the same way. */
bool letter_write_text(const struct letter *letter, struct byte_writer *w);
void letter_write_html(const struct letter *letter, struct byte_writer *w);

#endif
