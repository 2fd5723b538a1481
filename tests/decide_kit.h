/* decide_kit.h - rows of tests of the decision to share: facts are given as what
 * differs from a plain share, and a decision is compared as one line of text.
 *
 * Facts of a row are members of JSON with ' for ". Each takes the place of the
 * same member of kit_base; NONE takes it out. */
#ifndef HAVEN_DECIDE_KIT_H
#define HAVEN_DECIDE_KIT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decide.h"
#include "jscan.h"

#define KIT_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define KIT_MAX ((size_t)2 << 20)

/* The attendance of a child of 8 to the school; nobody has been asked. */
static const struct {
	const char *name, *json;
} kit_base[] = {
	{ "on", "'2026-04-03'" },
	{ "harm", "'none'" },
	{ "occasion", "'ordinary'" },
	{ "danger_now", "false" },
	{ "urgent", "false" },
	{ "in_doubt", "false" },
	{ "compelled", "'no'" },
	{ "telling_barred", "false" },
	{ "anonymous_enough", "false" },
	{ "benefit_outweighs", "false" },
	{ "sharing_endangers", "false" },
	{ "staff_allegation", "false" },
	{ "induction_done", "true" },
	{ "purpose", "'support'" },
	{ "items", "[{'id':'i1','kind':'attendance'}]" },
	{ "recipient", "{'id':'school','named':true}" },
	{ "cyp", "{'id':'kid','born':'2017-06-01'}" },
	{ "answers", "[]" },
	{ "people", "[]" },
	{ "advice", "{}" },
	{ "checks", "{'necessary':true,'need_to_know':true,'accurate':true,"
		    "'secure':true}" },
	{ "reasons", "'It helps.'" },
};

/* Words that rows are made of. */
#define AUTHORITY "'recipient':{'id':'mash','authority':true,'named':true}"
#define REFERRER "'recipient':{'id':'school','referrer':true,'named':true}"
#define NOTICE "'items':[{'id':'i1','kind':'notice'}]"
#define AGED_12 "'cyp':{'id':'kid','born':'2014-04-03'}"
#define AGED_15 \
	"'cyp':{'id':'kid','born':'2010-06-01','competence':'competent'}"
#define AGED_17 "'cyp':{'id':'kid','born':'2008-06-01'}"
#define AGED_18 "'cyp':{'id':'kid','born':'2008-04-03'}"
#define ADVISED(what) "'advice':{'state':'" what "','by':'director'}"
/* An answer that reaches all of kit_base: who, role, what they said, more. */
#define SAYS(who, role, what, more)                                            \
	"{'person':'" who "','role':'" role "','answer':'" what                \
	"','recipients':['school','mash'],'items':'all','purposes':'any'" more \
	"}"
#define WITH ",'responsibility':true"
#define MUM(what) SAYS("mum", "parent", what, WITH)
#define DAD(what) SAYS("dad", "parent", what, WITH)
#define KID(what) SAYS("kid", "cyp", what, "")
#define ANSWERS(list) "'answers':[" list "]"

static inline void
kit_quote(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_addc(out, s[i] == '\'' ? '"' : s[i]);
}

/* kit_base with the members of given in their place. */
static inline void
kit_json(struct buf *out, const char *given)
{
	struct buf text = BUF_INIT(KIT_MAX);
	const char *names[KIT_COUNT(kit_base)];
	struct jscan_part parts[KIT_COUNT(kit_base)];
	size_t used = 0, all = 0;

	buf_addc(&text, '{');
	kit_quote(&text, given, strlen(given));
	buf_addc(&text, '}');
	for (size_t i = 0; i < KIT_COUNT(kit_base); i++)
		names[i] = kit_base[i].name;
	if (!jscan_members(
		text.data, text.len, names, KIT_COUNT(kit_base), parts))
		fail_msg("no facts: %s", given);
	for (size_t i = 0; i < KIT_COUNT(kit_base); i++) {
		const char *json = kit_base[i].json;

		used += parts[i].len > 0;
		if (parts[i].len == 4 &&
		    strncmp(parts[i].start, "NONE", 4) == 0)
			continue;
		buf_addf(
		    out, "%c\"%s\":", all++ == 0 ? '{' : ',', kit_base[i].name);
		if (parts[i].len > 0)
			buf_add(out, parts[i].start, parts[i].len);
		else
			kit_quote(out, json, strlen(json));
	}
	buf_addc(out, '}');
	/* A slip in a row must not pass for kit_base. */
	for (const char *at = given; (at = strstr(at, "':")) != NULL; at++) {
		size_t depth = 0;

		for (const char *p = given; p < at; p++)
			depth += (size_t)((*p == '{' || *p == '[') -
					  (*p == '}' || *p == ']'));
		used -= depth == 0;
	}
	if (used != 0)
		fail_msg("a member is not in kit_base: %s", given);
	buf_done(&text);
}

