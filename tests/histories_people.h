/* histories_people.h - what people do on their devices in a history, and the
 * texts they write. Every step says whether it could be done just now. Included
 * once. */
#ifndef HAVEN_HISTORIES_PEOPLE_H
#define HAVEN_HISTORIES_PEOPLE_H

#include "histories_check.h"

static uint64_t random_state;
static bool is_online[DEVS];
static int words; /* no two texts are the same */

static unsigned
draw(unsigned n)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (unsigned)((random_state * UINT64_C(2685821657736338717)) >>
			  33) %
	       n;
}

static void
draw_seed(uint64_t seed)
{
	random_state = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
	for (int i = 0; i < 4; i++)
		draw(2);
}

static enum dev
any_device(void)
{
	enum dev dev;

	do
		dev = (enum dev)draw(DEVS);
	while (devices[dev] == NULL);
	return dev;
}

/* Whoever has a device in this history. */
static enum who
any_person(void)
{
	return dev_who[any_device()];
}

/* ---- texts ---- */

static void
about(char *text, size_t size, int who)
{
	text[0] = '\0';
	if (who != NONE)
		snprintf(text, size, "\"about_staff\":[{\"staff\":\"%s\"}],",
		    at_office[who].staff.s);
}

static void
write_words(struct m_write *w)
{
	char who[100], parent[80] = "";
	int n = ++words;
	size_t size = sizeof(w->body);

	about(who, sizeof(who), w->about);
	if (w->parent != NONE)
		snprintf(parent, sizeof(parent), "\"%s\":\"%s\",",
		    w->kind->parent_key, m.records[w->parent].id.s);
	if (w->is_bad)
		snprintf(w->body, size, "{\"place\":\"%d\"}", n);
	else if (w->kind == &kind_front_sheet)
		snprintf(w->body, size,
		    "{\"name\":\"Child %d\",\"purpose\":\"Support\"}", n);
	else if (w->kind == &kind_adult)
		snprintf(w->body, size,
		    "{\"name\":\"Adult %d\",\"relation\":\"mother\"}", n);
	else if (w->kind == &kind_first_account)
		snprintf(w->body, size,
		    "{%s\"child\":\"Child\",\"observed\":\"Seen %d.\"}", who,
		    n);
	else if (w->kind == &kind_concern)
		snprintf(w->body, size, "{%s%s\"place\":\"Room %d\"}", parent,
		    who, n);
	else if (w->kind == &kind_statement)
		snprintf(w->body, size,
		    "{%s\"by\":\"Mia\",\"who\":\"parent\",\"given\":"
		    "\"2026-04-03T09:00\",\"words\":\"Words %d\"}",
		    parent, n);
	else if (w->kind == &kind_assignment)
		snprintf(w->body, size,
		    "{\"staff\":\"%s\",\"from\":\"2026-01-05\",%s\"why\":"
		    "\"%d\"}",
		    at_office[w->staff].staff.s,
		    w->is_on ? "" : "\"until\":\"2026-04-02\",", n);
	else
		staff_body(w->body, size, (enum who)w->staff, w->is_on, n);
}

/* ---- saves on a device ---- */

static void
save_on(enum dev dev, struct m_write *w, const struct device_base *on,
    enum wire_chose chose)
{
	struct device_write dw = { .write = w->write,
		.id = m.records[w->record].id,
		.kind = w->kind->name,
		.body = w->body,
		.base = w->base };

	if (w->file != NONE)
		dw.file = m.files[w->file].id;
	for (int i = 0; on->is_refused && i < m.write_count; i++)
		if (m.writes[i].dev == (int)dev &&
		    m.writes[i].record == w->record && &m.writes[i] != w &&
		    m.writes[i].state != WRITE_SENT)
			m.writes[i].state = WRITE_DECIDED;
	m.looks[dev] += chose != CHOSE_NOTHING;
	device_save(devices[dev], &dw, on, chose);
}

static struct m_write *
create_on(enum dev dev, const struct kind *kind, int file, int parent)
{
	int record = new_record(kind, file);
	struct m_write *w = new_write(dev_who[dev], (int)dev, record, 0);

	m.records[record].parent = w->parent = parent;
	return w;
}

