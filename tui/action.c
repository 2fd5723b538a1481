/* action.c - the list of actions as a table, and keys by their names. */
#include "action.h"

#include <string.h>

static const struct action_def actions[ACT_COUNT] = {
	[ACT_NONE] = { "none", "", "", "", "" },
#define X(id, name, bar, help, first, second) \
	[ACT_##id] = { name, bar, help, first, second },
	ACTION_LIST(X)
#undef X
};

const struct action_def *
action_get(enum action a)
{
	return &actions[a >= 0 && a < ACT_COUNT ? a : ACT_NONE];
}

enum action
action_find(const char *name)
{
	for (int i = 1; i < ACT_COUNT; i++)
		if (strcmp(actions[i].name, name) == 0)
			return (enum action)i;
	return ACT_NONE;
}

enum action
action_of_key(const char *key_name)
{
	if (!key_name[0])
		return ACT_NONE;
	if (strcmp(key_name, "?") == 0) /* help, outside text (screens.md) */
		return ACT_HELP;
	for (int i = 1; i < ACT_COUNT; i++)
		if (strcmp(actions[i].key, key_name) == 0 ||
		    strcmp(actions[i].second, key_name) == 0)
			return (enum action)i;
	return ACT_NONE;
}
