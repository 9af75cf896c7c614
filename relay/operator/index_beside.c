#include "index_beside.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"

struct index *
index_beside(const struct site *site, struct reason *ret_reason)
{
	char *file = durable_file_join(site->config->spool, "index.sqlite");
	struct index *x = NULL;

	if (file != NULL && access(file, F_OK) != 0)
		reason_set(ret_reason, "this relay has not served yet");
	else if (file != NULL)
		x = index_open_read_only(file, ret_reason);
	free(file);
	return x;
}

bool
index_paused(struct index *x)
{
	struct byte_writer paused;
	bool is;

	byte_writer_init(&paused, 2);
	is = index_meta_get(x, "paused", &paused) && paused.data[0] == '1';
	byte_writer_finish(&paused);
	return is;
}
