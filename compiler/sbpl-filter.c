/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-filter.c - the filters of a rule of macOS's sandbox, and what they compare with. */
#include "compiler/sbpl-read.h"

#include "compiler/suggest.h"

#include <stdlib.h>

/* What filters are called; those that are many come first. */
static const struct {
	struct str name;
	enum sbpl_name filter;
} names[] = {
#define NAME(name, filter) {{(name), sizeof(name) - 1}, (filter)},
#define SBPL_FILTER(symbol, name, key, match) NAME(name, SBPL_##symbol)
    /* clang-format off */
    NAME("require-not", SBPL_NOT)
#include "compiler/sbpl-filter.def"
    NAME("require-all", SBPL_ALL)
    NAME("require-any", SBPL_ANY)
    NAME("path", SBPL_LITERAL)
    NAME("path-literal", SBPL_LITERAL)
    NAME("path-prefix", SBPL_PREFIX)
    NAME("path-regex", SBPL_REGEX)
    NAME("from", SBPL_LOCAL)
    NAME("to", SBPL_REMOTE)
/* clang-format on */
#undef SBPL_FILTER
#undef NAME
};

static enum sbpl_name
find(struct str name)
{
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (str_equal(name, names[i].name))
			return names[i].filter;
	return SBPL_UNKNOWN;
}

static struct sbpl_filter *
unknown(struct sbpl_filter *filter)
{
	filter->name = SBPL_UNKNOWN;
	filter->filter_count = filter->value_count = 0;
	return filter;
}

/* Texts side by side are one. */
static void
add_part(struct sbpl_reading *reading, struct sbpl_value *value, const struct sbpl_part *part)
{
	struct sbpl_part *last = value->count ? &value->parts[value->count - 1] : NULL;

	if (!part->text.length)
		return;
	if (last && !last->param && !part->param)
		last->text = str_of(arena_printf(reading->arena, "%.*s%.*s", STR_ARG(last->text),
		                                 STR_ARG(part->text)));
	else
		value->parts[value->count++] = *part;
}

/* "text", (param "NAME") or (regex-quote (param "NAME")); false if it is something else. */
static bool
read_part(const struct node *node, struct sbpl_part *part)
{
	struct str head = sbpl_head(node);
	bool quoted = str_is(head, "regex-quote") && node->count == 2;

	if (node->kind == NODE_STRING) {
		*part = (struct sbpl_part){.text = node->text};
		return true;
	}
	if (quoted) {
		node = node->items[1];
		head = sbpl_head(node);
	}
	if (!str_is(head, "param") && !str_is(head, "getenv"))
		return false;
	if (node->count != 2 || node->items[1]->kind != NODE_STRING || !node->items[1]->text.length)
		return false;
	*part = (struct sbpl_part){true, quoted, node->items[1]->text};
	return true;
}

static bool
read_value(struct sbpl_reading *reading, const struct node *node, struct sbpl_value *value)
{
	bool append = str_is(sbpl_head(node), "string-append");
	uint32_t count = append ? node->count - 1 : 1;
	struct sbpl_part part;

	*value = (struct sbpl_value){
	    .parts = arena_calloc(reading->arena, count, sizeof(part)),
	    .symbol = node->kind == NODE_SYMBOL || node->kind == NODE_NUMBER,
	    .at = node->at,
	};
	if (value->symbol) {
		part = (struct sbpl_part){.text = node->text};
		add_part(reading, value, &part);
		return true;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (!read_part(append ? node->items[i + 1] : node, &part)) {
			sbpl_unknown(reading, node->at,
			             "expected \"text\", (param \"NAME\") or (string-append ...) "
			             "of them");
			return false;
		}
		add_part(reading, value, &part);
	}
	if (!value->count)
		sbpl_unknown(reading, node->at, "what an empty text matches is not known");
	return value->count;
}

/* Whether a filter takes words, such as self, and no text in quotes. */
static bool
takes_words(enum sbpl_name name)
{
	return name == SBPL_TARGET || name == SBPL_VNODE_TYPE || name == SBPL_SYSCALL_NUMBER ||
	       name == SBPL_SOCKET_DOMAIN || name == SBPL_SOCKET_TYPE ||
	       name == SBPL_SOCKET_PROTOCOL;
}

