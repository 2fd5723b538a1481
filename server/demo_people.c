/* demo_people.c - the names and places that invented files are made of. Names
 * are put together by chance: nobody here exists. */
#include "demo.h"

const struct demo_person demo_staff[DEMO_STAFF] = {
	[DEMO_ADMIN] = { "pat", "Pat Lyddiard", ROLE_ADMIN, DEMO_DIRECTOR, 0 },
	[DEMO_DIRECTOR] = { "helen", "Helen Fairbairn", ROLE_DIRECTOR, -1, 0 },
	[DEMO_LEAD] = { "marcus", "Marcus Tremellen", ROLE_LEAD, -1, 0 },
	[DEMO_MANAGER] = { "sunita", "Sunita Ravalia", ROLE_MANAGER,
	    DEMO_DIRECTOR, DEMO_SENIOR },
	[DEMO_SENIOR] = { "ruth", "Ruth Adeyemi-Clarke", ROLE_SENIOR,
	    DEMO_DIRECTOR, 0 },
	[DEMO_SENIOR_2] = { "gareth", "Gareth Prosser", ROLE_SENIOR,
	    DEMO_DIRECTOR, 0 },
	[DEMO_CHAIR] = { "edith", "Edith Hollowood", ROLE_TRUSTEE, -1, 0 },
	[DEMO_WORKER] = { "kasia", "Kasia Zielińska", ROLE_SUPPORT_WORKER,
	    DEMO_MANAGER, 0 },
	{ "joel", "Joel Campbell-Reid", ROLE_SUPPORT_WORKER, DEMO_MANAGER, 0 },
	{ "niamh", "Niamh Ní Dhálaigh", ROLE_SUPPORT_WORKER, DEMO_MANAGER, 0 },
	{ "harpreet", "Harpreet Dhaliwal", ROLE_SUPPORT_WORKER, DEMO_MANAGER,
	    0 },
	[DEMO_VOLUNTEER] = { "amina", "Amina Warsame", ROLE_VOLUNTEER,
	    DEMO_MANAGER, 0 },
	{ "tom", "Tom Ashdown", ROLE_VOLUNTEER, DEMO_MANAGER, 0 },
	{ "bronwen", "Bronwen Pryce", ROLE_VOLUNTEER, DEMO_MANAGER, 0 },
	{ "dev", "Dev Mukhopadhyay", ROLE_VOLUNTEER, DEMO_MANAGER, 0 },
};

