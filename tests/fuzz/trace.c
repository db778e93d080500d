/* SPDX-License-Identifier: Apache-2.0 */
/* trace.c - traces: what is taken of one is as nono-trace(5) says, whatever the bytes. */
#include "tests/fuzz/reader.h"

#include "compiler/record.h"

#include <string.h>

const long runs_usual = 20000;
const bool seeds_only = false;

#define HEAD                                                            \
	"{\"nono_trace\": 1, \"home\": \"/h\", \"workdir\": \"/h/w\", " \
	"\"tmpdir\": \"/tmp\", \"uid\": 7}\n"

const char *const seeds[] = {
    HEAD "{\"op\": \"read\", \"path\": \"/h/w/a\", \"kind\": \"file\", \"verdict\": \"denied\", "
	 "\"count\": 2, \"program\": \"/bin/a\"}\n{\"end\": true}\n",
    HEAD
    "{\"op\": \"rename\", \"path\": \"/a//./b\", \"to\": \"/c/../d\", \"to_kind\": \"missing\", "
    "\"verdict\": \"allowed\", \"exact\": false}\n",
    HEAD "{\"op\": \"connect\", \"protocol\": \"udp\", \"port\": 53, \"verdict\": \"denied\"}\n"
	 "{\"op\": \"listen\", \"port\": 0, \"verdict\": \"denied\"}\n"
	 "{\"op\": \"socket\", \"family\": \"unix\", \"verdict\": \"denied\"}\n",
    HEAD "{\"op\": \"list\", \"path\": \"/\", \"verdict\": \"denied\"}\n{\"op\": \"re",
    NULL,
};

/* Components without '.', '..' or control bytes, one '/' between two. */
static bool
is_path(const struct path *path)
{
	struct str rest = path->rest;

	if (path->anchor != BLOB_ANCHOR_ROOT || rest.length >= BLOB_PATH_MAX)
		return false;
	for (uint32_t at = 0, end; at < rest.length; at = end + 1) {
		for (end = at; end < rest.length && rest.data[end] != '/'; end++)
			if ((unsigned char)rest.data[end] < 0x20 || rest.data[end] == 0x7f)
				return false;
		if (end == at || end + 1 == rest.length ||
		    (end - at == 1 && rest.data[at] == '.') ||
		    (end - at == 2 && memcmp(rest.data + at, "..", 2) == 0))
			return false;
	}
	return true;
}

static bool
is_sound(const struct record *record)
{
	if (!record->count || !record->at.length)
		return false;
	if (record->port)
		return record->number || record->hopeless;
	return record->hopeless || (record->query.op < OPS && is_path(&record->query.path) &&
	                            is_path(&record->query.second));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct sources *sources = sources_new(arena);
	struct diags *diags = diags_new(arena, sources);
	const struct profile_options options = {0};
	const struct lookup *lookup = lookup_new(arena, sources, diags, &options, NULL, 0);
	struct recording recording = {.name = "t"};
	uint32_t source = sources_add(sources, "t", arena_str(arena, (const char *)data, size));
	size_t denied = 0;

	recording_parse(lookup, source, &recording);
	for (size_t i = 0; i < recording.count; i++) {
		if (!is_sound(&recording.records[i]))
			fuzz_fail("a record that is none", data, size);
		denied += recording.records[i].denied;
	}
	if (denied != recording.denied)
		fuzz_fail("denials are miscounted", data, size);
	fuzz_render(diags);
	arena_free(arena);
	return 0;
}
