/* SPDX-License-Identifier: Apache-2.0 */
/* reading.c - what the tests of the two readers share. */
#include "tests/unit/reading.h"

#include "compiler/diag-record.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct reading
reading_of(enum format format, struct str text)
{
	struct reading reading = {.arena = arena_new()};
	struct sources *sources = sources_new(reading.arena);
	reading.diags = diags_new(reading.arena, sources);
	uint32_t source = sources_add(sources, "file", text);
	clock_t start = clock();
	reading.root = (format == FORMAT_JSON ? read_json : read_yaml)(reading.arena, sources,
	                                                               reading.diags, source);
	reading.seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	return reading;
}

void
reading_free(struct reading *reading)
{
	arena_free(reading->arena);
}

bool
reading_in_time(const struct reading *reading)
{
#ifdef __SANITIZE_ADDRESS__
	return reading != NULL;
#else
	const char *fork = getenv("CK_FORK");
	return (fork && strcmp(fork, "no") == 0) || reading->seconds < 0.1;
#endif
}

const char *
reading_said(const struct reading *reading)
{
	const struct diags *diags = reading->diags;
	const char *said = "";
	for (size_t i = 0; i < diags->count; i++) {
		const struct finding *finding = &diags->findings[i];
		struct place place =
		    source_place(diags->sources, finding->at.source, finding->at.offset);
		char name[6];
		diag_code_name(finding->code, name);
		said = arena_printf(reading->arena, "%s%s%s %" PRIu32 ":%" PRIu32, said,
		                    i > 0 ? ", " : "", name, place.line, place.column);
	}
	return said;
}

static const char *
tree_text(struct arena *arena, const struct node *node)
{
	static const char *const kinds[] = {"null", "bool", "number", "string", "list", "map"};
	const char *text =
	    arena_printf(arena, "%s@%" PRIu32 "+%" PRIu32 "%s%s", kinds[node->kind],
	                 node->at.offset, node->at.length, node->text.length ? "=" : "",
	                 node->text.length ? node->text.data : "");
	for (uint32_t i = 0; i < node->count; i++) {
		const struct node *child =
		    node->kind == NODE_LIST ? node->items[i] : node->members[i].value;
		const char *key = "";
		if (node->kind == NODE_MAP)
			key = arena_printf(
			    arena, "%s@%" PRIu32 "+%" PRIu32 ":", node->members[i].key.data,
			    node->members[i].key_at.offset, node->members[i].key_at.length);
		text = arena_printf(arena, "%s%s%s%s", text, i ? ", " : " (", key,
		                    tree_text(arena, child));
	}
	return arena_printf(arena, "%s%s", text, node->count > 0 ? ")" : "");
}

const char *
reading_tree(const struct reading *reading)
{
	return reading->root ? tree_text(reading->arena, reading->root) : "nothing";
}

void
check_refusals(enum format format, const struct refusal *refusals, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str text = {refusals[i].text, (uint32_t)strlen(refusals[i].text)};
		struct reading reading = reading_of(format, text);
		const char *said = reading_said(&reading);
		ck_assert_msg(strcmp(said, refusals[i].said) == 0, "%s\ngets:     %s\nexpected: %s",
		              refusals[i].text, said, refusals[i].said);
		if (!said[0])
			ck_assert_ptr_nonnull(reading.root);
		reading_free(&reading);
	}
}

struct str
repeated(const char *before, const char *unit, size_t count, const char *after)
{
	size_t size = strlen(unit);
	size_t length = strlen(before) + count * size + strlen(after);
	char *data = malloc(length + 1);
	ck_assert_ptr_nonnull(data);
	char *to = stpcpy(data, before);
	for (size_t i = 0; i < count; i++, to += size)
		memcpy(to, unit, size);
	strcpy(to, after);
	return (struct str){data, (uint32_t)length};
}
