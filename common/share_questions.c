/* share_questions.c - the questions of the guided check in words: what is asked, why,
 * and by which rule of the policy. Whether one matters stands in share_ask.c. */
#include "share_ask.h"

#include <assert.h>
#include <string.h>

static const struct share_question questions[SHARE_STEP_COUNT] = {
	[SHARE_AGENCY] = { .name = "agency",
	    .title = "With which agency?",
	    .why = "Agreements name agencies. Without agreement only social "
		   "care, the police and others that protect children may "
		   "receive anything.",
	    .policy = "S5 P2",
	    .trail = "With",
	    .keys = { "agency" } },
	[SHARE_WHOM] = { .name = "whom",
	    .title = "With whom there?",
	    .why = "Information goes to one person, or to one role, and not to "
		   "a whole agency.",
	    .policy = "S5",
	    .trail = "There",
	    .keys = { "contact", "role" } },
	[SHARE_ITEMS] = { .name = "items",
	    .title = "What exactly would be shared?",
	    .why = "Each fact or record by itself: nothing more leaves, and "
		   "agreements name kinds of information.",
	    .policy = "S4",
	    .trail = "What",
	    .keys = { "items" } },
	[SHARE_DANGER] = { .name = "danger_now",
	    .title = "Is somebody in immediate danger?",
	    .why = "To life or limb, now. Then nobody's agreement is asked "
		   "for, and everything else can wait: ring 999 first.",
	    .policy = "S9 P1",
	    .trail = "Danger now",
	    .keys = { "danger_now" } },
	[SHARE_HARM] = { .name = "harm",
	    .title = "What is the risk?",
	    .why = "The safety of the child and of the adults comes before "
		   "what anybody agreed to. Judge by what you have seen and "
		   "heard, today.",
	    .policy = "P1 S1",
	    .trail = "Risk",
	    .keys = { "harm" } },
	[SHARE_HARM_WHY] = { .name = "harm_why",
	    .title = "What makes you think so?",
	    .why = "Whoever reads it later, in a court perhaps, must see what "
		   "was seen and heard.",
	    .policy = "S1",
	    .trail = "Because",
	    .may_be_empty = true,
	    .keys = { "harm_why" } },
	[SHARE_STAFF] = { .name = "staff_allegation",
	    .title = "Is it about a member of staff or a volunteer?",
	    .why = "Of this charity or of another. The designated officer of "
		   "the local authority hears of it, and whoever it is about "
		   "sees none of it.",
	    .policy = "R7",
	    .trail = "About staff",
	    .keys = { "staff_allegation" } },
	[SHARE_ABOUT_STAFF] = { .name = "about_staff",
	    .title = "Which of us is it about?",
	    .why = "Whoever stands here never sees this record. Leave it empty "
		   "if it is somebody of another organisation.",
	    .policy = "R7",
	    .trail = "Of us",
	    .may_be_empty = true,
	    .keys = { "about_staff" } },
	[SHARE_COMPELLED] = { .name = "compelled",
	    .title = "Does a court or a law order it?",
	    .why = "An order that is verified must be followed. One that "
		   "somebody only claims is verified first.",
	    .policy = "S7",
	    .trail = "Ordered",
	    .keys = { "compelled" } },
	[SHARE_BARRED] = { .name = "telling_barred",
	    .title = "Does that order forbid telling the family?",
	    .why = "Families are told what is shared unless the order itself "
		   "says otherwise.",
	    .policy = "P3",
	    .trail = "Telling forbidden",
	    .keys = { "telling_barred" } },
	[SHARE_URGENT] = { .name = "urgent",
	    .title = "Can it not wait for advice?",
	    .why = "The risk is not clear. If waiting could do harm it is "
		   "treated as serious.",
	    .policy = "S3 S1",
	    .trail = "Cannot wait",
	    .keys = { "urgent" } },
	[SHARE_OCCASION] = { .name = "occasion",
	    .title = "Is it one of these?",
	    .why = "Some shares have rules of their own.",
	    .policy = "F1 F2 M1 N2",
	    .trail = "Occasion",
	    .keys = { "occasion" } },
	[SHARE_ANONYMOUS] = { .name = "anonymous_enough",
	    .title = "Would it do without any name?",
	    .why = "If they can do what they need to without knowing who it "
		   "is, nobody is named.",
	    .policy = "S4 N2",
	    .trail = "Without names",
	    .keys = { "anonymous_enough" } },
	[SHARE_DOUBT] = { .name = "in_doubt",
	    .title = "Are you unsure?",
	    .why = "Of the facts or of the law. Then you ask your line manager "
		   "or the Director of Services first. Doubt never holds back "
		   "a significant harm.",
	    .policy = "S3",
	    .trail = "Unsure",
	    .keys = { "in_doubt" } },
	[SHARE_ENDANGERS] = { .name = "sharing_endangers",
	    .title = "Could sharing it put somebody in danger?",
	    .why = "For example the address of a refuge. Then it waits for "
		   "advice to share.",
	    .policy = "S1",
	    .trail = "Could endanger",
	    .keys = { "sharing_endangers" } },
	[SHARE_PURPOSE] = { .name = "purpose",
	    .title = "What is it for?",
	    .why =
		"Agreements name purposes, and only what serves one is shared.",
	    .policy = "S4",
	    .trail = "For",
	    .keys = { "purpose" } },
	[SHARE_ACCUSED] = { .name = "accused",
	    .title = "Is it said that they did harm?",
	    .why = "Nobody who is said to have done harm is told before a "
		   "designated senior member decides when.",
	    .policy = "R7 P3",
	    .trail = "Harm by",
	    .is_of_person = true,
	    .keys = { "accused" } },
	[SHARE_TELLING] = { .name = "telling",
	    .title = "Can they be told?",
	    .why =
		"The family is told what is shared, with whom and why, unless "
		"telling would do harm. Each is asked about by themselves.",
	    .policy = "P3",
	    .trail = "Tell",
	    .is_of_person = true,
	    .keys = { "telling" } },
	[SHARE_LOOK_AGAIN] = { .name = "look_again",
	    .title = "When is that looked at again?",
	    .why = "Not telling is for a time. On that day somebody asks again "
		   "whether they can be told.",
	    .policy = "P3",
	    .trail = "Look again",
	    .is_of_person = true,
	    .may_be_empty = true,
	    .keys = { "look_again" } },
	[SHARE_INVOLVED] = { .name = "involved",
	    .title = "Has the child or young person been heard?",
	    .why = "From 12 on they are always involved, unless there is a "
		   "reason.",
	    .policy = "C1",
	    .trail = "Heard",
	    .keys = { "involved" } },
	[SHARE_NOT_INVOLVED] = { .name = "not_involved",
	    .title = "Why have they not?",
	    .why =
		"What stands against hearing them is kept with the decision.",
	    .policy = "C1",
	    .trail = "Not heard",
	    .may_be_empty = true,
	    .keys = { "not_involved" } },
	[SHARE_WISHES] = { .name = "wishes",
	    .title = "What do the child and the family want?",
	    .why = "Wishes are asked for, written down, and respected where "
		   "that can be.",
	    .policy = "S2",
	    .trail = "Wishes",
	    .may_be_empty = true,
	    .keys = { "wishes" } },
	[SHARE_OUTWEIGHS] = { .name = "benefit_outweighs",
	    .title = "Is it right to share although they refuse?",
	    .why = "Below serious harm a refusal is respected, unless you "
		   "believe that this would fail the child. Then you ask for "
		   "advice first.",
	    .policy = "S2 S3",
	    .trail = "Right all the same",
	    .keys = { "benefit_outweighs" } },
	[SHARE_NECESSARY] = { .name = "necessary",
	    .title = "Is all of it necessary?",
	    .why =
		"Would less do? Then take out of the list what is not needed.",
	    .policy = "S4",
	    .trail = "Necessary",
	    .keys = { "necessary" } },
	[SHARE_NEED] = { .name = "need",
	    .title = "Why do they need it?",
	    .why = "What they could not do for the child without it.",
	    .policy = "S5",
	    .trail = "Need",
	    .may_be_empty = true,
	    .keys = { "need" } },
	[SHARE_NEED_TO_KNOW] = { .name = "need_to_know",
	    .title = "Does this person need to know it?",
	    .why = "This one, and not their whole agency.",
	    .policy = "S5",
	    .trail = "Need to know",
	    .keys = { "need_to_know" } },
	[SHARE_ACCURATE] = { .name = "accurate",
	    .title = "Is it right and up to date?",
	    .why = "Checked, told as it was seen and heard, with opinion kept "
		   "apart from fact.",
	    .policy = "S6",
	    .trail = "Right",
	    .keys = { "accurate" } },
	[SHARE_ACCURATE_BY] = { .name = "accurate_by",
	    .title = "Who checked it, and when?",
	    .why = "If it turns out to be wrong somebody must be able to ask.",
	    .policy = "S6",
	    .trail = "Checked by",
	    .may_be_empty = true,
	    .keys = { "accurate_by", "accurate_on" } },
	[SHARE_CHANNEL] = { .name = "channel",
	    .title = "How is it sent?",
	    .why = "Only in a way that the charity holds secure.",
	    .policy = "S7",
	    .trail = "Sent",
	    .keys = { "channel" } },
	[SHARE_IDENTITY] = { .name = "identity",
	    .title = "How do you know that it is them?",
	    .why = "Anybody can write or ring and give a name.",
	    .policy = "S7",
	    .trail = "Known by",
	    .keys = { "identity" } },
	[SHARE_BASIS] = { .name = "basis",
	    .title = "What does the law allow it by?",
	    .why = "The law asks for a basis. It is not the same as what the "
		   "family agreed to; if you do not know, leave it empty and "
		   "say so in the reasons.",
	    .policy = "S8",
	    .trail = "Lawful basis",
	    .may_be_empty = true,
	    .keys = { "basis" } },
	[SHARE_HAPPENED] = { .name = "happened",
	    .title = "Has it been shared already?",
	    .why = "What has happened counts by the day on which it happened.",
	    .policy = "S8",
	    .trail = "Shared on",
	    .stage = SHARE_RECORDING,
	    .may_be_empty = true,
	    .keys = { "happened" } },
	[SHARE_REASONS] = { .name = "reasons",
	    .title = "Why is this right for the child?",
	    .why = "Every decision is written down with its reasons, to share "
		   "and not to share. Two lines are enough.",
	    .policy = "S8",
	    .trail = "Reasons",
	    .stage = SHARE_RECORDING,
	    .keys = { "reasons" } },
	[SHARE_AGAINST] = { .name = "against",
	    .title = "It is not what the check says. Why?",
	    .why = "It is kept as it was decided, and a designated senior "
		   "member looks at it.",
	    .policy = "S8",
	    .trail = "Against the check",
	    .stage = SHARE_RECORDING,
	    .keys = { "against" } },
	[SHARE_AUTHORISED] = { .name = "authorised_by",
	    .title = "Who authorised that?",
	    .why = "Nobody decides against the check alone: not you "
		   "yourself. In danger and significant harm it is a "
		   "designated senior member. They are asked whether they "
		   "did.",
	    .policy = "S8",
	    .trail = "Authorised by",
	    .stage = SHARE_RECORDING,
	    .keys = { "authorised_by" } },
	[SHARE_PEOPLE] = { .name = "people",
	    .title = "Who could be told?",
	    .why = "Everyone of the family: what is shared, with whom and why.",
	    .policy = "P3",
	    .trail = "People",
	    .stage = SHARE_ON_DEMAND,
	    .may_be_empty = true,
	    .keys = { "people" } },
	[SHARE_VIEW] = { .name = "view",
	    .title = "What do they say about it?",
	    .why = "Whoever is told is heard, and their words are kept with "
		   "the decision.",
	    .policy = "S2",
	    .trail = "They say",
	    .stage = SHARE_ON_DEMAND,
	    .is_of_person = true,
	    .may_be_empty = true,
	    .keys = { "view" } },
};

const struct share_question *
share_question(enum share_step step)
{
	assert((unsigned)step < SHARE_STEP_COUNT);
	return &questions[step];
}

bool
share_step_read(const char *name, enum share_step *out)
{
	for (unsigned i = 0; i < SHARE_STEP_COUNT; i++) {
		if (strcmp(questions[i].name, name) != 0)
			continue;
		*out = (enum share_step)i;
		return true;
	}
	return false;
}
