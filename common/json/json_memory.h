/* JSON trees whose memory is wiped as it is freed, for a report being written.
 */
#ifndef VALISE_JSON_JSON_MEMORY_H
#define VALISE_JSON_JSON_MEMORY_H

/*
 * From here on everything that cJSON frees is wiped first.  Once, before any
 * tree is made.  It is not locked in memory: see secret_lock_process().
 */
void json_memory_wipe_freed(void);

#endif
