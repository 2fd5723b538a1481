/* demo_share_words.c - the invented directory, and what families, workers and
 * agencies say about sharing. Nobody here exists; the numbers are kept free for
 * invented people. */
#include "demo.h"

const struct demo_agency demo_agencies[DEMO_AGENCIES] = {
	[DEMO_CARE] = { "Eastmere children's social care", "social_care",
	    "01632 960 210", "verified_call", "01632 960 211",
	    "From the council's own website; rang the switchboard.",
	    "Lorna Bickerdyke", "Duty social worker",
	    "It protects children by law.", true },
	[DEMO_POLICE] = { "Eastmere police, child protection unit", "police",
	    "01632 960 220", "verified_call", "01632 960 221",
	    "Rang the force's main number and was put through.",
	    "Martin Oyelaran", "Detective sergeant",
	    "The police protect children from harm.", true },
	[DEMO_OFFICER] = { "Designated officer, Eastmere council",
	    "designated_officer", "01632 960 230", "secure_email",
	    "designated.officer@eastmere.example",
	    "From the safeguarding partners' handbook.", "Priya Sandringham",
	    "Designated officer", "Allegations about staff go there.", true },
	[DEMO_HOSPITAL] = { "Kirkbarrow hospital, emergency department",
	    "health", "01632 960 240", "verified_call", "01632 960 241",
	    "From the hospital's own website.", "Sister Bethan Mowbray",
	    "Safeguarding nurse", "Health care in an emergency.", true },
	[DEMO_SCHOOL] = { "Hillside Primary School, Wexcombe", "school",
	    "01632 960 250", "secure_email", "office@hillside.example",
	    "Rang the school's office and spelt it back.", "Gloria Penfold",
	    "Head of pastoral care",
	    "A school may be told with agreement; it is no authority.", false },
	[DEMO_SECONDARY] = { "Castle Park Academy, Eastmere", "school",
	    "01632 960 260", "secure_email", "pastoral@castlepark.example",
	    "Rang the school's office and spelt it back.", "Idris Kettlewell",
	    "Head of year", NULL, false },
	[DEMO_SURGERY] = { "Wexcombe surgery", "health", "01632 960 270",
	    "secure_email", "wexcombe.surgery@health.example",
	    "From a letter of theirs, and rang to ask.", "Dr Anneka Sowerby",
	    "General practitioner", NULL, false },
	[DEMO_PAEDIATRICS] = { "Community paediatrics, Kirkbarrow", "health",
	    "01632 960 280", "secure_email", "paediatrics@kirkbarrow.example",
	    "From the hospital's own website.", "Dr Owain Trefusis",
	    "Paediatrician", NULL, false },
	[DEMO_HOUSING] = { "Eastmere Housing, tenancy support", "council",
	    "01632 960 290", "encrypted_file", "tenancy@housing.example",
	    "Rang the council's switchboard.", "Shirin Applegarth",
	    "Tenancy officer", NULL, false },
	[DEMO_CARERS] = { "Porth Gwyn young carers", "charity", "01632 960 300",
	    "by_hand", "The Old Mill, Porth Gwyn", "We visit each other.",
	    "Eluned Parry", "Young carers' worker", NULL, false },
	[DEMO_NURSERY] = { "Little Acorns Nursery", "school", "01632 960 310",
	    "by_hand", "Rope Walk, Ashby Green", "We go there each week.",
	    "Wendy Osgerby", "Manager", NULL, false },
	[DEMO_COMMISSIONER] = { "Eastmere council, early help commissioning",
	    "commissioner", "01632 960 320", "secure_email",
	    "earlyhelp@eastmere.example", "From the contract.", "Rupert Lanyon",
	    "Commissioning manager", NULL, false },
};

