/* office.c - a server for the benches (office.h). */
#include "office.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "seal.h"
#include "tls_client.h"

#define PATIENCE_MS 60000

extern char **environ;

/* ---- starting programs ---- */

/* Standard output of the child is *out. */
static pid_t
start(const char *const *argv, const char *preload, const char *log, int *out)
{
	int ends[2], fd;
	pid_t pid;

	if (pipe(ends) != 0 || (pid = fork()) < 0)
		bench_fail("No process: %s.", strerror(errno));
	if (pid == 0) {
		/* A bench may fail. What was made for a caller is the
		 * caller's to end. */
		if (!getenv("HAVEN_BENCH_DIR"))
			prctl(PR_SET_PDEATHSIG, SIGTERM);
		fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
		dup2(ends[1], STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		if (preload)
			setenv("LD_PRELOAD", preload, 1);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(ends[1]);
	*out = ends[0];
	return pid;
}

/* Until the words came or it ended; what was read is in text. */
static bool
read_until(int fd, const char *words, char *text, size_t size)
{
	double until = bench_now_ms() + PATIENCE_MS;
	size_t len = 0;

	text[0] = '\0';
	while (len + 1 < size && bench_now_ms() < until) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t n;

		if (poll(&p, 1, 1000) < 1)
			continue;
		n = read(fd, text + len, size - 1 - len);
		if (n <= 0)
			return false;
		len += (size_t)n;
		text[len] = '\0';
		if (words && strstr(text, words) && strchr(text, '\n'))
			return true;
	}
	return false;
}

void
office_havend(
    const struct office *o, const char *const *args, char *out, size_t size)
{
	char program[320], log[320];
	const char *argv[16] = { program, "--config", o->conf };
	size_t n = 3;
	int fd, status = 0;
	pid_t pid;

	snprintf(program, sizeof(program), "%.300s/havend", office_build());
	snprintf(log, sizeof(log), "%.300s/log", o->dir);
	while (*args && n < BENCH_COUNT(argv) - 1)
		argv[n++] = *args++;
	pid = start(argv, NULL, log, &fd);
	read_until(fd, NULL, out, size);
	close(fd);
	waitpid(pid, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		bench_fail(
		    "havend %s does not work: %s", argv[3], bench_read(log));
}

/* ---- the office ---- */

static int
free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		bench_fail("No port is free: %s.", strerror(errno));
	close(fd);
	return ntohs(at.sin_port);
}

void
office_make(struct office *o, const char *name)
{
	static const char *const init[] = { "init", NULL };
	char sheet[8192];
	FILE *f;

	memset(o, 0, sizeof(*o));
	snprintf(o->dir, sizeof(o->dir), "%s", bench_path("%s", name));
	snprintf(o->conf, sizeof(o->conf), "%.300s/server.conf", o->dir);
	o->port = free_port();
	snprintf(o->url, sizeof(o->url), "https://localhost:%d", o->port);
	if (mkdir(o->dir, 0700) != 0 || !(f = fopen(o->conf, "w")))
		bench_fail("%s: %s.", o->dir, strerror(errno));
	fprintf(f,
	    "[server]\nstore_dir = %s/store\nkey_dir = %s/keys\n"
	    "listen = 127.0.0.1\nport = %d\npublic_url = %s\n"
	    "org_name = Example\noffice_number = 01632 960 001\n",
	    o->dir, o->dir, o->port, o->url);
	fclose(f);
	office_havend(o, init, sheet, sizeof(sheet));
}

void
office_hire(const struct office *o, const char *sign_in, const char *role)
{
	const char *args[] = { "user", "add", "--sign-in", sign_in, "--name",
		sign_in, "--role", role, NULL };
	char out[1024];

	office_havend(o, args, out, sizeof(out));
}

void
office_code(
    const struct office *o, const char *sign_in, char code[WIRE_CODE_MAX])
{
	const char *args[] = { "enrol-code", sign_in, NULL };
	char out[4096], *at;

	office_havend(o, args, out, sizeof(out));
	at = strstr(out, "hv1-");
	if (!at)
		bench_fail("havend gives no code for %s: %s", sign_in, out);
	at[strcspn(at, " \n")] = '\0';
	snprintf(code, WIRE_CODE_MAX, "%s", at);
}

void
office_start(struct office *o, const char *const *argv, const char *preload)
{
	char program[320], log[320], text[4096];
	const char *havend[] = { program, "--config", o->conf, NULL };
	double since;
	int fd;

	snprintf(program, sizeof(program), "%.300s/havend", office_build());
	snprintf(log, sizeof(log), "%.300s/log", o->dir);
	since = bench_now_ms();
	o->pid = start(argv ? argv : havend, preload, log, &fd);
	if (!read_until(fd, "listening", text, sizeof(text)))
		bench_fail("%s does not start: %s", (argv ? argv : havend)[0],
		    bench_read(log));
	o->start_ms = bench_now_ms() - since;
	if (argv)
		sscanf(strstr(text, "port"), "port %d", &o->port);
	close(fd); /* it says nothing more */
}

void
office_stop(struct office *o)
{
	int status;

	kill(o->pid, SIGTERM);
	waitpid(o->pid, &status, 0);
	o->pid = 0;
}

/* ---- requests ---- */

struct tls_client *
office_dial(const struct office *o)
{
	struct tls_client *c = tls_connect(o->port, NULL);
	const int one = 1;

	if (!c)
		bench_fail("No connection to port %d.", o->port);
	/* As libcurl does: or a request waits 40 ms for an acknowledgement. */
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return c;
}

void
office_hang_up(struct tls_client *c)
{
	tls_close(c);
}

unsigned
office_ask(struct tls_client *c, const char *method, const char *target,
    const char *token, const char *head, const char *body)
{
	size_t len = body ? strlen(body) : 0, cap = len + 2048;
	char *text = malloc(cap);
	unsigned status;
	int n;

	n = snprintf(text, cap, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s",
	    method, target, head);
	if (token)
		n += snprintf(text + n, cap - (size_t)n,
		    "Authorization: Bearer %s\r\n", token);
	if (body)
		n += snprintf(text + n, cap - (size_t)n,
		    "Content-Type: application/json\r\n"
		    "Content-Length: %zu\r\n",
		    len);
	n += snprintf(text + n, cap - (size_t)n, "\r\n%s", body ? body : "");
	if (tls_answer_len(c) > 0)
		tls_drop(c);
	if (!tls_send(c, text, (size_t)n))
		bench_fail("%s %s: the connection is gone.", method, target);
	free(text);
	status = tls_answer(c, PATIENCE_MS);
	if (status == 0)
		bench_fail("%s %s: no answer.", method, target);
	return status;
}

const char *
office_body(const struct tls_client *c)
{
	const char *end = strstr(c->got, "\r\n\r\n");

	return end ? end + 4 : "";
}

bool
office_text(const struct tls_client *c, const char *key, char *out, size_t size)
{
	char name[64];
	const char *at;

	snprintf(name, sizeof(name), "\"%s\":\"", key);
	at = strstr(office_body(c), name);
	if (!at)
		return false;
	at += strlen(name);
	snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
	return true;
}

static void
base64(char *out, size_t size, const void *bytes, size_t len)
{
	struct buf text = BUF_INIT(256);

	seal_base64(&text, bytes, len);
	snprintf(out, size, "%s", buf_str(&text));
	buf_done(&text);
}

void
office_enrol(const struct office *o, struct worker *w)
{
	uint8_t pin[WIRE_PIN], secret[WIRE_SECRET], public_key[SEAL_PUBLIC];
	uint8_t *sign = seal_secret_alloc(SEAL_SIGN_SECRET);
	char code[WIRE_CODE_MAX], key[64], shown[64], body[600];
	struct tls_client *c = office_dial(o);
	unsigned status;

	office_code(o, w->sign_in, code);
	if (wire_code_read(pin, secret, code, NULL) != ERR_OK)
		bench_fail("The code of %s cannot be read.", w->sign_in);
	seal_sign_new(public_key, sign);
	seal_key_free(sign);
	base64(key, sizeof(key), public_key, sizeof(public_key));
	base64(shown, sizeof(shown), secret, sizeof(secret));
	snprintf(body, sizeof(body),
	    "{\"secret\":\"%s\",\"passphrase\":\"" OFFICE_PASSPHRASE
	    "\",\"device_name\":\"laptop\",\"sign_key\":\"%s\"}",
	    shown, key);
	status = office_ask(c, "POST", "/v1/enrolments", NULL, "", body);
	if (status != 201 ||
	    !office_text(c, "token", w->token, sizeof(w->token)) ||
	    !office_text(c, "device", w->device, sizeof(w->device)))
		bench_fail("%s is not enrolled: %u %s", w->sign_in, status,
		    office_body(c));
	tls_close(c);
}
