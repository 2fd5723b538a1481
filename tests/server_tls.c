/* The server's own keys: made once, private, two of them, and trusted by pin. */
#include "tls.h"

#include <dirent.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "seal.h"

static char dir[64];

static int
make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/haven-tls-XXXXXX");
	return mkdtemp(dir) && chmod(dir, 0700) == 0 ? 0 : -1;
}

static int
remove_dir(void **state)
{
	DIR *d = opendir(dir);
	struct dirent *f;

	(void)state;
	while ((f = readdir(d)) != NULL)
		unlinkat(dirfd(d), f->d_name, 0);
	closedir(d);
	return rmdir(dir);
}

static gnutls_x509_crt_t
read_cert(bool spare)
{
	struct buf pem = BUF_INIT(20000);
	gnutls_x509_crt_t crt;
	gnutls_datum_t data;
	struct errinfo e;

	assert_int_equal(tls_cert_pem(dir, spare, &pem, &e), ERR_OK);
	data.data = (unsigned char *)pem.data;
	data.size = (unsigned)pem.len;
	gnutls_x509_crt_init(&crt);
	assert_int_equal(
	    gnutls_x509_crt_import(crt, &data, GNUTLS_X509_FMT_PEM), 0);
	buf_done(&pem);
	return crt;
}

static void
made_and_private(void **state)
{
	static const char *const names[] = { "tls-current.key",
		"tls-current.cert", "tls-spare.key", "tls-spare.cert" };
	struct buf sheet = BUF_INIT(1000);
	struct buf pin_text = BUF_INIT(100);
	uint8_t pins[2][WIRE_PIN];
	struct errinfo e;
	int i;

	(void)state;
	assert_int_equal(tls_init(dir, "haven.example", &sheet, &e), ERR_OK);
	for (i = 0; i < 4; i++) {
		char path[128];
		struct stat st;

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		assert_int_equal(lstat(path, &st), 0);
		assert_true(S_ISREG(st.st_mode));
		assert_int_equal(st.st_mode & 0777, 0600);
	}
	for (i = 0; i < 2; i++) {
		assert_int_equal(tls_pin(dir, i == 1, pins[i], &e), ERR_OK);
		buf_clear(&pin_text);
		seal_base64(&pin_text, pins[i], WIRE_PIN);
		assert_non_null(strstr(buf_str(&sheet), buf_str(&pin_text)));
	}
	assert_memory_not_equal(pins[0], pins[1], WIRE_PIN);
	assert_null(strstr(buf_str(&sheet), "PRIVATE"));
	buf_done(&sheet);
	buf_done(&pin_text);
}

static void
names_in_the_certificate(void **state)
{
	static const struct {
		const char *host;
		bool holds;
	} rows[] = {
		{ "localhost", true },
		{ "127.0.0.1", true },
		{ "::1", true },
		{ "haven.example", true },
		{ "evil.example", false },
		{ "127.0.0.2", false },
		{ "x.haven.example", false },
	};
	int spare;
	size_t i;

	(void)state;
	for (spare = 0; spare < 2; spare++) {
		gnutls_x509_crt_t crt = read_cert(spare == 1);
		unsigned bits = 0;

		for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			if ((gnutls_x509_crt_check_hostname(
				 crt, rows[i].host) != 0) != rows[i].holds)
				fail_msg("%s", rows[i].host);
		assert_int_equal(gnutls_x509_crt_get_pk_algorithm(crt, &bits),
		    GNUTLS_PK_ECDSA);
		assert_int_equal(bits, 256);
		/* No clock of a device, however wrong, is outside of it. */
		assert_true(gnutls_x509_crt_get_activation_time(crt) == 0);
		assert_true(gnutls_x509_crt_get_expiration_time(crt) >
			    INT64_C(253000000000));
		assert_int_equal(gnutls_x509_crt_check_issuer(crt, crt), 1);
		gnutls_x509_crt_deinit(crt);
	}
}

/* A pin is the SHA-256 of the public key in DER, as libcurl takes it. */
static void
pin_is_of_the_public_key(void **state)
{
	gnutls_x509_crt_t crt = read_cert(false);
	gnutls_pubkey_t key;
	gnutls_datum_t der = { NULL, 0 };
	uint8_t want[WIRE_PIN];
	uint8_t got[WIRE_PIN];
	struct errinfo e;

	(void)state;
	gnutls_pubkey_init(&key);
	assert_int_equal(gnutls_pubkey_import_x509(key, crt, 0), 0);
	assert_int_equal(
	    gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &der), 0);
	assert_int_equal(
	    gnutls_hash_fast(GNUTLS_DIG_SHA256, der.data, der.size, want), 0);
	assert_int_equal(tls_pin(dir, false, got, &e), ERR_OK);
	assert_memory_equal(got, want, WIRE_PIN);
	gnutls_free(der.data);
	gnutls_pubkey_deinit(key);
	gnutls_x509_crt_deinit(crt);
}

