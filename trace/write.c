/* SPDX-License-Identifier: Apache-2.0 */
/* write.c - a trace as JSON Lines: nono-trace(5). */
#include "compiler/jsonout.h"
#include "compiler/output.h"
#include "compiler/utf8.h"
#include "runtime/sha256.h"
#include "trace/words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const verdicts[] = {
    [TRACE_ALLOWED] = "allowed", [TRACE_DENIED] = "denied", [TRACE_FAILED] = "failed"};
static const char *const things[] = {
    [THING_FILE] = "file",          [THING_DIRECTORY] = "directory", [THING_SYMLINK] = "symlink",
    [THING_FIFO] = "fifo",          [THING_SOCKET] = "socket",       [THING_CHAR] = "char_device",
    [THING_BLOCK] = "block_device", [THING_MISSING] = "missing"};

static json_t *
number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

/* A line of its own; takes OBJECT over. */
static void
put_line(json_t *object, FILE *out)
{
	jsonout_write_line(object, out);
	json_decref(object);
}

static void
put_anchors(struct arena *arena, const struct here *here, json_t *line)
{
	static const char *const keys[BLOB_ANCHORS] = {
	    [BLOB_ANCHOR_HOME] = "home",
	    [BLOB_ANCHOR_WORKDIR] = "workdir",
	    [BLOB_ANCHOR_TMPDIR] = "tmpdir",
	    [BLOB_ANCHOR_XDG_CONFIG_HOME] = "xdg_config_home",
	    [BLOB_ANCHOR_XDG_STATE_HOME] = "xdg_state_home",
	    [BLOB_ANCHOR_XDG_CACHE_HOME] = "xdg_cache_home",
	    [BLOB_ANCHOR_XDG_DATA_HOME] = "xdg_data_home",
	    [BLOB_ANCHOR_XDG_RUNTIME_DIR] = "xdg_runtime_dir",
	};
	const struct definitions *definitions = &here->definitions;

	for (unsigned i = BLOB_ANCHOR_HOME; i < BLOB_ANCHORS; i++)
		if (definitions->stated[i])
			jsonout_set(line, keys[i],
			            jsonout_text(arena, path_text(arena, &definitions->at[i])));
}

static void
put_head(const struct trace_request *request, const struct trace *trace, FILE *out)
{
	const struct process *process = request->process;
	char digest[sizeof("sha256:") + SHA256_HEX_SIZE] = "sha256:";
	uint8_t raw[SHA256_SIZE];
	json_t *line = jsonout_need(json_object()), *command = jsonout_need(json_array());
	int at = 1;

	sha256(request->policy.data, request->policy.length, raw);
	sha256_hex(raw, digest + strlen(digest));
	while (at < process->argc && strcmp(process->argv[at], "--") != 0)
		at++;
	for (at++; at < process->argc; at++)
		jsonout_append(command, jsonout_text(request->arena, process->argv[at]));
	jsonout_set(line, "nono_trace", number(1));
	jsonout_set(line, "policy", json_string(digest));
	jsonout_set(line, "landlock_abi", number(trace->kernel.abi));
	put_anchors(request->arena, &trace->here, line);
	jsonout_set(line, "uid", number(process->uid));
	jsonout_set(line, "command", command);
	put_line(line, out);
}

static bool
is_utf8(const char *text)
{
	size_t length = strlen(text);

	for (size_t at = 0; at < length;) {
		uint32_t point, size = utf8_decode(text + at, length - at, &point);

		if (!size)
			return false;
		at += size;
	}
	return true;
}

static void
put_paths(struct arena *arena, const struct trace_record *record, json_t *line)
{
	jsonout_set(line, "path", jsonout_text(arena, record->path));
	jsonout_set(line, "kind", json_string(things[record->thing]));
	if (record->to) {
		jsonout_set(line, "to", jsonout_text(arena, record->to));
		jsonout_set(line, "to_kind", json_string(things[record->to_thing]));
	}
	if (!is_utf8(record->path) || (record->to && !is_utf8(record->to)))
		jsonout_set(line, "exact", json_false());
}

/* NUMBER's name of the list that ends with NULL, or itself. */
static json_t *
name_or_number(int value, const struct trace_name *names)
{
	for (; names->name; names++)
		if (names->number == value)
			return json_string(names->name);
	return json_integer(value);
}

static void
put_socket(const struct trace_record *record, json_t *line)
{
	jsonout_set(line, "family", name_or_number(record->family, trace_families));
	jsonout_set(line, "type", name_or_number(record->type, trace_types));
	jsonout_set(line, "protocol", json_integer(record->number));
}

static void
put_record(struct arena *arena, const struct trace_record *record, FILE *out)
{
	json_t *line = jsonout_need(json_object());

	jsonout_set(line, "op", json_string(trace_op(record)));
	if (record->kind == TRACE_PATH) {
		put_paths(arena, record, line);
	} else if (record->kind == TRACE_PORT) {
		jsonout_set(line, "protocol",
		            json_string(record->protocol == BLOB_TCP ? "tcp" : "udp"));
		jsonout_set(line, "port", number(record->port));
		jsonout_set(line, "address", jsonout_text(arena, record->address));
	} else if (record->kind == TRACE_SOCKET) {
		put_socket(record, line);
	} else if (record->name) {
		jsonout_set(line, record->kind == TRACE_SIGNAL ? "target" : "name",
		            jsonout_text(arena, record->name));
	}
	jsonout_set(line, "verdict", json_string(verdicts[record->verdict]));
	if (record->error)
		jsonout_set(line, "errno", json_string(trace_errno(record->error)));
	jsonout_set(line, "count", number(record->count));
	if (record->program)
		jsonout_set(line, "program", jsonout_text(arena, record->program));
	put_line(line, out);
}

bool
trace_write(const struct trace_request *request, const struct trace *trace, FILE *out)
{
	json_t *line = jsonout_need(json_object());

	put_head(request, trace, out);
	for (size_t i = 0; i < trace->count; i++) {
		struct arena *arena = arena_new();

		put_record(arena, trace->records[i], out);
		arena_free(arena);
	}
	jsonout_set(line, "end", json_true());
	jsonout_set(line, "status", json_integer(trace->status));
	jsonout_set(line, "dropped", number(trace->dropped));
	jsonout_set(line, "unread", number(trace->unread));
	put_line(line, out);
	return fflush(out) == 0 && !ferror(out);
}

/* A pipe or a device is written to, and never replaced. */
static const char *
write_into(struct arena *arena, const char *file, struct str text)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
	bool good = out && fwrite(text.data, 1, text.length, out) == text.length;

	if (fd >= 0 && !out)
		close(fd);
	if (out && fclose(out) != 0)
		good = false;
	return good ? NULL : arena_printf(arena, "'%s': %s", file, strerror(errno));
}

const char *
trace_save(const struct trace_request *request, const struct trace *trace, const char *file)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	bool good = out && trace_write(request, trace, out);
	const char *why = "out of memory";
	struct stat status;

	if (out && fclose(out) != 0)
		good = false;
	if (good && size <= UINT32_MAX) {
		struct str text = {bytes, (uint32_t)size};
		mode_t mask = umask(077);

		if (stat(file, &status) == 0 && !S_ISREG(status.st_mode))
			why = write_into(request->arena, file, text);
		else
			why = output_write(request->arena, file, text);
		umask(mask);
	}
	free(bytes);
	return why;
}
