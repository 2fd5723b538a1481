/* sync_request.c - what waits on this device, as one request. */
#include "sync.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "seal.h"

#define PLAIN                                                  \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
	"0123456789-_."

int64_t
sync_wait_ms(unsigned failures, uint32_t random)
{
	int64_t wait = SYNC_WAIT_MIN_MS;

	for (unsigned i = 1; i < failures && wait < SYNC_WAIT_MAX_MS; i++)
		wait *= 2;
	if (wait > SYNC_WAIT_MAX_MS)
		wait = SYNC_WAIT_MAX_MS;
	/* Between three quarters and five quarters of it. */
	wait = wait * 3 / 4 + (int64_t)(random % (uint32_t)(wait / 2 + 1));
	if (wait < SYNC_WAIT_MIN_MS)
		return SYNC_WAIT_MIN_MS;
	return wait > SYNC_WAIT_MAX_MS ? SYNC_WAIT_MAX_MS : wait;
}

static enum err
read_meta(struct store *st, const char *key, const char *fallback,
    char out[SYNC_OPAQUE_MAX], struct errinfo *e)
{
	struct buf text = BUF_INIT(SYNC_OPAQUE_MAX - 1);
	enum err code = store_meta_get(st, key, &text, e);

	snprintf(out, SYNC_OPAQUE_MAX, "%s",
	    code == ERR_OK ? buf_str(&text) : fallback);
	buf_done(&text);
	return code == ERR_NOT_FOUND ? ERR_OK : code;
}

/* The last head of the chain that this device saw: the office says whether it is
 * still in it (promise 7). */
static void
read_chain(struct store *st, struct sync_sent *sent)
{
	struct buf text = BUF_INIT(4096);
	struct json *o = NULL;
	const char *head;

	if (store_meta_get(st, META_CHAIN, &text, NULL) == ERR_OK &&
	    json_parse(&o, buf_str(&text), text.len, 4096, NULL) == ERR_OK) {
		head = json_text_of(o, "head", "");
		sent->chain_rows = json_int_of(o, "rows", 0);
		if (strlen(head) == SEAL_HASH * 2)
			memcpy(sent->chain_head, head, sizeof sent->chain_head);
		else
			sent->chain_rows = 0;
		json_free(o);
	}
	buf_done(&text);
}

static void
write_chain(struct jw *w, const struct sync_sent *sent)
{
	if (sent->chain_rows <= 0)
		return;
	jw_open(w, "chain");
	jw_int(w, "rows", sent->chain_rows);
	jw_text(w, "head", sent->chain_head);
	jw_close(w);
}

/* ---- files ---- */

static bool
take_file(void *arg, const struct id *file, unsigned flags)
{
	struct sync_sent *sent = arg;

	if ((flags & STORE_FILE_OPENED) && sent->opened_count < SYNC_WANT_MAX)
		sent->opened[sent->opened_count++] = *file;
	if ((flags & STORE_FILE_WANTED) && sent->want_count < SYNC_WANT_MAX)
		sent->want[sent->want_count++] = *file;
	if ((flags & STORE_FILE_DROP) && sent->drop_count < SYNC_WANT_MAX)
		sent->drop[sent->drop_count++] = *file;
	return true;
}

static void
write_files(struct jw *w, const struct sync_sent *sent)
{
	bool has_all = *sent->have != '\0'; /* what is empty is left out */

	if (has_all &&
	    sent->want_count + sent->opened_count + sent->drop_count == 0)
		return;
	jw_open_list(w, "want");
	for (size_t i = 0; i < sent->want_count; i++)
		jw_text(w, NULL, sent->want[i].s);
	jw_close_list(w);
	jw_open_list(w, "opened");
	for (size_t i = 0; i < sent->opened_count; i++) {
		jw_open(w, NULL);
		jw_text(w, "file", sent->opened[i].s);
		jw_close(w);
	}
	jw_close_list(w);
	jw_open_list(w, "drop");
	for (size_t i = 0; i < sent->drop_count; i++)
		jw_text(w, NULL, sent->drop[i].s);
	jw_close_list(w);
}

/* Destroyed files that this device has erased: said once nothing of them is in the
 * journal either (promise 10). */
