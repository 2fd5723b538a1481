/* tui_model_open.c - who may open what on a device: people, passphrases, PIN,
 * locking, two people on one laptop, the demo's list, and a damaged store. */
#include <sys/mman.h>

#include "tui_desk.h"
#include "tui_model_help.h"

/* ---- unlocking ---- */

static void
test_unlock(void **state)
{
	static const struct {
		const char *why, *sign_in, *passphrase;
		enum err want;
	} rows[] = {
		{ "right", "worker", DESK_PASS, ERR_OK },
		{ "name in capitals", "Worker", DESK_PASS, ERR_OK },
		{ "wrong", "worker", "another one, quite long", ERR_AUTH },
		{ "unknown name", "nobody", DESK_PASS, ERR_AUTH },
		{ "a path for a name", "../worker", DESK_PASS, ERR_AUTH },
	};
	char says[2][ERR_SAYS_MAX] = { "" };
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_enrol(&d, "volunteer");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		d.m->failed = 0;
		d.m->wait_until_ms = 0;
		model_lock(d.m);
		assert_false(model_is_open(d.m));
		assert_null(model_me(d.m));
		if (model_unlock(d.m, rows[i].sign_in, rows[i].passphrase,
			&e) != rows[i].want)
			fail_msg("%s: %s", rows[i].why, e.says);
		assert_int_equal(model_is_open(d.m), rows[i].want == ERR_OK);
		if (i == 2 || i == 3)
			snprintf(says[i - 2], ERR_SAYS_MAX, "%s", e.says);
	}
	/* An unknown name and a wrong passphrase say the same. */
	assert_string_equal(says[0], says[1]);
	desk_end(&d);
}

/* Every wrong one waits longer; the right one during the wait is not tried. */
static void
test_delays(void **state)
{
	static const int64_t waits[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
	struct errinfo e = { 0 };
	struct desk d;
	int64_t now = DESK_NOON;
	char words[32];

	(void)state;
	desk_enrol(&d, "volunteer");
	model_lock(d.m);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    model_unlock(d.m, "worker", "wrong", &e), ERR_AUTH);
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		assert_int_equal(
		    model_unlock(d.m, "worker", "wrong", &e), ERR_AUTH);
		assert_int_equal(
		    model_unlock(d.m, "worker", DESK_PASS, &e), ERR_BUSY);
		snprintf(words, sizeof(words), "Wait %lld seconds",
		    (long long)waits[i]);
		assert_non_null(strstr(e.says, words));
		now += waits[i] * 1000;
		clock_fix_for_test(now);
	}
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, &e), ERR_OK);
	assert_int_equal(d.m->failed, 0);
	desk_end(&d);
}

/* Does any mapping of this process that may be read hold these bytes? */
static bool
memory_holds(const char *bytes)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	int mem = open("/proc/self/mem", O_RDONLY);
	size_t len = strlen(bytes);
	char line[512], *copy;
	unsigned long from, to;
	bool found = false;

	assert_non_null(maps);
	assert_true(mem >= 0);
	while (!found && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx rw", &from, &to) != 2 ||
		    !strstr(line, "[heap]"))
			continue;
		copy = malloc(to - from);
		/* Reading moves nothing of what is looked for into the copy's own
		 * place: it is mapped apart, being large. */
		if (copy && pread(mem, copy, to - from, (off_t)from) > 0)
			found = memmem(copy, to - from, bytes, len) != NULL;
		free(copy);
	}
	close(mem);
	fclose(maps);
	return found;
}

/* Is there memory at all? A key is freed with its pages. */
static bool
is_mapped(const void *at)
{
	uintptr_t page = (uintptr_t)at & ~((uintptr_t)getpagesize() - 1);
	unsigned char in;

	return mincore((void *)page, 1, &in) == 0;
}

