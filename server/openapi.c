/* openapi.c - the description of the addresses, from routes[] and kinds[]. */
#include "openapi.h"

#include <stdio.h>
#include <string.h>

#include "decide.h"
#include "http.h"
#include "json.h"
#include "kind.h"
#include "openapi_schemas.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
#define SCHEMAS "#/components/schemas/"

/* What goes in and comes out of a route, by its name. in NULL: no body. in or
 * out "kind": the kinds that can stand in the path. */
static const struct shape {
	const char *route;
	const char *in;
	const char *out; /* NULL: the answer has no body */
	unsigned status;
} shapes[] = {
	{ "enrol", "EnrolAsk", "EnrolAnswer", 201 },
	{ "signIn", "SignInAsk", "SignInAnswer", 201 },
	{ "signOut", NULL, NULL, 204 },
	{ "me", NULL, "Me", 200 },
	{ "searchFiles", "SearchAsk", "SearchAnswer", 200 },
	{ "getFile", NULL, "File", 200 },
	{ "getLooks", NULL, "Looks", 200 },
	{ "getAccess", NULL, "Access", 200 },
	{ "getCopy", NULL, "Copy", 200 },
	{ "openFile", "OpeningAsk", "OpeningAnswer", 201 },
	{ "getRetention", NULL, "Retention", 200 },
	{ "getDueFiles", NULL, "DueFiles", 200 },
	{ "destroyFile", "DestructionAsk", "DestructionAnswer", 201 },
	{ "getInspections", NULL, "Inspections", 200 },
	{ "getInspection", NULL, "InspectionList", 200 },
	{ "getFileRecord", NULL, "Envelope", 200 },
	{ "putFileRecord", "kind", "Saved", 201 },
	{ "printFileRecord", NULL, NULL, 200 },
	{ "printChronology", NULL, NULL, 200 },
	{ "printSheet", NULL, NULL, 200 },
	{ "printCopy", NULL, NULL, 200 },
	{ "getChanges", NULL, "Changes", 200 },
	{ "sync", "SyncAsk", "SyncAnswer", 200 },
	{ "news", NULL, "SyncAnswer", 200 },
	{ "readAudit", "AuditAsk", "AuditAnswer", 200 },
	{ "checkShare", "Facts", "Decision", 200 },
	{ "getDevices", NULL, "Devices", 200 },
	{ "makeCode", "CodeAsk", "Code", 201 },
	{ "askRecovery", "RecoveryAsk", "Recovery", 201 },
	{ "answerRecovery", "RecoveryAnswer", "RecoveryAnswered", 200 },
	{ "getAssignments", NULL, "Assignments", 200 },
	{ "handFilesOver", "HandoverAsk", "HandoverAnswer", 200 },
	{ "endDevice", "EndAsk", "Ended", 200 },
	{ "beginOneTime", "OneTimeAsk", "OneTime", 201 },
	{ "confirmOneTime", "OneTimeCode", "OneTimeCodes", 200 },
	{ "handOver", "HandedAsk", "HandedAnswer", 200 },
	{ "printStatistics", NULL, NULL, 200 },
	{ "makeStatistics", "StatisticsAsk", "StatisticsAnswer", 201 },
	{ "openapi", NULL, NULL, 200 },
	{ "health", NULL, "Health", 200 },
	{ "ready", NULL, "Health", 200 },
	{ "getRecord", NULL, "Envelope", 200 },
	{ "putRecord", "kind", "Saved", 201 },
};

static const char *const methods[METHOD_COUNT] = {
	[METHOD_GET] = "get",
	[METHOD_POST] = "post",
	[METHOD_PUT] = "put",
};

static const struct shape *
shape_of(const struct route *r)
{
	for (size_t i = 0; i < COUNT_OF(shapes); i++)
		if (strcmp(shapes[i].route, r->name) == 0)
			return &shapes[i];
	return NULL;
}

static bool
is_on_file(const struct route *r)
{
	return strstr(r->path, "{file}") != NULL;
}

/* Does the kind belong where the route looks for it? */
static bool
fits(const struct route *r, const struct kind *k)
{
	return ((k->flags & KF_ON_FILE) != 0) == is_on_file(r);
}

/* ---- schemas of kinds ---- */

static void
write_ref(struct jw *w, const char *key, const char *name)
{
	char ref[sizeof(SCHEMAS) + 64];

	snprintf(ref, sizeof(ref), SCHEMAS "%s", name);
	jw_open(w, key);
	jw_text(w, "$ref", ref);
	jw_close(w);
}

