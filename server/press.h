/* press.h - a document as PDF, by haven-press (press/press_set.h).
 *
 * That program runs apart, with no key, no store and no network: started for one
 * document, with an empty environment, killed when it takes longer than it may or
 * when the server stops. If it crashes, hangs or is not there, that is a sentence
 * and nothing else: nothing is lost, and the text of the same document needs no
 * helper. At most PRESS_AT_ONCE run, on threads of their own that begin with the
 * first PDF; past PRESS_QUEUE more the answer is "come back". */
#ifndef HAVEN_PRESS_H
#define HAVEN_PRESS_H

#include <stdint.h>

#include "buf.h"
#include "doc.h"
#include "err.h"

#define PRESS_AT_ONCE 2 /* fewer on a machine of two processors */
#define PRESS_QUEUE 8
#define PRESS_MS 45000
#define PRESS_PDF_MAX (7u << 20) /* bytes; what a device takes in one answer */

struct press;
struct server;

/* Starts nothing. */
struct press *press_new(void);
/* Ends what runs, waits for its threads. NULL is fine. */
void press_free(struct press *p);
/* For tests: another program (copied), another time. */
void press_use(struct press *p, const char *program, int64_t limit_ms);

/* Run fn(arg) on a thread of the press: where a handler goes on that makes a PDF,
 * after request_defer. ERR_BUSY: too many wait; fn is not called. */
enum err press_run(
    struct server *s, void (*fn)(void *), void *arg, struct errinfo *e);

/* Make the PDF and append it. Waits for it: on a thread of press_run, never on one
 * of the door or the writer. d gets its end (doc_packed). pdf keeps its own
 * ceiling, besides PRESS_PDF_MAX. ERR_BUSY: it cannot be made now, in words;
 * ERR_TOO_BIG: the document, or what came of it. */
enum err press_pdf(
    struct server *s, struct doc *d, struct buf *pdf, struct errinfo *e);

#endif
