/* server_alert.c - mail without content to whoever something waits for, and to nobody
 * else (R3, R7, S3, S9). */
#include "mail_in.h"
#include "aside.h"
#include "share_wait.h"

static int
start_up(void **state)
{
	static const char *const set[][2] = {
		{ "mail_server", "smtp://127.0.0.1:2525" },
		{ "mail_plain_loopback", "yes" },
		{ "mail_from", "office@haven.example" },
	};
	static struct {
		struct person *who;
		enum role role;
		const char *email;
	} people[] = {
		{ &kits.senior, ROLE_SENIOR, "senior@haven.example" },
		{ &kits.senior2, ROLE_SENIOR, "senior2@haven.example" },
		{ &kits.director, ROLE_DIRECTOR, "director@haven.example" },
		{ &kits.manager, ROLE_MANAGER, "manager@haven.example" },
		{ &kits.deputy, ROLE_MANAGER, "deputy@haven.example" },
		{ &kits.other, ROLE_MANAGER, "other@haven.example" },
		{ &kits.lead, ROLE_LEAD, "lead@haven.example" },
		{ &kits.worker, ROLE_SUPPORT_WORKER, "worker@haven.example" },
		{ &kits.chair, ROLE_TRUSTEE, "chair@haven.example" },
	};
	struct errinfo e = { 0 };

	share_start(state);
	for (size_t i = 0; i < KIND_COUNT(people); i++) {
		char body[400], more[160] = "";

		if (people[i].who == &kits.manager)
			snprintf(more, sizeof(more), ",\"deputy\":\"%s\"",
			    kits.deputy.who.staff.s);
		if (people[i].who == &kits.worker)
			snprintf(more, sizeof(more), ",\"manager\":\"%s\"",
			    kits.manager.who.staff.s);
		if (people[i].who == &kits.chair)
			snprintf(more, sizeof(more), ",\"chair\":true");
		snprintf(more + strlen(more), sizeof(more) - strlen(more),
		    ",\"email\":\"%s\"", people[i].email);
		kit_staff_body(body, sizeof(body), people[i].role, more);
		if (kit_save(&kits.admin, &kind_staff, &kit_none,
			&people[i].who->who.staff, 1, body) != 200)
			fail_msg("%s", kit_result.error.says);
	}
	for (size_t i = 0; i < KIND_COUNT(set); i++)
		kit_must(
		    conf_set(kit->conf, set[i][0], set[i][1], &e), &e, "conf");
	return 0;
}

static struct mail_turn turn;

/* Whose mails go at that time, by the first part of their address, in order. */
static void
gone(int64_t after_ms, struct buf *out)
{
	char names[20][64];
	size_t n = 0;

	turn.now_ms = kit_now + after_ms;
	turn.retry_for_ms = 5 * KIT_DAY;
	turn.domain = "haven.example";
	turn.clear.max_bytes = MAIL_CLEAR_MAX;
	for (turn.has_result = false;; turn.has_result = true) {
		turn.wants_next = true;
		assert_int_equal(
		    writer_do(kit->writer, mail_turn_run, &turn, NULL), ERR_OK);
		if (!turn.has_next)
			break;
		snprintf(names[n++], 64, "%.*s", (int)strcspn(turn.to, "@"),
		    turn.to);
		/* Nothing of what it is about. */
		assert_null(strstr(turn.text, "Robin"));
		assert_null(strstr(turn.text, "bruise"));
		assert_null(strstr(turn.subject, "Robin"));
		turn.outcome = MAIL_WENT;
		snprintf(turn.answer, sizeof(turn.answer), "250 ok");
	}
	qsort(names, n, 64, (int (*)(const void *, const void *))strcmp);
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s%s", i > 0 ? " " : "", names[i]);
}

struct later {
	int64_t after_ms;
	const char *want;
};

static void
expect(const char *why, const struct later *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf is = BUF_INIT(1000);

		gone(rows[i].after_ms, &is);
		if (strcmp(buf_str(&is), rows[i].want) != 0)
			fail_msg("%s, after %lld minutes: %s", why,
			    (long long)rows[i].after_ms / 60000, buf_str(&is));
		buf_done(&is);
	}
}
#define EXPECT(why, ...)                                      \
	do {                                                  \
		const struct later rows_[] = { __VA_ARGS__ }; \
		expect(why, rows_, KIND_COUNT(rows_));        \
	} while (0)
#define MINUTES 60000LL

#define ACCOUNT "{\"child\":\"Robin\",\"observed\":\"A bruise.\""
#define EMERGENCY                                               \
	"{\"child\":\"Robin\",\"risk\":\"x\",\"shared\":\"x\"," \
	"\"authority\":\"Police, 999\",\"by\":\"I did\"}"

static enum err
run_look(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	return audit_add(s, db, arg, e);
}

static void
look(const struct person *who, const struct id *id)
{
	struct audit_row row = { .what = AUDIT_LOOK,
		.staff = who->who.staff,
		.device = who->who.device,
		.file = kits.file,
		.record = *id,
		.version = 1,
		.at_ms = kit_now,
		.received_ms = kit_now,
		.words = "" };
	struct errinfo e = { 0 };

	kit_must(writer_do(kit->writer, run_look, &row, &e), &e, "look");
}

/* ---- first accounts and emergencies (R3, S9) ---- */

