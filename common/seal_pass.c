/* seal_pass.c - passphrases: what one must be, and what is made of it.
 *
 * Every passphrase is brought to NFKC first, so that the same words typed on
 * another keyboard are the same passphrase (promise 9). There are no rules of
 * composition (NIST SP 800-63B): length, and a list of what is guessed first.
 *
 * The check counts what somebody must guess. A character that only goes on
 * from the one before it (abc, 321, aaa, qwerty) costs a guesser nothing, nor
 * do well-known words or the person's own name; enough must be left. */
#include "seal.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "text.h"

/* NFKC makes one character of 3 bytes 33 bytes at the most. */
#define NFKC_MAX (SEAL_PASSPHRASE_MAX * 11)
/* Characters somebody must guess. */
#define OWN_MIN 6
/* A piece this long or shorter, over and over, is refused. */
#define PIECE_MAX 10
#define NAME_WORD_MIN 3

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static_assert(SEAL_PASSHASH_MAX == crypto_pwhash_STRBYTES, "passhash");
static_assert(SEAL_SALT == crypto_pwhash_SALTBYTES, "salt");

/* What comes first in lists of guessed passphrases of this length, and the
 * words those are made of; as text_fold gives them, without spaces. Longer
 * ones first where one begins with another. */
static const char *const known[] = {
	"correcthorsebatterystaple",
	"thequickbrownfoxjumpsoverthelazydog",
	"thequickbrownfox",
	"tobeornottobethatisthequestion",
	"tobeornottobe",
	"maytheforcebewithyou",
	"onceuponatime",
	"happybirthday",
	"merrychristmas",
	"liverpoolfootballclub",
	"manchesterunited",
	"youllneverwalkalone",
	"godsavetheking",
	"godsavethequeen",
	"allyouneedislove",
	"supercalifragilisticexpialidocious",
	"informationsharing",
	"childprotection",
	"childrenscharity",
	"safeguarding",
	"confidential",
	"administrator",
	"administration",
	"myvoiceismypassword",
	"thisismypassword",
	"thisisapassword",
	"mypassphrase",
	"mypassword",
	"passphrase",
	"password",
	"passw0rd",
	"pssw0rd",
	"pssword",
	"p4ssw0rd",
	"pa55word",
	"pa55w0rd",
	"changemenow",
	"changeme",
	"letmeinnow",
	"letmein",
	"opensesame",
	"iloveyouforever",
	"iloveyou",
	"trustnoone",
	"trustno1",
	"welcome",
	"secret",
	"default",
	"sunshine",
	"princess",
	"football",
	"liverpool",
	"chelsea",
	"arsenal",
	"monkey",
	"dragon",
	"charity",
	"children",
	"haven",
	"admin",
	"login",
	"1q2w3e4r5t6y7u8i9o0p",
	"1q2w3e4r5t6y",
	"1q2w3e4r5t",
	"1q2w3e4r",
	"q1w2e3r4t5y6",
	"q1w2e3r4",
	"zaq12wsx",
	"qazwsxedc",
	"qazwsx",
};

/* Neighbours along these are a run, either way. */
static const char *const rows[] = {
	"1234567890",
	"qwertyuiop",
	"asdfghjkl",
	"zxcvbnm",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
};

static enum err
normalise(struct buf *out, const char *passphrase, struct errinfo *e)
{
	size_t len = strnlen(passphrase, SEAL_PASSPHRASE_MAX + 1);

	if (len > SEAL_PASSPHRASE_MAX)
		return err_set(e, ERR_INVALID,
		    "This passphrase is too long: at most %d bytes can be "
		    "taken. Nothing was changed; choose a shorter one.",
		    SEAL_PASSPHRASE_MAX);
	if (text_nfkc(out, passphrase, len, NULL) != ERR_OK)
		return err_set(e, ERR_INVALID,
		    "This passphrase holds bytes that are no text. Nothing "
		    "was changed; type it again.");
	return ERR_OK;
}

