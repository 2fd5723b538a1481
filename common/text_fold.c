/* text_fold.c - one spelling for text that is stored, sealed or searched.
 *
 * Decomposing is utf8proc's, a code point at a time. The order of marks is
 * ours: utf8proc sorts by neighbours, which a run of 30,000 marks made for the
 * purpose turns into seconds (promise 12). Everything on the way is wiped, as
 * a passphrase passes here. */
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "mem.h"
#include "text_in.h"

#define DECOMPOSED_MAX 32 /* code points from one; Unicode has 18 */

/* Code points that are being put in order. */
struct run {
	int32_t *cp;
	size_t len, cap;
};

static void
run_reserve(struct run *r, size_t more)
{
	size_t cap = r->cap ? r->cap : 256;
	int32_t *grown;

	if (more <= r->cap - r->len)
		return;
	while (cap - r->len < more)
		cap *= 2;
	grown = mem_zalloc(cap, sizeof(*grown));
	if (r->len > 0)
		memcpy(grown, r->cp, r->len * sizeof(*grown));
	mem_free_wiped(r->cp, r->cap * sizeof(*r->cp));
	r->cp = grown;
	r->cap = cap;
}

static void
run_done(struct run *r)
{
	mem_free_wiped(r->cp, r->cap * sizeof(*r->cp));
	*r = (struct run){ 0 };
}

static bool
run_add(struct run *r, int32_t cp, utf8proc_option_t options)
{
	utf8proc_ssize_t n;
	int boundclass = 0;

	run_reserve(r, DECOMPOSED_MAX);
	n = utf8proc_decompose_char(
	    cp, r->cp + r->len, DECOMPOSED_MAX, options, &boundclass);
	if (n < 0 || n > DECOMPOSED_MAX)
		return false;
	r->len += (size_t)n;
	return true;
}

static unsigned
class_of(int32_t cp)
{
	unsigned class = (unsigned)utf8proc_get_property(cp)->combining_class;

	return class < 255 ? class : 255;
}

/* Sort n marks by their class; those of one class keep their order. */
static void
sort_marks(int32_t *marks, size_t n)
{
	size_t start[257] = { 0 };
	int32_t *sorted;

	if (n < 2)
		return;
	for (size_t i = 0; i < n; i++)
		start[class_of(marks[i]) + 1]++;
	for (size_t i = 1; i < 257; i++)
		start[i] += start[i - 1];
	sorted = mem_zalloc(n, sizeof(*sorted));
	for (size_t i = 0; i < n; i++)
		sorted[start[class_of(marks[i])]++] = marks[i];
	memcpy(marks, sorted, n * sizeof(*sorted));
	mem_free_wiped(sorted, n * sizeof(*sorted));
}

static void
sort_run(struct run *r)
{
	size_t first = 0;

	for (size_t i = 0; i <= r->len; i++) {
		if (i < r->len && class_of(r->cp[i]) != 0)
			continue;
		sort_marks(r->cp + first, i - first);
		first = i + 1;
	}
}

/* False at the ceiling of out. */
static bool
append_run(struct buf *out, const struct run *r)
{
	utf8proc_uint8_t bytes[4];

	for (size_t i = 0; i < r->len; i++) {
		utf8proc_ssize_t n = utf8proc_encode_char(r->cp[i], bytes);

		if (n < 1 || !buf_add(out, bytes, (size_t)n))
			return false;
	}
	explicit_bzero(bytes, sizeof(bytes));
	return true;
}

/* Compose s, where at most the first byte is ASCII, and append it. */
static bool
append_composed(struct buf *out, struct run *r, const char *s, size_t len,
    utf8proc_option_t options)
{
	utf8proc_ssize_t n;
	int32_t cp;

	r->len = 0;
	for (size_t at = 0; at < len;) {
		at += text_decode(s, len, at, &cp);
		if (cp == TEXT_BAD || !run_add(r, cp, options))
			return false;
	}
	sort_run(r);
	n = utf8proc_normalize_utf32(r->cp, (utf8proc_ssize_t)r->len, options);
	if (n < 0)
		return false;
	r->len = (size_t)n;
	return append_run(out, r);
}

/* Take back what was added to out since it had start bytes. */
static void
take_back(struct buf *out, size_t start)
{
	if (out->len > start)
		buf_splice(out, start, out->len - start, NULL, 0);
}

static enum err
normalise(
    struct buf *out, const char *s, size_t len, int options, struct errinfo *e)
{
	struct run r = { 0 };
	size_t start = out->len, at = 0;
	bool ok = true;

