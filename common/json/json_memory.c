#include "json_memory.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cjson/cJSON.h>
#include <sodium.h>

/* What stands before each piece: its size, and alignment as malloc() gives. */
union head {
	size_t len;
	max_align_t align;
};

static void *
take(size_t len)
{
	union head *head;

	if (len > SIZE_MAX / 2)
		return NULL;
	head = malloc(sizeof(*head) + len);
	if (head == NULL)
		return NULL;
	head->len = len;
	return head + 1;
}

static void
give_back(void *piece)
{
	union head *head = piece;

	if (piece == NULL)
		return;
	head--;
	sodium_memzero(piece, head->len);
	free(head);
}

void
json_memory_wipe_freed(void)
{
	cJSON_Hooks hooks = {.malloc_fn = take, .free_fn = give_back};

	cJSON_InitHooks(&hooks);
}
