/* An XMP packet (ISO 16684-1): RDF in XML, read by its names alone. */
#include "picture_parts.h"

#include <stdio.h>
#include <string.h>

#include <expat.h>

#define SEPARATOR '|' /* between a namespace and a name */
#define SALT 1        /* any but 0: the child has no source of random bytes */

/* Which value it fills, where that is empty still. */
enum value { VALUE_NONE, VALUE_MAKE, VALUE_MODEL, VALUE_SOFTWARE, VALUE_TIME };

/*
 * By the name behind the namespace, whose prefix and whose own spelling anyone
 * may choose: what has such a name is warned of, whoever's it is.  A name that
 * ends with * stands for all that begin so.
 */
static const struct {
	const char *name;
	unsigned carries;
	enum value value;
} names[] = {{"GPS*", PICTURE_PLACE, VALUE_NONE},
    {"City", PICTURE_PLACE, VALUE_NONE}, {"State", PICTURE_PLACE, VALUE_NONE},
    {"ProvinceState", PICTURE_PLACE, VALUE_NONE},
    {"Country*", PICTURE_PLACE, VALUE_NONE},
    {"Location*", PICTURE_PLACE, VALUE_NONE},
    {"Sublocation", PICTURE_PLACE, VALUE_NONE},
    {"WorldRegion", PICTURE_PLACE, VALUE_NONE},
    {"creator", PICTURE_PERSON, VALUE_NONE},
    {"contributor", PICTURE_PERSON, VALUE_NONE},
    {"rights", PICTURE_PERSON, VALUE_NONE},
    {"Author*", PICTURE_PERSON, VALUE_NONE},
    {"Artist", PICTURE_PERSON, VALUE_NONE},
    {"Copyright*", PICTURE_PERSON, VALUE_NONE},
    {"Credit", PICTURE_PERSON, VALUE_NONE},
    {"CaptionWriter", PICTURE_PERSON, VALUE_NONE},
    {"CreatorContactInfo", PICTURE_PERSON, VALUE_NONE},
    {"Ci*", PICTURE_PERSON, VALUE_NONE}, {"Owner*", PICTURE_PERSON, VALUE_NONE},
    {"CameraOwnerName", PICTURE_PERSON, VALUE_NONE},
    {"Person*", PICTURE_PERSON, VALUE_NONE},
    {"Regions", PICTURE_PERSON, VALUE_NONE},
    {"Make", PICTURE_CAMERA, VALUE_MAKE},
    {"Model", PICTURE_CAMERA, VALUE_MODEL},
    {"LensSerialNumber", PICTURE_SERIAL, VALUE_NONE},
    {"Lens*", PICTURE_CAMERA, VALUE_NONE},
    {"SerialNumber", PICTURE_SERIAL, VALUE_NONE},
    {"BodySerialNumber", PICTURE_SERIAL, VALUE_NONE},
    {"ImageUniqueID", PICTURE_SERIAL, VALUE_NONE},
    {"DocumentID", PICTURE_SERIAL, VALUE_NONE},
    {"InstanceID", PICTURE_SERIAL, VALUE_NONE},
    {"OriginalDocumentID", PICTURE_SERIAL, VALUE_NONE},
    {"documentID", PICTURE_SERIAL, VALUE_NONE},
    {"instanceID", PICTURE_SERIAL, VALUE_NONE},
    {"CreatorTool", PICTURE_SOFTWARE, VALUE_SOFTWARE},
    {"softwareAgent", PICTURE_SOFTWARE, VALUE_SOFTWARE},
    {"Software", PICTURE_SOFTWARE, VALUE_SOFTWARE},
    {"DateTime*", PICTURE_TIME, VALUE_TIME},
    {"CreateDate", PICTURE_TIME, VALUE_TIME},
    {"DateCreated", PICTURE_TIME, VALUE_TIME},
    {"ModifyDate", PICTURE_TIME, VALUE_TIME},
    {"MetadataDate", PICTURE_TIME, VALUE_TIME},
    {"date", PICTURE_TIME, VALUE_TIME}, {"when", PICTURE_TIME, VALUE_TIME},
    {"title", PICTURE_COMMENT, VALUE_NONE},
    {"description", PICTURE_COMMENT, VALUE_NONE},
    {"subject", PICTURE_COMMENT, VALUE_NONE},
    {"Headline", PICTURE_COMMENT, VALUE_NONE},
    {"Instructions", PICTURE_COMMENT, VALUE_NONE},
    {"UserComment", PICTURE_COMMENT, VALUE_NONE},
    {"ImageDescription", PICTURE_COMMENT, VALUE_NONE},
    {"Thumbnails", PICTURE_THUMBNAIL, VALUE_NONE}};

