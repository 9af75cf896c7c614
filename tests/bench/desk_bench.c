/*
 * What it costs to unlock a desk's store, to go over its rows and to change
 *one, beside SQLite alone with the same bytes in the clear:
 *
 *	desk-bench CASES BYTES [PAIRS]
 *
 * Makes a store of so many cases with rows of that size in /tmp, in
 *transactions of 64, and opens it as often as PAIRS says.  The lock with the
 *passphrases and what scrypt costs are not in it: open's own second is
 *(docs/KEYS.md).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <sodium.h>
#include <sqlite3.h>

#include "client/desk/cases/case_row.h"
#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "tests/unit/client/desk/temp_store.h"

static struct temp_store temp;

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool
put(long number, const char *text)
{
	cJSON *row = cJSON_CreateObject();
	char id[16];
	bool ok;

	(void)snprintf(id, sizeof(id), "%08ld", number);
	ok = cJSON_AddStringToObject(row, "report", text) != NULL &&
	    cJSON_AddStringToObject(row, "state", "OPENED") != NULL &&
	    desk_store_put(temp.store, "case", id, row);
	cJSON_Delete(row);
	return ok;
}

/* Rows as an import stores them, and the same text in a table in the clear. */
static bool
make(long cases, const char *text, sqlite3 *peer)
{
	sqlite3_stmt *st;
	bool ok;

	ok =
	    sqlite3_exec(peer, "CREATE TABLE t (id TEXT PRIMARY KEY, row TEXT)",
		NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(peer, "INSERT INTO t VALUES (?, ?)", -1, &st,
		NULL) == SQLITE_OK &&
	    sqlite3_exec(peer, "BEGIN", NULL, NULL, NULL) == SQLITE_OK;
	for (long i = 1; ok && i <= cases; i++) {
		if (i % 64 == 1)
			ok = desk_store_begin(temp.store);
		ok = ok && put(i, text);
		if (i % 64 == 0 || i == cases)
			ok = desk_store_end(temp.store, ok);
		(void)sqlite3_bind_int64(st, 1, i);
		(void)sqlite3_bind_text(st, 2, text, -1, SQLITE_STATIC);
		ok = ok && sqlite3_step(st) == SQLITE_DONE;
		(void)sqlite3_reset(st);
	}
	if (!ok)
		return false;
	(void)sqlite3_finalize(st);
	return sqlite3_exec(peer, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

static bool
count(void *context, const char *id, const cJSON *row)
{
	struct case_row read;
	size_t *n = context;

	case_row_read(&read, id, row);
	*n += read.report != NULL;
	return true;
}

static double
walk_peer(sqlite3 *peer, long cases)
{
	double start = now();
	sqlite3_stmt *st;
	long n = 0;

	if (sqlite3_prepare_v2(peer, "SELECT row FROM t ORDER BY id", -1, &st,
		NULL) != SQLITE_OK)
		exit(1);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(st, 0);

		n += text != NULL && strlen(text) > 0;
	}
	(void)sqlite3_finalize(st);
	if (n != cases)
		exit(1);
	return now() - start;
}

int
main(int argc, char **argv)
{
	long cases = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	long bytes = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	long pairs = argc > 3 ? strtol(argv[3], NULL, 10) : 3;
	struct reason reason = {""};
	struct rusage usage;
	sqlite3 *peer = NULL;
	double start, made;
	char *text;

	if (cases < 1 || bytes < 1 || pairs < 1) {
		(void)fputs("usage: desk-bench CASES BYTES [PAIRS]\n", stderr);
		return 2;
	}
	text = calloc(1, (size_t)bytes + 1);
	if (text == NULL || !secret_protect_process() ||
	    !temp_store_open(&temp) ||
	    sqlite3_open("", &peer) != SQLITE_OK) /* a file of its own */
		return 1;
	memset(text, 'a', (size_t)bytes);
	start = now();
	if (!make(cases, text, peer)) {
		temp_store_close(&temp);
		return 1;
	}
	made = now() - start;
	(void)printf(
	    "%ld cases of %ld bytes, stored in %.1f s\n", cases, bytes, made);
	for (long i = 0; i < pairs; i++) {
		double opened, walked, changed, bare;
		size_t n = 0;

		desk_store_close(temp.store);
		start = now();
		if (!temp_store_reopen(&temp) || !desk_store_intact(temp.store))
			return 1;
		opened = now() - start;
		start = now();
		if (!desk_store_each(
			temp.store, "case", count, &n, NULL, &reason) ||
		    n != (size_t)cases)
			return 1;
		walked = now() - start;
		start = now();
		if (!desk_store_begin(temp.store) ||
		    !desk_store_end(temp.store, put(cases / 2 + 1, text)))
			return 1;
		changed = now() - start;
		bare = walk_peer(peer, cases);
		(void)printf("unlocked in %.3f s, read in %.3f s (SQLite alone "
			     "%.3f s, ratio %.1f), one changed in %.1f ms\n",
		    opened, walked, bare, walked / bare, changed * 1e3);
	}
	(void)getrusage(RUSAGE_SELF, &usage);
	(void)printf("peak %ld MiB\n", usage.ru_maxrss / 1024);
	(void)sqlite3_close(peer);
	temp_store_close(&temp);
	free(text);
	return 0;
}
