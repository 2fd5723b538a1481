/* fuzz_mail.c - any bytes as an address, a subject, a text and a server's answer,
 * for libFuzzer: what is taken makes a letter of whole lines, in which no header is
 * but ours. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail_text.h"
#include "mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_letter(const char *s, size_t lines_want)
{
	const char *end = strstr(s, "\r\n\r\n");
	size_t lines = 0, col = 0;

	check(end != NULL);
	for (const char *c = s; *c; c++) {
		if (*c == '\r' && c[1] == '\n') {
			c++;
			/* A folded line is none of its own. */
			lines += c < end + 2 && c[1] != ' ';
			col = 0;
			continue;
		}
		check(*c == '\t' || (*c >= 0x20 && *c < 0x7F));
		check(++col <= 998);
	}
	check(col == 0 && lines == lines_want);
}

static void
fuzz_letter(const char *s, size_t len)
{
	char *text = mem_strndup(s, len);
	struct mail_letter m = { .from_name = "The charity",
		.from = "office@example.org",
		.to = "sam@example.org",
		.subject = "Hello",
		.text = "Hello",
		.message_id = "0190@example.org" };
	struct buf out = BUF_INIT(MAIL_BYTES_MAX);

	if (mail_address_check(s, len, NULL) == ERR_OK)
		m.to = text;
	if (mail_subject_check(s, len, NULL) == ERR_OK)
		m.subject = m.from_name = text;
	if (mail_text_check(s, len, NULL) == ERR_OK)
		m.text = text;
	check(mail_letter_make(&out, &m, NULL) == ERR_OK);
	check_letter(buf_str(&out), 9);
	buf_done(&out);
	mem_free_text(text);
}

static void
fuzz_answer(const char *s, size_t len)
{
	char out[201];

	for (size_t room = 1; room <= sizeof(out); room += 50) {
		mail_answer_safe(out, room, s, len);
		check(strlen(out) < room);
		for (const char *c = out; *c; c++)
			check(*c >= 0x20 && *c < 0x7F);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_letter((const char *)data, size);
	fuzz_answer((const char *)data, size);
	return 0;
}
