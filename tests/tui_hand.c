/* tui_hand.c - what waits or was refused, handed on in a file that only the office
 * opens (promise 2): from an open store, from one whose passphrase is lost, and from
 * what was left of a damaged one. */
#include "model_paper.h"
#include "tui_model_help.h"

#include "wire.h"

struct kept {
	struct id write, id;
};

static struct desk d;
static struct buf text;
static struct store_handed did;

static struct kept
put(const uint8_t *box)
{
	struct kept k = { .write = id_new(), .id = id_new() };
	struct buf body = BUF_INIT(60000);
	struct id file = id_new();
	struct envelope env =
	    desk_envelope(&body, &k.id, &file, 1, DESK_MARKER);

	assert_int_equal(
	    store_outbox_add(d.st, &k.write, &env, DESK_NOON, box, NULL),
	    ERR_OK);
	buf_done(&body);
	return k;
}

/* One in each state: three are listed, one was sent, one decided about. */
static void
fill(struct kept out[3])
{
	struct kept sent, decided;
	struct errinfo e = { 0 };

	out[0] = put(d.box_public);
	out[1] = put(d.box_public);
	out[2] = put(d.box_public);
	sent = put(d.box_public);
	decided = put(d.box_public);
	assert_int_equal(store_outbox_sending(d.st, &out[1].write, &e), ERR_OK);
	assert_int_equal(
	    store_outbox_refuse(d.st, &out[2].write, 403, "no", &e), ERR_OK);
	assert_int_equal(
	    store_outbox_confirm(d.st, &sent.write, 201, 1, DESK_NOON, &e),
	    ERR_OK);
	assert_int_equal(store_outbox_decide(d.st, &decided.id, &e), ERR_OK);
}

static int
start(void **state)
{
	(void)state;
	desk_start(&d);
	desk_create(&d);
	buf_init(&text, WIRE_HANDED_MAX);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	buf_done(&text);
	desk_end(&d);
	return 0;
}

static void
close_store(void)
{
	store_close(d.st);
	d.st = NULL;
}

/* Line i, opened by the office: what write it is, and that its text is there. */
static void
must_hold(size_t i, const struct id *write)
{
	struct buf clear = BUF_INIT(400000);
	const char *at = buf_str(&text), *end;
	size_t size;
	uint8_t *box;
	char *line;

	for (size_t n = 0; n <= i; n++) {
		at = strchr(at, '\n') + 1;
		assert_true(*at != '\0');
	}
	end = strchr(at, '\n');
	line = mem_strndup(at, (size_t)(end - at));
	size = strlen(line) * 3 / 4;
	box = malloc(size + 1);
	assert_true(seal_unbase64(box, size, line));
	assert_int_equal(
	    seal_box_open(&clear, d.box_public, d.box_secret, box, size, NULL),
	    ERR_OK);
	assert_non_null(strstr(buf_str(&clear), write->s));
	assert_non_null(strstr(buf_str(&clear), DESK_MARKER));
	free(box);
	mem_free_text(line);
	buf_done(&clear);
}

static size_t
lines(void)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.data[i] == '\n';
	return n - 1;
}

static void
must_be(const struct kept kept[3])
{
	assert_int_equal(did.count, 3);
	assert_int_equal(lines(), 3);
	for (size_t i = 0; i < 3; i++)
		must_hold(i, &kept[i].write);
	assert_null(strstr(buf_str(&text), DESK_MARKER));
}

/* ---- what is handed on ---- */

static void
test_open(void **state)
{
	struct kept kept[3];
	struct errinfo e = { 0 };

	(void)state;
	fill(kept);
	assert_int_equal(store_hand_on(d.st, &text, &did, &e), ERR_OK);
	must_be(kept);
	assert_int_equal(did.unsealed, 0);
	assert_int_equal(did.damaged, 0);
	assert_int_equal(store_outbox_count(d.st, OUTBOX_LISTED), 3);
}

/* No passphrase, and nobody else's. */
static void
test_closed(void **state)
{
	struct kept kept[3];
	struct errinfo e = { 0 };
	struct stat was, is;

	(void)state;
	fill(kept);
	assert_int_equal(
	    store_hand_on_closed(d.dir, "worker", &text, &did, &e), ERR_BUSY);
	close_store();
	assert_int_equal(stat(d.path, &was), 0);
	for (size_t i = 0; i < 2; i++) {
		buf_clear(&text);
		assert_int_equal(store_hand_on_closed(d.dir,
				     i ? "Worker" : "worker", &text, &did, &e),
		    ERR_OK);
		must_be(kept);
	}
	assert_int_equal(stat(d.path, &is), 0);
	assert_int_equal(is.st_mtim.tv_sec, was.st_mtim.tv_sec);
	assert_int_equal(is.st_mtim.tv_nsec, was.st_mtim.tv_nsec);
	buf_clear(&text);
	assert_int_equal(store_hand_on_closed(d.dir, "work", &text, &did, &e),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    store_hand_on_closed(d.dir, "", &text, &did, &e), ERR_NOT_FOUND);
	assert_int_equal(
	    store_hand_on_closed("/nonexistent", "worker", &text, &did, &e),
	    ERR_NOT_FOUND);
	assert_int_equal(store_open(&d.st, d.path, &e), ERR_OK);
}

