/* Where a tile lies under a log's prefix (c2sp.org/tlog-tiles). */
#ifndef VALISE_LOG_TILE_PATH_H
#define VALISE_LOG_TILE_PATH_H

#include <stddef.h>
#include <stdint.h>

#define TILE_WIDTH 256
#define TILE_PATH_BYTES 96

/*
 * "tile/<level>/x001/234[.p/width]"; `level` is a number or "entries", a width
 * below TILE_WIDTH makes it a partial one.
 */
void tile_path(const char *level, uint64_t n, size_t width,
    char ret_path[static TILE_PATH_BYTES]);

#endif
