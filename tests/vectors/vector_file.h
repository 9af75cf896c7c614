/* Reading vector files from the shared folder; a test is skipped without it. */
#ifndef VALISE_TESTS_VECTOR_FILE_H
#define VALISE_TESTS_VECTOR_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#define VECTOR_SKIPPED 77 /* meson's exit status for a skipped test */

/* Exits with VECTOR_SKIPPED where the file is not there. */
cJSON *vector_file_json(const char *name);
char *vector_file_text(const char *name); /* .gz is unpacked */

/* A member's hex as bytes, to be freed; NULL where there is no such member. */
uint8_t *vector_hex(const cJSON *object, const char *member, size_t *ret_len);
uint8_t *vector_hex_text(const char *text, size_t text_len, size_t *ret_len);

/* Fails the program unless true. */
void vector_check(bool ok, const char *what, int id);

#endif
