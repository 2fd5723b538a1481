/* mail_frame.c - the members of what havend and haven-mail say to each other. */
#include "mail_frame.h"

const char *const mail_unsure_says =
    "All of it was handed over, and the server's answer did not come. It may "
    "have arrived. Ask them, then mark it as sent, or send it again.";

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct frame_member order_members[] = {
	FRAME_IS(NUMBER, mail_order, is_rest),
	FRAME_IS(NUMBER, mail_order, is_plain),
	FRAME_IS(NUMBER, mail_order, connect_s),
	FRAME_IS(NUMBER, mail_order, answer_s),
	FRAME_IS(NUMBER, mail_order, mail_s),
	FRAME_IS(STRING, mail_order, url),
	FRAME_IS(STRING, mail_order, ca_file),
	FRAME_IS(STRING, mail_order, user),
	FRAME_IS(STRING, mail_order, password),
	FRAME_IS(STRING, mail_order, from),
	FRAME_IS(STRING, mail_order, to),
	FRAME_IS(STRING, mail_order, letter),
};

static const struct frame_member report_members[] = {
	FRAME_IS(NUMBER, mail_report, is_end),
	FRAME_IS(NUMBER, mail_report, outcome),
	FRAME_IS(STRING, mail_report, answer),
};

enum err
mail_order_write(
    struct buf *out, const struct mail_order *order, struct errinfo *e)
{
	return frame_write(out, order, order_members, COUNT(order_members), e);
}

enum err
mail_order_read(
    struct mail_order *order, const char *bytes, size_t len, struct errinfo *e)
{
	return frame_read(
	    order, order_members, COUNT(order_members), bytes, len, e);
}

enum err
mail_report_write(
    struct buf *out, const struct mail_report *report, struct errinfo *e)
{
	return frame_write(
	    out, report, report_members, COUNT(report_members), e);
}

enum err
mail_report_read(struct mail_report *report, const char *bytes, size_t len,
    struct errinfo *e)
{
	return frame_read(
	    report, report_members, COUNT(report_members), bytes, len, e);
}
