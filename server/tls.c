/* tls.c - keys and certificates through GnuTLS. */
#include "tls.h"

#include <arpa/inet.h>
#include <assert.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "seal.h"

#define PEM_MAX 16384 /* bytes */
/* Trust ends with the pin, not by a date: a laptop whose battery ran flat and
 * whose clock stands in 1970 still reaches its office (RFC 5280, 4.1.2.5). */
#define VALID_FROM 0
#define VALID_UNTIL 253402214400 /* 9999-12-30 */
#define PATH_MAX_BYTES 4200

enum part { PART_KEY, PART_CERT };

static enum err
fault(struct errinfo *e)
{
	return err_set(e, ERR_CRYPTO,
	    "GnuTLS could not make or read a key of the server. Nothing was "
	    "changed; look whether its packages are whole.");
}

static void
path_of(
    char out[PATH_MAX_BYTES], const char *key_dir, bool spare, enum part part)
{
	snprintf(out, PATH_MAX_BYTES, "%s/tls-%s.%s", key_dir,
	    spare ? "spare" : "current", part == PART_KEY ? "key" : "cert");
}

static enum err
read_pem(const char *key_dir, bool spare, enum part part, struct buf *out,
    struct errinfo *e)
{
	char path[PATH_MAX_BYTES];
	struct stat st;
	char *text;
	size_t len;
	enum err code;

	path_of(path, key_dir, spare, part);
	if (lstat(path, &st) != 0 || st.st_size < 1 || st.st_size > PEM_MAX)
		return err_set(e, ERR_IO,
		    "The server's TLS keys cannot be read from its key "
		    "folder. Nothing was changed; run havend init, or put the "
		    "folder back from its backup.");
	len = (size_t)st.st_size;
	text = mem_alloc(len);
	code = seal_file_read(text, len, path, e);
	if (code == ERR_OK && !buf_add(out, text, len))
		code =
		    err_set(e, ERR_BUG, "The buffer for a key is too small.");
	mem_free_wiped(text, len);
	return code;
}

/* ---- making ---- */

static bool
add_name(gnutls_x509_crt_t crt, const char *host)
{
	unsigned char ip[16];
	gnutls_x509_subject_alt_name_t type = GNUTLS_SAN_IPADDRESS;
	const void *data = ip;
	unsigned len;

	if (host[0] == '\0')
		return true;
	if (inet_pton(AF_INET, host, ip) == 1) {
		len = 4;
	} else if (inet_pton(AF_INET6, host, ip) == 1) {
		len = 16;
	} else {
		type = GNUTLS_SAN_DNSNAME;
		data = host;
		len = (unsigned)strlen(host);
	}
	return gnutls_x509_crt_set_subject_alt_name(
		   crt, type, data, len, GNUTLS_FSAN_APPEND) == 0;
}

static bool
add_names(gnutls_x509_crt_t crt, const char *host)
{
	static const char *const own[] = { "localhost", "127.0.0.1", "::1" };
	bool is_new = true;
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (!add_name(crt, own[i]))
			return false;
		if (strcmp(own[i], host) == 0)
			is_new = false;
	}
	return !is_new || add_name(crt, host);
}

static bool
fill_cert(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, const char *host)
{
	static const char name[] = "haven";
	unsigned char serial[16];
	unsigned char id[20];
	size_t id_len = sizeof(id);

	seal_random(serial, sizeof(serial));
	serial[0] = (serial[0] & 0x3F) | 0x40; /* positive, 16 bytes */
	return gnutls_x509_crt_set_version(crt, 3) == 0 &&
	       gnutls_x509_crt_set_serial(crt, serial, sizeof(serial)) == 0 &&
	       gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME,
		   0, name, sizeof(name) - 1) == 0 &&
	       gnutls_x509_crt_set_activation_time(crt, VALID_FROM) == 0 &&
	       gnutls_x509_crt_set_expiration_time(crt, VALID_UNTIL) == 0 &&
	       gnutls_x509_crt_set_key(crt, key) == 0 &&
	       gnutls_x509_crt_set_basic_constraints(crt, 0, -1) == 0 &&
	       gnutls_x509_crt_set_key_usage(
		   crt, GNUTLS_KEY_DIGITAL_SIGNATURE) == 0 &&
	       gnutls_x509_crt_set_key_purpose_oid(
		   crt, GNUTLS_KP_TLS_WWW_SERVER, 0) == 0 &&
	       gnutls_x509_crt_get_key_id(crt, 0, id, &id_len) == 0 &&
	       gnutls_x509_crt_set_subject_key_id(crt, id, id_len) == 0 &&
	       add_names(crt, host) &&
	       gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0) == 0;
}

static enum err
write_pem(const char *key_dir, bool spare, enum part part,
    const gnutls_datum_t *pem, struct errinfo *e)
{
	char path[PATH_MAX_BYTES];

	path_of(path, key_dir, spare, part);
	return seal_file_write(path, pem->data, pem->size, e);
}

static void
free_pem(gnutls_datum_t *pem)
{
	if (pem->data) {
		seal_wipe(pem->data, pem->size);
		gnutls_free(pem->data);
	}
	pem->data = NULL;
}

