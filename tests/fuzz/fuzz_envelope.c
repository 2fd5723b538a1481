/* fuzz_envelope.c - what comes over the line: an envelope that is read must be
 * written and read again as the same, and what is unpacked stays bounded. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "jscan.h"
#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
signed_bytes(struct buf *out, const struct envelope *env)
{
	buf_init(out, KIND_BODY_MAX + 1000);
	envelope_signed_bytes(out, env);
	must(!out->failed);
}

static void
try_envelope(const char *text, size_t len)
{
	const struct envelope none = { 0 };
	struct buf out = BUF_INIT(KIND_BODY_MAX + 2000), a, b;
	struct jw w = JW_INIT(&out);
	struct errinfo e = { 0 };
	struct envelope env, again;

	if (envelope_read(&env, text, len, &e) != ERR_OK) {
		must(e.says[0] != '\0');
		must(memcmp(&env, &none, sizeof(env)) == 0);
		return;
	}
	must(env.body >= text && env.body_len >= 2);
	must((size_t)(env.body - text) + env.body_len <= len);
	must(env.version >= 1 && env.table >= 1 && !id_is_none(&env.id));
	envelope_write(&w, NULL, &env);
	must(!out.failed);
	must(jscan_check(out.data, out.len, out.len, NULL) == ERR_OK);
	must(envelope_read(&again, out.data, out.len, NULL) == ERR_OK);
	signed_bytes(&a, &env);
	signed_bytes(&b, &again);
	must(a.len == b.len && memcmp(a.data, b.data, a.len) == 0);
	must(memcmp(env.sig, again.sig, SEAL_SIG) == 0);
	must(env.is_signed == again.is_signed);
	must(env.written_ms == again.written_ms);
	must(env.received_ms == again.received_ms);
	buf_done(&a);
	buf_done(&b);
	buf_done(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf out = BUF_INIT(WIRE_SYNC_MAX),
		   back = BUF_INIT(WIRE_SYNC_MAX);
	uint8_t pin[WIRE_PIN], secret[WIRE_SECRET];
	const char *text = (const char *)data;
	char code[WIRE_CODE_MAX];

	if (jscan_check(text, len, 1 << 20, NULL) == ERR_OK)
		try_envelope(text, len);
	if (wire_unpack(&out, data, len, NULL) == ERR_OK)
		must(out.len <= WIRE_SYNC_MAX);
	else
		must(out.len == 0);
	buf_clear(&out);
	if (wire_pack(&out, data, len, NULL) == ERR_OK) {
		must(wire_unpack(&back, out.data, out.len, NULL) == ERR_OK);
		must(back.len == len);
		must(len == 0 || memcmp(back.data, data, len) == 0);
	}
	buf_clear(&out);
	(void)buf_add(&out, data, len);
	if (wire_code_read(pin, secret, buf_str(&out), NULL) == ERR_OK) {
		wire_code_print(code, pin, secret);
		must(strlen(code) == 68);
	}
	buf_done(&out);
	buf_done(&back);
	return 0;
}
