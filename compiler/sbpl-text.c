/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-text.c - profiles of macOS's sandbox as text, in one way and in ASCII. */
#include "compiler/sbpl-text.h"

#include "compiler/buffer.h"
#include "compiler/node.h"
#include "compiler/sbpl-read.h"

#include <stdio.h>

struct writer {
	struct buffer out;
	size_t limit; /* 0: none */
};

static void
put_bytes(struct writer *w, const char *data, size_t length)
{
	if (w->limit && length > w->limit - w->out.length)
		length = w->limit - w->out.length;
	buffer_put_bytes(&w->out, data, length);
}

static void
put(struct writer *w, const char *text)
{
	put_bytes(w, text, strlen(text));
}

static bool
full(const struct writer *w)
{
	return w->limit && w->out.length >= w->limit;
}

/* Bytes that are not ASCII, or do not show, as macOS reads them: \xHH. */
static void
put_string(struct writer *w, struct str text)
{
	put(w, "\"");
	for (uint32_t i = 0; i < text.length && !full(w); i++) {
		unsigned char c = (unsigned char)text.data[i];
		char escape[8];

		if (c == '"' || c == '\\')
			snprintf(escape, sizeof(escape), "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			snprintf(escape, sizeof(escape), "\\x%02x", c);
		else
			snprintf(escape, sizeof(escape), "%c", c);
		put(w, escape);
	}
	put(w, "\"");
}

static void
put_part(struct writer *w, const struct sbpl_part *part)
{
	put(w, part->quoted ? "(regex-quote " : "");
	put(w, part->param ? "(param " : "");
	put_string(w, part->text);
	put(w, part->param ? ")" : "");
	put(w, part->quoted ? ")" : "");
}

static void
put_value(struct writer *w, const struct sbpl_value *value)
{
	if (value->symbol) {
		put_bytes(w, value->parts[0].text.data, value->parts[0].text.length);
		return;
	}
	put(w, value->count > 1 ? "(string-append" : "");
	for (uint32_t i = 0; i < value->count; i++) {
		put(w, value->count > 1 ? " " : "");
		put_part(w, &value->parts[i]);
	}
	put(w, value->count > 1 ? ")" : "");
}

/* As it was written, but for blanks and comments. */
static void
put_node(struct writer *w, const struct node *node)
{
	if (node->kind == NODE_STRING) {
		put_string(w, node->text);
	} else if (node->kind == NODE_LIST) {
		put(w, "(");
		for (uint32_t i = 0; i < node->count && !full(w); i++) {
			put(w, i ? " " : "");
			put_node(w, node->items[i]);
		}
		put(w, ")");
	} else {
		put_bytes(w, node->text.data, node->text.length);
	}
}

static void
put_filter(struct writer *w, const struct sbpl_filter *filter)
{
	if (filter->name == SBPL_UNKNOWN) {
		put_node(w, filter->written);
		return;
	}
	put(w, "(");
	put(w, sbpl_filter_name(filter->name));
	for (uint32_t i = 0; i < filter->value_count && !full(w); i++) {
		put(w, " ");
		put_value(w, &filter->values[i]);
	}
	for (uint32_t i = 0; i < filter->filter_count && !full(w); i++) {
		put(w, " ");
		put_filter(w, filter->filters[i]);
	}
	put(w, ")");
}

static void
put_rule(struct writer *w, const struct sbpl_rule *rule)
{
	if (rule->unknown) {
		put_node(w, rule->written);
		put(w, "\n");
		return;
	}
	put(w, rule->allow ? "(allow" : "(deny");
	for (uint32_t i = 0; i < rule->op_count; i++) {
		put(w, " ");
		put(w, sbpl_op_name(rule->ops[i]));
	}
	for (uint32_t i = 0; i < rule->filter_count; i++) {
		put(w, "\n\t");
		put_filter(w, rule->filters[i]);
	}
	put(w, ")\n");
}

struct str
sbpl_text(struct arena *arena, const struct sbpl_profile *profile)
{
	struct writer w = {.out = {.arena = arena}};
	uint32_t defined = 0;

	put(&w, "(version ");
	put_bytes(&w, profile->version.data, profile->version.length);
	put(&w, ")\n");
	for (uint32_t i = 0; i < profile->count; i++) {
		/* What is not known may have names in it, and is copied. */
		for (; profile->unknown && defined < profile->definition_count &&
		       profile->definitions[defined].before == i;
		     defined++) {
			put_node(&w, profile->definitions[defined].written);
			put(&w, "\n");
		}
		put_rule(&w, &profile->rules[i]);
	}
	return (struct str){w.out.data, (uint32_t)w.out.length};
}

const char *
sbpl_filter_text(struct arena *arena, const struct sbpl_filter *filter, size_t limit)
{
	struct writer w = {.out = {.arena = arena}, .limit = limit};

	put_filter(&w, filter);
	return full(&w) ? arena_printf(arena, "%s...", w.out.data) : w.out.data;
}