static void
write_choices(struct jw *w, const struct field *f)
{
	if (f->list != LIST_NONE) {
		jw_text(w, "pattern", "^[a-z][a-z0-9_]{0,39}$");
		return;
	}
	jw_open_list(w, "enum");
	for (const struct choice *c = f->choices; c->code; c++)
		jw_text(w, NULL, c->code);
	jw_close_list(w);
}

static void
write_list_of(struct jw *w, const struct field *f)
{
	jw_text(w, "type", "array");
	jw_int(w, "maxItems", f->max ? f->max : KIND_ITEMS_MAX);
	write_ref(w, "items", f->of->name);
}

static void
write_set_of(struct jw *w, const struct field *f)
{
	jw_text(w, "type", "array");
	jw_bool(w, "uniqueItems", true);
	jw_open(w, "items");
	jw_text(w, "type", "string");
	write_choices(w, f);
	jw_close(w);
}

/* A JSON type, and for text how long and of what form. */
static void
write_type(struct jw *w, const struct field *f)
{
	static const struct {
		const char *type, *format, *pattern;
		uint32_t max;
	} types[FT_COUNT] = {
		[FT_LINE] = { "string", NULL, NULL, KIND_LINE_MAX },
		[FT_TEXT] = { "string", NULL, NULL, KIND_TEXT_MAX },
		[FT_DATE] = { "string", "date", NULL, 0 },
		[FT_BIRTH] = { "string", "date", NULL, 0 },
		[FT_TIME] = { "string", NULL,
		    "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?$", 0 },
		[FT_CHOICE] = { "string", NULL, NULL, 0 },
		[FT_YESNO] = { "boolean", NULL, NULL, 0 },
		[FT_NUMBER] = { "integer", NULL, NULL, 0 },
		[FT_REF] = { "string", "uuid", NULL, 0 },
	};

	if (f->type == FT_LIST) {
		write_list_of(w, f);
		return;
	}
	if (f->type == FT_SET) {
		write_set_of(w, f);
		return;
	}
	jw_text(w, "type", types[f->type].type);
	if (types[f->type].format)
		jw_text(w, "format", types[f->type].format);
	if (types[f->type].pattern)
		jw_text(w, "pattern", types[f->type].pattern);
	if (types[f->type].max)
		jw_int(w, "maxLength", f->max ? f->max : types[f->type].max);
	if (f->type == FT_CHOICE)
		write_choices(w, f);
	if (f->type == FT_NUMBER) {
		jw_int(w, "minimum", f->min);
		jw_int(w, "maximum", f->max);
	}
}

static void
write_kind(struct jw *w, const struct kind *k)
{
	jw_open(w, k->name);
	jw_text(w, "title", k->title);
	jw_text(w, "description", k->help);
	jw_text(w, "type", "object");
	jw_text(w, "x-policy", k->policy);
	jw_int(w, "x-table", k->version);
	jw_bool(w, "additionalProperties", false);
	jw_open_list(w, "required");
	for (size_t i = 0; i < k->field_count; i++)
		if (k->fields[i].flags & FF_REQUIRED)
			jw_text(w, NULL, k->fields[i].key);
	jw_close_list(w);
	jw_open(w, "properties");
	for (size_t i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];

		jw_open(w, f->key);
		jw_text(w, "title", f->label);
		jw_text(w, "description", f->help);
		if (f->policy)
			jw_text(w, "x-policy", f->policy);
		write_type(w, f);
		jw_close(w);
	}
	jw_close(w);
	jw_close(w);
}

/* Items of lists, each once: a later kind may use the item of an earlier one. */
static bool
is_first_use(const struct kind *item, size_t kind_at, size_t field_at)
{
	for (size_t i = 0; i <= kind_at; i++)
		for (size_t j = 0; j < kinds[i]->field_count; j++) {
			if (i == kind_at && j == field_at)
				return true;
			if (kinds[i]->fields[j].of == item)
				return false;
		}
	return true;
}

/* Facts and decisions describe themselves. */
static void
write_share(struct jw *w)
{
	struct buf json = BUF_INIT(OPENAPI_MAX);

	facts_schema_write(&json);
	jw_raw(w, "Facts", buf_str(&json), json.len);
	buf_clear(&json);
	decision_schema_write(&json);
	jw_raw(w, "Decision", buf_str(&json), json.len);
	buf_done(&json);
}