static inline struct facts *
kit_facts(const char *given)
{
	struct buf json = BUF_INIT(KIT_MAX);
	struct errinfo e = { 0 };
	struct facts *f;

	kit_json(&json, given);
	if (facts_read(&f, buf_str(&json), json.len, &e) != ERR_OK)
		fail_msg("%s: %s", e.says, buf_str(&json));
	buf_done(&json);
	return f;
}

static inline void
kit_bits(
    struct buf *out, const char *label, enum decide_words words, uint32_t bits)
{
	const char *sep = "";

	if (bits == 0)
		return;
	buf_addf(out, " %s:", label);
	for (unsigned i = 0; i < decide_word_count(words); i++) {
		if ((bits & (1u << i)) == 0)
			continue;
		buf_addf(out, "%s%s", sep, decide_word(words, i));
		sep = ",";
	}
}

/* "5 share_without_consent now tell:mum=told needs:... follow:..." */
static inline void
kit_text(struct buf *out, const struct decision *d)
{
	buf_clear(out);
	buf_addf(out, "%s %s %s", decide_row_id(d->row),
	    decide_word(WORDS_OUTCOME, d->outcome),
	    d->may_share_now ? "now" : "wait");
	for (size_t i = 0; i < d->tell_count; i++) {
		const struct decision_tell *t = &d->tell[i];

		assert_int_equal(t->tell, t->reason == TELL_IS_TOLD);
		buf_addf(out, "%s%s=%s", i == 0 ? " tell:" : ",", t->person,
		    t->tell ? "told"
			    : decide_word(WORDS_TELL_REASON, t->reason));
	}
	kit_bits(out, "needs", WORDS_NEED, d->needs);
	kit_bits(out, "follow", WORDS_FOLLOWUP, d->followups);
}

static inline bool
kit_names_rule(const struct decision *d, const char *rule, size_t len)
{
	for (size_t i = 0; i < d->because_count; i++)
		if (strlen(d->because[i].rule) == len &&
		    strncmp(d->because[i].rule, rule, len) == 0)
			return true;
	return false;
}

/* A row: rules (by spaces, NULL: none more) must be named, and with a "!" before
 * it must not be. The row that decided is always asked for. */
struct kit_row {
	const char *why, *facts, *want, *rules;
};

static inline void
kit_check(const struct kit_row *r)
{
	struct facts *f = kit_facts(r->facts);
	struct buf got = BUF_INIT(4096);
	struct decision d;
	const char *row, *at = r->rules != NULL ? r->rules : "";

	decide(f, &d);
	kit_text(&got, &d);
	if (strcmp(buf_str(&got), r->want) != 0)
		fail_msg("%s:\n  got  %s\n  want %s", r->why, buf_str(&got),
		    r->want);
	row = decide_row_id(d.row);
	if (!kit_names_rule(&d, row, strlen(row)))
		fail_msg("%s: row %s is not named", r->why, row);
	while (*at != '\0') {
		bool is_not = *at == '!';
		size_t n = strcspn(at += is_not, " ");

		if (kit_names_rule(&d, at, n) == is_not)
			fail_msg("%s: rule %.*s", r->why, (int)n, at);
		at += n + (at[n] == ' ');
	}
	decision_done(&d);
	facts_free(f);
	buf_done(&got);
}

#define KIT_RUN(rows)                                        \
	do {                                                 \
		(void)state;                                 \
		for (size_t i = 0; i < KIT_COUNT(rows); i++) \
			kit_check(&(rows)[i]);               \
	} while (0)

#endif