/* Whether a component of TEXT behind a '/' is empty, "." or ".."; one at its end may be empty. */
static bool
has_odd_component(struct str text)
{
	const char *end = text.data + text.length, *slash = memchr(text.data, '/', text.length);

	while (slash) {
		const char *name = slash + 1;
		size_t length;

		slash = memchr(name, '/', (size_t)(end - name));
		length = (size_t)((slash ? slash : end) - name);
		if ((length == 0 && slash) || (length == 1 && *name == '.') ||
		    (length == 2 && memcmp(name, "..", 2) == 0))
			return true;
	}
	return false;
}

/* What is wrong with a path that macOS would compare: nothing, or how it does is not known. */
static const char *
path_doubt(enum sbpl_name name, const struct sbpl_value *value)
{
	const struct sbpl_part *first = &value->parts[0], *last = &value->parts[value->count - 1];

	if (name == SBPL_REGEX)
		return NULL;
	for (uint32_t i = 0; i < value->count; i++)
		if (value->parts[i].quoted)
			return "what is quoted for a regular expression is no path";
	if (!first->param && first->text.data[0] != '/')
		return "a path is absolute; what a relative one matches is not known";
	if (name == SBPL_PREFIX)
		return NULL;
	if (!last->param && last->text.data[last->text.length - 1] == '/' &&
	    (value->count > 1 || last->text.length > 1))
		return "what a path with a '/' at its end matches is not known";
	for (uint32_t i = 0; i < value->count; i++) {
		const struct sbpl_part *part = &value->parts[i];

		if (!part->param && has_odd_component(part->text))
			return "no path that macOS compares has '//', '.' or '..' in it";
	}
	return NULL;
}

/* "*:443", "localhost:*"; macOS refuses all else. */
static bool
check_address(struct sbpl_reading *reading, const struct sbpl_value *value)
{
	struct str text = value->parts[0].text;
	const char *colon = memrchr(text.data, ':', text.length);
	size_t host = colon ? (size_t)(colon - text.data) : 0;
	char *end;
	unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;

	if (value->count > 1 || value->parts[0].param) {
		sbpl_unknown(reading, value->at, "an address that is put together");
		return false;
	}
	if ((host == 1 && text.data[0] == '*') ||
	    (host == strlen("localhost") && memcmp(text.data, "localhost", host) == 0)) {
		if (strcmp(colon, ":*") == 0)
			return true;
		if (colon[1] >= '0' && colon[1] <= '9' && !*end && port >= 1 && port <= 65535)
			return true;
	}
	diag_at(reading->diags, DIAG_SBPL_FORM, value->at,
	        "expected \"*\" or \"localhost\", ':', and a port or \"*\", as macOS does");
	return false;
}

static bool
known_protocol(const struct sbpl_value *value)
{
	static const char *const known[] = {"ip",  "ip4",  "ip6",  "tcp",         "tcp4", "tcp6",
	                                    "udp", "udp4", "udp6", "unix-socket", "unix"};

	for (size_t i = 0; i < COUNTOF(known); i++)
		if (str_is(value->parts[0].text, known[i]))
			return true;
	return false;
}

/* (remote tcp "*:443"), (remote unix-socket (subpath "/tmp")). */
static struct sbpl_filter *
read_address(struct sbpl_reading *reading, struct sbpl_filter *filter, const struct node *list)
{
	for (uint32_t i = 1; i < list->count; i++) {
		const struct node *item = list->items[i];
		struct sbpl_value *value = &filter->values[filter->value_count];

		if (i > 1 && item->kind == NODE_LIST && find(sbpl_head(item)) != SBPL_UNKNOWN) {
			filter->filters[filter->filter_count++] = sbpl_read_filter(reading, item);
			continue;
		}
		if (!read_value(reading, item, value))
			return unknown(filter);
		if (value->symbol != (i == 1) || (i == 1 && !known_protocol(value))) {
			sbpl_unknown(reading, item->at, "expected %s",
			             i == 1 ? "ip, tcp, udp or unix-socket" : "an address");
			return unknown(filter);
		}
		if (i > 1 && !check_address(reading, value))
			return unknown(filter);
		filter->value_count++;
	}
	if (!filter->value_count) {
		sbpl_unknown(reading, list->at,
		             "what an address without protocol matches is "
		             "not known");
		return unknown(filter);
	}
	return filter;
}

