/* fake_answers.h - what the double of fake_model.h answers: every function of
 * model.h that a screen calls. Included by fake_model.h alone. */
#ifndef HAVEN_FAKE_ANSWERS_H
#define HAVEN_FAKE_ANSWERS_H

/* ---- who ---- */

size_t
model_people(const struct model *m, const struct person **list)
{
	*list = m->people;
	return m->people_count;
}

const char *
model_demo_passphrase(const struct model *m)
{
	return m->is_demo ? FAKE_PASSPHRASE : NULL;
}

enum err
model_ask_enrol(struct model *m, const char *url, const char *code,
    const char *sign_in, const char *passphrase, const char *device_name,
    struct errinfo *e)
{
	(void)url;
	(void)code;
	(void)passphrase;
	(void)device_name;
	snprintf(m->unlocked_as, sizeof(m->unlocked_as), "%s", sign_in);
	if (fake_does_fail(FAKE_ENROL, e))
		return fake.fail[FAKE_ENROL].code;
	m->enrol_state = ASK_WAITING;
	return ERR_OK;
}

enum ask_state
model_enrol_state(const struct model *m, struct errinfo *e)
{
	if (m->enrol_state == ASK_FAILED)
		*e = m->ask_error;
	return m->enrol_state;
}

enum err
model_unlock(struct model *m, const char *sign_in, const char *passphrase,
    struct errinfo *e)
{
	snprintf(m->unlocked_as, sizeof(m->unlocked_as), "%s", sign_in);
	if (fake_does_fail(FAKE_UNLOCK, e))
		return fake.fail[FAKE_UNLOCK].code;
	if (strcmp(passphrase, FAKE_PASSPHRASE) != 0)
		return err_set(e, ERR_AUTH,
		    "That name and passphrase do not go together. Try again.");
	m->is_open = true;
	return ERR_OK;
}

bool
model_is_open(const struct model *m)
{
	return m->is_open;
}

void
model_lock(struct model *m)
{
	m->is_open = false;
}

enum err
model_pin_set(struct model *m, const char *pin, struct errinfo *e)
{
	if (fake_does_fail(FAKE_PIN_SET, e))
		return fake.fail[FAKE_PIN_SET].code;
	if (strlen(pin) != 6)
		return err_set(e, ERR_INVALID, "A PIN has six digits.");
	m->pin_is_set = true;
	return ERR_OK;
}

enum err
model_hand_on(struct model *m, struct buf *says, struct errinfo *e)
{
	if (m->outbox_count == 0)
		return err_set(e, ERR_NOT_FOUND,
		    "Nothing waits here, so there is nothing to hand on.");
	buf_addf(
	    says, "%zu pieces of your writing are in a file.", m->outbox_count);
	return ERR_OK;
}

bool
model_pin_is_set(const struct model *m)
{
	return m->pin_is_set;
}

enum err
model_pin_unlock(struct model *m, const char *pin, struct errinfo *e)
{
	if (strcmp(pin, FAKE_PIN) != 0)
		return err_set(e, ERR_AUTH,
		    "That is not the PIN. There are 2 tries left.");
	m->is_open = true;
	return ERR_OK;
}

void
model_sign_out(struct model *m)
{
	m->is_open = false;
	m->sign_outs++;
}

const struct me *
model_me(const struct model *m)
{
	return m->is_open ? &m->me : NULL;
}

bool
model_may(const struct model *m, const char *kind, enum right right,
    const struct id *file)
{
	(void)file;
	return m->is_open && rights_may(m->me.role, kind, right, true, true);
}

/* ---- children ---- */

/* Every word of query begins a word of the name. */
static inline bool
fake_name_has(const char *name, const char *query)
{
	struct buf n = BUF_INIT(1000), q = BUF_INIT(1000);
	bool has;

	text_fold(&n, name, strlen(name));
	text_fold(&q, query, strlen(query));
	has = strstr(buf_str(&n), buf_str(&q)) != NULL;
	buf_done(&n);
	buf_done(&q);
	return has;
}

size_t
model_find(struct model *m, const char *query, struct child *hits, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; m->is_open && i < m->children && n < max; i++)
		if (fake_name_has(m->child[i].name, query) ||
		    (*query && fake_name_has(m->child[i].also, query)))
			hits[n++] = m->child[i];
	return n;
}

bool
model_child(struct model *m, const struct id *file, struct child *out)
{
	for (size_t i = 0; m->is_open && i < m->children; i++)
		if (id_equal(&m->child[i].file, file)) {
			*out = m->child[i];
			return true;
		}
	return false;
}

size_t
model_alike(struct model *m, const char *name, const char *born,
    struct child *hits, size_t max)
{
	char first[100];

	(void)born;
	snprintf(first, sizeof(first), "%.*s", (int)strcspn(name, " "), name);
	return model_find(m, first, hits, max);
}

/* ---- a file ---- */

void
model_file_want(struct model *m, const struct id *file)
{
	(void)file;
	m->file_wants++;
}

