/* env.c - a table of variables to let go of. */
#include "env.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <stdlib.h>

#include "mem.h"

/* A row ends with "*" for a beginning, begins with "*" for an end; case does
 * not count (libcurl reads http_proxy, others HTTP_PROXY). */
static const char *const unsafe[] = {
	"SSLKEYLOGFILE",
	"*_PROXY",
	"CURL_*",
	"SSL_*",
	"OPENSSL_*",
	"GNUTLS_*",
	"NETTLE_*",
	"P11_KIT_*",
	"HOSTALIASES",
	"LOCALDOMAIN",
	"RES_OPTIONS",
	"SQLITE_*",
	"MALLOC_TRACE",
	"GCONV_PATH",
};

static bool
fits(const char *row, const char *name)
{
	size_t row_len = strlen(row);
	size_t len = strlen(name);

	if (row[row_len - 1] == '*')
		return strncasecmp(row, name, row_len - 1) == 0;
	if (row[0] == '*')
		return len >= row_len - 1 &&
		       strcasecmp(name + len - (row_len - 1), row + 1) == 0;
	return strcasecmp(row, name) == 0;
}

bool
env_is_unsafe(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(unsafe) / sizeof(unsafe[0]); i++)
		if (fits(unsafe[i], name))
			return true;
	return false;
}

/* The name of the first unsafe variable, to be freed; NULL: none. */
static char *
first_unsafe(void)
{
	size_t i;

	for (i = 0; environ && environ[i]; i++) {
		char *name = mem_strndup(environ[i], strcspn(environ[i], "="));

		if (name[0] && env_is_unsafe(name))
			return name;
		mem_free_text(name);
	}
	return NULL;
}

size_t
env_scrub(void)
{
	size_t n = 0;
	char *name;

	while ((name = first_unsafe()) != NULL) {
		unsetenv(name);
		mem_free_text(name);
		n++;
	}
	return n;
}

void
env_scrub_main(char *const *argv)
{
	if (env_scrub() > 0)
		execv("/proc/self/exe", argv);
}
