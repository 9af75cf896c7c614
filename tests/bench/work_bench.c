/*
 * What the inbox and a search of a desk cost beside what the same rows cost
 * anyhow:
 *
 *	work-bench CASES BYTES [PAIRS]
 *
 * Makes a store of so many cases with accounts of that size in /tmp; prints the
 * inbox (all rows read, weighed and put in order) beside a bare walk over the
 * rows, and a search in the loaded texts beside memmem() over the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <sodium.h>

#include "client/desk/casework/inbox.h"
#include "client/desk/casework/search_arena.h"
#include "client/desk/cases/cases.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "tests/unit/client/desk/temp_store.h"

#define HITS 50

static struct temp_store temp;
static const char *const words[] = {"police", "summoned", "session", "Geneva",
    "lawyer", "family", "passport", "office", "searched", "questioned",
    "arrested", "statement", "meeting", "threat", "night", "north"};

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint32_t seed = 1;

static const char *
word(void)
{
	seed = seed * 1664525u + 1013904223u;
	return words[(seed >> 16) % (sizeof(words) / sizeof(words[0]))];
}

/* Of chance, and one word that no other has. */
static bool
put(long number, size_t bytes)
{
	struct byte_writer w;
	cJSON *report = cJSON_CreateObject(), *row = cJSON_CreateObject();
	char id[16];
	bool ok;

	byte_writer_init(&w, 1u << 20);
	while (w.len < bytes)
		byte_writer_printf(&w, "%s ", word());
	byte_writer_printf(&w, "only%ldhere", number);
	(void)cJSON_AddStringToObject(
	    report, "narrative", (const char *)w.data);
	(void)cJSON_AddStringToObject(
	    report, "danger_now", number % 7 == 0 ? "liberty" : "none");
	w.len = 0;
	json_text_write(&w, report);
	(void)snprintf(id, sizeof(id), "%08ld", number);
	ok = cJSON_AddStringToObject(row, "report", (const char *)w.data) !=
		NULL &&
	    cJSON_AddStringToObject(row, "state", "OPENED") != NULL &&
	    desk_store_put(temp.store, "case", id, row);
	cJSON_Delete(report);
	cJSON_Delete(row);
	byte_writer_finish(&w);
	return ok;
}

static bool
make(long cases, size_t bytes)
{
	bool ok = true;

	for (long i = 1; ok && i <= cases; i++) {
		if (i % 64 == 1)
			ok = desk_store_begin(temp.store);
		ok = ok && put(i, bytes);
		if (i % 64 == 0 || i == cases)
			ok = desk_store_end(temp.store, ok);
	}
	return ok;
}

struct gathered {
	size_t n;
	struct byte_writer text;
};

static bool
walk(void *context, const struct case_row *row)
{
	struct gathered *g = context;
	struct reason ignored;
	cJSON *report;

	g->n++;
	if (!case_row_report(row, &report, &ignored))
		return false;
	byte_writer_text(&g->text, json_text_string(report, "narrative"));
	json_text_wipe(report);
	return true;
}

static bool
pair(long cases, struct search_arena_hit *hits)
{
	const struct inbox_filter all = {.all = true};
	struct gathered g = {0};
	struct reason reason = {""};
	struct search_arena *arena;
	struct inbox inbox;
	char wanted[40];
	double start, bare, seen, loaded, found, plain;
	size_t n = 0;

	byte_writer_init(&g.text, (size_t)1 << 30);
	start = now();
	if (!cases_each(temp.store, walk, &g, NULL, &reason))
		return false;
	bare = now() - start;
	start = now();
	if (!inbox_read(
		temp.store, "ben", "2026-11-30", &all, &inbox, NULL, &reason))
		return false;
	seen = now() - start;
	inbox_finish(&inbox);
	start = now();
	arena = search_arena_create(temp.store, NULL, &reason);
	loaded = now() - start;
	if (arena == NULL)
		return false;
	/* In the last of all, so that each looks at everything. */
	(void)snprintf(wanted, sizeof(wanted), "only%ldhere", cases);
	start = now();
	if (!search_arena_find(arena, wanted, hits, HITS, &n) || n != 1)
		return false;
	found = now() - start;
	start = now();
	if (memmem(g.text.data, g.text.len, wanted, strlen(wanted)) == NULL)
		return false;
	plain = now() - start;
	(void)printf("inbox %.0f ms, %.2f of a bare walk (%.0f ms); texts "
		     "loaded in %.0f ms; search %.1f ms, %.1f of memmem "
		     "(%.1f ms)\n",
	    seen * 1e3, seen / bare, bare * 1e3, loaded * 1e3, found * 1e3,
	    found / plain, plain * 1e3);
	search_arena_destroy(arena);
	byte_writer_finish(&g.text);
	return g.n == (size_t)cases;
}

int
main(int argc, char **argv)
{
	long cases = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	long bytes = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	long pairs = argc > 3 ? strtol(argv[3], NULL, 10) : 3;
	struct search_arena_hit *hits = calloc(HITS, sizeof(*hits));
	struct rusage usage;
	bool ok;

	if (cases < 1 || bytes < 1 || pairs < 1) {
		(void)fputs("usage: work-bench CASES BYTES [PAIRS]\n", stderr);
		return 2;
	}
	if (hits == NULL || !secret_protect_process() ||
	    !temp_store_open(&temp))
		return 1;
	ok = make(cases, (size_t)bytes);
	for (long i = 0; ok && i < pairs; i++)
		ok = pair(cases, hits);
	(void)getrusage(RUSAGE_SELF, &usage);
	(void)printf("at most %ld MiB\n", usage.ru_maxrss / 1024);
	temp_store_close(&temp);
	free(hits);
	return ok ? 0 : 1;
}
