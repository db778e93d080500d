/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout-json.c - JSON with comments: a member a line, and each comment where it stood.
 *
 * The text has been read already, so its tokens need no checks.  A comment that
 * begins a line keeps its line; one behind something stays behind it, and behind
 * its comma; one before a value on the same line stays before it.
 */
#include "compiler/layout-page.h"

#include "compiler/utf8.h"

#include <string.h>

enum token_kind {
	TOKEN_VALUE, /* a string too, as key or value */
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_COMMA,
	TOKEN_COLON,
	TOKEN_LINE_COMMENT,
	TOKEN_COMMENT,
	TOKEN_END,
};

struct token {
	enum token_kind kind;
	uint32_t offset, length;
	uint32_t breaks; /* line ends right before it, up to two */
	uint32_t close;  /* TOKEN_OPEN: the index of what closes it */
};

struct printer {
	struct page *page;
	const struct token *tokens;
	uint32_t next;     /* the token to print */
	uint32_t followed; /* what leads() found last */
	bool line_ends;    /* a // comment was printed: nothing can follow on its line */
	bool joined;       /* a comment was printed that the next value follows on its line */
};

static bool
is_comment(const struct token *token)
{
	return token->kind == TOKEN_LINE_COMMENT || token->kind == TOKEN_COMMENT;
}

static uint32_t
comment_length(struct str text, uint32_t at)
{
	const char *from = text.data + at;
	size_t left = text.length - at;
	const char *end =
	    from[1] == '/' ? memchr(from, '\n', left) : memmem(from + 2, left - 2, "*/", 2);

	if (!end)
		return (uint32_t)left;
	return (uint32_t)(end - from) + (from[1] == '/' ? 0 : 2);
}

static uint32_t
string_length(struct str text, uint32_t at)
{
	uint32_t end = at + 1;

	while (end < text.length && text.data[end] != '"')
		end += text.data[end] == '\\' ? 2 : 1;
	return end + 1 - at;
}

static struct token
token_at(struct str text, uint32_t at)
{
	struct token token = {TOKEN_VALUE, at, 1, 0, 0};

	switch (text.data[at]) {
	case '[':
	case '{':
		token.kind = TOKEN_OPEN;
		break;
	case ']':
	case '}':
		token.kind = TOKEN_CLOSE;
		break;
	case ',':
		token.kind = TOKEN_COMMA;
		break;
	case ':':
		token.kind = TOKEN_COLON;
		break;
	case '/':
		token.kind = text.data[at + 1] == '/' ? TOKEN_LINE_COMMENT : TOKEN_COMMENT;
		token.length = comment_length(text, at);
		break;
	case '"':
		token.length = string_length(text, at);
		break;
	default:
		while (at + token.length < text.length &&
		       !memchr(" \t\r\n[]{}:,\"/", text.data[at + token.length], 12))
			token.length++;
	}
	return token;
}

static const struct token *
tokens_of(struct arena *arena, struct str text)
{
	struct token *tokens = NULL;
	uint32_t count = 0, depth = 0, open[64 + 1];

	for (uint32_t at = 0, breaks = 0;;) {
		while (at < text.length && memchr(" \t\r\n", text.data[at], 4))
			breaks += text.data[at++] == '\n';
		tokens = arena_room(arena, tokens, count, sizeof(*tokens));
		tokens[count] =
		    at < text.length ? token_at(text, at) : (struct token){TOKEN_END, at, 0, 0, 0};
		tokens[count].breaks = breaks;
		if (tokens[count].kind == TOKEN_OPEN)
			open[depth++] = count;
		else if (tokens[count].kind == TOKEN_CLOSE)
			tokens[open[--depth]].close = count;
		else if (tokens[count].kind == TOKEN_END)
			return tokens;
		at += tokens[count++].length;
		breaks = 0;
	}
}

/* Without the blanks at the end of a // comment. */
static uint32_t
comment_end(struct str text, const struct token *token)
{
	uint32_t end = token->offset + token->length;

	while (token->kind == TOKEN_LINE_COMMENT && memchr(" \t\r", text.data[end - 1], 3))
		end--;
	return end;
}

static void
put_token(struct printer *printer, const struct token *token)
{
	uint32_t end = is_comment(token) ? comment_end(printer->page->from, token)
	                                 : token->offset + token->length;

	page_copy(printer->page, token->offset, end);
	printer->line_ends = token->kind == TOKEN_LINE_COMMENT;
}

static void
begin_line(struct printer *printer, unsigned indent, const struct token *token)
{
	page_line(printer->page, indent, token->breaks > 1);
	printer->line_ends = printer->joined = false;
}

/* A comment that a value follows on the same line. */
static bool
leads(struct printer *printer, uint32_t at)
{
	const struct token *tokens = printer->tokens;

	/* All comments up to there are followed by the same. */
	if (at >= printer->followed)
		printer->followed = at;
	while (tokens[printer->followed].kind == TOKEN_COMMENT &&
	       tokens[printer->followed + 1].breaks == 0)
		printer->followed++;
	return printer->followed != at && (tokens[printer->followed].kind == TOKEN_VALUE ||
	                                   tokens[printer->followed].kind == TOKEN_OPEN);
}

/* The comments up to the next value or bracket; commas have been printed before them. */
static void
put_comments(struct printer *printer, unsigned indent)
{
	for (;; printer->next++) {
		const struct token *token = &printer->tokens[printer->next];
		bool lead;

		if (token->kind == TOKEN_COMMA)
			continue;
		if (!is_comment(token))
			return;
		lead = leads(printer, printer->next);
		if (printer->joined ||
		    (token->breaks == 0 && !lead && !printer->line_ends && printer->next > 0))
			page_put(printer->page, " ", 1);
		else
			begin_line(printer, indent, token);
		printer->joined = lead;
		put_token(printer, token);
	}
}

