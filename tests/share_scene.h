/* share_scene.h - what the double of the model holds for the screens about sharing:
 * a directory, what Maisie's family agreed to, and what waits because of a share.
 * All of it invented. Include it after screen_play.h. */
#ifndef HAVEN_SHARE_SCENE_H
#define HAVEN_SHARE_SCENE_H

/* One more record; pairs of key and value, ends with NULL. */
static inline struct fake_record *
scene_add(const struct id *file, const char *kind, int64_t ago_ms,
    const char *const *pairs)
{
	struct fake_record *r =
	    fake_record(file, kind, ago_ms, WHERE_OFFICE, "Priya Shah");

	for (; *pairs; pairs += 2)
		record_set(r->rec, pairs[0], pairs[1]);
	fake_label(r);
	return r;
}
#define SCENE(file, kind, ago, ...) \
	scene_add(file, kind, ago, (const char *const[]){ __VA_ARGS__, NULL })

/* The newest record of a kind; the test fails if there is none. */
static inline struct fake_record *
scene_last(const char *kind)
{
	for (size_t i = fake.records; i > 0; i--) {
		if (strcmp(fake.record[i - 1].row.kind->name, kind) == 0)
			return &fake.record[i - 1];
	}
	fail_msg("there is no %s", kind);
	return NULL;
}

/* The answer that an agreement names. */
static inline void
scene_recipient(struct fake_record *agreement, const struct fake_record *agency)
{
	struct record *item = record_add(agreement->rec, "recipients");

	record_set(item, "agency", agency->row.id.s);
}

static inline void
scene_policy(void)
{
	snprintf(fake.me.policy_version, sizeof(fake.me.policy_version),
	    "3, April 2016");
	snprintf(fake.me.policy_url, sizeof(fake.me.policy_url),
	    "https://trust.example/sharing");
	snprintf(fake.me.complaints, sizeof(fake.me.complaints),
	    "Ring Dana Cole, 0191 498 0200, or write to the office.");
	fake.me.advice_hours = 24;
	fake.me.advice_days = 28;
	fake.me.advice_due_days = 3;
	fake.me.opening_hours = 24;
}

/* Colleagues as the directory has them; the double knows their names anyway. */
static inline void
scene_colleagues(void)
{
	static const struct id none = { "" };

	SCENE(&none, "staff", 90 * FAKE_DAY, "name", "Amina Rahman", "sign_in",
	    "amina", "role", "designated_senior", "telephone", "0191 498 0124");
	fake.record[fake.records - 1].row.id = fake.staff_id[0];
	SCENE(&none, "staff", 90 * FAKE_DAY, "name", "Owen Hughes", "sign_in",
	    "owen", "role", "strategic_lead", "telephone", "0191 498 0125");
	SCENE(&none, "staff", 90 * FAKE_DAY, "name", "Lee Young", "sign_in",
	    "lee", "role", "volunteer", "left", "2026-11-11");
}

/* Three agencies, one of them gone, a person and a mark. */
static inline void
scene_directory(void)
{
	static const struct id none = { "" };
	struct fake_record *care, *school;
	struct record *item;

	care = SCENE(&none, "agency", 60 * FAKE_DAY, "name",
	    "Northtown social care", "what", "social_care", "telephone",
	    "0191 498 0300");
	item = record_add(care->rec, "channels");
	record_set(item, "channel", "secure_email");
	record_set(item, "to", "duty@care.northtown.example");
	record_set(item, "verified", "From the council's own website");
	record_set(item, "verified_on", "2026-09-01");
	SCENE(&none, "authority", 50 * FAKE_DAY, "agency", care->row.id.s,
	    "is_authority", "yes", "reason",
	    "The council's duty to protect children.");
	school = SCENE(&none, "agency", 60 * FAKE_DAY, "name",
	    "Hill Primary School", "what", "school");
	SCENE(&none, "agency", 60 * FAKE_DAY, "name", "Old Mill Nursery",
	    "what", "school", "removed", "2026-06-30");
	fake.record[fake.records - 1].row.is_gone = true;
	SCENE(&none, "contact_person", 55 * FAKE_DAY, "agency",
	    school->row.id.s, "name", "Marta Oak", "job", "class teacher",
	    "telephone", "0191 498 0400");
}

/* Kelly has responsibility and agreed; Dean has none, and must not be contacted;
 * what he said does not count. */
static inline void
scene_agreements(void)
{
	const struct id *file = &fake.child[0].file;
	struct fake_record *kelly = &fake.record[1], *dean, *r;
	struct fake_record *school = scene_last("agency") - 1;

	record_set(kelly->rec, "responsibility", "yes");
	dean = SCENE(file, "adult", 80 * FAKE_DAY, "name", "Dean Brown",
	    "relation", "father", "contact", "never", "hidden", "yes",
	    "address", "4 Quarry Row", "telephone", "0191 498 0999");
	r = SCENE(file, "agreement", 70 * FAKE_DAY, "who", "parent", "adult",
	    kelly->row.id.s, "answer", "agreed", "items", "attendance",
	    "purposes", "school_help", "from", "2026-09-03", "evidence",
	    "Said at the kitchen table.", "told_version", "3, April 2016");
	scene_recipient(r, school);
	r = SCENE(file, "agreement", 60 * FAKE_DAY, "who", "parent", "adult",
	    dean->row.id.s, "answer", "agreed", "all_items", "yes",
	    "any_purpose", "yes", "from", "2026-09-13", "evidence",
	    "Wrote a letter.");
	scene_recipient(r, school);
}

/* An induction that lacks what I2 asks for, or not. */
static inline struct fake_record *
scene_induction(bool is_done)
{
	return SCENE(&fake.child[0].file, "induction", 75 * FAKE_DAY,
	    "discussed", "2026-08-29", "by", fake.staff_id[2].s, "version",
	    "3, April 2016", "where", "https://trust.example/sharing",
	    "explained", "yes", "sought", is_done ? "yes" : "no");
}

#endif
