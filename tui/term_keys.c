/* term_keys.c - bytes from a terminal, as keys (ECMA-48 5.4, xterm's ctlseqs,
 * terminfo). A table says what each sequence is; what is in no table is read to
 * its end and left out. */
#include "term_keys.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "text.h"

#define LEARN_MAX 64
#define SEQ_MAX 16
#define CSI_MAX 128 /* no sequence is so long; what follows is read anew */
#define PASTE_END "\033[201~"
#define PASTE_END_LEN 6

enum { MOD_ALT = 2, MOD_CTRL = 4 };

struct learned {
	char seq[SEQ_MAX];
	enum action action;
};

struct keys {
	struct buf in, paste;
	struct learned learned[LEARN_MAX];
	size_t learned_count;
	bool is_pasting, is_swallowing, is_flushed;
};

/* Final letters of CSI and SS3; with Ctrl or Alt another key, if there is. */
static const struct {
	char final;
	const char *key, *with_ctrl;
} letters[] = {
	{ 'A', "Up", NULL },
	{ 'B', "Down", NULL },
	{ 'C', "Right", "Ctrl-Right" },
	{ 'D', "Left", "Ctrl-Left" },
	{ 'F', "End", NULL },
	{ 'H', "Home", NULL },
	{ 'P', "F1", NULL },
	{ 'Q', "F2", NULL },
	{ 'R', "F3", NULL },
	{ 'S', "F4", NULL },
	{ 'Z', "Shift-Tab", NULL },
	{ 'M', "Enter", NULL },      /* of a keypad, SS3 only */
	{ 'c', "Ctrl-Right", NULL }, /* rxvt */
	{ 'd', "Ctrl-Left", NULL },
};

/* CSI number ~, and ^ of rxvt for Ctrl. */
static const struct {
	int number;
	const char *key, *with_ctrl;
} numbers[] = {
	{ 1, "Home", NULL },
	{ 2, "Insert", NULL },
	{ 3, "Delete", NULL },
	{ 4, "End", NULL },
	{ 5, "PgUp", "Ctrl-PgUp" },
	{ 6, "PgDn", "Ctrl-PgDn" },
	{ 7, "Home", NULL },
	{ 8, "End", NULL },
	{ 11, "F1", NULL },
	{ 12, "F2", NULL },
	{ 13, "F3", NULL },
	{ 14, "F4", NULL },
	{ 15, "F5", NULL },
	{ 17, "F6", NULL },
	{ 18, "F7", NULL },
	{ 19, "F8", NULL },
	{ 20, "F9", NULL },
	{ 21, "F10", NULL },
	{ 24, "F12", NULL },
};

static void
give(struct key *k, const char *name, const char *with_ctrl, int mods)
{
	if (with_ctrl && (mods & (MOD_CTRL | MOD_ALT)))
		name = with_ctrl;
	*k = key_of_name(name);
}

static void
give_letter(struct key *k, char final, int mods, bool is_ss3)
{
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (letters[i].final == final &&
		    (is_ss3 || (final >= 'A' && final <= 'Z' && final != 'M')))
			give(k, letters[i].key, letters[i].with_ctrl, mods);
}

static void
give_number(struct key *k, int number, int mods)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i].number == number)
			give(k, numbers[i].key, numbers[i].with_ctrl, mods);
}

/* Up to two numbers of s, which ends at its final byte. Others: 0, 0. */
static void
read_params(const char *s, int *first, int *second)
{
	char *end;
	long a, b = 0;

	*first = *second = 0;
	if (*s < '0' || *s > '9')
		return;
	a = strtol(s, &end, 10);
	if (*end == ';')
		b = strtol(end + 1, &end, 10);
	if (a < 0 || a > 9999 || b < 0 || b > 99)
		return;
	*first = (int)a;
	*second = (int)b;
}

