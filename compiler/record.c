/* SPDX-License-Identifier: Apache-2.0 */
/* record.c - reads a trace line by line, and takes nothing that is not as it should be. */
#include "compiler/record.h"

#include "compiler/diag-record.h"
#include "compiler/lookup-file.h"
#include "compiler/text.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
	FORMAT_VERSION = 1,
	MISTAKES_MAX = 20, /* a file with more of them is no trace */
	LINES_AN_ARENA = 256
};

/* The line that is being read. */
struct line {
	const struct lookup *lookup;
	struct arena *arena; /* the line's own */
	const struct node *root;
	struct span at;
	enum diag_code code;
	bool failed;
};

static void
refuse(struct line *line, struct span at, const char *what)
{
	if (!line->failed)
		diag_at(line->lookup->diags, line->code, at, "%s", what);
	line->failed = true;
}

/* The member KEY if it is of KIND; an error if it is not, or is REQUIRED and missing. */
static const struct node *
member(struct line *line, const char *key, enum node_kind kind, bool required)
{
	const struct node *value = node_get(line->root, key, NULL);

	if (value && value->kind == NODE_NULL && !required)
		return NULL;
	if (!value && required)
		refuse(line, line->root->at,
		       arena_printf(line->arena, "expected the key '%s' in this line", key));
	else if (value && value->kind != kind)
		refuse(line, value->at,
		       arena_printf(line->arena, "'%s' is %s, expected %s", key,
		                    node_kind_name(value->kind),
		                    kind == NODE_STRING   ? "a string"
		                    : kind == NODE_NUMBER ? "a number"
		                                          : "true or false"));
	return value && value->kind == kind ? value : NULL;
}

/* A number from LEAST to MOST; LEAST if it is not there. */
static unsigned long
number(struct line *line, const char *key, unsigned long least, unsigned long most, bool required)
{
	const struct node *value = member(line, key, NODE_NUMBER, required);
	unsigned long read;
	char *end;

	if (!value)
		return least;
	errno = 0;
	read = strtoul(value->text.data, &end, 10);
	if (value->text.data[0] == '-' || *end || errno || read < least || read > most) {
		refuse(line, value->at,
		       least == most
		           ? arena_printf(line->arena,
		                          "expected %lu, the version that is known here", least)
		           : arena_printf(line->arena, "expected a whole number from %lu to %lu",
		                          least, most));
		return least;
	}
	return read;
}

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/* TEXT as the kernel has it, from "/"; nothing in it stands for anything else. */
static void
read_path(struct line *line, const struct node *text, struct path *path, bool *nameless)
{
	struct str string = text->text;
	char *out = arena_alloc(line->lookup->arena, string.length + 1);
	uint32_t used = 0;

	if (string.length == 0 || string.data[0] != '/' || string.length >= BLOB_PATH_MAX) {
		refuse(line, text->at, "expected a path from '/' that a kernel would take");
		return;
	}
	for (uint32_t at = 0, end; at < string.length; at = end) {
		for (end = ++at; end < string.length && string.data[end] != '/';)
			*nameless |= is_control(string.data[end++]);
		if (end == at || (end - at == 1 && string.data[at] == '.'))
			continue;
		if (end - at == 2 && memcmp(string.data + at, "..", 2) == 0) {
			refuse(line, text->at, "expected a path without '..'");
			return;
		}
		if (used)
			out[used++] = '/';
		memcpy(out + used, string.data + at, end - at);
		used += end - at;
	}
	*path = (struct path){BLOB_ANCHOR_ROOT, {out, used}};
}

/* Where the run had an anchor, if the trace says so. */
static void
read_anchor(struct line *line, const char *key, enum blob_anchor anchor,
            struct definitions *definitions)
{
	const struct node *value = member(line, key, NODE_STRING, false);
	bool nameless = false;
	struct path path = {0};

	if (!value || definitions->stated[anchor])
		return;
	read_path(line, value, &path, &nameless);
	if (nameless)
		refuse(line, value->at, "expected a path without control bytes");
	if (!line->failed)
		definitions_set(line->lookup->arena, definitions, anchor, path);
}