static void
write_schemas(struct jw *w)
{
	jw_open(w, "schemas");
	for (size_t i = 0; i < COUNT_OF(openapi_schemas); i++)
		jw_raw(w, openapi_schemas[i].name, openapi_schemas[i].json,
		    strlen(openapi_schemas[i].json));
	write_share(w);
	for (size_t i = 0; kinds[i]; i++) {
		write_kind(w, kinds[i]);
		for (size_t j = 0; j < kinds[i]->field_count; j++) {
			const struct kind *item = kinds[i]->fields[j].of;

			if (item != NULL && is_first_use(item, i, j))
				write_kind(w, item);
		}
	}
	jw_close(w);
}

/* ---- operations ---- */

static void
write_parameter(struct jw *w, const char *in, const char *name, bool required,
    const char *schema, const char *says)
{
	jw_open(w, NULL);
	jw_text(w, "name", name);
	jw_text(w, "in", in);
	if (required)
		jw_bool(w, "required", true);
	jw_text(w, "description", says);
	jw_raw(w, "schema", schema, strlen(schema));
	jw_close(w);
}

static void
write_kind_parameter(struct jw *w, const struct route *r)
{
	jw_open(w, NULL);
	jw_text(w, "name", "kind");
	jw_text(w, "in", "path");
	jw_bool(w, "required", true);
	jw_open(w, "schema");
	jw_text(w, "type", "string");
	jw_open_list(w, "enum");
	for (size_t i = 0; kinds[i]; i++)
		if (fits(r, kinds[i]))
			jw_text(w, NULL, kinds[i]->name);
	jw_close_list(w);
	jw_close(w);
	jw_close(w);
}

static void
write_save_parameters(struct jw *w)
{
	static const char text[] = "{\"type\":\"string\"}";

	write_parameter(
	    w, "header", "If-None-Match", false, text, "\"*\": create.");
	write_parameter(w, "header", "If-Match", false, text,
	    "The version, in quotes, this change was made on.");
}

static void
write_parameters(struct jw *w, const struct route *r)
{
	static const char uuid[] = "{\"type\":\"string\",\"format\":\"uuid\"}";
	static const char number[] = "{\"type\":\"integer\",\"minimum\":1}";
	static const char text[] = "{\"type\":\"string\"}";

	jw_open_list(w, "parameters");
	if (is_on_file(r))
		write_parameter(w, "path", "file", true, uuid, "The file.");
	if (r->needs_kind) {
		write_kind_parameter(w, r);
		write_parameter(w, "path", "id", true, uuid, "The record.");
	}
	if (!r->needs_kind && strstr(r->path, "{id}") != NULL)
		write_parameter(w, "path", "id", true, uuid,
		    "The person, the recovery or the device.");
	if (r->needs_kind && r->method == METHOD_GET)
		write_parameter(w, "query", "version", false, number,
		    "An earlier version; the latest without it.");
	if (r->flags & ROUTE_PAPER)
		write_parameter(w, "query", "form", true,
		    "{\"type\":\"string\",\"enum\":[\"pdf\",\"text\"]}",
		    "As PDF, or as plain text.");
	if (r->method == METHOD_PUT || (r->flags & ROUTE_WRITE) != 0)
		write_parameter(w, "header", "Write-Id", true, uuid,
		    "Id of this one save: repeated, it is answered as the "
		    "first time.");
	if (r->method == METHOD_PUT)
		write_save_parameters(w);
	if (strcmp(r->path, "/v1/changes") == 0) {
		write_parameter(w, "query", "since", false, text, "A cursor.");
		write_parameter(w, "query", "limit", false, number,
		    "How many at most; no more than 500.");
	}
	if (strcmp(r->name, "news") == 0) {
		write_parameter(
		    w, "query", "cursor", true, text, "Where this device is.");
		write_parameter(w, "query", "have", false, text,
		    "What it has already, as last told.");
		write_parameter(w, "query", "past", false, text,
		    "The head it saw last: rows, a point, half of the head.");
	}
	jw_close_list(w);
}

static void
write_content_open(struct jw *w, const char *type)
{
	jw_open(w, "content");
	jw_open(w, type);
}

static void
write_content_close(struct jw *w)
{
	jw_close(w);
	jw_close(w);
}

