/* mail_talk.c - a line to the mail server, by libcurl: one connection for many
 * mails, TLS always, and how each ended.
 *
 * What matters is one moment: the dot alone on a line that ends a mail. Before it
 * nothing was taken, whatever happens; after it the server may have taken the mail,
 * and only its answer says so. libcurl writes the dot when the read callback has
 * nothing more, and says nothing between. So the last two bytes are handed over by
 * themselves, when all others are with the system; from then on it counts as ended
 * (stage END). That is a moment too early, never one too late.
 *
 * The stages before come from the commands that libcurl sends (debug callback), the
 * answers from its header callback; its own result code tells only why a line
 * broke. */
#include "mail_in.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "mail_frame.h"
#include "mem.h"

#define PIECE 16384        /* bytes handed over at once */
#define LAST_PIECE 2       /* CRLF */
#define SEND_BUFFER 16384  /* bytes that the system may hold unsent */
#define ANSWERS_MAX 65536u /* bytes of the answer to one command */

/* What the server was asked last, about this mail. */
enum stage { LINE, MAIL, RCPT, DATA, END };

struct mail_talk {
	const struct mail_conf *conf;
	const char *password;
	struct mail_limits limits;
	bool (*is_ended)(void *arg), (*on_end)(void *arg);
	void *arg;
	CURL *c; /* NULL: at rest */

	/* of one mail */
	enum stage stage;
	const struct buf *letter;
	size_t at;
	bool is_answered; /* the last thing it was asked */
	bool is_over;     /* goodbye was said: an answer to that is none */
	int code;
	size_t answer_bytes;
	bool is_too_long;
	char *answer;
};

/* ---- what libcurl asks and tells ---- */

static void
asked(struct mail_talk *t, enum stage stage)
{
	t->stage = stage;
	t->is_answered = false;
	t->answer_bytes = 0;
}

static int
on_debug(CURL *c, curl_infotype type, char *s, size_t len, void *arg)
{
	static const struct {
		const char *begins;
		enum stage stage;
	} rows[] = { { "MAIL FROM:", MAIL }, { "RCPT TO:", RCPT },
		{ "DATA\r\n", DATA } };
	struct mail_talk *t = arg;
	size_t i = 0;

	(void)c;
	if (type != CURLINFO_HEADER_OUT || t->letter == NULL)
		return 0;
	for (; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = strlen(rows[i].begins);

		if (len >= n && memcmp(s, rows[i].begins, n) == 0)
			break;
	}
	if (i < sizeof(rows) / sizeof(rows[0]))
		asked(t, rows[i].stage);
	else if (t->stage != LINE || (len >= 4 && memcmp(s, "QUIT", 4) == 0))
		t->is_over = true;
	else
		asked(t, LINE); /* EHLO, STARTTLS, AUTH */
	return 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The last line of an answer has no hyphen after its code. */
static bool
is_last_line(const char *s, size_t len)
{
	return len >= 4 && is_digit(s[0]) && is_digit(s[1]) && is_digit(s[2]) &&
	       (s[3] == ' ' || s[3] == '\r' || s[3] == '\n');
}

/* A line of an answer. The first answer counts, whatever comes after it. */
static size_t
on_header(char *s, size_t size, size_t count, void *arg)
{
	struct mail_talk *t = arg;
	size_t len = size * count;

	t->answer_bytes += len;
	if (t->answer_bytes > ANSWERS_MAX)
		t->is_too_long = true;
	if (t->is_too_long)
		return 0;
	if (t->letter == NULL || t->is_over || t->is_answered ||
	    !is_last_line(s, len))
		return len;
	t->is_answered = true;
	t->code = (s[0] - '0') * 100 + (s[1] - '0') * 10 + (s[2] - '0');
	mail_answer_safe(t->answer, MAIL_ANSWER_MAX + 1, s, len);
	return len;
}

static size_t
on_read(char *out, size_t size, size_t count, void *arg)
{
	struct mail_talk *t = arg;
	size_t n = t->letter->len - t->at, room = size * count;

	if (room > PIECE)
		room = PIECE;
	if (n > LAST_PIECE)
		n = n - LAST_PIECE < room ? n - LAST_PIECE : room;
	else if (t->stage != END && !t->on_end(t->arg))
		return CURL_READFUNC_ABORT;
	else if (t->stage != END)
		asked(t, END);
	memcpy(out, t->letter->data + t->at, n);
	t->at += n;
	return n;
}

static int
on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct mail_talk *t = arg;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return t->is_too_long || (t->stage != END && t->is_ended(t->arg));
}

