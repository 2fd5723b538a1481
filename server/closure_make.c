/* closure_make.c - what is in a closure pack: every version of every record as text
 * and as JSON, the chain of looks and writes, an index, and how to read it. */
#include "closure.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "store_in.h"

#define TEXT_COLS 78
#define TEXT_MAX (KIND_BODY_MAX * 4)
#define ROWS_A_MEMBER 1000
#define INDEX_MAX (64u << 20)

static const char readme[] =
    "What this is\n"
    "============\n"
    "Everything that the organisation named below held in haven on the day "
    "named\nbelow. It can be read without haven: all of it is plain text "
    "(UTF-8), and the\nsame again as JSON for programs.\n\n"
    "  index.txt       every child's file: its folder here, its reference, "
    "the name\n"
    "  files/          a folder for each child's file\n"
    "  organisation/   staff, agencies, the disposal register and the like\n"
    "  chain/          who looked at and wrote what, and when\n\n"
    "In a folder each record stands in the order in which it came, with all "
    "its\nversions: NUMBER_KIND_vVERSION.txt to read, the same with .json for "
    "programs\n(who wrote it, when, the signature, and \"body\": what was "
    "written, to the byte\nthat was signed). An address that must stay hidden "
    "stands in the JSON alone.\n\n"
    "How it was sealed\n"
    "=================\n"
    "The pack is a line \"haven-closure-1\" and a newline; 80 bytes, the key "
    "of the\nstream in a libsodium sealed box (crypto_box_seal) to the "
    "custodian's X25519\nkey; 24 bytes, the header of a "
    "crypto_secretstream_xchacha20poly1305; then pieces,\neach its length in "
    "4 bytes, big end first, and so many bytes of the stream, the\nlast "
    "with the tag FINAL. Put together, the clear pieces are a tar archive.\n\n"
    "It holds what children and families said in confidence. Keep it as you "
    "would\nkeep them: on no shared computer, and no longer than the law "
    "asks.\n\n";

struct making {
	struct server *s;
	struct db *db;
	struct closure_out *out;
	struct closure_made *did;
	struct buf text, json, index;
	char name_of[208]; /* the last answer of it */
	struct errinfo *e;
};

static enum err
member(struct making *m, const char *name, const struct buf *bytes)
{
	m->did->members++;
	if (bytes->failed)
		return err_set(m->e, ERR_TOO_BIG,
		    "A record is too long to be written out: %s.", name);
	return closure_out_member(
	    m->out, name, buf_str(bytes), bytes->len, m->e);
}

/* ---- a record ---- */

static const char *
name_of(void *arg, const char *ref, const char *id)
{
	struct making *m = arg;
	struct record *r = NULL;
	struct record_row row;
	struct id record;
	const char *key;

	(void)ref;
	if (!id_parse(&record, id) ||
	    store_body(m->s, m->db, &record, &row, &r, NULL) != ERR_OK)
		return NULL;
	key = row.kind->label_key;
	if (row.kind == &kind_staff || row.kind == &kind_adult)
		key = "name";
	snprintf(m->name_of, sizeof(m->name_of), "%s",
	    key != NULL ? record_text(r, key) : row.kind->title);
	record_free(r);
	return m->name_of;
}

static void
add_time(struct buf *out, const char *label, int64_t ms)
{
	struct civil at = when_civil(ms);
	char shown[WHEN_SHOWN];

	when_show(shown, &at);
	buf_addf(out, "%s %s\n", label, shown);
}

static void
write_text(struct making *m, const struct envelope *env)
{
	const struct kind *k = kind_find(env->kind);
	const char *name;
	struct record *r = NULL;

	buf_clear(&m->text);
	buf_addf(&m->text, "%s, version %" PRId64 "\n",
	    k ? k->title : env->kind, env->version);
	name = name_of(m, "staff", env->author.s);
	buf_addf(&m->text, "Written by %s\n", name ? name : env->author.s);
	add_time(&m->text, "Written", env->written_ms);
	add_time(&m->text, "Received", env->received_ms);
	if (env->is_signed) {
		name = name_of(m, "staff", env->signer.s);
		buf_addf(
		    &m->text, "Signed by %s\n", name ? name : env->signer.s);
		add_time(&m->text, "Signed", env->signed_ms);
	}
	buf_addf(&m->text, "Number %s\n\n", env->id.s);
	if (k != NULL && record_from_json(&r, k, env->body, env->body_len, true,
			     NULL, NULL) == ERR_OK)
		record_to_text(r, TEXT_COLS, name_of, m, &m->text);
	record_free(r);
}

