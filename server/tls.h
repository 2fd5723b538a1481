/* tls.h - the server's own keys: current and spare (design.md, Enrolment).
 *
 * Two P-256 keys, each with a certificate signed by itself, in the key folder
 * as tls-current.key, tls-current.cert, tls-spare.key and tls-spare.cert (PEM,
 * 0600). Devices trust the two keys and nothing else: a pin is the SHA-256 of a
 * public key (SubjectPublicKeyInfo, DER). If the current key is lost or known
 * to others, the spare takes its place and no device need be enrolled anew. */
#ifndef HAVEN_TLS_H
#define HAVEN_TLS_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "wire.h"

/* Make both. The names in the certificates: localhost, 127.0.0.1, ::1, and host
 * (of public_url; a name or an address, with or without brackets; may be "").
 * sheet (may be NULL) gets a line for each pin. ERR_IO, ERR_CONFLICT if there
 * are keys already: none of them is touched. */
enum err tls_init(const char *key_dir, const char *host, struct buf *sheet,
    struct errinfo *e);

/* The pin of the current or the spare key. */
enum err tls_pin(
    const char *key_dir, bool spare, uint8_t pin[WIRE_PIN], struct errinfo *e);

/* Append the PEM text. The key's buffer is the caller's to wipe (buf_done). */
enum err tls_cert_pem(
    const char *key_dir, bool spare, struct buf *out, struct errinfo *e);
enum err tls_key_pem(
    const char *key_dir, bool spare, struct buf *out, struct errinfo *e);

/* The host in https://host:port, without brackets; "" if there is none. */
void tls_host_of(char *out, size_t size, const char *url);

#endif