	if (!text_is_utf8(s, len))
		return err_set(e, ERR_SYNTAX,
		    "This text holds bytes that are not UTF-8. Nothing of it "
		    "was kept. Save it as UTF-8, or type it in.");
	while (ok && at < len) {
		size_t end = at;

		/* ASCII is composed already, but for its last character. */
		while (end < len && (unsigned char)s[end] < 0x80)
			end++;
		if (end < len && end > at)
			end--;
		ok = buf_add(out, s + at, end - at);
		at = end;
		if (!ok || at == len)
			break;
		do
			end++;
		while (end < len && (unsigned char)s[end] >= 0x80);
		ok = append_composed(
		    out, &r, s + at, end - at, (utf8proc_option_t)options);
		at = end;
	}
	run_done(&r);
	if (ok)
		return ERR_OK;
	take_back(out, start);
	return err_set(e, ERR_TOO_BIG,
	    "This text is too long: %zu bytes is the most. Nothing of it was "
	    "kept. Shorten it.",
	    out->max_bytes);
}

enum err
text_nfc(struct buf *out, const char *s, size_t len, struct errinfo *e)
{
	return normalise(out, s, len, UTF8PROC_STABLE | UTF8PROC_COMPOSE, e);
}

enum err
text_nfkc(struct buf *out, const char *s, size_t len, struct errinfo *e)
{
	return normalise(out, s, len,
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT, e);
}

/* Letters that Unicode does not take apart, though people do when they type a
 * name on another keyboard. Small letters: capitals are folded before. */
static const struct {
	int32_t cp;
	const char *fold;
} spellings[] = {
	{ 0x00E6, "ae" }, /* ae */
	{ 0x00F0, "d" },  /* eth, as passports spell it */
	{ 0x00F8, "o" },  /* o with a stroke */
	{ 0x00FE, "th" }, /* thorn */
	{ 0x0111, "d" },  /* d with a stroke */
	{ 0x0127, "h" },  /* h with a stroke */
	{ 0x0131, "i" },  /* i without a dot */
	{ 0x0142, "l" },  /* l with a stroke */
	{ 0x0153, "oe" }, /* oe */
	{ 0x0167, "t" },  /* t with a stroke */
};

/* Apostrophes and hyphens in all the ways that keyboards and word processors
 * make them: O'Brien is OBrien, Smith-Jones is SmithJones. */
static bool
is_dropped(int32_t cp)
{
	static const int32_t dropped[] = { '\'', '-', '`', 0x00B4, 0x02B9,
		0x02BB, 0x02BC, 0x02BD, 0x02BE, 0x02BF, 0x02C8, 0x2010, 0x2011,
		0x2012, 0x2013, 0x2018, 0x2019, 0x201B, 0x2032, 0x2212, 0xFE63,
		0xFF07, 0xFF0D };

	for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++) {
		if (dropped[i] == cp)
			return true;
	}
	return false;
}

/* Where a fold stands: a space is written only before the next letter. */
struct fold {
	struct buf *out;
	bool has_letters, owes_space;
};

static void
fold_add(struct fold *f, const char *s, size_t len)
{
	if (f->owes_space && f->has_letters)
		buf_addc(f->out, ' ');
	f->owes_space = false;
	f->has_letters = true;
	buf_add(f->out, s, len);
}

static void
fold_one(struct fold *f, int32_t cp)
{
	utf8proc_category_t kind = utf8proc_category(cp);
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n;

	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		if (spellings[i].cp == cp) {
			fold_add(
			    f, spellings[i].fold, strlen(spellings[i].fold));
			return;
		}
	}
	if (is_dropped(cp) || kind == UTF8PROC_CATEGORY_CF ||
	    (kind >= UTF8PROC_CATEGORY_MN && kind <= UTF8PROC_CATEGORY_ME))
		return;
	if (kind < UTF8PROC_CATEGORY_LU || kind > UTF8PROC_CATEGORY_NO) {
		f->owes_space = true;
		return;
	}
	n = utf8proc_encode_char(cp, bytes);
	fold_add(f, (const char *)bytes, (size_t)n);
}

static void
fold_ascii(struct fold *f, char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		fold_add(f, &c, 1);
	else if (c != '\'' && c != '-' && c != '`')
		f->owes_space = true;
}

bool
text_fold(struct buf *out, const char *s, size_t len)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
					  UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
					  UTF8PROC_IGNORE | UTF8PROC_STRIPMARK;
	struct buf kept = BUF_INIT(out->max_bytes);
	struct fold f = { .out = &kept };
	struct run r = { 0 };
	bool ok = text_is_utf8(s, len);
	int32_t cp;

	for (size_t at = 0; ok && at < len;) {
		at += text_decode(s, len, at, &cp);
		if (cp < 0x80) {
			fold_ascii(&f, (char)cp);
			continue;
		}
		if (is_dropped(cp))
			continue;
		r.len = 0;
		ok = run_add(&r, cp, options);
		for (size_t i = 0; ok && i < r.len; i++)
			fold_one(&f, r.cp[i]);
	}
	out->failed = out->failed || kept.failed;
	ok = ok && !kept.failed && buf_add(out, buf_str(&kept), kept.len);
	run_done(&r);
	buf_done(&kept);
	return ok;
}
