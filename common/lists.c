/* lists.c - the words an organisation chooses for itself. */
#include "lists.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct words {
	const char *name;
	const char *built_in;
	char text[LIST_CODES_MAX * LIST_CODE_MAX];
	char code[LIST_CODES_MAX][LIST_CODE_MAX];
	char label[LIST_CODES_MAX][LIST_CODE_MAX];
	struct choice choices[LIST_CODES_MAX + 1];
};

/* Row 8 of the decision knows "notice" by name. */
static struct words lists[LIST_COUNT] = {
	[LIST_PURPOSES] = { .name = "purposes",
	    .built_in = "family_support school_help health_care "
			"safeguarding early_help referral meeting statistics" },
	[LIST_INFORMATION] = { .name = "information_kinds",
	    .built_in = "attendance support wellbeing health family concern "
			"address notice" },
	[LIST_BASES] = { .name = "lawful_bases",
	    .built_in = "consent legal_obligation vital_interests public_task "
			"legitimate_interests "
			"recognised_legitimate_interest" },
	[LIST_CHANNELS] = { .name = "secure_channels",
	    .built_in = "secure_email encrypted_file verified_call by_hand" },
	[LIST_NATURES] = { .name = "natures",
	    .built_in = "one_to_one group family_work school_work "
			"counselling mentoring advice_and_guidance other" },
	[LIST_MEASURES] = { .name = "outcome_measures",
	    .built_in = "safety wellbeing family_life school_life "
			"friendships health" },
	[LIST_SCALE] = { .name = "outcome_scale",
	    .built_in = "in_crisis very_hard hard mostly_hard uneven "
			"getting_there all_right mostly_good good thriving" },
};

bool
list_is_code(const char *code, size_t len)
{
	if (len == 0 || len >= LIST_CODE_MAX || *code < 'a' || *code > 'z')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!(code[i] >= 'a' && code[i] <= 'z') &&
		    !(code[i] >= '0' && code[i] <= '9') && code[i] != '_')
			return false;
	return true;
}

void
list_label(const char *code, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		char c = code[i];

		if (c == '_')
			c = ' ';
		else if (i == 0 && c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		buf_addc(out, c);
	}
}

static bool
has_code(const struct words *w, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(w->code[i], code) == 0)
			return true;
	return false;
}

/* Into w, which is the caller's own until all of it held. */
static bool
read_words(struct words *w, const char *text)
{
	size_t count = 0;

	for (const char *at = text + strspn(text, " "); *at != '\0';
	     at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		struct buf label = BUF_INIT(LIST_CODE_MAX);
		char code[LIST_CODE_MAX];

		if (count == LIST_CODES_MAX || !list_is_code(at, len))
			return false;
		memcpy(code, at, len);
		code[len] = '\0';
		if (has_code(w, count, code))
			return false;
		list_label(code, len, &label);
		memcpy(w->code[count], code, len + 1);
		snprintf(w->label[count], LIST_CODE_MAX, "%s", buf_str(&label));
		buf_done(&label);
		count++;
		at += len;
	}
	snprintf(w->text, sizeof(w->text), "%s", text);
	memset(w->choices, 0, sizeof(w->choices));
	return count > 0 && strlen(text) < sizeof(w->text);
}

/* The choices point into the words themselves. */
static void
point(struct words *w)
{
	for (size_t i = 0; i < LIST_CODES_MAX && w->code[i][0] != '\0'; i++)
		w->choices[i] = (struct choice){ w->code[i], w->label[i] };
}

enum err
list_set(enum word_list list, const char *words, struct errinfo *e)
{
	struct words *to = &lists[list],
		     got = { .name = to->name, .built_in = to->built_in };

	assert(list > LIST_NONE && list < LIST_COUNT);
	if (!read_words(&got, words ? words : to->built_in))
		return err_field(e, ERR_INVALID, to->name,
		    "%s must be words with a space between, each once, of "
		    "small letters, figures and \"_\", at most %d.",
		    to->name, LIST_CODES_MAX);
	*to = got;
	point(to);
	return ERR_OK;
}

static struct words *
list_of(enum word_list list)
{
	struct words *w = &lists[list];

	assert(list > LIST_NONE && list < LIST_COUNT);
	if (w->code[0][0] == '\0')
		(void)list_set(list, NULL, NULL);
	return w;
}

const char *
list_name(enum word_list list)
{
	return lists[list].name;
}

const char *
list_words(enum word_list list)
{
	return list_of(list)->text;
}

const struct choice *
list_choices(enum word_list list)
{
	return list_of(list)->choices;
}

const struct choice *
field_choices(const struct field *f)
{
	return f->list == LIST_NONE ? f->choices : list_choices(f->list);
}