static struct sbpl_filter *
read_leaf(struct sbpl_reading *reading, struct sbpl_filter *filter, const struct node *list)
{
	bool path = filter->name <= SBPL_REGEX;

	for (uint32_t i = 1; i < list->count; i++) {
		struct sbpl_value *value = &filter->values[filter->value_count++];
		const char *doubt;

		if (!read_value(reading, list->items[i], value))
			return unknown(filter);
		doubt = value->symbol != takes_words(filter->name)
		            ? value->symbol ? "expected a text in double quotes"
		                            : "expected a word without quotes"
		        : path ? path_doubt(filter->name, value)
		               : NULL;
		if (doubt) {
			sbpl_unknown(reading, list->items[i]->at, "%s", doubt);
			return unknown(filter);
		}
	}
	if (!filter->value_count) {
		sbpl_unknown(reading, list->at,
		             "what a filter without a value matches is not known");
		return unknown(filter);
	}
	return filter;
}

static struct sbpl_filter *
read_group(struct sbpl_reading *reading, struct sbpl_filter *filter, const struct node *list)
{
	if (filter->name == SBPL_NOT && list->count != 2) {
		diag_at(reading->diags, DIAG_SBPL_FORM, list->at, "require-not takes one filter");
		return unknown(filter);
	}
	if (list->count < 2) {
		sbpl_unknown(reading, list->at, "what '%s' of nothing matches is not known",
		             sbpl_filter_name(filter->name));
		return unknown(filter);
	}
	for (uint32_t i = 1; i < list->count; i++) {
		const struct node *item = list->items[i];
		struct sbpl_filter *inner = sbpl_defined(reading, item);

		if (!inner && item->kind != NODE_LIST) {
			diag_at(reading->diags, DIAG_SBPL_FORM, item->at,
			        "expected a filter, found %s", node_kind_name(item->kind));
			return unknown(filter);
		}
		filter->filters[filter->filter_count++] =
		    inner ? inner : sbpl_read_filter(reading, item);
	}
	return filter;
}

static void
tell_unknown(struct sbpl_reading *reading, const struct node *list)
{
	struct str head = sbpl_head(list);
	struct suggestion near = suggest_for(head);

	sbpl_unknown(reading, list->at,
	             head.length ? "unknown filter '%.*s'" : "unknown filter%.*s", STR_ARG(head));
	for (size_t i = 0; i < COUNTOF(names); i++)
		suggest_offer(&near, names[i].name);
	if (head.length && near.best.length)
		diag_help(reading->diags, "did you mean '%.*s'?", STR_ARG(near.best));
}

struct sbpl_filter *
sbpl_read_filter(struct sbpl_reading *reading, const struct node *list)
{
	struct sbpl_filter *filter = arena_alloc(reading->arena, sizeof(*filter));
	bool address, group;

	*filter =
	    (struct sbpl_filter){.name = find(sbpl_head(list)), .at = list->at, .written = list};
	if (filter->name == SBPL_UNKNOWN) {
		tell_unknown(reading, list);
		return filter;
	}
	address = filter->name == SBPL_REMOTE || filter->name == SBPL_LOCAL;
	group = filter->name > SBPL_FILTERS;
	/* All but the name in front. */
	if (group || address)
		filter->filters = arena_calloc(reading->arena, list->count - 1, sizeof(filter));
	if (!group)
		filter->values =
		    arena_calloc(reading->arena, list->count - 1, sizeof(*filter->values));
	return group     ? read_group(reading, filter, list)
	       : address ? read_address(reading, filter, list)
	                 : read_leaf(reading, filter, list);
}
