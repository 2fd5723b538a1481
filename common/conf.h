/* conf.h - settings: one table; flag, then environment, then file, then default.
 *
 * A file is INI (libinih) with sections [client] and [server]; the environment
 * names are HAVEN_ and the name in capitals. A broken setting is ERR_CONFIG and
 * says the file, the line, what was read and what is allowed (exit 78). */
#ifndef HAVEN_CONF_H
#define HAVEN_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"

enum conf_type { CONF_TEXT, CONF_INT, CONF_BOOL, CONF_PATH, CONF_CHOICE };
enum conf_who { CONF_CLIENT = 1, CONF_SERVER = 2, CONF_BOTH = 3 };

/* id, name, type, who, unit, min, max, default, choices or NULL, help */
#define CONF_LIST(X)                                                           \
	X(SERVER_URL, "server_url", CONF_TEXT, CONF_CLIENT, "", 0, 300, "",    \
	    NULL,                                                              \
	    "Address of the office's server, https://name:port. Enrolment "    \
	    "fills it.")                                                       \
	X(DATA_DIR, "data_dir", CONF_PATH, CONF_CLIENT, "", 0, 4000, "", NULL, \
	    "Where this device keeps its sealed store. Empty: the folder of "  \
	    "the "                                                             \
	    "XDG rules, usually ~/.local/share/haven.")                        \
	X(LOCK_AFTER, "lock_after", CONF_INT, CONF_CLIENT, "seconds", 30,      \
	    3600, "300", NULL,                                                 \
	    "Without a key for so long, haven hides the screen and forgets "   \
	    "the keys.")                                                       \
	X(SYNC_EVERY, "sync_every", CONF_INT, CONF_CLIENT, "seconds", 5, 3600, \
	    "60", NULL,                                                        \
	    "How often haven asks the office for news while the link works.")  \
	X(COLOUR, "colour", CONF_CHOICE, CONF_CLIENT, "", 0, 0, "auto",        \
	    "auto yes no",                                                     \
	    "Colour beside words; meaning never hangs on it. NO_COLOR is "     \
	    "heeded.")                                                         \
	X(ASCII, "ascii", CONF_BOOL, CONF_CLIENT, "", 0, 1, "no", NULL,        \
	    "Draw lines with plain characters.")                               \
	X(LISTEN, "listen", CONF_TEXT, CONF_SERVER, "", 1, 100, "127.0.0.1",   \
	    NULL, "Address the server listens on.")                            \
	X(PORT, "port", CONF_INT, CONF_SERVER, "", 0, 65535, "8743", NULL,     \
	    "Port the server listens on; 0 takes a free one.")                 \
	X(STORE_DIR, "store_dir", CONF_PATH, CONF_SERVER, "", 1, 4000,         \
	    "/var/lib/haven", NULL, "Folder of the server's sealed records.")  \
	X(KEY_DIR, "key_dir", CONF_PATH, CONF_SERVER, "", 1, 4000,             \
	    "/var/lib/haven-keys", NULL,                                       \
	    "Folder of the key database and the server's own keys. Keep it "   \
	    "on other "                                                        \
	    "storage than store_dir, and back it up apart.")                   \
	X(PUBLIC_URL, "public_url", CONF_TEXT, CONF_SERVER, "", 0, 300,        \
	    "https://localhost:8743", NULL,                                    \
	    "The address by which devices reach this server; stands in "       \
	    "enrolment codes.")                                                \
	X(ORG_NAME, "org_name", CONF_TEXT, CONF_SERVER, "", 1, 100,            \
	    "The charity", NULL,                                               \
	    "Name of the organisation, shown on screens and sheets.")          \
	X(OFFICE_NAME, "office_name", CONF_TEXT, CONF_SERVER, "", 1, 100,      \
	    "the office", NULL,                                                \
	    "Whom a worker rings when a record cannot be sent (R3).")          \
	X(OFFICE_NUMBER, "office_number", CONF_TEXT, CONF_SERVER, "", 0, 40,   \
	    "", NULL,                                                          \
	    "The number they ring. Kept on every device, and shown beside "    \
	    "999.")                                                            \
	X(LEASE_DAYS, "lease_days", CONF_INT, CONF_SERVER, "days", 1, 60,      \
	    "14", NULL,                                                        \
	    "For how long a device may open what it holds without asking the " \
	    "office.")                                                         \
	X(SESSION_HOURS, "session_hours", CONF_INT, CONF_SERVER, "hours", 1,   \
	    72, "12", NULL, "How long a sign-in lasts.")                       \
	X(UNOPENED_AFTER, "unopened_after", CONF_INT, CONF_SERVER, "minutes",  \
	    5, 1440, "60", NULL,                                               \
	    "When a first account that nobody has opened goes on to the "      \
	    "Director (R3).")                                                  \
	X(POLICY_VERSION, "policy_version", CONF_TEXT, CONF_SERVER, "", 0, 60, \
	    "", NULL,                                                          \
	    "Version of the information sharing policy; offered at an "        \
	    "induction (I1).")                                                 \
	X(POLICY_URL, "policy_url", CONF_TEXT, CONF_SERVER, "", 0, 160, "",    \
	    NULL, "Where a family can read it again (I1).")                    \
	X(COMPLAINTS, "complaints", CONF_TEXT, CONF_SERVER, "", 0, 160, "",    \
	    NULL,                                                              \
	    "How a family complains or asks for a correction; stands on the "  \
	    "sheet (A3).")                                                     \
	X(PURPOSES, "purposes", CONF_TEXT, CONF_SERVER, "", 0, 180, "", NULL,  \
	    "What information is shared for: words of small letters and "      \
	    "\"_\", "                                                          \
	    "a space between (S4). Empty: those haven comes with.")            \
	X(INFORMATION_KINDS, "information_kinds", CONF_TEXT, CONF_SERVER, "",  \
	    0, 180, "", NULL,                                                  \
	    "Kinds of information that agreements name (I2). \"notice\" is "   \
	    "what a referrer is told.")                                        \
	X(LAWFUL_BASES, "lawful_bases", CONF_TEXT, CONF_SERVER, "", 0, 180,    \
	    "", NULL, "Lawful bases for sharing (S8).")                        \
	X(SECURE_CHANNELS, "secure_channels", CONF_TEXT, CONF_SERVER, "", 0,   \
	    180, "", NULL, "Ways of sending that are held secure (S7).")       \
	X(NATURES, "natures", CONF_TEXT, CONF_SERVER, "", 0, 180, "", NULL,    \
	    "Kinds of support (F1).")                                          \
	X(NOTICE_DAYS, "notice_days", CONF_INT, CONF_SERVER, "days", 0, 60,    \
	    "5", NULL,                                                         \
	    "So many days after the event a notice to the referrer is due "    \
	    "(F1).")                                                           \
	X(NOTICE_SUBJECT, "notice_subject", CONF_TEXT, CONF_SERVER, "", 1,     \
	    150, "Your reference {reference}, {initials}", NULL,               \
	    "What a notice to the referrer is headed with. In this and the "   \
	    "next ones: {reference} their own, {initials}, {date}, {nature}, " \
	    "{organisation}, {telephone}, {person}; \\n for a new line (F1).") \
	X(NOTICE_START, "notice_start", CONF_TEXT, CONF_SERVER, "", 1, 150,    \
	    "Support for {initials} ({reference}) began on {date}.", NULL,     \
	    "The referrer is told of the start.")                              \
	X(NOTICE_NATURE, "notice_nature", CONF_TEXT, CONF_SERVER, "", 1, 150,  \
	    "The support for {initials} ({reference}) is: {nature}.", NULL,    \
	    "The referrer is told what the support is.")                       \
	X(NOTICE_CHANGE, "notice_change", CONF_TEXT, CONF_SERVER, "", 1, 150,  \
	    "From {date} support for {initials} ({reference}) is: {nature}.",  \
	    NULL, "The referrer is told of a change.")                         \
	X(NOTICE_END, "notice_end", CONF_TEXT, CONF_SERVER, "", 1, 150,        \
	    "Support for {initials} ({reference}) ended on {date}.", NULL,     \
	    "The referrer is told of the end.")                                \
	X(NOTICE_CORRECTED, "notice_corrected", CONF_TEXT, CONF_SERVER, "", 1, \
	    150, "This corrects what we told you before.", NULL,               \
	    "Goes before the text where a notice corrects an earlier one.")    \
	X(NOTICE_UNDONE, "notice_undone", CONF_TEXT, CONF_SERVER, "", 1, 150,  \
	    "What we told you of {date} ({reference}) has not happened.",      \
	    NULL, "The referrer is told that a notice was a mistake.")         \
	X(NOTICE_CLOSING, "notice_closing", CONF_TEXT, CONF_SERVER, "", 0,     \
	    150, "\\n\\n{organisation}\\n{telephone}", NULL,                   \
	    "Stands below the text of a notice.")                              \
	X(ADVICE_HOURS, "advice_hours", CONF_INT, CONF_SERVER, "hours", 1,     \
	    168, "24", NULL,                                                   \
	    "How long advice may take if whoever asks says nothing else "      \
	    "(S3); "                                                           \
	    "after as long again it passes from the deputy to the Director.")  \
	X(ADVICE_DAYS, "advice_days", CONF_INT, CONF_SERVER, "days", 1, 365,   \
	    "28", NULL,                                                        \
	    "For how many days advice counts once it was given (S3).")         \
	X(ADVICE_DUE_DAYS, "advice_due_days", CONF_INT, CONF_SERVER,           \
	    "working days", 1, 30, "3", NULL,                                  \
	    "The longest that whoever asks for advice may give for the "       \
	    "answer (S3).")                                                    \
	X(OPENING_HOURS, "opening_hours", CONF_INT, CONF_SERVER, "hours", 1,   \
	    168, "24", NULL,                                                   \
	    "For how long a file stays open that was opened with a reason "    \
	    "(A2).")                                                           \
	X(MAIL_SERVER, "mail_server", CONF_TEXT, CONF_SERVER, "", 0, 300, "",  \
	    NULL,                                                              \
	    "Mail server for notices and alerts: smtp://name:port, or "        \
	    "smtps://name:port. TLS is required with both. Empty: no mail is " \
	    "sent, and what waits is kept.")                                   \
	X(MAIL_USER, "mail_user", CONF_TEXT, CONF_SERVER, "", 0, 180, "",      \
	    NULL,                                                              \
	    "Name to sign in with at the mail server. Empty: none is asked "   \
	    "for.")                                                            \
	X(MAIL_PASSWORD_FILE, "mail_password_file", CONF_PATH, CONF_SERVER,    \
	    "", 0, 4000, "", NULL,                                             \
	    "File with the password of mail_user on one line, for the user "   \
	    "havend runs as alone (mode 0600).")                               \
	X(MAIL_FROM, "mail_from", CONF_TEXT, CONF_SERVER, "", 0, 180, "",      \
	    NULL, "Address that mail comes from. Needed with mail_server.")    \
	X(MAIL_CA_FILE, "mail_ca_file", CONF_PATH, CONF_SERVER, "", 0, 4000,   \
	    "", NULL,                                                          \
	    "Certificates that the mail server is checked against. Empty: "    \
	    "those of this machine.")                                          \
	X(MAIL_PLAIN_LOOPBACK, "mail_plain_loopback", CONF_BOOL, CONF_SERVER,  \
	    "", 0, 1, "no", NULL,                                              \
	    "Send without TLS to a mail server on this machine: only to an "   \
	    "address such as 127.0.0.1 or [::1].")                             \
	X(MAIL_RETRY_FOR, "mail_retry_for", CONF_INT, CONF_SERVER, "days", 1,  \
	    30, "5", NULL,                                                     \
	    "For how long a mail is tried that the server does not take.")     \
	X(MAX_CONNECTIONS, "max_connections", CONF_INT, CONF_SERVER, "", 16,   \
	    4096, "512", NULL, "Connections open at once.")                    \
	X(MAX_PER_ADDRESS, "max_per_address", CONF_INT, CONF_SERVER, "", 4,    \
	    4096, "64", NULL, "Connections open at once from one address.")    \
	X(REQUEST_SECONDS, "request_seconds", CONF_INT, CONF_SERVER,           \
	    "seconds", 2, 600, "60", NULL,                                     \
	    "A request that takes longer to arrive is cut off.")               \
	X(THREADS, "threads", CONF_INT, CONF_SERVER, "", 1, 16, "2", NULL,     \
	    "Threads that read requests.")                                     \
	X(ARGON_THREADS, "argon_threads", CONF_INT, CONF_SERVER, "", 1, 8,     \
	    "2", NULL,                                                         \
	    "Passphrases checked at once; fewer on a machine of as few "       \
	    "processors, so that one is left to everybody else.")              \
	X(ARGON_QUEUE, "argon_queue", CONF_INT, CONF_SERVER, "", 1, 256, "16", \
	    NULL,                                                              \
	    "Sign-ins that may wait for a check; more are asked to come "      \
	    "back.")                                                           \
	X(ARGON_MEMORY, "argon_memory", CONF_INT, CONF_SERVER, "KiB", 8192,    \
	    1048576, "65536", NULL, "Memory of one passphrase check.")         \
	X(ARGON_PASSES, "argon_passes", CONF_INT, CONF_SERVER, "", 1, 10, "3", \
	    NULL, "Passes of one passphrase check.")                           \
	X(BANK_HOLIDAYS, "bank_holidays", CONF_TEXT, CONF_SERVER, "", 0, 180,  \
	    "2026-12-25 2026-12-28 2027-01-01 2027-03-26 2027-03-29", NULL,    \
	    "Bank holidays, each as year-month-day, a space between; those "   \
	    "of England and Wales. A request that would be due on one, or at " \
	    "a weekend, is due on the next working day (A1). One that is "     \
	    "missing makes it due earlier, never later.")                      \
	X(POLICY_GRACE_DAYS, "policy_grace_days", CONF_INT, CONF_SERVER,       \
	    "days", 0, 90, "14", NULL,                                         \
	    "For so many days after the office received a new version of a "   \
	    "policy document, files still open to who has not confirmed it "   \
	    "(T2). 0: they open to nobody until it is confirmed.")             \
	X(RETAIN_SUPPORT, "retain_support", CONF_TEXT, CONF_SERVER, "", 1, 80, \
	    "birth 25, contact 7, leaving 7", NULL,                            \
	    "For how many years every file is kept: from the child's birth, "  \
	    "the last contact, leaving (the end of the last support); the "    \
	    "longest counts (R2). This, and the next three, are haven's "      \
	    "defaults and no advice: your charity decides them.")              \
	X(RETAIN_CONCERN, "retain_concern", CONF_TEXT, CONF_SERVER, "", 1, 80, \
	    "birth 25, contact 10", NULL,                                      \
	    "The same for a file with a first account, a Record of Concern "   \
	    "or "                                                              \
	    "an emergency (R2). A default to be decided by your charity.")     \
	X(RETAIN_STAFF, "retain_staff", CONF_TEXT, CONF_SERVER, "", 1, 80,     \
	    "birth 25, contact 25", NULL,                                      \
	    "The same where a member of staff or a volunteer is concerned "    \
	    "(R2). A default to be decided by your charity.")                  \
	X(RETAIN_ABUSE, "retain_abuse", CONF_TEXT, CONF_SERVER, "", 1, 80,     \
	    "birth 75, contact 75", NULL,                                      \
	    "The same where sexual abuse is on file; it is never destroyed "   \
	    "without a review that weighs it (R2). A default to be decided "   \
	    "by your charity.")                                                \
	X(BACKUP_DIR, "backup_dir", CONF_PATH, CONF_SERVER, "", 0, 4000, "",   \
	    NULL,                                                              \
	    "Where havend backup puts the records, unless said. Another disk " \
	    "than store_dir.")                                                 \
	X(BACKUP_KEY_DIR, "backup_key_dir", CONF_PATH, CONF_SERVER, "", 0,     \
	    4000, "", NULL,                                                    \
	    "Where it puts the keys; the newest two stay. Another place than " \
	    "backup_dir: with both somebody needs only the recovery sheet.")   \
	X(BACKUP_HOURS, "backup_hours", CONF_INT, CONF_SERVER, "hours", 1,     \
	    720, "26", NULL,                                                   \
	    "havend doctor says so when the newest backup is older.")          \
	X(SECOND_FACTOR, "second_factor", CONF_TEXT, CONF_SERVER, "", 0, 190,  \
	    "", NULL,                                                          \
	    "Roles that must sign in with a one-time code besides the "        \
	    "passphrase, as codes with a space between: administrator "        \
	    "director. Until they have set one up, no child's file opens to "  \
	    "them. Empty: whoever wants to may.")                              \
	X(OUTCOME_MEASURES, "outcome_measures", CONF_TEXT, CONF_SERVER, "", 0, \
	    180, "", NULL,                                                     \
	    "What is scored to show the difference that support makes (N1).")  \
	X(OUTCOME_SCALE, "outcome_scale", CONF_TEXT, CONF_SERVER, "", 0, 180,  \
	    "", NULL,                                                          \
	    "The scale of those scores: a word for each point, the worst "     \
	    "first (N1). Points are kept as numbers: do not change how many "  \
	    "there are.")                                                      \
	X(OUTCOME_START_DAYS, "outcome_start_days", CONF_INT, CONF_SERVER,     \
	    "days", 1, 180, "14", NULL,                                        \
	    "So long after the support began the first scores are due (N1).")  \
	X(OUTCOME_REVIEW_DAYS, "outcome_review_days", CONF_INT, CONF_SERVER,   \
	    "days", 7, 400, "90", NULL,                                        \
	    "So long after the last scores a review is due (N1).")             \
	X(STATISTICS_SMALL, "statistics_small", CONF_INT, CONF_SERVER, "", 5,  \
	    50, "5", NULL,                                                     \
	    "Counts from 1 to this many are never shown, nor what would let "  \
	    "them be worked out (N2).")                                        \
	X(COPY_CHECKED, "copy_checked", CONF_BOOL, CONF_SERVER, "", 0, 1,      \
	    "no", NULL,                                                        \
	    "Yes: a second person reads the copy of a file before it goes to " \
	    "whoever asked for it (A1).")                                      \
	X(DEMO, "demo", CONF_BOOL, CONF_SERVER, "", 0, 1, "no", NULL,          \
	    "Invented data; every screen says DEMO. Never for real children.") \
	X(LOG_LEVEL, "log_level", CONF_CHOICE, CONF_BOTH, "", 0, 0, "info",    \
	    "error warning info debug",                                        \
	    "How much goes to the log. It holds ids, never names or text.")

