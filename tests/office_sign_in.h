/* office_sign_in.h - an office of its own for each test, and signing in to it. */
#ifndef HAVEN_OFFICE_SIGN_IN_H
#define HAVEN_OFFICE_SIGN_IN_H

#include "office.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static struct office office;
static struct buf out;

static int
start(void **state)
{
	(void)state;
	office_start(&office);
	buf_init(&out, OFFICE_ANSWER_MAX);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	buf_done(&out);
	office_stop(&office);
	return 0;
}

/* ---- signing in ---- */

static unsigned
sign_in_from(struct worker *w, const char *name, const char *passphrase,
    const char *device)
{
	char body[400];
	struct json *doc;
	unsigned status;

	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"passphrase\":\"%s\",\"device\":\"%s\"}", name,
	    passphrase, device);
	status = office_ask(
	    NULL, &office, METHOD_POST, "/v1/sessions", NULL, body, &out);
	if (status == 201 && w != NULL) {
		doc = office_json(&out);
		snprintf(w->token, sizeof(w->token), "%s",
		    json_text_of(doc, "token", ""));
		json_free(doc);
	}
	return status;
}

static unsigned
sign_in(struct worker *w, const char *passphrase)
{
	return sign_in_from(w, w->sign_in, passphrase, w->device.s);
}

#endif