/* Lock puts away every key and every word of a case. */
static void
test_lock_wipes(void **state)
{
	const struct waiting *w;
	const struct row *rows;
	struct child hits[3];
	struct record *r = NULL;
	struct id id, file, none = { "" };
	struct row row;
	struct desk d;
	struct errinfo e = { 0 };
	char marker[32];
	const void *keys[2];

	(void)state;
	/* Built here, so that the program's own constant is not found. */
	snprintf(marker, sizeof(marker), "%s%s", "walrus-", "opal-harbour");
	desk_enrol(&d, "designated_senior");
	r = account("x");
	record_set(r, "child", marker);
	{
		struct save s = { .kind = record_kind(r), .record = r };
		int64_t version;

		assert_int_equal(model_save(d.m, &s, &version, &e), ERR_OK);
		id = s.id;
		file = s.file;
	}
	record_free(r);
	assert_int_equal(model_find(d.m, "walrus", hits, 3), 1);
	assert_int_equal(model_rows(d.m, &file, &rows), 1);
	model_waiting(d.m, &w);
	memset(hits, 0, sizeof(hits));
	keys[0] = store_key(d.m->store);
	keys[1] = d.m->sign_secret;
	assert_true(is_mapped(keys[0]) && is_mapped(keys[1]));
	model_lock(d.m);
	assert_false(is_mapped(keys[0]) || is_mapped(keys[1]));
	/* The heap, but for this function's own copy, which is on the stack. */
	assert_false(memory_holds(marker));
	assert_null(d.m->sign_secret);
	assert_null(d.m->store);
	assert_null(d.m->names);
	assert_int_equal(model_find(d.m, "", hits, 3), 0);
	assert_int_equal(model_rows(d.m, &file, &rows), 0);
	assert_int_equal(model_waiting(d.m, &w), 0);
	assert_int_equal(model_open(d.m, &id, 0, &r, &row, &e), ERR_AUTH);
	assert_int_equal(model_pin_set(d.m, "314159", &e), ERR_AUTH);
	assert_int_equal(
	    model_draft_keep(d.m,
		&(struct draft){ .id = id, .kind = kind_find("first_account") },
		NULL, &e),
	    ERR_AUTH);
	assert_false(model_may(d.m, "first_account", RIGHT_CREATE, &none));
	desk_end(&d);
}

/* ---- PIN ---- */

static void
test_pin(void **state)
{
	static const char *const bad[] = { "", "12345", "1234567", "12345a",
		"      ", "000000", "999999", "123456", "987654" };
	const int64_t hour = 3600000;
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_enrol(&d, "volunteer");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(model_pin_set(d.m, bad[i], &e), ERR_INVALID);
	assert_false(model_pin_is_set(d.m));
	assert_int_equal(model_pin_set(d.m, "121212", &e), ERR_OK);
	assert_int_equal(model_pin_set(d.m, "314159", &e), ERR_OK);
	model_lock(d.m);
	assert_true(model_pin_is_set(d.m));
	assert_int_equal(model_pin_unlock(d.m, "314158", &e), ERR_AUTH);
	assert_non_null(strstr(e.says, "2 more"));
	assert_int_equal(model_pin_unlock(d.m, "314159", &e), ERR_OK);
	assert_true(model_is_open(d.m));
	assert_non_null(d.m->sign_secret);
	/* Three wrong ones, and it is the passphrase again. */
	model_lock(d.m);
	for (int i = 0; i < 3; i++)
		assert_int_equal(model_pin_unlock(d.m, "000000", &e), ERR_AUTH);
	assert_non_null(strstr(e.says, "three times"));
	assert_false(model_pin_is_set(d.m));
	assert_int_equal(model_pin_unlock(d.m, "314159", &e), ERR_AUTH);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, &e), ERR_OK);
	/* Eight hours after the passphrase, not after the last PIN. */
	assert_int_equal(model_pin_set(d.m, "314159", &e), ERR_OK);
	model_lock(d.m);
	clock_fix_for_test(DESK_NOON + 8 * hour - 1);
	assert_int_equal(model_pin_unlock(d.m, "314159", &e), ERR_OK);
	model_lock(d.m);
	clock_fix_for_test(DESK_NOON + 8 * hour);
	assert_false(model_pin_is_set(d.m));
	/* A clock that is set back, or on, changes nothing about it. */
	clock_fix_boot_for_test(DESK_NOON + 8 * hour - 1);
	assert_true(model_pin_is_set(d.m));
	clock_fix_for_test(DESK_NOON + 9000 * hour);
	assert_true(model_pin_is_set(d.m));
	clock_fix_boot_for_test(DESK_NOON + 8 * hour);
	clock_fix_for_test(DESK_NOON);
	assert_false(model_pin_is_set(d.m));
	assert_int_equal(model_pin_unlock(d.m, "314159", &e), ERR_AUTH);
	clock_fix_boot_for_test(-1);
	assert_false(model_pin_is_set(d.m));
	desk_end(&d);
}

static void
test_pin_and_sign_out(void **state)
{
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_enrol(&d, "volunteer");
	assert_int_equal(model_pin_set(d.m, "314159", &e), ERR_OK);
	model_sign_out(d.m);
	assert_false(model_pin_is_set(d.m));
	assert_string_equal(d.m->last_sign_in, "");
	desk_end(&d);
}

/* ---- two people on one laptop ---- */