static bool
has_control(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c == 0x7F)
			return true;
		/* C1: U+0080 to U+009F. */
		if (c == 0xC2 && i + 1 < len && (unsigned char)s[i + 1] < 0xA0)
			return true;
	}
	return false;
}

/* Folded, and without the spaces between words; the signs apart. */
static void
take_apart(struct buf *plain, struct buf *signs, const struct buf *text)
{
	struct buf folded = BUF_INIT(NFKC_MAX * 4);

	(void)text_fold(&folded, buf_str(text), text->len);
	for (size_t i = 0; i < folded.len; i++)
		if (folded.data[i] != ' ')
			(void)buf_addc(plain, folded.data[i]);
	for (size_t i = 0; i < text->len; i++)
		if (text->data[i] > ' ' &&
		    ispunct((unsigned char)text->data[i]))
			(void)buf_addc(signs, text->data[i]);
	buf_done(&folded);
}

static bool
are_neighbours(char a, char b)
{
	if (a == b || a - b == 1 || b - a == 1)
		return true;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *at = a ? strchr(rows[i], a) : NULL;

		if (at && b && (at[1] == b || (at > rows[i] && at[-1] == b)))
			return true;
	}
	return false;
}

/* Bytes that do not merely go on from the one before. */
static size_t
count_own(const struct buf *text)
{
	size_t own = 0;

	for (size_t i = 0; i < text->len; i++)
		if (i == 0 || !are_neighbours(text->data[i - 1], text->data[i]))
			own++;
	return own;
}

static bool
is_one_piece_repeated(const struct buf *text)
{
	for (size_t n = 1; n <= PIECE_MAX && n * 2 <= text->len; n++)
		if (memcmp(text->data, text->data + n, text->len - n) == 0)
			return true;
	return false;
}

/* Cut every occurrence of word; how many there were. */
static size_t
cut_word(struct buf *text, const char *word, size_t len)
{
	size_t count = 0;
	size_t at = 0;

	while (len > 0 && at + len <= text->len) {
		if (memcmp(text->data + at, word, len) == 0) {
			(void)buf_splice(text, at, len, NULL, 0);
			count++;
		} else {
			at++;
		}
	}
	return count;
}

static size_t
cut_name(struct buf *text, const char *name)
{
	struct buf folded = BUF_INIT(NFKC_MAX);
	size_t count = 0;
	size_t at = 0;

	(void)text_fold(&folded, name, strnlen(name, SEAL_PASSPHRASE_MAX));
	while (at < folded.len) {
		size_t len = strcspn(folded.data + at, " ");

		if (len >= NAME_WORD_MIN)
			count += cut_word(text, folded.data + at, len);
		at += len + 1;
	}
	buf_done(&folded);
	return count;
}

static enum err
guessed(const char *what, struct errinfo *e)
{
	return err_set(e, ERR_INVALID,
	    "This passphrase is %s, which is guessed at once. Nothing was "
	    "changed; take four or more words that do not belong together.",
	    what);
}

/* plain is cut to what is the person's own. */
static enum err
check_guesses(struct buf *plain, const struct buf *signs, const char *name,
    struct errinfo *e)
{
	size_t from_signs = count_own(signs);
	size_t cut = 0;

	if (from_signs < OWN_MIN && is_one_piece_repeated(plain))
		return guessed("one short piece over and over", e);
	if (from_signs + count_own(plain) < OWN_MIN)
		return guessed("a run of letters, numbers or keys", e);
	if (name && cut_name(plain, name) > 0 &&
	    from_signs + count_own(plain) < OWN_MIN)
		return guessed("little more than your own name", e);
	for (size_t i = 0; i < COUNT(known); i++)
		cut += cut_word(plain, known[i], strlen(known[i]));
	if (cut > 0 && from_signs + count_own(plain) < OWN_MIN)
		return guessed("made of well-known words", e);
	return ERR_OK;
}