static void
test_account(void **state)
{
	(void)state;
	share_put(&kits.worker, &kind_first_account, ACCOUNT "}");
	EXPECT("a first account", { 0, "senior senior2" }, { 30 * MINUTES, "" },
	    { 59 * MINUTES, "" }, { 61 * MINUTES, "director" },
	    { 300 * MINUTES, "" });
	share_put(&kits.stranger, &kind_emergency, EMERGENCY);
	EXPECT("an emergency", { 0, "senior senior2" },
	    { 61 * MINUTES, "director" });
}

static void
test_opened(void **state)
{
	struct id id;

	(void)state;
	id = share_put(&kits.worker, &kind_first_account, ACCOUNT "}");
	EXPECT("before it is opened", { 0, "senior senior2" });
	look(&kits.worker, &id);
	look(&kits.senior2, &id);
	EXPECT("opened by a senior", { 61 * MINUTES, "" });
	id = share_put(&kits.worker, &kind_first_account, ACCOUNT "}");
	look(&kits.worker, &id);
	EXPECT("opened by its writer alone",
	    { 61 * MINUTES, "director senior senior2" });
}

/* R7: whom it is about hears nothing, opened by them is not opened, and when all are
 * kept out it is the chair's. */
static void
test_about(void **state)
{
	struct id id;

	(void)state;
	id = share_put(&kits.worker, &kind_first_account,
	    ACCOUNT ",\"about_staff\":[{\"staff\":\"$senior2\"}]}");
	EXPECT("about one of them", { 0, "senior" });
	look(&kits.senior2, &id);
	EXPECT("opened by whom it is about", { 61 * MINUTES, "director" });
	share_put(&kits.worker, &kind_first_account,
	    ACCOUNT ",\"about_staff\":[{\"staff\":\"$senior2\"},{\"staff\":"
		    "\"$senior\"}]}");
	EXPECT("about both", { 0, "chair" }, { 61 * MINUTES, "director" });
	/* One's own is no news. */
	share_put(&kits.senior, &kind_first_account, ACCOUNT "}");
	EXPECT("by a senior", { 0, "senior2" });
}

static struct put_result kept;

static enum err
run_aside(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	return aside_put(s, db, arg, &kept, e);
}

/* Handed over from a device that was enrolled anew. */
static struct id
keep_aside(
    const struct person *who, const struct kind *kind, const char *template)
{
	struct errinfo e = { 0 };
	struct put p = { .kind = kind,
		.who = who->who,
		.file = kits.file,
		.table = kind->version,
		.written_ms = kit_now,
		.now_ms = kit_now };

	p.body = share_fill(template);
	p.body_len = strlen(p.body);
	p.id = id_new();
	p.write = id_new();
	p.who.end = CALLER_RECOVERED;
	kit_must(writer_do(kit->writer, run_aside, &p, &e), &e, "aside");
	if (kept.status != 202)
		fail_msg("%u: %s", kept.status, kept.error.says);
	return p.write;
}

/* Kept aside, it calls as it would have by itself; what need not be seen at once does
 * not. */
static void
test_aside(void **state)
{
	struct id id;

	(void)state;
	keep_aside(&kits.worker, &kind_adult, "{\"name\":\"Mia\"}");
	EXPECT("an adult", { 0, "" }, { 61 * MINUTES, "" });
	keep_aside(&kits.worker, &kind_first_account, ACCOUNT "}");
	EXPECT("a first account", { 0, "senior senior2" }, { 59 * MINUTES, "" },
	    { 61 * MINUTES, "director" });
	id = keep_aside(&kits.worker, &kind_emergency, EMERGENCY);
	EXPECT("an emergency", { 0, "senior senior2" });
	look(&kits.senior, &id);
	EXPECT("opened", { 61 * MINUTES, "" });
	keep_aside(&kits.worker, &kind_first_account,
	    ACCOUNT ",\"about_staff\":[{\"staff\":\"$senior2\"}]}");
	EXPECT("about one of them", { 0, "senior" });
}

static void
test_off(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	conf_set(kit->conf, "mail_server", "", &e);
	share_put(&kits.worker, &kind_first_account, ACCOUNT "}");
	EXPECT("mail is off", { 0, "" }, { 61 * MINUTES, "" });
}

/* ---- advice (S3) ---- */

#define ADVICE                                               \
	"{\"of\":\"$manager\",\"due\":\"2026-11-21T12:00\"," \
	"\"question\":\"x\"}"

static void
test_advice(void **state)
{
	(void)state;
	share_put(&kits.worker, &kind_advice, ADVICE);
	EXPECT("a request", { 0, "manager" }, { 23 * HOURS, "" },
	    { 25 * HOURS, "deputy" }, { 47 * HOURS, "" },
	    { 49 * HOURS, "director" }, { 99 * HOURS, "" });
}

static void
test_advice_answered(void **state)
{
	(void)state;
	kits.given = share_put(&kits.worker, &kind_advice, ADVICE);
	EXPECT("a request", { 0, "manager" });
	share_put(&kits.manager, &kind_advice_answer,
	    "{\"advice\":\"$given\",\"answer\":\"share\",\"reasons\":"
	    "\"x\"}");
	EXPECT("answered", { 25 * HOURS, "" }, { 49 * HOURS, "" });
}

#define T(test) cmocka_unit_test_setup_teardown(test, start_up, kit_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_account),
		T(test_opened),
		T(test_about),
		T(test_aside),
		T(test_off),
		T(test_advice),
		T(test_advice_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