/* clang-format off */
#define LIST(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct demo_names demo_names[] = {
	{ 34, "English",
	  LIST("Alfie", "Poppy", "Ellie-Mae", "Harrison", "Ruby", "Finley",
	    "Imogen", "Zoë", "Jayden", "Chloe", "Reuben", "Tilly", "Archie",
	    "Esmé", "Logan", "Maisie", "Toby", "Libby-Rose", "Callum", "Freya"),
	  LIST("Kelly", "Samantha", "Joanne", "Leanne", "Gemma", "Tracey",
	    "Hayley", "Charlotte", "Donna", "Rachel"),
	  LIST("Darren", "Lee", "Wayne", "Stuart", "Craig", "Nathan", "Neil",
	    "Gavin", "Ashley", "Robin"),
	  LIST("Thistlewood", "Hargreave", "Pickersgill", "Bramhall", "Oddy",
	    "Winterbourne", "Nettleship", "Brocklebank", "Larkin-Moss",
	    "Sedgwick", "Tolliver", "Fairweather-Hume", "Cleasby", "Ormondroyd",
	    "St John-Hale", "Penhaligon", "Rudd", "Eastwell", "Catchpole",
	    "Wragg") },
	{ 9, "Welsh and English",
	  LIST("Siân", "Llŷr", "Gwenllian", "Rhydian", "Ffion", "Iestyn",
	    "Lowri", "Tomos", "Myfanwy", "Osian"),
	  LIST("Nerys", "Catrin", "Eleri", "Angharad", "Delyth"),
	  LIST("Emyr", "Dafydd", "Huw", "Meirion", "Gethin"),
	  LIST("Prys-Owen", "Bebb", "Gittins", "Llewelyn-Hughes", "Prydderch",
	    "Tudur", "Cadwaladr", "Eynon") },
	{ 9, "English and Gaelic",
	  LIST("Eilidh", "Ruairidh", "Mòrag", "Caoimhe", "Oisín", "Saoirse",
	    "Fionnlagh", "Aoife", "Cathal", "Sìne"),
	  LIST("Màiri", "Sinéad", "Gráinne", "Kirsty", "Bríd"),
	  LIST("Iain", "Pádraig", "Seumas", "Declan", "Eòghan"),
	  LIST("MacAskill", "O'Dowd", "MacGillivray", "O'Hanrahan",
	    "Drummond-Orr", "McAnespie", "Kinnaird", "MacConmara") },
	{ 10, "Punjabi and English",
	  LIST("Simran", "Arjan", "Jasleen", "Gurvir", "Manveer", "Kiranjeet",
	    "Zainab", "Haroon", "Iqra", "Bilal"),
	  LIST("Parminder", "Rukhsana", "Balvinder", "Nasreen", "Gurpreet"),
	  LIST("Sukhdev", "Tariq", "Jaswinder", "Naveed", "Amrik"),
	  LIST("Sandhu", "Bhamra", "Chaudhry", "Qureshi-Bell", "Gill", "Dhesi",
	    "Rafiq", "Janjua") },
	{ 6, "Gujarati and English",
	  LIST("Aarav", "Diya", "Ishaan", "Kavya", "Rohan", "Anoushka"),
	  LIST("Hansa", "Bhavna", "Jayshree", "Meera"),
	  LIST("Dipesh", "Kirit", "Nilesh", "Hitesh"),
	  LIST("Vaghela", "Solanki", "Makwana", "Chudasama", "D'Souza",
	    "Thakrar") },
	{ 5, "Sylheti; an interpreter for the grandparents",
	  LIST("Tahmid", "Nusrat", "Raihan", "Farhana", "Sumaiya", "Jubayer"),
	  LIST("Shahana", "Rehana", "Momotaz"),
	  LIST("Abdul Karim", "Shofiq", "Mizanur"),
	  LIST("Choudhury", "Miah", "Talukdar", "Sarkar", "Laskar") },
	{ 8, "Polish; interpreter needed for meetings",
	  LIST("Łukasz", "Zuzanna", "Bartosz", "Małgorzata", "Jędrzej", "Oliwia",
	    "Wojciech", "Hania", "Stanisław", "Agnieszka"),
	  LIST("Katarzyna", "Bożena", "Dorota", "Elżbieta", "Iwona"),
	  LIST("Grzegorz", "Paweł", "Sławomir", "Zbigniew", "Dariusz"),
	  LIST("Wójcik", "Mazur", "Gołąb", "Śliwa", "Dąbek", "Pająk",
	    "Krzyżak", "Szczepanik") },
	{ 6, "Somali and English",
	  LIST("Hodan", "Abdirahman", "Ifrah", "Guled", "Sagal", "Liban",
	    "Ubah", "Zakariye"),
	  LIST("Fadumo", "Sahra", "Hibo", "Khadra"),
	  LIST("Mahad", "Cabdi", "Jama", "Yusuf"),
	  LIST("Cige Warsame", "Nuur Xasan", "Aadan Dhoore", "Maxamuud Cali",
	    "Jibril Osman", "Ismail Hirsi") },
	{ 7, "English",
	  LIST("Keisha", "Tyrell", "Shanice", "Romaine", "Amari", "Jada-Renée",
	    "Kymani", "Leticia"),
	  LIST("Marcia", "Yvonne", "Sonia", "Claudette"),
	  LIST("Delroy", "Winston", "Errol", "Carlton"),
	  LIST("Beckford-Lyle", "Dacosta", "Grandison", "Maragh", "Pusey",
	    "St Hilaire", "Wauchope") },
	{ 6, "Yoruba and English",
	  LIST("Temitọpẹ", "Oluwaseun", "Chidinma", "Kwabena", "Ayọ̀mídé",
	    "Nkechi", "Adwoa", "Obinna"),
	  LIST("Folashadé", "Ngozi", "Abena", "Ìyábọ̀"),
	  LIST("Babatúndé", "Emeka", "Kojo", "Kọ́láwọlé"),
	  LIST("Okonjo-Wright", "Adébísí", "Ofori-Lamptey", "Nwachukwu",
	    "Boateng-Mills", "Akintola") },
	{ 3, "Romanian; interpreter needed",
	  LIST("Ștefan", "Ioana", "Răzvan", "Mălina", "Andrei"),
	  LIST("Doinița", "Florica", "Lăcrămioara"),
	  LIST("Costel", "Viorel", "Gheorghiță"),
	  LIST("Brânzan", "Țurcanu", "Lăcătuș", "Mureșanu") },
	{ 3, "Turkish and English",
	  LIST("Çağla", "Emre", "Işıl", "Doğukan", "Gülşah"),
	  LIST("Şerife", "Nurgül", "Hatice"),
	  LIST("Hüseyin", "Yiğit", "Orhan"),
	  LIST("Özkaya", "Yıldırım", "Çetinkaya", "Günay") },
	{ 2, "Portuguese and English",
	  LIST("João", "Conceição", "Beatriz", "Gonçalo"),
	  LIST("Luísa", "Fátima"), LIST("António", "Estêvão"),
	  LIST("Falcão", "Magalhães-Cook", "Simões") },
	{ 2, "Cantonese and English",
	  LIST("Ka-yan", "Hei-tung", "Chi-hang", "Wing-sze"),
	  LIST("Mei-ling", "Suk-yee"), LIST("Kwok-wai", "Chun-kit"),
	  LIST("Leung", "Tsang-Price", "Kwan") },
};
const size_t demo_names_count = sizeof(demo_names) / sizeof(demo_names[0]);

