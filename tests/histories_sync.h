/* histories_sync.h - one exchange between a device and the office, with what can
 * go wrong on the way, and what the model expects of it. Included once. */
#ifndef HAVEN_HISTORIES_SYNC_H
#define HAVEN_HISTORIES_SYNC_H

#include "histories_office.h"

/* How an exchange goes. In all but the first two the office took it. */
enum fate {
	WELL,
	NEVER_SENT,  /* the request is lost */
	ANSWER_LOST, /* and the device waits in vain */
	ANSWER_CUT,  /* half of it comes */
	KILLED,      /* the device is switched off before it comes */
	FATES
};

static struct tally {
	unsigned long syncs, fates[FATES], pages, statuses[600], again, ended,
	    decided, nothing;
} tally;

static bool is_told; /* HISTORY_SEED */

static struct buf request = BUF_INIT(WIRE_SYNC_MAX);
static struct buf answer = BUF_INIT(OFFICE_ANSWER_MAX);

/* ---- the writes of a request ---- */

/* In the order of writing, each open, none after one that came back. */
static void
check_sent(enum dev dev, const struct id *sent, size_t count)
{
	int before = NONE;

	for (size_t i = 0; i < count; i++) {
		int at = write_of(&sent[i]);

		assert_true(at > before);
		before = at;
		assert_int_equal(m.writes[at].dev, dev);
		assert_int_equal(m.writes[at].state, WRITE_OPEN);
		for (int n = 0; n < at; n++)
			if (m.writes[n].dev == (int)dev &&
			    m.writes[n].record == m.writes[at].record &&
			    m.writes[n].state == WRITE_REFUSED)
				fail_msg("it was sent after one that came "
					 "back");
	}
}

struct results {
	struct verdict of[WIRE_WRITES_MAX];
	struct id sent[WIRE_WRITES_MAX];
	size_t count;
};

static bool
stands_on_refused(const struct results *rs, int write)
{
	for (size_t i = 0; i < rs->count; i++)
		if (rs->of[i].status >= 300 &&
		    m.writes[write_of(&rs->sent[i])].record ==
			m.writes[write].record)
			return true;
	return false;
}

/* What the office makes of a request, by the model. */
static void
deliver_all(enum dev dev, struct results *rs, size_t count)
{
	struct id opened[100];
	size_t n = device_sent_opened(devices[dev], opened, 100);

	for (rs->count = 0; rs->count < count; rs->count++) {
		int at = write_of(&rs->sent[rs->count]);

		rs->of[rs->count] = stands_on_refused(rs, at)
					? (struct verdict){ .status = 424 }
					: deliver(at);
	}
	for (size_t i = 0; i < n && !m.has_left[dev_who[dev]]; i++) {
		int file = file_of(&opened[i]);

		if (file != NONE && may_file(dev_who[dev], file))
			m.hold[dev][file] = true;
	}
}

static void
check_results(const struct results *rs)
{
	struct json *doc = office_json(&answer);
	const struct json *list = json_get(doc, "results");

	assert_int_equal(json_count(list), rs->count);
	for (size_t i = 0; i < rs->count; i++) {
		const struct json *r = json_at(list, i);
		unsigned status = (unsigned)json_int_of(r, "status", 0);
		int at = write_of(&rs->sent[i]);

		assert_string_equal(
		    json_text_of(r, "write", ""), rs->sent[i].s);
		if (status != rs->of[i].status)
			fail_msg("write %d, %s on version %d: %u and not %u: "
				 "%s",
			    at, m.writes[at].kind->name, (int)m.writes[at].base,
			    status, rs->of[i].status,
			    json_text_of(r, "detail", ""));
		if (status == 200 || status == 201 || status == 412)
			assert_int_equal(
			    json_int_of(r, "version", 0), rs->of[i].version);
		tally.statuses[status]++;
		if (is_told)
			printf("   device %d: write %d (%s %d, file %d, base "
			       "%d): %u\n",
			    m.writes[at].dev, at, m.writes[at].kind->name,
			    m.writes[at].record, m.writes[at].file,
			    (int)m.writes[at].base, status);
	}
	json_free(doc);
}

static void
settle(const struct results *rs)
{
	for (size_t i = 0; i < rs->count; i++) {
		struct m_write *w = &m.writes[write_of(&rs->sent[i])];

		w->status = rs->of[i].status;
		w->state = w->status < 300    ? WRITE_SENT
			   : w->status == 424 ? WRITE_OPEN
					      : WRITE_REFUSED;
	}
}

