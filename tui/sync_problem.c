/* sync_problem.c - the sentence of a refusal (RFC 9457), for the person. */
#include "sync_answer.h"

#include <stdio.h>
#include <string.h>

#include "json.h"

void
sync_problem_words(
    char out[ERR_SAYS_MAX], const struct json *problem, const char *fallback)
{
	const struct json *first = json_first(json_get(problem, "errors"));
	const char *says = json_text_of(problem, "detail", "");
	const char *more = json_text_of(first, "detail", "");
	struct errinfo e = { 0 };

	if (!*says)
		says = *more ? more : fallback;
	if (*more && !strstr(says, more))
		err_set(&e, ERR_INVALID, "%s %s", says, more);
	else
		err_set(&e, ERR_INVALID, "%s", says);
	snprintf(out, ERR_SAYS_MAX, "%s", e.says);
}

void
sync_problem_says(
    char out[ERR_SAYS_MAX], const char *text, size_t len, const char *fallback)
{
	struct json *doc = NULL;

	if (json_parse(&doc, text, len, 65536, NULL) != ERR_OK)
		doc = NULL;
	sync_problem_words(out, doc, fallback);
	json_free(doc);
}

bool
sync_problem_is(const char *text, size_t len, const char *code)
{
	struct json *doc = NULL;
	const char *type, *end;
	bool is;

	if (json_parse(&doc, text, len, 65536, NULL) != ERR_OK)
		doc = NULL;
	type = json_text_of(doc, "type", "");
	end = strrchr(type, ':');
	is = end != NULL && strcmp(end + 1, code) == 0;
	json_free(doc);
	return is;
}
