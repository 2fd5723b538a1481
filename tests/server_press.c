/* server_press.c - PDFs by the real haven-press, read back by pdftotext; hostile
 * text in them; and helpers that crash, hang, fall silent or go mad. The helpers
 * are this program under other names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "helper.h"
#include "mem.h"
#include "pdf_kit.h"
#include "press.h"
#include "server.h"
#include "text.h"

#define LONG_MS 60000
#define SHORT_MS 300 /* for a helper that never answers */

static char dir[] = "/tmp/haven-press-test.XXXXXX";

/* ---- the helpers ---- */

static void
read_to_end(void)
{
	char chunk[4096];

	while (read(0, chunk, sizeof(chunk)) > 0)
		;
}

static void
say(const char *s)
{
	(void)!write(0, s, strlen(s));
}

static int
act_as(const char *name)
{
	struct pollfd none = { .fd = -1 };

	if (strcmp(name, "crash") == 0)
		abort();
	if (strcmp(name, "crash_late") == 0) {
		read_to_end();
		say("%PDF-1.5\nhalf of it\n%%EOF\n");
		raise(SIGSEGV);
	}
	if (strcmp(name, "deaf") == 0)
		return 0;
	if (strcmp(name, "hang") == 0)
		(void)poll(&none, 1, -1);
	read_to_end();
	if (strcmp(name, "silent") == 0)
		return 0;
	if (strcmp(name, "half") == 0)
		say("%PDF-1.5\nhalf of it\n");
	if (strcmp(name, "other") == 0)
		say("<html>something else altogether\n%%EOF\n");
	if (strcmp(name, "failed") == 0) {
		say("%PDF-1.5\nwhole, it says\n%%EOF\n");
		return 2;
	}
	if (strcmp(name, "flood") == 0)
		for (;;)
			say("%PDF-1.5 and so on, and on, and on, and on\n");
	if (strcmp(name, "linger") == 0) {
		say("%PDF-1.5\nwhole, it says\n%%EOF\n");
		close(0);
		(void)poll(&none, 1, -1);
	}
	if (strcmp(name, "look") == 0) {
		extern char **environ;

		say("%PDF-1.5\n");
		if (*environ)
			say("environment\n");
		for (int fd = 3; fd < 1000; fd++)
			if (fcntl(fd, F_GETFD) >= 0)
				say("open\n");
		say("%%EOF\n");
	}
	return 0;
}

static const char *
helper_of(const char *name)
{
	static char path[128];
	char self[PATH_MAX] = "";

	assert_true(readlink("/proc/self/exe", self, PATH_MAX - 1) > 0);
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (symlink(self, path) != 0 && errno != EEXIST)
		fail_msg("no link");
	return path;
}

static struct doc *
small(void)
{
	struct doc *d = doc_new("A title");

	doc_para(d, "Some words.");
	return d;
}

static enum err
press_with(const char *program, int64_t limit_ms, struct doc *d,
    struct buf *pdf, struct errinfo *e)
{
	struct server s = { .press = press_new() };
	enum err code;

	if (program)
		press_use(s.press, program, limit_ms);
	code = press_pdf(&s, d, pdf, e);
	press_free(s.press);
	return code;
}

/* A helper that fails is a sentence, and nothing came of it. */
static const struct {
	const char *name;
	int64_t limit_ms;
	enum err want;
	const char *says;
} bad[] = {
	{ "crash", LONG_MS, ERR_BUSY, "ended early" },
	{ "crash_late", LONG_MS, ERR_BUSY, "ended early" },
	{ "deaf", LONG_MS, ERR_BUSY, "ended early" },
	{ "silent", LONG_MS, ERR_BUSY, "ended early" },
	{ "half", LONG_MS, ERR_BUSY, "ended early" },
	{ "other", LONG_MS, ERR_BUSY, "ended early" },
	{ "failed", LONG_MS, ERR_BUSY, "ended early" },
	{ "hang", SHORT_MS, ERR_BUSY, "too long" },
	{ "linger", SHORT_MS, ERR_BUSY, "ended early" },
	{ "flood", LONG_MS, ERR_TOO_BIG, "too big" },
};

static void
a_bad_helper_is_a_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct buf pdf = BUF_INIT(PRESS_PDF_MAX);
		struct errinfo e = { 0 };
		struct doc *d = small();
		enum err code = press_with(
		    helper_of(bad[i].name), bad[i].limit_ms, d, &pdf, &e);

		if (code != bad[i].want || !strstr(e.says, bad[i].says) ||
		    !strstr(e.says, "plain text"))
			fail_msg("%s: %d, %s", bad[i].name, code, e.says);
		assert_int_equal(pdf.len, 0);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child */
		doc_free(d);
		buf_done(&pdf);
	}
}

static void
no_helper_is_a_sentence(void **state)
{
	struct buf pdf = BUF_INIT(PRESS_PDF_MAX);
	struct errinfo e = { 0 };
	struct doc *d = small();

	(void)state;
	assert_int_equal(
	    press_with("/nonexistent/haven-press", LONG_MS, d, &pdf, &e),
	    ERR_BUSY);
	assert_non_null(strstr(e.says, "cannot be started"));
	doc_free(d);
	buf_done(&pdf);
}