/* What lies in the system unsent has not reached the server, and nobody can say so
 * afterwards: so it is little. */
static int
on_socket(void *arg, curl_socket_t fd, curlsocktype purpose)
{
	const int room = SEND_BUFFER;

	(void)arg;
	(void)purpose;
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	return CURL_SOCKOPT_OK;
}

/* ---- rules ---- */

/* Every option that could let something else in, or something out. */
static void
set_rules(struct mail_talk *t, CURL *c)
{
	const struct mail_conf *conf = t->conf;

	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c, CURLOPT_URL, conf->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_USE_SSL,
	    conf->is_plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	if (conf->ca_file[0] != '\0') {
		curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
		curl_easy_setopt(c, CURLOPT_CAINFO, conf->ca_file);
	}
	if (conf->user[0] != '\0') {
		curl_easy_setopt(c, CURLOPT_USERNAME, conf->user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, t->password);
		curl_easy_setopt(
		    c, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
	}
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, t->limits.connect_s);
	curl_easy_setopt(
	    c, CURLOPT_SERVER_RESPONSE_TIMEOUT, t->limits.answer_s);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, t->limits.mail_s);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	/* No size: libcurl compares it with what it wrote, dots doubled. */
	curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)-1);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(c, CURLOPT_READDATA, t);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, on_debug);
	curl_easy_setopt(c, CURLOPT_DEBUGDATA, t);
	curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, t);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_SOCKOPTFUNCTION, on_socket);
}

/* ---- how it ended ---- */

static const struct {
	CURLcode rc;
	const char *says;
} broken[] = {
	{ CURLE_COULDNT_RESOLVE_HOST,
	    "The name of the mail server is not known. Look at mail_server." },
	{ CURLE_COULDNT_CONNECT,
	    "Nothing answers at the address of the mail server." },
	{ CURLE_OPERATION_TIMEDOUT, "The mail server did not answer in time." },
	{ CURLE_USE_SSL_FAILED,
	    "The mail server offers no TLS, and haven sends nothing without "
	    "it." },
	{ CURLE_SSL_CONNECT_ERROR, "TLS with the mail server failed." },
	{ CURLE_PEER_FAILED_VERIFICATION,
	    "The certificate of the mail server does not hold, or is for "
	    "another name. Look at mail_server and mail_ca_file." },
	{ CURLE_SSL_CACERT_BADFILE,
	    "The certificates that the mail server is checked against cannot "
	    "be read. Look at mail_ca_file." },
	{ CURLE_LOGIN_DENIED,
	    "The mail server does not take mail_user and its password." },
};

static const char *
say_broken(CURLcode rc)
{
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		if (broken[i].rc == rc)
			return broken[i].says;
	return "The line to the mail server was cut.";
}

static enum mail_outcome
by_words(struct mail_talk *t, enum mail_outcome outcome, const char *says)
{
	snprintf(t->answer, MAIL_ANSWER_MAX + 1, "%s", says);
	return outcome;
}

/* What an answer of a stage means for the mail. */
static enum mail_outcome
by_answer(const struct mail_talk *t)
{
	bool is_later = t->code >= 400 && t->code < 500;

	switch (t->stage) {
	case LINE: return MAIL_LINK;
	/* Whom it is from is the server's affair with us; how long it is, is
	 * not. */
	case MAIL: return t->code == 552 ? MAIL_NEVER : MAIL_LINK;
	case RCPT:
	case DATA:
		/* 421: it closes the line. */
		if (t->code == 421)
			return MAIL_LINK;
		return is_later ? MAIL_LATER : MAIL_NEVER;
	case END:
		if (t->code >= 200 && t->code < 300)
			return MAIL_WENT;
		return is_later ? MAIL_LATER : MAIL_NEVER;
	}
	return MAIL_LINK;
}

