/* The kinds of the cases' rows (docs/VAULT.md 3); for cases/ alone. */
#ifndef VALISE_DESK_CASE_TABLES_H
#define VALISE_DESK_CASE_TABLES_H

#define TABLE_CASES "case"
#define TABLE_FILES "file" /* sha256 to case id */
#define TABLE_META "meta"  /* counters */

#endif
