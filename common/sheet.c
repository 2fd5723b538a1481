/* sheet.c - the sheet that is left with a family. What it promises is what haven
 * does: whoever changes one looks at the other. */
#include "sheet.h"

#include <stdio.h>
#include <string.h>

/* "Call it so: " before a value; nothing without one. */
static void
item_with(
    struct doc *d, const char *before, const char *value, const char *after)
{
	struct buf b = BUF_INIT(4096);

	if (*value) {
		buf_addf(&b, "%s%s%s", before, value, after);
		doc_item(d, buf_str(&b));
	}
	buf_done(&b);
}

/* ---- the parts ---- */

static void
put_title(const struct sheet *s, struct doc *d)
{
	struct buf b = BUF_INIT(4096);

	if (*s->org)
		doc_para(d, s->org);
	if (*s->child)
		buf_addf(
		    &b, "For %s, and for those who care for them.", s->child);
	else
		buf_adds(&b, "For a child or young person, and for those who "
			     "care for them.");
	doc_para(d, buf_str(&b));
	buf_done(&b);
}

/* R1, R2. */
static void
put_written(struct doc *d)
{
	doc_heading(d, 2, "What we write down, and why");
	doc_item(d, "We write down what we need to support you, and nothing "
		    "else. Each record says what it is for.");
	doc_item(d, "If we see or hear that a child may come to harm we write "
		    "down what we saw and heard, in plain words.");
	doc_item(d,
	    "Your records are kept in one locked electronic file, for as "
	    "long as the law and our rules say. Then they are looked at "
	    "again and destroyed.");
}

/* A2. */
static void
put_readers(const struct sheet *s, struct doc *d)
{
	struct buf b = BUF_INIT(4096);

	doc_heading(d, 2, "Who can see it");
	doc_para(d, "Only people who need it for their work with you:");
	for (size_t i = 0; i < s->count; i++) {
		buf_clear(&b);
		buf_addf(&b, "%s%s%s", s->people[i].name,
		    *s->people[i].role ? ", " : "", s->people[i].role);
		doc_item(d, buf_str(&b));
	}
	doc_item(d,
	    "the designated senior members, who look after the safety of "
	    "children");
	doc_item(d, "the line manager of the people above, when they are asked "
		    "for advice");
	doc_item(d, "the Director of Services and the Strategic Lead");
	doc_para(d,
	    "Anybody else of us has to give a reason first, and the Strategic "
	    "Lead sees it the same day. Whoever opens your file leaves their "
	    "name there: you can ask who has looked, and with whom it was "
	    "shared.");
	buf_done(&b);
}

/* I2, S2, C1, F1. */
static void
put_agreed(struct doc *d)
{
	doc_heading(d, 2, "When we share it");
	doc_item(d,
	    "We ask you first: what we would share, with whom, and what "
	    "for. You can say yes, no, or yes to some of it.");
	doc_item(d,
	    "You can take back what you agreed to, at any time. Tell any "
	    "of us; it counts from then on.");
	doc_item(d, "From about 12 on young people are asked themselves, and "
		    "younger ones who can decide it.");
	doc_item(d,
	    "Whoever referred you to us is told that support has begun, "
	    "what it is, and when it ends.");
	doc_item(d, "Whoever pays for our work gets numbers from us, and no "
		    "names: nobody can be known by them.");
}

/* P1, P2, P3, S1, S3. */
static void
put_without(struct doc *d)
{
	doc_heading(d, 2, "When we share it without your agreement");
	doc_para(d,
	    "Safety comes before everything else. We share without agreement "
	    "only");
	doc_item(d, "if a child may come to significant harm, or an adult to "
		    "serious harm;");
	doc_item(d, "to prevent or clear up a serious crime;");
	doc_item(d, "about the conduct of somebody who works with children;");
	doc_item(d, "where it is clearly right for the child although somebody "
		    "said no, and one of our managers advises it; or");
	doc_item(d, "if a court or the law orders it.");
	doc_para(d,
	    "Then only what is needed, and only with those whose task it is to "
	    "protect or to decide, such as social care or the police. We tell "
	    "you what was shared, with whom and why, unless telling you would "
	    "put somebody at more risk, get in the way of help or of the "
	    "police, or the law "
	    "forbids it.");
}

/* A1, A3. */
static void
put_rights(const struct sheet *s, struct doc *d)
{
	doc_heading(d, 2, "What you can do");
	doc_item(d,
	    "See it: ask any of us for what we hold about you. You have "
	    "it within a month, or are told why it takes longer.");
	doc_item(d,
	    "Correct it, or object: tell us what is wrong. What you say "
	    "is kept beside the record, with our answer.");
	if (*s->complaints)
		item_with(d, "Complain: ", s->complaints, "");
	else
		doc_item(d, "Complain: tell any of us, and ask for a senior.");
	doc_item(d, "You can also complain to the Information Commissioner's "
		    "Office: ico.org.uk");
}

/* I1. */
static void
put_again(const struct sheet *s, struct doc *d)
{
	struct buf ring = BUF_INIT(4096);

	doc_heading(d, 2, "Where you can read it again");
	item_with(
	    d, "The policy this is taken from is version ", s->version, ".");
	if (*s->where)
		item_with(d, "It stands at ", s->where, "");
	else
		doc_item(d, "Ask any of us for it.");
	if (*s->office_number) {
		buf_addf(&ring, "Questions? Ring %s: %s",
		    *s->office_name ? s->office_name : "us", s->office_number);
		doc_item(d, buf_str(&ring));
	}
	buf_done(&ring);
}

struct doc *
sheet_doc(const struct sheet *s)
{
	struct doc *d = doc_new("Your information, and how we look after it");
	struct buf foot = BUF_INIT(4096);

	put_title(s, d);
	put_written(d);
	put_readers(s, d);
	put_agreed(d);
	put_without(d);
	put_rights(s, d);
	put_again(s, d);
	buf_addf(&foot, "%s%sSheet of %s%s%s", s->org, *s->org ? ", " : "",
	    s->day, *s->version ? ", policy version " : "", s->version);
	doc_foot(d, buf_str(&foot));
	buf_done(&foot);
	return d;
}

void
sheet_write(const struct sheet *s, size_t cols, struct buf *out)
{
	struct doc *d = sheet_doc(s);

	doc_text(d, cols, out);
	doc_free(d);
}

void
sheet_first_name(char *out, size_t size, const char *name)
{
	size_t len = strcspn(name, " ");

	snprintf(out, size, "%.*s", name[len] == ' ' ? (int)len : 0, name);
}
