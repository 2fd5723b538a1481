/* demo_words.c - the words that invented children are made of. */
#include "demo.h"

const struct demo_person demo_people[DEMO_STAFF] = {
	{ "margaret.hale", "Margaret Hale", "director", -1, 0 },
	{ "idris.bowen", "Idris Bowen", "strategic_lead", 0, 0 },
	{ "zoe.acheampong", "Zoë Acheampong", "designated_senior", 1, 0 },
	{ "sean.oriordan", "Seán O'Riordan", "designated_senior", 1, 0 },
	{ "priya.nair", "Priya Nair", "line_manager", 0, 0 },
	{ "tom.whitfield", "Tom Whitfield", "line_manager", 0, 0 },
	{ "aisha.rahman", "Aisha Rahman", "support_worker", 4, 0 },
	{ "lukasz.wojcik", "Łukasz Wójcik", "support_worker", 4, 0 },
	{ "carys.llewelyn", "Carys Llewelyn", "support_worker", 5, 0 },
	{ "ben.okafor", "Ben Okafor", "support_worker", 5, 0 },
	{ "morag.sinclair", "Morag Sinclair", "volunteer", 4, 0 },
	{ "jack.pemberton", "Jack Pemberton", "volunteer", 5, 0 },
	{ "helen.ashworth", "Helen Ashworth", "trustee", -1, 1 },
	{ "david.lyle", "David Lyle", "inspector", -1, 0 },
	{ "sam.fletcher", "Sam Fletcher", "administrator", -1, 0 },
};

const char *const demo_first_names[] = { "Amelia", "Zoë", "Mohammed", "Oliver",
	"Siân", "Aoife", "Łukasz", "Chloë", "Harry", "Niamh", "Kofi", "Renée",
	"Tomasz", "Aaliyah", "Rhys", "Ffion", "José", "Isla", "Noah", "Priya",
	"Callum", "Eilidh", "Ayaan", "Freya", "Oisín", "Maja", "Ibrahim",
	"Grace", "Llŷr", "Temitope", "Björn", "Poppy", "Saoirse", "Jayden",
	"Zainab", "Alfie", "Mei", "Ştefan", "Ruby", "Kwame", "Anaïs", "Finlay",
	"Ewa", "Leo", "Nia", "Gethin", "Fatima", "Teddy", "Ximena", "Dániel",
	NULL };

const char *const demo_surnames[] = { "Smith", "Ní Dhónaill", "Jones", "Khan",
	"Williams", "O'Brien", "Nowak", "Patel", "Davies", "Okonkwo",
	"Müller-Reid", "Evans", "Begum", "MacLeod", "Brânză", "Thomas",
	"Hussain", "Roberts", "García", "Wright", "Ó Murchú", "Green",
	"Adeyemi", "Walker", "Çelik", "Hughes", "Ali", "Clarke", "Kowalczyk",
	"Hall", "St John", "Mensah", "Turner", "Nguyễn", "Hill", "Van der Berg",
	"Singh", "Morris", "Ferreira", "Cook", "Žukauskas", "Bell", "Owusu",
	"Murphy", "Lee", "Bailey", "D'Souza", "Cooper", "Haddad", "Fitzgerald",
	NULL };

const char *const demo_also[] = { "Bibi", "Ollie", "Mo", "Zee", "Kit", "AJ",
	"Lulu", "Tommy", NULL };

const char *const demo_schools[] = { "Hillside Primary School",
	"St Bride's R.C. Primary", "Ysgol Gynradd y Bryn",
	"Castle Park Academy", "Northfield High School",
	"Little Acorns Nursery", "Meadow Lane Infants", "The Harbour School",
	NULL };

const char *const demo_streets[] = { "Albion Street", "Mill Lane",
	"Station Road", "Ffordd y Môr", "Canal Court", "Orchard Way",
	"Rope Walk", "Beacon Hill", NULL };

const char *const demo_towns[] = { "Eastmere", "Wexcombe", "Porth Gwyn",
	"Kirkbarrow", "Ashby Green", NULL };

const char *const demo_referrers[] = {
	"Eastmere Children's Services, duty team",
	"Health visitor, Wexcombe surgery", "School, designated lead",
	"Family court adviser", "Grandparent, by telephone",
	"Eastmere Police, community team", NULL
};

