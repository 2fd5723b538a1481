/* net_frame.c - frames between haven and haven-net: one table of members for
 * each direction, walked to write and to read. */
#include "net_frame.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct frame_member request_members[] = {
	FRAME_IS(NUMBER, net_request, session),
	FRAME_IS(NUMBER, net_request, number),
	FRAME_IS(NUMBER, net_request, is_post),
	FRAME_IS(NUMBER, net_request, is_first),
	FRAME_IS(STRING, net_request, url),
	FRAME_IS(STRING, net_request, pins),
	FRAME_IS(STRING, net_request, ca_file),
	FRAME_IS(STRING, net_request, headers),
	FRAME_IS(STRING, net_request, body),
};

static const struct frame_member answer_members[] = {
	FRAME_IS(NUMBER, net_answer, session),
	FRAME_IS(NUMBER, net_answer, number),
	FRAME_IS(NUMBER, net_answer, link),
	FRAME_IS(NUMBER, net_answer, status),
	FRAME_IS(NUMBER, net_answer, is_packed),
	FRAME_IS(NUMBER, net_answer, date_s),
	FRAME_IS(STRING, net_answer, words),
	FRAME_IS(STRING, net_answer, body),
};

enum err
net_request_write(
    struct buf *out, const struct net_request *rq, struct errinfo *e)
{
	return frame_write(out, rq, request_members, COUNT(request_members), e);
}

enum err
net_answer_write(
    struct buf *out, const struct net_answer *an, struct errinfo *e)
{
	return frame_write(out, an, answer_members, COUNT(answer_members), e);
}

enum err
net_request_read(
    struct net_request *rq, const char *bytes, size_t len, struct errinfo *e)
{
	return frame_read(
	    rq, request_members, COUNT(request_members), bytes, len, e);
}

enum err
net_answer_read(
    struct net_answer *an, const char *bytes, size_t len, struct errinfo *e)
{
	return frame_read(
	    an, answer_members, COUNT(answer_members), bytes, len, e);
}
