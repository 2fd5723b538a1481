/* fake_about.h - who may see a file, opening one with a reason, and what is written
 * out, for the tests of the screens. Included by fake_model.h alone. */
#ifndef HAVEN_FAKE_ABOUT_H
#define HAVEN_FAKE_ABOUT_H

enum err
model_write_out(struct model *m, const char *what, const char *text, size_t len,
    struct buf *says, struct errinfo *e)
{
	if (fake_does_fail(FAKE_WRITE_OUT, e))
		return fake.fail[FAKE_WRITE_OUT].code;
	(void)text;
	(void)len;
	m->written_out++;
	snprintf(m->wrote, sizeof(m->wrote), "%s", what);
	buf_addf(says, "It is in /home/amina/haven-%s.txt, in clear.", what);
	return ERR_OK;
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