const char *const demo_languages[] = { "English", "Welsh and English",
	"Polish; interpreter needed", "Urdu and English", "Irish and English",
	"Portuguese; interpreter needed", "British Sign Language", NULL };

const char *const demo_purposes[] = {
	"Support for the family after a move of house, and help with coming to "
	"school every day.",
	"Somebody outside the family to talk to after a bereavement.",
	"Help for the parents with routines at bedtime and in the morning.",
	"Support for a young carer: time for themselves, and other young "
	"carers "
	"to meet.",
	"Support after domestic abuse; the family lives at a new address.",
	"Contact with the parent who lives elsewhere, supervised by a worker.",
	NULL
};

const char *const demo_safe_contacts[] = {
	"Ring before three in the afternoon. Leave no message.",
	"A text first; then they ring back.", "By telephone at any time.",
	"Through the school only. Post is opened by somebody else.", NULL
};

const char *const demo_corrections[] = {
	"The visit began at ten past four, as the diary of the worker shows, "
	"and not at four.",
	"The older brother was in the next room the whole time; he was not "
	"named among the people present.",
	"The school confirms that the mark was seen there on the day before, "
	"by the teaching assistant.",
	NULL
};

const char *const demo_statements[] = {
	"We were worried ourselves and had already rung the surgery. We want "
	"that to be written down.",
	"I do not agree with how this reads. I was tired and I shouted, and I "
	"have said sorry.",
	"I am glad that somebody asked. I want to stay at my nan's at the "
	"weekend.",
	NULL
};