static enum mail_outcome
judge(struct mail_talk *t, CURLcode rc)
{
	bool is_final = t->is_answered && t->code >= 400 && t->code < 600;

	/* To the dot a server may also say what is no answer at all. */
	if (t->stage == END && t->is_answered && t->code >= 200 &&
	    t->code < 300)
		is_final = true;
	if (is_final)
		return by_answer(t);
	if (t->stage == END || rc == CURLE_OK)
		return by_words(t, MAIL_UNSURE, mail_unsure_says);
	if (t->stage == LINE || t->stage == MAIL)
		return by_words(t, MAIL_LINK, say_broken(rc));
	return by_words(t, MAIL_CUT,
	    "The line to the mail server was cut before the end of the mail. "
	    "Nothing was taken; it is tried again.");
}

/* ---- public ---- */

struct mail_talk *
mail_talk_new(const struct mail_conf *conf, const char *password,
    const struct mail_limits *limits, bool (*is_ended)(void *arg),
    bool (*on_end)(void *arg), void *arg)
{
	struct mail_talk *t = mem_zalloc(1, sizeof(*t));

	t->conf = conf;
	t->password = password;
	t->limits = *limits;
	t->is_ended = is_ended;
	t->on_end = on_end;
	t->arg = arg;
	return t;
}

static CURLcode
perform(struct mail_talk *t, const struct curl_slist *to)
{
	long connects = 0;
	CURLcode rc = CURLE_OK;

	/* A server may close a line that is kept; then it is opened anew. */
	for (int i = 0; i < 2; i++) {
		t->at = 0;
		t->code = 0;
		t->is_over = false;
		asked(t, LINE);
		curl_easy_setopt(t->c, CURLOPT_MAIL_RCPT, to);
		curl_easy_setopt(t->c, CURLOPT_FRESH_CONNECT, (long)i);
		rc = curl_easy_perform(t->c);
		if (rc == CURLE_OK || t->stage > MAIL || t->is_answered ||
		    curl_easy_getinfo(t->c, CURLINFO_NUM_CONNECTS, &connects) !=
			CURLE_OK ||
		    connects > 0)
			break;
	}
	return rc;
}

enum mail_outcome
mail_talk_send(struct mail_talk *t, const char *from, const char *to,
    const struct buf *letter, char *answer)
{
	char from_path[MAIL_ADDRESS_MAX + 3], to_path[MAIL_ADDRESS_MAX + 3];
	struct curl_slist *list;
	enum mail_outcome outcome;

	t->answer = answer;
	answer[0] = '\0';
	if (t->c == NULL) {
		t->c = curl_easy_init();
		if (t->c == NULL)
			return by_words(t, MAIL_LINK,
			    "This machine has no room for a line to the mail "
			    "server.");
		set_rules(t, t->c);
	}
	snprintf(from_path, sizeof(from_path), "<%s>", from);
	snprintf(to_path, sizeof(to_path), "<%s>", to);
	list = curl_slist_append(NULL, to_path);
	curl_easy_setopt(t->c, CURLOPT_MAIL_FROM, from_path);
	t->letter = letter;
	t->is_too_long = false;
	outcome = judge(t, perform(t, list));
	t->letter = NULL;
	curl_easy_setopt(t->c, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(list);
	return outcome;
}

void
mail_talk_rest(struct mail_talk *t)
{
	if (t->c == NULL)
		return;
	asked(t, LINE);
	curl_easy_cleanup(t->c);
	t->c = NULL;
}

void
mail_talk_free(struct mail_talk *t)
{
	if (t == NULL)
		return;
	mail_talk_rest(t);
	mem_free_wiped(t, sizeof(*t));
}
