/* wire_code.c - an enrolment code as it is read out on a telephone: Crockford's
 * base32, in groups of four, with three letters at the end that tell a slip before
 * anything is sent. */
#include "wire_in.h"

#include <string.h>
#include <strings.h>

#define PREFIX "hv2-"
#define PREFIX_LEN (sizeof(PREFIX) - 1)
#define CODE_BYTES (WIRE_PIN + WIRE_SECRET)
#define LETTERS 77 /* 384 bits, and one that is 0 */
#define CHECKS 3
#define ALL (LETTERS + CHECKS)
#define GROUP 4

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* 15 bits of a hash of the code. */
static unsigned
check_of(const uint8_t bytes[CODE_BYTES])
{
	static const char what[] = "haven-code-2\n";
	const struct seal_part parts[] = { { what, sizeof(what) - 1 },
		{ bytes, CODE_BYTES } };
	uint8_t hash[SEAL_HASH];

	seal_hash(hash, NULL, parts, 2);
	return ((unsigned)hash[0] << 8 | hash[1]) & 0x7fff;
}

static void
add(char *out, size_t *n, size_t *count, unsigned value)
{
	if (*count > 0 && *count % GROUP == 0)
		out[(*n)++] = ' ';
	out[(*n)++] = alphabet[value & 31];
	++*count;
}

void
wire_code_say(char out[WIRE_CODE_MAX], const uint8_t pin[WIRE_PIN],
    const uint8_t secret[WIRE_SECRET])
{
	uint8_t bytes[CODE_BYTES];
	unsigned held = 0, bits = 0, check;
	size_t n = PREFIX_LEN, count = 0;

	memcpy(bytes, pin, WIRE_PIN);
	memcpy(bytes + WIRE_PIN, secret, WIRE_SECRET);
	memcpy(out, PREFIX, PREFIX_LEN);
	for (size_t i = 0; i < CODE_BYTES; i++) {
		held = held << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			add(out, &n, &count, held >> (bits - 5));
		held &= (1u << bits) - 1;
	}
	add(out, &n, &count, held << (5 - bits));
	check = check_of(bytes);
	for (int i = CHECKS - 1; i >= 0; i--)
		add(out, &n, &count, check >> (5 * i));
	out[n] = '\0';
	seal_wipe(bytes, sizeof(bytes));
}

bool
wire_code_is_said(const char *code)
{
	code += strspn(code, " \t\r\n");
	return strncasecmp(code, PREFIX, PREFIX_LEN - 1) == 0;
}

/* 0 to 31; -1: none. */
static int
value_of(char c)
{
	const char *at;

	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	if (c == 'o')
		c = '0';
	if (c == 'i' || c == 'l')
		c = '1';
	at = c ? strchr(alphabet, c) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

static bool
read_letters(uint8_t values[ALL], const char *code)
{
	size_t n = 0;

	for (; *code; code++) {
		int v = value_of(*code);

		if (strchr(" \t\r\n-", *code))
			continue;
		if (v < 0 || n == ALL)
			return false;
		values[n++] = (uint8_t)v;
	}
	return n == ALL;
}

static bool
join(uint8_t bytes[CODE_BYTES], const uint8_t values[ALL])
{
	unsigned held = 0, bits = 0, check = 0;
	size_t n = 0;

	for (size_t i = 0; i < LETTERS; i++) {
		held = (held << 5 | values[i]) & 0x1fff;
		bits += 5;
		if (bits < 8)
			continue;
		bits -= 8;
		bytes[n++] = (uint8_t)(held >> bits);
	}
	for (size_t i = LETTERS; i < ALL; i++)
		check = check << 5 | values[i];
	return (held & ((1u << bits) - 1)) == 0 && check == check_of(bytes);
}

enum err
wire_code_hear(uint8_t pin[WIRE_PIN], uint8_t secret[WIRE_SECRET],
    const char *code, struct errinfo *e)
{
	uint8_t values[ALL] = { 0 }, bytes[CODE_BYTES] = { 0 };
	enum err err = ERR_OK;

	code += strspn(code, " \t\r\n") + PREFIX_LEN - 1;
	if (read_letters(values, code) && join(bytes, values)) {
		memcpy(pin, bytes, WIRE_PIN);
		memcpy(secret, bytes + WIRE_PIN, WIRE_SECRET);
	} else {
		seal_wipe(pin, WIRE_PIN);
		seal_wipe(secret, WIRE_SECRET);
		err = err_set(e, ERR_INVALID,
		    "There is a slip in this enrolment code: it has twenty "
		    "groups of four after " PREFIX
		    ". Nothing was changed; read it again, group by group.");
	}
	seal_wipe(bytes, sizeof(bytes));
	seal_wipe(values, sizeof(values));
	return err;
}