static enum err
write_version(struct making *m, const char *folder, size_t number,
    const struct id *id, int64_t version)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	char name[100];
	struct envelope env;
	struct jw w = JW_INIT(&m->json);
	enum err err = store_read(m->s, m->db, id, version, &env, &body, m->e);

	if (err == ERR_OK) {
		write_text(m, &env);
		buf_clear(&m->json);
		envelope_write(&w, NULL, &env);
		snprintf(name, sizeof(name), "%s/%05zu_%s_v%" PRId64 ".txt",
		    folder, number, env.kind, version);
		err = member(m, name, &m->text);
	}
	if (err == ERR_OK) {
		snprintf(name, sizeof(name), "%s/%05zu_%s_v%" PRId64 ".json",
		    folder, number, env.kind, version);
		err = member(m, name, &m->json);
	}
	buf_done(&body);
	return err;
}

struct listed {
	struct id id;
	int64_t version;
};

/* file none: the organisation's. */
static enum err
write_records(struct making *m, const char *folder, const struct id *file)
{
	struct stmt *st = db_stmt(m->db, SQL_CLOSURE_RECORDS);
	struct listed *list = NULL;
	size_t n = 0, room = 0;
	enum err err;

	stmt_id(st, 1, file);
	while (stmt_row(st)) {
		if (n == room) {
			room = room > 0 ? room * 2 : 64;
			list = mem_grow(list, room, sizeof(*list));
		}
		list[n].id = stmt_get_id(st, 0);
		list[n++].version = stmt_get_int(st, 1);
	}
	stmt_reset(st);
	err = db_error(m->db, m->e);
	for (size_t i = 0; i < n && err == ERR_OK; i++)
		for (int64_t v = 1; v <= list[i].version && err == ERR_OK; v++)
			err = write_version(m, folder, i + 1, &list[i].id, v);
	m->did->records += n;
	mem_free_wiped(list, room * sizeof(*list));
	return err;
}

/* ---- a file ---- */

/* Letters, digits, and a line for all else: it becomes a folder's name. */
static void
plain(char out[24], const char *text)
{
	size_t n = 0;

	for (; *text != '\0' && n < 23; text++)
		out[n++] = (*text >= '0' && *text <= '9') ||
				   (*text >= 'A' && *text <= 'Z') ||
				   (*text >= 'a' && *text <= 'z')
			       ? *text
			       : '-';
	out[n] = '\0';
}

static enum err
write_file(struct making *m, const struct id *file)
{
	struct id *fronts = NULL;
	struct record *front = NULL;
	struct record_row row;
	char folder[80], reference[24] = "";
	size_t n = 0;
	enum err err = store_ids_of_kind(
	    m->db, file, &kind_front_sheet, &fronts, &n, m->e);

	if (err == ERR_OK && n > 0)
		err = store_body(m->s, m->db, &fronts[0], &row, &front, m->e);
	if (front != NULL)
		plain(reference, record_text(front, "reference"));
	snprintf(folder, sizeof(folder), "files/%s_%s",
	    *reference ? reference : "no-reference", file->s);
	buf_addf(&m->index, "%s\t%s\t%s\t%s\n", folder,
	    front ? record_text(front, "reference") : "",
	    front ? record_text(front, "name") : "(no front sheet)",
	    front ? record_text(front, "born") : "");
	record_free(front);
	mem_free_wiped(fronts, n * sizeof(*fronts));
	m->did->files++;
	return err == ERR_OK ? write_records(m, folder, file) : err;
}