const struct demo_answer demo_answers[DEMO_ANSWERS] = {
	[DEMO_TO_SCHOOL] = { "agreed", { DEMO_SCHOOL, DEMO_NURSERY, -1 },
	    "attendance wellbeing", "school_help", false,
	    "Signed the form at home; both copies were read out." },
	[DEMO_TO_SECONDARY] = { "agreed", { DEMO_SECONDARY, -1 },
	    "attendance support wellbeing", "school_help family_support", false,
	    "Spoken at the office, and written down there and then." },
	[DEMO_TO_HEALTH] = { "agreed", { DEMO_SURGERY, DEMO_PAEDIATRICS, -1 },
	    "health wellbeing", "health_care", true,
	    "Signed the form; asked what a paediatrician does first." },
	[DEMO_TO_CARERS] = { "agreed",
	    { DEMO_SCHOOL, DEMO_CARERS, DEMO_HOUSING, -1 }, "support family",
	    "family_support", true,
	    "By telephone, with the interpreter; the form came by post." },
	[DEMO_REFUSED] = { "refused", { -1 }, "", "", false,
	    "Said \"nobody else, please\" at the kitchen table." },
	[DEMO_WITHDRAWN] = { "withdrawn", { -1 }, "", "", false,
	    "Rang this morning and took it back; it was read back to them." },
	[DEMO_TO_REFERRER] = { "agreed", { DEMO_SCHOOL, -1 }, "", "", false,
	    "Said that the school may know what we do; written down there." },
};

const char *const demo_why_referred = "{c} found it hard to settle, and the "
				      "family asked for somebody to talk to.";
const char *const demo_support_purpose =
    "{c} has somebody to turn to, and mornings go better.";
const char *const demo_end_reason =
    "What was planned is reached; {c} and {a} know where we are.";
const char *const demo_change_reason =
    "{c} asked for it, and {a} thinks it helps more.";

const struct demo_share demo_shares[DEMO_SHARES] = {
	[DEMO_SHARE_AGREED] = { DEMO_SCHOOL,
	    "Attendance at the group since September", "attendance",
	    "school_help", "none", "Nobody is at risk.",
	    "To plan the mornings with {a}.", "safe",
	    "{c} likes it when the school knows about the group.",
	    "It helps {c} to come to school, and {a} asked for it.", "consent",
	    true, true, false },
	[DEMO_SHARE_REFUSED] = { DEMO_SCHOOL, "The debts at home", "family",
	    "family_support", "none", "Nobody is at risk.",
	    "They asked why {c} has no sports kit.", "safe",
	    "{a}: \"That is nobody's business but ours.\"",
	    "{a} said no, and nobody is at risk. We help with the kit "
	    "ourselves.",
	    "", false, false, false },
	[DEMO_SHARE_HARM] = { DEMO_CARE, "The Record of Concern", "concern",
	    "safeguarding", "significant_child",
	    "What {c} said and what was seen, as the Record of Concern has "
	    "it.",
	    "To protect {c}.", "raises_risk", "{c} wants it to stop.",
	    "{c} is at risk at home. {a} is not told yet: that could make it "
	    "worse tonight.",
	    "vital_interests", true, true, true },
	[DEMO_SHARE_NOT_ASKED] = { DEMO_SURGERY, "How {c} is sleeping",
	    "health", "health_care", "none", "Nobody is at risk.",
	    "They see {c} on Thursday.", "safe", "{a} has not been asked yet.",
	    "Nobody has agreed to it. We ask {a} at the next visit.", "", false,
	    false, false },
	[DEMO_SHARE_STOPPED] = { DEMO_SCHOOL, "How the mornings go",
	    "wellbeing", "school_help", "none", "Nobody is at risk.",
	    "For the meeting about {c} next week.", "safe",
	    "{a} agreed at the start.",
	    "It was agreed, and the school can plan with it.", "consent", false,
	    true, false },
};

const char *const demo_induction_exception =
    "What the child said at the first visit named the person who would have "
    "been asked. Social care was told first.";
const char *const demo_advice_question =
    "{c}'s school asks what we know about the move. The form names the school, "
    "but not the address. Is that covered?";
const char *const demo_competence_why =
    "Said in their own words who would be told what, what could come of it, "
    "and that they can say no.";
const struct demo_emergency demo_emergency = {
	"{c} is shut out of the house in the rain and says that {a} does not "
	"answer the door or the telephone.",
	"Where {c} is, how old {c} is, and that nobody opens.",
	"Police, 999",
	"I did, on the pavement.",
};
