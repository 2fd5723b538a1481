/* histories_steps.h - what happens in a history: each step is a row, with how
 * often it is drawn. A step that cannot be done just now does nothing and is not
 * counted. Included once. */
#ifndef HAVEN_HISTORIES_STEPS_H
#define HAVEN_HISTORIES_STEPS_H

#include "histories_people.h"

/* ---- at the office ---- */

static bool
do_at_office(struct m_write *w)
{
	struct verdict want;
	unsigned status;

	write_words(w);
	want = deliver((int)(w - m.writes));
	status = put_at_office(w);
	if (status != want.status)
		fail_msg("at the office, %s: %u and not %u: %s", w->kind->name,
		    status, want.status, buf_str(&out));
	return true;
}

static struct m_write *
create_at_office(const struct kind *kind, int file, int parent)
{
	int record = new_record(kind, file);
	struct m_write *w = new_write(OTHER_SENIOR, NONE, record, 0);

	m.records[record].parent = w->parent = parent;
	return w;
}

static bool
step_office_file(void)
{
	int file = new_file();

	do_at_office(create_at_office(&kind_front_sheet, file, NONE));
	return do_at_office(create_at_office(&kind_adult, file, NONE));
}

static bool
assign(enum who who, int file)
{
	struct m_write *w = create_at_office(&kind_assignment, file, NONE);

	w->staff = (int)who;
	w->is_on = true;
	return do_at_office(w);
}

/* The next version of an assignment: over, or on again. */
static bool
turn(int record)
{
	struct m_write *w =
	    new_write(OTHER_SENIOR, NONE, record, m.records[record].version);

	w->staff = m.records[record].staff;
	w->is_on = !m.records[record].is_on;
	return do_at_office(w);
}

static bool
step_assign(void)
{
	int at = a_record(&kind_assignment);

	if (at != NONE && draw(3) != 0)
		return turn(at);
	return m.file_count > 0 && m.file_count < FILES_MAX &&
	       m.files[at = (int)draw((unsigned)m.file_count)].is_there &&
	       assign(any_person(), at);
}

static bool
step_office_change(void)
{
	static const struct kind *const changing[] = { &kind_adult,
		&kind_front_sheet, &kind_concern };
	int at = a_record(changing[draw(3)]);
	struct m_write *w;

	if (at == NONE)
		return false;
	w = new_write(OTHER_SENIOR, NONE, at, m.records[at].version);
	if (w->kind == &kind_concern && draw(3) == 0)
		w->about = (int)any_person(); /* R7 */
	return do_at_office(w);
}

static bool
step_office_concern(void)
{
	int parent = a_record(&kind_first_account);
	int file = NONE;
	struct m_write *w;

	if (parent != NONE)
		file = m.records[parent].file;
	else if (m.file_count > 0)
		file = (int)draw((unsigned)m.file_count);
	if (file == NONE || !m.files[file].is_there)
		return false;
	w = create_at_office(&kind_concern, file, parent);
	if (draw(4) == 0)
		w->about = (int)any_person();
	return do_at_office(w);
}

/* More than go into one answer to a device that writes. */
static bool
step_burst(void)
{
	int at = a_record(&kind_adult);
	struct burst b;

	if (at == NONE || m.version_count > 300)
		return false;
	for (b.count = 0; b.count < 104; b.count++) {
		struct m_write *w = b.writes[b.count] =
		    new_write(OTHER_SENIOR, NONE, at, m.records[at].version);

		write_words(w);
		deliver((int)(w - m.writes));
	}
	put_burst(&b);
	return true;
}

static bool
turn_access(enum who who)
{
	int at = record_of(&at_office[who].staff);
	struct m_write *w = new_write(ADMIN, NONE, at, m.records[at].version);

	w->staff = (int)who;
	w->is_on = m.has_left[who];
	return do_at_office(w);
}

/* Somebody's access ends; more often it is given back. */
static bool
step_access(void)
{
	enum who who = any_person();

	for (int i = 0; i < 3 && !m.has_left[who]; i++)
		who = any_person();
	if (!m.has_left[who] && draw(3) != 0)
		return false;
	return turn_access(who);
}

static bool
step_server(void)
{
	server_close(office.s);
	office_open(&office);
	return true;
}

static bool
step_clock(void)
{
	office_at(&office, office.now_ms + 60000 + (int64_t)draw(30) * 60000);
	return true;
}

/* ---- the line ---- */

static bool
step_sync(void)
{
	enum dev dev = any_device();

	if (!is_online[dev])
		return false;
	sync_whole(dev, draw(4) == 0 ? 1 + draw(3) : WIRE_WRITES_MAX);
	return true;
}

/* A sync that goes wrong, after none or some exchanges that went well; or that
 * ends too early. */
static bool
step_bad_sync(void)
{
	enum dev dev = any_device();
	enum fate fate = (enum fate)draw(FATES);
	size_t batch = draw(2) == 0 ? 1 + draw(3) : WIRE_WRITES_MAX;
	struct device_did did;

	if (!is_online[dev])
		return false;
	device_round(devices[dev]);
	for (unsigned n = draw(3); n > 0; n--)
		if (!exchange(dev, batch, WELL, &did))
			break;
	exchange(dev, batch, fate, &did);
	check_outbox(dev);
	return true;
}

static bool
step_line(void)
{
	enum dev dev = any_device();

	is_online[dev] = !is_online[dev];
	return true;
}

static bool
step_restart(void)
{
	restart_device(any_device());
	return true;
}

static struct step {
	const char *name;
	unsigned weight;
	bool (*run)(void);
	unsigned long count;
} steps[] = {
	{ "first account", 8, step_account, 0 },
	{ "adult", 6, step_adult, 0 },
	{ "wrong fields", 1, step_bad, 0 },
	{ "front sheet", 2, step_front, 0 },
	{ "concern", 5, step_concern, 0 },
	{ "statement", 4, step_statement, 0 },
	{ "change", 24, step_change, 0 },
	{ "decision", 8, step_decide, 0 },
	{ "look", 4, step_look, 0 },
	{ "file opened", 2, step_open_file, 0 },
	{ "assignment on a device", 2, step_assign_here, 0 },
	{ "file at the office", 1, step_office_file, 0 },
	{ "assignment turned", 6, step_assign, 0 },
	{ "change at the office", 14, step_office_change, 0 },
	{ "concern at the office", 3, step_office_concern, 0 },
	{ "burst", 1, step_burst, 0 },
	{ "access ended or back", 3, step_access, 0 },
	{ "server restart", 1, step_server, 0 },
	{ "clock", 2, step_clock, 0 },
	{ "sync", 18, step_sync, 0 },
	{ "sync gone wrong", 14, step_bad_sync, 0 },
	{ "line up or down", 6, step_line, 0 },
	{ "device restart", 2, step_restart, 0 },
};
#define STEPS (sizeof(steps) / sizeof(steps[0]))

#endif
