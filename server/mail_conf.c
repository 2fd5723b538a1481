/* mail_conf.c - what the settings of mail say together. */
#include "mail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <arpa/inet.h>

#include "seal.h"

#define PORT_SMTP "587" /* RFC 8314: submission, STARTTLS; and TLS at once */
#define PORT_SMTPS "465"

/* ---- the server's address ---- */

struct place {
	bool is_smtps;
	char host[256]; /* without brackets */
	char port[6];
	bool is_ipv6;
};

static bool
is_host(const char *s)
{
	size_t len = strlen(s);

	for (size_t i = 0; i < len; i++)
		if (!(s[i] >= 'a' && s[i] <= 'z') &&
		    !(s[i] >= 'A' && s[i] <= 'Z') &&
		    !(s[i] >= '0' && s[i] <= '9') && s[i] != '.' && s[i] != '-')
			return false;
	return len > 0 && s[0] != '-' && s[0] != '.';
}

static bool
is_port(const char *s)
{
	size_t len = strlen(s);
	long n = strtol(s, NULL, 10);

	return len > 0 && len <= 5 && strspn(s, "0123456789") == len && n > 0 &&
	       n <= 65535;
}

/* Nothing but a name and a port: no user, no path, no question. */
static bool
read_place(struct place *p, const char *url)
{
	const char *host, *end;
	size_t len;

	p->is_smtps = strncmp(url, "smtps://", 8) == 0;
	if (!p->is_smtps && strncmp(url, "smtp://", 7) != 0)
		return false;
	host = strchr(url, '/') + 2;
	p->is_ipv6 = host[0] == '[';
	if (p->is_ipv6)
		host++;
	end = host + strcspn(host, p->is_ipv6 ? "]" : ":");
	len = (size_t)(end - host);
	if (len == 0 || len >= sizeof(p->host) || (p->is_ipv6 && *end != ']'))
		return false;
	memcpy(p->host, host, len);
	p->host[len] = '\0';
	if (p->is_ipv6)
		end++;
	if (*end != '\0' && (*end != ':' || !is_port(end + 1)))
		return false;
	snprintf(p->port, sizeof(p->port), "%s",
	    *end == ':'   ? end + 1
	    : p->is_smtps ? PORT_SMTPS
			  : PORT_SMTP);
	return p->is_ipv6
		   ? inet_pton(AF_INET6, p->host, &(struct in6_addr){ 0 }) == 1
		   : is_host(p->host);
}

/* An address of this machine. A name is none: who answers to it is for others to
 * say. */
static bool
is_loopback(const struct place *p)
{
	struct in6_addr six;
	struct in_addr four;

	if (p->is_ipv6)
		return inet_pton(AF_INET6, p->host, &six) == 1 &&
		       IN6_IS_ADDR_LOOPBACK(&six);
	return inet_pton(AF_INET, p->host, &four) == 1 &&
	       ntohl(four.s_addr) >> 24 == 127;
}

/* ---- all of them ---- */

static enum err
wrong(const struct conf *conf, enum conf_id id, const char *name,
    const char *what, struct errinfo *e)
{
	return err_field(e, ERR_CONFIG, name,
	    "%s: %s %s. Correct it and start again.", conf_origin(conf, id),
	    name, what);
}

enum err
mail_conf_read(
    struct mail_conf *out, const struct conf *conf, struct errinfo *e)
{
	const char *server = conf_text(conf, CONF_MAIL_SERVER);
	struct place p = { 0 };

