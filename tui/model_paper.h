/* model_paper.h - what leaves haven on paper or in a file: reading many records at
 * once, the trace of an export, the file itself, and the PDF of the office.
 *
 * Part of the door that is model.h; the same rules hold. */
#ifndef HAVEN_MODEL_PAPER_H
#define HAVEN_MODEL_PAPER_H

#include "model.h"

/* Between these two every model_open keeps its look in one transaction: after
 * model_reading_end gave ERR_OK all of them are on the disk, and only then is
 * anything shown (promise 7). code: how it went until then; given back if it is an
 * error, and then no look was kept. */
enum err model_reading_begin(struct model *m, struct errinfo *e);
enum err model_reading_end(struct model *m, enum err code, struct errinfo *e);

/* A record of which a version is on the paper. */
struct paper_trace {
	struct id file, record;
	int64_t version;
};
/* It is about to leave haven in clear: on the disk when it returns ERR_OK, and sent
 * to the audit chain like a look (A2). */
enum err model_note_exported(struct model *m, const struct paper_trace *traces,
    size_t count, struct errinfo *e);

/* Is this the passphrase of who is here? ERR_AUTH; ERR_BUSY after too many tries. */
enum err model_is_passphrase(
    struct model *m, const char *passphrase, struct errinfo *e);

/* Write bytes to a new file (0600) in the home folder, in clear, because a person
 * asked for it: "haven-WHAT-2026-11-12-140700.SUFFIX". Never over another file. says
 * gets where it is. */
enum err model_write_file(struct model *m, const char *what, const char *suffix,
    const void *bytes, size_t len, struct buf *says, struct errinfo *e);

/* Ask the office for a PDF.
 *
 *   path        an address of the office that answers with one, from "/v1/" on
 *   passphrase  given again, for a session that is fresh; NULL: not needed there
 *   code        a one-time code, as typed, if the office asks this person for
 *               one; or NULL
 *
 * ERR_NET: not in touch. ERR_BUSY: another one is under way. The answer comes with
 * TOPIC_ANSWER; it is dropped at the lock. */
enum err model_ask_pdf(struct model *m, const char *path,
    const char *passphrase, const char *code, struct errinfo *e);
/* ASK_DONE: the PDF is moved to pdf, and it is ASK_NONE from then on. ASK_FAILED: e
 * says why, once. */
enum ask_state model_pdf_state(
    struct model *m, struct buf *pdf, struct errinfo *e);

#endif
