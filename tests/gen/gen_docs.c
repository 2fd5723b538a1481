/* gen_docs.c - write what the manuals say of the tables: gen_docs FOLDER.
 *
 * In a manual page the lines between ".\" BEGIN name" and ".\" END name" are
 * replaced; config.example, openapi.json and KINDS.md are written whole. The
 * pages themselves are written by people. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "action.h"
#include "buf.h"
#include "cli.h"
#include "conf.h"
#include "kind.h"
#include "openapi.h"
#include "rights.h"

#define DOC_MAX (4u << 20)

/* ---- what is made from which table ---- */

/* mdoc takes a dot or a quote at the start of a line as its own. */
static void
add_words(struct buf *out, const char *words)
{
	buf_adds(out, words[0] == '.' || words[0] == '\'' ? "\\&" : "");
	for (; *words; words++)
		buf_adds(out, *words == '\\'   ? "\\e"
			      : *words == '\n' ? " "
					       : (char[2]){ *words, '\0' });
	buf_addc(out, '\n');
}

static void
put_keys(struct buf *out)
{
	buf_adds(out, ".Bl -tag -width \"Ctrl-PgDn, Ctrl-N\"\n");
	for (enum action a = ACT_NONE + 1; a < ACT_COUNT; a++) {
		const struct action_def *d = action_get(a);

		buf_addf(out, ".It %s%s%s\n", d->key, *d->second ? " , " : "",
		    d->second);
		add_words(out, d->help);
	}
	buf_adds(out, ".El\n");
}

static void
put_kinds(struct buf *out)
{
	for (size_t i = 0; kinds[i]; i++) {
		buf_addf(out, ".Ss %s\n", kinds[i]->title);
		add_words(out, kinds[i]->help);
		buf_adds(out, ".Bl -tag -width Ds\n");
		for (size_t n = 0; n < kinds[i]->field_count; n++) {
			const struct field *f = &kinds[i]->fields[n];

			if (f->flags & FF_HIDDEN)
				continue;
			buf_addf(out, ".It \"%s%s\"\n", f->label,
			    f->flags & FF_REQUIRED ? " (needed)" : "");
			add_words(out, f->help);
		}
		buf_adds(out, ".El\n");
	}
}

static const char *
type_words(const struct field *f)
{
	static const char *const words[FT_COUNT] = { [FT_LINE] = "a line",
		[FT_TEXT] = "text",
		[FT_DATE] = "date",
		[FT_BIRTH] = "date of birth",
		[FT_TIME] = "date, time",
		[FT_CHOICE] = "one of",
		[FT_SET] = "any of",
		[FT_YESNO] = "yes, no",
		[FT_NUMBER] = "number",
		[FT_REF] = "id of",
		[FT_LIST] = "list of" };

	return words[f->type];
}

static void
put_kind_table(struct buf *out, const struct kind *k)
{
	buf_addf(out, "\n## %s (`%s`, table %u)\n\n%s Policy: %s.\n\n",
	    k->title, k->name, k->version, k->help, k->policy);
	buf_adds(out, "| key | label | type | needed | policy |\n"
		      "|---|---|---|---|---|\n");
	for (size_t i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];

		buf_addf(
		    out, "| `%s` | %s | %s", f->key, f->label, type_words(f));
		for (const struct choice *c = f->choices; c && c->code; c++)
			buf_addf(out, "%s `%s`", c == f->choices ? "" : ",",
			    c->code);
		if (f->of)
			buf_addf(out, " `%s`", f->of->name);
		if (f->ref)
			buf_addf(out, " `%s`", f->ref);
		buf_addf(out, " | %s | %s |\n",
		    f->flags & FF_REQUIRED ? "yes" : "",
		    f->policy ? f->policy : "");
	}
}

static void
put_kind_tables(struct buf *out)
{
	buf_adds(out, "# Kinds of record\n\nMade from the tables of `common/` "
		      "by `make docs`.\n");
	for (size_t i = 0; kinds[i]; i++) {
		put_kind_table(out, kinds[i]);
		for (size_t n = 0; n < kinds[i]->field_count; n++) {
			const struct kind *of = kinds[i]->fields[n].of;

			if (of)
				put_kind_table(out, of);
		}
	}
}

static void
put_commands(struct buf *out)
{
	cli_print_manual(out);
}

/* ---- files ---- */

static const struct {
	const char *file;
	const char *region; /* NULL: the whole file */
	void (*put)(struct buf *out);
} docs[] = {
	{ "config.example", NULL, conf_print_example },
	{ "docs/KINDS.md", NULL, put_kind_tables },
	{ "docs/openapi.json", NULL, openapi_print },
	{ "docs/haven.1", "keys", put_keys },
	{ "docs/haven.1", "kinds", put_kinds },
	{ "docs/havend.8", "commands", put_commands },
	{ "docs/haven.conf.5", "settings", conf_print_manual },
};

static int
fail(const char *path, const char *what)
{
	fprintf(stderr, "gen_docs: %s: %s\n", path, what);
	return 1;
}

static int
slurp(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	char bytes[4096];
	size_t n;

	if (!f)
		return fail(path, strerror(errno));
	while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
		buf_add(out, bytes, n);
	fclose(f);
	return 0;
}

static int
spit(const char *path, const struct buf *b)
{
	FILE *f = fopen(path, "w");
	size_t n;

	if (!f)
		return fail(path, strerror(errno));
	n = fwrite(b->data, 1, b->len, f);
	return fclose(f) == 0 && n == b->len ? 0 : fail(path, "not written");
}

static int
replace(struct buf *page, const char *path, const char *region,
    const struct buf *made)
{
	char begin[64], end[64];
	const char *from, *to;
	size_t at;

	snprintf(begin, sizeof begin, ".\\\" BEGIN %s ", region);
	snprintf(end, sizeof end, ".\\\" END %s\n", region);
	from = strstr(buf_str(page), begin);
	from = from ? strchr(from, '\n') : NULL;
	to = from ? strstr(from, end) : NULL;
	if (!to)
		return fail(path, "the marks of a region are missing");
	at = (size_t)(from + 1 - page->data);
	buf_splice(page, at, (size_t)(to - from - 1), made->data, made->len);
	return 0;
}

static int
write_one(const char *folder, size_t i)
{
	struct buf made = BUF_INIT(DOC_MAX), page = BUF_INIT(DOC_MAX);
	char path[4096];
	int bad = 0;

	snprintf(path, sizeof path, "%s/%s", folder, docs[i].file);
	docs[i].put(&made);
	if (!docs[i].region) {
		bad = spit(path, &made);
	} else {
		bad = slurp(path, &page) ||
		      replace(&page, path, docs[i].region, &made) ||
		      spit(path, &page);
	}
	buf_done(&made);
	buf_done(&page);
	return bad;
}

int
main(int argc, char **argv)
{
	int bad = 0;

	if (argc != 2)
		return fail("usage", "gen_docs FOLDER");
	for (size_t i = 0; i < sizeof docs / sizeof docs[0]; i++)
		bad |= write_one(argv[1], i);
	return bad;
}
