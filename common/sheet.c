/* sheet.c - the sheet that is left with a family. What it promises is what haven
 * does: whoever changes one looks at the other. */
#include "sheet.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

#define SHEET_MAX ((size_t)256 * 1024)

struct paper {
	struct buf *out;
	size_t cols;
};

/* A paragraph in lines, all but the first indented; the first begins with mark,
 * which has as many columns. */
static void
put(const struct paper *p, const char *mark, const char *words)
{
	struct buf safe = BUF_INIT(SHEET_MAX);
	size_t in = text_width(mark, strlen(mark)), at = 0, shown;

	text_safe(&safe, words, strlen(words), true);
	while (at < safe.len) {
		size_t next =
		    text_wrap(safe.data, safe.len, at, p->cols - in, &shown);

		if (at == 0)
			buf_adds(p->out, mark);
		else
			buf_addf(p->out, "%*s", (int)in, "");
		buf_add(p->out, safe.data + at, shown);
		buf_addc(p->out, '\n');
		at = next;
	}
	buf_done(&safe);
}

static void
item(const struct paper *p, const char *words)
{
	put(p, "- ", words);
}

/* "Call it so: " before a value; nothing without one. */
static void
item_with(const struct paper *p, const char *before, const char *value,
    const char *after)
{
	struct buf b = BUF_INIT(4096);

	if (*value) {
		buf_addf(&b, "%s%s%s", before, value, after);
		item(p, buf_str(&b));
	}
	buf_done(&b);
}

static void
heading(const struct paper *p, const char *words)
{
	buf_addc(p->out, '\n');
	put(p, "", words);
	buf_addc(p->out, '\n');
}

/* ---- the parts ---- */

static void
put_title(const struct sheet *s, const struct paper *p)
{
	struct buf b = BUF_INIT(4096);

	put(p, "", "YOUR INFORMATION, AND HOW WE LOOK AFTER IT");
	put(p, "", s->org);
	if (*s->child)
		buf_addf(
		    &b, "For %s, and for those who care for them.", s->child);
	else
		buf_adds(&b, "For a child or young person, and for those who "
			     "care for them.");
	put(p, "", buf_str(&b));
	buf_done(&b);
}

/* R1, R2. */
static void
put_written(const struct paper *p)
{
	heading(p, "What we write down, and why");
	item(p, "We write down what we need to support you, and nothing "
		"else. Each record says what it is for.");
	item(p, "If we see or hear that a child may come to harm we write "
		"down what we saw and heard, in plain words.");
	item(p, "Your records are kept in one locked electronic file, for as "
		"long as the law and our rules say. Then they are looked at "
		"again and destroyed.");
}

/* A2. */
static void
put_readers(const struct sheet *s, const struct paper *p)
{
	struct buf b = BUF_INIT(4096);

	heading(p, "Who can see it");
	put(p, "", "Only people who need it for their work with you:");
	for (size_t i = 0; i < s->count; i++) {
		buf_clear(&b);
		buf_addf(&b, "%s%s%s", s->people[i].name,
		    *s->people[i].role ? ", " : "", s->people[i].role);
		item(p, buf_str(&b));
	}
	item(p, "the designated senior members, who look after the safety of "
		"children");
	item(p, "the line manager of the people above, when they are asked "
		"for advice");
	item(p, "the Director of Services and the Strategic Lead");
	put(p, "",
	    "Anybody else of us has to give a reason first, and the Strategic "
	    "Lead sees it the same day. Whoever opens your file leaves their "
	    "name there: you can ask who has looked, and with whom it was "
	    "shared.");
	buf_done(&b);
}

/* I2, S2, C1, F1. */
static void
put_agreed(const struct paper *p)
{
	heading(p, "When we share it");
	item(p, "We ask you first: what we would share, with whom, and what "
		"for. You can say yes, no, or yes to some of it.");
	item(p, "You can take back what you agreed to, at any time. Tell any "
		"of us; it counts from then on.");
	item(p, "From about 12 on young people are asked themselves, and "
		"younger ones who can decide it.");
	item(p, "Whoever referred you to us is told that support has begun, "
		"what it is, and when it ends.");
	item(p, "Whoever pays for our work gets numbers from us, and no "
		"names: nobody can be known by them.");
}

/* P1, P2, P3, S1, S3. */
static void
put_without(const struct paper *p)
{
	heading(p, "When we share it without your agreement");
	put(p, "",
	    "Safety comes before everything else. We share without agreement "
	    "only");
	item(p, "if a child may come to significant harm, or an adult to "
		"serious harm;");
	item(p, "to prevent or clear up a serious crime;");
	item(p, "about the conduct of somebody who works with children;");
	item(p, "where it is clearly right for the child although somebody "
		"said no, and one of our managers advises it; or");
	item(p, "if a court or the law orders it.");
	put(p, "",
	    "Then only what is needed, and only with those whose task it is to "
	    "protect or to decide, such as social care or the police. We tell "
	    "you what was shared, with whom and why, unless telling you would "
	    "put somebody at more risk, get in the way of help or of the "
	    "police, or the law "
	    "forbids it.");
}

/* A1, A3. */
static void
put_rights(const struct sheet *s, const struct paper *p)
{
	heading(p, "What you can do");
	item(p, "See it: ask any of us for what we hold about you. You have "
		"it within a month, or are told why it takes longer.");
	item(p, "Correct it, or object: tell us what is wrong. What you say "
		"is kept beside the record, with our answer.");
	if (*s->complaints)
		item_with(p, "Complain: ", s->complaints, "");
	else
		item(p, "Complain: tell any of us, and ask for a senior.");
	item(p, "You can also complain to the Information Commissioner's "
		"Office: ico.org.uk");
}

/* I1. */
static void
put_again(const struct sheet *s, const struct paper *p)
{
	struct buf ring = BUF_INIT(4096);

	heading(p, "Where you can read it again");
	item_with(
	    p, "The policy this is taken from is version ", s->version, ".");
	if (*s->where)
		item_with(p, "It stands at ", s->where, "");
	else
		item(p, "Ask any of us for it.");
	if (*s->office_number) {
		buf_addf(&ring, "Questions? Ring %s: %s",
		    *s->office_name ? s->office_name : "us", s->office_number);
		item(p, buf_str(&ring));
	}
	buf_done(&ring);
}

void
sheet_write(const struct sheet *s, size_t cols, struct buf *out)
{
	const struct paper p = { out,
		cols < SHEET_COLS_MIN ? SHEET_COLS_MIN : cols };
	struct buf foot = BUF_INIT(4096);

	put_title(s, &p);
	put_written(&p);
	put_readers(s, &p);
	put_agreed(&p);
	put_without(&p);
	put_rights(s, &p);
	put_again(s, &p);
	buf_addf(&foot, "Sheet of %s%s%s.", s->day,
	    *s->version ? ", policy version " : "", s->version);
	buf_addc(out, '\n');
	put(&p, "", buf_str(&foot));
	buf_done(&foot);
}

void
sheet_first_name(char *out, size_t size, const char *name)
{
	size_t len = strcspn(name, " ");

	snprintf(out, size, "%.*s", name[len] == ' ' ? (int)len : 0, name);
}
