/* fuzz_conf.c - any bytes as a settings file, as the environment and as flags:
 * either every value obeys its row, or a sentence says what is wrong. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "conf.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_be_good(const struct conf *c)
{
	for (int i = 0; i < CONF_COUNT; i++) {
		enum conf_id id = (enum conf_id)i;
		const char *text = conf_text(c, id);

		must(text_is_utf8(text, strlen(text)));
		must(strpbrk(text, "\n\r\t\x1b\x7f") == NULL);
		must(conf_origin(c, id)[0] != '\0');
	}
	must(conf_int(c, CONF_LOCK_AFTER) >= 30);
	must(conf_int(c, CONF_LOCK_AFTER) <= 3600);
	must(conf_int(c, CONF_PORT) >= 0 && conf_int(c, CONF_PORT) <= 65535);
	must(conf_int(c, CONF_LOG_LEVEL) >= 0);
	must(conf_int(c, CONF_LOG_LEVEL) <= 3);
	must(conf_text(c, CONF_STORE_DIR)[0] != '\0');
}

static void
try_load(const char *path, char *const *env)
{
	struct errinfo e = { 0 };
	struct conf *c;

	if (conf_load(&c, CONF_BOTH, path, true, env, &e) == ERR_OK) {
		must(c != NULL);
		must_be_good(c);
	} else {
		must(c == NULL && e.code == ERR_CONFIG && e.says[0]);
	}
	conf_free(c);
}

/* Any text as a name with its second half as the value, and as values. */
static void
try_set(const char *text)
{
	const char *value = text + strlen(text) / 2;
	struct conf *c;

	must(conf_load(&c, CONF_CLIENT, NULL, false, NULL, NULL) == ERR_OK);
	(void)conf_set(c, text, value, NULL);
	(void)conf_set(c, "data_dir", text, NULL);
	(void)conf_set(c, "colour", text, NULL);
	(void)conf_set(c, "sync-every", text, NULL);
	must_be_good(c);
	conf_free(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static int fd = -1;
	static char path[64];
	struct buf text = BUF_INIT(1 << 20);
	char *env[2] = { NULL, NULL };

	if (fd < 0) {
		must(text_start());
		fd = memfd_create("conf", 0);
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	must(ftruncate(fd, 0) == 0);
	must(pwrite(fd, data, len, 0) == (ssize_t)len);
	try_load(path, env);
	(void)buf_add(&text, data, len);
	env[0] = text.data;
	try_load(NULL, env);
	try_set(buf_str(&text));
	buf_done(&text);
	return 0;
}
