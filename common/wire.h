/* wire.h - what both programs say to each other (design.md, The wire).
 *
 * An envelope is a record as it travels. Its body is kept as exact bytes: a
 * signature is over them, and they are never written again in another way.
 *
 *   {"id":..,"kind":"concern","file":..,"version":3,"table":1,"author":..,
 *    "written":ms,"received":ms,
 *    "sign":{"by":staff,"key":device,"at":ms,"sig":base64},"body":{...}}
 *
 * file is absent for a record of the organisation, sign until it is signed,
 * received until the server has it. */
#ifndef HAVEN_WIRE_H
#define HAVEN_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "id.h"
#include "json.h"
#include "kind.h"
#include "seal.h"

#define WIRE_SYNC_MAX (4u << 20)   /* bytes of a sync body, unpacked */
#define WIRE_PACKED_MAX (1u << 20) /* bytes of a sync body on the wire */
#define WIRE_PAGE_MAX 500          /* changes in one answer */
#define WIRE_WRITES_MAX 100        /* writes in one request */
#define WIRE_LOOKS_MAX 500

/* What a person chose when somebody else had changed a record first (promise 4);
 * sent as "chose" of a look at the version that was there. */
enum wire_chose {
	CHOSE_NOTHING, /* a look, no more */
	CHOSE_THEIRS,  /* their own change was left */
	CHOSE_MINE,    /* their own, over the other's */
	CHOSE_JOINED,
	CHOSE_COUNT
};
extern const char *const wire_chose_codes[CHOSE_COUNT];
/* CHOSE_COUNT: no such code. "" is CHOSE_NOTHING. */
enum wire_chose wire_chose_find(const char *code);
#define WIRE_TOKEN 43 /* characters: base64 of 32 bytes */

/* A file of what is handed on (promise 2): this line, then a line for each, base64
 * of a box to the office's key that holds {"write":id,"envelope":envelope}. */
#define WIRE_HANDED "haven outbox 1"
#define WIRE_HANDED_MAX (64u << 20) /* bytes of the file */

struct envelope {
	struct id id;
	struct id file; /* none: of the organisation */
	char kind[KIND_NAME_MAX];
	int64_t version; /* 1 and up */
	int64_t table;   /* version of the kind's table */
	struct id author;
	int64_t written_ms;
	int64_t received_ms; /* 0: not yet */
	bool is_signed;
	struct id signer; /* staff */
	struct id key;    /* device whose key signed */
	int64_t signed_ms;
	uint8_t sig[SEAL_SIG];
	const char *body; /* exact bytes; not owned */
	size_t body_len;
};

/* Write it as an object (key NULL inside an array). */
void envelope_write(struct jw *w, const char *key, const struct envelope *env);

/* Read an object's text. env->body points into text. ERR_INVALID names the
 * member; ERR_TOO_BIG for a body over KIND_BODY_MAX; then env is all zero.
 * Unknown members are passed over. Ids without escapes, numbers of digits
 * alone. kind has the form of a name but may be unknown here. text must have
 * passed jscan_check. */
enum err envelope_read(
    struct envelope *env, const char *text, size_t len, struct errinfo *e);

/* What is signed: "haven-record-1", then kind, table, id, file, version, author,
 * signer, key, signed_ms, each ended by a newline, then the body bytes. */
void envelope_signed_bytes(struct buf *out, const struct envelope *env);

/* Fill the sign members and sig. env must be complete but for them. */
void envelope_sign(struct envelope *env, const struct id *signer,
    const struct id *key, int64_t now_ms,
    const uint8_t secret[SEAL_SIGN_SECRET]);
bool envelope_sign_holds(
    const struct envelope *env, const uint8_t public_key[SEAL_PUBLIC]);

/* zstd, at most WIRE_SYNC_MAX bytes unpacked and WIRE_PACKED_MAX packed
 * (ERR_TOO_BIG). Unpacks one whole frame and nothing else (ERR_SYNTAX). Append;
 * after an error nothing was added. */
enum err wire_pack(
    struct buf *out, const void *bytes, size_t len, struct errinfo *e);
enum err wire_unpack(
    struct buf *out, const void *packed, size_t len, struct errinfo *e);

/* An enrolment code: "hv1-" and base64 of the pin (SHA-256 of the server's
 * public key, DER) and a secret of 16 bytes. */
#define WIRE_PAST 9 /* bytes of a head of the chain, in an address */
#define WIRE_PIN 32
#define WIRE_SECRET 16
#define WIRE_CODE_MAX 128
void wire_code_print(char out[WIRE_CODE_MAX], const uint8_t pin[WIRE_PIN],
    const uint8_t secret[WIRE_SECRET]);
/* The same for reading out: "hv2-" and groups of four small letters and figures with
 * a space between, without those that sound or look like another; the last three
 * tell a slip. */
void wire_code_say(char out[WIRE_CODE_MAX], const uint8_t pin[WIRE_PIN],
    const uint8_t secret[WIRE_SECRET]);
/* Either form. White space is passed over; in the one for reading out capitals and
 * hyphens do not matter, nor o for 0, or i and l for 1. ERR_INVALID: pin and secret
 * are wiped. */
enum err wire_code_read(uint8_t pin[WIRE_PIN], uint8_t secret[WIRE_SECRET],
    const char *code, struct errinfo *e);

#endif
