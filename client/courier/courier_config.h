/* The courier's INI file (docs/man/valise-courier.1.scd). */
#ifndef VALISE_COURIER_COURIER_CONFIG_H
#define VALISE_COURIER_COURIER_CONFIG_H

#include <stdbool.h>

#include "common/net/http_client.h"
#include "common/bytes/reason.h"
#include "common/notes/directory.h"

#define COURIER_TEXT_MAX 1024

struct courier_config {
	char id[COURIER_TEXT_MAX];
	char seed[COURIER_TEXT_MAX]; /* file */
	char intake[COURIER_TEXT_MAX];
	char relay[COURIER_TEXT_MAX];     /* its name; "": all of the intake */
	char directory[COURIER_TEXT_MAX]; /* file */
	char persons[COURIER_TEXT_MAX]; /* file: the note of who is a courier */
	char fingerprint[COURIER_TEXT_MAX];
	char state[COURIER_TEXT_MAX]; /* file: the last directory seen */
	char way[COURIER_TEXT_MAX];   /* socks (default) or direct */
	char socks[COURIER_TEXT_MAX];
};

/*
 * Reads an INI file with the section [courier].  False with a reason that names
 * the file, and the line where one has an unknown name, one twice or one of
 * COURIER_TEXT_MAX bytes: also where something must be set and is not, or the
 * fingerprint, the way or the proxy is none.
 */
bool courier_config_read(const char *path, struct courier_config *ret_config,
    struct reason *ret_reason);

#endif
