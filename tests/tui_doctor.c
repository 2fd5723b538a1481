/* tui_doctor.c - haven doctor finds what is wrong with this device, says what mends it,
 * and is quiet about what is well. */
#include <sys/resource.h>

#include "cmd_in.h"
#include "tui_desk.h"
#include "tui_model_help.h"

#define LOCKED_MIN (8u << 20)
#define DAY_MS INT64_C(86400000)

static struct desk d;
static struct model_config config;
static struct findings *f;

/* ---- a device on which all is well ---- */

static void
well(void)
{
	desk_start(&d);
	config = (struct model_config){
		.data_dir = d.dir, .net_program = "/bin/sh", .cost = desk_cost
	};
	setenv("TERM", "xterm", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("LC_CTYPE");
	unsetenv("LANG");
	f = mem_zalloc(1, sizeof(*f));
}

static void
clean_up(void)
{
	if (d.dir[0] != '\0')
		chmod(d.dir, 0700);
	desk_end(&d);
	memset(&d, 0, sizeof(d));
	free(f);
	f = NULL;
}

static const struct finding *
found(const char *code)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->at[i].code, code) == 0)
			return &f->at[i];
	return NULL;
}

/* ---- what is wrong with it ---- */

static void
nothing(void)
{
}

static void
no_term(void)
{
	unsetenv("TERM");
}

static void
empty_term(void)
{
	setenv("TERM", "", 1);
}

static void
dumb_term(void)
{
	setenv("TERM", "dumb", 1);
}

static void
unknown_term(void)
{
	setenv("TERM", "no-such-terminal", 1);
}

static void
path_as_term(void)
{
	setenv("TERM", "/etc/passwd", 1);
}

static void
latin_1(void)
{
	setenv("LC_ALL", "en_GB.ISO-8859-1", 1);
}

static void
latin_1_by_lang(void)
{
	unsetenv("LC_ALL");
	setenv("LANG", "C", 1);
}

/* LC_ALL stands above the others. */
static void
utf8_over_lang(void)
{
	setenv("LC_ALL", "en_GB.utf8", 1);
	setenv("LANG", "C", 1);
}

static void
empty_before_ctype(void)
{
	setenv("LC_ALL", "", 1);
	setenv("LC_CTYPE", "cy_GB.UTF-8", 1);
	setenv("LANG", "C", 1);
}

static void
no_locale(void)
{
	unsetenv("LC_ALL");
}

static void
clock_behind(void)
{
	clock_fix_for_test(INT64_C(1767225600000) - 1);
}

static void
clock_just_right(void)
{
	clock_fix_for_test(INT64_C(1767225600000));
}

static void
no_helper(void)
{
	config.net_program = "/nonexistent/haven-net";
}

static void
helper_that_does_not_run(void)
{
	config.net_program = "/etc/passwd";
}

static void
no_folder(void)
{
	config.data_dir = "/nonexistent/haven";
}

static void
folder_beneath_a_file(void)
{
	config.data_dir = "/etc/passwd/haven";
}

static void
for_all_to_enter(void)
{
	assert_int_equal(chmod(d.dir, 0755), 0);
}

static void
for_the_group_to_list(void)
{
	assert_int_equal(chmod(d.dir, 0740), 0);
}

static void
somebody_elses(void)
{
	/* Who is not root has it at hand; root gives it away. */
	if (geteuid() == 0)
		assert_int_equal(chown(d.dir, 1, 1), 0);
	else
		config.data_dir = "/usr";
}

static void
no_room(void)
{
	config.data_dir = "/proc"; /* has none, for anybody */
}

static void
one_store(void)
{
	desk_create(&d);
	store_close(d.st);
	d.st = NULL;
}

static void
open_elsewhere(void)
{
	desk_create(&d);
}

static void
write_at(long offset, const char *bytes, size_t len)
{
	FILE *file = fopen(d.path, "r+b");

	assert_non_null(file);
	fseek(file, offset, SEEK_SET);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
}

static void
damaged(void)
{
	static const char odd[8192] = "no page of a database";

	one_store();
	write_at(0, odd, sizeof(odd));
}

static void
for_all_to_read(void)
{
	one_store();
	assert_int_equal(chmod(d.path, 0644), 0);
}

