/* decide_words.c - the vocabulary of facts and decisions, as JSON has it: a
 * table of words for each list, in the order of its enum. */
#include "decide.h"

#include <assert.h>
#include <string.h>

struct list {
	const char *const *words;
	size_t count;
};

#define LIST(count_of, ...)                                            \
	{                                                              \
		.words = (const char *const[count_of]){ __VA_ARGS__ }, \
		.count = (count_of)                                    \
	}

static const struct list lists[WORDS_COUNT] = {
	[WORDS_HARM] = LIST(HARM_COUNT, "none", "needs_help",
	    "significant_child", "serious_adult", "serious_crime", "unknown"),
	[WORDS_OCCASION] = LIST(OCCASION_COUNT, "ordinary", "referrer_start",
	    "referrer_nature", "referrer_end", "referrer_change", "meeting",
	    "commissioner"),
	[WORDS_COMPELLED] = LIST(COMPELLED_COUNT, "no", "claimed", "verified"),
	[WORDS_COMPETENCE] = LIST(
	    COMPETENCE_COUNT, "not_assessed", "competent", "not_competent"),
	[WORDS_ANSWER_ROLE] = LIST(ANSWER_ROLE_COUNT, "cyp", "parent", "carer"),
	[WORDS_ANSWER] = LIST(ANSWER_COUNT, "not_asked", "agreed", "refused",
	    "withdrawn", "cannot_ask"),
	[WORDS_TELLING] = LIST(TELLING_COUNT, "not_considered", "safe",
	    "raises_risk", "prejudices_crime", "unjustified_delay"),
	[WORDS_ADVICE] =
	    LIST(ADVICE_COUNT, "none", "asked", "share", "do_not_share"),
	[WORDS_ADVICE_BY] =
	    LIST(ADVICE_BY_COUNT, "", "line_manager", "director"),
	[WORDS_ROW] = LIST(DECIDE_ROW_COUNT, "1", "1a", "2", "5", "2b", "2a",
	    "3", "4", "6", "8", "7a", "9", "10", "11", "12", "13", "14"),
	[WORDS_OUTCOME] = LIST(OUTCOME_COUNT, "share_with_consent",
	    "share_as_explained", "share_without_consent", "share_anonymised",
	    "do_not_share", "seek_advice"),
	[WORDS_NEED] = LIST(NEED_COUNT, "purpose", "items", "recipient_named",
	    "reasons", "necessary", "need_to_know", "accurate", "secure",
	    "authority", "advice", "verification", "telling", "induction",
	    "competence", "born", "ask_young_person", "agreement_missing",
	    "agreement_person", "agreement_recipient", "agreement_items",
	    "agreement_purpose", "agreement_expired", "contradiction"),
	[WORDS_FOLLOWUP] = LIST(FOLLOWUP_COUNT, "complete_record",
	    "tell_authority", "tell_manager", "look_again", "review_not_told",
	    "designated_officer"),
	[WORDS_TELL_REASON] =
	    LIST(TELL_REASON_COUNT, "", "accused", "barred", "raises_risk",
		"prejudices_crime", "unjustified_delay", "not_considered"),
};

size_t
decide_word_count(enum decide_words list)
{
	assert((unsigned)list < WORDS_COUNT);
	return lists[list].count;
}

const char *
decide_word(enum decide_words list, unsigned value)
{
	assert((unsigned)list < WORDS_COUNT);
	return value < lists[list].count ? lists[list].words[value] : NULL;
}

bool
decide_word_read(enum decide_words list, const char *word, unsigned *out)
{
	assert((unsigned)list < WORDS_COUNT);
	for (unsigned i = 0; i < lists[list].count; i++) {
		if (strcmp(lists[list].words[i], word) != 0)
			continue;
		*out = i;
		return true;
	}
	return false;
}

const char *
decide_row_id(enum decide_row row)
{
	return decide_word(WORDS_ROW, row);
}