static const struct {
	const char *key;
	enum blob_anchor anchor;
} anchors[] = {{"home", BLOB_ANCHOR_HOME},
               {"workdir", BLOB_ANCHOR_WORKDIR},
               {"tmpdir", BLOB_ANCHOR_TMPDIR},
               {"xdg_config_home", BLOB_ANCHOR_XDG_CONFIG_HOME},
               {"xdg_state_home", BLOB_ANCHOR_XDG_STATE_HOME},
               {"xdg_cache_home", BLOB_ANCHOR_XDG_CACHE_HOME},
               {"xdg_data_home", BLOB_ANCHOR_XDG_DATA_HOME},
               {"xdg_runtime_dir", BLOB_ANCHOR_XDG_RUNTIME_DIR}};

static void
read_header(struct line *line, struct recording *recording)
{
	struct definitions *definitions = &recording->definitions;

	line->code = DIAG_TRACE_HEADER;
	if (!node_get(line->root, "nono_trace", NULL)) {
		refuse(line, line->at, "this is no trace: its first line has no key 'nono_trace'");
		diag_help(line->lookup->diags, "nono-trace -o FILE makes one");
		return;
	}
	number(line, "nono_trace", FORMAT_VERSION, FORMAT_VERSION, true);
	/* HOME first: others follow it.  What the command line says comes before all. */
	for (size_t i = 0; i < COUNTOF(anchors); i++)
		read_anchor(line, anchors[i].key, anchors[i].anchor, definitions);
	if (!definitions->uid && member(line, "uid", NODE_NUMBER, false))
		definitions->uid = arena_printf(line->lookup->arena, "%lu",
		                                number(line, "uid", 0, UINT32_MAX, true));
	definitions->given = true;
}

static enum thing
read_thing(struct line *line, const char *key, enum thing otherwise)
{
	const struct node *value = member(line, key, NODE_STRING, false);
	unsigned thing;

	if (!value)
		return otherwise;
	thing = thing_find(value->text);
	if (thing < THINGS)
		return (enum thing)thing;
	refuse(line, value->at,
	       "expected 'file', 'directory' or another kind that 'nonoc why --thing' takes");
	return otherwise;
}

static void
read_port(struct line *line, bool connects, struct record *record)
{
	const struct node *protocol = member(line, "protocol", NODE_STRING, false);

	record->port = true;
	record->access = connects ? BLOB_PORT_CONNECT : BLOB_PORT_BIND;
	record->number = (uint16_t)number(line, "port", 0, 65535, true);
	if (!record->number)
		record->hopeless = "a port of the kernel's choice, which no list can name";
	record->protocol = BLOB_TCP;
	if (protocol && str_is(protocol->text, "udp"))
		record->protocol = BLOB_UDP;
	else if (protocol && !str_is(protocol->text, "tcp"))
		refuse(line, protocol->at, "expected 'tcp' or 'udp'");
	record->shown = str_of(arena_printf(line->lookup->arena, "%s port %u",
	                                    record->protocol == BLOB_TCP ? "TCP" : "UDP",
	                                    (unsigned)record->number));
}

/* What an operation is about when the line does not say. */
static enum thing
usual_thing(enum op op)
{
	switch (op) {
	case OP_LIST:
	case OP_TMPFILE:
	case OP_RMDIR:
		return THING_DIRECTORY;
	case OP_CONNECT_UNIX:
		return THING_SOCKET;
	case OP_IOCTL:
		return THING_CHAR;
	case OP_CREATE:
	case OP_MKDIR:
	case OP_SYMLINK:
	case OP_MKFIFO:
	case OP_MKNOD_FILE:
	case OP_MKNOD_SOCKET:
	case OP_MKNOD_CHAR:
	case OP_MKNOD_BLOCK:
	case OP_BIND_UNIX:
		return THING_MISSING;
	default:
		return THING_FILE;
	}
}

