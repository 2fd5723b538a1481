/* mail_frame.h - what havend and haven-mail say to each other (frame.h). */
#ifndef HAVEN_MAIL_FRAME_H
#define HAVEN_MAIL_FRAME_H

#include "frame.h"

/* What is said of a mail that may have arrived. */
extern const char *const mail_unsure_says;

/* One mail to send, with all that haven-mail must know for it. */
struct mail_order {
	uint32_t is_rest; /* say goodbye to the server instead; no answer */
	uint32_t is_plain, connect_s, answer_s, mail_s;
	struct frame_string url, ca_file, user, password;
	struct frame_string from, to, letter;
};

/* Two for a mail: one before its end is handed over, if it comes so far, and how it
 * ended. */
struct mail_report {
	uint32_t is_end;  /* from now on the server may have taken it */
	uint32_t outcome; /* enum mail_outcome, of the last one */
	struct frame_string answer;
};

enum err mail_order_write(
    struct buf *out, const struct mail_order *order, struct errinfo *e);
enum err mail_order_read(
    struct mail_order *order, const char *bytes, size_t len, struct errinfo *e);
enum err mail_report_write(
    struct buf *out, const struct mail_report *report, struct errinfo *e);
enum err mail_report_read(struct mail_report *report, const char *bytes,
    size_t len, struct errinfo *e);

#endif