static const struct device_base is_new = { .base = 0 };

static bool
finish_new(enum dev dev, struct m_write *w)
{
	write_words(w);
	save_on(dev, w, &is_new, CHOSE_NOTHING);
	return true;
}

/* Nobody knows of what was never sent but whoever wrote it. */
static bool
may_know_file(enum dev dev, int file)
{
	for (int i = 0; i < m.write_count; i++)
		if (m.writes[i].file == file && m.writes[i].dev == (int)dev)
			return true;
	return m.files[file].is_there;
}

/* One of the files of a device; now and then one that it has no more, or never
 * had. */
static int
a_file(enum dev dev)
{
	int at = NONE;

	for (int i = 0; i < 6 && m.file_count > 0; i++) {
		at = (int)draw((unsigned)m.file_count);
		if (may_know_file(dev, at) && (in_set(dev, at) || draw(8) == 0))
			return at;
	}
	return NONE;
}

/* One that the office has. */
static int
a_record(const struct kind *kind)
{
	int at = NONE, n = 0;

	for (int i = PEOPLE; i < m.record_count; i++)
		if (m.records[i].kind == kind && m.records[i].version > 0 &&
		    draw((unsigned)++n) == 0)
			at = i;
	return at;
}

/* Does this device have the record, sent or not? */
static bool
knows(enum dev dev, int record)
{
	struct device_base on =
	    device_base_of(devices[dev], &m.records[record].id);

	return on.is_here || on.is_waiting || on.is_refused;
}

static int
a_known_record(enum dev dev, const struct kind *kind)
{
	int at = NONE, n = 0;

	for (int i = PEOPLE; i < m.record_count; i++)
		if (m.records[i].kind == kind && knows(dev, i) &&
		    draw((unsigned)++n) == 0)
			at = i;
	return at;
}

/* Most of what people write is theirs to write. */
static bool
would(enum dev dev, enum role role)
{
	return people[dev_who[dev]].role == role || draw(8) == 0;
}

static bool
step_account(void)
{
	enum dev dev = any_device();
	int file = draw(4) == 0 ? new_file() : a_file(dev);
	struct m_write *w;

	if (file == NONE)
		return false;
	w = create_on(dev, &kind_first_account, file, NONE);
	if (draw(5) == 0)
		w->about = (int)any_person();
	if (w->about == (int)w->who)
		w->about = NONE;
	return finish_new(dev, w);
}

static bool
step_adult(void)
{
	enum dev dev = any_device();
	int file = a_file(dev);

	return file != NONE && !would(dev, ROLE_VOLUNTEER) &&
	       finish_new(dev, create_on(dev, &kind_adult, file, NONE));
}

/* What the office refuses for its fields. */
static bool
step_bad(void)
{
	enum dev dev = any_device();
	int file = a_file(dev);
	struct m_write *w;

	if (file == NONE)
		return false;
	w = create_on(dev, &kind_adult, file, NONE);
	w->is_bad = true;
	return finish_new(dev, w);
}

static bool
step_front(void)
{
	enum dev dev = any_device();
	int file;

	if (!would(dev, ROLE_SENIOR))
		return false;
	file = draw(2) == 0 ? a_file(dev) : new_file();
	if (file == NONE)
		return false;
	return finish_new(dev, create_on(dev, &kind_front_sheet, file, NONE));
}

static bool
step_concern(void)
{
	enum dev dev = any_device();
	int parent = a_known_record(dev, &kind_first_account), file;
	struct m_write *w;

	if (!would(dev, ROLE_SENIOR))
		return false;
	file = parent != NONE ? m.records[parent].file : a_file(dev);
	if (file == NONE)
		return false;
	w = create_on(dev, &kind_concern, file, parent);
	if (draw(6) == 0 && w->who != SENIOR)
		w->about = SENIOR;
	return finish_new(dev, w);
}

static bool
step_statement(void)
{
	enum dev dev = any_device();
	int parent = a_known_record(dev, &kind_concern);

	return parent != NONE &&
	       finish_new(dev, create_on(dev, &kind_statement,
				   m.records[parent].file, parent));
}

