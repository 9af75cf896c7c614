#include "tests/unit/unit.h"

#include "common/json/json_text.h"
#include "directory_make.h"

#include <sodium.h>

uint8_t directory_seeds[DIRECTORY_MEMBERS][32];
struct vkey directory_members[DIRECTORY_MEMBERS];

void
directory_make_members(void)
{
	for (size_t i = 0; i < DIRECTORY_MEMBERS; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "member.example/%zu", i);
		randombytes_buf(directory_seeds[i], 32);
		vkey_of_seed(name, directory_seeds[i], &directory_members[i]);
	}
}

struct key_set
directory_make_set(unsigned threshold, size_t first, size_t n)
{
	struct key_set set = {.threshold = threshold, .n = n};

	for (size_t i = 0; i < n; i++)
		set.keys[i] = directory_members[first + i];
	return set;
}

char *
directory_make_body(
    const struct key_set *set, const char *links, const char *extra)
{
	char key[NOTE_VKEY_TEXT_BYTES];
	struct byte_writer w;

	byte_writer_init(&w, 1u << 16);
	byte_writer_printf(&w,
	    "{\"version\":3,\"issued\":\"2026-11-01T00:00:00Z\","
	    "\"expires\":\"2027-01-01T00:00:00Z\",\"intakes\":[],"
	    "\"critical\":[],\"witnesses\":[],"
	    "\"lists\":[],"
	    "\"links\":[%s],%s\"authority\":{\"threshold\":%u,\"keys\":[",
	    links, extra, set->threshold);
	for (size_t i = 0; i < set->n; i++) {
		vkey_format(&set->keys[i], key);
		byte_writer_printf(&w, "%s\"%s\"", i > 0 ? "," : "", key);
	}
	byte_writer_text(&w, "]}}");
	return (char *)w.data;
}

struct directory *
directory_make_with(const char *member, const char *value, const char *extra)
{
	struct key_set set = directory_make_set(1, 0, 1);
	char *json = directory_make_body(&set, "", extra), *whole, wanted[64];
	struct directory *d = NULL;
	struct byte_writer text;
	struct reason reason;
	const char *at;
	cJSON *body;

	(void)snprintf(wanted, sizeof(wanted), "\"%s\":[]", member);
	at = strstr(json, wanted);
	assert_non_null(at);
	assert_true(asprintf(&whole, "%.*s\"%s\":%s%s", (int)(at - json), json,
			member, value, at + strlen(wanted)) > 0);
	body = json_text_read(whole, strlen(whole), &reason);
	assert_non_null(body);
	byte_writer_init(&text, 1u << 20);
	assert_true(directory_format("directory.example", body, &text));
	(void)directory_read_text((char *)text.data, text.len, &d, &reason);
	byte_writer_finish(&text);
	cJSON_Delete(body);
	free(whole);
	free(json);
	return d;
}
