/* mail_text.h - a letter as it goes over the wire (RFC 5322), and what may stand
 * in one.
 *
 * Nothing that comes from a record can become a line of its own: an address or a
 * subject with a control character is refused, never mended. */
#ifndef HAVEN_MAIL_TEXT_H
#define HAVEN_MAIL_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"

#define MAIL_LOCAL_MAX 64    /* bytes before the @ (RFC 5321, 4.5.3.1.1) */
#define MAIL_ADDRESS_MAX 254 /* of all of it: a path of 256 has < and > */
#define MAIL_SUBJECT_MAX 400 /* bytes */
#define MAIL_TEXT_MAX 65536  /* bytes */
#define MAIL_ID_MAX 320      /* bytes of a Message-ID with its NUL */
#define MAIL_BYTES_MAX (4u * MAIL_TEXT_MAX + 16384) /* of a whole letter */

/* One addr-spec of ASCII: a dot-atom, @, and the name of a domain with a dot in
 * it. No quotes, no comments, no routes, no lists, no address of a machine.
 * ERR_INVALID with a sentence that does not repeat the address. */
enum err mail_address_check(const char *s, size_t len, struct errinfo *e);
/* What stands after the @ of an address that was checked; inside s. */
const char *mail_address_domain(const char *s);
/* UTF-8 of one line, 1 to MAIL_SUBJECT_MAX bytes, more than spaces. ERR_INVALID. */
enum err mail_subject_check(const char *s, size_t len, struct errinfo *e);
/* UTF-8, 1 to MAIL_TEXT_MAX bytes; no control but newline and tab. ERR_INVALID. */
enum err mail_text_check(const char *s, size_t len, struct errinfo *e);

struct mail_letter {
	const char *from_name; /* UTF-8 of one line, or "" */
	const char *from, *to; /* addresses */
	const char *subject, *text;
	const char *message_id; /* without < and > */
	int64_t at_ms;          /* stands in Date, in UTC */
};
/* Append the letter: CRLF, no line over 78 bytes but one that holds a single
 * address, 7 bits (quoted-printable). Everything is checked once more, so that
 * no other way leads to the wire: ERR_INVALID. Then out may hold a part. */
enum err mail_letter_make(
    struct buf *out, const struct mail_letter *m, struct errinfo *e);

/* An answer of a mail server, fit to be kept and shown: printable ASCII, spaces
 * single, at most size - 1 bytes; the rest of it is left out. */
void mail_answer_safe(char *out, size_t size, const char *s, size_t len);

#endif
