/* SPDX-License-Identifier: Apache-2.0 */
/* yaml.c - the YAML reader: of a JSON text it makes the JSON reader's tree, or none. */
#include "tests/fuzz/reader.h"

#include <jansson.h>
#include <string.h>

const long runs_usual = 20000;
const bool seeds_only = false;
const char *const seeds[] = {
    "# a profile\nextends: default\nfilesystem:\n  allow:\n    - ~/a # why\n    - \"/b\"\n"
    "  read: [/c, '/d']\nnetwork: {block: true, connect_port: [443]}\ndescription: |\n  two\n"
    "  lines\n",
    "%YAML 1.2\n---\na:\n  b:\n    - - 1\n      - 2\n    -\n  c: >-\n    x\n    y\n...\n",
    "{\"a\": [1, true, null, \"x\"], 'b': {c: d}}\n",
    "a: &x [1]\nb: *x\n<<: {c: 1}\n? [k]\n: !!str 2\n---\nz\n",
    "\xef\xbb\xbfk\xc3\xa9y: \"\xf0\x9f\x98\x80\" \n\xe2\x82\xac: [\xc3\xa9, \xc3\xa9: 1]\n",
    NULL,
};

static bool
same_place(struct span a, struct span b)
{
	return a.offset == b.offset && a.length == b.length;
}

static bool
same(const struct node *a, const struct node *b)
{
	if (a->kind != b->kind || a->truth != b->truth || a->count != b->count ||
	    !str_equal(a->text, b->text) || !same_place(a->at, b->at))
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		if (a->kind == NODE_LIST) {
			if (!same(a->items[i], b->items[i]))
				return false;
			continue;
		}
		const struct member *left = &a->members[i], *right = &b->members[i];
		if (!str_equal(left->key, right->key) || !same_place(left->key_at, right->key_at) ||
		    !same(left->value, right->value))
			return false;
	}
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading yaml = fuzz_read(FORMAT_YAML, data, size);
	struct reading json = fuzz_read(FORMAT_JSON, data, size);
	json_t *value =
	    json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
	/* With comments it is JSONC, which YAML reads otherwise: the extension decides. */
	if (yaml.root && json.root && value && !same(yaml.root, json.root))
		fuzz_fail("another tree than JSON's", data, size);
	json_decref(value);
	fuzz_release(&json);
	fuzz_release(&yaml);
	return 0;
}
