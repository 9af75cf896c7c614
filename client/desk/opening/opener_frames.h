/* What a child says to the desk: frames of type, number, length and bytes; for
 * this folder alone. */
#ifndef VALISE_DESK_OPENER_FRAMES_H
#define VALISE_DESK_OPENER_FRAMES_H

#include "common/report/report.h"

enum frame_type {
	FRAME_READY = 'S', /* shut in: what follows is the file's fault */
	FRAME_REPORT = 'R',
	FRAME_ATTACHMENT = 'A',
	FRAME_GOOD = 'G',
	FRAME_BAD = 'B'
};

#define FRAME_HEAD_BYTES 12u
#define FRAME_MAX REPORT_MAX

#endif
