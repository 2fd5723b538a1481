/* bench_names.c - to find a child among 100,000 names, by every key typed: the
 * median of the words that take longest. */
#include "bench.h"

#include <stdio.h>

#include "names.h"
#include "text.h"

#define PEOPLE 100000
#define RUNS 20
#define HITS 100 /* as many as the screen asks for */
#define LIMIT_MS 10.0

/* A name of two to four syllables; 2,000 first names, 50,000 last names. */
static void
make_word(char out[16], unsigned number)
{
	static const char heads[] = "bcdfghjklmnprstvw";
	static const char vowels[] = "aeiou";
	size_t n = 0;

	do {
		out[n++] = heads[number % 17];
		number /= 17;
		out[n++] = vowels[number % 5];
		number /= 5;
		out[n++] = heads[(number + 7) % 17];
	} while (number > 0 && n < 13);
	out[n] = '\0';
}

static struct names *
make_people(void)
{
	struct names *n = names_new();
	unsigned seed = 12345;

	for (unsigned i = 0; i < PEOPLE; i++) {
		char first[16], last[16], name[40], also[24], ref[16];
		struct id id;

		seed = seed * 1103515245u + 12345u;
		make_word(first, (seed >> 8) % 2000);
		seed = seed * 1103515245u + 12345u;
		make_word(last, (seed >> 8) % 50000);
		snprintf(name, sizeof(name), "%s %s", first, last);
		snprintf(also, sizeof(also), "%s", i % 3 ? "" : "Bob \u00C9va");
		snprintf(ref, sizeof(ref), "C-%04u", i);
		snprintf(
		    id.s, sizeof(id.s), "01900000-0000-7000-8000-%012u", i);
		names_put(n, &id, name, also, ref);
	}
	return n;
}

int
main(void)
{
	static const char *const queries[] = { "", "a", "b", "ba", "bab",
		"bab cac", "wuvab", "jonh smiht", "C-0142",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "zzz", "eva bob",
		"a e i o u b c d f g h j k l m n", "a e i o u a e i o u",
		"ba be bi bo bu ca ce ci co cu da de di do du fa", "bacod",
		"\u00E9\u00E9" };
	struct names_hit hits[HITS];
	double slowest = 0;
	struct names *n;

	if (!text_start())
		return 1;
	n = make_people();
	for (size_t q = 0; q < BENCH_COUNT(queries); q++) {
		double took[RUNS], middle;

		for (int run = 0; run < RUNS; run++) {
			double start = bench_now_ms();

			names_find(n, queries[q], NULL, NULL, hits, HITS);
			took[run] = bench_now_ms() - start;
		}
		middle = bench_median(took, RUNS);
		slowest = middle > slowest ? middle : slowest;
	}
	names_free(n);
	bench_value("find among 100,000 names, a key (slowest words)", "ms",
	    slowest, LIMIT_MS);
	return 0;
}