/* In two files after a store was set aside: each once. Cut off: what is left. */
static void
test_damaged(void **state)
{
	struct buf says = BUF_INIT(2000);
	struct kept kept[3];
	struct errinfo e = { 0 };
	struct stat st;

	(void)state;
	fill(kept);
	assert_int_equal(store_meta_set(d.st, META_ME, "{}", 2, &e), ERR_OK);
	assert_int_equal(
	    store_meta_set(d.st, META_SIGN_KEY, "k", 1, &e), ERR_OK);
	close_store();
	assert_int_equal(store_set_aside(d.path, DESK_NOON, &says, &e), ERR_OK);
	assert_int_equal(desk_files(&d, ".damaged"), 1);
	assert_int_equal(
	    store_hand_on_closed(d.dir, "worker", &text, &did, &e), ERR_OK);
	must_be(kept);
	assert_int_equal(stat(d.path, &st), 0);
	assert_int_equal(truncate(d.path, st.st_size / 2), 0);
	buf_clear(&text);
	assert_int_equal(
	    store_hand_on_closed(d.dir, "worker", &text, &did, &e), ERR_OK);
	must_be(kept);
	assert_int_equal(did.damaged, 1);
	buf_done(&says);
}

/* Too damaged for a new store: the copy of the outbox is read. */
static void
test_hopeless(void **state)
{
	struct buf says = BUF_INIT(2000);
	struct kept kept[3];
	struct errinfo e = { 0 };

	(void)state;
	fill(kept);
	close_store(); /* without its keys */
	assert_int_equal(
	    store_set_aside(d.path, DESK_NOON, &says, &e), ERR_CORRUPT);
	assert_int_equal(access(d.path, F_OK), -1);
	assert_int_equal(
	    store_hand_on_closed(d.dir, "worker", &text, &did, &e), ERR_OK);
	must_be(kept);
	buf_done(&says);
}

/* An old copy that somebody else may read, or a link: passed over, and counted. */
static void
test_odd_file(void **state)
{
	struct kept kept[3];
	struct errinfo e = { 0 };
	char path[STORE_PATH_MAX + 32];

	(void)state;
	fill(kept);
	put(NULL);
	close_store();
	snprintf(path, sizeof(path), "%s.damaged-1", d.path);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	snprintf(path, sizeof(path), "%s.damaged-2", d.path);
	assert_int_equal(close(open(path, O_CREAT | O_WRONLY, 0644)), 0);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(
	    store_hand_on_closed(d.dir, "worker", &text, &did, &e), ERR_OK);
	must_be(kept);
	assert_int_equal(did.damaged, 2);
	assert_int_equal(did.unsealed, 1);
}

/* ---- what cannot be ---- */

static void
test_unsealed(void **state)
{
	struct buf says = BUF_INIT(2000);
	struct errinfo e = { 0 };
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/handed", d.dir);
	assert_int_equal(store_hand_on(d.st, &text, &did, &e), ERR_OK);
	assert_int_equal(
	    store_handed_write(path, &text, &did, &says, &e), ERR_NOT_FOUND);
	assert_non_null(strstr(e.says, "Nothing waits"));
	put(NULL);
	buf_clear(&text);
	assert_int_equal(store_hand_on(d.st, &text, &did, &e), ERR_OK);
	assert_int_equal(did.count, 0);
	assert_int_equal(did.unsealed, 1);
	assert_int_equal(
	    store_handed_write(path, &text, &did, &says, &e), ERR_NOT_FOUND);
	assert_non_null(strstr(e.says, "before this device knew"));
	assert_int_equal(access(path, F_OK), -1);
	put(d.box_public);
	buf_clear(&text);
	assert_int_equal(store_hand_on(d.st, &text, &did, &e), ERR_OK);
	assert_int_equal(
	    store_handed_write(path, &text, &did, &says, &e), ERR_OK);
	assert_non_null(strstr(buf_str(&says), "1 piece of your writing is"));
	assert_non_null(strstr(buf_str(&says), "1 more cannot"));
	buf_done(&says);
}

