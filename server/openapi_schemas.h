/* openapi_schemas.h - shapes of the wire that are no kind of record: one row a
 * schema, in JSON. Kinds are described from their tables (openapi.c). */
#ifndef HAVEN_OPENAPI_SCHEMAS_H
/* clang-format off */
#define HAVEN_OPENAPI_SCHEMAS_H

#define ID "{\"$ref\":\"#/components/schemas/Id\"}"
#define MS "{\"$ref\":\"#/components/schemas/Ms\"}"
#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define LIST(of) "{\"type\":\"array\",\"items\":" of "}"
#define TEXT "{\"type\":\"string\"}"
#define FLAG "{\"type\":\"boolean\"}"
#define COUNT "{\"type\":\"integer\",\"minimum\":0}"
#define OBJECT(required, members)                      \
	"{\"type\":\"object\",\"required\":[" required \
	"],\"properties\":{" members "}}"

/* How an inspection stands, in numbers. */
#define INSPECTION_NEEDS                                              \
	"\"id\",\"state\",\"until\",\"files\",\"untold\",\"reported\"," \
	"\"people\",\"told\",\"excepted\",\"missing\",\"owed\","        \
	"\"copies\",\"objects\""
#define INSPECTION_STAND                                              \
	"\"id\":" ID ",\"state\":" TEXT ",\"until\":" TEXT              \
	",\"files\":" COUNT ",\"untold\":" FLAG ",\"reported\":" FLAG   \
	",\"people\":" COUNT ",\"told\":" COUNT ",\"excepted\":" COUNT  \
	",\"missing\":" COUNT ",\"owed\":" COUNT ",\"copies\":" COUNT   \
	",\"objects\":" COUNT

