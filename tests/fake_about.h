/* fake_about.h - who may see a file, opening one with a reason, and what is written
 * out, for the tests of the screens. Included by fake_model.h alone. */
#ifndef HAVEN_FAKE_ABOUT_H
#define HAVEN_FAKE_ABOUT_H

#include "model_copy.h"

enum err
model_write_file(struct model *m, const char *what, const char *suffix,
    const void *bytes, size_t len, struct buf *says, struct errinfo *e)
{
	if (fake_does_fail(FAKE_WRITE_OUT, e))
		return fake.fail[FAKE_WRITE_OUT].code;
	m->written_out++;
	snprintf(m->wrote, sizeof(m->wrote), "%s.%s", what, suffix);
	buf_clear(&m->wrote_bytes);
	m->wrote_bytes.max_bytes = 1 << 20;
	buf_add(&m->wrote_bytes, bytes, len);
	buf_addf(
	    says, "It is in /home/amina/haven-%s.%s, in clear.", what, suffix);
	return ERR_OK;
}

enum err
model_reading_begin(struct model *m, struct errinfo *e)
{
	(void)e;
	m->readings++;
	return ERR_OK;
}

enum err
model_reading_end(struct model *m, enum err code, struct errinfo *e)
{
	(void)e;
	m->readings--;
	return code;
}

enum err
model_note_exported(struct model *m, const struct paper_trace *traces,
    size_t count, struct errinfo *e)
{
	if (fake_does_fail(FAKE_EXPORT, e))
		return fake.fail[FAKE_EXPORT].code;
	for (size_t i = 0; i < count; i++)
		m->last_exported = traces[i].record;
	m->exported += count;
	return ERR_OK;
}

enum err
model_is_passphrase(struct model *m, const char *passphrase, struct errinfo *e)
{
	(void)m;
	if (strcmp(passphrase, FAKE_PASSPHRASE) == 0)
		return ERR_OK;
	return err_set(e, ERR_AUTH, "This passphrase is not right.");
}

enum err
model_ask_pdf(struct model *m, const char *path, const char *passphrase,
    const char *code, struct errinfo *e)
{
	if (fake_does_fail(FAKE_ASK_PDF, e))
		return fake.fail[FAKE_ASK_PDF].code;
	snprintf(m->pdf_path, sizeof(m->pdf_path), "%s", path);
	snprintf(m->pdf_passphrase, sizeof(m->pdf_passphrase), "%s%s%s",
	    passphrase ? passphrase : "none", code ? "/" : "",
	    code ? code : "");
	m->pdf_state = ASK_WAITING;
	return ERR_OK;
}

enum ask_state
model_pdf_state(struct model *m, struct buf *pdf, struct errinfo *e)
{
	enum ask_state state = m->pdf_state;

	if (state == ASK_DONE)
		buf_adds(pdf, "%PDF-1.5 of the office");
	if (state == ASK_FAILED)
		*e = m->ask_error;
	if (state != ASK_WAITING)
		m->pdf_state = ASK_NONE;
	return state;
}

/* The copy is there at once, but for what the test says. */
void
model_copy_want(struct model *m, const struct id *file, const struct id *copy)
{
	(void)file;
	m->copy_wanted = *copy;
}

enum ask_state
model_copy(const struct model *m, const struct id *copy, const char **text,
    struct errinfo *e)
{
	*text = NULL;
	if (!id_equal(&m->copy_wanted, copy))
		return ASK_NONE;
	if (m->copy_state == ASK_FAILED)
		err_set(e, ERR_NET,
		    "The office makes the copy, and haven is "
		    "not in touch with it now.");
	if (m->copy_state == ASK_DONE)
		*text = m->copy_text;
	return m->copy_state;
}

void
model_access_want(struct model *m, const struct id *file)
{
	(void)file;
	m->access_wants++;
}

size_t
model_access(struct model *m, const struct id *file,
    const struct access_row **rows, size_t *more, int64_t *as_of_ms,
    enum ask_state *state)
{
	(void)file;
	*more = m->access_more;
	*rows = m->access;
	*as_of_ms = m->access_as_of;
	*state = m->access_state;
	return m->access_count;
}

enum err
model_ask_open(struct model *m, const struct open_ask *ask, struct errinfo *e)
{
	if (fake_does_fail(FAKE_ASK_OPEN, e))
		return fake.fail[FAKE_ASK_OPEN].code;
	snprintf(
	    m->open_reference, sizeof(m->open_reference), "%s", ask->reference);
	snprintf(m->open_reason, sizeof(m->open_reason), "%s", ask->reason);
	snprintf(m->open_passphrase, sizeof(m->open_passphrase), "%s",
	    ask->passphrase);
	snprintf(m->open_about, sizeof(m->open_about), "%s", ask->about);
	m->open_asks++;
	m->open_state = ASK_WAITING;
	return ERR_OK;
}

enum ask_state
model_open_state(const struct model *m, struct opened *out, struct errinfo *e)
{
	*out = m->opened;
	if (m->open_state == ASK_FAILED)
		*e = m->ask_error;
	return m->open_state;
}

#endif