enum conf_id {
#define X(id, ...) CONF_##id,
	CONF_LIST(X)
#undef X
	    CONF_COUNT
};

struct conf; /* holds a value for each setting */

/* Defaults, then file (path NULL: none; missing is an error only if must_exist),
 * then environment (envp style NULL-ended list, or NULL), then flags set by
 * conf_set. who: the rows that apply; a row of the other program in the file is
 * read past, an unknown name is an error, and so is a name twice in one
 * section. Nothing else of the environment is read. A file is UTF-8, lines at
 * most 199 bytes; a path in it is whole, while a flag or the environment may
 * give one from where the program stands. On an error *out is NULL. */
enum err conf_load(struct conf **out, enum conf_who who, const char *path,
    bool must_exist, char *const *env, struct errinfo *e);
void conf_free(struct conf *c);

/* From a flag, "name" and "value"; "lock-after" is lock_after. After an error
 * the value before it still stands. */
enum err conf_set(
    struct conf *c, const char *name, const char *value, struct errinfo *e);

const char *conf_text(const struct conf *c, enum conf_id id); /* never NULL */
/* CONF_INT; CONF_BOOL as 0 or 1; CONF_CHOICE as its place among the choices (so
 * log_level is enum log_level). */
int64_t conf_int(const struct conf *c, enum conf_id id);
bool conf_bool(const struct conf *c, enum conf_id id);
/* Where it came from: "default", "environment", "flag", or "file:line". */
const char *conf_origin(const struct conf *c, enum conf_id id);

/* The commented config.example, and the table for haven.conf(5) (mdoc). */
void conf_print_example(struct buf *out);
void conf_print_manual(struct buf *out);

#endif
