/* handlers.h - the handlers that routes.c names. Each fills the answer, or
 * defers it; each is documented by its route's row. */
#ifndef HAVEN_HANDLERS_H
#define HAVEN_HANDLERS_H

#include "http.h"

/* h_enrol.c, h_session.c */
void h_enrol(struct request *rq);
void h_session_begin(struct request *rq);
void h_session_end(struct request *rq);
void h_me(struct request *rq);

/* h_file.c: a whole file, its looks, and finding one */
void h_search(struct request *rq);
void h_file(struct request *rq);
void h_file_looks(struct request *rq);

/* h_opening.c: opening a file with a reason; h_access.c: who may see it */
void h_opening(struct request *rq);
void h_file_access(struct request *rq);

/* h_retention.c: files due for review, and destroying one */
void h_retention(struct request *rq);
void h_file_retention(struct request *rq);
void h_destruction(struct request *rq);
/* h_inspect.c: how inspections stand, and the list of one */
void h_inspections(struct request *rq);
void h_inspection(struct request *rq);
/* h_request.c: the copy of a file for whoever asked for it */
void h_request_copy(struct request *rq);
void h_request_copy_document(struct request *rq);

/* h_record.c: one record, on a file or of the organisation */
void h_record_get(struct request *rq);
void h_record_put(struct request *rq);

/* h_sync.c */
void h_sync(struct request *rq);
void h_sync_brief(struct request *rq);
void h_changes(struct request *rq);

/* h_share.c: the decision to share */
void h_share_check(struct request *rq);

/* h_paper.c: printing */
void h_document(struct request *rq);
void h_chronology(struct request *rq);
void h_sheet(struct request *rq);
/* h_audit.c: the audit record */
void h_audit(struct request *rq);
/* h_people.c, h_second.c: devices, codes, recoveries; one-time codes */
void h_devices(struct request *rq);
void h_code(struct request *rq);
void h_device_end(struct request *rq);
void h_recovery(struct request *rq);
void h_recovery_answer(struct request *rq);
void h_one_time(struct request *rq);
void h_one_time_confirm(struct request *rq);

/* h_handover.c: who is assigned to what, handed over in one go */
void h_assignments(struct request *rq);
void h_handover(struct request *rq);

/* h_handed.c: what waited in a store whose passphrase was lost */
void h_handed(struct request *rq);
/* h_stats.c: a report of statistics */
void h_statistics(struct request *rq);
void h_statistics_paper(struct request *rq);

/* h_meta.c */
void h_openapi(struct request *rq);
void h_healthz(struct request *rq);
void h_readyz(struct request *rq);

#endif
