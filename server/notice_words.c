/* notice_words.c - the words of a notice, out of the settings' templates (F1). */
#include <string.h>

#include "lists.h"
#include "notice_office.h"
#include "server.h"

static const enum conf_id templates[NOTICE_EVENTS] = {
	[NOTICE_START] = CONF_NOTICE_START,
	[NOTICE_NATURE] = CONF_NOTICE_NATURE,
	[NOTICE_CHANGE] = CONF_NOTICE_CHANGE,
	[NOTICE_END] = CONF_NOTICE_END,
};

static void
show_day(const char *on, char out[WHEN_SHOWN])
{
	struct civil day = { 0 };

	(void)when_read(&day, on);
	when_show(out, &day);
}

enum err
notice_words(const struct conf *conf, const struct notice_told *told,
    struct buf *subject, struct buf *text, struct errinfo *e)
{
	bool is_undone = strcmp(told->correction, "undone") == 0;
	bool is_corrected = strcmp(told->correction, "corrected") == 0;
	struct buf nature = BUF_INIT(LIST_CODE_MAX + 1);
	char day[WHEN_SHOWN], initials[NOTICE_INITIALS];
	struct notice_words words = {
		.word = { [NOTICE_W_REFERENCE] =
			      *told->reference ? told->reference : "not given",
		    [NOTICE_W_ORGANISATION] = conf_text(conf, CONF_ORG_NAME),
		    [NOTICE_W_TELEPHONE] = conf_text(conf, CONF_OFFICE_NUMBER),
		    [NOTICE_W_PERSON] = told->person }
	};
	enum err code;

	show_day(told->on, day);
	notice_initials(told->name, initials);
	list_label(told->nature, strlen(told->nature), &nature);
	words.word[NOTICE_W_DATE] = day;
	words.word[NOTICE_W_INITIALS] = initials;
	words.word[NOTICE_W_NATURE] = buf_str(&nature);
	code = notice_fill(
	    conf_text(conf, CONF_NOTICE_SUBJECT), &words, subject, e);
	if (code == ERR_OK && is_corrected) {
		code = notice_fill(
		    conf_text(conf, CONF_NOTICE_CORRECTED), &words, text, e);
		buf_addc(text, '\n');
	}
	if (code == ERR_OK)
		code = notice_fill(
		    conf_text(conf,
			is_undone ? CONF_NOTICE_UNDONE : templates[told->what]),
		    &words, text, e);
	if (code == ERR_OK)
		code = notice_fill(
		    conf_text(conf, CONF_NOTICE_CLOSING), &words, text, e);
	buf_done(&nature);
	return code;
}

enum err
notice_check_conf(const struct conf *conf, struct errinfo *e)
{
	static const struct {
		enum conf_id id;
		const char *name;
		bool is_line;
	} rows[] = {
		{ CONF_NOTICE_SUBJECT, "notice_subject", true },
		{ CONF_NOTICE_START, "notice_start", false },
		{ CONF_NOTICE_NATURE, "notice_nature", false },
		{ CONF_NOTICE_CHANGE, "notice_change", false },
		{ CONF_NOTICE_END, "notice_end", false },
		{ CONF_NOTICE_CORRECTED, "notice_corrected", false },
		{ CONF_NOTICE_UNDONE, "notice_undone", false },
		{ CONF_NOTICE_CLOSING, "notice_closing", false },
	};
	enum err code = ERR_OK;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *template = conf_text(conf, rows[i].id);
		struct buf out = BUF_INIT(4096);
		struct errinfo why = { 0 };

		if (notice_fill(template, NULL, &out, &why) != ERR_OK)
			code = err_field(e, ERR_CONFIG, rows[i].name,
			    "%s (%s): %s", rows[i].name,
			    conf_origin(conf, rows[i].id), why.says);
		else if (rows[i].is_line && strchr(buf_str(&out), '\n'))
			code = err_field(e, ERR_CONFIG, rows[i].name,
			    "%s (%s) must be one line.", rows[i].name,
			    conf_origin(conf, rows[i].id));
		buf_done(&out);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}
