/* access_says.h - why somebody may see a file (A2), in words: on the screen and on
 * the list that the office prints. */
#ifndef HAVEN_ACCESS_SAYS_H
#define HAVEN_ACCESS_SAYS_H

#include "buf.h"
#include "json.h"

/* Append a reason of GET /v1/files/{file}/access: "assigned, from Mon 24 August
 * 2026: keyworker". One that this haven does not know is "another reason". */
void access_says(const struct json *why, struct buf *out);

#endif