static void
read_paths(struct line *line, enum op op, struct record *record)
{
	const struct node *path = member(line, "path", NODE_STRING, true);
	const struct node *to = op_paths(op) == 2 ? member(line, "to", NODE_STRING, true) : NULL;
	const struct node *exact = member(line, "exact", NODE_BOOL, false);
	struct query *query = &record->query;
	bool nameless = false;

	query->op = op;
	query->thing = read_thing(line, "kind", usual_thing(op));
	query->second_thing =
	    read_thing(line, "to_kind", op == OP_EXCHANGE ? THING_FILE : THING_MISSING);
	if (line->failed)
		return;
	read_path(line, path, &query->path, &nameless);
	if (to)
		read_path(line, to, &query->second, &nameless);
	if (exact && !exact->truth)
		nameless = true;
	if (nameless) {
		record->hopeless = "no profile can say this name";
		query->path = query->second = (struct path){0};
	}
	record->shown = str_of(to ? arena_printf(line->lookup->arena, "%.*s to %.*s",
	                                         STR_ARG(path->text), STR_ARG(to->text))
	                          : arena_printf(line->lookup->arena, "%.*s", STR_ARG(path->text)));
}

/* What has neither a path nor a port: which key, if any, is about it. */
static const struct {
	const char *op, *detail;
	const char *is; /* what the detail has to be, or NULL */
	const char *why;
} others[] = {
    {"socket", "family", "unix",
     "unix sockets by path are open where the profile has a unix_socket key"},
    {"socket", "family", "inet", "\"network\": {\"udp\": true} would allow datagrams"},
    {"socket", "family", "inet6", "\"network\": {\"udp\": true} would allow datagrams"},
    {"socket", "family", NULL, "the filter refuses this kind of socket"},
    {"connect_abstract", "name", NULL,
     "\"security\": {\"ipc_mode\": \"full\"} would allow it, for all processes outside"},
    {"signal", "target", NULL,
     "\"security\": {\"signal_mode\": \"allow_all\"} would allow it, for all processes outside"},
    {"system_call", "name", NULL, "the filter refuses it, and no key of a profile is about it"},
};

static bool
read_other(struct line *line, const struct node *op, struct record *record)
{
	for (size_t i = 0; i < COUNTOF(others); i++) {
		const struct node *detail = node_get(line->root, others[i].detail, NULL);
		bool text = detail && detail->kind == NODE_STRING;

		if (!str_is(op->text, others[i].op) ||
		    (others[i].is && !(text && str_is(detail->text, others[i].is))))
			continue;
		record->other = others[i].op;
		record->hopeless = others[i].why;
		if (text)
			record->shown =
			    arena_str(line->lookup->arena, detail->text.data, detail->text.length);
		return true;
	}
	return false;
}

static void
keep(struct recording *recording, struct arena *arena, const struct record *record)
{
	recording->records =
	    arena_room(arena, recording->records, recording->count, sizeof(*record));
	recording->records[recording->count++] = *record;
	recording->denied += record->denied;
}

/* Operations and verdicts that a later writer may know are passed over, as the format says. */
static void
read_record(struct line *line, struct recording *recording)
{
	struct record record = {.at = line->at};
	const struct node *op, *verdict, *program;
	enum op found;

	op = member(line, "op", NODE_STRING, true);
	verdict = member(line, "verdict", NODE_STRING, true);
	program = member(line, "program", NODE_STRING, false);
	if (line->failed)
		return;
	record.denied = str_is(verdict->text, "denied");
	record.count = number(line, "count", 1, INT_MAX, false);
	if (program)
		record.program =
		    arena_str(line->lookup->arena, program->text.data, program->text.length);
	found = op_find(op->text);
	if (str_is(op->text, "connect") || str_is(op->text, "listen"))
		read_port(line, op->text.data[0] == 'c', &record);
	else if (found != OPS)
		read_paths(line, found, &record);
	else if (!read_other(line, op, &record))
		return;
	if (!line->failed && (record.denied || str_is(verdict->text, "allowed")))
		keep(recording, line->lookup->arena, &record);
}

