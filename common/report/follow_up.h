/*
 * A report that goes on from an earlier one says so in its member `follows`,
 * signed by the voice key that both name (docs/REPORT.md 6).
 */
#ifndef VALISE_REPORT_FOLLOW_UP_H
#define VALISE_REPORT_FOLLOW_UP_H

#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/byte_writer.h"

#define FOLLOW_UP_REFERENCE_DIGITS 12
#define FOLLOW_UP_REFERENCE_BYTES (FOLLOW_UP_REFERENCE_DIGITS + 1)
#define FOLLOW_UP_VOICE_BYTES 32     /* Ed25519 public key */
#define FOLLOW_UP_SIGNATURE_BYTES 64 /* Ed25519 */
#define FOLLOW_UP_MESSAGE_MAX 256

/*
 * The bytes that are signed, into an initialised writer of at least
 * FOLLOW_UP_MESSAGE_MAX.  `follows.signature` is left out, whether it is there
 * or not.  False where the report has no member `follows`, its reference is not
 * twelve ASCII digits, the report is over REPORT_MAX, or memory is short.
 * docs/REPORT.md 6.1.
 */
bool follow_up_message(
    const cJSON *report, const char *intake, struct byte_writer *ret_message);

/*
 * The key that the report names as its voice; false where it names none, or
 * one that is not base64 of 32 bytes.
 */
bool follow_up_voice(
    const cJSON *report, uint8_t ret_voice[static FOLLOW_UP_VOICE_BYTES]);

/*
 * The reference in a checked report's `follows`, or "" where there is none or
 * it is not twelve ASCII digits: nothing else is ever shown of it.
 */
void follow_up_reference(
    const cJSON *report, char ret_reference[static FOLLOW_UP_REFERENCE_BYTES]);

/*
 * Whether `follows.signature` is one of this report by that key for that
 * intake.  Also false where the message can't be made.  docs/REPORT.md 6.2.
 * errno is ENOMEM where false means that memory ended; it is left otherwise.
 */
bool follow_up_verify(const cJSON *report, const char *intake,
    const uint8_t voice[static FOLLOW_UP_VOICE_BYTES]);

#endif
