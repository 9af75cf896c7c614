#include "uploads.h"

#include <stdlib.h>
#include <string.h>

static bool
add_row(void *context, const struct upload_row *row)
{
	return uploads_add(context, row) != NULL;
}

bool
uploads_load(struct uploads *u, struct index *x)
{
	return index_uploads(x, add_row, u);
}

void
uploads_finish(struct uploads *u)
{
	while (u->first != NULL)
		uploads_remove(u, u->first);
}

struct upload_open *
uploads_find(const struct uploads *u, const char *id)
{
	struct upload_open *upload = u->first;

	while (upload != NULL && strcmp(upload->row.id, id) != 0)
		upload = upload->next;
	return upload;
}

struct upload_open *
uploads_add(struct uploads *u, const struct upload_row *row)
{
	struct upload_open *upload = calloc(1, sizeof(*upload));

	if (upload == NULL)
		return NULL;
	upload->row = *row;
	upload->next = u->first;
	u->first = upload;
	u->n++;
	return upload;
}

struct upload_open *
uploads_weakest(const struct uploads *u, int64_t before)
{
	struct upload_open *weakest = NULL;

	for (struct upload_open *x = u->first; x != NULL; x = x->next)
		if (!x->busy && x->touched <= before &&
		    x->row.offset < x->row.size &&
		    (weakest == NULL || x->row.offset < weakest->row.offset ||
			(x->row.offset == weakest->row.offset &&
			    x->touched < weakest->touched)))
			weakest = x;
	return weakest;
}

void
uploads_remove(struct uploads *u, struct upload_open *upload)
{
	struct upload_open **at = &u->first;

	while (*at != NULL && *at != upload)
		at = &(*at)->next;
	if (*at == NULL)
		return;
	*at = upload->next;
	u->n--;
	free(upload);
}
