/* fake_office.h - what is asked of the office while a person waits, for the tests of
 * the screens. Included by fake_model.h alone. */
#ifndef HAVEN_FAKE_OFFICE_H
#define HAVEN_FAKE_OFFICE_H

void
model_answer_done(struct model *m)
{
	json_free(m->office_json);
	m->office_json = NULL;
	m->office_state = ASK_NONE;
}

enum err
model_ask(struct model *m, const char *path, const char *body, size_t len,
    struct errinfo *e)
{
	model_answer_done(m);
	if (fake_does_fail(FAKE_ASK_OFFICE, e))
		return fake.fail[FAKE_ASK_OFFICE].code;
	snprintf(m->office_path, sizeof(m->office_path), "%s", path);
	snprintf(m->office_body, sizeof(m->office_body), "%.*s", (int)len,
	    body ? body : "");
	m->office_state = ASK_WAITING;
	return ERR_OK;
}

/* The office answers what was asked: JSON, or a sentence that says no. */
static inline void
fake_office_answers(struct model *m, const char *json, const char *says)
{
	struct errinfo e = { 0 };

	if (json && json_parse(&m->office_json, json, strlen(json), 1u << 20,
			&e) != ERR_OK)
		fail_msg("%s", e.says);
	m->office_state = json ? ASK_DONE : ASK_FAILED;
	if (says)
		err_set(&m->ask_error, ERR_DENIED, "%s", says);
}

enum ask_state
model_answer(const struct model *m, const struct json **out, struct errinfo *e)
{
	*out = m->office_state == ASK_DONE ? m->office_json : NULL;
	if (m->office_state == ASK_FAILED && e)
		*e = m->ask_error;
	return m->office_state;
}

bool
model_needs_code(const struct model *m)
{
	return m->needs_code;
}

void
model_give_code(struct model *m, const char *code)
{
	snprintf(m->one_time, sizeof(m->one_time), "%s", code);
}

bool
model_enrol_needs_code(const struct model *m)
{
	return m->enrol_needs_code;
}

void
model_enrol_code(struct model *m, const char *code)
{
	snprintf(m->one_time, sizeof(m->one_time), "%s", code);
}

#endif
