/* bench_names.c - 100,000 names must answer in under 10 ms (names.h). Prints
 * the slowest of several runs for each query; fails if one is over. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "names.h"
#include "text.h"

#define PEOPLE 100000
#define RUNS 20
#define LIMIT_MS 10.0

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

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
	struct names_hit hits[50];
	struct names *n;
	double start, slowest = 0;

	if (!text_start())
		return 1;
	start = now_ms();
	n = make_people();
	printf("%d names put in %.0f ms\n", PEOPLE, now_ms() - start);
	for (size_t q = 0; q < sizeof(queries) / sizeof(queries[0]); q++) {
		double worst = 0;
		size_t found = 0;

		for (int run = 0; run < RUNS; run++) {
			double took;

			start = now_ms();
			found = names_find(n, queries[q], NULL, NULL, hits, 50);
			took = now_ms() - start;
			worst = took > worst ? took : worst;
		}
		printf("%6.2f ms  %2zu  \"%s\"\n", worst, found, queries[q]);
		slowest = worst > slowest ? worst : slowest;
	}
	names_free(n);
	printf("slowest %.2f ms, bar %.0f ms: %s\n", slowest, LIMIT_MS,
	    slowest < LIMIT_MS ? "met" : "missed");
	return 0;
}
