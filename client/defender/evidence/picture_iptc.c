/* IPTC's blocks for the press (IIM 4.2) within Photoshop's resources. */
#include "picture_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libiptcdata/iptc-data.h>
#include <libiptcdata/iptc-jpeg.h>

#define HEAD "Photoshop 3.0"

static const struct {
	IptcTag tag; /* of record 2 */
	unsigned carries;
} tags[] = {{IPTC_TAG_CITY, PICTURE_PLACE},
    {IPTC_TAG_SUBLOCATION, PICTURE_PLACE}, {IPTC_TAG_STATE, PICTURE_PLACE},
    {IPTC_TAG_COUNTRY_CODE, PICTURE_PLACE},
    {IPTC_TAG_COUNTRY_NAME, PICTURE_PLACE},
    {IPTC_TAG_CONTENT_LOC_CODE, PICTURE_PLACE},
    {IPTC_TAG_CONTENT_LOC_NAME, PICTURE_PLACE},
    {IPTC_TAG_BYLINE, PICTURE_PERSON}, {IPTC_TAG_BYLINE_TITLE, PICTURE_PERSON},
    {IPTC_TAG_CREDIT, PICTURE_PERSON}, {IPTC_TAG_SOURCE, PICTURE_PERSON},
    {IPTC_TAG_COPYRIGHT_NOTICE, PICTURE_PERSON},
    {IPTC_TAG_CONTACT, PICTURE_PERSON},
    {IPTC_TAG_WRITER_EDITOR, PICTURE_PERSON},
    {IPTC_TAG_DATE_CREATED, PICTURE_TIME},
    {IPTC_TAG_TIME_CREATED, PICTURE_TIME},
    {IPTC_TAG_DIGITAL_CREATION_DATE, PICTURE_TIME},
    {IPTC_TAG_DIGITAL_CREATION_TIME, PICTURE_TIME},
    {IPTC_TAG_ORIGINATING_PROGRAM, PICTURE_SOFTWARE},
    {IPTC_TAG_CAPTION, PICTURE_COMMENT}, {IPTC_TAG_HEADLINE, PICTURE_COMMENT},
    {IPTC_TAG_OBJECT_NAME, PICTURE_COMMENT},
    {IPTC_TAG_KEYWORDS, PICTURE_COMMENT},
    {IPTC_TAG_SPECIAL_INSTRUCTIONS, PICTURE_COMMENT}};

static void
take(const IptcDataSet *d, struct picture_look *look)
{
	struct picture_found *f = &look->found;

	if (d->record != IPTC_RECORD_APP_2)
		return;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (d->tag == tags[i].tag)
			f->carries |= tags[i].carries;
	if (d->tag == IPTC_TAG_DATE_CREATED && f->time[0] == '\0')
		(void)snprintf(f->time, sizeof(f->time), "%.*s",
		    d->size < 16 ? (int)d->size : 16, (const char *)d->data);
	if (d->tag == IPTC_TAG_ORIGINATING_PROGRAM && f->software[0] == '\0')
		(void)snprintf(f->software, sizeof(f->software), "%.*s",
		    d->size < 63 ? (int)d->size : 63, (const char *)d->data);
}

/* The datasets themselves. */
static void
look_at_records(const uint8_t *bytes, size_t len, struct picture_look *look)
{
	IptcData *data = len > UINT32_MAX
	    ? NULL
	    : iptc_data_new_from_data(bytes, (unsigned)len);

	if (data == NULL) {
		look->found.carries |= PICTURE_DAMAGED;
		return;
	}
	for (unsigned i = 0; i < data->count; i++)
		if (data->datasets[i]->data != NULL)
			take(data->datasets[i], look);
	iptc_data_unref(data);
}

/* Photoshop's other resources, by their numbers. */
static void
look_at_others(const uint8_t *bytes, size_t len, struct picture_look *look)
{
	static const struct {
		char head[6];
		unsigned carries;
	} others[] = {{{'8', 'B', 'I', 'M', 4, 0x09}, PICTURE_THUMBNAIL},
	    {{'8', 'B', 'I', 'M', 4, 0x0c}, PICTURE_THUMBNAIL},
	    {{'8', 'B', 'I', 'M', 4, 0x0a}, PICTURE_PERSON},
	    {{'8', 'B', 'I', 'M', 4, 0x0f}, PICTURE_PROFILE},
	    {{'8', 'B', 'I', 'M', 4, 0x22}, PICTURE_SETTINGS},
	    {{'8', 'B', 'I', 'M', 4, 0x23}, PICTURE_SETTINGS},
	    {{'8', 'B', 'I', 'M', 4, 0x24}, PICTURE_XMP}};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (memmem(bytes, len, others[i].head,
			sizeof(others[i].head)) != NULL)
			look->found.carries |= others[i].carries;
}

/* Behind the head that they have in a JPEG. */
static void
look_at_resources(const uint8_t *bytes, size_t len, struct picture_look *look)
{
	unsigned n = 0;
	int at = iptc_jpeg_ps3_find_iptc(bytes, (unsigned)len, &n);

	look_at_others(bytes, len, look);
	if (at < 0 || (at > 0 && ((size_t)at > len || n > len - (size_t)at)))
		look->found.carries |= PICTURE_DAMAGED;
	else if (at > 0)
		look_at_records(bytes + at, n, look);
}

/* As other formats have them, without it. */
static void
look_without_head(const uint8_t *bytes, size_t len, struct picture_look *look)
{
	uint8_t *whole = malloc(sizeof(HEAD) + len);

	if (whole == NULL) {
		look->found.carries |= PICTURE_DAMAGED;
		return;
	}
	memcpy(whole, HEAD, sizeof(HEAD));
	memcpy(whole + sizeof(HEAD), bytes, len);
	look_at_resources(whole, sizeof(HEAD) + len, look);
	free(whole);
}

void
picture_iptc_look(const uint8_t *bytes, size_t len, struct picture_look *look)
{
	look->found.carries |= PICTURE_IPTC;
	if (len > PICTURE_BYTES_MAX)
		look->found.carries |= PICTURE_DAMAGED;
	else if (len > 0 && bytes[0] == 0x1c)
		look_at_records(bytes, len, look);
	else if (len > 4 && memcmp(bytes, "8BIM", 4) == 0)
		look_without_head(bytes, len, look);
	else if (len > sizeof(HEAD) && memcmp(bytes, HEAD, sizeof(HEAD)) == 0)
		look_at_resources(bytes, len, look);
}