/* It gets neither our environment nor what we have open. */
static void
the_helper_gets_nothing(void **state)
{
	struct buf pdf = BUF_INIT(PRESS_PDF_MAX);
	struct errinfo e = { 0 };
	struct doc *d = small();
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	setenv("HAVEN_SECRET", "1", 1);
	assert_int_equal(
	    press_with(helper_of("look"), LONG_MS, d, &pdf, &e), ERR_OK);
	assert_string_equal(buf_str(&pdf), "%PDF-1.5\n%%EOF\n");
	close(fd);
	doc_free(d);
	buf_done(&pdf);
}

/* ---- bounded ---- */

struct gate {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_open;
	unsigned begun, done;
};

static void
wait_at(void *arg)
{
	struct gate *g = arg;

	pthread_mutex_lock(&g->lock);
	g->begun++;
	while (!g->is_open)
		pthread_cond_wait(&g->changed, &g->lock);
	g->done++;
	pthread_mutex_unlock(&g->lock);
}

static void
past_the_bound_it_says_come_back(void **state)
{
	struct server s = { .press = press_new() };
	struct gate g = { .is_open = false };
	struct errinfo e = { 0 };
	unsigned taken = 0;

	(void)state;
	pthread_mutex_init(&g.lock, NULL);
	pthread_cond_init(&g.changed, NULL);
	while (press_run(&s, wait_at, &g, &e) == ERR_OK)
		assert_true(++taken <= PRESS_AT_ONCE + PRESS_QUEUE);
	assert_int_equal(e.code, ERR_BUSY);
	assert_non_null(strstr(e.says, "documents"));
	assert_true(taken >= PRESS_QUEUE);
	pthread_mutex_lock(&g.lock);
	assert_true(g.begun <= PRESS_AT_ONCE);
	g.is_open = true;
	pthread_cond_broadcast(&g.changed);
	pthread_mutex_unlock(&g.lock);
	press_free(s.press);
	assert_int_equal(g.done, taken);
}

struct hung {
	struct server *s;
	enum err code;
	struct errinfo e;
};

static void
press_and_hang(void *arg)
{
	struct hung *h = arg;
	struct buf pdf = BUF_INIT(PRESS_PDF_MAX);
	struct doc *d = small();

	h->code = press_pdf(h->s, d, &pdf, &h->e);
	doc_free(d);
	buf_done(&pdf);
}

/* havend stops while a helper hangs: it is ended, not waited for. */
static void
stopping_ends_it(void **state)
{
	struct server s = { .press = press_new() };
	struct hung h = { .s = &s };
	struct errinfo e = { 0 };

	(void)state;
	press_use(s.press, helper_of("hang"), LONG_MS * 60);
	assert_int_equal(press_run(&s, press_and_hang, &h, &e), ERR_OK);
	press_free(s.press);
	assert_int_equal(h.code, ERR_BUSY);
	assert_non_null(strstr(h.e.says, "stopping"));
}

/* ---- the real one ---- */

