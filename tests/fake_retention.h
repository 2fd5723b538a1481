/* fake_retention.h - files due for review and destroying one, for the tests of the
 * screens. Included by fake_model.h alone. */
#ifndef HAVEN_FAKE_RETENTION_H
#define HAVEN_FAKE_RETENTION_H

#include "model_retention.h"

static struct {
	struct due_row row[FAKE_MAX];
	size_t rows, wants, file_wants, asks, devices;
	bool more, has_file;
	enum ask_state list_state, file_state, destroy_state;
	struct errinfo why;
	struct due_file file;
	char typed[40], passphrase[128];
} fake_due;

void
model_due_want(struct model *m)
{
	(void)m;
	fake_due.wants++;
}

size_t
model_due(const struct model *m, const struct due_row **rows, bool *more,
    enum ask_state *state, struct errinfo *e)
{
	(void)m;
	*rows = fake_due.row;
	*more = fake_due.more;
	*state = fake_due.list_state;
	if (e)
		*e = fake_due.why;
	return fake_due.rows;
}

size_t
model_due_devices(const struct model *m, const struct id *disposal)
{
	(void)m;
	(void)disposal;
	return fake_due.devices;
}

void
model_due_file_want(struct model *m, const struct id *file)
{
	(void)m;
	(void)file;
	fake_due.file_wants++;
}

const struct due_file *
model_due_file(const struct model *m, const struct id *file,
    enum ask_state *state, struct errinfo *e)
{
	(void)m;
	(void)file;
	*state = fake_due.file_state;
	if (e)
		*e = fake_due.why;
	return fake_due.has_file ? &fake_due.file : NULL;
}

enum err
model_ask_destroy(struct model *m, const struct due_file *file,
    const char *typed, const char *passphrase, struct errinfo *e)
{
	(void)m;
	(void)file;
	if (fake_due.why.code != ERR_OK) {
		*e = fake_due.why;
		return e->code;
	}
	snprintf(fake_due.typed, sizeof(fake_due.typed), "%s", typed);
	snprintf(
	    fake_due.passphrase, sizeof(fake_due.passphrase), "%s", passphrase);
	fake_due.asks++;
	fake_due.destroy_state = ASK_WAITING;
	return ERR_OK;
}

enum ask_state
model_destroy_state(
    const struct model *m, const struct id *file, struct errinfo *e)
{
	(void)m;
	(void)file;
	if (e)
		*e = fake_due.why;
	return fake_due.destroy_state;
}

#endif