static const struct {
	const char *why;
	void (*make)(void);
	const char *code;
	const char *says, *mend; /* says NULL: nothing is found */
	enum finding_level level;
} rows[] = {
	{ "a terminal that is known", nothing, "term", NULL, NULL, 0 },
	{ "no terminal", no_term, "term", "does not say what it is",
	    "TERM=xterm haven", FINDING_WRONG },
	{ "an empty one", empty_term, "term", "does not say what it is",
	    "TERM=xterm haven", FINDING_WRONG },
	{ "one that cannot be drawn on", dumb_term, "term",
	    "does not say what it is", "TERM=xterm haven", FINDING_WRONG },
	{ "one that nobody knows", unknown_term, "term",
	    "does not know the terminal \"no-such-terminal\"",
	    "apt-get install ncurses-term", FINDING_WRONG },
	{ "one that is a path", path_as_term, "term",
	    "does not know the terminal", "ncurses-term", FINDING_WRONG },
	{ "UTF-8", nothing, "locale", NULL, NULL, 0 },
	{ "utf8, above LANG", utf8_over_lang, "locale", NULL, NULL, 0 },
	{ "empty, and LC_CTYPE counts", empty_before_ctype, "locale", NULL,
	    NULL, 0 },
	{ "nothing said", no_locale, "locale", NULL, NULL, 0 },
	{ "Latin 1", latin_1, "locale", "\"en_GB.ISO-8859-1\", and not UTF-8",
	    "haven --ascii", FINDING_NOTE },
	{ "by LANG", latin_1_by_lang, "locale", "\"C\", and not UTF-8",
	    "haven --ascii", FINDING_NOTE },
	{ "a clock that can be", nothing, "clock", NULL, NULL, 0 },
	{ "the first moment that can be", clock_just_right, "clock", NULL, NULL,
	    0 },
	{ "the last that cannot", clock_behind, "clock", "is years behind",
	    "timedatectl set-ntp true", FINDING_WRONG },
	{ "a helper", nothing, "helper", NULL, NULL, 0 },
	{ "no helper", no_helper, "helper", "/nonexistent/haven-net",
	    "install haven again", FINDING_WRONG },
	{ "one that cannot be run", helper_that_does_not_run, "helper",
	    "is not there", "install haven again", FINDING_WRONG },
	{ "a folder of one's own", nothing, "folder", NULL, NULL, 0 },
	{ "none yet", no_folder, "folder", NULL, NULL, 0 },
	{ "one that cannot be", folder_beneath_a_file, "folder",
	    "cannot be opened: /etc/passwd/haven", "chown -R $USER",
	    FINDING_WRONG },
	{ "others enter it", for_all_to_enter, "folder", "Others may enter",
	    "chmod 700 /tmp/haven-desk", FINDING_WRONG },
	{ "the group lists it", for_the_group_to_list, "folder",
	    "Others may enter", "chmod 700", FINDING_WRONG },
	{ "somebody else's", somebody_elses, "folder",
	    "belongs to another user", "chown -R $USER", FINDING_WRONG },
	{ "nobody is enrolled", nothing, "store", "Nobody is enrolled",
	    "haven enrol URL CODE", FINDING_NOTE },
	{ "nor where there is no folder", no_folder, "store",
	    "Nobody is enrolled", "haven enrol", FINDING_NOTE },
	{ "a store that opens", one_store, "store", NULL, NULL, 0 },
	{ "a haven is open", open_elsewhere, "store",
	    "A haven is open for worker", "", FINDING_NOTE },
	{ "it is damaged", damaged, "store", "does not open",
	    "sets the store aside", FINDING_WRONG },
	{ "others may read it", for_all_to_read, "store", "does not open",
	    "chmod 600", FINDING_WRONG },
};

static void
test_device(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct finding *is;

		well();
		rows[i].make();
		doctor_device(&config, f);
		is = found(rows[i].code);
		if ((is != NULL) != (rows[i].says != NULL))
			fail_msg("%s: %s", rows[i].why, is ? is->says : "-");
		if (is != NULL && (strstr(is->says, rows[i].says) == NULL ||
				      strstr(is->mend, rows[i].mend) == NULL ||
				      is->level != rows[i].level))
			fail_msg("%s: %s: %s", rows[i].why, is->says, is->mend);
		assert_int_equal(f->checks, 7);
		clean_up();
	}
}

/* More than one thing may be wrong with a folder. */
static void
test_room(void **state)
{
	bool says = false;

	(void)state;
	for (int full = 0; full < 2; full++) {
		well();
		if (full)
			no_room();
		doctor_device(&config, f);
		says = false;
		for (size_t i = 0; i < f->count; i++)
			says = says || strstr(f->at[i].says, "almost full");
		assert_int_equal(says, full);
		clean_up();
	}
}

/* By the limit that holds. */
static void
test_memory(void **state)
{
	struct rlimit was, now;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &was), 0);
	for (int low = 0; low < 2; low++) {
		const struct finding *is;

		now = was;
		now.rlim_cur = low ? 65536 : was.rlim_max;
		assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &now), 0);
		well();
		doctor_device(&config, f);
		is = found("memory");
		/* A machine may give no more than that to anybody. */
		assert_int_equal(is != NULL, now.rlim_cur < LOCKED_MIN);
		if (low) {
			assert_non_null(strstr(is->says, "Only 64 KiB"));
			assert_non_null(strstr(is->mend, "ulimit -l"));
			assert_int_equal(is->level, FINDING_NOTE);
		}
		clean_up();
	}
	assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &was), 0);
}

