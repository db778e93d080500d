/* SPDX-License-Identifier: Apache-2.0 */
/* policy.c - policy text: any bytes are refused at a place, or mean what their own text means. */
#include "compiler/emit.h"
#include "compiler/lower.h"
#include "compiler/pass.h"
#include "tests/fuzz/reader.h"

#include <string.h>

const long runs_usual = 20000;
const bool seeds_only = true;
const char *const seeds[] = {
    "nono 1\nallow read,list,exec ~/a\nallow all $WORKDIR dir # why\nallow make_sock /run file\n",
    "nono 1\ndeny all ~/.ssh\nbypass read \"~/.ssh/a b\"\ndeny write,create /x/$UID\n",
    "nono 1\nnetwork blocked\nnetwork udp listed\nallow connect,listen udp 53\n"
    "allow connect tcp 443\n",
    "nono 1\nenv listed\nenv allow A*\nenv deny \"B C\"\nenv secret X_TOKEN\n"
    "env set Y \"a\\\"$HOME\\n\\u00e9\\u{1f600}\"\n",
    "nono 1\ngroup g {\n\tallow read /a\n}\nshipped p {\n\tallow read /a/b\n}\n",
    "nono 1\nscope signal\nscope abstract_unix_socket\nunix_sockets\naccept net.tcp\n"
    "require fs.refer\n",
    "nono 1\nassert deny read ~/.ssh/**\nassert allow env X*\nassert deny connect tcp 1-20\n"
    "assert deny listen udp *\n",
    "nono 1\nallow connect tcp a.b:443\ndeny syscall ptrace\nlimit memory 2G\ntool git {\n}\n",
    NULL,
};

static struct ir *
read(struct arena *arena, const char *data, size_t size)
{
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);
	struct lowering lowering = {.ir = ir};
	struct document text = {.name = "\x1b[31m\xff", .trust = TRUST_USER};

	text.source = sources_add(sources, text.name, arena_str(arena, data, size));
	lower_policy(&lowering, &text);
	return ir;
}

/* A blob that nonoc wrote is read by nonoc, and a text of it gives it again. */
static void
check_blob(const struct ir *ir, struct str blob, struct str whole)
{
	static const struct emit_options plain = {.origins = false};
	const uint8_t *data = (const uint8_t *)whole.data;
	struct diags *diags = diags_new(ir->arena, ir->sources);
	struct ir *back = backend_landlock.read(ir->arena, ir->sources, diags, blob);
	struct str text;

	if (!back)
		fuzz_fail("written, and not read back", data, whole.length);
	text = backend_text.emit(back, &plain);
	if (!text.data)
		fuzz_fail("a blob without a text", data, whole.length);
	back = read(ir->arena, text.data, text.length);
	pass_normalise(back);
	if (diags_count(back->diags, SEVERITY_ERROR) ||
	    !str_equal(blob, backend_landlock.emit(back, &plain)))
		fuzz_fail("another policy by way of a blob", data, whole.length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct emit_options plain = {.origins = false},
					 with_origins = {.origins = true};
	struct arena *arena = arena_new();
	struct ir *ir = read(arena, (const char *)data, size), *again;
	struct str text, blob, other;

	fuzz_render(ir->diags);
	if (diags_count(ir->diags, SEVERITY_ERROR) == 0) {
		pass_normalise(ir);
		pass_verify(ir);
		/* Either is read back and compared before it is returned. */
		text = backend_text.emit(ir, &with_origins);
		blob = backend_landlock.emit(ir, &plain);
		if (!text.data || !blob.data)
			fuzz_fail("accepted, and not written", data, size);
		check_blob(ir, blob, (struct str){(const char *)data, (uint32_t)size});
		again = read(arena, text.data, text.length);
		if (diags_count(again->diags, SEVERITY_ERROR))
			fuzz_fail("written, and not read", data, size);
		pass_normalise(again);
		other = backend_landlock.emit(again, &plain);
		if (other.length != blob.length || memcmp(other.data, blob.data, blob.length) != 0)
			fuzz_fail("another policy", data, size);
	}
	arena_free(arena);
	return 0;
}
