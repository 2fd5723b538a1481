/* account_rows.h - the page of somebody's account (scr_account.c): what it knows, and
 * its rows. */
#ifndef HAVEN_ACCOUNT_ROWS_H
#define HAVEN_ACCOUNT_ROWS_H

#include "json.h"
#include "scr.h"
#include "w_list.h"

#define DEVICES_MAX 60
#define ROWS_MAX (DEVICES_MAX + 12)

enum account_what {
	ROW_TEXT,
	ROW_CODE,
	ROW_RECOVERED, /* the code of a recovery that was agreed to */
	ROW_LOST,      /* a passphrase, or one-time codes */
	ROW_ONE_TIME,
	ROW_CONFIRM,
	ROW_END,
	ROW_HEADING,
	ROW_DEVICE
};

struct device {
	struct id id;
	char name[120];
	int64_t enrolled_ms, seen_ms, ended_ms;
};

struct account_row {
	enum account_what what;
	size_t device;
};

struct account {
	struct app *app;
	struct id staff;
	char name[208];
	bool is_own, keeps; /* keeps: an administrator */
	bool is_asking, has_come, has_one_time;
	bool is_refreshing; /* F5 asked, and says so until the answer is here */
	char left[WHEN_TEXT]; /* their last day, or "" */
	bool is_over;         /* that day is past */
	struct device device[DEVICES_MAX];
	size_t devices;
	struct choice choices[DEVICES_MAX + 2]; /* those in use */
	struct id recovery;                     /* none: there is none */
	bool is_agreed, is_passphrase;
	int64_t until_ms;
	struct w_list list;
	struct account_row row[ROWS_MAX];
	size_t rows;
	char why[ERR_SAYS_MAX];
};

extern const struct w_list_rows account_rows;

/* Their last day, by their record as it is here; the rows anew if that changed. */
void account_read_left(struct account *v);
/* By what the office answered (GET /v1/people/{id}/devices). */
void account_take(struct account *v, const struct json *answer);

#endif