static void
test_file(void **state)
{
	struct buf says = BUF_INIT(2000);
	struct errinfo e = { 0 };
	struct stat st;
	char path[128];

	(void)state;
	put(d.box_public);
	assert_int_equal(store_hand_on(d.st, &text, &did, &e), ERR_OK);
	snprintf(path, sizeof(path), "%s/handed", d.dir);
	assert_int_equal(
	    store_handed_write(path, &text, &did, &says, &e), ERR_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_size, text.len);
	/* Never over another. */
	assert_int_equal(
	    store_handed_write(path, &text, &did, &says, &e), ERR_CONFLICT);
	unlink(path);
	assert_int_equal(symlink("/tmp/haven-never-made", path), 0);
	assert_int_equal(
	    store_handed_write(path, &text, &did, &says, &e), ERR_CONFLICT);
	assert_int_equal(access("/tmp/haven-never-made", F_OK), -1);
	assert_int_not_equal(
	    store_handed_write("/nonexistent/x", &text, &did, &says, &e),
	    ERR_OK);
	buf_done(&says);
}

/* More than a file takes: nothing is written, rather than a part of it. */
static void
test_too_much(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	put(d.box_public);
	put(d.box_public);
	buf_done(&text);
	buf_init(&text, 400);
	assert_int_equal(store_hand_on(d.st, &text, &did, &e), ERR_TOO_BIG);
}

/* From the outbox's screen. */
static void
test_model(void **state)
{
	struct buf says = BUF_INIT(2000);
	struct errinfo e = { 0 };
	struct id file;

	(void)state;
	close_store();
	unlink(d.path);
	desk_model(&d);
	assert_int_equal(model_hand_on(d.m, &says, &e), ERR_AUTH);
	assert_int_equal(
	    desk_adopt(&d, DESK_STAFF, "worker", "volunteer", &e), ERR_OK);
	setenv("HOME", d.dir, 1);
	assert_int_equal(model_hand_on(d.m, &says, &e), ERR_NOT_FOUND);
	hand_in(d.m, &file, "for the office");
	assert_int_equal(model_hand_on(d.m, &says, &e), ERR_OK);
	assert_non_null(strstr(buf_str(&says), "haven-worker-2026-11-22-"));
	assert_int_equal(desk_files(&d, ".sealed"), 1);
	assert_int_equal(model_hand_on(d.m, &says, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.says, "There is a file"));
	clock_fix_for_test(DESK_NOON + 1000);
	assert_int_equal(model_hand_on(d.m, &says, &e), ERR_OK);
	buf_done(&says);
}

/* The sheet for the family: in clear, for this person alone, never over another. */
static void
test_write_out(void **state)
{
	struct buf says = BUF_INIT(8192);
	struct errinfo e = { 0 };
	struct stat sb;
	char path[200], got[20] = "";
	FILE *f;

	(void)state;
	setenv("TZ", "UTC", 1);
	close_store();
	unlink(d.path);
	desk_model(&d);
	assert_int_equal(
	    desk_adopt(&d, DESK_STAFF, "worker", "volunteer", &e), ERR_OK);
	setenv("HOME", d.dir, 1);
	assert_int_equal(
	    model_write_file(d.m, "sheet", "txt", "words\n", 6, &says, &e),
	    ERR_OK);
	snprintf(
	    path, sizeof(path), "%s/haven-sheet-2026-11-22-120000.txt", d.dir);
	assert_non_null(strstr(buf_str(&says), path));
	assert_non_null(strstr(buf_str(&says), "delete it"));
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(got, sizeof(got), f));
	assert_string_equal(got, "words\n");
	fclose(f);
	assert_int_equal(
	    model_write_file(d.m, "sheet", "txt", "other\n", 6, &says, &e),
	    ERR_CONFLICT);
	assert_non_null(strstr(e.says, "Nothing is written over it"));
	setenv("HOME", "/proc/nowhere", 1);
	assert_int_not_equal(
	    model_write_file(d.m, "sheet", "txt", "x", 1, &says, &e), ERR_OK);
	model_lock(d.m);
	setenv("HOME", d.dir, 1);
	assert_int_equal(
	    model_write_file(d.m, "sheet", "txt", "x", 1, &says, &e), ERR_AUTH);
	buf_done(&says);
}

int
main(void)
{
#define EACH(f) cmocka_unit_test_setup_teardown(f, start, stop)
	const struct CMUnitTest tests[] = {
		EACH(test_open),
		EACH(test_closed),
		EACH(test_damaged),
		EACH(test_hopeless),
		EACH(test_odd_file),
		EACH(test_unsealed),
		EACH(test_file),
		EACH(test_too_much),
		EACH(test_model),
		EACH(test_write_out),
	};

	if (seal_start(NULL) != ERR_OK || !text_start())
		return 1;
	return cmocka_run_group_tests_name("tui_hand", tests, NULL, NULL);
}
