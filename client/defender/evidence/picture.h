/*
 * What a picture carries beside what it shows, and a copy without it
 * (docs/EVIDENCE.md).  Every look is taken in a process of its own, shut in.
 */
#ifndef VALISE_DEFENDER_PICTURE_H
#define VALISE_DEFENDER_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* By the first bytes; a file's name counts for nothing. */
enum picture_kind {
	PICTURE_NONE, /* nothing that is known to carry such data */
	PICTURE_JPEG,
	PICTURE_PNG,
	/* These may carry place, device and time; nothing looks into them. */
	PICTURE_TIFF,
	PICTURE_HEIF,
	PICTURE_WEBP,
	PICTURE_GIF,
	PICTURE_RAW,
	PICTURE_JXL,
	PICTURE_MOVIE,
	PICTURE_SOUND,
	PICTURE_PDF,
	PICTURE_OFFICE,
	PICTURE_KINDS
};

/* What it carries: bits of picture_found.carries. */
enum picture_carries {
	PICTURE_PLACE = 1 << 0,
	PICTURE_CAMERA = 1 << 1,
	PICTURE_SERIAL = 1 << 2,
	PICTURE_PERSON = 1 << 3, /* owner, artist, copyright */
	PICTURE_SOFTWARE = 1 << 4,
	PICTURE_TIME = 1 << 5,
	PICTURE_THUMBNAIL = 1 << 6,
	PICTURE_COMMENT = 1 << 7,
	PICTURE_XMP = 1 << 8,
	PICTURE_IPTC = 1 << 9,
	PICTURE_PROFILE = 1 << 10,
	PICTURE_SETTINGS = 1 << 11, /* EXIF of any other sort */
	PICTURE_MORE = 1 << 12,     /* further pictures inside */
	PICTURE_BEHIND = 1 << 13,   /* bytes behind its end */
	PICTURE_OTHER = 1 << 14,    /* blocks of no sort that is known here */
	PICTURE_DAMAGED = 1 << 15,  /* a part that can't be read */
	PICTURE_CARRIES_ALL = (1 << 16) - 1
};

#define PICTURE_VALUE_BYTES 64u

/* As it comes from the child: fixed in size, texts end with a NUL. */
struct picture_found {
	uint32_t kind;                  /* enum picture_kind */
	uint32_t carries;               /* enum picture_carries */
	char make[PICTURE_VALUE_BYTES]; /* empty where it has none */
	char model[PICTURE_VALUE_BYTES];
	char software[PICTURE_VALUE_BYTES];
	char time[PICTURE_VALUE_BYTES];
};

/* How it went. */
enum picture_status {
	PICTURE_LOOKED,    /* the finding holds */
	PICTURE_TOO_LARGE, /* to be looked into; of kind PICTURE_JPEG or _PNG */
	PICTURE_BROKE,     /* it broke, or held up, the process that looks */
	PICTURE_NO_CHILD   /* that process could not be had or shut in */
};

/* What came of the copy. */
enum picture_copy {
	PICTURE_COPY_NONE,     /* not asked for, or of another kind */
	PICTURE_COPY_CLEAN,    /* it is in ret_copy */
	PICTURE_COPY_BAD,      /* it is damaged, or of a kind not understood */
	PICTURE_COPY_LARGE,    /* it takes more memory than there is for it */
	PICTURE_COPY_ANIMATED, /* a copy would stand still */
	PICTURE_COPY_BROKE,    /* it broke the process that cleans */
	PICTURE_COPIES
};

enum picture_want { PICTURE_LOOK_ONLY, PICTURE_WANT_COPY };

/* What the child lets go of first, besides what it never had. */
struct picture_forget {
	void (*forget)(void *context); /* may be NULL */
	void *context;
};

struct picture_result {
	enum picture_status status;
	struct picture_found found; /* where LOOKED or TOO_LARGE */
	enum picture_copy copy;
	int copy_fd; /* where COPY_CLEAN, the caller's to close; else -1 */
};

/*
 * Looks into the regular file `fd`, which is only read, and where asked for
 * makes a cleaned copy of every JPEG and PNG, whatever was found, in memory
 * that has no name (memfd).  Nothing is written to disk.  Takes at most
 * PICTURE_WALL_SECONDS.
 */
void picture_examine(int fd, enum picture_want want,
    const struct picture_forget *forget, struct picture_result *ret_result);

/* Overwrites a copy before it is closed, and closes it; takes -1. */
void picture_copy_wipe(int fd);

/* "a TIFF picture"; for every kind but PICTURE_NONE. */
const char *picture_kind_text(enum picture_kind kind);

/*
 * "the place (coordinates), the camera (...), ...", cut to fit.  The values are
 * the picture's own words: neutralise before showing.
 */
void picture_describe(
    const struct picture_found *found, char *ret_text, size_t size);

/* Why there is no copy; for BAD and what follows it. */
const char *picture_copy_text(enum picture_copy copy);

#endif
