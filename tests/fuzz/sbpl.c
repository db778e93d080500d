/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sbpl.c - profiles of macOS: any bytes are refused at a place, or are read, and then dumped as a
 * text that is the same profile and allows the same.
 */
#include "compiler/sbpl-judge.h"
#include "compiler/sbpl-text.h"
#include "tests/fuzz/reader.h"

#include <string.h>

const long runs_usual = 20000;
const bool seeds_only = true;
const char *const seeds[] = {
    "(version 1)\n(deny default (with no-log))\n(allow file-read* (literal \"/\"))\n",
    "(version 1)(allow file-read* (require-all (subpath (param \"A\")) (require-not (literal "
    "\"/a\\\"b\\\\\"))) ; c\n (prefix \"/b\"))",
    "(version 1)(deny file-write* (subpath (string-append (param \"HOME\") \"/.s\" \"x\")))",
    "(version 1)(allow network-outbound (remote tcp \"localhost:80\" \"*:*\") (to unix-socket "
    "(path \"/s\")))",
    "(version 1)(allow sysctl-write mach-lookup (sysctl-name-prefix \"hw.\") (global-name \"a\"))",
    "(version 1)(allow signal (target self others) (with report))(import \"x\")",
    "(version 1)(allow file-new (regex #\"^/a\\.b$\") "
    "(unknown 'a #t 1 #xff \"\\u00e9\\x41\\101\"))",
    "(version 1)(define unprotected-1 (require-not (literal \"/a\\\"b\\\\\")))(allow file-read* "
    "(require-all (subpath (param \"A\")) unprotected-1))(deny file-raed* unprotected-1)",
    "(version 1)(deny file-read-data (vnode-type DIRECTORY) (extension \"x\"))(allow default)",
    NULL,
};

static struct sbpl_profile *
read(struct arena *arena, const char *data, size_t size, struct diags **diags)
{
	struct sources *sources = sources_new(arena);
	uint32_t source = sources_add(sources, "\x1b[31m\xff", arena_str(arena, data, size));

	*diags = diags_new(arena, sources);
	return sbpl_read(arena, sources, *diags, source);
}

/* Verdicts of a few requests. */
static void
ask(const struct sbpl_profile *profile, char answers[static 64])
{
	static const struct sbpl_fact facts[] = {
	    {SBPL_KEY_PATH, .text = {"/a\"b\\", 5}},
	    {SBPL_KEY_PATH, .text = {"/.sx/a", 6}, .unbound = {"HOME", 4}},
	    {SBPL_KEY_PATH, .text = {"", 0}, .unbound = {"A", 1}},
	    {SBPL_KEY_REMOTE, .text = {"::1", 3}, .protocol = "tcp", .port = 80},
	    {SBPL_KEY_SYSCTL_NAME, .text = {"hw.x", 4}},
	    {SBPL_KEY_TARGET, .text = {"self", 4}},
	};
	static const enum sbpl_op ops[] = {SBPL_OP_FILE_READ_DATA, SBPL_OP_NETWORK_OUTBOUND,
	                                   SBPL_OP_SYSCTL_READ, SBPL_OP_SIGNAL, SBPL_OP_FILE_LINK};
	size_t at = 0;

	for (size_t op = 0; op < COUNTOF(ops); op++)
		for (size_t fact = 0; fact < COUNTOF(facts); fact++)
			for (int model = SBPL_FALLBACK; model <= SBPL_LAST_MATCH; model++) {
				struct sbpl_request request = {
				    .op = ops[op], .facts = &facts[fact], .fact_count = 1};

				answers[at++] =
				    "DA?"[sbpl_judge(profile, &request, (enum sbpl_model)model)
				              .verdict];
			}
	answers[at] = '\0';
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct diags *diags;
	struct sbpl_profile *profile = read(arena, (const char *)data, size, &diags), *again;
	char before[64], after[64];
	struct str text, other;

	fuzz_render(diags);
	if (!profile == (diags_count(diags, SEVERITY_ERROR) == 0))
		fuzz_fail("a profile and an error, or neither", data, size);
	if (profile) {
		text = sbpl_text(arena, profile);
		for (uint32_t i = 0; i < text.length; i++)
			if ((text.data[i] < 0x20 && text.data[i] != '\n' && text.data[i] != '\t') ||
			    text.data[i] == 0x7f)
				fuzz_fail("dumped, and no ASCII", data, size);
		again = read(arena, text.data, text.length, &diags);
		if (!again)
			fuzz_fail("dumped, and not read", data, size);
		other = sbpl_text(arena, again);
		if (!str_equal(text, other) || profile->unknown != again->unknown ||
		    profile->count != again->count)
			fuzz_fail("dumped as another profile", data, size);
		ask(profile, before);
		ask(again, after);
		if (strcmp(before, after) != 0)
			fuzz_fail("dumped, and allows something else", data, size);
	}
	arena_free(arena);
	return 0;
}
