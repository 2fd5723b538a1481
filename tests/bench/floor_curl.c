/* floor_curl.c - the floor of the wire rows: libcurl with zstd, moving JSON over
 * TLS 1.3 between two files, and nothing else.
 *
 *   floor_curl serve KEY CERT FOLDER   answers POST /N with FOLDER/answer.N
 *   floor_curl move PORT FOLDER TOKEN  asks, as told on standard input
 *
 * "go N" posts FOLDER/request.N and waits for the answer; "new" hangs up, so that
 * the next one connects anew. Each is answered with a line. Both bodies are
 * packed (level 3, the default); headers are what libcurl and libmicrohttpd put
 * there, and a token, without which no office could answer. Nothing is stored,
 * sealed, checked or logged. */
#include <curl/curl.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#define LEVEL 3
#define TEXT_MAX (8u << 20)

static const char *folder;

struct bytes {
	char *at;
	size_t len;
};

static void
die(const char *what)
{
	fprintf(stderr, "floor_curl: %s\n", what);
	exit(1);
}

static struct bytes
read_file(const char *path)
{
	struct bytes b = { malloc(TEXT_MAX), 0 };
	FILE *f = fopen(path, "r");

	if (!f || !b.at)
		die(path);
	b.len = fread(b.at, 1, TEXT_MAX - 1, f);
	b.at[b.len] = '\0';
	fclose(f);
	return b;
}

static struct bytes
packed_file(const char *name, int number)
{
	char path[600];
	struct bytes text, out;

	snprintf(path, sizeof(path), "%.500s/%s.%d", folder, name, number);
	text = read_file(path);
	out.at = malloc(ZSTD_compressBound(text.len));
	out.len = out.at ? ZSTD_compress(out.at, ZSTD_compressBound(text.len),
			       text.at, text.len, LEVEL)
			 : 0;
	free(text.at);
	if (!out.at || ZSTD_isError(out.len))
		die("a body cannot be packed");
	return out;
}

/* ---- the office's side ---- */

/* Unpacked, as it would have to be, and let go of. */
static void
take(const struct bytes *got)
{
	char *text = malloc(TEXT_MAX);

	if (!text ||
	    ZSTD_isError(ZSTD_decompress(text, TEXT_MAX, got->at, got->len)))
		die("a request cannot be unpacked");
	free(text);
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **state)
{
	struct bytes *got = *state, answer;
	struct MHD_Response *r;
	enum MHD_Result ok;

	(void)arg;
	(void)method;
	(void)version;
	if (!got) {
		*state = calloc(1, sizeof(*got));
		return *state ? MHD_YES : MHD_NO;
	}
	if (*size > 0) {
		got->at = realloc(got->at, got->len + *size);
		if (!got->at)
			die("there is no memory");
		memcpy(got->at + got->len, data, *size);
		got->len += *size;
		*size = 0;
		return MHD_YES;
	}
	take(got);
	free(got->at);
	free(got);
	*state = NULL;
	answer = packed_file("answer", (int)strtol(url + 1, NULL, 10));
	r = MHD_create_response_from_buffer(
	    answer.len, answer.at, MHD_RESPMEM_MUST_FREE);
	MHD_add_response_header(r, "Content-Type", "application/json");
	MHD_add_response_header(r, "Content-Encoding", "zstd");
	ok = MHD_queue_response(c, 200, r);
	MHD_destroy_response(r);
	return ok;
}

static void
serve(const char *key, const char *cert)
{
	struct bytes k = read_file(key), c = read_file(cert);
	struct MHD_Daemon *d =
	    MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_TLS, 0,
		NULL, NULL, on_request, NULL, MHD_OPTION_HTTPS_MEM_KEY, k.at,
		MHD_OPTION_HTTPS_MEM_CERT, c.at, MHD_OPTION_HTTPS_PRIORITIES,
		"NORMAL:-VERS-ALL:+VERS-TLS1.3", MHD_OPTION_END);

	if (!d)
		die("it cannot listen");
	printf("listening port %d\n",
	    (int)MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	for (;;)
		pause();
}

/* ---- the device's side ---- */

static size_t
count_body(char *data, size_t size, size_t n, void *arg)
{
	(void)data;
	*(size_t *)arg += size * n;
	return size * n;
}

static void
move_one(CURL *c, const char *port, int number, struct curl_slist *heads)
{
	struct bytes body = packed_file("request", number);
	size_t got = 0;
	char url[64];
	long status = 0;

	snprintf(url, sizeof(url), "https://localhost:%s/%d", port, number);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, heads);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(c, CURLOPT_CAINFO, NULL);
	curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.at);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)body.len);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, count_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &got);
	if (curl_easy_perform(c) != CURLE_OK ||
	    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK ||
	    status != 200)
		die("no answer");
	free(body.at);
	printf("ok %zu\n", got);
	fflush(stdout);
}

static int
move(const char *port, const char *token)
{
	struct curl_slist *heads = NULL;
	char head[120], line[80];
	CURL *c = curl_easy_init();

	snprintf(head, sizeof(head), "Authorization: Bearer %.60s", token);
	heads = curl_slist_append(heads, head);
	heads = curl_slist_append(heads, "Content-Type: application/json");
	heads = curl_slist_append(heads, "Content-Encoding: zstd");
	heads = curl_slist_append(heads, "Accept-Encoding: zstd");
	heads = curl_slist_append(heads, "Expect:");
	while (c && fgets(line, sizeof(line), stdin)) {
		if (strncmp(line, "go ", 3) == 0) {
			move_one(
			    c, port, (int)strtol(line + 3, NULL, 10), heads);
			continue;
		}
		curl_easy_cleanup(c);
		c = curl_easy_init();
		puts("ok 0");
		fflush(stdout);
	}
	curl_slist_free_all(heads);
	curl_easy_cleanup(c);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc != 5 || curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return 2;
	if (strcmp(argv[1], "serve") == 0) {
		folder = argv[4];
		serve(argv[2], argv[3]);
	}
	folder = argv[3];
	return move(argv[2], argv[4]);
}