static void
test_two_people(void **state)
{
	const struct person *people;
	const struct outbox_row *box;
	struct errinfo e = { 0 };
	struct id file;
	struct desk d;

	(void)state;
	desk_enrol(&d, "volunteer");
	hand_in(d.m, &file, "of the first");
	assert_int_equal(model_pin_set(d.m, "314159", &e), ERR_OK);
	assert_int_equal(
	    desk_adopt(&d, DESK_OTHER, "second", "line_manager", &e), ERR_OK);
	assert_int_equal(model_people(d.m, &people), 2);
	assert_string_equal(people[0].sign_in, "second");
	assert_string_equal(people[1].sign_in, "worker");
	assert_string_equal(people[1].name, "worker Example");
	assert_string_equal(people[1].role_title, "Volunteer");
	assert_true(people[1].has_store);
	/* Nothing of the first is the second's, the PIN neither. */
	assert_int_equal(model_outbox(d.m, &box), 0);
	assert_false(model_pin_is_set(d.m));
	assert_int_equal(model_pin_set(d.m, "271828", &e), ERR_OK);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, &e), ERR_OK);
	assert_false(model_pin_is_set(d.m));
	assert_int_equal(model_outbox(d.m, &box), 1);
	/* Enrolled again: the store that is there is not touched. */
	assert_int_equal(desk_adopt(&d, DESK_STAFF, "worker", "volunteer", &e),
	    ERR_CONFLICT);
	assert_int_equal(desk_files(&d, ".new"), 0);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, &e), ERR_OK);
	assert_int_equal(model_outbox(d.m, &box), 1);
	desk_end(&d);
}

/* What an enrolment left half done is no store, and in nobody's way. */
static void
test_half_enrolled(void **state)
{
	struct store_new sn;
	struct errinfo e = { 0 };
	char path[STORE_PATH_MAX + 8];
	const struct person *people;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_model(&d);
	sn = desk_store_new(&d);
	snprintf(path, sizeof(path), "%s.new", d.path);
	sn.path = path;
	assert_int_equal(store_create(&d.st, &sn, &e), ERR_OK);
	store_close(d.st);
	d.st = NULL;
	assert_int_equal(model_people(d.m, &people), 0);
	assert_int_equal(
	    desk_adopt(&d, DESK_STAFF, "worker", "volunteer", &e), ERR_OK);
	assert_int_equal(desk_files(&d, ".pem"), 1);
	desk_end(&d);
}

/* The office does not say who this is in a way we know: no store is made. */
static void
test_bad_me(void **state)
{
	static const char *const bad[] = { "{}", "[", "",
		"{\"staff\":\"" DESK_STAFF "\",\"role\":\"emperor\"}",
		"{\"staff\":\"x\",\"role\":\"volunteer\"}" };
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_model(&d);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct enrolled en = { .url = DESK_URL,
			.sign_in = "worker",
			.passphrase = DESK_PASS,
			.device = desk_id(DESK_DEVICE),
			.token = "t",
			.certificates = "c",
			.pins = "p",
			.sign_secret = d.sign_secret,
			.me = bad[i],
			.me_len = strlen(bad[i]) };

		assert_true(model_adopt(d.m, &en, &e) != ERR_OK);
		assert_int_equal(desk_files(&d, "worker"), 0);
		assert_false(model_is_open(d.m));
	}
	desk_end(&d);
}

/* Me as the office says later: another role at once; never another person. */
static void
test_take_me(void **state)
{
	const struct person *people;
	struct buf me = BUF_INIT(4096);
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_enrol(&d, "volunteer");
	assert_false(model_may(d.m, "concern", RIGHT_CREATE, NULL));
	assert_true(model_may(d.m, "first_account", RIGHT_CREATE, NULL));
	model_take_topics(d.m);
	desk_me(&me, DESK_STAFF, "worker", "designated_senior");
	assert_int_equal(model_take_me(d.m, buf_str(&me), me.len, &e), ERR_OK);
	assert_true(model_take_topics(d.m) & TOPIC_ACCESS);
	assert_true(model_may(d.m, "concern", RIGHT_CREATE, NULL));
	assert_string_equal(model_me(d.m)->device.s, DESK_DEVICE);
	buf_clear(&me);
	desk_me(&me, DESK_OTHER, "worker", "director");
	assert_int_equal(
	    model_take_me(d.m, buf_str(&me), me.len, &e), ERR_DENIED);
	assert_int_equal(model_me(d.m)->role, ROLE_SENIOR);
	assert_string_equal(model_me(d.m)->staff.s, DESK_STAFF);
	model_sign_out(d.m);
	assert_int_equal(model_people(d.m, &people), 1);
	assert_string_equal(people[0].role_title, "Designated senior member");
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, &e), ERR_OK);
	assert_int_equal(model_me(d.m)->role, ROLE_SENIOR);
	buf_done(&me);
	desk_end(&d);
}

