/* finding.c - what the doctors find (finding.h). */
#include "finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

static const char *const levels[] = {
	[FINDING_NOTE] = "note",
	[FINDING_WRONG] = "wrong",
};

struct finding *
finding_add(struct findings *f, enum finding_level level, const char *code,
    const char *fmt, ...)
{
	static struct finding none;
	struct finding *n = &none;
	va_list ap;

	if (f->count < FINDINGS_MAX)
		n = &f->at[f->count++];
	n->level = level;
	n->code = code;
	n->mend[0] = '\0';
	va_start(ap, fmt);
	vsnprintf(n->says, sizeof(n->says), fmt, ap);
	va_end(ap);
	return n;
}

void
finding_mend(struct finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(f->mend, sizeof(f->mend), fmt, ap);
	va_end(ap);
}

size_t
finding_wrong(const struct findings *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->count; i++)
		n += f->at[i].level == FINDING_WRONG;
	return n;
}

void
finding_print(struct buf *out, const struct findings *f, const char *who)
{
	size_t wrong = finding_wrong(f);

	/* What is to be mended comes first. */
	for (int level = FINDING_WRONG; level >= FINDING_NOTE; level--) {
		for (size_t i = 0; i < f->count; i++) {
			const struct finding *n = &f->at[i];

			if ((int)n->level != level)
				continue;
			buf_addf(out, "%-6s %s\n", levels[n->level], n->says);
			if (n->mend[0] != '\0')
				buf_addf(out, "       %s %s\n",
				    n->level == FINDING_WRONG ? "mend:"
							      : "see:",
				    n->mend);
		}
	}
	if (f->count > 0)
		buf_addc(out, '\n');
	if (wrong > 0)
		buf_addf(out, "%s: %zu thing%s to be mended (%zu checks).\n",
		    who, wrong, wrong == 1 ? "" : "s", f->checks);
	else
		buf_addf(
		    out, "%s: all is well (%zu checks).\n", who, f->checks);
}

void
finding_print_json(struct buf *out, const struct findings *f)
{
	struct jw w = JW_INIT(out);

	jw_open(&w, NULL);
	jw_int(&w, "checks", (int64_t)f->checks);
	jw_int(&w, "wrong", (int64_t)finding_wrong(f));
	jw_open_list(&w, "findings");
	for (size_t i = 0; i < f->count; i++) {
		jw_open(&w, NULL);
		jw_text(&w, "level", levels[f->at[i].level]);
		jw_text(&w, "code", f->at[i].code);
		jw_text(&w, "says", f->at[i].says);
		jw_text(&w, "mend", f->at[i].mend);
		jw_close(&w);
	}
	jw_close_list(&w);
	jw_close(&w);
	buf_addc(out, '\n');
}
