/* What ends soon, said in the log when it becomes 30, 14, 3 and 0 days. */
#ifndef VALISE_RELAY_ENDS_LOG_H
#define VALISE_RELAY_ENDS_LOG_H

#include <stdint.h>

struct server;

/* Once a second: looks when a day has begun, or the directory is another. */
void ends_log_look(struct server *server);

#endif
