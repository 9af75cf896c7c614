#include "leaving.h"

#include <string.h>

#include "client/desk/rules/work.h"
#include "leaving_parts.h"

/* Letters and the like, with an envelope where it is referred; a package has
 * its own. */
bool
leaving_make(const struct leaving *l, struct leaving_files *f)
{
	static const struct {
		const char *text, *html;
	} names[] = {
	    {"letter.txt", "letter.html"}, {"published.txt", "published.html"}};
	bool ok = true;

	if (strcmp(work_text(l->action, "kind"), "package") == 0)
		return leaving_make_package(l, f);
	if (strcmp(work_text(l->action, "kind"), "interchange") == 0)
		return leaving_make_interchange(l, f);
	if (strcmp(work_text(l->action, "kind"), "referral") == 0)
		ok = leaving_make_referral(l, f);
	for (size_t i = 0; i < 2 && ok; i++) {
		struct letter letter;
		struct byte_writer text, html;

		if (i == 1 && *work_text(l->action, "public") == '\0')
			break;
		letter_of(l, i == 1, &letter);
		byte_writer_init(&text, 1u << 22);
		byte_writer_init(&html, 1u << 22);
		letter_write_html(&letter, &html);
		ok = letter_write_text(&letter, &text) && !text.failed &&
		    !html.failed;
		if (!ok)
			reason_set(f->reason, "there is not enough memory");
		ok = ok &&
		    leaving_file(f, names[i].text, text.data, text.len) &&
		    leaving_file(f, names[i].html, html.data, html.len);
		byte_writer_finish(&text);
		byte_writer_finish(&html);
	}
	return ok;
}

static bool
make(void *context, struct leaving_files *f)
{
	return leaving_make(context, f);
}

bool
leaving_write(const struct leaving *l, const char *folder,
    char ret_manifest[static LEAVING_HASH_BYTES], struct reason *ret_reason)
{
	const struct leaving_maker maker = {make, (void *)l};

	return leaving_folder_write(&maker, folder, ret_manifest, ret_reason);
}

bool
leaving_check(const struct leaving *l, const char *folder,
    char ret_manifest[static LEAVING_HASH_BYTES], struct reason *ret_reason)
{
	const struct leaving_maker maker = {make, (void *)l};

	return leaving_folder_check(&maker, folder, ret_manifest, ret_reason);
}
