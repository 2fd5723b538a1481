/* sync_access.c - who may see a file, asked of the office like who has looked; and
 * opening a file that is not assigned to one, by its exact reference and with a
 * reason (A2). The office judges, writes it down, and tells the Strategic Lead, or
 * whom it falls to instead (R7). */
#include "sync_in.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"

/* ---- who may see it ---- */

void
model_access_want(struct model *m, const struct id *file)
{
	struct sync *s = m->sync;
	struct sync_question q = { .token = s->token };
	struct buf path = BUF_INIT(128);

	if (!m->store)
		return;
	if (s->access_state == ASK_WAITING && id_equal(&s->access_file, file))
		return;
	s->access_file = *file;
	s->access_state = ASK_FAILED;
	if (*s->token) {
		buf_addf(&path, "/v1/files/%s/access", file->s);
		q.path = buf_str(&path);
		if (sync_ask(m, &q, &s->access_number, NULL) == ERR_OK)
			s->access_state = ASK_WAITING;
		buf_done(&path);
	}
	model_changed(m, TOPIC_ANSWER);
}

enum ask_state
link_access_state(const struct model *m, const struct id *file)
{
	const struct sync *s = m->sync;

	return id_equal(&s->access_file, file) ? s->access_state : ASK_NONE;
}

static bool
is_person(const struct json *o)
{
	return json_is_string(json_get(o, "name")) &&
	       json_is_array(json_get(o, "why"));
}

static void
access_answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;

	s->access_number = 0;
	s->access_state = ASK_FAILED;
	if (an->link == NET_OK && an->status == 200 &&
	    sync_keep_list(m, an, &s->access_file, META_ACCESS, "people",
		is_person) == ERR_OK)
		s->access_state = ASK_DONE;
	/* The next sync signs in anew. */
	if (an->link == NET_OK && an->status == 401)
		model_sync_now(m);
	model_changed(m, TOPIC_ANSWER);
}

/* ---- opening with a reason ---- */

/* It stays the same while the same is asked for: an answer that was lost on its
 * way makes no second opening. It outlives the lock, and is of one store. */
static void
choose_write(struct model *m, const struct open_ask *ask)
{
	const char *const texts[] = { store_path(m->store), ask->reference,
		ask->about, ask->reason };
	struct seal_part parts[sizeof texts / sizeof texts[0]];
	const size_t count = sizeof parts / sizeof parts[0];
	struct sync *s = m->sync;
	uint8_t hash[SEAL_HASH];

	/* With the zero at its end no part runs into the next. */
	for (size_t i = 0; i < count; i++)
		parts[i] = (struct seal_part){ texts[i], strlen(texts[i]) + 1 };
	seal_hash(hash, NULL, parts, count);
	if (id_is_none(&s->opening_write) ||
	    !seal_equal(hash, s->opening_hash, SEAL_HASH))
		s->opening_write = id_new();
	memcpy(s->opening_hash, hash, SEAL_HASH);
}

/* Whom it is about, as a list in a record. */
static void
write_about(struct jw *w, const char *ids)
{
	char id[ID_TEXT + 1];

	jw_open_list(w, "about_staff");
	while (*ids) {
		size_t len = strcspn(ids, " ");

		snprintf(id, sizeof id, "%.*s", (int)len, ids);
		jw_open(w, NULL);
		jw_text(w, "staff", id);
		jw_close(w);
		ids += len + (ids[len] == ' ');
	}
	jw_close_list(w);
}

static void
write_question(struct buf *body, const struct open_ask *ask)
{
	struct jw w = JW_INIT(body);

	jw_open(&w, NULL);
	jw_text(&w, "reference", ask->reference);
	jw_text(&w, "reason", ask->reason);
	jw_text(&w, "passphrase", ask->passphrase);
	if (*ask->about)
		write_about(&w, ask->about);
	jw_close(&w);
}