static enum err
write_files(struct making *m)
{
	struct id file = { "" };
	enum err err = ERR_OK;

	buf_adds(&m->index, "folder\treference\tname\tborn\n");
	while (err == ERR_OK) {
		struct stmt *st = db_stmt(m->db, SQL_CLOSURE_FILES);

		stmt_text(st, 1, file.s);
		if (!stmt_row(st))
			break;
		file = stmt_get_id(st, 0);
		stmt_reset(st);
		err = write_file(m, &file);
	}
	if (err == ERR_OK)
		err = db_error(m->db, m->e);
	return err == ERR_OK ? member(m, "index.txt", &m->index) : err;
}

/* ---- the chain ---- */

static void
write_row(struct making *m, struct stmt *st)
{
	struct buf words = BUF_INIT(8192);
	struct jw w = JW_INIT(&m->json);
	struct audit_stored a;
	const void *chain;
	char hex[SEAL_HASH * 2 + 1] = "";
	size_t len;

	audit_read(st, &a);
	chain = stmt_get_blob(st, 11, &len);
	if (len == SEAL_HASH)
		seal_hex(hex, chain, len);
	if (a.words_len > 0)
		(void)audit_unseal(m->s, &a, &words, NULL);
	jw_open(&w, NULL);
	jw_int(&w, "row", a.n);
	jw_text(&w, "what", audit_word(a.row.what));
	jw_text(&w, "staff", a.row.staff.s);
	jw_text(&w, "device", a.row.device.s);
	jw_text(&w, "file", a.row.file.s);
	jw_text(&w, "record", a.row.record.s);
	jw_int(&w, "version", a.row.version);
	jw_int(&w, "at", a.row.at_ms);
	jw_text(&w, "words", buf_str(&words));
	jw_text(&w, "chain", hex);
	jw_close(&w);
	buf_addc(&m->json, '\n');
	m->did->rows = a.n;
	buf_done(&words);
}

/* A thousand rows a member, one JSON object a line. */
static enum err
write_chain(struct making *m)
{
	enum err err = ERR_OK;
	char name[80];

	for (int part = 1; err == ERR_OK; part++) {
		struct stmt *st = db_stmt(m->db, SQL_CLOSURE_CHAIN);
		size_t n = 0;

		stmt_int(st, 1, m->did->rows);
		stmt_int(st, 2, ROWS_A_MEMBER);
		buf_clear(&m->json);
		for (; stmt_row(st); n++)
			write_row(m, st);
		err = db_error(m->db, m->e);
		if (n == 0)
			break;
		snprintf(name, sizeof(name), "chain/%06d.jsonl", part);
		if (err == ERR_OK)
			err = member(m, name, &m->json);
	}
	return err;
}

/* ---- all of it ---- */

static enum err
write_readme(struct making *m)
{
	buf_clear(&m->text);
	buf_adds(&m->text, readme);
	buf_addf(&m->text, "Organisation: %s\n",
	    conf_text(m->s->conf, CONF_ORG_NAME));
	add_time(&m->text, "Made:", clock_ms());
	return member(m, "README.txt", &m->text);
}

enum err
closure_make(struct server *s, const char *path,
    const uint8_t custodian[SEAL_PUBLIC], struct closure_made *did,
    struct errinfo *e)
{
	static const struct id none;
	struct making m = { .s = s, .did = did, .e = e };
	enum err err;

	*did = (struct closure_made){ 0 };
	buf_init(&m.text, TEXT_MAX);
	buf_init(&m.json, TEXT_MAX * 2);
	buf_init(&m.index, INDEX_MAX);
	m.db = server_reader(s, e);
	err = m.db != NULL ? closure_out_begin(&m.out, path, custodian, e)
			   : ERR_IO;
	if (err == ERR_OK)
		err = write_readme(&m);
	if (err == ERR_OK)
		err = write_records(&m, "organisation", &none);
	if (err == ERR_OK)
		err = write_files(&m);
	if (err == ERR_OK)
		err = write_chain(&m);
	if (m.out != NULL && err == ERR_OK)
		err = closure_out_end(m.out, true, e);
	else if (m.out != NULL)
		(void)closure_out_end(m.out, false, NULL);
	server_reader_done(s, m.db);
	buf_done(&m.text);
	buf_done(&m.json);
	buf_done(&m.index);
	return err;
}
