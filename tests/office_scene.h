/* office_scene.h - an office with a child's file in it: a front sheet, an
 * assignment, a first account, a signed Record of Concern, a draft, and one
 * thread that is about a member of staff (R7). */
#ifndef HAVEN_OFFICE_SCENE_H
#define HAVEN_OFFICE_SCENE_H

#include "office.h"
#include "wire.h"

enum who {
	ASSIGNED,  /* support worker, on the file */
	STRANGER,  /* support worker, not on the file */
	VOLUNTEER, /* not on the file */
	SENIOR,
	ACCUSED, /* senior; the third concern is about them */
	MANAGER, /* of nobody */
	DIRECTOR,
	LEAD,
	TRUSTEE,
	INSPECTOR,
	ADMIN,
	WHO_COUNT
};

static const struct {
	const char *name;
	enum role role;
} scene_people[WHO_COUNT] = {
	[ASSIGNED] = { "assigned", ROLE_SUPPORT_WORKER },
	[STRANGER] = { "stranger", ROLE_SUPPORT_WORKER },
	[VOLUNTEER] = { "volunteer", ROLE_VOLUNTEER },
	[SENIOR] = { "senior", ROLE_SENIOR },
	[ACCUSED] = { "accused", ROLE_SENIOR },
	[MANAGER] = { "manager", ROLE_MANAGER },
	[DIRECTOR] = { "director", ROLE_DIRECTOR },
	[LEAD] = { "lead", ROLE_LEAD },
	[TRUSTEE] = { "trustee", ROLE_TRUSTEE },
	[INSPECTOR] = { "inspector", ROLE_INSPECTOR },
	[ADMIN] = { "admin", ROLE_ADMIN },
};

struct scene {
	struct office office;
	struct worker who[WHO_COUNT];
	struct id file;
	struct id front, adult, assignment, account, signed_concern, draft;
	struct id about_accused; /* a first account */
	struct buf out;
};

#define SCENE_FRONT                                                      \
	"{\"name\":\"Zoë Bell\",\"born\":\"2016-04-03\",\"reference\":" \
	"\"C-0001\",\"purpose\":\"Support at school.\",\"started\":"     \
	"\"2026-01-05\"}"
#define SCENE_ADULT "{\"name\":\"Mia Bell\",\"relation\":\"mother\"}"
#define SCENE_ACCOUNT                                                          \
	"{\"child\":\"Zoë Bell\",\"observed\":\"A bruise on the left arm.\"," \
	"\"seen\":\"2026-04-04T10:00\"}"
#define SCENE_CONCERN                                                       \
	"{\"happened\":\"2026-04-04T09:30\",\"seen\":\"2026-04-04T09:40\"," \
	"\"place\":\"Kitchen\",\"observed\":\"A bruise on the left arm.\"," \
	"\"types\":[\"physical\"],\"purpose\":\"protect\",\"immediate\":"   \
	"\"None.\",\"told_next\":true,\"actions\":[{\"what\":\"Ring the "   \
	"school\",\"who\":\"A. Senior\",\"by\":\"2026-04-10\"}]}"
#define SCENE_DRAFT "{\"happened\":\"2026-04-04T09:30\",\"place\":\"Kitchen\"}"

/* A body with a signature of w's device around it. */
static inline void
scene_sign(const struct worker *w, const char *kind, const struct id *file,
    const struct id *id, int64_t version, const char *body, struct buf *out)
{
	struct envelope env = { .version = version,
		.table = 1,
		.written_ms = w->office->now_ms,
		.body = body,
		.body_len = strlen(body) };
	struct buf sig = BUF_INIT(200);

	env.id = *id;
	env.file = *file;
	env.author = w->staff;
	snprintf(env.kind, sizeof(env.kind), "%s", kind);
	envelope_sign(
	    &env, &w->staff, &w->device, w->office->now_ms, w->secret);
	seal_base64(&sig, env.sig, sizeof(env.sig));
	buf_addf(out,
	    "{\"body\":%s,\"written\":%lld,\"table\":1,\"sign\":{\"by\":\"%s\","
	    "\"key\":\"%s\",\"at\":%lld,\"sig\":\"%s\"}}",
	    body, (long long)env.written_ms, w->staff.s, w->device.s,
	    (long long)env.signed_ms, buf_str(&sig));
	buf_done(&sig);
}

static inline const char *
scene_path(
    char out[200], const struct id *file, const char *kind, const struct id *id)
{
	if (id_is_none(file))
		snprintf(out, 200, "/v1/%s/%s", kind, id->s);
	else
		snprintf(out, 200, "/v1/files/%s/%s/%s", file->s, kind, id->s);
	return out;
}

/* A record that must be taken. */
static inline struct id
scene_put(struct scene *sc, enum who who, const char *kind, const char *body)
{
	struct id id = id_new();
	char path[200];
	unsigned status = worker_put(&sc->who[who],
	    scene_path(path, &sc->file, kind, &id), 0, NULL, body, &sc->out);

	if (status != 201)
		fail_msg("%s: %u %s", kind, status, buf_str(&sc->out));
	return id;
}

static inline struct id
scene_put_signed(
    struct scene *sc, enum who who, const char *kind, const char *body)
{
	struct buf text = BUF_INIT(65536);
	struct id id = id_new();
	char path[200];
	unsigned status;

	scene_sign(&sc->who[who], kind, &sc->file, &id, 1, body, &text);
	status =
	    worker_put(&sc->who[who], scene_path(path, &sc->file, kind, &id), 0,
		NULL, buf_str(&text), &sc->out);
	if (status != 201)
		fail_msg("%s: %u %s", kind, status, buf_str(&sc->out));
	buf_done(&text);
	return id;
}

static inline void
scene_start(struct scene *sc)
{
	char body[400];

	memset(sc, 0, sizeof(*sc));
	office_start(&sc->office);
	buf_init(&sc->out, OFFICE_ANSWER_MAX);
	for (int i = 0; i < WHO_COUNT; i++)
		office_hire(&sc->office, &sc->who[i], scene_people[i].name,
		    scene_people[i].role);
	sc->file = id_new();
	sc->front = scene_put(sc, SENIOR, "front_sheet", SCENE_FRONT);
	sc->adult = scene_put(sc, SENIOR, "adult", SCENE_ADULT);
	snprintf(body, sizeof(body),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-01-05\"}",
	    sc->who[ASSIGNED].staff.s);
	sc->assignment = scene_put(sc, SENIOR, "assignment", body);
	sc->account = scene_put(sc, ASSIGNED, "first_account", SCENE_ACCOUNT);
	sc->signed_concern =
	    scene_put_signed(sc, SENIOR, "concern", SCENE_CONCERN);
	sc->draft = scene_put(sc, SENIOR, "concern", SCENE_DRAFT);
	snprintf(body, sizeof(body),
	    "{\"child\":\"Zoë Bell\",\"observed\":\"What the child said of a "
	    "colleague.\",\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc->who[ACCUSED].staff.s);
	sc->about_accused = scene_put(sc, ASSIGNED, "first_account", body);
}

static inline void
scene_stop(struct scene *sc)
{
	for (int i = 0; i < WHO_COUNT; i++)
		worker_done(&sc->who[i]);
	buf_done(&sc->out);
	office_stop(&sc->office);
}

#endif