enum err
model_ask_open(struct model *m, const struct open_ask *ask, struct errinfo *e)
{
	struct sync *s = m->sync;
	struct buf body = BUF_INIT(32768);
	char write[ID_TEXT + 16];
	struct sync_question q = { .is_post = true,
		.path = "/v1/openings",
		.headers = write,
		.token = s->token };
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	if (!*s->token) {
		model_sync_now(m);
		return err_set(e, ERR_NET,
		    "This needs the office, and haven is not in touch with it "
		    "now. Try again when it is, or ring a designated senior "
		    "member.");
	}
	write_question(&body, ask);
	choose_write(m, ask);
	snprintf(write, sizeof write, "Write-Id: %s", s->opening_write.s);
	q.body = body.data;
	q.len = body.len;
	err_clear(&s->opening_why);
	code = body.failed ? err_set(e, ERR_TOO_BIG,
				 "This is too long. Shorten the reason.")
			   : sync_ask(m, &q, &s->opening_number, e);
	s->opening_state = code == ERR_OK ? ASK_WAITING : ASK_NONE;
	buf_done(&body);
	return code;
}

enum ask_state
model_open_state(const struct model *m, struct opened *out, struct errinfo *e)
{
	const struct sync *s = m->sync;

	if (s->opening_state == ASK_DONE)
		*out = s->opened;
	if (s->opening_state == ASK_FAILED)
		*e = s->opening_why;
	return s->opening_state;
}

/* {"file":id,"until":ms} */
static bool
read_opened(struct opened *out, const struct net_answer *an)
{
	struct json *o = NULL;
	bool ok =
	    !an->is_packed &&
	    json_parse(&o, an->body.s, an->body.len, 4096, NULL) == ERR_OK &&
	    id_parse(&out->file, json_text_of(o, "file", NULL));

	out->until_ms = json_int_of(o, "until", 0);
	json_free(o);
	return ok && out->until_ms > 0;
}

static void
opening_failed(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;

	s->opening_state = ASK_FAILED;
	if (an->link != NET_OK)
		err_set(&s->opening_why, ERR_NET,
		    "The office did not answer, so the file may be open or "
		    "not. Try again; ring a designated senior member if it "
		    "cannot wait.");
	else if (an->status == 201)
		err_set(&s->opening_why, ERR_INVALID,
		    "The office answered with something that cannot be right. "
		    "Tell your administrator.");
	else
		sync_say(an, &s->opening_why);
	if (an->link == NET_OK && an->status == 401)
		model_sync_now(m);
}

/* The answer to the first try, long after that one was cut off. */
static void
opening_is_over(struct sync *s)
{
	s->opening_state = ASK_FAILED;
	s->opening_write = (struct id){ "" };
	err_set(&s->opening_why, ERR_CONFLICT,
	    "The office had your first try: the file was open to you, and that "
	    "time is over. Send it again to open it anew.");
}

static void
opening_answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;

	s->opening_number = 0;
	if (an->link != NET_OK || an->status != 201 ||
	    !read_opened(&s->opened, an)) {
		opening_failed(m, an);
	} else if (s->opened.until_ms <= model_now(m)) {
		opening_is_over(s);
	} else {
		s->opening_state = ASK_DONE;
		s->opening_write = (struct id){ "" };
		/* It is of this person's files now, for a time. */
		model_file_want(m, &s->opened.file);
	}
	model_changed(m, TOPIC_ANSWER);
}

/* ---- for sync.c ---- */

static bool
answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;

	if (s->access_number && an->number == s->access_number)
		access_answer(m, an);
	else if (s->opening_number && an->number == s->opening_number)
		opening_answer(m, an);
	else
		return false;
	return true;
}

static bool
waits(const struct sync *s)
{
	return s->access_number || s->opening_number;
}

static void
give_up(struct model *m)
{
	static const struct net_answer fault = { .link = NET_FAULT };
	struct sync *s = m->sync;

	if (s->access_state == ASK_WAITING)
		s->access_state = ASK_FAILED;
	if (s->opening_state == ASK_WAITING)
		opening_failed(m, &fault);
	s->access_number = s->opening_number = 0;
}

static void
end(struct sync *s)
{
	s->access_state = s->opening_state = ASK_NONE;
	s->access_number = s->opening_number = 0;
	s->access_file = (struct id){ "" };
	s->opened = (struct opened){ 0 };
}

const struct sync_asker sync_access_asker = {
	.answer = answer, .waits = waits, .give_up = give_up, .end = end
};