static const struct {
	const char *name;
	const char *json;
} openapi_schemas[] = {
	{ "Id", "{\"type\":\"string\",\"format\":\"uuid\"}" },
	{ "Ms",
	    "{\"type\":\"integer\",\"description\":\"milliseconds since 1970 "
	    "UTC\"}" },
	{ "Key32",
	    "{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9_-]{43}$\","
	    "\"description\":\"32 bytes, base64 with the URL-safe alphabet, no "
	    "padding\"}" },
	{ "Problem",
	    OBJECT("\"type\",\"title\",\"status\",\"detail\"",
		"\"type\":" TEXT ",\"title\":" TEXT ",\"status\":" COUNT
		",\"detail\":" TEXT
		",\"errors\":" LIST(OBJECT("\"field\",\"code\",\"detail\"",
		    "\"field\":" TEXT ",\"code\":" TEXT
		    ",\"detail\":" TEXT))) },
	{ "EnrolAsk",
	    OBJECT("\"secret\",\"passphrase\",\"device_name\",\"sign_key\"",
		"\"secret\":{\"type\":\"string\",\"description\":\"16 bytes of "
		"the code, base64\"},\"sign_in\":" TEXT ",\"passphrase\":" TEXT
		",\"device_name\":" TEXT ",\"sign_key\":" REF("Key32")
		",\"one_time\":" TEXT ",\"replaces\":" ID) },
	{ "EnrolAnswer",
	    OBJECT("\"device\",\"staff\",\"token\",\"certificates\",\"pins\","
		   "\"box_key\",\"me\"",
		"\"device\":" ID ",\"staff\":" ID ",\"token\":" REF(
		    "Key32") ",\"certificates\":{\"type\":\"string\","
			     "\"description\":"
			     "\"PEM, current then spare\"},\"pins\":" LIST(REF(
				 "Key32")) ",\"box_key\":" REF("Key32") ",\"me"
									"\""
									":" REF(
									    "M"
									    "e")) },
	{ "SignInAsk",
	    OBJECT("\"name\",\"passphrase\",\"device\"",
		"\"name\":" TEXT ",\"passphrase\":" TEXT ",\"device\":" ID
		",\"one_time\":" TEXT) },
	{ "SignInAnswer", OBJECT("\"token\",\"until\",\"me\"",
			      "\"token\":" REF("Key32") ",\"until\":" MS
							",\"have\":" TEXT ",\"me\":" REF("Me")) },
	{ "Me", OBJECT("\"staff\",\"name\",\"sign_in\",\"role\"",
		    "\"staff\":" ID ",\"name\":" TEXT ",\"sign_in\":" TEXT
		    ",\"role\":" TEXT ",\"org_name\":" TEXT
		    ",\"office_name\":" TEXT ",\"office_number\":" TEXT
		    ",\"demo\":" FLAG ",\"one_time\":" FLAG
		    ",\"one_time_due\":" FLAG ",\"lease_until\":" MS
		    ",\"unopened_after\":{\"type\":\"integer\",\"description\":"
		    "\"minutes\"},\"server_ms\":" MS) },
	{ "SearchAsk",
	    OBJECT("\"query\"",
		"\"query\":{\"type\":\"string\",\"maxLength\":200}") },
	{ "SearchAnswer", OBJECT("\"cards\"", "\"cards\":" LIST(REF("Card"))) },
	{ "Card", OBJECT("\"file\"",
		      "\"file\":" ID ",\"name\":" TEXT ",\"also\":" TEXT
		      ",\"born\":" TEXT ",\"reference\":" TEXT
		      ",\"provisional\":" FLAG ",\"gone\":" FLAG) },
	{ "Sign",
	    OBJECT("\"by\",\"key\",\"at\",\"sig\"",
		"\"by\":" ID ",\"key\":" ID ",\"at\":" MS
		",\"sig\":{\"type\":\"string\",\"description\":\"Ed25519 over "
		"the signed bytes, base64\"}") },
	{ "Envelope",
	    OBJECT("\"id\",\"kind\",\"version\",\"table\",\"author\","
		   "\"written\",\"body\"",
		"\"id\":" ID ",\"kind\":" TEXT ",\"file\":" ID
		",\"version\":" COUNT ",\"table\":" COUNT ",\"author\":" ID
		",\"written\":" MS ",\"received\":" MS
		",\"sign\":" REF("Sign") ",\"body\":{\"type\":\"object\"}") },
	{ "File", OBJECT("\"file\",\"records\"",
		      "\"file\":" ID ",\"records\":" LIST(REF("Envelope"))) },
	{ "Looks", OBJECT("\"looks\"",
		       "\"looks\":" LIST(OBJECT("\"by\",\"what\",\"at\"",
			   "\"by\":" ID ",\"name\":" TEXT ",\"what\":" TEXT
			   ",\"record\":" ID ",\"kind\":" TEXT
			   ",\"version\":" COUNT ",\"chose\":" TEXT
			   ",\"at\":" MS))) },
	{ "Access",
	    OBJECT("\"people\"", "\"people\":" LIST(
				    REF("AccessPerson")) ",\"more\":" COUNT) },
	{ "AccessPerson",
	    OBJECT("\"staff\",\"name\",\"role\",\"why\"",
		"\"staff\":" ID ",\"name\":" TEXT ",\"role\":" TEXT
		",\"why\":" LIST(REF("AccessWhy"))) },
	{ "AccessWhy",
	    OBJECT("\"what\"",
		"\"what\":" TEXT ",\"from\":" TEXT ",\"until\":" TEXT
		",\"for\":" TEXT ",\"of\":" ID ",\"name\":" TEXT) },
	{ "Inspections",
	    OBJECT("\"inspections\"",
		"\"inspections\":" LIST(REF("InspectionStand"))) },
	{ "InspectionStand", OBJECT(INSPECTION_NEEDS, INSPECTION_STAND) },
	{ "InspectionList",
	    OBJECT(INSPECTION_NEEDS ",\"list\"",
		INSPECTION_STAND ",\"list\":" LIST(
		    REF("InspectionPerson")) ",\"more\":" COUNT) },
	{ "InspectionPerson",
	    OBJECT("\"file\",\"child\",\"told\",\"copy\"",
		"\"file\":" ID ",\"child\":" TEXT ",\"adult\":" ID
		",\"who\":" TEXT ",\"relation\":" TEXT ",\"safe\":" TEXT
		",\"told\":" TEXT ",\"copy\":" TEXT
		",\"objects\":" FLAG) },
	{ "Copy", OBJECT("\"text\",\"same\"",
		      "\"text\":" TEXT ",\"same\":" FLAG) },
	{ "OpeningAsk",
	    OBJECT("\"reference\",\"reason\",\"passphrase\"",
		"\"reference\":" TEXT ",\"reason\":" TEXT
		",\"passphrase\":" TEXT ",\"about_staff\":" LIST(
		    REF("about_staff"))) },
	{ "OpeningAnswer",
	    OBJECT("\"file\",\"until\"", "\"file\":" ID ",\"until\":" MS) },
	{ "Retention",
	    OBJECT("\"due\",\"says\",\"is\",\"state\",\"what\"",
		"\"due\":" TEXT ",\"says\":" TEXT ",\"is\":" TEXT
		",\"now\":" FLAG ",\"abuse\":" FLAG ",\"state\":" TEXT
		",\"review\":" TEXT ",\"by\":" TEXT ",\"on\":" TEXT
		",\"reason\":" TEXT ",\"abuse_reason\":" TEXT
		",\"what\":" LIST(REF("disposal_count"))) },
	{ "DueFiles",
	    OBJECT("\"rows\",\"more\"",
		"\"rows\":" LIST(OBJECT("\"file\",\"due\",\"says\",\"state\"",
		    "\"file\":" ID ",\"due\":" TEXT ",\"says\":" TEXT
		    ",\"state\":" TEXT))
		",\"more\":" FLAG
		",\"outstanding\":" LIST(OBJECT("\"record\",\"devices\"",
		    "\"record\":" ID ",\"devices\":" COUNT))) },
	{ "DestructionAsk",
	    OBJECT("\"file\",\"review\",\"state\",\"typed\",\"passphrase\"",
		"\"file\":" ID ",\"review\":" ID ",\"state\":" TEXT
		",\"typed\":" TEXT ",\"passphrase\":" TEXT) },
	{ "DestructionAnswer",
	    OBJECT("\"file\",\"at\"", "\"file\":" ID ",\"at\":" MS) },
	{ "Devices",
	    OBJECT("\"devices\",\"one_time\"",
		"\"devices\":" LIST(OBJECT("\"id\",\"name\",\"enrolled\"",
		    "\"id\":" ID ",\"name\":" TEXT ",\"enrolled\":" MS
		    ",\"seen\":" MS ",\"ended\":" MS))
		",\"one_time\":" FLAG ",\"recovery\":"
		OBJECT("\"id\",\"passphrase\",\"agreed\",\"until\"",
		    "\"id\":" ID ",\"passphrase\":" FLAG ",\"agreed\":" FLAG
		    ",\"until\":" MS)) },
	{ "CodeAsk", OBJECT("\"passphrase\"",
	    "\"passphrase\":" TEXT ",\"recovery\":" ID) },
	{ "Code", OBJECT("\"code\",\"url\",\"until\"",
	    "\"code\":" TEXT ",\"url\":" TEXT ",\"until\":" MS) },
	{ "RecoveryAsk", OBJECT("\"passphrase\",\"what\",\"identity\"",
	    "\"passphrase\":" TEXT ",\"what\":" TEXT ",\"device\":" ID
	    ",\"identity\":" TEXT) },
	{ "Recovery", OBJECT("\"id\",\"until\"",
	    "\"id\":" ID ",\"until\":" MS) },
	{ "RecoveryAnswer", OBJECT("\"passphrase\",\"agreed\",\"reason\"",
	    "\"passphrase\":" TEXT ",\"agreed\":" FLAG ",\"reason\":" TEXT) },
	{ "RecoveryAnswered", OBJECT("\"agreed\",\"until\"",
	    "\"agreed\":" FLAG ",\"until\":" MS) },
	{ "Assignments",
	    OBJECT("\"files\"", "\"files\":" LIST(
		OBJECT("\"assignment\",\"file\",\"name\",\"from\"",
		    "\"assignment\":" ID ",\"file\":" ID ",\"name\":" TEXT
		    ",\"reference\":" TEXT ",\"from\":" TEXT
		    ",\"until\":" TEXT))) },
	{ "HandoverFile",
	    OBJECT("\"assignment\",\"to\"",
		"\"assignment\":" ID ",\"to\":" LIST(ID)) },
	{ "HandoverAsk",
	    OBJECT("\"from\",\"why\",\"files\"",
		"\"from\":" TEXT ",\"why\":" TEXT
		",\"files\":" LIST(REF("HandoverFile"))) },
	{ "HandoverAnswer", OBJECT("\"files\"", "\"files\":" COUNT) },
	{ "EndAsk", OBJECT("\"passphrase\",\"why\"",
	    "\"passphrase\":" TEXT ",\"why\":{\"enum\":[\"lost\","
	    "\"retired\"]}") },
	{ "Ended", OBJECT("\"ended\"", "\"ended\":" MS) },
	{ "OneTimeAsk", OBJECT("\"passphrase\"", "\"passphrase\":" TEXT) },
	{ "OneTime", OBJECT("\"secret\",\"uri\"",
	    "\"secret\":" TEXT ",\"uri\":" TEXT) },
	{ "OneTimeCode", OBJECT("\"one_time\"", "\"one_time\":" TEXT) },
	{ "OneTimeCodes", OBJECT("\"codes\"", "\"codes\":" LIST(TEXT)) },
	{ "HandedAsk", OBJECT("\"pieces\"", "\"pieces\":" LIST(TEXT)) },
	{ "HandedAnswer", OBJECT("\"results\"", "\"results\":" LIST(
	    OBJECT("\"status\"", "\"status\":" COUNT ",\"says\":" TEXT))) },
	{ "StatisticsAsk", OBJECT("\"from\",\"until\"",
			       "\"from\":" TEXT ",\"until\":" TEXT) },
	{ "StatisticsAnswer",
	    OBJECT("\"report\",\"title\",\"made\",\"tables\"",
		"\"report\":" ID ",\"title\":" TEXT ",\"made\":" MS
		",\"tables\":{\"type\":\"object\"}") },
	{ "Saved", OBJECT("\"write\",\"id\",\"version\",\"received\"",
		       "\"write\":" ID ",\"id\":" ID ",\"version\":" COUNT
		       ",\"received\":" MS) },
	{ "Change",
	    OBJECT("\"seq\"", "\"seq\":" COUNT ",\"record\":" REF(
				  "Envelope") ",\"card\":" REF("Card")) },
	{ "Changes",
	    OBJECT("\"changes\",\"cursor\",\"more\"",
		"\"generation\":" TEXT ",\"changes\":" LIST(
		    REF("Change")) ",\"cursor\":" TEXT ",\"more\":" FLAG) },
	{ "AuditAsk",
	    OBJECT("\"what\"",
		"\"what\":" TEXT ",\"from\":" TEXT ",\"until\":" TEXT
		",\"staff\":" ID ",\"file\":" ID ",\"before\":" COUNT
		",\"limit\":" COUNT) },
	{ "AuditAnswer",
	    OBJECT("\"rows\",\"more\",\"next\"",
		"\"rows\":" LIST(OBJECT("\"n\",\"what\",\"at\"",
		    "\"n\":" COUNT ",\"what\":" TEXT ",\"at\":" MS
		    ",\"staff\":" ID ",\"name\":" TEXT ",\"file\":" ID
		    ",\"child\":" TEXT ",\"record\":" ID ",\"kind\":" TEXT
		    ",\"words\":" TEXT)) ",\"more\":" FLAG
		",\"next\":" COUNT) },
	/* clang-format off */
	{ "SyncAsk",
	    OBJECT("\"cursor\"",
		"\"cursor\":" TEXT ",\"generation\":" TEXT ",\"set\":" TEXT
		",\"have\":" TEXT ",\"want\":" LIST(ID)
		",\"chain\":" OBJECT("\"rows\",\"head\"",
		    "\"rows\":" COUNT ",\"head\":" TEXT)
		",\"opened\":" LIST(OBJECT("\"file\"", "\"file\":" ID))
		",\"drop\":" LIST(ID) ",\"erased\":" LIST(ID)
		",\"writes\":" LIST(OBJECT(
		    "\"write\",\"kind\",\"id\",\"base\",\"body\"",
		    "\"write\":" ID ",\"kind\":" TEXT ",\"file\":" ID
		    ",\"id\":" ID ",\"base\":" COUNT ",\"table\":" COUNT
		    ",\"written\":" MS ",\"sign\":" REF("Sign")
		    ",\"body\":{\"type\":\"object\"}"))
		",\"looks\":" LIST(OBJECT("\"look\",\"file\",\"at\"",
		    "\"look\":" ID ",\"file\":" ID ",\"record\":" ID
		    ",\"version\":" COUNT ",\"at\":" MS
		    ",\"chose\":" TEXT ",\"write\":" ID
		    ",\"exported\":" FLAG))) },
	{ "SyncAnswer",
	    OBJECT("\"now\",\"cursor\",\"more\"",
		"\"now\":" MS ",\"generation\":" TEXT ",\"demo\":" FLAG
		",\"results\":" LIST(OBJECT("\"write\",\"status\"",
		    "\"write\":" ID ",\"status\":" COUNT ",\"version\":" COUNT
		    ",\"received\":" MS ",\"type\":" TEXT ",\"detail\":" TEXT))
		",\"looks\":" LIST(ID) ",\"destroyed\":" LIST(ID)
		",\"changes\":" LIST(REF("Change"))
		",\"whole\":" LIST(REF("File"))
		",\"cursor\":" TEXT ",\"more\":" FLAG ",\"set\":" TEXT
		",\"files\":" LIST(ID)
		",\"waiting\":" LIST("{\"type\":\"object\"}")
		",\"progress\":" LIST("{\"type\":\"object\"}")
		",\"chain\":" OBJECT("\"rows\",\"head\"",
		    "\"rows\":" COUNT ",\"head\":" TEXT
		    ",\"past\":" TEXT ",\"lost\":" MS ",\"held\":" MS)
		",\"lease\":" OBJECT("\"until\"", "\"until\":" MS)
		",\"have\":" TEXT ",\"me\":" REF("Me")) },
	/* clang-format on */
	{ "Health", OBJECT("\"status\"", "\"status\":" TEXT) },
};

#undef ID
#undef MS
#undef REF
#undef LIST
#undef TEXT
#undef FLAG
#undef COUNT
#undef OBJECT

/* clang-format on */
#endif
