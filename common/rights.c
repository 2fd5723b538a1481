/* rights.c - the table of who may do what (policy.md, last part).
 *
 * A file is open to the people assigned to it and to those who carry the duty:
 * designated senior members, the Director of Services, the Strategic Lead. What
 * stands nowhere in the table is refused. An inspector opens files through an
 * inspection alone (O1), which no row here gives; an administrator keeps
 * accounts and never opens a child's file; a trustee sees statistics. */
#include "rights.h"

#include <assert.h>
#include <string.h>

#include "kind.h"

static const struct {
	const char *code; /* stored with accounts; never changes */
	const char *title;
	bool sees_all; /* the names of all children */
	bool manages;  /* may be somebody's line manager (S3) */
} roles[] = {
	[ROLE_VOLUNTEER] = { "volunteer", "Volunteer", false, false },
	[ROLE_SUPPORT_WORKER] = { "support_worker", "Support worker", false,
	    false },
	[ROLE_SENIOR] = { "designated_senior", "Designated senior member", true,
	    true },
	[ROLE_MANAGER] = { "line_manager", "Line manager", false, true },
	[ROLE_DIRECTOR] = { "director", "Director of Services", true, true },
	[ROLE_LEAD] = { "strategic_lead", "Strategic Lead", true, true },
	[ROLE_TRUSTEE] = { "trustee", "Trustee", false, false },
	[ROLE_INSPECTOR] = { "inspector", "Inspector", false, false },
	[ROLE_ADMIN] = { "administrator", "Administrator", false, false },
};

static const char *const grants[] = {
	[GRANT_NO] = "no",
	[GRANT_OWN] = "own",
	[GRANT_ASSIGNED] = "assigned",
	[GRANT_REASON] = "reason",
	[GRANT_YES] = "yes",
};

static const char *const rights[] = {
	[RIGHT_READ] = "read",
	[RIGHT_CREATE] = "create",
	[RIGHT_CHANGE] = "change",
	[RIGHT_SIGN] = "sign",
	[RIGHT_LOOKS] = "looks",
};

static_assert(sizeof(roles) / sizeof(roles[0]) == ROLE_COUNT, "a row each");
static_assert(sizeof(grants) / sizeof(grants[0]) == GRANT_COUNT, "a row each");
static_assert(sizeof(rights) / sizeof(rights[0]) == RIGHT_COUNT, "a row each");

struct row {
	const char *kind;
	enum right right;
	enum grant grants[ROLE_COUNT];
};