static enum err
make_one(const char *key_dir, bool spare, const char *host, struct errinfo *e)
{
	gnutls_x509_privkey_t key = NULL;
	gnutls_x509_crt_t crt = NULL;
	gnutls_datum_t key_pem = { NULL, 0 };
	gnutls_datum_t crt_pem = { NULL, 0 };
	enum err code = ERR_OK;

	if (gnutls_x509_privkey_init(&key) != 0 ||
	    gnutls_x509_crt_init(&crt) != 0 ||
	    gnutls_x509_privkey_generate(key, GNUTLS_PK_EC,
		GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) != 0 ||
	    !fill_cert(crt, key, host) ||
	    gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &key_pem) !=
		0 ||
	    gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &crt_pem) != 0)
		code = fault(e);
	if (code == ERR_OK)
		code = write_pem(key_dir, spare, PART_KEY, &key_pem, e);
	if (code == ERR_OK)
		code = write_pem(key_dir, spare, PART_CERT, &crt_pem, e);
	free_pem(&key_pem);
	free_pem(&crt_pem);
	if (key)
		gnutls_x509_privkey_deinit(key);
	if (crt)
		gnutls_x509_crt_deinit(crt);
	return code;
}

static enum err
check_absent(const char *key_dir, struct errinfo *e)
{
	char path[PATH_MAX_BYTES];
	struct stat st;
	int i;

	for (i = 0; i < 4; i++) {
		path_of(
		    path, key_dir, i / 2 != 0, i % 2 ? PART_CERT : PART_KEY);
		if (lstat(path, &st) == 0)
			return err_set(e, ERR_CONFLICT,
			    "There are TLS keys in the key folder already; "
			    "they were left as they are. Choose an empty "
			    "folder for a new server.");
	}
	return ERR_OK;
}

static enum err
write_sheet(const char *key_dir, struct buf *sheet, struct errinfo *e)
{
	uint8_t pin[WIRE_PIN];
	int spare;

	for (spare = 0; sheet && spare < 2; spare++) {
		if (tls_pin(key_dir, spare != 0, pin, e) != ERR_OK)
			return e ? e->code : ERR_CRYPTO;
		buf_adds(
		    sheet, spare ? "Spare TLS key:   " : "Current TLS key: ");
		seal_base64(sheet, pin, sizeof(pin));
		buf_addc(sheet, '\n');
	}
	return ERR_OK;
}

enum err
tls_init(
    const char *key_dir, const char *host, struct buf *sheet, struct errinfo *e)
{
	enum err code = check_absent(key_dir, e);

	if (code == ERR_OK)
		code = make_one(key_dir, false, host, e);
	if (code == ERR_OK)
		code = make_one(key_dir, true, host, e);
	if (code == ERR_OK)
		code = write_sheet(key_dir, sheet, e);
	return code;
}

/* ---- reading ---- */

static bool
pin_of(const struct buf *pem, uint8_t pin[WIRE_PIN])
{
	gnutls_datum_t data = { (unsigned char *)pem->data,
		(unsigned)pem->len };
	gnutls_x509_crt_t crt = NULL;
	size_t len = WIRE_PIN;
	bool good;

	good = gnutls_x509_crt_init(&crt) == 0 &&
	       gnutls_x509_crt_import(crt, &data, GNUTLS_X509_FMT_PEM) == 0 &&
	       gnutls_x509_crt_get_key_id(
		   crt, GNUTLS_KEYID_USE_SHA256, pin, &len) == 0 &&
	       len == WIRE_PIN;
	if (crt)
		gnutls_x509_crt_deinit(crt);
	return good;
}

enum err
tls_pin(
    const char *key_dir, bool spare, uint8_t pin[WIRE_PIN], struct errinfo *e)
{
	struct buf pem = BUF_INIT(PEM_MAX);
	enum err code = tls_cert_pem(key_dir, spare, &pem, e);

	if (code == ERR_OK && !pin_of(&pem, pin))
		code = err_set(e, ERR_CORRUPT,
		    "The server's TLS certificate is not readable. Nothing was "
		    "changed; put the key folder back from its backup.");
	buf_done(&pem);
	return code;
}

enum err
tls_cert_pem(
    const char *key_dir, bool spare, struct buf *out, struct errinfo *e)
{
	return read_pem(key_dir, spare, PART_CERT, out, e);
}

enum err
tls_key_pem(const char *key_dir, bool spare, struct buf *out, struct errinfo *e)
{
	return read_pem(key_dir, spare, PART_KEY, out, e);
}

void
tls_host_of(char *out, size_t size, const char *url)
{
	const char *s = strstr(url, "://");
	size_t len;

	assert(size > 0);
	out[0] = '\0';
	s = s ? s + 3 : url;
	if (s[0] == '[') {
		s++;
		len = strcspn(s, "]/?#");
	} else {
		len = strcspn(s, ":/?#");
	}
	if (len < size) {
		memcpy(out, s, len);
		out[len] = '\0';
	}
}