/* ---- with the passphrase ---- */

static void
link_down(void)
{
	d.m->status.link = LINK_DOWN;
	err_set(&d.m->status.why, ERR_NET, "Nobody answers at the office.");
}

static void
link_down_unsaid(void)
{
	d.m->status.link = LINK_DOWN;
	d.m->status.why = (struct errinfo){ 0 };
}

static void
link_well(void)
{
	d.m->status.link = LINK_IDLE;
	err_set(&d.m->status.why, ERR_NET, "It was down before.");
}

static void
account_ended(void)
{
	snprintf(d.m->status.ended, sizeof(d.m->status.ended), "account");
}

static void
clock_off(void)
{
	d.m->status.clock_is_off = true;
}

static void
past_rewritten(void)
{
	d.m->status.chain_broken = true;
}

static struct id
written(void)
{
	struct id file;

	return hand_in(d.m, &file, "words");
}

static void
just_written(void)
{
	(void)written();
}

static void
after(int64_t ms)
{
	(void)written();
	clock_fix_for_test(DESK_NOON + ms);
	model_changed(d.m, TOPIC_OUTBOX);
}

static void
two_days_old(void)
{
	after(2 * DAY_MS);
}

static void
older(void)
{
	after(2 * DAY_MS + 1);
}

static void
stopped(void)
{
	const struct outbox_row *box;
	struct errinfo e = { 0 };

	(void)written();
	assert_int_equal(model_outbox(d.m, &box), 1);
	assert_int_equal(store_outbox_refuse(d.m->store, &box[0].write, 403,
			     "You may not.", &e),
	    ERR_OK);
	model_changed(d.m, TOPIC_OUTBOX);
}

/* It is said once: stopped, and not as old as well. */
static void
stopped_and_old(void)
{
	stopped();
	clock_fix_for_test(DESK_NOON + 9 * DAY_MS);
	model_changed(d.m, TOPIC_OUTBOX);
}

static const struct {
	const char *why;
	void (*make)(void);
	const char *code, *says, *mend;
} office_rows[] = {
	{ "in touch", link_well, "office", NULL, NULL },
	{ "not in touch, and why", link_down, "office",
	    "Nobody answers at the office.", "then haven sync" },
	{ "nobody knows why", link_down_unsaid, "office",
	    "The office cannot be reached.", "network" },
	{ "access as it was", link_well, "access", NULL, NULL },
	{ "access has ended", account_ended, "access", "Your access has ended",
	    "handed over" },
	{ "another clock than the office's", clock_off, "access",
	    "is not that of the office", "timedatectl" },
	{ "another past", past_rewritten, "access",
	    "is not the one this device knew", "tell the Strategic Lead" },
	{ "nothing written", nothing, "outbox", NULL, NULL },
	{ "just written", just_written, "outbox", NULL, NULL },
	{ "two days ago", two_days_old, "outbox", NULL, NULL },
	{ "before that", older, "outbox", "1 of what you wrote wait here",
	    "haven hand-on FILE" },
	{ "it was stopped", stopped, "outbox",
	    "1 of what you wrote was stopped", "11, Outbox" },
	{ "long ago", stopped_and_old, "outbox", "was stopped", "11, Outbox" },
};

static void
test_office(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(office_rows) / sizeof(office_rows[0]);
	     i++) {
		const struct finding *is;

		well();
		desk_end(&d);
		desk_enrol(&d, "volunteer");
		office_rows[i].make();
		doctor_office(d.m, f);
		is = found(office_rows[i].code);
		if ((is != NULL) != (office_rows[i].says != NULL))
			fail_msg(
			    "%s: %s", office_rows[i].why, is ? is->says : "-");
		if (is != NULL &&
		    (strstr(is->says, office_rows[i].says) == NULL ||
			strstr(is->mend, office_rows[i].mend) == NULL ||
			is->level != FINDING_WRONG || f->count != 1))
			fail_msg("%s: %zu, %s: %s", office_rows[i].why,
			    f->count, is->says, is->mend);
		assert_int_equal(f->checks, 3);
		clean_up();
	}
	/* Without the passphrase nothing is said of the office. */
	well();
	doctor_office(NULL, f);
	assert_int_equal(f->count, 0);
	clean_up();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_device),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_office),
	};

	return cmocka_run_group_tests_name(
	    "tui_doctor", tests, help_start, NULL);
}