const char *const demo_streets[] = { "Albion Street", "Mill Lane",
	"Station Approach", "Ffordd y Môr", "Canal Court", "Orchard Way",
	"Rope Walk", "Beacon Hill", "Tannery Row", "Quarry Close",
	"Sandpiper Drive", "Chapel Fold", NULL };

const char *const demo_towns[] = { "Eastmere", "Wexcombe", "Porth Gwyn",
	"Kirkbarrow", "Ashby Green", "Lower Thornley", NULL };

const char *const demo_nurseries[] = { "Little Acorns Nursery",
	"Cylch Meithrin y Dolydd", "Rope Walk Nursery", NULL };

const char *const demo_primaries[] = { "Hillside Primary School",
	"St Bride's Primary School", "Ysgol Gynradd y Bryn",
	"Meadow Lane Primary School", "Orchard Way Primary School", NULL };

const char *const demo_secondaries[] = { "Castle Park Academy",
	"Northmoor High School", "The Harbour School", "Ysgol Glan y Rhos",
	NULL };

const char *const demo_referrers[] = {
	"Eastmere children's social care, duty team",
	"Health visitor, Wexcombe surgery", "The school's family worker",
	"A parent, by telephone", "Eastmere Housing, tenancy support",
	"Community paediatrics, Kirkbarrow", "Young carers' worker",
	"Police, early help team", NULL };

const char *const demo_purposes[] = {
	"Support for the family after a move of house, and help with coming to "
	"school every day.",
	"Somebody outside the family to talk to after a bereavement.",
	"Help for the parents with routines in the morning and at bedtime.",
	"Support for a young carer: time for themselves, and other young carers "
	"to meet.",
	"Support after domestic abuse; the family lives at a new address.",
	"A weekly group, to meet other children and try things out.",
	"Help with settling in: school places, a surgery, English lessons for "
	"the parents.",
	"Mentoring while at risk of exclusion from school.",
	"Support for a family with debts, and with what they are entitled to.",
	"A befriender for a young person who rarely leaves the house.", NULL };

const char *const demo_contacts[] = {
	"Any time by telephone.",
	"A text first; then they ring back.",
	"Before three in the afternoon. Leave no message.",
	"Through the school only. Post is opened by somebody else.",
	"Evenings after six; works days.", NULL };

/* One is chosen; the words are ordinary, and it guards invented data alone. */
const char *const demo_passphrases[] = {
	"copper kettle morning harbour",
	"seven lanterns over the weir",
	"gravel orchard bicycle thimble",
	"pepper window tractor marigold", NULL };
/* clang-format on */
