/* SPDX-License-Identifier: Apache-2.0 */
/* layout-page.c - a text that grows line by line. */
#include "compiler/layout-page.h"

#include "compiler/utf8.h"

#include <string.h>

void
page_put(struct page *page, const char *bytes, size_t length)
{
	if (length > UINT32_MAX / 4 - page->length)
		arena_exhausted(page->arena);
	if (page->capacity - page->length < length) {
		uint32_t capacity = page->capacity + (uint32_t)length + page->capacity / 2 + 256;

		page->data = arena_grow(page->arena, page->data, page->length, capacity, 1);
		page->capacity = capacity;
	}
	if (length)
		memcpy(page->data + page->length, bytes, length);
	page->length += (uint32_t)length;
}

void
page_copy(struct page *page, uint32_t from, uint32_t to)
{
	page_put(page, page->from.data + from, to - from);
}

void
page_line(struct page *page, unsigned indent, bool blank)
{
	if (page->length)
		page_put(page, "\n", 1);
	if (blank && !page->first)
		page_put(page, "\n", 1);
	page->first = false;
	while (indent--)
		page_put(page, " ", 1);
}

size_t
page_column(const struct page *page)
{
	const char *feed = page->length ? memrchr(page->data, '\n', page->length) : NULL;
	const char *line = feed ? feed + 1 : page->data;

	return page->length ? utf8_count(line, (size_t)(page->data + page->length - line)) : 0;
}

unsigned
page_breaks(const struct page *page, uint32_t from, uint32_t to)
{
	unsigned breaks = 0;

	for (uint32_t at = from; at < to && breaks < 2; at++)
		breaks += page->from.data[at] == '\n';
	return breaks;
}

struct str
page_plain(struct arena *arena, struct str text)
{
	uint32_t from = str_begins(text, UTF8_BOM) ? 3 : 0;
	char *data = arena_alloc(arena, (size_t)text.length + 1);
	uint32_t length = 0;

	for (uint32_t at = from; at < text.length; at++)
		if (text.data[at] != '\r' || at + 1 == text.length || text.data[at + 1] != '\n')
			data[length++] = text.data[at];
	return (struct str){data, length};
}

bool
page_same_comments(struct str a, const struct comments *from, struct str b,
                   const struct comments *to)
{
	if (from->count != to->count)
		return false;
	for (uint32_t i = 0; i < from->count; i++) {
		struct str one = {a.data + from->list[i].offset, from->list[i].length};
		struct str other = {b.data + to->list[i].offset, to->list[i].length};

		if (!str_equal(one, other))
			return false;
	}
	return true;
}
