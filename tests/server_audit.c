/* server_audit.c - promise 7: no look without a trace, a chain of rows that
 * cannot be changed unseen, and words that only the file's key opens. */
#include "store_in.h"
#include "store_kit.h"

static struct person senior, worker, stranger, lead, admin;
static struct id file, front;

static int
start_up(void **state)
{
	kit_start(state);
	senior = kit_person(ROLE_SENIOR, "");
	worker = kit_person(ROLE_SUPPORT_WORKER, "");
	stranger = kit_person(ROLE_SUPPORT_WORKER, "");
	lead = kit_person(ROLE_LEAD, "");
	admin = kit_person(ROLE_ADMIN, "");
	file = id_new();
	front = kit_make(&senior, &kind_front_sheet, &file, KIT_FRONT);
	kit_assign(&senior, &worker, &file, "2026-11-20", "");
	return 0;
}

static struct audit_row
row_of(const struct person *p, const char *words)
{
	return (struct audit_row){ .what = AUDIT_LOOK,
		.staff = p->who.staff,
		.device = p->who.device,
		.file = file,
		.record = front,
		.version = 1,
		.at_ms = kit_now,
		.received_ms = kit_now,
		.words = words };
}

static enum err
run_add(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	return audit_add(s, db, arg, e);
}

static void
add(const struct person *p, const char *words)
{
	struct audit_row row = row_of(p, words);
	struct errinfo e = { 0 };

	kit_must(writer_do(kit->writer, run_add, &row, &e), &e, "add");
}

static void
head(int64_t *rows, uint8_t out[SEAL_HASH])
{
	struct db *db = kit_reader();

	audit_head(db, rows, out);
	server_reader_done(kit, db);
}

static void
test_chain_grows(void **state)
{
	uint8_t before[SEAL_HASH], after[SEAL_HASH], again[SEAL_HASH];
	int64_t rows, more;

	(void)state;
	head(&rows, before);
	add(&senior, "");
	head(&more, after);
	assert_int_equal(more, rows + 1);
	assert_memory_not_equal(before, after, SEAL_HASH);
	head(&more, again);
	assert_memory_equal(after, again, SEAL_HASH);
	/* The same row again is another link. */
	add(&senior, "");
	head(&more, again);
	assert_int_equal(more, rows + 2);
	assert_memory_not_equal(after, again, SEAL_HASH);
}

/* Every member of a row is in its link. */
static void
test_link_is_over_everything(void **state)
{
	struct audit_stored a = { .row = row_of(&senior, "") }, b;
	uint8_t before[SEAL_HASH] = { 1 }, want[SEAL_HASH], got[SEAL_HASH];
	char *const changed[] = { b.row.staff.s, b.row.device.s, b.row.file.s,
		b.row.record.s };
	int64_t *const numbers[] = { &b.n, &b.row.version, &b.row.at_ms,
		&b.row.received_ms };

	(void)state;
	a.n = 7;
	a.words = "words";
	a.words_len = 5;
	a.hash = "hash";
	a.hash_len = 4;
	audit_link(want, before, &a);
	b = a;
	audit_link(got, before, &b);
	assert_memory_equal(want, got, SEAL_HASH);
	for (size_t i = 0; i < 4; i++) {
		b = a;
		changed[i][35] ^= 1;
		audit_link(got, before, &b);
		assert_memory_not_equal(want, got, SEAL_HASH);
		b = a;
		(*numbers[i])++;
		audit_link(got, before, &b);
		assert_memory_not_equal(want, got, SEAL_HASH);
	}
	b = a;
	b.row.what = AUDIT_WRITE;
	audit_link(got, before, &b);
	assert_memory_not_equal(want, got, SEAL_HASH);
	/* Bytes do not move from one member into the next. */
	b = a;
	b.words = "wordsh";
	b.words_len = 6;
	b.hash = "ash";
	b.hash_len = 3;
	audit_link(got, before, &b);
	assert_memory_not_equal(want, got, SEAL_HASH);
	before[0] = 2;
	audit_link(got, before, &a);
	assert_memory_not_equal(want, got, SEAL_HASH);
}

/* ---- looks made offline ---- */

struct offline {
	struct id look;
	int64_t at_ms;
	enum wire_chose chose;
	struct id write;
};

static enum err
run_look(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct offline *o = arg;
	const struct device_look look = { .look = o->look,
		.file = file,
		.record = front,
		.version = 1,
		.at_ms = o->at_ms,
		.chose = o->chose,
		.write = o->write };

	return store_look(s, db, &worker.who, &look, kit_now + 60000, e);
}

static void
test_offline_looks_count_once(void **state)
{
	struct offline o = { .look = id_new(), .at_ms = kit_now + 55000 };
	struct errinfo e = { 0 };
	uint8_t h[SEAL_HASH];
	int64_t rows, more;
	char sql[200];

	(void)state;
	head(&rows, h);
	for (int i = 0; i < 3; i++)
		kit_must(writer_do(kit->writer, run_look, &o, &e), &e, "look");
	head(&more, h);
	assert_int_equal(more, rows + 1);
	/* It happened then; one from a clock that is ahead, now. */
	snprintf(sql, sizeof(sql), "SELECT at_ms FROM audit WHERE n = %d",
	    (int)more);
	assert_int_equal(kit_count(sql), kit_now + 55000);
	o = (struct offline){ .look = id_new(), .at_ms = kit_now + 99999 };
	kit_must(writer_do(kit->writer, run_look, &o, &e), &e, "look");
	snprintf(sql, sizeof(sql), "SELECT at_ms FROM audit WHERE n = %d",
	    (int)more + 1);
	assert_int_equal(kit_count(sql), kit_now + 60000);
}