/* Who is it about can only grow: it is said again in what comes after. */
static void
keep_names(struct m_write *w)
{
	const struct m_record *r = &m.records[w->record];

	w->staff = r->staff;
	w->is_on = r->is_on;
}

/* A change of a record the device has; of one that came back, a new try. */
static bool
step_change(void)
{
	static const struct kind *const changing[] = { &kind_adult,
		&kind_front_sheet, &kind_concern };
	enum dev dev = any_device();
	int record = a_known_record(dev, changing[draw(3)]);
	struct device_base on;
	enum wire_chose chose = CHOSE_NOTHING;
	struct m_write *w;

	if (record == NONE ||
	    !rights_may(people[dev_who[dev]].role, m.records[record].kind->name,
		RIGHT_CHANGE, draw(8) != 0, false))
		return false;
	on = device_base_of(devices[dev], &m.records[record].id);
	if (on.is_clash)
		chose = draw(2) == 0 ? CHOSE_MINE : CHOSE_JOINED;
	w = new_write(dev_who[dev], (int)dev, record, on.base);
	keep_names(w);
	if (w->kind == &kind_concern && draw(6) == 0 && w->who != SENIOR)
		w->about = SENIOR;
	write_words(w);
	save_on(dev, w, &on, chose);
	return true;
}

/* A write of this device that came back. */
static int
a_refused(enum dev dev)
{
	int at = NONE, n = 0;

	for (int i = 0; i < m.write_count; i++)
		if (m.writes[i].dev == (int)dev &&
		    m.writes[i].state == WRITE_REFUSED && draw(++n) == 0)
			at = i;
	return at;
}

/* Two versions: the person chooses. Anything else that came back is written
 * anew, or left for now. */
static bool
step_decide(void)
{
	enum dev dev = any_device();
	int at = a_refused(dev);
	struct device_base on;
	struct m_record *r;
	struct m_write *w;

	if (at == NONE)
		return false;
	r = &m.records[m.writes[at].record];
	on = device_base_of(devices[dev], &r->id);
	if (on.is_clash && draw(3) == 0) {
		for (int i = 0; i < m.write_count; i++)
			if (m.writes[i].dev == (int)dev &&
			    m.writes[i].record == m.writes[at].record &&
			    m.writes[i].state != WRITE_SENT)
				m.writes[i].state = WRITE_DECIDED;
		m.looks[dev]++;
		device_keep_theirs(
		    devices[dev], &m.files[r->file].id, &r->id, &on);
		return true;
	}
	w = new_write(dev_who[dev], (int)dev, m.writes[at].record, on.base);
	w->parent = m.writes[at].parent;
	w->about = m.writes[at].about;
	w->staff = m.writes[at].staff;
	w->is_on = m.writes[at].is_on;
	write_words(w);
	save_on(dev, w, &on,
	    !on.is_clash   ? CHOSE_NOTHING
	    : draw(2) == 0 ? CHOSE_MINE
			   : CHOSE_JOINED);
	return true;
}

static bool
step_look(void)
{
	enum dev dev = any_device();
	int at = (int)draw((unsigned)m.record_count);
	const struct m_record *r = &m.records[at];
	struct device_base on = device_base_of(devices[dev], &r->id);

	if (r->file == NONE || !on.is_here)
		return false;
	m.looks[dev]++;
	device_look(devices[dev], &m.files[r->file].id, &r->id, on.latest);
	return true;
}

static bool
step_open_file(void)
{
	enum dev dev = any_device();

	if (m.file_count == 0)
		return false;
	device_want(devices[dev], &m.files[draw((unsigned)m.file_count)].id);
	return true;
}

/* An assignment may be made offline as well. */
static bool
step_assign_here(void)
{
	enum dev dev = any_device();
	int file = a_file(dev);
	struct m_write *w;

	if (file == NONE || people[dev_who[dev]].role != ROLE_SENIOR)
		return false;
	w = create_on(dev, &kind_assignment, file, NONE);
	w->staff = (int)any_person();
	w->is_on = true;
	return finish_new(dev, w);
}

#endif
