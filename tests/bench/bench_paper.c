/* bench_paper.c - the chronology of a file of 500 records as PDF, asked of the
 * office over TLS: each record judged, unsealed and traced, the pages set and
 * returned. Beside it the time that a plain program needs to set the same text by
 * pango and cairo. */
#include "bench.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "load.h"
#include "seal.h"
#include "text.h"
#include "tls_client.h"

#define RUNS BENCH_RUNS_SERVER
#define RECORDS 500
#define CONNECTIONS 16
#define FILE_ID "01900000-0000-7000-8000-000000000001"
#define CHRONOLOGY "/v1/files/" FILE_ID "/chronology?form="

extern char **environ;

static struct office office;
static struct worker who;
static struct tls_client *line;

static void
ask_concern(void *arg, size_t number, struct load_ask *ask)
{
	(void)arg;
	ask->method = "PUT";
	ask->token = who.token;
	ask->want = 201;
	snprintf(ask->target, sizeof(ask->target),
	    "/v1/files/" FILE_ID "/concern/01900000-0000-7100-8000-%012zx",
	    number);
	snprintf(ask->head, sizeof(ask->head),
	    "If-None-Match: *\r\nWrite-Id: "
	    "01900000-0000-7200-8000-%012zx\r\n",
	    number);
	snprintf(ask->body, sizeof(ask->body),
	    "{\"happened\":\"20%02zu-%02zu-%02zuT15:30\",\"place\":\"The "
	    "kitchen of the youth club\",\"present\":[{\"name\":\"Siân "
	    "Ŵyn\",\"who\":\"staff\"},{\"name\":\"Łukasz Nowak\",\"who\":"
	    "\"cyp\"}],\"observed\":\"A bruise the size of a thumb on the left "
	    "upper arm, yellow at the edge. When the sleeve slipped up it was "
	    "pulled down at once. Asked how the day had been, the answer was "
	    "that it was fine; nothing was eaten, and the usual game was not "
	    "joined. A friend said that it had been like this since the "
	    "weekend.\",\"exact_words\":\"\\\"It is nothing. Can I stay a "
	    "little longer?\\\"\",\"types\":[\"physical\"],\"purpose\":"
	    "\"protect\",\"immediate\":\"A drink and a quiet place; the "
	    "senior was told by telephone at once.\",\"told_next\":true,"
	    "\"actions\":[{\"what\":\"Ring the duty desk\",\"who\":\"A. "
	    "Worker\",\"by\":\"2026-01-05\"}]}",
	    15 + number % 10, 1 + number % 12, 1 + number % 28);
}

static void
put_front(void)
{
	unsigned status = office_ask(line, "PUT",
	    "/v1/files/" FILE_ID "/front_sheet/" FILE_ID, who.token,
	    "If-None-Match: *\r\nWrite-Id: " FILE_ID "\r\n",
	    "{\"name\":\"A "
	    "Child\",\"reference\":\"C-0001\",\"purpose\":\"x\"}");

	if (status != 201)
		bench_fail("front sheet: %u %s", status, office_body(line));
}

static double
print(const char *target)
{
	double start = bench_now_ms();
	unsigned status = office_ask(line, "GET", target, who.token, "", NULL);

	if (status != 200)
		bench_fail("%s: %u %s", target, status, office_body(line));
	return bench_now_ms() - start;
}

/* The same text for the floor, without the records once more. */
static void
keep_text(const char *path)
{
	FILE *f = fopen(path, "w");

	print(CHRONOLOGY "text");
	if (!f || fputs(office_body(line), f) < 0 || fclose(f) != 0)
		bench_fail("%s: %s.", path, strerror(errno));
}

static double
floor_once(const char *text)
{
	char program[320];
	const char *argv[] = { program, text, "/dev/null", NULL };
	double start = bench_now_ms();
	int status = -1;
	pid_t pid;

	snprintf(program, sizeof(program), "%.300s/bench/floor_press",
	    office_build());
	if (posix_spawn(&pid, program, NULL, NULL,
		(char *const *)(uintptr_t)argv, environ) != 0 ||
	    waitpid(pid, &status, 0) != pid || status != 0)
		bench_fail("%s does not work.", program);
	return bench_now_ms() - start;
}

int
main(void)
{
	double haven[RUNS], plain[RUNS];
	struct load *load;
	const char *text;

	signal(SIGPIPE, SIG_IGN);
	if (seal_start(NULL) != ERR_OK || !text_start())
		bench_fail("no libsodium, or no locale");
	office_make(&office, "paper");
	snprintf(who.sign_in, sizeof(who.sign_in), "senior");
	office_hire(&office, who.sign_in, "designated_senior");
	office_start(&office, NULL, NULL);
	office_enrol(&office, &who);
	line = office_dial(&office);
	put_front();
	load = load_open(&office, CONNECTIONS);
	load_run(load, 0, RECORDS - 1, ask_concern, NULL, NULL);
	load_close(load);
	text = bench_path("paper.txt");
	keep_text(text);
	for (int i = 0; i < RUNS; i++) {
		haven[i] = print(CHRONOLOGY "pdf");
		plain[i] = floor_once(text);
	}
	bench_ratio("a file of 500 records to PDF", "ms",
	    bench_median(haven, RUNS), bench_median(plain, RUNS), 3.0);
	office_hang_up(line);
	office_stop(&office);
	return 0;
}
