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

struct key
key_of_text(const char *s, size_t len)
{
	struct key k = { .action = ACT_NONE };

	if (len >= sizeof(k.text))
		return k;
	memcpy(k.text, s, len);
	if (strcmp(k.text, " ") == 0)
		k.action = ACT_CHOOSE;
	else if (strcmp(k.text, "/") == 0 || strcmp(k.text, "?") == 0)
		k.action = action_of_key(k.text);
	return k;
}

struct key
key_of_name(const char *key_name)
{
	if (strcmp(key_name, "Space") == 0)
		return key_of_text(" ", 1);
	if (strcmp(key_name, "/") == 0 || strcmp(key_name, "?") == 0)
		return key_of_text(key_name, 1);
	return (struct key){ .action = action_of_key(key_name) };
}
