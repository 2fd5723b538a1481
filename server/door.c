/* door.c - the door with the server's own routes (routes.c). */
#include "dispatch.h"
#include "path.h"

enum err
http_start(
    struct http **out, struct server *s, int *port_out, struct errinfo *e)
{
	return http_start_table(out, s, routes, port_out, e);
}

unsigned
http_ask(struct server *s, enum method method, const char *target,
    const char *const *headers, const char *body, size_t body_len,
    struct buf *out)
{
	return http_ask_table(s, routes, path_method_name(method), target,
	    headers, body, body_len, out);
}