/* ---- the outbox is as the model has it, every word of it ---- */

struct outbox_walk {
	enum dev dev;
	int count;
};

static void
check_write(void *arg, const struct device_outbox *w)
{
	struct outbox_walk *walk = arg;
	int at = write_of(&w->write);
	const struct m_write *mw = &m.writes[at];

	assert_true(at != NONE);
	walk->count++;
	assert_int_equal(mw->dev, walk->dev);
	if (w->state != mw->state)
		fail_msg("write %d is in state %d and not %d (%u)", at,
		    w->state, mw->state, w->status);
	if (w->state == WRITE_REFUSED)
		assert_true(w->has_why && w->status == mw->status);
	assert_int_equal(w->body_len, strlen(mw->body));
	assert_memory_equal(w->body, mw->body, w->body_len);
}

static void
check_outbox(enum dev dev)
{
	struct outbox_walk walk = { .dev = dev };
	int count = 0;

	device_each_write(devices[dev], check_write, &walk);
	for (int i = 0; i < m.write_count; i++)
		count += m.writes[i].dev == (int)dev;
	if (count != walk.count)
		fail_msg("%d writes are in the outbox of device %d, not %d",
		    walk.count, dev, count);
	assert_false(device_is_broken(devices[dev]));
}

/* ---- an exchange ---- */

static void
restart_device(enum dev dev)
{
	device_close(devices[dev]);
	devices[dev] = device_open(&device_whos[dev]);
}

/* False: the link broke. */
static bool
take_answer(enum dev dev, const struct results *rs, enum fate fate,
    struct device_did *did)
{
	struct device *d = devices[dev];
	int64_t cursor = device_cursor(d);
	struct errinfo e = { 0 };

	if (fate == ANSWER_CUT && answer.len > 0 &&
	    device_take(d, answer.data, answer.len / 2, did, &e) == ERR_OK)
		fail_msg("half an answer was taken");
	if (fate == KILLED) {
		restart_device(dev);
		return false;
	}
	if (fate != WELL) {
		assert_int_equal(device_cursor(d), cursor);
		device_unanswered(d);
		return false;
	}
	if (device_take(d, answer.data, answer.len, did, &e) != ERR_OK)
		fail_msg("the answer is not taken: %s", e.says);
	settle(rs);
	assert_false(did->chain_broken || did->is_restored);
	assert_int_equal(did->is_ended, m.has_left[dev_who[dev]]);
	/* It goes back with the access alone (case 13). */
	if (device_cursor(d) < cursor && !did->is_ended)
		fail_msg("the cursor went back from %d to %d", (int)cursor,
		    (int)device_cursor(d));
	tally.pages += did->again;
	tally.ended += did->is_ended;
	return true;
}

/* One request of at most batch writes. True: the round goes on. */
static bool
exchange(enum dev dev, size_t batch, enum fate fate, struct device_did *did)
{
	struct device *d = devices[dev];
	struct results rs = { .count = 0 };
	size_t count;
	unsigned status;

	memset(did, 0, sizeof(*did));
	buf_clear(&request);
	device_ask(d, &request, batch);
	count = device_sent_writes(d, rs.sent, WIRE_WRITES_MAX);
	check_sent(dev, rs.sent, count);
	tally.fates[fate]++;
	if (fate == NEVER_SENT) {
		device_unanswered(d);
		return false;
	}
	if (device_is_brief(d, &request))
		status = worker_get(&desks[dev], buf_str(&request), &answer);
	else
		status = worker_post(
		    &desks[dev], "/v1/sync", buf_str(&request), &answer);
	if (status == 401) {
		device_unanswered(d);
		sign_in(&desks[dev]);
		tally.again++;
		return true;
	}
	if (status != 200 && status != 204)
		fail_msg("sync: %u %s", status, buf_str(&answer));
	tally.nothing += status == 204;
	deliver_all(dev, &rs, count);
	if (status == 200)
		check_results(&rs);
	return take_answer(dev, &rs, fate, did) && did->again;
}

/* A sync as tui/sync.c has it: until all was sent once and nothing more comes. */
static void
sync_whole(enum dev dev, size_t batch)
{
	struct device_did did;
	int n = 0;

	tally.syncs++;
	device_round(devices[dev]);
	while (exchange(dev, batch, WELL, &did))
		if (++n > 60)
			fail_msg("a sync does not end");
	check_outbox(dev);
}

#endif
