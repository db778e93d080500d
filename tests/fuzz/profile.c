/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile.c - any bytes as a profile, JSON or YAML: refused at a place, or compiled to a policy
 * that the loader takes and nonoc reads back as it was.
 */
#include "compiler/pipeline.h"
#include "runtime/view.h"
#include "tests/fuzz/reader.h"

#include <stdlib.h>
#include <string.h>

const long runs_usual = 1000;
const bool seeds_only = true;
const char *const seeds[] = {
    "{\"extends\": \"default\", \"filesystem\": {\"allow\": [\"$WORKDIR\"], \"read\": [\"~/a\"],"
    " \"deny\": [\"~/b\"], \"read_file\": [\"/etc/hosts\"]}, \"network\": {\"block\": true,"
    " \"connect_port\": [443]}}\n",
    "{\"groups\": {\"include\": [\"git_config\", \"python_runtime\"], \"exclude\":"
    " [\"user_tools\"]}, \"environment\": {\"set_vars\": {\"A\": \"$HOME/x\"}, \"allow_vars\":"
    " [\"B*\"]}, \"compat\": {\"accept\": [\"fs.refer\"]}}\n",
    "extends: [node-dev]\nfilesystem:\n  unix_socket: [/run/x]\n  exec: [~/bin]\n"
    "  bypass_protection: [~/.ssh]\nnetwork: {udp: [53], listen_port: [8080]}\n",
    "rules:\n  - allow read ~/a dir\n  - deny all ~/b\nassert:\n  - deny read ~/.ssh/**\n"
    "linux: {user_namespaces: true}\nipc: {sysv: true}\n",
    NULL,
};

struct compiled {
	struct arena *arena;
	struct ir *ir;
	struct str blob; /* nothing if it is no policy */
};

static void
check_blob(const struct compiled *made, struct str whole)
{
	struct diags *diags = diags_new(made->arena, made->ir->sources);
	/* As the loader has it: at a multiple of 8. */
	uint8_t *bytes = malloc(made->blob.length);
	struct ir *back = backend_landlock.read(made->arena, made->ir->sources, diags, made->blob);
	struct blob_view view;
	const char *how;

	memcpy(bytes, made->blob.data, made->blob.length);
	if (blob_view(&view, bytes, made->blob.length))
		fuzz_fail("compiled, and not loaded", (const uint8_t *)whole.data, whole.length);
	if (!back || !ir_equal(made->ir, back, &how))
		fuzz_fail("compiled, and not read back", (const uint8_t *)whole.data, whole.length);
	if (!backend_text.emit(back, &(struct emit_options){.origins = true}).data)
		fuzz_fail("a policy without a text", (const uint8_t *)whole.data, whole.length);
	free(bytes);
}

static struct compiled
compile(enum format format, struct str text)
{
	struct profile_options options = {.max_input = 1 << 20,
	                                  .organisation = "/nonexistent",
	                                  .input_format = format,
	                                  .instead_of = "-",
	                                  .instead = text};
	struct compiled made = {.arena = arena_new()};
	struct sources *sources = sources_new(made.arena);
	struct diags *diags = diags_new(made.arena, sources);
	int error;

	made.ir = ir_new(made.arena, sources, diags, TARGET_LANDLOCK);
	error = pipeline_read(&made.ir, "-", POLICY_PROFILE, &options);
	if (!error && diags_count(diags, SEVERITY_ERROR) == 0) {
		made.blob = pipeline_emit(made.ir, &backend_landlock,
		                          &(struct emit_options){.origins = true});
		if (made.blob.data)
			check_blob(&made, text);
		else if (diags_count(diags, SEVERITY_ERROR) == 0)
			fuzz_fail("neither a policy nor an error", (const uint8_t *)text.data,
			          text.length);
	}
	fuzz_render(diags);
	return made;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, (uint32_t)size};
	struct compiled json = compile(FORMAT_JSON, text), yaml = compile(FORMAT_YAML, text);
	const char *how;

	/* Another name of the file is no other policy. */
	if (json.blob.data && yaml.blob.data && !ir_equal(json.ir, yaml.ir, &how))
		fuzz_fail("another policy as YAML", data, size);
	arena_free(json.arena);
	arena_free(yaml.arena);
	return 0;
}
