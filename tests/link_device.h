/* link_device.h - a real device at a real office, with a proxy between: the model,
 * haven-net and havend. Each test process has devices of its own; what fails in one
 * ends that process. Included once. */
#ifndef HAVEN_LINK_DEVICE_H
#define HAVEN_LINK_DEVICE_H

#include "tui_model_help.h"

#include "havend.h"
#include "proxy.h"
#include "sync_in.h"

#define PASS "seven quiet walnut doors"

struct device {
	struct model *m;
	struct proxy proxy;
	char dir[100], url[64];
};

static struct havend office;
static struct conf *conf;

/* What fails in a child ends the child alone. */
#define MUST(true_, ...)                                   \
	do {                                               \
		if (!(true_)) {                            \
			fprintf(stderr, "%d: ", __LINE__); \
			fprintf(stderr, __VA_ARGS__);      \
			fputc('\n', stderr);               \
			_exit(1);                          \
		}                                          \
	} while (0)

static const struct proxy_plan open_link = { .way = PROXY_NEVER };

/* ---- a device ---- */

static struct model *
model_of(const char *dir)
{
	struct model_config config = {
		.data_dir = dir, .conf = conf, .cost = SEAL_COST_TEST
	};
	struct errinfo e = { 0 };
	struct model *m = NULL;
	char program[512];

	snprintf(program, sizeof(program), "%s/haven-net", havend_build());
	config.net_program = program;
	MUST(model_new(&m, &config, &e) == ERR_OK, "%s", e.says);
	return m;
}

static void
turn(struct model *m)
{
	struct pollfd p = { .events = POLLIN };
	int64_t wait = model_tick(m, proxy_ms());

	p.fd = model_fd(m);
	if (wait > 20)
		wait = 20;
	if (poll(&p, p.fd >= 0 ? 1 : 0, (int)wait) > 0)
		model_readable(m);
}

static bool
is_busy(const struct model *m)
{
	return m->sync->asked != ASKED_NOTHING || m->sync->is_soon ||
	       m->sync->enrol != NULL;
}

/* Until nothing is under way; false: it took more than so many ms. */
static bool
settle(struct model *m, int64_t most)
{
	int64_t end = proxy_ms() + most;

	do {
		turn(m);
		if (!is_busy(m))
			return true;
	} while (proxy_ms() < end);
	return false;
}

/* One conversation with the office. Did it get through? */
static bool
sync_now(struct device *d)
{
	model_sync_now(d->m);
	MUST(settle(d->m, 60000), "it hangs");
	return model_status(d->m)->link == LINK_IDLE;
}

static void
must_sync(struct device *d)
{
	bool ok = false;

	/* The kept connection died with the arming; that may cost a try. */
	proxy_arm(&d->proxy, open_link);
	for (int i = 0; i < 2 && !ok; i++)
		ok = sync_now(d);
	MUST(ok, "%s", model_status(d->m)->why.says);
}

static void
device_start(struct device *d, const char *sign_in, const char *name)
{
	struct errinfo e = { 0 };
	bool is_in = false;
	char code[96];

	havend_code(&office, sign_in, code);
	proxy_start(&d->proxy, office.port);
	snprintf(d->dir, sizeof(d->dir), "%s/%s", office.dir, name);
	snprintf(d->url, sizeof(d->url), "https://localhost:%d", d->proxy.port);
	d->m = model_of(d->dir);
	/* Many at once from one address wait a second. */
	for (int i = 0; i < 20 && !is_in; i++) {
		if (i > 0)
			poll(NULL, 0, 500);
		MUST(model_ask_enrol(
			 d->m, d->url, code, sign_in, PASS, name, &e) == ERR_OK,
		    "%s", e.says);
		MUST(settle(d->m, 30000), "enrolment hangs");
		is_in = model_enrol_state(d->m, &e) == ASK_DONE;
	}
	MUST(is_in, "%s", e.says);
	must_sync(d);
}

static void
device_end(struct device *d)
{
	model_free(d->m);
	proxy_stop(&d->proxy);
}

#endif
