/* Where a client may go: nothing is looked up outside SOCKS by mistake. */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include <curl/curl.h>

#include "common/bytes/text_codec.h"
#include "http_client.h"

/* The host of a URL, lower case, without port and brackets. */
static bool
host_of(const char *url, char *ret_host, size_t size)
{
	CURLU *parsed = curl_url();
	char *host = NULL, *user = NULL;
	bool ok;

	if (parsed == NULL)
		return false;
	ok = curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    curl_url_get(parsed, CURLUPART_USER, &user, 0) != CURLUE_OK &&
	    strlen(host) < size;
	/* Any spelling of a name is the same name: ABC.ONION, abc.onion. */
	for (size_t i = 0; ok && i <= strlen(host); i++)
		ret_host[i] = (char)tolower((unsigned char)host[i]);
	while (
	    ok && strlen(ret_host) > 0 && ret_host[strlen(ret_host) - 1] == '.')
		ret_host[strlen(ret_host) - 1] = '\0';
	curl_free(host);
	curl_free(user);
	curl_url_cleanup(parsed);
	return ok;
}

static bool
is_loopback(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	    (strncmp(host, "127.", 4) == 0 &&
		strspn(host, "0123456789.") == strlen(host));
}

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len > end_len && strcmp(text + len - end_len, end) == 0;
}

bool
http_url_allowed(const char *url, enum http_way way, struct reason *ret_reason)
{
	char host[256];
	bool onion;

	if (!host_of(url, host, sizeof(host))) {
		reason_set(ret_reason, "%s is not a usable address", url);
		return false;
	}
	onion = ends_with(host, ".onion");
	if (onion && way == HTTP_DIRECT) {
		reason_set(ret_reason,
		    "%s is an onion address, which --direct can't reach", url);
		return false;
	}
	if (strncmp(url, "https://", 8) == 0 || onion || is_loopback(host))
		return true;
	reason_set(ret_reason,
	    "%s is not encrypted: plain http goes only to an onion address or "
	    "to this machine itself",
	    url);
	return false;
}

bool
http_socks_valid(const char *socks)
{
	char host[128];
	struct in6_addr six;
	struct in_addr four;
	const char *colon = strrchr(socks, ':');
	size_t len = colon == NULL ? 0 : (size_t)(colon - socks);
	uint64_t port;

	if (len == 0 || len >= sizeof(host) ||
	    !decimal_decode(colon + 1, strlen(colon + 1), 65535, &port) ||
	    port == 0)
		return false;
	memcpy(host, socks, len);
	host[len] = '\0';
	if (strcmp(host, "localhost") == 0 ||
	    inet_pton(AF_INET, host, &four) == 1)
		return true;
	if (host[0] != '[' || host[len - 1] != ']')
		return false;
	host[len - 1] = '\0';
	return inet_pton(AF_INET6, host + 1, &six) == 1;
}
