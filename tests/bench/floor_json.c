/* floor_json.c - the floor of haven share-check: read FILE, parse it with cJSON,
 * print a line, end. Nothing is checked and nothing decided. */
#include <stdio.h>
#include <stdlib.h>

#include <cJSON.h>

#define SIZE ((size_t)1 << 20)

int
main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	char *text = malloc(SIZE);
	cJSON *doc;
	size_t n;

	if (!f || !text)
		return 2;
	n = fread(text, 1, SIZE, f);
	fclose(f);
	doc = cJSON_ParseWithLength(text, n);
	puts(cJSON_IsObject(doc) ? "{\"row\":\"12\"}" : "no object");
	cJSON_Delete(doc);
	free(text);
	return 0;
}
