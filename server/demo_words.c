/* demo_words.c - what invented records tell: plain, factual, never graphic. */
#include "demo.h"

const struct demo_theme demo_themes[] = {
	{ .types = "neglect",
	    .min_age = 4,
	    .max_age = 11,
	    .places = { "Kitchen of the family home", "Hallway of the flat",
		"Front room of the family home" },
	    .observed = { "There was one carton of milk in the fridge and no "
			  "other food in the kitchen that I could see.",
		"The electricity meter showed no credit. The lights did not "
		"come on.",
		"{c} wore a T-shirt and no socks, and had walked from the bus "
		"in the rain.",
		"{a} said that the benefit had not been paid for two weeks." },
	    .words = { "We have toast when the money comes.",
		"I had crisps for my tea.", "It is always cold in here." },
	    .asked = "What did you have for tea yesterday?",
	    .parent_words = "I know how it looks. I have been waiting on the "
			    "payment and nobody rings me back.",
	    .other = "{c} ate two school dinners on Monday and asked for bread "
		     "to take home.",
	    .supports = "Told to me by the school cook on Tuesday; also in the "
			"dinner book.",
	    .bearing = "It was in the same week as the visit.",
	    .immediate = "A food parcel was brought the same evening and the "
			 "meter was topped up. Children's social care was rung "
			 "at {t} and took the details.",
	    .actions = { "Joint visit with the duty social worker",
		"Apply to the hardship fund with {a}",
		"Ask {s} about free meals and breakfast club" } },
	{ .types = "neglect",
	    .min_age = 0,
	    .max_age = 4,
	    .places = { "Family home", "Grandmother's flat",
		"Ground floor flat, living room" },
	    .observed = { "{c} stayed in the car seat for the whole of my "
			  "visit, seventy minutes.",
		"The milk in the bottle was cold and had separated.",
		"{a} did not look up from the telephone the four times that "
		"{c} cried.",
		"The red book had no entry for the last two weighings." },
	    .words = { "Want nana.", "Bye bye now.", "Me hungry." },
	    .asked = "Shall we look at the book together?",
	    .parent_words = "I have not slept properly since March. I love "
			    "{c}, I am just so tired.",
	    .other = "{c} smiled and reached out when the aunt came in.",
	    .supports = "Seen by me and by the health visitor.",
	    .bearing = "It shows who else could help.",
	    .immediate = "Warmed a bottle together with {a}. Rang the health "
			 "visitor from there at {t}.",
	    .actions = { "Joint visit with the health visitor",
		"Weighing at the clinic this week",
		"Ask the aunt whether she can come twice a week" } },
	{ .types = "neglect",
	    .min_age = 2,
	    .max_age = 6,
	    .places = { "Doorstep of the family home", "Stairs of the block",
		"Small play park behind the flats" },
	    .observed = { "{c} was outside alone when I came at {h}. No adult "
			  "was in sight.",
		"{a} came to the door eleven minutes after I had knocked.",
		"The gate to the road stood open.",
		"A neighbour had {c} by the hand when I arrived and said it "
		"was the second time this week." },
	    .words = { "I was waiting for you.", "The door shut by itself.",
		"Mummy is asleep." },
	    .asked = "Who was with you out here?",
	    .parent_words =
		"I only closed my eyes for a minute. I did not hear the door.",
	    .other = "The bolt at the top of the front door was missing.",
	    .supports = "Seen by me on this visit and on the one before it.",
	    .bearing = "Without it {c} can open the door alone.",
	    .immediate = "Stayed until {a}'s sister came at {t}. Rang the "
			 "designated senior member from the car.",
	    .actions = { "Fit a bolt, with the landlord's leave",
		"Ask the health visitor for a joint visit",
		"Talk with {a} about sleep and about the surgery" } },
	{ .types = "physical",
	    .min_age = 4,
	    .max_age = 15,
	    .places = { "Small meeting room at school", "Community hall",
		"Car park of the contact centre" },
	    .observed = { "{c} had a bruise on the left upper arm, about the "
			  "size of a two pound coin.",
		"{c} pulled the sleeve down over it when I came in.",
		"{c} moved the chair so that it faced the door.",
		"When another child shouted, {c} stepped behind me." },
	    .words = { "I fell off the thing.", "I am not meant to say.",
		"He got cross because I spilled it." },
	    .asked = "How did that come about?",
	    .parent_words = "It was rough play with the cousins on Sunday. "
			    "They all had bruises.",
	    .other = "{s} noted a mark in the same place four weeks ago.",
	    .supports =
		"The school's own record, read to me by the safeguarding lead.",
	    .bearing = "It is a second mark within a month.",
	    .immediate = "{s}'s safeguarding lead was told at once. Children's "
			 "social care was rung at {t} and asked for a medical.",
	    .actions = { "Strategy discussion with social care",
		"Send the body map to the duty social worker",
		"Visit {c} at school" } },
	{ .types = "domestic",
	    .min_age = 4,
	    .max_age = 17,
	    .places = { "Front room of the family home",
		"Landing outside the flat", "Waiting room of the surgery" },
	    .observed = { "The glass of the inner door was broken and taped "
			  "over with cardboard.",
		"{a} did not speak while the other adult was in the room, and "
		"asked me by a sign not to mention the group.",
		"A man's voice shouted from upstairs three times. {c} turned "
		"the television up.",
		"{a} had packed a bag; it stood behind the coats." },
	    .words = { "We go to my room when it starts.",
		"You have to be quiet on Fridays.",
		"I keep my shoes on in case." },
	    .asked = "What is it like at home in the evening?",
	    .parent_words = "I cannot talk on this phone. Ring my sister, she "
			    "will pass it on.",
	    .other =
		"The police came to the address on the second of the month.",
	    .supports = "An incident number, shown to me by {a}.",
	    .bearing = "It was the same address, and {c} was at home.",
	    .immediate =
		"Agreed a safe number and a word with {a}. Told the designated "
		"senior member at {t}, who rang the police on 101.",
	    .actions = { "Referral to the domestic abuse service",
		"Tell {s} by telephone, not by letter",
		"Safety plan with {a} at the surgery" } },
	{ .types = "emotional",
	    .min_age = 4,
	    .max_age = 16,
	    .places = { "Contact centre, room 2", "Reception of the school",
		"Front garden of the family home" },
	    .observed = { "{a} said to {c} in front of the others: \"You are "
			  "the reason we are here.\"",
		"{c} said nothing for the next twenty minutes and drew on one "
		"sheet until it tore.",
		"{c} asked me four times whether {a} was coming back.",
		"{a} left before the end without saying goodbye to {c}." },
	    .words = { "I am the bad one.", "If I am good she will come back.",
		"I wish I lived at the club." },
	    .asked = "Would you like to tell me about the drawing?",
	    .parent_words =
		"I was at the end of my tether and I should not have said it.",
	    .other = "{c} has missed two sessions since that day.",
	    .supports = "The register of the group.",
	    .bearing = "Before it {c} had come every week since September.",
	    .immediate = "Stayed with {c} until the end. Spoke with {a} by "
			 "telephone the same evening.",
	    .actions = { "Parenting sessions offered to {a}",
		"Ask {s} how {c} is in class",
		"Three visits with {c} alone" } },
	{ .types = "online",
	    .min_age = 9,
	    .max_age = 17,
	    .places = { "Youth club, quiet corner", "Library, upper floor",
		"In the minibus on the way home" },
	    .observed = { "{c} showed me messages from an account that nobody "
			  "in the family knows. They asked for the name of the "
			  "school and for a photograph.",
		"There were forty-one messages in two days.",
		"{c} turned the telephone over each time somebody walked by.",
		"The account had joined a game that {c} plays in the "
		"evening." },
	    .words = { "He says he is fifteen.",
		"I only sent one with my face on it.",
		"Please do not tell my mum yet." },
	    .asked = "Who is it that writes to you?",
	    .parent_words = "I thought the settings were on. I did not know "
			    "the game had messages at all.",
	    .other = "Another young person at the club has had messages from "
		     "an account of the same name.",
	    .supports = "Told to the youth worker by that young person.",
	    .bearing = "It is the same name and the same game.",
	    .immediate =
		"Nothing was deleted. The account was reported together with "
		"{c}, and the parents were rung with {c} in the room.",
	    .actions = { "Report to the police's online team",
		"Go through the settings with {a}",
		"Online safety session at the club" } },
	{ .types = "exploitation",
	    .min_age = 12,
	    .max_age = 17,
	    .places = { "Outside the youth club", "Bus station",
		"Café at the leisure centre" },
	    .observed = { "{c} got out of a car whose driver I did not know "
			  "and who drove off when I came nearer.",
		"{c} had two telephones; one of them rang six times in ten "
		"minutes.",
		"{c} wore new trainers and paid for the others with a twenty "
		"pound note.",
		"{c} left before the session was over." },
	    .words = { "It is just a mate who gives me lifts.",
		"I owe somebody, that is all.",
		"I am not being funny but I cannot stay." },
	    .asked = "Who was that who brought you?",
	    .parent_words =
		"I ask where the money is from and I get the door slammed.",
	    .other = "{c} was marked absent on five afternoons in a month.",
	    .supports = "Attendance figures from {s}.",
	    .bearing = "On two of those days {c} was seen at the bus station.",
	    .immediate = "Part of the number plate was written down and given "
			 "to the police on 101, reference kept on file.",
	    .actions = { "Exploitation screening with social care",
		"Meeting with {s} about the afternoons",
		"Mentor to see {c} twice a week" } },
	{ .types = "self_harm",
	    .min_age = 11,
	    .max_age = 17,
	    .places = { "Small room at the youth centre",
		"On a walk by the canal", "School library" },
	    .observed = { "{c} said, without being asked, that some days it "
			  "would be easier not to be here.",
		"{c} wore a long-sleeved jumper in a hot room and kept hold of "
		"the cuffs.",
		"{c} had stopped going to football, after three years.",
		"{c} cried for some minutes and then asked to go on talking." },
	    .words = { "I am so tired of it.",
		"I would not do anything. I just think it.",
		"Nobody would notice till dinner." },
	    .asked = "Are you thinking of hurting yourself?",
	    .parent_words = "I had no idea it was as bad as that. Tell me what "
			    "to do tonight.",
	    .other = "A friend of {c} came to me the week before, worried.",
	    .supports = "My note of that day.",
	    .bearing = "It was about the same weeks.",
	    .immediate = "Stayed with {c}. {a} came within half an hour. The "
			 "crisis line was rung together and gave an "
			 "appointment for the next morning.",
	    .actions = { "Safety plan with {c} and {a}",
		"Referral to the young people's mental health team",
		"Ring {c} once more this week" } },
	{ .types = "missing",
	    .min_age = 10,
	    .max_age = 17,
	    .places = { "Family home", "By telephone",
		"Front desk of the youth centre" },
	    .observed = { "{a} told me that {c} had not come home from school "
			  "the day before and had not answered the telephone.",
		"{c} came back at 07:40, in other clothes.",
		"It is the third night away since the start of term.",
		"{c} would not say where the night had been spent." },
	    .words = { "I was at a friend's. It does not matter which.",
		"I just needed to be somewhere else.",
		"You lot always ask the same thing." },
	    .asked = "Were you safe last night?",
	    .parent_words = "I sat up all night. I do not know what I have to "
			    "do to make it stop.",
	    .other = "{c} was seen at the bus station on the evening before.",
	    .supports = "A volunteer who knows {c} well saw it.",
	    .bearing = "It is eight miles from home.",
	    .immediate = "The police had been told by {a} the evening before; "
			 "the reference is on file. Rang them at {t} to say "
			 "that {c} was back.",
	    .actions = { "Return home interview within 72 hours",
		"Meeting with the family and {s}",
		"List of safe places agreed with {c}" } },
	{ .types = "extremism",
	    .min_age = 13,
	    .max_age = 17,
	    .places = { "Youth club, main hall", "Computer room",
		"On the minibus" },
	    .observed = { "{c} handed out stickers with the address of a web "
			  "page to three younger members.",
		"{c} told a younger boy that he and his family did not belong "
		"here.",
		"The page calls for people to \"get ready\"; I have kept one "
		"of the stickers.",
		"{c} sat apart from the friends of last year." },
	    .words = { "It is only what everybody thinks.",
		"They are the only ones who listen to me.",
		"You would not understand it." },
	    .asked = "Where did you come across this?",
	    .parent_words = "It is on in the bedroom all night. I have tried "
			    "to talk about it.",
	    .other = "The same stickers were on the bus shelter by {s}.",
	    .supports = "Seen by two of our workers on the same day.",
	    .bearing = "They bear the same address.",
	    .immediate = "The stickers were taken in. The parents of the "
			 "younger boy were rung the same evening.",
	    .actions = { "Advice from the council's Prevent lead",
		"Mentor for {c}, to meet weekly",
		"Group session on how we treat each other" } },
	{ .types = "other",
	    .min_age = 5,
	    .max_age = 17,
	    .places = { "Kitchen of the family home", "Youth club, kitchen",
		"By telephone" },
	    .observed = { "{c} gives {a} the tablets in the morning and at "
			  "night, from a box with the days on it.",
		"{c} got up twice during our hour to see to the baby.",
		"{c} has been late for school on eleven days this term.",
		"There was a list on the fridge in {c}'s writing: tablets, "
		"bottles, bins, bread." },
	    .words = { "I do not mind, I am used to it.",
		"If I am at school nobody is there.",
		"Can you not tell school, they will ring." },
	    .asked = "What does a morning look like for you?",
	    .parent_words = "I never wanted it to be like this. I have nobody "
			    "else until the op.",
	    .other = "The care package for {a} was cut in the spring.",
	    .supports = "A letter shown to me by {a}.",
	    .bearing = "Since then {c} does what the carers did.",
	    .immediate = "None beyond listening; nobody was in danger. Agreed "
			 "with {c} what would be passed on, and to whom.",
	    .actions = { "Young carer's assessment",
		"Adult social care to look again at the package",
		"Tell {s}, with {c}'s agreement" } },
};
const size_t demo_themes_count = sizeof(demo_themes) / sizeof(demo_themes[0]);

const struct demo_theme demo_theme_staff = {
	.types = "staff",
	.places = { "Corridor of the youth centre" },
	.observed = { "Our colleague said to {c} in front of two others: \"Say "
		      "that again and you are out for good\", and held the "
		      "door shut with one hand.",
	    "{c} stood against the wall until I came nearer.",
	    "It lasted less than a minute. Our colleague then went into the "
	    "office." },
	.words = { "I asked to go to the toilet, that is all." },
	.asked = "What happened just before I came?",
	.parent_words = "I want to hear what you are going to do about it.",
	.other = "The two others told me the same, each alone.",
	.supports = "My notes of both talks, made the same evening.",
	.bearing = "They stood beside {c}.",
	.immediate = "{c} was taken home by another worker. The local "
		     "authority designated officer was rung at 10:15.",
	.actions = { "Written account to the designated officer" },
};
