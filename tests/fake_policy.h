/* fake_policy.h - documents that are confirmed, for the tests of the screens. Included
 * by fake_model.h alone. */
#ifndef HAVEN_FAKE_POLICY_H
#define HAVEN_FAKE_POLICY_H

size_t
model_to_confirm(struct model *m, struct to_confirm out[POLICY_COUNT])
{
	memcpy(out, m->me.confirm, sizeof(m->me.confirm));
	return m->is_open ? m->me.confirm_count : 0;
}

bool
model_is_shut(const struct model *m)
{
	for (size_t i = 0; m->is_open && i < m->me.confirm_count; i++)
		if (m->now >= m->me.confirm[i].until_ms)
			return true;
	return false;
}

/* What is confirmed is asked no more. */
enum err
model_confirm(struct model *m, const struct id *documents, size_t count,
    const char *passphrase, struct errinfo *e)
{
	size_t left = 0;

	if (strcmp(passphrase, FAKE_PASSPHRASE) != 0)
		return err_set(e, ERR_AUTH,
		    "This passphrase is not right. Nothing was confirmed.");
	for (size_t i = 0; i < m->me.confirm_count; i++) {
		bool is_done = false;

		for (size_t k = 0; k < count; k++)
			is_done |=
			    id_equal(&documents[k], &m->me.confirm[i].document);
		if (!is_done)
			m->me.confirm[left++] = m->me.confirm[i];
	}
	m->me.confirm_count = left;
	m->confirmed += count;
	return ERR_OK;
}

enum err
model_write_csv(struct model *m, const char *what, const char *text, size_t len,
    struct buf *says, struct errinfo *e)
{
	(void)text;
	(void)len;
	(void)e;
	m->written_out++;
	snprintf(m->wrote, sizeof(m->wrote), "%s", what);
	buf_addf(says, "It is in /home/amina/haven-%s.csv, in clear.", what);
	return ERR_OK;
}

#endif
