/* model_paper.c - what leaves haven on paper or in a file. */
#include "model_paper.h"

#include <string.h>

#include "model_in.h"

enum err
model_reading_begin(struct model *m, struct errinfo *e)
{
	if (!m->store)
		return model_is_locked(e);
	return store_begin(m->store, true, e);
}

enum err
model_reading_end(struct model *m, enum err code, struct errinfo *e)
{
	if (code == ERR_OK)
		return store_commit(m->store, e);
	store_rollback(m->store);
	return code;
}

enum err
model_note_exported(struct model *m, const struct paper_trace *traces,
    size_t count, struct errinfo *e)
{
	enum err code = model_reading_begin(m, e);

	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i < count && code == ERR_OK; i++) {
		struct look look = { .look = id_new(),
			.file = traces[i].file,
			.record = traces[i].record,
			.version = traces[i].version,
			.at_ms = clock_ms(),
			.exported = true };

		code = store_look_add(m->store, &look, e);
	}
	code = model_reading_end(m, code, e);
	if (code == ERR_OK && count > 0)
		link_wrote(m);
	return code;
}

enum err
model_is_passphrase(struct model *m, const char *passphrase, struct errinfo *e)
{
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	code = model_must_wait(m, e);
	if (code != ERR_OK)
		return code;
	code = store_check_passphrase(m->store, passphrase, e);
	model_count_try(m, code);
	if (code == ERR_AUTH)
		err_set(e, ERR_AUTH,
		    "This passphrase is not right. Nothing was written or "
		    "printed; try again.");
	return code;
}
