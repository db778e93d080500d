/* SPDX-License-Identifier: Apache-2.0 */
/* layout.c - what fmt makes of a text: the same values and comments, and itself the second time. */
#include "tests/fuzz/reader.h"

#include "compiler/ir.h"
#include "compiler/layout.h"
#include "grammar/policy.h"

#include <string.h>

const long runs_usual = 20000;
const bool seeds_only = false;
const char *const seeds[] = {
    "// a\n{\"extends\": \"d\", // b\n\n\n"
    " \"k\": /* c */ {\"allow\": [\"~/a\", // d\n\"/b\",], /* e\n"
    "  f */\n}} /* g */ // h\n/* i */",
    "{\"a\": [1, 2, {\"b\": [], \"c\": {}}], /* a */ \"d\" /* b */ : // c\n 1 // d\n"
    " , // e\n\n// f\n"
    "\"e\": [/* g */], \"f\": [\"012345678901234567890123456789\""
    ", \"0123456789012345678901234567890"
    "123456\"]}",
    "# a\n\nextends:   default   # b\nfilesystem:\n    # c\n    allow:   # d\n"
    "    - ~/a # why\n    #e\n"
    "    -   \"/b\"\n\n\n    # f\n    read: [ /c,'/d' ]\n  # g\n# h\nnetwork:\n  {block: true,\n"
    "   connect_port: [443]} # i\ndescription: |   # j\n     two\n\n       lines\n\n# k\n\n",
    "%YAML 1.2 # a\n# b\n---   # c\na:\n  b:\n      - - 1 # d\n        # e\n        - 2\n      -\n"
    "      # f\n      - # g\n        x: 1\n        y: >-\n          x\n\n"
    "          y\n      -   k: v\n"
    "          l:\n          - m\n  c:\n  d: # h\n  # i\n"
    "    \"q\n\n     r \\\n     s\"\n...\n# j\n",
    "a: |+\n x\n\n\nb: |2\n    x\n   y\n\nc:\n- d: >\n   e\n      \n  f: |-\n     g\n"
    "-\n  - 'h\n  i'\n"
    "- |1\n   j\n- k",
    "{a: [1,2,\n # a\n 3], \"b\":{}, c: {d: e, f: 'g\n\n h'}} # b\n# c",
    "k:\r\n- a # b\r\n- |\r\n  c\r\n",
    "- a\n-\tb\n- |\n\n   x\n    y",
    "\n# a\n\n\n  nono   1 # b\nnetwork  blocked\n    # c\nallow  exec,list,read\t\"~/\\u0061\" "
    "dir \t #d\nallow listen,connect tcp  443\nallow read \"/#\"\n\ngroup \"two words\"   { # e\n"
    "\n# f\nallow make_reg,make_dir  \"/b c\"\n\n#g\n\n}\nshipped \"p\" {\n\t}\n",
    "nono 1\r\nbypass\t\"~/x\"\r\nbypass \"read\"\nbypass read,list /y\nenv set \"A\"  \"{\"\n"
    "limit   cpu \"1 2\"\nassert  deny list,read ~/.ssh/** # h\nassert deny connect tcp 1-20",
    /* As nonoc writes it. */
    "nono 1\nscope signal\nunix_sockets\nenv listed\naccept net.tcp\n\n"
    "allow read,list,exec ~/src  # a.yaml:1:2\nallow read \"/a\\u007fb\" file  # a.yaml:1:3\n\n"
    "group deny_credentials {  # required\n\tdeny all ~/.ssh\n\tdeny read,list \"~/x y\"\n}\n\n"
    "shipped default {\n\tallow connect,listen udp 53\n\tenv set A $HOME\n}\n\n"
    "assert deny all ~/.ssh/**  # a.yaml:2:1\n",
    NULL,
};

/* Whether TEXT is read without an error. */
static bool
is_read(struct arena *arena, struct sources *sources, uint32_t source, enum format format)
{
	struct diags *diags = diags_new(arena, sources);
	struct ir *ir = ir_new(arena, sources, diags, TARGET_LANDLOCK);

	if (format == FORMAT_POLICY_TEXT)
		policy_read(ir, source, NULL);
	else if (!layout_read(arena, sources, diags, source, format))
		return false;
	return diags_count(diags, SEVERITY_ERROR) == 0;
}

/* Laid out, or no text if the reader refuses it. */
static struct str
lay_out(struct arena *arena, enum format format, struct str text, struct str whole)
{
	struct sources *sources = sources_new(arena);
	struct diags *diags = diags_new(arena, sources);
	uint32_t source = sources_add(sources, "", text);
	struct str out = layout_text(arena, sources, diags, source, format);

	if (!out.data && diags_count(diags, SEVERITY_ERROR) == 0)
		fuzz_fail("neither a layout nor an error", (const uint8_t *)whole.data,
		          whole.length);
	/* All that is read can be laid out, but for what YAML writes with a '?'. */
	if (!out.data && is_read(arena, sources, source, format) &&
	    !(format == FORMAT_YAML && memchr(text.data, '?', text.length)))
		fuzz_fail("read, but not laid out", (const uint8_t *)whole.data, whole.length);
	return out;
}

/* The marks that begin comments, wherever they stand: a comment that got lost takes its own. */
static size_t
count_marks(struct str text, enum format format)
{
	size_t count = 0;

	for (uint32_t i = 0; i < text.length; i++)
		count += text.data[i] == (format == FORMAT_JSON ? '/' : '#');
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum format formats[] = {FORMAT_JSON, FORMAT_YAML, FORMAT_POLICY_TEXT};

	for (size_t i = 0; i < COUNTOF(formats); i++) {
		struct arena *arena = arena_new();
		struct str text = arena_str(arena, (const char *)data, size);
		struct str once = lay_out(arena, formats[i], text, text);

		if (once.data) {
			struct str twice = lay_out(arena, formats[i], once, text);

			if (!twice.data || !str_equal(once, twice))
				fuzz_fail("laid out otherwise the second time", data, size);
			/* An escape may come to show its '#'. */
			bool marks = formats[i] != FORMAT_POLICY_TEXT ||
			             !memchr(text.data, '\\', text.length);

			if (marks && count_marks(text, formats[i]) != count_marks(once, formats[i]))
				fuzz_fail("a comment is lost", data, size);
		}
		arena_free(arena);
	}
	return 0;
}
