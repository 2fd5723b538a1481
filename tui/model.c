/* model.c - the life of the model, its lists, and who may sign in here. */
#include "model_in.h"
#include "model_inspect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"

#define DEMO_MAX 65536 /* bytes of demo.txt */

/* ---- lists ---- */

void *
list_add(struct list *l, size_t size)
{
	char *at;

	if (l->count == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 16;
		void *grown = mem_zalloc(cap, size);

		if (l->count)
			memcpy(grown, l->at, l->count * size);
		mem_free_wiped(l->at, l->cap * size);
		l->at = grown;
		l->cap = cap;
	}
	at = (char *)l->at + l->count++ * size;
	memset(at, 0, size);
	return at;
}

void
list_clear(struct list *l, size_t size)
{
	mem_free_wiped(l->at, l->cap * size);
	*l = (struct list){ 0 };
}

/* ---- the demo ---- */

/* "sign_in<TAB>name<TAB>role title<TAB>code" */
static void
read_demo_line(struct model *m, char *line)
{
	struct person *p;
	char *part[4] = { line };
	size_t n = 1;

	for (char *c = line; *c && n < 4; c++) {
		if (*c == '\t') {
			*c = '\0';
			part[n++] = c + 1;
		}
	}
	if (n == 2 && strcmp(part[0], "passphrase") == 0) {
		mem_free_text(m->demo_passphrase);
		m->demo_passphrase = mem_strdup(part[1]);
	} else if (n == 4) {
		p = list_add(&m->demo, sizeof(*p));
		snprintf(p->sign_in, sizeof(p->sign_in), "%s", part[0]);
		snprintf(p->name, sizeof(p->name), "%s", part[1]);
		snprintf(p->role_title, sizeof(p->role_title), "%s", part[2]);
		snprintf(p->code, sizeof(p->code), "%s", part[3]);
	}
}

static enum err
read_demo(struct model *m, const char *path, struct errinfo *e)
{
	char *text, *line, *next;
	ssize_t len;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return err_set(e, ERR_CONFIG,
		    "The list of people of the demo cannot be read: %s.",
		    strerror(errno));
	text = mem_zalloc(1, DEMO_MAX + 1);
	len = read(fd, text, DEMO_MAX);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	for (line = text; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		read_demo_line(m, line);
	}
	mem_free_wiped(text, DEMO_MAX + 1);
	return ERR_OK;
}

/* ---- people ---- */

static struct person *
find_person(struct model *m, const char *sign_in)
{
	struct person *p = m->people.at;

	for (size_t i = 0; i < m->people.count; i++) {
		if (strcasecmp(p[i].sign_in, sign_in) == 0)
			return &p[i];
	}
	return NULL;
}

/* Those of the demo in its order, then everybody else with a store here. */
static void
read_people(struct model *m)
{
	struct store_who *who = mem_zalloc(STORE_PEOPLE_MAX, sizeof(*who));
	struct errinfo e = { 0 };
	size_t n = store_list(m->data_dir, who, STORE_PEOPLE_MAX, &e);
	const struct person *demo = m->demo.at;
	enum role role;

	list_clear(&m->people, sizeof(struct person));
	for (size_t i = 0; i < m->demo.count; i++) {
		struct person *p = list_add(&m->people, sizeof(struct person));

		*p = demo[i];
	}
	for (size_t i = 0; i < n; i++) {
		struct person *p = find_person(m, who[i].sign_in);

		if (!p) {
			p = list_add(&m->people, sizeof(*p));
			snprintf(p->sign_in, sizeof(p->sign_in), "%s",
			    who[i].sign_in);
			snprintf(p->name, sizeof(p->name), "%s",
			    *who[i].name ? who[i].name : who[i].sign_in);
			if (role_parse(&role, who[i].role))
				snprintf(p->role_title, sizeof(p->role_title),
				    "%s", role_title(role));
		}
		p->has_store = true;
	}
	mem_free_wiped(who, STORE_PEOPLE_MAX * sizeof(*who));
	m->people.is_fresh = e.code == ERR_OK;
}

size_t
model_people(const struct model *m, const struct person **list)
{
	/* Read when asked for, like every list: the caller sees no change. */
	struct model *own = (struct model *)(uintptr_t)m;

	if (!m->people.is_fresh)
		read_people(own);
	*list = m->people.at;
	return m->people.count;
}

const char *
model_demo_passphrase(const struct model *m)
{
	return m->demo_passphrase;
}

/* ---- life ---- */

enum err
model_new(
    struct model **out, const struct model_config *config, struct errinfo *e)
{
	struct model *m;
	enum err code;

	*out = NULL;
	code = store_folder(config->data_dir, e);
	if (code != ERR_OK)
		return code;
	m = mem_zalloc(1, sizeof(*m));
	m->conf = config->conf;
	m->data_dir = mem_strdup(config->data_dir);
	m->net_program = mem_strdup(config->net_program);
	m->cost = config->cost;
	if (config->demo_codes)
		code = read_demo(m, config->demo_codes, e);
	if (code != ERR_OK) {
		model_free(m);
		return code;
	}
	link_start(m);
	*out = m;
	return ERR_OK;
}

void
model_free(struct model *m)
{
	if (!m)
		return;
	model_sign_out(m);
	link_stop(m);
	list_clear(&m->people, sizeof(struct person));
	list_clear(&m->demo, sizeof(struct person));
	mem_free_text(m->demo_passphrase);
	mem_free_text(m->data_dir);
	mem_free_text(m->net_program);
	mem_free_wiped(m, sizeof(*m));
}

void
model_changed(struct model *m, unsigned topics)
{
	m->topics |= topics;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX)) {
		m->rows.is_fresh = false;
		m->known.is_fresh = false;
		m->writes.is_fresh = false;
		m->outbox.is_fresh = false;
		m->waiting.is_fresh = false;
		m->drafts.is_fresh = false;
		m->guest_is_fresh = false;
	}
	if (topics & TOPIC_RECORDS)
		m->staff.is_fresh = false;
	if (topics & (TOPIC_RECORDS | TOPIC_ANSWER))
		m->inspections.is_fresh = false;
	if (topics & TOPIC_ANSWER) {
		m->looks.is_fresh = false;
		m->people.is_fresh = false;
	}
}

void
model_forget_lists(struct model *m)
{
	list_clear(&m->rows, sizeof(struct row));
	list_clear(&m->writes, sizeof(struct write));
	list_clear(&m->drafts, sizeof(struct draft));
	list_clear(&m->put_away, sizeof(struct draft));
	list_clear(&m->waiting, sizeof(struct waiting));
	list_clear(&m->outbox, sizeof(struct outbox_row));
	list_clear(&m->looks, sizeof(struct look_row));
	list_clear(&m->access, sizeof(struct access_row));
	list_clear(&m->inspections, sizeof(struct inspect_stand));
	list_clear(&m->inspected, sizeof(struct inspect_person));
	model_forget_notices(m);
	model_forget_audit(m);
	m->guest_is_fresh = false;
}

unsigned
model_take_topics(struct model *m)
{
	unsigned topics = m->topics;

	m->topics = 0;
	return topics;
}

const char *
model_damage(const struct model *m)
{
	return m->damage;
}