static void
press(struct doc *d, struct buf *pdf)
{
	struct errinfo e = { 0 };

	assert_true(doc_ok(d));
	if (press_with(NULL, LONG_MS, d, pdf, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

static char *
pressed_text(struct doc *d)
{
	struct buf pdf = BUF_INIT(PRESS_PDF_MAX);
	char *text;

	press(d, &pdf);
	text = pdf_text(&pdf);
	buf_done(&pdf);
	doc_free(d);
	return text;
}

static const char *const names[] = {
	"Siân Ŵyn ap Gwŷdd", /* Welsh */
	"Łukasz Święcicki-Żółć", "Ångström Đỗ Čapek",
	"Οδυσσέας Παπαδόπουλος", /* Greek */
	"Олександр Їжак-Ґонта",  /* Ukrainian */
};

static void
names_come_back(void **state)
{
	struct doc *d = doc_new("Names");
	static const char *const heads[] = { "Name", "How often" };
	char *text;

	(void)state;
	doc_foot(d, "Elusen Ŵyn, C-0142, printed 26 November 2026");
	for (size_t i = 0; i < 5; i++)
		doc_para(d, names[i]);
	doc_page(d);
	for (size_t i = 0; i < 5; i++)
		doc_field(d, names[i], names[i]);
	doc_page(d);
	for (size_t i = 0; i < 5; i++)
		doc_bar(d, names[i], (uint32_t)i, 5, i ? NULL : "<6");
	doc_page(d);
	doc_table(d, 2, heads);
	for (size_t i = 0; i < 5; i++) {
		const char *const row[] = { names[i], "12" };

		doc_row(d, row);
	}
	text = pressed_text(d);
	for (char *page = text, *next; page && *page; page = next) {
		next = strchr(page, '\f');
		if (next)
			*next++ = '\0';
		for (size_t i = 0; i < 5; i++)
			pdf_must_say(page, names[i]);
		pdf_must_say(page, "Elusen Ŵyn, C-0142");
		pdf_must_say(page, " of 4");
	}
	free(text);
}

static void
hostile_text_is_text(void **state)
{
	struct doc *d = doc_new("<b>Bold</b> &amp; <span size=\"1\">x");
	char *text;

	(void)state;
	doc_para(d, "safe\xE2\x80\xAE"
		    "desrever \x1B[31m \xFF end");
	doc_para(d, "<i>not slanted</i>");
	doc_field(d, "<u>label</u>", "&lt;");
	for (int i = 0; i < 50; i++) {
		doc_indent(d, 1);
		doc_item(d, "deeper and deeper");
	}
	text = pressed_text(d);
	pdf_must_say(text, "<b>Bold</b> &amp; <span size=\"1\">x");
	pdf_must_say(text, "safe<202E>desrever");
	pdf_must_say(text, "<i>not slanted</i>");
	pdf_must_say(text, "<u>label</u>");
	pdf_must_say(text, "&lt;");
	free(text);
}

/* A megabyte of words, a quarter of one without a space, lines; and a label and cells of a size
 * that no page has. */
static void
much_of_everything(void **state)
{
	size_t len = 1u << 20;
	char *big = malloc(len + 1);
	const char *const cells[] = { big, "12" };
	struct buf pdf = BUF_INIT(PRESS_PDF_MAX);
	struct doc *d = doc_new("Much");
	char *text;

	(void)state;
	for (size_t i = 0; i < len; i++)
		big[i] = i % 7 == 6 ? ' ' : 'a' + (char)(i % 26);
	memcpy(big + len - 8, " the end", 9);
	doc_para(d, big);
	press(d, &pdf);
	text = pdf_text(&pdf);
	pdf_must_say(text, "the end");
	free(text);
	doc_free(d);
	buf_done(&pdf);
	d = doc_new("Much");
	memset(big, 'x', len);
	big[len / 4] = '\0'; /* it breaks nowhere */
	doc_para(d, big);
	big[len / 4] = 'x';
	memset(big, '\n', len);
	big[8000] = '\0';
	doc_para(d, big);
	memset(big, 'y', 8000);
	doc_field(d, big, "12");
	doc_heading(d, 1, big);
	doc_bar(d, big, 1, 2, NULL);
	doc_table(d, 2, cells);
	doc_row(d, cells);
	doc_foot(d, big);
	press(d, &pdf);
	buf_done(&pdf);
	doc_free(d);
	free(big);
}

/* "Page 1 of 7" to "Page 7 of 7", and a heading never ends a page. */
static void
every_page_has_its_number(void **state)
{
	struct doc *d = doc_new("Pages");
	unsigned pages = 0, n = 0;
	char *text, want[32];

	(void)state;
	for (int i = 0; i < 300; i++) {
		doc_heading(d, 2, "A day");
		doc_field(d, "What happened", "Nothing that is out of order.");
	}
	text = pressed_text(d);
	for (const char *c = text; *c; c++)
		pages += *c == '\f';
	assert_true(pages > 5);
	for (char *page = text, *next; *page; page = next) {
		const char *last;

		next = strchr(page, '\f');
		*next++ = '\0';
		(void)snprintf(want, sizeof(want), "Page %u of %u", ++n, pages);
		pdf_must_say(page, want);
		for (last = strstr(page, "A day"); strstr(last + 1, "A day");)
			last = strstr(last + 1, "A day");
		pdf_must_say(last, "What happened");
	}
	free(text);
}

/* Bytes that are no document, and no bytes at all. */
static void
no_document_is_refused(void **state)
{
	static const char *const junk[] = { "hvd1 and so on", "" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char *path = helper_path("haven-press"), got[8];
		struct errinfo e = { 0 };
		int fd, status;
		pid_t pid;

		assert_int_equal(helper_start(path, &fd, &pid, &e), ERR_OK);
		assert_int_equal(write(fd, junk[i], strlen(junk[i])),
		    (ssize_t)strlen(junk[i]));
		shutdown(fd, SHUT_WR);
		assert_int_equal(read(fd, got, sizeof(got)), 0);
		close(fd);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
		mem_free_text(path);
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bad_helper_is_a_sentence),
		cmocka_unit_test(no_helper_is_a_sentence),
		cmocka_unit_test(the_helper_gets_nothing),
		cmocka_unit_test(past_the_bound_it_says_come_back),
		cmocka_unit_test(stopping_ends_it),
		cmocka_unit_test(names_come_back),
		cmocka_unit_test(hostile_text_is_text),
		cmocka_unit_test(much_of_everything),
		cmocka_unit_test(every_page_has_its_number),
		cmocka_unit_test(no_document_is_refused),
	};
	const char *name = strrchr(argv[0], '/');
	int failed;

	(void)argc;
	if (strstr(argv[0], "/haven-press-test."))
		return act_as(name + 1);
	if (!text_start() || mkdtemp(dir) == NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		unlink(helper_of(bad[i].name));
	unlink(helper_of("look"));
	rmdir(dir);
	return failed;
}