static void
write_erased(struct jw *w, struct sync_sent *sent, struct store *st)
{
	struct buf text = BUF_INIT(1u << 20);
	char line[ID_TEXT + 1] = "";

	if (store_meta_get(st, META_ERASED, &text, NULL) == ERR_OK &&
	    store_scrub(st, NULL) == ERR_OK)
		for (size_t at = 0; at + ID_TEXT < text.len &&
				    sent->erased_count < SYNC_WANT_MAX;
		     at += ID_TEXT + 1) {
			memcpy(line, text.data + at, ID_TEXT);
			if (id_parse(&sent->erased[sent->erased_count], line))
				sent->erased_count++;
		}
	if (sent->erased_count > 0) {
		jw_open_list(w, "erased");
		for (size_t i = 0; i < sent->erased_count; i++)
			jw_text(w, NULL, sent->erased[i].s);
		jw_close_list(w);
	}
	buf_done(&text);
}

/* ---- writes ---- */

struct packing {
	struct sync_sent *sent;
	struct jw *w;
	size_t batch;
	const struct sync_skip *skip;
	/* records whose earlier write was refused or left out */
	struct id *held;
	size_t held_count, held_cap;
};

static void
hold(struct packing *p, const struct id *id)
{
	if (p->held_count == p->held_cap) {
		p->held_cap = p->held_cap ? p->held_cap * 2 : 16;
		p->held = mem_grow(p->held, p->held_cap, sizeof *p->held);
	}
	p->held[p->held_count++] = *id;
}

static bool
has(const struct id *ids, size_t count, const struct id *id)
{
	for (size_t i = 0; i < count; i++) {
		if (id_equal(&ids[i], id))
			return true;
	}
	return false;
}

static void
write_sign(struct jw *w, const struct envelope *env)
{
	struct buf sig = BUF_INIT(128);

	if (!env->is_signed)
		return;
	seal_base64(&sig, env->sig, sizeof env->sig);
	jw_open(w, "sign");
	jw_text(w, "by", env->signer.s);
	jw_text(w, "key", env->key.s);
	jw_int(w, "at", env->signed_ms);
	jw_text(w, "sig", buf_str(&sig));
	jw_close(w);
	buf_done(&sig);
}

static void
write_one(
    struct jw *w, const struct outbox_item *item, const struct envelope *env)
{
	jw_open(w, NULL);
	jw_text(w, "write", item->write.s);
	jw_text(w, "kind", env->kind);
	if (!id_is_none(&env->file))
		jw_text(w, "file", env->file.s);
	jw_text(w, "id", env->id.s);
	jw_int(w, "base", item->base);
	jw_int(w, "table", env->table);
	jw_int(w, "written", env->written_ms);
	write_sign(w, env);
	jw_raw(w, "body", env->body, env->body_len);
	jw_close(w);
}

/* In the order of writing: a record goes after the one it stands on. */
static bool
take_write(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	struct packing *p = arg;
	struct sync_sent *sent = p->sent;
	struct sync_sent_write *sw;

	(void)why;
	/* What cannot be read here is no reason to keep the others back. */
	if (!env || item->state == OUTBOX_REFUSED ||
	    has(p->skip->writes, p->skip->count, &item->write)) {
		hold(p, &item->id);
		return true;
	}
	if (has(p->held, p->held_count, &item->id))
		return true;
	if (sent->write_count == p->batch ||
	    (sent->write_count > 0 &&
		p->w->out->len + env->body_len > SYNC_TEXT_MAX)) {
		sent->left_count++;
		hold(p, &item->id);
		return true;
	}
	sw = &sent->writes[sent->write_count++];
	sw->write = item->write;
	sw->id = item->id;
	sw->base = item->base;
	write_one(p->w, item, env);
	return true;
}

static enum err
write_writes(struct jw *w, struct sync_sent *sent, struct store *st,
    size_t batch, const struct sync_skip *skip, struct errinfo *e)
{
	struct packing p = {
		.sent = sent, .w = w, .batch = batch, .skip = skip
	};
	enum err code;

	if (p.batch > WIRE_WRITES_MAX)
		p.batch = WIRE_WRITES_MAX;
	jw_open_list(w, "writes");
	code = store_outbox_each(
	    st, OUTBOX_LISTED | OUTBOX_UNREAD, NULL, take_write, &p, e);
	jw_close_list(w);
	mem_free_wiped(p.held, p.held_cap * sizeof *p.held);
	/* One transaction for all the marks. */
	if (code == ERR_OK && sent->write_count > 0)
		code = store_begin(st, false, e);
	else
		return code;
	for (size_t i = 0; i < sent->write_count && code == ERR_OK; i++)
		code = store_outbox_sending(st, &sent->writes[i].write, e);
	if (code == ERR_OK)
		return store_commit(st, e);
	store_rollback(st);
	return code;
}

