/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edit.c - items and members taken out of a text, and entries put in: the tree lacks or has just
 * them, or it is not done.
 */
#include "tests/fuzz/reader.h"

#include "compiler/amend.h"
#include "compiler/fix-edit.h"
#include "compiler/layout.h"

#include <string.h>

const long runs_usual = 20000;
const bool seeds_only = false;

const char *const seeds[] = {
    "{\"a\": [1, 2, 3], // x\n \"b\": [\n  1, // y\n  2 /* z */,\n  // w\n"
    "  3\n ], \"c\": {\"d\": 1,\n"
    "\"e\": {}}, /* v */ \"f\": [[1],\n[2],]}\n",
    "{\n  \"a\": [\n    \"b\",\n    \"c\", // d\n    {\"e\": 1}\n  ]\n}\n",
    "a:\n  - 1 # x\n  - 2\n  # y\n  - b: 1\n    c: 2 # z\n  -\n    d: 3\n  - - 4\n"
    "    - 5\ne: {f: 1, g: [1,\n"
    " 2]} # w\nh: |\n  i\n\n  j\nk:\n- l\n- \"m\n  n\"\n",
    "a:\n    b:\n    - c\n    d: [e]\nf:\n  g: 1\n# h\ni:\n",
    "filesystem:\n  read: # a\n  - /x # b\n\n  - path: /y\n    when: linux # c\n"
    "network: {connect_port: [1, 2], block: true} # d\ngroups:\n    include: []\n",
    "{\"filesystem\": {\"read\": [ // a\n \"/x\", /* b */ \"/y\", // c\n ]},\n"
    " \"groups\": {}, \"network\": {\"connect_port\": []}}\n",
    NULL,
};

enum { TRIES = 40 };

/* The list or map number *LEFT, counted from NODE on. */
static struct node *
holder_at(struct node *node, uint32_t *left)
{
	if (node->count > 0 && (*left)-- == 0)
		return node;
	for (uint32_t i = 0; i < node->count; i++) {
		struct node *found = holder_at(
		    node->kind == NODE_LIST ? node->items[i] : node->members[i].value, left);

		if (found)
			return found;
	}
	return NULL;
}

static void
drop(struct node *holder, uint32_t index)
{
	for (uint32_t i = index; i + 1 < holder->count; i++) {
		if (holder->kind == NODE_LIST)
			holder->items[i] = holder->items[i + 1];
		else
			holder->members[i] = holder->members[i + 1];
	}
	holder->count--;
}

/* Takes out item INDEX of the list or map NUMBER; false if there is none. */
static bool
try(enum format format, struct str text, uint32_t number, uint32_t index)
{
	struct arena *arena = arena_new();
	struct sources *sources = sources_new(arena);
	struct diags *diags = diags_new(arena, sources), *quiet = diags_new(arena, sources);
	uint32_t source = sources_add(sources, "", text);
	struct node *root = layout_read(arena, sources, quiet, source, format);
	bool clean = root && diags_count(quiet, SEVERITY_ERROR) == 0;
	struct node *holder = clean ? holder_at(root, &number) : NULL;
	bool there = holder && index < holder->count;

	if (there) {
		struct edits edits = {
		    .arena = arena, .text = text, .source = source, .yaml = format == FORMAT_YAML};

		edits_remove(&edits, holder, index);
		if (!edits.failed) {
			struct diags *again = diags_new(arena, sources);
			struct node *other;
			size_t count;
			struct str after;

			diag_at(diags, DIAG_SYNTAX, holder->at, "x");
			diags->findings[0].edits = edits.list;
			diags->findings[0].edit_count = edits.count;
			diags->findings[0].safety = FIX_SAFE;
			after = fixes_apply(arena, diags, source, false, &count);
			other = layout_read(arena, sources, again, sources_add(sources, "", after),
			                    format);
			drop(holder, index);
			/* nonoc fix reads the text again; of '?' before a key it finds out then. */
			if ((!other || diags_count(again, SEVERITY_ERROR) > 0 ||
			     !layout_same(root, other)) &&
			    !(edits.yaml && memchr(text.data, '?', text.length)))
				fuzz_fail(arena_printf(arena, "taken out, %.*s is another tree",
				                       STR_ARG(after)),
				          (const uint8_t *)text.data, text.length);
		}
	}
	arena_free(arena);
	return there;
}

/* Where VALUE stands in NODE as a string or number, the last time. */
static struct span
find_last(const struct node *node, struct str value)
{
	struct span at = {0};

	if (str_equal(node->text, value))
		return node->at;
	for (uint32_t i = node->count; i-- > 0 && !at.length;)
		at = find_last(node->kind == NODE_LIST ? node->items[i] : node->members[i].value,
		               value);
	return at;
}

/* A list or map with nothing in it may go with what was put in. */
static bool
has_empty(const struct node *node)
{
	bool empty = (node->kind == NODE_LIST || node->kind == NODE_MAP) && node->count == 0;

	for (uint32_t i = 0; i < node->count && !empty; i++)
		empty =
		    has_empty(node->kind == NODE_LIST ? node->items[i] : node->members[i].value);
	return empty;
}

/* Puts an entry in, and takes it out again. */
static void
try_amend(enum format format, struct str text)
{
	static const struct {
		enum key_id key;
		struct str value;
	} entries[] = {{KEY_READ, STR("$WORKDIR/it's: #1")},
	               {KEY_GROUPS_INCLUDE, STR("cc_runtime_x")},
	               {KEY_CONNECT_PORT, STR("64999")}};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < COUNTOF(entries); i++) {
		struct amended amended;
		const struct node *before;
		struct span at;

		if (!amend_start(arena, text, format, &amended) ||
		    amend_has(&amended, entries[i].key, entries[i].value))
			continue;
		before = amended.root;
		if (!amend_add(&amended, entries[i].key, entries[i].value))
			continue;
		at = find_last(amended.root, entries[i].value);
		if (!at.length || !amend_has(&amended, entries[i].key, entries[i].value))
			fuzz_fail(arena_printf(arena, "put in, %.*s does not have it",
			                       STR_ARG(amended.text)),
			          (const uint8_t *)text.data, text.length);
		if (amend_remove(&amended, at) && !has_empty(before) &&
		    entries[i].key != KEY_CONNECT_PORT && !layout_same(before, amended.root))
			fuzz_fail(arena_printf(arena, "taken out again, %.*s is another tree",
			                       STR_ARG(amended.text)),
			          (const uint8_t *)text.data, text.length);
	}
	arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum format formats[] = {FORMAT_JSON, FORMAT_YAML};
	struct str text = {(const char *)data, (uint32_t)size};

	for (size_t i = 0; i < COUNTOF(formats); i++)
		try_amend(formats[i], text);
	for (size_t i = 0; i < COUNTOF(formats); i++)
		for (uint32_t number = 0, tries = 0; tries < TRIES; number++) {
			uint32_t index = 0;

			while (tries++ < TRIES && try(formats[i], text, number, index))
				index++;
			if (index == 0)
				break;
		}
	return 0;
}
