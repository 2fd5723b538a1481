/* cmd_doctor.c - havend doctor: what can be seen from outside, and what the store
 * says of itself, through the havend that has it open. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "doctor.h"
#include "json.h"
#include "mem.h"
#include "when.h"

#define TEXT_MAX (1u << 20)

/* The part that runs where the store is open. */
enum err
cmd_doctor_inside(struct cli_call *call, struct errinfo *e)
{
	struct findings *f = mem_zalloc(1, sizeof(*f));
	enum err code = doctor_inside(call->server, clock_ms(), f, e);

	if (code == ERR_OK)
		finding_print_json(call->out, f);
	free(f);
	return code;
}

/* What the running havend found. Its codes are not kept: they are of the call. */
static bool
take(struct findings *f, const struct buf *text)
{
	struct json *doc = NULL;
	const struct json *list;

	if (json_parse(&doc, buf_str(text), text->len, TEXT_MAX, NULL) !=
	    ERR_OK)
		return false;
	list = json_get(doc, "findings");
	for (const struct json *n = json_first(list); n; n = json_next(n)) {
		bool is_note =
		    strcmp(json_text_of(n, "level", ""), "note") == 0;
		struct finding *found =
		    finding_add(f, is_note ? FINDING_NOTE : FINDING_WRONG,
			"store", "%s", json_text_of(n, "says", ""));

		finding_mend(found, "%s", json_text_of(n, "mend", ""));
	}
	f->checks += (size_t)json_int_of(doc, "checks", 0);
	json_free(doc);
	return true;
}

/* Nobody serves it: it is opened here, for as long as this takes. */
static void
look_here(struct cli_call *call, struct findings *f)
{
	struct conf *conf = (struct conf *)(uintptr_t)call->conf;
	struct server *s = NULL;
	struct errinfo e = { 0 };
	int lock = -1;
	enum err code = ctl_lock(conf, &lock, &e);

	finding_mend(finding_add(f, FINDING_NOTE, "running",
			 "No havend serves this store at the moment."),
	    "systemctl start havend, or: havend");
	if (code == ERR_OK)
		code = server_open(&s, conf, &e);
	if (code == ERR_OK)
		code = doctor_inside(s, clock_ms(), f, &e);
	if (code != ERR_OK)
		finding_mend(
		    finding_add(f, FINDING_WRONG, "opens", "%s", e.says),
		    "mend what stands above, then havend doctor again");
	server_close(s);
	if (lock >= 0)
		(void)close(lock);
}

enum err
cmd_doctor(struct cli_call *call, struct errinfo *e)
{
	static const char *const words[] = { "doctor", "--inside" };
	struct findings *f = mem_zalloc(1, sizeof(*f));
	struct buf text = BUF_INIT(TEXT_MAX);
	struct errinfo why = { 0 };
	bool as_json = cli_flag(call, "--json");
	int status = 0;
	enum err code = ERR_OK;

	if (call->argc > (as_json ? 1 : 0))
		code = err_set(
		    e, ERR_INVALID, "havend doctor takes --json alone.");
	if (code == ERR_OK) {
		enum err asked;

		doctor_outside(call->conf, f);
		asked = ctl_ask(call->conf, 2, words, &text, &status, &why);
		f->checks++;
		if (asked == ERR_NOT_FOUND)
			look_here(call, f);
		else if (asked != ERR_OK || status != 0 || !take(f, &text))
			finding_mend(
			    finding_add(f, FINDING_WRONG, "running",
				"The running havend does not say how the store "
				"is: %.250s",
				asked != ERR_OK ? why.says : buf_str(&text)),
			    "look at its log, then havend stop, and start it "
			    "again");
		if (as_json)
			finding_print_json(call->out, f);
		else
			finding_print(call->out, f, "havend doctor");
		call->status = finding_wrong(f) > 0 ? 1 : 0;
	}
	buf_done(&text);
	free(f);
	return code;
}