const struct demo_scene demo_scenes[] = {
	{ "neglect", "Kitchen of the family home",
	    { "{c} opened the fridge while we were talking. There was a carton "
	      "of milk in it and nothing else.",
		"{c} ate the whole packet of biscuits that I had brought, and "
		"asked if there was more.",
		"The gas meter showed no credit. The kitchen was cold; I could "
		"see my breath.",
		"{c} wore a summer dress and no socks. It was four degrees "
		"outside.",
		"{a} was asleep on the sofa and did not wake when I said their "
		"name twice." },
	    { "We have toast on Fridays when the money comes.",
		"I get my own tea.", "I save my school dinner for my sister." },
	    "What did you have for tea yesterday?",
	    "Emergency food parcel brought the same evening; credit put on the "
	    "meter. The duty social worker was rung at 17:10.",
	    "Ask children's services for a joint visit",
	    "At the door {c} held on to my sleeve and did not let go until {a} "
	    "came.",
	    "Seen by two workers on that visit." },
	{ "physical", "School, small meeting room",
	    { "{c} had a bruise on the left upper arm, round, about the size "
	      "of "
	      "a two pound coin, yellow at the edge.",
		"There were three smaller marks in a row on the back of the "
		"same arm.",
		"When the door banged, {c} put both arms over the head.",
		"{c} pulled the sleeve down when I looked, and turned the "
		"chair "
		"to the wall." },
	    { "I fell. I fell off the thing.", "I am not allowed to say.",
		"He got cross because I spilled it." },
	    "How did you get that?",
	    "The school's designated lead was told at once. Children's "
	    "services "
	    "rung at 14:25; they asked for a medical the same day.",
	    "Strategy discussion with children's services and police",
	    "{a} said at the gate that {c} had been at home all weekend with a "
	    "cold.",
	    "The school's register: absent on Friday and Monday." },
	{ "domestic emotional", "Front room of the family home",
	    { "A door upstairs had a hole in it at the height of a fist.",
		"While I was there a telephone rang eleven times. {a} looked "
		"at it each time and did not take the call.",
		"{c} asked three times what time it was, and went to the "
		"window "
		"after each answer.",
		"{a} had a cut on the lip and spoke with a hand before the "
		"mouth." },
	    { "When the car comes we go upstairs.",
		"I put the telly on loud for the baby.",
		"Mum says it was the cupboard." },
	    "What happens when the car comes?",
	    "Safe number for the refuge given to {a} alone. Duty social worker "
	    "rung at 16:40; incident number taken from the police.",
	    "Referral to the multi-agency risk conference",
	    "{c} had packed a bag, which stood behind the bedroom door.",
	    "Shown to me by {c}; not seen by anybody else." },
	{ "online exploitation", "Youth club, quiet corner",
	    { "{c} showed me a new telephone and said that it was a present.",
		"A message came in while we spoke. I read: \"send another one "
		"or I tell your mum\".",
		"{c} has come to the club in a car twice this month, with a "
		"driver whom none of the workers know.",
		"{c} had sixty pounds in notes and counted it in front of the "
		"others." },
	    { "He is not a stranger, we have talked since summer.",
		"If I block him he has the pictures.",
		"Do not tell them at school." },
	    "Who gave you the telephone?",
	    "The telephone was not looked through; the name of the account was "
	    "written down. Police rung on 101, reference taken.",
	    "Report the account; ask the police for advice on the pictures",
	    "{c} left the club at 19:05 by the back door, before being "
	    "collected.",
	    "The club's signing-out sheet." },
	{ "self_harm", "Worker's car, on the way home",
	    { "{c} had a row of thin, straight marks on the inside of the left "
	      "forearm; some were red.",
		"{c} said little for the whole drive and wrapped the scarf "
		"round "
		"the wrist.",
		"At the traffic lights {c} asked whether it hurts to drown." },
	    { "It makes the noise stop.", "Nobody would notice.",
		"I only do it when they fight." },
	    "Have you thought about ending your life?",
	    "Drove to the hospital with {c}; {a} came there at 18:20. The "
	    "crisis "
	    "team saw {c} the same evening.",
	    "Safety plan with the young people's mental health team",
	    "The drawing {c} made last week shows a person under water.",
	    "Kept in the folder of the group." },
	{ "missing", "Telephone call with {a}",
	    { "{a} rang at 21:15: {c} had not come home from school.",
		"{c}'s friend answered my call and said that {c} had got into "
		"a "
		"taxi at about four.",
		"It is the third time this term." },
	    { "I was just out.", "I slept at a mate's, all right?",
		"You would not get it." },
	    "Where were you last night?",
	    "{a} was told to ring 999, and did; I stayed on the line. {c} was "
	    "found at 00:40.",
	    "Return interview within 72 hours",
	    "{c} came back with a different coat.",
	    "Seen by {a} and by me the next morning." },
	{ "sexual", "School, small meeting room",
	    { "{c} asked to speak to me alone, and shut the door.",
		"{c} sat on both hands and looked at the floor for the whole "
		"talk.",
		"I asked no more than what stands here, and wrote it down at "
		"once." },
	    { "He comes in when Mum is at work.", "It is our secret.",
		"I do not want to go to his house again." },
	    "Tell me what happened, in your own words.",
	    "999 was not needed: {c} was safe at school. Children's services "
	    "and "
	    "the police rung at 11:05 and 11:15; they came at 12:30.",
	    "Joint investigation by police and children's services",
	    "{c} did not want to be collected by the usual person, and said "
	    "so to the teacher on the same morning.",
	    "The teacher's note of the day." },
	{ "emotional", "Contact centre, room 2",
	    { "{a} said to {c}: \"You are the reason we are here\", and said "
	      "it "
	      "again in front of the other children.",
		"{c} had drawn a card. {a} put it in the bin while {c} was "
		"looking.",
		"{c} did not speak for the remaining forty minutes.",
		"When {a} left, {c} asked me if the card could be mended." },
	    { "I am the bad one.", "She likes the others better.",
		"I will be good next time." },
	    "What was the card for?",
	    "The session was ended ten minutes early, in a calm voice. The "
	    "social worker was rung from the centre.",
	    "Review the contact plan with the social worker",
	    "In the car {c} counted on the fingers how often it had been said.",
	    "Heard by the volunteer who was driving." },
	{ "extremism other", "Youth club, hall",
	    { "{c} handed out stickers, which I have kept; they carry a sign "
	      "and the address of a web page.",
		"{c} told two younger boys that they did not belong here, and "
		"named their faith.",
		"{c} has a new group of friends, all of them over twenty." },
	    { "They are the only ones who tell the truth.",
		"It will all kick off soon, you will see.",
		"I am just saying what everybody thinks." },
	    "Where did you get these?",
	    "The stickers were taken down. The two boys' parents were told by "
	    "telephone that evening.",
	    "Advice from the local prevention team",
	    "{c} used to come with a friend of that faith, and since March "
	    "does not.",
	    "The club's signing-in sheet." },
};
const size_t demo_scene_count = sizeof(demo_scenes) / sizeof(demo_scenes[0]);