struct reading {
	struct picture_look *look;
	XML_Parser parser;
	enum value open; /* of the element whose text comes */
	char text[PICTURE_VALUE_BYTES];
	size_t len;
};

static bool
is_name(const char *wanted, const char *name)
{
	size_t len = strlen(wanted);

	return wanted[len - 1] == '*' ? strncmp(name, wanted, len - 1) == 0
				      : strcmp(name, wanted) == 0;
}

/* What a name says, added; the value that it has. */
static enum value
take_name(struct reading *r, const char *qualified)
{
	const char *name = strrchr(qualified, SEPARATOR);

	name = name == NULL ? qualified : name + 1;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_name(names[i].name, name)) {
			r->look->found.carries |= names[i].carries;
			return names[i].value;
		}
	return VALUE_NONE;
}

static void
put_value(struct reading *r, enum value which, const char *text)
{
	struct picture_found *f = &r->look->found;
	char *const places[] = {[VALUE_NONE] = NULL,
	    [VALUE_MAKE] = f->make,
	    [VALUE_MODEL] = f->model,
	    [VALUE_SOFTWARE] = f->software,
	    [VALUE_TIME] = f->time};

	text += strspn(text, " \t\r\n");
	if (places[which] != NULL && places[which][0] == '\0')
		(void)snprintf(places[which], PICTURE_VALUE_BYTES, "%s", text);
}

static void
begin_element(void *context, const char *name, const char **attributes)
{
	struct reading *r = context;

	r->open = take_name(r, name);
	r->len = 0;
	for (; attributes[0] != NULL; attributes += 2)
		put_value(r, take_name(r, attributes[0]), attributes[1]);
}

/* Of a list within it (rdf:li) too: what is open stays so until a name. */
static void
take_text(void *context, const char *text, int len)
{
	struct reading *r = context;
	size_t room = sizeof(r->text) - 1 - r->len;

	if (r->open == VALUE_NONE)
		return;
	if ((size_t)len < room)
		room = (size_t)len;
	memcpy(r->text + r->len, text, room);
	r->len += room;
}

static void
end_element(void *context, const char *name)
{
	struct reading *r = context;

	(void)name;
	r->text[r->len] = '\0';
	put_value(r, r->open, r->text);
	r->open = VALUE_NONE;
	r->len = 0;
}

/* XMP has no document type; what has one wants the parser to work. */
static void
refuse_doctype(void *context, const char *name, const char *system_id,
    const char *public_id, int has_internal)
{
	const struct reading *r = context;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal;
	(void)XML_StopParser(r->parser, XML_FALSE);
}

/* Where it does not parse, by the bytes alone. */
static void
scan(const uint8_t *bytes, size_t len, struct reading *r)
{
	char name[32];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strcspn(names[i].name, "*");

		memcpy(name, names[i].name, n);
		if (n > 3 && memmem(bytes, len, name, n) != NULL)
			r->look->found.carries |= names[i].carries;
	}
}

void
picture_xmp_look(const uint8_t *bytes, size_t len, struct picture_look *look)
{
	struct reading r = {.look = look};
	const uint8_t *start = memchr(bytes, '<', len);

	look->found.carries |= PICTURE_XMP;
	if (start == NULL || len > INT32_MAX) {
		look->found.carries |= PICTURE_DAMAGED;
		return;
	}
	/* Big-endian UTF-16 has a NUL before each, and its order mark. */
	if (start > bytes && start[-1] == 0 && start + 1 < bytes + len &&
	    start[1] == 0)
		start--;
	if (start - bytes >= 2 && start[-1] + start[-2] == 0xfe + 0xff)
		start -= 2;
	len -= (size_t)(start - bytes);
	r.parser = XML_ParserCreateNS(NULL, SEPARATOR);
	if (r.parser == NULL || XML_SetHashSalt(r.parser, SALT) == 0) {
		look->found.carries |= PICTURE_DAMAGED;
		scan(start, len, &r);
	} else {
		XML_SetUserData(r.parser, &r);
		XML_SetElementHandler(r.parser, begin_element, end_element);
		XML_SetCharacterDataHandler(r.parser, take_text);
		XML_SetStartDoctypeDeclHandler(r.parser, refuse_doctype);
		if (XML_Parse(r.parser, (const char *)start, (int)len, 1) !=
		    XML_STATUS_OK) {
			look->found.carries |= PICTURE_DAMAGED;
			scan(start, len, &r);
		}
	}
	if (r.parser != NULL)
		XML_ParserFree(r.parser);
}