/* CSI ... at s, the bytes after "ESC [". Returns its length, 0: not whole. */
static size_t
read_csi(struct keys *ks, const char *s, size_t len, struct key *k)
{
	size_t n = 0;
	int number, mods;

	if (len > 0 && s[0] == '[') { /* F1 to F5 of the Linux console */
		if (len < 2)
			return 0;
		if (s[1] >= 'A' && s[1] <= 'E')
			give_number(k, 11 + s[1] - 'A', 0);
		return 2;
	}
	while (n < len && n < CSI_MAX && s[n] >= 0x20 && s[n] < 0x40 &&
	       s[n] != '$')
		n++;
	if (n == CSI_MAX)
		return n;
	if (n == len)
		return 0;
	read_params(s, &number, &mods);
	mods = mods > 0 ? mods - 1 : 0;
	if (s[n] == '~' && number == 200) {
		ks->is_pasting = true;
		buf_clear(&ks->paste);
	} else if (s[n] == '~' || s[n] == '^') {
		give_number(k, number, s[n] == '^' ? MOD_CTRL : mods);
	} else if (number <= 1) {
		give_letter(k, s[n], mods, false);
	}
	/* A byte that has no place in a sequence begins what follows. */
	return (unsigned char)s[n] >= 0x20 ? n + 1 : n;
}

static size_t
read_ss3(const char *s, size_t len, struct key *k)
{
	size_t n = 0;
	int number, mods;

	while (
	    n < len && n < 4 && ((s[n] >= '0' && s[n] <= '9') || s[n] == ';'))
		n++;
	if (n == len)
		return 0;
	read_params(s, &number, &mods);
	mods = mods > 0 ? mods : number; /* ESC O 5 C, or ESC O 1 ; 5 C */
	give_letter(k, s[n], mods > 0 ? mods - 1 : 0, true);
	return (unsigned char)s[n] >= 0x20 ? n + 1 : n;
}

/* The longest learned sequence that the bytes begin with. *may_grow: with more
 * bytes it could be another. */
static size_t
read_learned(const struct keys *ks, struct key *k, bool *may_grow)
{
	size_t best = 0;

	*may_grow = false;
	for (size_t i = 0; i < ks->learned_count; i++) {
		const struct learned *l = &ks->learned[i];
		size_t n = strlen(l->seq);

		if (n > ks->in.len) {
			if (memcmp(l->seq, ks->in.data, ks->in.len) == 0)
				*may_grow = true;
		} else if (n > best && memcmp(l->seq, ks->in.data, n) == 0) {
			best = n;
			*k = (struct key){ .action = l->action };
		}
	}
	return best;
}

/* What begins with ESC. Returns the bytes read; 0: not whole. */
static size_t
read_escape(struct keys *ks, struct key *k)
{
	const char *s = ks->in.data;
	size_t len = ks->in.len, n;
	bool may_grow;

	n = read_learned(ks, k, &may_grow);
	if (may_grow && !ks->is_flushed)
		return 0;
	if (n > 0)
		return n;
	if (len > 1 && (s[1] == '[' || s[1] == 'O')) {
		n = s[1] == '[' ? read_csi(ks, s + 2, len - 2, k)
				: read_ss3(s + 2, len - 2, k);
		if (n > 0)
			return n + 2;
		return ks->is_flushed ? len : 0; /* it was cut off */
	}
	if (len == 1 && !ks->is_flushed)
		return 0;
	*k = key_of_name("Esc");
	return 1;
}

static size_t
read_control(unsigned char c, struct key *k)
{
	char name[8];

	if (c == '\r' || c == '\n')
		*k = key_of_name("Enter");
	else if (c == '\t')
		*k = key_of_name("Tab");
	else if (c == '\b' || c == 0x7F)
		*k = key_of_name("Backspace");
	else if (c > 0 && c <= 26) {
		(void)snprintf(name, sizeof(name), "Ctrl-%c", 'A' + c - 1);
		*k = key_of_name(name);
	}
	return 1;
}

static size_t
read_text(const struct keys *ks, struct key *k)
{
	const char *s = ks->in.data;
	unsigned char c = (unsigned char)s[0];
	size_t n = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
	size_t have = n < ks->in.len ? n : ks->in.len;

	for (size_t i = 1; i < have; i++)
		if (((unsigned char)s[i] & 0xC0) != 0x80)
			return i; /* cut off; what follows is another */
	if (have < n)
		return ks->is_flushed ? have : 0;
	if (text_is_utf8(s, n) && !(c == 0xC2 && (unsigned char)s[1] < 0xA0))
		*k = key_of_text(s, n);
	return n;
}

