/* SPDX-License-Identifier: Apache-2.0 */
/* json.c - the JSON reader against jansson: both take a text and agree on it, or both refuse it. */
#include "tests/fuzz/reader.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

const long runs_usual = 20000;
const bool seeds_only = false;
const char *const seeds[] = {
    "{\"extends\": \"d\", // why\n \"filesystem\": {\"allow\": [\"~/a\", \"/b\",], /* c */}}\n",
    "[1, -0, 2.5e-3, true, false, null, \"\\u00e9\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
    "{\"a\": {\"b\": {\"c\": [[[[]]], {}]}}, \"a\": 1}",
    "\xef\xbb\xbf{}",
    NULL,
};

static bool
same_number(const struct node *node, const json_t *value)
{
	if (json_is_integer(value))
		return strtoll(node->text.data, NULL, 10) == json_integer_value(value);
	double a = strtod(node->text.data, NULL), b = json_real_value(value);
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static bool same(const struct node *node, const json_t *value);

static bool
same_members(const struct node *node, const json_t *value)
{
	if (json_object_size(value) != node->count)
		return false;
	for (uint32_t i = 0; i < node->count; i++) {
		const struct member *member = &node->members[i];
		const json_t *other = json_object_get(value, member->key.data);
		if (!other || !same(member->value, other))
			return false;
	}
	return true;
}

static bool
same(const struct node *node, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_NULL:
		return node->kind == NODE_NULL;
	case JSON_TRUE:
	case JSON_FALSE:
		return node->kind == NODE_BOOL && node->truth == json_is_true(value);
	case JSON_INTEGER:
	case JSON_REAL:
		return node->kind == NODE_NUMBER && same_number(node, value);
	case JSON_STRING:
		return node->kind == NODE_STRING &&
		       node->text.length == json_string_length(value) &&
		       memcmp(node->text.data, json_string_value(value), node->text.length) == 0;
	case JSON_ARRAY:
		if (node->kind != NODE_LIST || json_array_size(value) != node->count)
			return false;
		for (uint32_t i = 0; i < node->count; i++)
			if (!same(node->items[i], json_array_get(value, i)))
				return false;
		return true;
	case JSON_OBJECT:
		return node->kind == NODE_MAP && same_members(node, value);
	}
	return false;
}

/* What we take on purpose beyond JSON: a byte order mark, comments, a trailing comma. */
static bool
beyond_json(const char *text, size_t length)
{
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		return true;
	for (size_t i = 0; i + 1 < length; i++) {
		if (text[i] == '/' && (text[i + 1] == '/' || text[i + 1] == '*'))
			return true;
		size_t next = i + 1;
		while (next < length && memchr(" \t\r\n", text[next], 4))
			next++;
		if (text[i] == ',' && next < length && (text[next] == ']' || text[next] == '}'))
			return true;
	}
	return false;
}

/* What we refuse on purpose: more than 64 levels, and more than 64 brackets are needed for that. */
static bool
may_be_deep(const char *text, size_t length)
{
	size_t opened = 0;

	for (size_t i = 0; i < length; i++)
		opened += text[i] == '[' || text[i] == '{';
	return opened > 64;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* jansson 2.14 takes a NUL behind a number for a blank, and strings above 64 KiB. */
	bool judge = size < 65536 && (!size || !memchr(data, 0, size));
	struct reading reading = fuzz_read(FORMAT_JSON, data, size);
	json_error_t error;
	json_t *value =
	    json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (judge && reading.root && value && !same(reading.root, value))
		fuzz_fail("another tree than jansson's", data, size);
	if (judge && reading.root && !value && !beyond_json((const char *)data, size) &&
	    json_error_code(&error) != json_error_numeric_overflow)
		fuzz_fail("accepted, but not by jansson", data, size);
	if (judge && !reading.root && value && !may_be_deep((const char *)data, size))
		fuzz_fail("refused, but not by jansson", data, size);
	json_decref(value);
	fuzz_release(&reading);
	return 0;
}
