/* net_main.c - haven-net: libcurl and nothing else of ours.
 *
 * Reads questions from the socket on standard input, asks the office, writes the
 * answers. Only TLS 1.3, only the pinned keys, no proxy, no redirect, whatever
 * the environment says (promise 11). It holds no store and no key; when haven
 * ends, so does it. Questions are answered one after the other on one kept
 * connection. */
#include <curl/curl.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper.h"
#include "mem.h"
#include "net_frame.h"

#define CHUNK 65536
#define CONNECT_SECONDS 10L
#define STALL_SECONDS 30L /* under a byte a second for so long: cut */
#define TOTAL_SECONDS 600L
#define PIN_PREFIX "sha256//"

struct asked {
	CURL *curl;
	struct buf body;
	bool too_big;
	bool is_packed;
	uint32_t date_s;
	char words[CURL_ERROR_SIZE];
};

static size_t
take_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct asked *as = arg;

	if (!buf_add(&as->body, bytes, size * n)) {
		as->too_big = true;
		return 0;
	}
	return size * n;
}

static void
take_date(struct asked *as, const char *bytes, size_t len)
{
	static const char date[] = "date:";
	char text[64] = "";
	time_t when;

	if (len < sizeof date || len - sizeof date + 1 >= sizeof text ||
	    strncasecmp(bytes, date, sizeof date - 1) != 0)
		return;
	memcpy(text, bytes + sizeof date - 1, len - sizeof date + 1);
	when = curl_getdate(text, NULL);
	if (when > 0 && when <= UINT32_MAX)
		as->date_s = (uint32_t)when;
}

static size_t
take_header(char *bytes, size_t size, size_t n, void *arg)
{
	static const char packed[] = "content-encoding: zstd";
	struct asked *as = arg;

	if (size * n >= sizeof packed - 1 &&
	    strncasecmp(bytes, packed, sizeof packed - 1) == 0)
		as->is_packed = true;
	take_date(as, bytes, size * n);
	return size * n;
}

static enum net_link
link_of(CURLcode rc, const struct asked *as)
{
	if (as->too_big)
		return NET_TOO_BIG;
	switch (rc) {
	case CURLE_OK: return NET_OK;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
	case CURLE_OPERATION_TIMEDOUT: return NET_UNREACHABLE;
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR: return NET_NOT_TRUSTED;
	/* The certificates of this device, not the office, are at fault. */
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_OUT_OF_MEMORY:
	case CURLE_FAILED_INIT: return NET_FAULT;
	case CURLE_FILESIZE_EXCEEDED: return NET_TOO_BIG;
	default: return NET_CUT;
	}
}

static struct curl_slist *
header_list(const struct net_request *rq)
{
	/* No "Expect: 100-continue": it costs a round trip. */
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	const char *at = rq->headers.s, *end = at + rq->headers.len;

	list = curl_slist_append(list, "Accept:"); /* it is JSON or nothing */
	while (at < end) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		char *line = mem_strndup(at, (size_t)((nl ? nl : end) - at));

		if (*line)
			list = curl_slist_append(list, line);
		mem_free_text(line);
		at = nl ? nl + 1 : end;
	}
	return list;
}

/* Every option that could let something else in, or something out. */
static void
set_rules(CURL *c, const struct net_request *rq, const char *pins,
    const char *ca_file)
{
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_3 | (long)CURL_SSLVERSION_MAX_TLSv1_3);
	curl_easy_setopt(c, CURLOPT_PINNEDPUBLICKEY, pins);
	/* The first time there is a pin and no certificate yet: the pin alone
	 * says that it is the office. */
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, rq->is_first ? 0L : 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, rq->is_first ? 0L : 2L);
	/* The system's certificates are none of ours, and 20 ms to read. */
	curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(c, CURLOPT_CAINFO, rq->is_first ? NULL : ca_file);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, STALL_SECONDS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, TOTAL_SECONDS);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE, (long)FRAME_MAX);
}

static void
ask(CURL *c, const struct net_request *rq, struct net_answer *an,
    struct asked *as)
{
	char *url = mem_strndup(rq->url.s, rq->url.len);
	char *pins = mem_strndup(rq->pins.s, rq->pins.len);
	char *ca = mem_strndup(rq->ca_file.s, rq->ca_file.len);
	struct curl_slist *headers = header_list(rq);
	long status = 0;
	CURLcode rc;

	set_rules(c, rq, pins, ca);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, as);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, as);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, as->words);
	if (rq->is_post) {
		curl_easy_setopt(c, CURLOPT_POST, 1L);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, rq->body.s);
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)rq->body.len);
	}
	/* Anything else libcurl would take for the name of a file. */
	rc = strncmp(pins, PIN_PREFIX, sizeof PIN_PREFIX - 1) == 0
		 ? curl_easy_perform(c)
		 : CURLE_SSL_PINNEDPUBKEYNOTMATCH;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_reset(c); /* keeps the connection, nothing of this question */
	an->link = link_of(rc, as);
	an->status = (uint32_t)status;
	an->is_packed = as->is_packed;
	an->date_s = as->date_s;
	an->words = (struct frame_string){ as->words, strlen(as->words) };
	an->body = (struct frame_string){ buf_str(&as->body), as->body.len };
	curl_slist_free_all(headers);
	mem_free_text(url);
	mem_free_text(pins);
	mem_free_text(ca);
}

static bool
write_all(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t w = send(0, bytes, len, MSG_NOSIGNAL);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return false;
		bytes += w;
		len -= (size_t)w;
	}
	return true;
}

static bool
answer_one(CURL *c, const char *frame, size_t len)
{
	struct net_request rq;
	struct net_answer an = { 0 };
	struct asked as = { .curl = c, .body = BUF_INIT(FRAME_MAX - 4096) };
	struct buf out = BUF_INIT(FRAME_MAX + 4);
	bool ok;

	if (net_request_read(&rq, frame, len, NULL) != ERR_OK)
		return false;
	ask(c, &rq, &an, &as);
	an.session = rq.session;
	an.number = rq.number;
	if (an.link != NET_OK)
		an.body.len = 0;
	ok = net_answer_write(&out, &an, NULL) == ERR_OK &&
	     write_all(out.data, out.len);
	buf_done(&out);
	buf_done(&as.body);
	return ok;
}

static int
serve(CURL *c)
{
	struct buf in = BUF_INIT(FRAME_MAX + 4 + CHUNK);
	char bytes[CHUNK];
	enum err code = ERR_OK;
	size_t size;
	ssize_t got;

	for (;;) {
		while ((size = frame_size(buf_str(&in), in.len, &code)) > 0) {
			if (!answer_one(c, in.data, size))
				return 1;
			buf_splice(&in, 0, size, NULL, 0);
		}
		if (code != ERR_OK)
			return 1;
		(void)mem_lock_heap();
		got = recv(0, bytes, sizeof bytes, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || !buf_add(&in, bytes, (size_t)got))
			return got == 0 ? 0 : 1;
		explicit_bzero(bytes, sizeof bytes); /* a passphrase, perhaps */
	}
}

int
main(void)
{
	CURL *c;
	int code;

	helper_shut_in();
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return 1;
	c = curl_easy_init();
	if (!c)
		return 1;
	code = serve(c);
	curl_easy_cleanup(c);
	curl_global_cleanup();
	return code;
}