/* On one line: what stood on one line, holds nothing but scalars, and fits. */
static bool
is_flat(const struct printer *printer, const struct token *open)
{
	const struct token *close = &printer->tokens[open->close];
	size_t width = page_column(printer->page) + 3;

	if (open->close == printer->next + 1)
		return true;
	if (printer->page->length == 0 || printer->page->first)
		return false;
	for (const struct token *token = open + 1; token <= close; token++) {
		if (token->breaks || is_comment(token) ||
		    (token->kind == TOKEN_OPEN && token[1].kind != TOKEN_CLOSE))
			return false;
		width += token->kind == TOKEN_COMMA || token->kind == TOKEN_COLON
		             ? 2
		             : utf8_count(printer->page->from.data + token->offset, token->length);
		if (width > LAYOUT_WIDTH)
			return false;
	}
	return true;
}

static void
put_flat(struct printer *printer, const struct token *open)
{
	for (const struct token *token = open; token <= &printer->tokens[open->close]; token++) {
		if (token->kind == TOKEN_COMMA && token[1].kind == TOKEN_CLOSE)
			continue;
		put_token(printer, token);
		if (token->kind == TOKEN_COMMA || token->kind == TOKEN_COLON)
			page_put(printer->page, " ", 1);
	}
	printer->next = open->close + 1;
}

static void put_value(struct printer *printer, unsigned indent);

/* Comments between a key and its value: before the key when one of them ends its line. */
static bool
lift(struct printer *printer, uint32_t from, uint32_t to, unsigned indent)
{
	struct page *page = printer->page;
	bool lifts = false;

	for (uint32_t i = from; i < to; i++) {
		const struct token *token = &printer->tokens[i];

		lifts |= token->kind == TOKEN_LINE_COMMENT;
		lifts |= token->kind == TOKEN_COMMENT &&
		         page_breaks(page, token->offset, token->offset + token->length) > 0;
	}
	for (uint32_t i = from; lifts && i < to; i++) {
		if (!is_comment(&printer->tokens[i]))
			continue;
		begin_line(printer, indent, &(struct token){.breaks = 0});
		put_token(printer, &printer->tokens[i]);
	}
	return lifts;
}

static void
put_item(struct printer *printer, unsigned indent)
{
	const struct token *token = &printer->tokens[printer->next];
	uint32_t value = printer->next, after = printer->next + 1;
	bool lifted;

	while (is_comment(&printer->tokens[after]))
		after++;
	if (token->kind == TOKEN_VALUE && printer->tokens[after].kind == TOKEN_COLON)
		for (value = after + 1; is_comment(&printer->tokens[value]);)
			value++;
	lifted = lift(printer, printer->next, value, indent);
	if (printer->joined && !lifted)
		page_put(printer->page, " ", 1);
	else
		begin_line(printer, indent, lifted ? &(struct token){.breaks = 0} : token);
	printer->joined = false;
	if (value != printer->next) {
		put_token(printer, token);
		page_put(printer->page, ": ", 2);
		for (uint32_t i = printer->next; i < value && !lifted; i++) {
			if (!is_comment(&printer->tokens[i]))
				continue;
			put_token(printer, &printer->tokens[i]);
			page_put(printer->page, " ", 1);
		}
		printer->next = value;
	}
	put_value(printer, indent);
	for (after = printer->next;
	     is_comment(&printer->tokens[after]) || printer->tokens[after].kind == TOKEN_COMMA;)
		after++;
	if (printer->tokens[after].kind != TOKEN_CLOSE)
		page_put(printer->page, ",", 1);
}

static void
put_value(struct printer *printer, unsigned indent)
{
	const struct token *token = &printer->tokens[printer->next];

	if (token->kind == TOKEN_OPEN && is_flat(printer, token)) {
		put_flat(printer, token);
		return;
	}
	put_token(printer, token);
	printer->next++;
	if (token->kind != TOKEN_OPEN)
		return;
	printer->page->first = true;
	put_comments(printer, indent + LAYOUT_INDENT);
	while (printer->tokens[printer->next].kind != TOKEN_CLOSE) {
		put_item(printer, indent + LAYOUT_INDENT);
		put_comments(printer, indent + LAYOUT_INDENT);
	}
	begin_line(printer, indent, &(struct token){.breaks = 0});
	put_token(printer, &printer->tokens[printer->next++]);
}

void
layout_json(struct page *page)
{
	struct printer printer = {.page = page, .tokens = tokens_of(page->arena, page->from)};
	const struct token *root;

	page->first = true;
	put_comments(&printer, 0);
	root = &printer.tokens[printer.next];
	if (printer.joined)
		page_put(page, " ", 1);
	else
		begin_line(&printer, 0, root);
	printer.joined = false;
	page->first = true; /* the whole is never one line */
	put_value(&printer, 0);
	page->first = false;
	put_comments(&printer, 0);
	page_put(page, "\n", 1);
}

struct comments
layout_json_comments(struct arena *arena, struct str text)
{
	const struct token *tokens = tokens_of(arena, text);
	struct comments found = {NULL, 0};
	uint32_t count = 0;

	for (uint32_t i = 0; tokens[i].kind != TOKEN_END; i++)
		count += is_comment(&tokens[i]);
	found.list = arena_calloc(arena, count, sizeof(*found.list));
	for (uint32_t i = 0; tokens[i].kind != TOKEN_END; i++)
		if (is_comment(&tokens[i]))
			found.list[found.count++] = (struct span){
			    1, tokens[i].offset, comment_end(text, &tokens[i]) - tokens[i].offset};
	return found;
}