enum err
seal_passphrase_check(
    const char *passphrase, const char *name, struct errinfo *e)
{
	struct buf text = BUF_INIT(NFKC_MAX);
	struct buf plain = BUF_INIT(NFKC_MAX * 4);
	struct buf signs = BUF_INIT(NFKC_MAX);
	enum err err = normalise(&text, passphrase, e);

	if (err)
		goto out;
	if (text_count(buf_str(&text), text.len) < SEAL_PASSPHRASE_MIN) {
		err = err_set(e, ERR_INVALID,
		    "This passphrase is too short: it needs %d characters or "
		    "more. Nothing was changed; four or more words that do "
		    "not belong together do well.",
		    SEAL_PASSPHRASE_MIN);
		goto out;
	}
	if (has_control(buf_str(&text), text.len)) {
		err = err_set(e, ERR_INVALID,
		    "This passphrase holds a control character, which cannot "
		    "be typed everywhere. Nothing was changed; leave it out.");
		goto out;
	}
	if (is_one_piece_repeated(&text)) {
		err = guessed("one short piece over and over", e);
		goto out;
	}
	take_apart(&plain, &signs, &text);
	err = check_guesses(&plain, &signs, name, e);
out:
	buf_done(&plain);
	buf_done(&signs);
	buf_done(&text);
	return err;
}

/* Argon2 asks for its memory at once; a machine that has none says so here. */
static enum err
no_memory(struct errinfo *e)
{
	return err_set(e, ERR_BUSY,
	    "There is not enough memory at this moment to check the "
	    "passphrase. Nothing was changed; close something, or try again "
	    "in a minute.");
}

enum err
seal_key_from_passphrase(uint8_t out[SEAL_KEY], const char *passphrase,
    const uint8_t salt[SEAL_SALT], const struct seal_cost *cost,
    struct errinfo *e)
{
	struct buf text = BUF_INIT(NFKC_MAX);
	enum err err = normalise(&text, passphrase, e);

	if (!err && crypto_pwhash(out, SEAL_KEY, buf_str(&text), text.len, salt,
			cost->passes, (size_t)cost->memory_kib * 1024,
			crypto_pwhash_ALG_ARGON2ID13) != 0)
		err = no_memory(e);
	if (err)
		seal_wipe(out, SEAL_KEY);
	buf_done(&text);
	return err;
}

enum err
seal_passhash(char out[SEAL_PASSHASH_MAX], const char *passphrase,
    const struct seal_cost *cost, struct errinfo *e)
{
	struct buf text = BUF_INIT(NFKC_MAX);
	enum err err = normalise(&text, passphrase, e);

	if (!err && crypto_pwhash_str(out, buf_str(&text), text.len,
			cost->passes, (size_t)cost->memory_kib * 1024) != 0)
		err = no_memory(e);
	if (err)
		seal_wipe(out, SEAL_PASSHASH_MAX);
	buf_done(&text);
	return err;
}

void
seal_passhash_decoy(char out[SEAL_PASSHASH_MAX], const struct seal_cost *cost)
{
	const int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	uint8_t salt[SEAL_SALT], hash[SEAL_KEY];
	char salt_text[32], hash_text[48];

	seal_random(salt, sizeof(salt));
	seal_random(hash, sizeof(hash));
	sodium_bin2base64(
	    salt_text, sizeof(salt_text), salt, sizeof(salt), variant);
	sodium_bin2base64(
	    hash_text, sizeof(hash_text), hash, sizeof(hash), variant);
	snprintf(out, SEAL_PASSHASH_MAX, "$argon2id$v=%d$m=%u,t=%u,p=1$%s$%s",
	    0x13, (unsigned)cost->memory_kib, (unsigned)cost->passes, salt_text,
	    hash_text);
}

bool
seal_passhash_holds(const char *hash, const char *passphrase)
{
	struct buf text = BUF_INIT(NFKC_MAX);
	bool is_held = false;

	if (strnlen(hash, SEAL_PASSHASH_MAX) < SEAL_PASSHASH_MAX &&
	    normalise(&text, passphrase, NULL) == ERR_OK)
		is_held = crypto_pwhash_str_verify(
			      hash, buf_str(&text), text.len) == 0;
	buf_done(&text);
	return is_held;
}