	memset(out, 0, sizeof(*out));
	out->user = conf_text(conf, CONF_MAIL_USER);
	out->from = conf_text(conf, CONF_MAIL_FROM);
	out->ca_file = conf_text(conf, CONF_MAIL_CA_FILE);
	out->is_on = server[0] != '\0';
	if (out->is_on && !read_place(&p, server))
		return wrong(conf, CONF_MAIL_SERVER, "mail_server",
		    "must be smtp://name:port or smtps://name:port", e);
	if (out->from[0] != '\0' &&
	    mail_address_check(out->from, strlen(out->from), NULL) != ERR_OK)
		return wrong(conf, CONF_MAIL_FROM, "mail_from",
		    "must be one e-mail address, such as "
		    "office@example.org",
		    e);
	if (out->is_on && out->from[0] == '\0')
		return wrong(conf, CONF_MAIL_FROM, "mail_from",
		    "is needed, because mail_server is set", e);
	if ((out->user[0] != '\0') !=
	    (conf_text(conf, CONF_MAIL_PASSWORD_FILE)[0] != '\0'))
		return wrong(conf, CONF_MAIL_USER, "mail_user",
		    "and mail_password_file go together: set both, or none", e);
	if (!out->is_on)
		return ERR_OK;
	out->is_plain = conf_bool(conf, CONF_MAIL_PLAIN_LOOPBACK) &&
			is_loopback(&p) && !p.is_smtps;
	if (out->is_plain && out->user[0] != '\0')
		return wrong(conf, CONF_MAIL_USER, "mail_user",
		    "cannot be used without TLS (mail_plain_loopback)", e);
	/* The path is the name that libcurl greets with: not this machine's. */
	snprintf(out->url, sizeof(out->url), "%s://%s%s%s:%s/%s",
	    p.is_smtps ? "smtps" : "smtp", p.is_ipv6 ? "[" : "", p.host,
	    p.is_ipv6 ? "]" : "", p.port, mail_address_domain(out->from));
	return ERR_OK;
}

/* ---- files ---- */

static int
open_private(const char *path, struct errinfo *e)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0) {
		err_field(e, ERR_CONFIG, "mail_password_file",
		    "mail_password_file: %.120s cannot be read: %s. Correct "
		    "it and start again.",
		    path, strerror(errno));
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() && (st.st_mode & 077) == 0)
		return fd;
	close(fd);
	err_field(e, ERR_CONFIG, "mail_password_file",
	    "mail_password_file: %.120s must be a plain file that belongs to "
	    "the user havend runs as, and that nobody else can read (chmod "
	    "600).",
	    path);
	return -1;
}

/* One line, printable. */
static bool
is_password(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7F)
			return false;
	return len > 0 && len <= MAIL_PASSWORD_MAX;
}

enum err
mail_password_read(char *out, const struct conf *conf, struct errinfo *e)
{
	const char *path = conf_text(conf, CONF_MAIL_PASSWORD_FILE);
	size_t len = 0;
	ssize_t n;
	int fd;

	out[0] = '\0';
	if (path[0] == '\0')
		return ERR_OK;
	fd = open_private(path, e);
	if (fd < 0)
		return ERR_CONFIG;
	/* One byte more than there may be, for the end of the line. */
	do {
		n = read(fd, out + len, MAIL_PASSWORD_MAX + 1 - len);
		len += n > 0 ? (size_t)n : 0;
	} while (
	    (n > 0 && len <= MAIL_PASSWORD_MAX) || (n < 0 && errno == EINTR));
	close(fd);
	if (len > 0 && out[len - 1] == '\n')
		len--;
	if (n >= 0 && is_password(out, len)) {
		out[len] = '\0';
		return ERR_OK;
	}
	seal_wipe(out, MAIL_PASSWORD_MAX + 1);
	return err_field(e, ERR_CONFIG, "mail_password_file",
	    "mail_password_file: %.120s must hold the password alone, on one "
	    "line of at most %d bytes.",
	    path, MAIL_PASSWORD_MAX);
}

enum err
mail_conf_check(const struct conf *conf, struct errinfo *e)
{
	const char *ca = conf_text(conf, CONF_MAIL_CA_FILE);
	char *password;
	struct mail_conf m;
	enum err err = mail_conf_read(&m, conf, e);

	if (err != ERR_OK)
		return err;
	if (ca[0] != '\0' && access(ca, R_OK) != 0)
		return err_field(e, ERR_CONFIG, "mail_ca_file",
		    "mail_ca_file: %.120s cannot be read: %s. Correct it and "
		    "start again.",
		    ca, strerror(errno));
	password = (char *)seal_secret_alloc(MAIL_PASSWORD_MAX + 1);
	err = mail_password_read(password, conf, e);
	seal_key_free((uint8_t *)password);
	return err;
}