static void
key_fits_certificate(void **state)
{
	struct buf key = BUF_INIT(20000);
	struct buf cert = BUF_INIT(20000);
	gnutls_certificate_credentials_t creds;
	struct errinfo e;
	int spare;

	(void)state;
	for (spare = 0; spare < 2; spare++) {
		gnutls_datum_t k;
		gnutls_datum_t c;

		buf_clear(&key);
		buf_clear(&cert);
		assert_int_equal(
		    tls_key_pem(dir, spare == 1, &key, &e), ERR_OK);
		assert_int_equal(
		    tls_cert_pem(dir, spare == 1, &cert, &e), ERR_OK);
		k = (gnutls_datum_t){ (unsigned char *)key.data,
			(unsigned)key.len };
		c = (gnutls_datum_t){ (unsigned char *)cert.data,
			(unsigned)cert.len };
		gnutls_certificate_allocate_credentials(&creds);
		assert_int_equal(gnutls_certificate_set_x509_key_mem(
				     creds, &c, &k, GNUTLS_X509_FMT_PEM),
		    0);
		gnutls_certificate_free_credentials(creds);
	}
	buf_done(&key);
	buf_done(&cert);
}

static void
never_made_twice(void **state)
{
	struct errinfo e;
	uint8_t before[WIRE_PIN];
	uint8_t after[WIRE_PIN];
	char path[128];

	(void)state;
	assert_int_equal(tls_pin(dir, false, before, &e), ERR_OK);
	assert_int_equal(tls_init(dir, "x", NULL, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.says, "left as they are"));
	assert_int_equal(tls_pin(dir, false, after, &e), ERR_OK);
	assert_memory_equal(before, after, WIRE_PIN);
	/* one of the four is enough */
	snprintf(path, sizeof(path), "%s/tls-current.key", dir);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(tls_init(dir, "x", NULL, &e), ERR_CONFLICT);
	assert_int_equal(access(path, F_OK), -1);
}

static void
not_there_or_not_readable(void **state)
{
	struct buf out = BUF_INIT(20000);
	uint8_t pin[WIRE_PIN];
	struct errinfo e;
	char path[128];
	FILE *f;

	(void)state;
	assert_int_equal(tls_key_pem(dir, false, &out, &e), ERR_IO);
	assert_non_null(strstr(e.says, "backup"));
	assert_null(strstr(e.says, dir));
	assert_int_equal(out.len, 0);
	assert_int_equal(tls_pin("/nowhere", false, pin, &e), ERR_IO);
	/* others may read it: no longer a secret */
	snprintf(path, sizeof(path), "%s/tls-spare.key", dir);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_not_equal(tls_key_pem(dir, true, &out, &e), ERR_OK);
	assert_int_equal(out.len, 0);
	/* not a certificate */
	snprintf(path, sizeof(path), "%s/tls-spare.cert", dir);
	f = fopen(path, "w");
	fputs("-----BEGIN CERTIFICATE-----\nAAAA\n", f);
	fclose(f);
	assert_int_equal(tls_pin(dir, true, pin, &e), ERR_CORRUPT);
	/* a link is not followed */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("tls-current.cert", path), 0);
	assert_int_not_equal(tls_cert_pem(dir, true, &out, &e), ERR_OK);
	buf_done(&out);
}

static void
host_of_an_address(void **state)
{
	static const struct {
		const char *url, *host;
	} rows[] = {
		{ "https://haven.example:8743", "haven.example" },
		{ "https://haven.example", "haven.example" },
		{ "https://haven.example/x", "haven.example" },
		{ "https://[2001:db8::1]:8743", "2001:db8::1" },
		{ "https://192.0.2.7:1", "192.0.2.7" },
		{ "haven.example:1", "haven.example" },
		{ "https://", "" },
		{ "", "" },
		{ "https://a-name-that-is-too-long-for-it", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char host[20];

		tls_host_of(host, sizeof(host), rows[i].url);
		assert_string_equal(host, rows[i].host);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(made_and_private),
		cmocka_unit_test(names_in_the_certificate),
		cmocka_unit_test(pin_is_of_the_public_key),
		cmocka_unit_test(key_fits_certificate),
		cmocka_unit_test(never_made_twice),
		cmocka_unit_test(not_there_or_not_readable),
		cmocka_unit_test(host_of_an_address),
	};
	struct errinfo e;

	if (seal_start(&e) != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
