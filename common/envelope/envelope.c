#include "envelope.h"

static const struct {
	const char *class;
	const char *text;
} statuses[] = {
    [ENVELOPE_OK] = {"success", "It opened and every byte was verified."},
    [ENVELOPE_HEADER_MALFORMED] = {"header failure",
	"It is not an age file, or its header is damaged."},
    [ENVELOPE_HEADER_TOO_LONG] = {"header failure",
	"Its header is longer than any honest one."},
    [ENVELOPE_SCRYPT_MIXED] = {"header failure",
	"Its header mixes a passphrase with another recipient."},
    [ENVELOPE_WORK_TOO_HIGH] = {"header failure",
	"Its passphrase work factor is over the limit."},
    [ENVELOPE_NO_MATCH] = {"no match",
	"It was not sealed to this key, or the passphrase is wrong."},
    [ENVELOPE_SHARE_LOW_ORDER] = {"header failure",
	"Its key share is one that no honest program makes."},
    [ENVELOPE_MAC_WRONG] = {"HMAC failure",
	"Its header was changed after it was sealed."},
    [ENVELOPE_NONCE_SHORT] = {"header failure",
	"It ends before its content begins."},
    [ENVELOPE_CHUNK_FORGED] = {"payload failure",
	"Its content was damaged or changed after it was sealed."},
    [ENVELOPE_TRUNCATED] = {"payload failure", "It was cut short."},
    [ENVELOPE_TRAILING] = {"payload failure",
	"Something was added behind its end."},
    [ENVELOPE_ARMOR_BEGIN] = {"armor failure",
	"It does not begin with the line that armor begins with."},
    [ENVELOPE_ARMOR_LINE] = {"armor failure",
	"A line of its armor is damaged or not as armor is written."},
    [ENVELOPE_ARMOR_END] = {"armor failure",
	"The end of its armor is missing."},
    [ENVELOPE_ARMOR_TRAILING] = {"armor failure",
	"Something was added behind the end of its armor."},
    [ENVELOPE_READ_FAILED] = {"error", "It could not be read to its end."},
    [ENVELOPE_WRITE_FAILED] = {"error", "The output could not be written."},
    [ENVELOPE_RECIPIENT_BAD] = {"error", "The public key is malformed."},
    [ENVELOPE_OUT_OF_MEMORY] = {"error", "There is not enough memory."},
};

const char *
envelope_status_text(enum envelope_status status)
{
	return statuses[status].text;
}

const char *
envelope_status_class(enum envelope_status status)
{
	return statuses[status].class;
}