/* The line as a map; NULL after its first mistake was recorded. */
static const struct node *
parse(struct line *line)
{
	struct diags *diags = diags_new(line->arena, line->lookup->sources);
	const struct node *root =
	    read_json_line(line->arena, line->lookup->sources, diags, line->at);

	for (size_t i = 0; i < diags->count; i++)
		if (diag_code_severity(diags->findings[i].code) == SEVERITY_ERROR) {
			refuse(line, diags->findings[i].at, diags->findings[i].text);
			return NULL;
		}
	if (root && root->kind != NODE_MAP) {
		refuse(line, line->at, "expected '{' and the keys of a record");
		return NULL;
	}
	return root;
}

/* Whether a run did not live to end the line. */
static bool
is_cut(const struct line *line)
{
	struct str all = source_get(line->lookup->sources, line->at.source)->text;
	struct diags *quiet = diags_new(line->arena, line->lookup->sources);

	return line->at.offset && line->at.offset + line->at.length == all.length &&
	       !read_json_line(line->arena, line->lookup->sources, quiet, line->at);
}

/* Returns whether it is the one that ends a trace. */
static bool
read_line(struct line *line, bool first, struct recording *recording)
{
	line->failed = false;
	line->code = first ? DIAG_TRACE_HEADER : DIAG_TRACE_RECORD;
	if (is_cut(line))
		return false;
	line->root = parse(line);
	if (!line->root)
		return false;
	if (first)
		read_header(line, recording);
	else if (node_get(line->root, "op", NULL))
		read_record(line, recording);
	return node_get(line->root, "end", NULL) != NULL;
}

static void
read_lines(const struct lookup *lookup, uint32_t source, struct recording *recording)
{
	struct str all = source_get(lookup->sources, source)->text;
	struct line line = {.lookup = lookup, .arena = arena_new()};
	unsigned lines = 0, mistakes = 0;
	bool ended = false;

	for (uint32_t at = 0, end; at < all.length && mistakes < MISTAKES_MAX; at = end + 1) {
		const char *feed = memchr(all.data + at, '\n', all.length - at);

		end = feed ? (uint32_t)(feed - all.data) : all.length;
		line.at = (struct span){source, at, end - at};
		if (end == at)
			continue;
		ended = read_line(&line, lines == 0, recording);
		mistakes += line.failed;
		/* Without a header nothing that follows is known to be of a trace. */
		if (line.failed && lines == 0)
			break;
		if (++lines % LINES_AN_ARENA == 0) {
			arena_free(line.arena);
			line.arena = arena_new();
		}
	}
	arena_free(line.arena);
	if (!mistakes && !ended)
		diag_at(lookup->diags, DIAG_TRACE_CUT, line.at,
		        "the trace is cut off here: what the run did then is not known");
}

bool
recording_parse(const struct lookup *lookup, uint32_t source, struct recording *recording)
{
	size_t errors = diags_count(lookup->diags, SEVERITY_ERROR);
	struct text text;

	if (text_check(lookup->diags, lookup->sources, source, false, &text))
		read_lines(lookup, source, recording);
	return diags_count(lookup->diags, SEVERITY_ERROR) == errors;
}

int
recording_read(const struct lookup *lookup, const char *file, struct recording *recording)
{
	struct profile_options options = *lookup->options;
	struct lookup own = *lookup;
	struct document document;
	int error;

	/* Whatever its name: the first line says what it is. */
	options.input_format = FORMAT_JSON;
	options.instead_of = NULL;
	own.options = &options;
	*recording = (struct recording){.name = options.input_name ? options.input_name : file,
	                                .definitions = options.definitions};
	error = lookup_file(&own, file, TRUST_USER, (struct span){0}, &document);
	if (error)
		return error;
	sources_rename(lookup->sources, document.source, recording->name);
	return recording_parse(lookup, document.source, recording) ? 0 : -EBADMSG;
}
