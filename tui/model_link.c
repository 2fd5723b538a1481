/* model_link.c - the model without a link: what is written here waits here. */
#include "model_in.h"

static enum err
no_link(struct errinfo *e)
{
	return err_set(e, ERR_NET,
	    "The office cannot be reached from this device. What you write is "
	    "kept here.");
}

void
link_start(struct model *m)
{
	m->status.link = LINK_IDLE;
}

void
link_stop(struct model *m)
{
	m->status.link = LINK_IDLE;
}

void
link_opened(struct model *m, const char *passphrase)
{
	(void)passphrase;
	m->status.link = LINK_DOWN;
	no_link(&m->status.why);
}

void
link_closing(struct model *m)
{
	m->status.link = LINK_IDLE;
}

void
link_wrote(struct model *m)
{
	m->topics |= TOPIC_LINK;
}

enum ask_state
link_looks_state(const struct model *m, const struct id *file)
{
	(void)m;
	(void)file;
	return ASK_NONE;
}

int
model_fd(const struct model *m)
{
	(void)m;
	return -1;
}

void
model_readable(struct model *m)
{
	(void)m;
}

int64_t
model_tick(struct model *m, int64_t now_ms)
{
	(void)m;
	(void)now_ms;
	return 60000;
}

enum err
model_ask_enrol(struct model *m, const char *url, const char *code,
    const char *sign_in, const char *passphrase, const char *device_name,
    struct errinfo *e)
{
	(void)m;
	(void)url;
	(void)code;
	(void)sign_in;
	(void)passphrase;
	(void)device_name;
	return no_link(e);
}

enum ask_state
model_enrol_state(const struct model *m, struct errinfo *e)
{
	(void)m;
	no_link(e);
	return ASK_NONE;
}

void
model_file_want(struct model *m, const struct id *file)
{
	(void)m;
	(void)file;
}

enum ask_state
model_file_state(
    const struct model *m, const struct id *file, struct errinfo *e)
{
	(void)m;
	(void)file;
	(void)e;
	return ASK_NONE;
}

void
model_looks_want(struct model *m, const struct id *file)
{
	(void)m;
	(void)file;
}

void
model_sync_now(struct model *m)
{
	m->topics |= TOPIC_LINK;
}