/* The record's body alone, or with when it was written and its signature. */
static void
write_save_schema(struct jw *w, const struct route *r)
{
	jw_open(w, "schema");
	jw_open_list(w, "anyOf");
	for (size_t i = 0; kinds[i]; i++)
		if (fits(r, kinds[i]))
			write_ref(w, NULL, kinds[i]->name);
	jw_open(w, NULL);
	jw_text(w, "type", "object");
	jw_open_list(w, "required");
	jw_text(w, NULL, "body");
	jw_close_list(w);
	jw_open(w, "properties");
	jw_open(w, "body");
	jw_text(w, "type", "object");
	jw_close(w);
	write_ref(w, "written", "Ms");
	jw_open(w, "table");
	jw_text(w, "type", "integer");
	jw_close(w);
	write_ref(w, "sign", "Sign");
	jw_close(w);
	jw_close(w);
	jw_close_list(w);
	jw_close(w);
}

static void
write_request(struct jw *w, const struct route *r, const struct shape *shape)
{
	if (shape->in == NULL)
		return;
	jw_open(w, "requestBody");
	jw_bool(w, "required", true);
	jw_text(w, "description",
	    r->flags & ROUTE_PACKED
		? "May be packed with Content-Encoding: zstd."
		: "JSON in UTF-8.");
	write_content_open(w, "application/json");
	if (strcmp(shape->in, "kind") == 0)
		write_save_schema(w, r);
	else
		write_ref(w, "schema", shape->in);
	write_content_close(w);
	jw_close(w);
}

/* One of these, as ?form= said. */
static void
write_papers(struct jw *w)
{
	static const char *const types[] = { "application/pdf", "text/plain" };
	static const char any[] = "{\"type\":\"string\"}";

	jw_open(w, "content");
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		jw_open(w, types[i]);
		jw_raw(w, "schema", any, sizeof(any) - 1);
		jw_close(w);
	}
	jw_close(w);
}

static void
write_responses(struct jw *w, const struct route *r, const struct shape *shape)
{
	char status[8];

	snprintf(status, sizeof(status), "%u", shape->status);
	jw_open(w, "responses");
	jw_open(w, status);
	jw_text(w, "description", "Done.");
	if (r->flags & ROUTE_PAPER)
		write_papers(w);
	if (shape->out != NULL) {
		write_content_open(w, "application/json");
		write_ref(w, "schema", shape->out);
		write_content_close(w);
	}
	jw_close(w);
	jw_open(w, "default");
	jw_text(w, "description", "Refused, with the reason in words.");
	write_content_open(w, "application/problem+json");
	write_ref(w, "schema", "Problem");
	write_content_close(w);
	jw_close(w);
	jw_close(w);
}

static void
write_operation(struct jw *w, const struct route *r)
{
	const struct shape *shape = shape_of(r);

	if (shape == NULL)
		return;
	jw_open(w, methods[r->method]);
	jw_text(w, "operationId", r->name);
	jw_text(w, "summary", r->summary);
	write_parameters(w, r);
	write_request(w, r, shape);
	write_responses(w, r, shape);
	if (r->flags & ROUTE_OPEN) {
		jw_open_list(w, "security");
		jw_close_list(w);
	}
	jw_close(w);
}

static void
write_paths(struct jw *w)
{
	jw_open(w, "paths");
	for (size_t i = 0; routes[i].path; i++) {
		bool is_first = true;

		for (size_t j = 0; j < i; j++)
			if (strcmp(routes[j].path, routes[i].path) == 0)
				is_first = false;
		if (!is_first)
			continue;
		jw_open(w, routes[i].path);
		for (size_t j = i; routes[j].path; j++)
			if (strcmp(routes[j].path, routes[i].path) == 0)
				write_operation(w, &routes[j]);
		jw_close(w);
	}
	jw_close(w);
}

void
openapi_print(struct buf *out)
{
	static const char bearer[] = "{\"token\":{\"type\":\"http\","
				     "\"scheme\":\"bearer\"}}";
	struct jw w = JW_INIT(out);

	jw_open(&w, NULL);
	jw_text(&w, "openapi", "3.1.0");
	jw_open(&w, "info");
	jw_text(&w, "title", "haven");
	jw_text(&w, "version", "1");
	jw_text(&w, "description",
	    "Records of children and young people, for those who support "
	    "them. Every answer that shows a record leaves a trace.");
	jw_close(&w);
	jw_raw(&w, "security", "[{\"token\":[]}]", strlen("[{\"token\":[]}]"));
	write_paths(&w);
	jw_open(&w, "components");
	jw_raw(&w, "securitySchemes", bearer, strlen(bearer));
	write_schemas(&w);
	jw_close(&w);
	jw_close(&w);
	buf_addc(out, '\n');
}
