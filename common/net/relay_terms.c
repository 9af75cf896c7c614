#include "relay_terms.h"

#include <stdio.h>

#include "common/crypto/work_stamp.h"
#include "common/json/json_text.h"

#define TERMS_MAX 65536

bool
relay_terms_fetch(struct http_client *http, const char *base,
    struct relay_terms *ret_terms, struct reason *ret_reason)
{
	struct byte_writer body;
	uint64_t bits = 0;
	char url[2048];
	cJSON *json;
	bool ok;

	(void)snprintf(url, sizeof(url), "%s/v1/relay", base);
	if (!http_client_get(http, url, TERMS_MAX, &body, ret_reason))
		return false;
	json = json_text_read((const char *)body.data, body.len, ret_reason);
	ok = json != NULL &&
	    json_text_integer(json, "max_size", &ret_terms->max_size) &&
	    json_text_integer(json, "part_size", &ret_terms->part_size) &&
	    ret_terms->part_size >= RELAY_PART_LEAST &&
	    json_text_integer(
		json, "publication_seconds", &ret_terms->publication_seconds) &&
	    ret_terms->publication_seconds > 0 &&
	    ret_terms->publication_seconds <= RELAY_PERIOD_MAX &&
	    json_text_integer(json, "work_bits", &bits) &&
	    bits <= WORK_STAMP_BITS_MAX;
	if (!ok)
		reason_set(
		    ret_reason, "%s does not answer as a relay does", url);
	ret_terms->work_bits = (unsigned)bits;
	cJSON_Delete(json);
	byte_writer_finish(&body);
	return ok;
}