/* A right of a kind that has no row is nobody's. */
#define N GRANT_NO
#define O GRANT_OWN
#define A GRANT_ASSIGNED
#define R GRANT_REASON
#define Y GRANT_YES
/* clang-format off */
static const struct row table[] = {
	/* N no, O own, A assigned, R with a reason, Y yes, for the roles:
	 *                                 volunteer
	 *                                 |  support worker
	 *                                 |  |  designated senior member
	 *                                 |  |  |  line manager
	 *                                 |  |  |  |  Director of Services
	 *                                 |  |  |  |  |  Strategic Lead
	 *                                 |  |  |  |  |  |  trustee
	 *                                 |  |  |  |  |  |  |  inspector
	 *                                 |  |  |  |  |  |  |  |  administrator */
	{ "front_sheet",   RIGHT_READ,   { R, R, Y, R, Y, Y, N, N, N } },
	{ "front_sheet",   RIGHT_CREATE, { N, N, Y, Y, Y, N, N, N, N } },
	{ "front_sheet",   RIGHT_CHANGE, { N, A, Y, A, Y, N, N, N, N } },
	{ "front_sheet",   RIGHT_LOOKS,  { N, N, Y, N, Y, Y, N, N, N } },

	{ "adult",         RIGHT_READ,   { R, R, Y, R, Y, Y, N, N, N } },
	{ "adult",         RIGHT_CREATE, { N, A, Y, A, Y, N, N, N, N } },
	{ "adult",         RIGHT_CHANGE, { N, A, Y, A, Y, N, N, N, N } },
	{ "adult",         RIGHT_LOOKS,  { N, N, Y, N, Y, Y, N, N, N } },

	/* Never refused to anybody, whatever their role (R3). Once handed in it
	 * cannot change; its writer may read it again, the seniors work on it. */
	{ "first_account", RIGHT_READ,   { O, O, Y, O, Y, Y, O, O, O } },
	{ "first_account", RIGHT_CREATE, { Y, Y, Y, Y, Y, Y, Y, Y, Y } },
	{ "first_account", RIGHT_LOOKS,  { N, N, Y, N, Y, Y, N, N, N } },

	/* Written and signed by designated senior members alone (R3, R5). That
	 * a signed one cannot change is the server's rule for every role. */
	{ "concern",       RIGHT_READ,   { R, R, Y, R, Y, Y, N, N, N } },
	{ "concern",       RIGHT_CREATE, { N, N, Y, N, N, N, N, N, N } },
	{ "concern",       RIGHT_CHANGE, { N, N, Y, N, N, N, N, N, N } },
	{ "concern",       RIGHT_SIGN,   { N, N, Y, N, N, N, N, N, N } },
	{ "concern",       RIGHT_LOOKS,  { N, N, Y, N, Y, Y, N, N, N } },

	/* What stands beside a concern is read by whoever reads the concern:
	 * without its corrections it would be read wrong (R5, S6). */
	{ "addendum",      RIGHT_READ,   { R, R, Y, R, Y, Y, N, N, N } },
	{ "addendum",      RIGHT_CREATE, { N, N, Y, N, N, N, N, N, N } },
	{ "addendum",      RIGHT_CHANGE, { N, N, Y, N, N, N, N, N, N } },
	{ "addendum",      RIGHT_SIGN,   { N, N, Y, N, N, N, N, N, N } },
	{ "addendum",      RIGHT_LOOKS,  { N, N, Y, N, Y, Y, N, N, N } },

	/* The family says it to whoever works with them (R5, A3). */
	{ "statement",     RIGHT_READ,   { R, R, Y, R, Y, Y, N, N, N } },
	{ "statement",     RIGHT_CREATE, { N, A, Y, A, N, N, N, N, N } },
	{ "statement",     RIGHT_LOOKS,  { N, N, Y, N, Y, Y, N, N, N } },

	/* The Strategic Lead acknowledges what was signed (R5). */
	{ "acknowledged",  RIGHT_READ,   { R, R, Y, R, Y, Y, N, N, N } },
	{ "acknowledged",  RIGHT_CREATE, { N, N, N, N, N, Y, N, N, N } },
	{ "acknowledged",  RIGHT_LOOKS,  { N, N, Y, N, Y, Y, N, N, N } },

	/* Made by the server, of what came from somebody whose access had ended;
	 * a designated senior member decides about it (promise 2). */
	{ "kept_aside",    RIGHT_READ,   { N, N, Y, N, Y, Y, N, N, N } },
	{ "kept_aside",    RIGHT_LOOKS,  { N, N, Y, N, Y, Y, N, N, N } },
	{ "aside_decision", RIGHT_READ,  { N, N, Y, N, Y, Y, N, N, N } },
	{ "aside_decision", RIGHT_CREATE, { N, N, Y, N, N, N, N, N, N } },
	{ "aside_decision", RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* What the family agreed to is asked for by whoever works with them (I2). */
	{ "induction",      RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "induction",      RIGHT_CREATE, { N, A, Y, A, Y, N, N, N, N } },
	{ "induction",      RIGHT_CHANGE, { N, A, Y, A, Y, N, N, N, N } },
	{ "induction",      RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	{ "agreement",      RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "agreement",      RIGHT_CREATE, { A, A, Y, A, Y, N, N, N, N } },
	{ "agreement",      RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	{ "competence",     RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "competence",     RIGHT_CREATE, { N, A, Y, A, Y, N, N, N, N } },
	{ "competence",     RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* Never refused to anybody, as a first account (S9). */
	{ "emergency",      RIGHT_READ, { R, R, Y, R, Y, Y, O, O, O } },
	{ "emergency",      RIGHT_CREATE, { Y, Y, Y, Y, Y, Y, Y, Y, Y } },
	{ "emergency",      RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* Decided by whoever works with the family; what is against the check, or
	 * not borne out by the office, is looked at by a senior (S8). */
	{ "share_decision", RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "share_decision", RIGHT_CREATE, { A, A, Y, A, Y, N, N, N, N } },
	{ "share_decision", RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "share_flag",     RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "share_flag",     RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "share_review",   RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "share_review",   RIGHT_CREATE, { N, N, Y, N, N, N, N, N, N } },
	{ "share_review",   RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* Given by whom it is asked of, or to whom it has passed: the server judges
	 * that, and that nobody advises themselves (S3). */
	{ "advice",         RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "advice",         RIGHT_CREATE, { A, A, Y, A, Y, N, N, N, N } },
	{ "advice",         RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "advice_answer",  RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "advice_answer",  RIGHT_CREATE, { N, N, Y, Y, Y, N, N, N, N } },
	{ "advice_answer",  RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	{ "task",           RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "task",           RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "task_done",      RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "task_done",      RIGHT_CREATE, { A, A, Y, A, Y, N, N, N, N } },
	{ "task_done",      RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	{ "contact",        RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "contact",        RIGHT_CREATE, { A, A, Y, A, Y, N, N, N, N } },
	{ "contact",        RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* Support and its notices are kept by whoever works with the family; the
	 * office makes the notices, and what came of an e-mail (F1, F2). */
	{ "episode",        RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "episode",        RIGHT_CREATE, { N, A, Y, A, Y, N, N, N, N } },
	{ "episode",        RIGHT_CHANGE, { N, A, Y, A, Y, N, N, N, N } },
	{ "episode",        RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "nature_change",  RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "nature_change",  RIGHT_CREATE, { N, A, Y, A, Y, N, N, N, N } },
	{ "nature_change",  RIGHT_CHANGE, { N, A, Y, A, Y, N, N, N, N } },
	{ "nature_change",  RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "notice",         RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "notice",         RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "notice_sent",    RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "notice_sent",    RIGHT_CREATE, { N, A, Y, A, Y, N, N, N, N } },
	{ "notice_sent",    RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "notice_proof",   RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "notice_proof",   RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "notice_failed",  RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "notice_failed",  RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "notice_stop",    RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "notice_stop",    RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* Whoever works with the family goes to the meeting (M1). */
	{ "meeting",        RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "meeting",        RIGHT_CREATE, { N, A, Y, A, Y, N, N, N, N } },
	{ "meeting",        RIGHT_CHANGE, { N, A, Y, A, Y, N, N, N, N } },
	{ "meeting",        RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* Scored and said with the family by whoever works with them (N1, R6). */
	{ "outcome",        RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "outcome",        RIGHT_CREATE, { N, A, Y, A, Y, N, N, N, N } },
	{ "outcome",        RIGHT_CHANGE, { N, A, Y, A, Y, N, N, N, N } },
	{ "outcome",        RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "goal",           RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "goal",           RIGHT_CREATE, { N, A, Y, A, Y, N, N, N, N } },
	{ "goal",           RIGHT_CHANGE, { N, A, Y, A, Y, N, N, N, N } },
	{ "goal",           RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* Numbers without names, for those who answer for the charity; they are
	 * issued by the Director and the Strategic Lead (N2). */
	{ "statistics_report", RIGHT_READ, { N, N, N, N, Y, Y, Y, N, N } },
	{ "statistics_issue", RIGHT_READ, { N, N, N, N, Y, Y, Y, N, N } },
	{ "statistics_issue", RIGHT_CREATE, { N, N, N, N, Y, Y, N, N, N } },
	/* Anybody who works with the family may be asked; it is answered by the
	 * designated senior members and those above, and by the line manager of whoever
	 * is assigned (A1, A3, C2). */
	{ "request",        RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "request",        RIGHT_CREATE, { A, A, Y, A, Y, Y, N, N, N } },
	{ "request",        RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "request_stop",     RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "request_stop",     RIGHT_CREATE, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_stop",     RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "request_start",    RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "request_start",    RIGHT_CREATE, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_start",    RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "request_longer",   RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "request_longer",   RIGHT_CREATE, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_longer",   RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "request_view",     RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "request_view",     RIGHT_CREATE, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_view",     RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "request_answer",   RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "request_answer",   RIGHT_CREATE, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_answer",   RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	/* What goes, and what not, is theirs alone. */
	{ "request_item",     RIGHT_READ, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_item",     RIGHT_CREATE, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_item",     RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "request_ready",    RIGHT_READ, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_ready",    RIGHT_CREATE, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_ready",    RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "request_copy",     RIGHT_READ, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_copy",     RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "request_check",    RIGHT_READ, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_check",    RIGHT_CREATE, { N, N, Y, A, Y, Y, N, N, N } },
	{ "request_check",    RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	/* Whoever notices it says it; those above go on with it (A4). */
	{ "wrong_send",     RIGHT_READ, { A, A, Y, A, Y, Y, N, N, N } },
	{ "wrong_send",     RIGHT_CREATE, { A, A, Y, A, Y, Y, N, N, N } },
	{ "wrong_send",     RIGHT_CHANGE, { N, N, Y, A, Y, Y, N, N, N } },
	{ "wrong_send",     RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "wrong_end",      RIGHT_READ, { A, A, Y, A, Y, Y, N, N, N } },
	{ "wrong_end",      RIGHT_CREATE, { N, N, Y, N, Y, Y, N, N, N } },
	{ "wrong_end",      RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* A file opened with a reason is shown to the Strategic Lead (A2). */
	{ "opening",        RIGHT_READ, { O, O, Y, O, Y, Y, N, N, N } },
	{ "opening",        RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "opening_seen",   RIGHT_READ, { N, N, Y, N, Y, Y, N, N, N } },
	{ "opening_seen",   RIGHT_CREATE, { N, N, N, N, N, Y, N, N, N } },
	{ "opening_seen",   RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* The directory is everybody's; who is an appropriate authority is said by
	 * designated senior members alone (P2). */
	{ "agency",         RIGHT_READ, { Y, Y, Y, Y, Y, Y, N, N, N } },
	{ "agency",         RIGHT_CREATE, { N, Y, Y, Y, Y, Y, N, N, N } },
	{ "agency",         RIGHT_CHANGE, { N, Y, Y, Y, Y, Y, N, N, N } },
	{ "authority",      RIGHT_READ, { Y, Y, Y, Y, Y, Y, N, N, N } },
	{ "authority",      RIGHT_CREATE, { N, N, Y, N, N, N, N, N, N } },
	{ "contact_person", RIGHT_READ, { Y, Y, Y, Y, Y, Y, N, N, N } },
	{ "contact_person", RIGHT_CREATE, { N, Y, Y, Y, Y, Y, N, N, N } },
	{ "contact_person", RIGHT_CHANGE, { N, Y, Y, Y, Y, Y, N, N, N } },

	/* Published by who answers for the charity; everybody reads them, and
	 * confirms for themselves alone: whose a confirmation is, is who signed it
	 * (T2). Who has confirmed, and who was trained, is seen by those who
	 * answer for it; the server adds what was recorded of oneself, and
	 * judges of whom one may record it (T1). */
	{ "policy_document", RIGHT_READ, { Y, Y, Y, Y, Y, Y, Y, Y, Y } },
	{ "policy_document", RIGHT_CREATE, { N, N, N, N, Y, Y, N, N, N } },
	{ "confirmation",   RIGHT_READ, { O, O, O, Y, Y, Y, Y, N, O } },
	{ "confirmation",   RIGHT_CREATE, { Y, Y, Y, Y, Y, Y, Y, N, Y } },
	{ "confirmation",   RIGHT_SIGN, { Y, Y, Y, Y, Y, Y, Y, N, Y } },
	{ "training",       RIGHT_READ, { O, O, O, Y, Y, Y, Y, N, O } },
	{ "training",       RIGHT_CREATE, { Y, Y, Y, Y, Y, Y, Y, N, Y } },
	{ "training",       RIGHT_CHANGE, { O, O, O, O, Y, Y, O, N, O } },
	/* An inspection is made, ended and excepted for all by the Director or the
	 * Lead (O1, O2); the family is told by whoever works with it. */
	{ "inspection",     RIGHT_READ, { N, Y, Y, Y, Y, Y, N, N, N } },
	{ "inspection",     RIGHT_CREATE, { N, N, N, N, Y, Y, N, N, N } },
	{ "inspection",     RIGHT_CHANGE, { N, N, N, N, Y, Y, N, N, N } },
	{ "inspection_end", RIGHT_READ, { N, Y, Y, Y, Y, Y, N, N, N } },
	{ "inspection_end", RIGHT_CREATE, { N, N, N, N, Y, Y, N, N, N } },
	{ "inspection_untold", RIGHT_READ, { N, Y, Y, Y, Y, Y, N, N, N } },
	{ "inspection_untold", RIGHT_CREATE, { N, N, N, N, Y, Y, N, N, N } },
	{ "inspection_report", RIGHT_READ, { N, Y, Y, Y, Y, Y, N, N, N } },
	{ "inspection_report", RIGHT_CREATE, { N, N, N, N, Y, Y, N, N, N } },
	{ "inspection_contact", RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "inspection_contact", RIGHT_CREATE, { N, A, Y, A, Y, Y, N, N, N } },
	{ "inspection_contact", RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "inspection_mail", RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "inspection_mail", RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "inspection_exception", RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "inspection_exception", RIGHT_CREATE, { N, A, Y, A, Y, Y, N, N, N } },
	{ "inspection_exception", RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "inspection_copy", RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "inspection_copy", RIGHT_CREATE, { N, A, Y, A, Y, Y, N, N, N } },
	{ "inspection_copy", RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },

	/* Everybody finds their colleagues; accounts are the administrator's. */
	{ "staff",         RIGHT_READ,   { Y, Y, Y, Y, Y, Y, Y, Y, Y } },
	{ "staff",         RIGHT_CREATE, { N, N, N, N, N, N, N, N, Y } },
	{ "staff",         RIGHT_CHANGE, { N, N, N, N, N, N, N, N, Y } },

	/* How long a file is kept is for those who see all; two of them decide
	 * that one is destroyed (R2). The register names nobody. */
	{ "hold",           RIGHT_READ, { R, R, Y, R, Y, Y, N, N, N } },
	{ "hold",           RIGHT_CREATE, { N, N, Y, N, Y, Y, N, N, N } },
	{ "hold",           RIGHT_CHANGE, { N, N, Y, N, Y, Y, N, N, N } },
	{ "hold",           RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "retention_review", RIGHT_READ, { N, N, Y, N, Y, Y, N, N, N } },
	{ "retention_review", RIGHT_CREATE, { N, N, Y, N, Y, Y, N, N, N } },
	{ "retention_review", RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	{ "disposal",       RIGHT_READ, { N, N, Y, N, Y, Y, Y, N, N } },
	{ "disposal",       RIGHT_LOOKS, { N, N, Y, N, Y, Y, N, N, N } },
	/* A lost passphrase, or one-time codes to be taken away: asked for by an
	 * administrator and agreed to by somebody else (recovery.h). */
	{ "recovery",        RIGHT_READ,   { N, N, Y, N, Y, Y, N, N, Y } },
	{ "recovery",        RIGHT_CREATE, { N, N, N, N, N, N, N, N, Y } },
	{ "recovery_answer", RIGHT_READ,   { N, N, Y, N, Y, Y, N, N, Y } },
	{ "recovery_answer", RIGHT_CREATE, { N, N, Y, N, Y, Y, N, N, Y } },
	/* Who was let in: for those who answer for the files (access_watch.h). */
	{ "access_change",   RIGHT_READ,   { N, N, N, N, Y, Y, N, N, N } },
	{ "access_seen",     RIGHT_READ,   { N, N, N, N, Y, Y, N, N, N } },
	{ "access_seen",     RIGHT_CREATE, { N, N, N, N, Y, Y, N, N, N } },

	/* Who may open a file: decided by those who carry the duty, known to
	 * the one it is about, and to the Lead, who answers for access (A2). */
	{ "assignment",    RIGHT_READ,   { A, A, Y, Y, Y, Y, N, N, N } },
	{ "assignment",    RIGHT_CREATE, { N, N, Y, Y, Y, N, N, N, N } },
	{ "assignment",    RIGHT_CHANGE, { N, N, Y, Y, Y, N, N, N, N } },
	{ "assignment",    RIGHT_LOOKS,  { N, N, Y, N, Y, Y, N, N, N } },
};
/* clang-format on */
#undef N
#undef O
#undef A
#undef R
#undef Y

#define ROWS (sizeof(table) / sizeof(table[0]))

/* Not who may see a file nor who opened it, not what was kept aside, and not what the
 * families said to an inspection itself. */
static const char *const inspected[] = {
	"front_sheet",
	"adult",
	"episode",
	"nature_change",
	"notice",
	"notice_sent",
	"notice_proof",
	"notice_failed",
	"notice_stop",
	"meeting",
	"induction",
	"agreement",
	"competence",
	"first_account",
	"concern",
	"addendum",
	"statement",
	"acknowledged",
	"emergency",
	"share_decision",
	"share_flag",
	"share_review",
	"advice",
	"advice_answer",
	"task",
	"task_done",
	"contact",
	"agency",
	"contact_person",
};
#define INSPECTED (sizeof(inspected) / sizeof(inspected[0]))

static const struct row *
find_row(const char *kind, enum right right)
{
	for (size_t i = 0; kind != NULL && i < ROWS; i++)
		if (table[i].right == right && strcmp(table[i].kind, kind) == 0)
			return &table[i];
	return NULL;
}

static enum err
bug(struct errinfo *e, const char *kind, enum right right, const char *what)
{
	return err_set(e, ERR_BUG, "The table of rights is wrong: %s, %s %s.",
	    kind, right_code(right), what);
}

/* What no row may grant, whatever is added to the table one day. */
static enum err
check_row(const struct row *row, struct errinfo *e)
{
	const struct kind *k = kind_find(row->kind);

	if (k == NULL)
		return bug(e, row->kind, row->right, "is of no known kind");
	if (find_row(row->kind, row->right) != row)
		return bug(e, row->kind, row->right, "is there twice");
	if (row->right == RIGHT_SIGN && !(k->flags & KF_SIGNED))
		return bug(e, row->kind, row->right, "is never signed");
	if (row->right == RIGHT_CHANGE && (k->flags & KF_FINAL))
		return bug(e, row->kind, row->right, "can never change");
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		enum grant g = row->grants[i];

		if (row->right == RIGHT_CREATE &&
		    ((k->flags & KF_NEVER_REFUSED) ? g != GRANT_YES
						   : g == GRANT_OWN))
			return bug(e, row->kind, row->right,
			    "is refused where it may not be, or says own");
		if (row->right != RIGHT_READ && g == GRANT_REASON)
			return bug(e, row->kind, row->right,
			    "has a reason, which opens for reading alone");
	}
	return ERR_OK;
}

/* An administrator, a trustee, an inspector: no child's file by any row but
 * the first account that they wrote. */
static enum err
check_outsiders(const struct row *row, struct errinfo *e)
{
	const enum role outside[] = { ROLE_ADMIN, ROLE_TRUSTEE,
		ROLE_INSPECTOR };
	const struct kind *k = kind_find(row->kind);

	if (k == NULL || !(k->flags & KF_ON_FILE) ||
	    (row->right == RIGHT_CREATE && (k->flags & KF_NEVER_REFUSED)))
		return ERR_OK;
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
		if (row->grants[outside[i]] > GRANT_OWN)
			return bug(e, row->kind, row->right,
			    "opens a file to a role that has none");
	return ERR_OK;
}

bool
rights_inspects(const char *kind)
{
	for (size_t i = 0; kind != NULL && i < INSPECTED; i++)
		if (strcmp(inspected[i], kind) == 0)
			return true;
	return false;
}

enum grant
rights_ask(enum role role, const char *kind, enum right right)
{
	const struct row *row = find_row(kind, right);

	if (row == NULL || (unsigned)role >= ROLE_COUNT)
		return GRANT_NO;
	return row->grants[role];
}

bool
rights_may(enum role role, const char *kind, enum right right, bool is_assigned,
    bool is_author)
{
	/* Everybody is the author of what they are about to make: that alone
	 * opens no file to them. */
	if (right == RIGHT_CREATE)
		is_author = false;
	switch (rights_ask(role, kind, right)) {
	case GRANT_NO: return false;
	case GRANT_OWN: return is_author;
	/* With a reason a file is opened by another way, which makes a look
	 * that the Strategic Lead is shown; here it is as assigned. */
	case GRANT_REASON:
	case GRANT_ASSIGNED: return is_assigned || is_author;
	case GRANT_YES: return true;
	case GRANT_COUNT: break;
	}
	return false;
}

bool
rights_sees_all(enum role role)
{
	return (unsigned)role < ROLE_COUNT && roles[role].sees_all;
}

bool
rights_manages(enum role role)
{
	return (unsigned)role < ROLE_COUNT && roles[role].manages;
}

const char *
role_code(enum role role)
{
	return (unsigned)role < ROLE_COUNT ? roles[role].code : "";
}

const char *
role_title(enum role role)
{
	return (unsigned)role < ROLE_COUNT ? roles[role].title : "";
}

bool
role_parse(enum role *out, const char *code)
{
	for (size_t i = 0; code != NULL && i < ROLE_COUNT; i++)
		if (strcmp(roles[i].code, code) == 0) {
			*out = (enum role)i;
			return true;
		}
	return false;
}

const char *
grant_code(enum grant grant)
{
	return (unsigned)grant < GRANT_COUNT ? grants[grant] : "";
}

const char *
right_code(enum right right)
{
	return (unsigned)right < RIGHT_COUNT ? rights[right] : "";
}

enum err
rights_selfcheck(struct errinfo *e)
{
	for (size_t i = 0; i < ROWS; i++) {
		enum err err = check_row(&table[i], e);

		if (err == ERR_OK)
			err = check_outsiders(&table[i], e);
		if (err != ERR_OK)
			return err;
	}
	for (size_t i = 0; kinds[i] != NULL; i++) {
		const char *kind = kinds[i]->name;

		if (find_row(kind, RIGHT_READ) == NULL)
			return bug(e, kind, RIGHT_READ, "has no row");
		if (!(kinds[i]->flags & KF_OFFICE) &&
		    find_row(kind, RIGHT_CREATE) == NULL)
			return bug(e, kind, RIGHT_CREATE, "has no row");
		if ((kinds[i]->flags & KF_SIGNED) &&
		    find_row(kind, RIGHT_SIGN) == NULL)
			return bug(e, kind, RIGHT_SIGN, "has no row");
	}
	for (size_t i = 0; i < INSPECTED; i++)
		if (kind_find(inspected[i]) == NULL)
			return bug(e, inspected[i], RIGHT_READ,
			    "is opened by an inspection, and no kind");
	return ERR_OK;
}

void
rights_print(struct buf *out)
{
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *row = &table[i];

		buf_addf(out, "%s %s\n", row->kind, right_code(row->right));
		for (size_t g = GRANT_COUNT; g-- > 0;) {
			bool is_any = false;

			for (size_t r = 0; r < ROLE_COUNT; r++) {
				if (row->grants[r] != (enum grant)g)
					continue;
				if (!is_any)
					buf_addf(out, "    %-8s", grants[g]);
				buf_addf(out, " %s", roles[r].code);
				is_any = true;
			}
			if (is_any)
				buf_addc(out, '\n');
		}
	}
	buf_adds(out, "opened by an inspection, of its scope\n");
	for (size_t i = 0; i < INSPECTED; i++)
		buf_addf(out, "    read     %s\n", inspected[i]);
}