enum ask_state
model_file_state(
    const struct model *m, const struct id *file, struct errinfo *e)
{
	(void)file;
	if (m->file_state == ASK_FAILED)
		*e = m->ask_error;
	return m->file_state;
}

size_t
model_rows(struct model *m, const struct id *file, const struct row **rows)
{
	size_t n = 0;

	for (size_t i = 0; m->is_open && i < m->records; i++)
		if (id_equal(&m->record[i].row.file, file))
			m->rows[n++] = m->record[i].row;
	*rows = m->rows;
	return n;
}

size_t
model_refs(struct model *m, const char *kind, const struct id *file,
    const struct id *parent, struct row *out, size_t max)
{
	const struct kind *k = kind_find(kind);
	size_t n = 0;

	for (size_t i = 0; i < m->records && n < max; i++) {
		const struct row *r = &m->record[i].row;

		if (r->kind == k && !r->is_gone &&
		    (!(k->flags & KF_ON_FILE) || id_equal(&r->file, file)) &&
		    (!parent || id_equal(&r->parent, parent)))
			out[n++] = *r;
	}
	return n;
}

void
model_each(struct model *m, const struct id *file, const struct kind *const *of,
    model_each_fn *fn, void *arg)
{
	for (size_t i = 0; m->is_open && i < m->records; i++)
		for (size_t k = 0; of[k]; k++)
			if (m->record[i].row.kind == of[k] &&
			    (file ? id_equal(&m->record[i].row.file, file)
				  : (of[k]->flags & KF_ON_FILE) != 0))
				fn(arg, &m->record[i].row, m->record[i].rec);
}

static inline struct fake_record *
fake_find(const struct id *id)
{
	for (size_t i = 0; i < fake.records; i++)
		if (id_equal(&fake.record[i].row.id, id))
			return &fake.record[i];
	return NULL;
}

bool
model_is_hidden(struct model *m, const struct id *id)
{
	const struct fake_record *r = fake_find(id);

	return id_equal(id, &m->hidden_now) ||
	       (r && kind_field(r->row.kind, "hidden") &&
		   strcmp(record_text(r->rec, "hidden"), "yes") == 0);
}

bool
model_row(struct model *m, const struct id *id, struct row *out)
{
	const struct fake_record *r = fake_find(id);

	if (r && m->is_open)
		*out = r->row;
	return r && m->is_open;
}

enum err
model_open(struct model *m, const struct id *id, int64_t version,
    struct record **rec, struct row *row, struct errinfo *e)
{
	const struct fake_record *r = fake_find(id);

	(void)version;
	if (fake_does_fail(FAKE_OPEN, e))
		return fake.fail[FAKE_OPEN].code;
	if (!r)
		return err_set(
		    e, ERR_NOT_FOUND, "This record is not on this device.");
	m->looked++;
	*rec = record_copy(r->rec);
	*row = r->row;
	return ERR_OK;
}

size_t
model_versions(
    struct model *m, const struct id *id, struct version_row *out, size_t max)
{
	const struct fake_record *r = fake_find(id);
	size_t n = r ? r->versions : 0;

	(void)m;
	for (size_t i = 0; i < n && i < max; i++)
		out[i] = r->version[i];
	return n;
}

void
model_looks_want(struct model *m, const struct id *file)
{
	(void)file;
	m->looks_wants++;
}

size_t
model_looks(struct model *m, const struct id *file,
    const struct look_row **rows, int64_t *as_of_ms, enum ask_state *state)
{
	(void)file;
	*rows = m->look;
	*as_of_ms = m->looks_as_of;
	*state = m->looks_state;
	return m->looks;
}

const char *
model_name_of(void *model, const char *ref, const char *id)
{
	struct model *m = model;

	for (size_t i = 0; i < m->staff_count; i++)
		if (strcmp(ref, "staff") == 0 &&
		    strcmp(m->staff_id[i].s, id) == 0)
			return m->staff[i].name;
	for (size_t i = 0; i < m->records; i++)
		if (strcmp(m->record[i].row.id.s, id) == 0)
			return m->record[i].row.label;
	return NULL;
}

size_t
model_staff(struct model *m, const struct person **list, const struct id **ids)
{
	*list = m->staff;
	*ids = m->staff_id;
	return m->staff_count;
}

/* ---- writing ---- */

static inline struct fake_draft *
fake_draft(const struct id *id)
{
	for (size_t i = 0; i < fake.draft_count; i++)
		if (id_equal(&fake.draft[i].draft.id, id))
			return &fake.draft[i];
	return NULL;
}

static inline void
fake_draft_drop(const struct id *id)
{
	struct fake_draft *d = fake_draft(id);

	if (!d)
		return;
	record_free(d->rec);
	*d = fake.draft[--fake.draft_count];
}

