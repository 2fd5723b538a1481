/* office_sync.h - syncs against an office with a child's file in it. */
#ifndef HAVEN_OFFICE_SYNC_H
#define HAVEN_OFFICE_SYNC_H

#include "office_scene.h"

static struct scene sc;
static struct json *answer;

static inline int
sync_start(void **state)
{
	(void)state;
	scene_start(&sc);
	return 0;
}

static inline int
sync_stop(void **state)
{
	(void)state;
	json_free(answer);
	answer = NULL;
	scene_stop(&sc);
	return 0;
}

/* The answer stands in answer until the next sync. */
static inline unsigned
sync_text(enum who who, const char *body)
{
	unsigned status = worker_post(&sc.who[who], "/v1/sync", body, &sc.out);

	json_free(answer);
	answer = office_json(&sc.out);
	return status;
}

static void sync_as(enum who who, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static inline void
sync_as(enum who who, const char *fmt, ...)
{
	static char body[200000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(body, sizeof(body), fmt, ap);
	va_end(ap);
	if (sync_text(who, body) != 200)
		fail_msg("sync: %s", buf_str(&sc.out));
}

static inline const struct json *
result_at(size_t i)
{
	return json_at(json_get(answer, "results"), i);
}

static inline int64_t
status_at(size_t i)
{
	return json_int_of(result_at(i), "status", -1);
}

/* How many of an answer's changes are records of a kind; of "card": cards. */
static inline size_t
count_changes(const char *kind)
{
	size_t n = 0;

	for (const struct json *c = json_first(json_get(answer, "changes")); c;
	     c = json_next(c)) {
		const struct json *record = json_get(c, "record");

		if (strcmp(kind, "card") == 0)
			n += json_get(c, "card") != NULL;
		else
			n +=
			    strcmp(json_text_of(record, "kind", ""), kind) == 0;
	}
	return n;
}

static inline bool
answer_has(const char *words)
{
	return strstr(buf_str(&sc.out), words) != NULL;
}

static inline const char *
write_json(char out[4000], const struct id *write, const char *kind,
    const struct id *file, const struct id *id, int64_t base, const char *body)
{
	snprintf(out, 4000,
	    "{\"write\":\"%s\",\"kind\":\"%s\",\"file\":\"%s\",\"id\":\"%s\","
	    "\"base\":%lld,\"table\":1,\"written\":%lld,\"body\":%s}",
	    write->s, kind, file->s, id->s, (long long)base,
	    (long long)sc.office.now_ms, body);
	return out;
}

#endif
