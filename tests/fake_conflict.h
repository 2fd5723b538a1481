/* fake_conflict.h - two versions of one record, for the tests of the screens.
 * Included by fake_model.h alone. */
#ifndef HAVEN_FAKE_CONFLICT_H
#define HAVEN_FAKE_CONFLICT_H

static struct {
	bool is_there;
	struct conflict c;
	const char *mine, *theirs, *base; /* JSON; base may be NULL */
	int64_t newest;
	bool is_unreadable; /* the versions, from now on */
	unsigned kept_theirs;
} fake_conflict;

bool
model_is_conflict(struct model *m, const struct id *id)
{
	return m->is_open && fake_conflict.is_there &&
	       id_equal(id, &fake_conflict.c.id);
}

bool
model_is_newer(struct model *m, const struct id *id, int64_t version)
{
	(void)m;
	(void)id;
	return fake_conflict.newest > version;
}

static struct record *
fake_version(const char *json)
{
	struct record *r = NULL;

	if (json)
		assert_int_equal(record_from_json(&r, fake_conflict.c.kind,
				     json, strlen(json), true, NULL, NULL),
		    ERR_OK);
	return r;
}

enum err
model_conflict(struct model *m, const struct id *id, struct conflict *out,
    struct record **mine, struct record **theirs, struct record **base,
    struct errinfo *e)
{
	*mine = *theirs = *base = NULL;
	if (!model_is_conflict(m, id))
		return err_set(e, ERR_NOT_FOUND,
		    "Nobody else has changed this. There is nothing to choose "
		    "between.");
	if (fake_conflict.is_unreadable)
		return err_set(e, ERR_CORRUPT,
		    "This version cannot be read on this device.");
	*out = fake_conflict.c;
	if (fake_conflict.newest > out->version)
		out->version = fake_conflict.newest;
	*mine = fake_version(fake_conflict.mine);
	*theirs = fake_version(fake_conflict.theirs);
	*base = fake_version(fake_conflict.base);
	return ERR_OK;
}

int64_t
model_aside_base(struct model *m, const struct id *aside)
{
	(void)m;
	(void)aside;
	return 1;
}

enum err
model_keep_theirs(struct model *m, const struct id *id, struct errinfo *e)
{
	(void)e;
	assert_true(model_is_conflict(m, id));
	fake_conflict.kept_theirs++;
	fake_conflict.is_there = false;
	return ERR_OK;
}

#endif