/* ---- reading ---- */

struct listed {
	size_t looks, writes, refused, others;
	bool has_words;
};

static void
count(void *arg, const struct audit_row *row)
{
	struct listed *l = arg;

	l->looks += row->what == AUDIT_LOOK;
	l->writes += row->what == AUDIT_WRITE;
	l->refused += row->what == AUDIT_REFUSED;
	l->others += row->what > AUDIT_REFUSED;
	l->has_words |= strcmp(row->words, "for an inspection") == 0;
}

static struct listed
list(const struct person *p, const struct id *record)
{
	struct listed l = { 0 };
	struct db *db = kit_reader();
	struct errinfo e = { 0 };

	kit_must(audit_each_of_file(
		     kit, db, &p->who, &file, record, kit_now, count, &l, &e),
	    &e, "list");
	server_reader_done(kit, db);
	return l;
}

static void
test_who_sees_the_looks(void **state)
{
	struct listed l;

	(void)state;
	add(&worker, "for an inspection");
	add(&senior, "");
	assert_int_equal(
	    kit_save(&worker, &kind_front_sheet, &file, &front, 7, KIT_FRONT),
	    412);
	l = list(&senior, NULL);
	assert_int_equal(l.looks, 2);
	assert_int_equal(l.writes, 2);
	assert_int_equal(l.refused, 1);
	assert_true(l.has_words);
	l = list(&lead, &front);
	assert_int_equal(l.looks, 2);
	assert_int_equal(l.writes, 1);
	/* A worker, assigned or not, and an administrator see none. */
	assert_int_equal(list(&worker, NULL).looks, 0);
	assert_int_equal(list(&worker, &front).looks, 0);
	assert_int_equal(list(&stranger, NULL).looks, 0);
	assert_int_equal(list(&admin, NULL).looks, 0);
	assert_int_equal(list(&admin, NULL).writes, 0);
}

/* A refused write of a record that never came to be is nobody's to see by the
 * file; the chain has it. */
static void
test_refused_is_kept(void **state)
{
	struct id id = id_new();
	int64_t before = kit_count("SELECT count(*) FROM audit WHERE what = 2");

	(void)state;
	assert_int_equal(kit_save(&stranger, &kind_adult, &file, &id, 0,
			     "{\"name\":\"J\",\"relation\":\"mother\"}"),
	    404);
	assert_int_equal(
	    kit_count("SELECT count(*) FROM audit WHERE what = 2"), before + 1);
	assert_int_equal(list(&senior, NULL).refused, 0);
}

static void
test_words_are_sealed(void **state)
{
	struct errinfo e = { 0 };
	struct db *db;
	struct buf says = BUF_INIT(10000);
	char path[128];
	sqlite3 *h = NULL;
	int64_t bad;

	(void)state;
	add(&worker, "for an inspection");
	assert_int_equal(
	    kit_count("SELECT count(*) FROM audit WHERE instr(words,"
		      " CAST('inspection' AS BLOB)) > 0"),
	    0);
	assert_int_equal(kit_count("SELECT count(*) FROM audit WHERE words IS"
				   " NOT NULL"),
	    1);
	assert_true(list(&senior, NULL).has_words);
	/* Promise 10: with the key the words go; the chain holds. */
	server_close(kit);
	snprintf(path, sizeof(path), "%s/keys/keys.db", kit_dir);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h,
			     "UPDATE wrapped SET sealed = NULL, destroyed_ms"
			     " = 1 WHERE id <> 'organisation'",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(h);
	kit_open();
	assert_false(list(&senior, NULL).has_words);
	assert_int_equal(list(&senior, NULL).looks, 1);
	db = kit_reader();
	kit_must(store_verify(kit, db, &says, &bad, &e), &e, "verify");
	/* A key that is gone without a word in the register is told; the chain is
	 * as it was. */
	if (bad == 0 || strstr(buf_str(&says), "chain"))
		fail_msg("%s", buf_str(&says));
	server_reader_done(kit, db);
	buf_done(&says);
}

/* Without its row in the chain a write is not kept either. */
static void
test_no_row_no_write(void **state)
{
	struct id id = id_new();
	struct put put = kit_put_of(&senior, &kind_adult, &file, &id, 0,
	    "{\"name\":\"J\",\"relation\":\"mother\"}");
	struct errinfo e = { 0 };
	enum err err;

	(void)state;
	kit_tamper("CREATE TRIGGER no_audit BEFORE INSERT ON audit BEGIN"
		   " SELECT RAISE(ABORT, 'no'); END;"
		   "UPDATE meta SET value = value");
	err = writer_do(kit->writer, kit_run_put, &put, &e);
	assert_int_equal(err, ERR_CONFLICT);
	assert_int_equal(kit_count("SELECT count(*) FROM record WHERE kind ="
				   " 'adult'"),
	    0);
	assert_int_equal(kit_count("SELECT count(*) FROM write WHERE status >"
				   " 299"),
	    0);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start_up, kit_stop)
	static const struct CMUnitTest tests[] = {
		T(test_chain_grows),
		T(test_link_is_over_everything),
		T(test_offline_looks_count_once),
		T(test_who_sees_the_looks),
		T(test_refused_is_kept),
		T(test_words_are_sealed),
		T(test_no_row_no_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