static enum err
write_looks(
    struct jw *w, struct sync_sent *sent, struct store *st, struct errinfo *e)
{
	struct look *looks = mem_zalloc(WIRE_LOOKS_MAX, sizeof *looks);
	struct errinfo why = { .code = ERR_OK };
	size_t count = store_look_list(st, looks, WIRE_LOOKS_MAX, &why);

	jw_open_list(w, "looks");
	for (size_t i = 0; i < count; i++) {
		const struct look *l = &looks[i];

		jw_open(w, NULL);
		jw_text(w, "look", l->look.s);
		jw_text(w, "file", l->file.s);
		if (!id_is_none(&l->record))
			jw_text(w, "record", l->record.s);
		jw_int(w, "version", l->version);
		jw_int(w, "at", l->at_ms);
		if (l->chose != CHOSE_NOTHING) {
			jw_text(w, "chose", wire_chose_codes[l->chose]);
			jw_text(w, "write", l->write.s);
		}
		if (l->exported)
			jw_bool(w, "exported", true);
		jw_close(w);
		sent->looks[sent->look_count++] = l->look;
	}
	jw_close_list(w);
	mem_free_wiped(looks, WIRE_LOOKS_MAX * sizeof *looks);
	/* One that cannot be read stays, and keeps nothing back. */
	if (why.code == ERR_OK || why.code == ERR_CORRUPT ||
	    why.code == ERR_INVALID)
		return ERR_OK;
	return err_set(e, why.code, "%s", why.says);
}

/* Nothing is handed over, and what it says fits into an address. */
static bool
is_brief(const struct sync_sent *sent)
{
	return *sent->have != '\0' &&
	       sent->write_count + sent->look_count + sent->want_count +
		       sent->opened_count + sent->drop_count +
		       sent->erased_count ==
		   0 &&
	       sent->have[strspn(sent->have, PLAIN)] == '\0' &&
	       sent->cursor[strspn(sent->cursor, PLAIN)] == '\0';
}

void
sync_request_brief(struct buf *out, const struct sync_sent *sent)
{
	uint8_t head[SEAL_HASH];

	buf_addf(out, "/v1/sync?cursor=%s&have=%s", sent->cursor, sent->have);
	/* The beginning of a head is enough to be one of its kind. */
	if (sent->chain_rows > 0 &&
	    seal_unhex(head, SEAL_HASH, sent->chain_head)) {
		buf_addf(out, "&past=%" PRId64 ".", sent->chain_rows);
		seal_base64(out, head, WIRE_PAST);
	}
}

enum err
sync_request_build(struct buf *out, struct sync_sent *sent, struct store *st,
    size_t batch, const struct sync_skip *skip, struct errinfo *e)
{
	struct jw w = JW_INIT(out);
	enum err code;

	memset(sent, 0, sizeof *sent);
	code = read_meta(st, META_CURSOR, "0", sent->cursor, e);
	if (code == ERR_OK)
		code = read_meta(st, META_GENERATION, "", sent->generation, e);
	if (code == ERR_OK)
		code = read_meta(st, META_SET, "", sent->set, e);
	if (code == ERR_OK)
		code = read_meta(st, META_HAVE, "", sent->have, e);
	if (code == ERR_OK)
		code = store_file_each(st,
		    STORE_FILE_OPENED | STORE_FILE_WANTED | STORE_FILE_DROP,
		    take_file, sent, e);
	if (code != ERR_OK)
		return code;
	read_chain(st, sent);
	sent->is_first = strcmp(sent->cursor, "0") == 0;
	if (sent->is_first) /* whatever is kept of an earlier time */
		sent->have[0] = '\0';
	jw_open(&w, NULL);
	jw_text(&w, "cursor", sent->cursor);
	if (*sent->have) {
		jw_text(&w, "have", sent->have);
	} else {
		jw_text(&w, "generation", sent->generation);
		jw_text(&w, "set", sent->set);
	}
	write_chain(&w, sent);
	write_files(&w, sent);
	write_erased(&w, sent, st);
	code = write_looks(&w, sent, st, e);
	if (code == ERR_OK)
		code = write_writes(&w, sent, st, batch, skip, e);
	jw_close(&w);
	sent->is_brief = is_brief(sent);
	if (code == ERR_OK && out->failed)
		code = err_set(e, ERR_TOO_BIG,
		    "This is too much to send at once. It is kept here.");
	return code;
}
