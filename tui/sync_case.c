/* sync_case.c - the cases, in the order of docs/SYNC.md. */
#include "sync_case.h"

const struct sync_case sync_cases[] = {
	{ 1, MINE_NONE, THEIRS_NEWER, DO_KEEP },
	{ 2, MINE_CLEAN, THEIRS_NEWER, DO_KEEP },
	{ 3, MINE_CLEAN, THEIRS_SAME, DO_NOTHING },
	/* 4: never a silent last word (promise 4). */
	{ 4, MINE_CHANGED, THEIRS_NEWER, DO_KEEP },
	{ 4, MINE_CHANGED, THEIRS_STALE, DO_REFUSE },
	{ 5, MINE_CHANGED, THEIRS_SAME, DO_NOTHING },
	{ 6, MINE_CLEAN, THEIRS_GONE, DO_ERASE },
	/* 7, 9: what a person wrote is never deleted (promise 2). */
	{ 7, MINE_CHANGED, THEIRS_GONE, DO_ERASE },
	{ 8, MINE_REFUSED, THEIRS_NEWER, DO_KEEP },
	{ 9, MINE_REFUSED, THEIRS_GONE, DO_ERASE },
	{ 10, MINE_CHANGED, THEIRS_RECEIPT, DO_CONFIRM },
	{ 11, MINE_CHANGED, THEIRS_REFUSAL, DO_REFUSE },
	{ 12, MINE_CHANGED, THEIRS_LATER, DO_WAIT },
	{ 0, MINE_NONE, THEIRS_GONE, DO_ERASE },
	{ 0, MINE_REFUSED, THEIRS_SAME, DO_NOTHING },
};
const size_t sync_case_count = sizeof sync_cases / sizeof sync_cases[0];

const struct sync_case *
sync_case_of(enum sync_mine mine, enum sync_theirs theirs)
{
	for (size_t i = 0; i < sync_case_count; i++) {
		if (sync_cases[i].mine == mine &&
		    sync_cases[i].theirs == theirs)
			return &sync_cases[i];
	}
	return NULL;
}

enum sync_theirs
sync_theirs_of(unsigned status)
{
	switch (status) {
	case 200:
	case 201:
	case 202: return THEIRS_RECEIPT;
	case 403:
	case 404:
	case 409:
	case 422: return THEIRS_REFUSAL;
	case 412: return THEIRS_STALE;
	default: return THEIRS_LATER;
	}
}
