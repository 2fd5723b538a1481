/* kinds.c - all kinds of record, in the order in which a file shows them. */
#include "kinds.h"

const struct kind *const kinds[] = {
	&kind_front_sheet,
	&kind_adult,
	&kind_assignment,
	&kind_first_account,
	&kind_concern,
	&kind_addendum,
	&kind_statement,
	&kind_acknowledged,
	&kind_kept_aside,
	&kind_aside_decision,
	&kind_staff,
	NULL,
};