static inline void
fake_outbox_add(struct model *m, const struct fake_record *r)
{
	struct outbox_row *o = &m->outbox[m->outbox_count++];
	struct child c = { 0 };

	model_child(m, &r->row.file, &c);
	o->write = fake_id(0xb, (unsigned)m->outbox_count);
	o->id = r->row.id;
	o->file = r->row.file;
	o->kind = r->row.kind;
	o->where = WHERE_HERE;
	o->since_ms = clock_ms();
	snprintf(o->child, sizeof(o->child), "%s", c.name);
	m->status.here++;
}

enum err
model_save(struct model *m, struct save *s, int64_t *version, struct errinfo *e)
{
	struct fake_record *r;
	struct child *c;

	if (fake_does_fail(FAKE_SAVE, e))
		return fake.fail[FAKE_SAVE].code;
	if (s->passphrase && strcmp(s->passphrase, FAKE_PASSPHRASE) != 0)
		return err_set(e, ERR_AUTH,
		    "That is not your passphrase. Nothing was signed; what "
		    "you wrote is safe.");
	if (id_is_none(&s->id))
		s->id = id_new();
	if (id_is_none(&s->file) && (s->kind->flags & KF_ON_FILE)) {
		c = fake_child(
		    record_text(s->record,
			s->kind->label_key ? s->kind->label_key : ""),
		    "", "", "");
		c->provisional = true;
		s->file = c->file;
	}
	r = fake_find(&s->id);
	if (!r) {
		r = fake_record(
		    &s->file, s->kind->name, 0, WHERE_HERE, m->me.name);
		r->row.id = s->id;
		r->row.is_mine = true;
	}
	record_free(r->rec);
	r->rec = record_copy(s->record);
	r->row.version = *version = s->base + 1;
	r->row.where = WHERE_HERE;
	if (s->passphrase)
		fake_sign(r, m->me.name, 0);
	fake_label(r);
	fake_draft_drop(&s->id);
	fake_outbox_add(m, r);
	m->saves++;
	m->last_save = *s;
	m->last_save.record = NULL;
	snprintf(m->last_passphrase, sizeof(m->last_passphrase), "%s",
	    s->passphrase ? s->passphrase : "");
	return ERR_OK;
}

/* ---- waiting, outbox, link ---- */

/* What a test put there, then the drafts. */
void
model_notice(const struct model *m, struct buf *out)
{
	buf_adds(out, m->notice);
}

size_t
model_waiting(struct model *m, const struct waiting **list)
{
	size_t n = 0;

	*list = m->waiting_all;
	if (!m->is_open)
		return 0;
	for (; n < m->waiting_count; n++)
		m->waiting_all[n] = m->waiting[n];
	for (size_t i = 0; i < m->draft_count; i++, n++) {
		struct waiting *w = &m->waiting_all[n];

		memset(w, 0, sizeof(*w));
		snprintf(w->what, sizeof(w->what), "draft");
		snprintf(w->words, sizeof(w->words), "Not finished: %s",
		    m->draft[i].draft.kind->title);
		snprintf(
		    w->name, sizeof(w->name), "%s", m->draft[i].draft.child);
		w->file = m->draft[i].draft.file;
		w->record = m->draft[i].draft.id;
		w->kind = m->draft[i].draft.kind;
		w->since_ms = m->draft[i].draft.typed_ms;
	}
	return n;
}

bool
model_progress(struct model *m, const struct id *account, struct progress *out)
{
	if (!id_equal(account, &m->progress_of))
		return false;
	*out = m->progress;
	return true;
}

void
model_where_says(struct model *m, const struct id *id, struct buf *out)
{
	const struct fake_record *r = fake_find(id);

	if (!r)
		return;
	switch (r->row.where) {
	case WHERE_DRAFT:
	case WHERE_HERE:
	case WHERE_SENDING:
		buf_addf(out,
		    "Saved here, not sent yet. Only you have this: if a child "
		    "may be hurt, ring 999 or %s, %s, now.",
		    m->me.office_name, m->me.office_number);
		return;
	case WHERE_OFFICE: buf_adds(out, "Received by the office."); return;
	case WHERE_STOPPED:
		buf_adds(out, "Stopped: a senior must look at it.");
		return;
	}
}

size_t
model_outbox(struct model *m, const struct outbox_row **list)
{
	*list = m->outbox;
	return m->is_open ? m->outbox_count : 0;
}

const struct status *
model_status(const struct model *m)
{
	return &m->status;
}

void
model_status_words(const struct model *m, int64_t now_ms, struct buf *out)
{
	char when[WHEN_SHOWN];

	when_show_ms(when, m->status.last_sync_ms, now_ms);
	if (m->status.here)
		buf_addf(out, "%zu here \u00b7 sent %s", m->status.here, when);
	else
		buf_addf(out, "all sent %s", when);
}

void
model_status_brief(const struct model *m, struct buf *out)
{
	if (m->status.here)
		buf_addf(out, "%zu here", m->status.here);
	else
		buf_adds(out, "all sent");
}

void
model_sync_now(struct model *m)
{
	m->syncs++;
}

const char *
model_damage(const struct model *m)
{
	return m->damage;
}

#endif
