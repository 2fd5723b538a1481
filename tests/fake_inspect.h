/* fake_inspect.h - how inspections stand, for the tests of the screens. Included by
 * fake_model.h alone. */
#ifndef HAVEN_FAKE_INSPECT_H
#define HAVEN_FAKE_INSPECT_H

#include "model_inspect.h"

static struct {
	struct inspect_stand stand[4];
	struct inspect_person person[16];
	size_t stands, people, wants;
	int64_t as_of_ms;
	enum ask_state state;
} fake_inspect;

void
model_inspect_want(struct model *m, const struct id *inspection)
{
	(void)m;
	(void)inspection;
	fake_inspect.wants++;
}

size_t
model_inspections(struct model *m, const struct inspect_stand **list,
    int64_t *as_of_ms, enum ask_state *state)
{
	(void)m;
	*list = fake_inspect.stand;
	*as_of_ms = fake_inspect.as_of_ms;
	*state = fake_inspect.state;
	return fake_inspect.stands;
}

size_t
model_inspected(struct model *m, const struct id *inspection,
    const struct inspect_person **list, size_t *more, int64_t *as_of_ms,
    enum ask_state *state)
{
	(void)m;
	(void)inspection;
	*list = fake_inspect.person;
	*more = 0;
	*as_of_ms = fake_inspect.as_of_ms;
	*state = fake_inspect.state;
	return fake_inspect.people;
}

#endif
