/* openapi.h - the description of the addresses, made from routes[] and kinds[]:
 * what GET /v1/openapi.json and `havend openapi` give. */
#ifndef HAVEN_OPENAPI_H
#define HAVEN_OPENAPI_H

#include "buf.h"

#define OPENAPI_MAX (1u << 20) /* bytes */

/* Append the document (OpenAPI 3.1, JSON, one line). */
void openapi_print(struct buf *out);

#endif