/* Assigned files are of the set; whoever sees all needs none. */
static void
test_may(void **state)
{
	struct id file = id_new(), other = id_new();
	struct desk d;

	(void)state;
	desk_enrol(&d, "support_worker");
	assert_int_equal(
	    store_file_set_flags(d.m->store, &file, STORE_FILE_SET, NULL),
	    ERR_OK);
	assert_true(model_may(d.m, "adult", RIGHT_CREATE, &file));
	assert_false(model_may(d.m, "adult", RIGHT_CREATE, &other));
	assert_false(model_may(d.m, "adult", RIGHT_CREATE, NULL));
	assert_false(model_may(d.m, "concern", RIGHT_SIGN, &file));
	assert_false(model_may(d.m, "no_such_kind", RIGHT_READ, &file));
	desk_end(&d);
}

/* ---- the demo ---- */

static void
test_demo(void **state)
{
	static const char text[] =
	    "passphrase\tfour plain words here\n"
	    "sign_in\tname\n"
	    "volunteer\tVal Unteer\tVolunteer\thv1-abc\n"
	    "worker\tWilla Worker\tSupport worker\thv1-def\n"
	    "cut\tshort";
	const struct person *people;
	struct model_config config = { .cost = desk_cost,
		.net_program = "/nonexistent" };
	struct errinfo e = { 0 };
	char path[128];
	struct desk d;
	int fd;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	store_close(d.st);
	d.st = NULL;
	snprintf(path, sizeof(path), "%s/demo.txt", d.dir);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	config.data_dir = d.dir;
	config.demo_codes = path;
	assert_int_equal(model_new(&d.m, &config, &e), ERR_OK);
	assert_string_equal(
	    model_demo_passphrase(d.m), "four plain words here");
	assert_int_equal(model_people(d.m, &people), 2);
	assert_string_equal(people[0].sign_in, "volunteer");
	assert_string_equal(people[0].code, "hv1-abc");
	assert_false(people[0].has_store);
	assert_string_equal(people[1].name, "Willa Worker");
	assert_true(people[1].has_store);
	model_free(d.m);
	config.demo_codes = "/nonexistent/demo.txt";
	assert_int_equal(model_new(&d.m, &config, &e), ERR_CONFIG);
	assert_null(d.m);
	desk_end(&d);
}

/* ---- a damaged store, seen from the screens ---- */

static void
test_damage(void **state)
{
	const struct outbox_row *box;
	struct errinfo e = { 0 };
	struct id file, id;
	struct record *r = NULL;
	struct row row;
	struct desk d;
	struct stat st;
	char *words;
	int fd;

	(void)state;
	desk_enrol(&d, "volunteer");
	id = hand_in(d.m, &file, DESK_MARKER);
	/* Records after it, so that the end of the file is theirs. */
	words = mem_zalloc(1, 5001);
	memset(words, 'w', 5000);
	memcpy(words, "{\"place\":\"", 10);
	memcpy(words + 4998, "\"}", 2);
	for (int i = 0; i < 20; i++) {
		struct id other = id_new();

		pull(d.m, &other, &file, 1, "concern", words);
	}
	mem_free_wiped(words, 5001);
	model_lock(d.m);
	assert_string_equal(model_damage(d.m), "");
	/* The last page is cut off. */
	assert_int_equal(stat(d.path, &st), 0);
	fd = open(d.path, O_WRONLY);
	assert_int_equal(ftruncate(fd, st.st_size - 4096), 0);
	close(fd);
	assert_int_equal(
	    model_unlock(d.m, "worker", "a wrong one, long enough", &e),
	    ERR_AUTH);
	assert_int_equal(model_unlock(d.m, "worker", DESK_PASS, &e), ERR_OK);
	assert_non_null(strstr(model_damage(d.m), "was damaged"));
	assert_int_equal(desk_files(&d, ".damaged-"), 1);
	assert_int_equal(model_outbox(d.m, &box), 1);
	assert_int_equal(model_open(d.m, &id, 0, &r, &row, &e), ERR_OK);
	assert_string_equal(record_text(r, "observed"), DESK_MARKER);
	record_free(r);
	/* It is not said to the next person. */
	assert_int_equal(
	    desk_adopt(&d, DESK_OTHER, "second", "volunteer", &e), ERR_OK);
	assert_int_equal(model_unlock(d.m, "second", DESK_PASS, &e), ERR_OK);
	assert_string_equal(model_damage(d.m), "");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unlock),
		cmocka_unit_test(test_delays),
		cmocka_unit_test(test_lock_wipes),
		cmocka_unit_test(test_pin),
		cmocka_unit_test(test_pin_and_sign_out),
		cmocka_unit_test(test_two_people),
		cmocka_unit_test(test_half_enrolled),
		cmocka_unit_test(test_bad_me),
		cmocka_unit_test(test_take_me),
		cmocka_unit_test(test_may),
		cmocka_unit_test(test_demo),
		cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, help_start, NULL);
}
