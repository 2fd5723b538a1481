/* demo_phrases.c - the short sentences of invented records that do not hang on
 * what an incident is about. */
#include "demo.h"

const char *const demo_actions_done[] = {
	"Done. It was entered on the file.",
	"Rang and spoke to them; they know whom to ring if it comes up again.",
	"Done, a day early. The family was told.",
	"Met, talked it over, and agreed to look again in six weeks.",
	"Done. Nothing else came of it.",
	NULL,
};
const char *const demo_done[] = {
	"Rang the designated senior member from the car.",
	"Told {a} that I would pass this on, and why.",
	"Nothing yet. I wrote this down first.",
	"Told the leader of the session before everybody went home.", NULL
};

const char *const demo_told[] = {
	"That I cannot keep this to myself, who will hear of it, and that none "
	"of it is {c}'s fault.",
	"That somebody will talk with {a} this week, and that {c} will be told "
	"first.",
	"What happens next, and who {c} can ring in the meantime.", NULL
};

const char *const demo_late[] = {
	"The first account came in after a weekend without a connection.",
	"The social worker asked us to wait for the outcome of their visit.",
	NULL
};

const char *const demo_notes[] = {
	"Read. Please let me know how the first action goes.",
	"Read. I have spoken with the designated senior member today.",
	"Read. Keep the family told at each step.", NULL
};

const char *const demo_statements[] = {
	"We were worried ourselves and had rung the surgery already. We want "
	"that to be written down.",
	"I do not agree with all of it. It was one bad week, and I asked for "
	"help myself.",
	"It is right as it stands. Thank you for asking me.",
	"I want it noted that the housing people had known about the door "
	"since March.",
	NULL
};

const char *const demo_statements_cyp[] = {
	"I am fine with this being here but I want to be there when it is "
	"talked about.",
	"Some of it is a bit wrong but the main thing is right.",
	"I did not want it written down. I understand why you did.", NULL
};

const struct demo_correction demo_corrections[] = {
	{ "When it was seen or heard",
	    "The visit began at ten past four, as the worker's diary shows, "
	    "and not at four.",
	    "The diary was read again when the actions were checked." },
	{ "People present",
	    "An older cousin was in the next room the whole time and was not "
	    "named.",
	    "{a} said so at the next visit." },
	{ "Actions",
	    "The first action is done: the visit took place, and {c} was seen "
	    "alone.",
	    "The outcome reached us after the record was signed." },
	{ "What was done at once",
	    "Children's social care gave a reference for the call; it is on "
	    "the contact sheet.",
	    "The reference came by letter some days later." },
};
const size_t demo_corrections_count =
    sizeof(demo_corrections) / sizeof(demo_corrections[0]);