/* Take bytes into the paste. True: it is whole. */
static bool
read_paste(struct keys *ks)
{
	const char *s = ks->in.data;
	const char *end = memmem(s, ks->in.len, PASTE_END, PASTE_END_LEN);
	size_t n = ks->in.len, room = KEYS_PASTE_MAX - ks->paste.len;
	bool is_whole = end != NULL;

	if (end) {
		n = (size_t)(end - s);
	} else if (ks->is_flushed) {
		is_whole = true;
	} else { /* the end may have come in part */
		size_t part = n < PASTE_END_LEN - 1 ? n : PASTE_END_LEN - 1;

		while (part > 0 && memcmp(s + n - part, PASTE_END, part) != 0)
			part--;
		n -= part;
	}
	if (!ks->is_swallowing)
		buf_add(&ks->paste, s, n < room ? n : room);
	buf_splice(&ks->in, 0, n + (end ? PASTE_END_LEN : 0), NULL, 0);
	ks->is_pasting = !is_whole;
	return is_whole;
}

struct keys *
keys_new(void)
{
	struct keys *ks = mem_zalloc(1, sizeof(*ks));

	buf_init(&ks->in, SIZE_MAX);
	buf_init(&ks->paste, KEYS_PASTE_MAX);
	return ks;
}

void
keys_free(struct keys *ks)
{
	if (!ks)
		return;
	buf_done(&ks->in);
	buf_done(&ks->paste);
	mem_free_wiped(ks, sizeof(*ks));
}

void
keys_learn(struct keys *ks, const char *seq, const char *key_name)
{
	struct learned *l = &ks->learned[ks->learned_count];
	enum action action = action_of_key(key_name);

	if (!seq || seq[0] != '\033' || strlen(seq) < 2 ||
	    strlen(seq) >= SEQ_MAX || ks->learned_count == LEARN_MAX ||
	    action == ACT_NONE)
		return;
	(void)snprintf(l->seq, sizeof(l->seq), "%s", seq);
	l->action = action;
	ks->learned_count++;
}

void
keys_feed(struct keys *ks, const char *bytes, size_t len)
{
	buf_add(&ks->in, bytes, len);
	ks->is_flushed = false;
}

bool
keys_next(struct keys *ks, struct key *k)
{
	while (ks->in.len > 0 || (ks->is_pasting && ks->is_flushed)) {
		unsigned char c = (unsigned char)buf_str(&ks->in)[0];
		size_t n;

		*k = (struct key){ .action = ACT_NONE };
		if (ks->is_pasting) {
			if (!read_paste(ks))
				return false;
			k->paste = buf_str(&ks->paste);
			k->paste_len = (unsigned)ks->paste.len;
			if (!ks->is_swallowing && k->paste_len > 0)
				return true;
			ks->is_swallowing = false;
			continue;
		}
		if (c == 0x1B)
			n = read_escape(ks, k);
		else if (c < 0x20 || c == 0x7F)
			n = read_control(c, k);
		else
			n = read_text(ks, k);
		if (n == 0)
			return false;
		buf_splice(&ks->in, 0, n, NULL, 0);
		if (k->action != ACT_NONE || k->text[0])
			return true;
	}
	ks->is_flushed = false;
	return false;
}

int
keys_wait_ms(const struct keys *ks)
{
	if (ks->is_pasting)
		return KEYS_PASTE_MS;
	if (ks->in.len == 0)
		return -1;
	return ks->in.len == 1 && ks->in.data[0] == 0x1B ? KEYS_ESC_MS
							 : KEYS_REST_MS;
}

void
keys_flush(struct keys *ks)
{
	ks->is_flushed = true;
}

void
keys_drop(struct keys *ks)
{
	struct key k;

	while (keys_next(ks, &k))
		;
	if (ks->is_pasting)
		ks->is_swallowing = true;
	else
		buf_clear(&ks->in);
}
