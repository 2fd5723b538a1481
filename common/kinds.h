/* kinds.h - the kinds, for the files that hold their tables and rules. */
#ifndef HAVEN_KINDS_H
#define HAVEN_KINDS_H

#include "kind.h"
#include "text.h"

#define KIND_COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* on a file */
extern const struct kind kind_front_sheet, kind_adult, kind_assignment,
    kind_first_account, kind_concern, kind_addendum, kind_statement,
    kind_acknowledged, kind_kept_aside, kind_aside_decision;
extern const struct kind kind_induction, kind_agreement, kind_competence,
    kind_contact, kind_share_decision, kind_advice, kind_advice_answer,
    kind_emergency, kind_task, kind_task_done, kind_share_flag,
    kind_share_review, kind_opening, kind_opening_seen;
extern const struct kind kind_episode, kind_nature_change, kind_notice,
    kind_notice_sent, kind_notice_proof, kind_notice_failed, kind_notice_stop,
    kind_meeting;
/* how long a file is kept (R2) */
extern const struct kind kind_hold, kind_retention_review, kind_disposal,
    kind_disposal_count;
extern const struct kind kind_outcome, kind_goal;
/* of inspections: on a file, and of the organisation (O1 to O3) */
extern const struct kind kind_inspection_contact, kind_inspection_mail,
    kind_inspection_exception, kind_inspection_copy, kind_inspection,
    kind_inspection_end, kind_inspection_untold, kind_inspection_report,
    kind_inspector, kind_inspected_file;
/* requests and incidents (A1, A3, A4, C2) */
extern const struct kind kind_request, kind_request_stop, kind_request_start,
    kind_request_longer, kind_request_view, kind_request_item,
    kind_request_ready, kind_request_copy, kind_request_check,
    kind_request_answer, kind_wrong_send, kind_wrong_end;
extern const struct kind kind_request_passage; /* item of a list */
/* of the organisation */
extern const struct kind kind_statistics_report, kind_statistics_issue;
extern const struct kind kind_staff, kind_agency, kind_authority,
    kind_contact_person;
extern const struct kind kind_policy_document, kind_confirmation, kind_training;
/* of the organisation, made by the office: a lost passphrase (kind_recovery.c) */
extern const struct kind kind_recovery, kind_recovery_answer;
/* and who was let in (kind_access.c) */
extern const struct kind kind_access_change, kind_access_seen;
/* items of lists */
extern const struct kind kind_present, kind_about_staff, kind_talk, kind_other,
    kind_todo, kind_told, kind_agreed_with, kind_channel, kind_shared_item,
    kind_tell_person, kind_invited, kind_meeting_family, kind_discussed;

extern const struct kind kind_score; /* an item of an outcome */

/* The scale of outcomes (N1): so many points, the words of LIST_SCALE in order, 1 the
 * worst. The word of a score, as people read it; NULL: it is not on the scale. */
size_t scale_points(void);
const char *scale_word(long score);
#define STAT_TEXT_MAX 200000 /* bytes of the tables of a report */

/* Would this request for advice be answered too late: after so many working days
 * from now (S3)? False where its time cannot be read. */
bool advice_is_due_late(
    const struct record *advice, const struct civil *now, int64_t working_days);
extern const char *const advice_due_late_says;

/* Who decides against the check does not authorise it as well (S8). */
extern const char *const authorised_self_says;
/* task: the office asks whoever is said to have authorised a decision. */
#define TASK_AUTHORISED "authorised"
bool task_asks_who_authorised(const struct record *task);

/* What a check says, of a decision and of the flag beside it. */
extern const struct choice share_outcomes[];

/* Is I1 with I2, or I3 in its place, recorded here (I4)? */
bool induction_is_done(const struct record *induction);

/* Is a meeting attended with the family's knowledge and agreement, as far as the
 * record says: at least one person is there, and everybody who can be asked knows
 * and agrees; or a concern stands instead (M1)? */
bool meeting_is_agreed(const struct record *meeting);

/* What a task is, in a line: the action in words with who does it, or what the check
 * asks for (R4, M1). Appends. */
void task_words(const struct record *task, struct buf *out);

/* The five documents (policy.h), and what training is about (T1, T2). */
extern const struct choice policy_documents[], training_whats[];
#define TRAINING_SHARING "sharing"
#define TRAINING_SAFEGUARDING "safeguarding"
#define TRAINING_WELFARE "welfare"
#define TRAINING_OTHER "other"
#define TRAINING_NEEDED 3 /* the first so many are for everybody (T1) */

/* A document, a confirmation or training in a line: "Safeguarding Policy, version 3",
 * "First aid". Appends; nothing for another kind. */
void policy_words(const struct record *r, struct buf *out);

/* The record that was kept aside, as it was written; the caller's. */
enum err kept_aside_inner(
    const struct record *aside, struct record **out, struct errinfo *e);

#endif
