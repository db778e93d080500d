/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout-policy.c - policy text: a rule a line, its words one blank apart.
 *
 * Its reader says where the words are; what else a line holds is a comment.
 */
#include "compiler/layout-page.h"

#include "compiler/ir.h"
#include "grammar/policy.h"

#include <string.h>

/* A line, as its reader saw it. */
struct line {
	const struct policy_token *words;
	uint32_t count;
	struct span comment; /* the blanks at its end left out; or empty */
	uint32_t end;        /* where its LF is, or the text's end */
};

/* A text that was read without an error. */
struct reading {
	struct str text;
	struct statements statements;
	struct policy_tokens tokens;
	bool clean;
};

/* The line that begins at AT; *NEXT is the number of its first word, then of the next line's. */
static struct line
line_at(const struct reading *reading, uint32_t at, uint32_t *next)
{
	struct str text = reading->text;
	const char *feed = memchr(text.data + at, '\n', text.length - at);
	struct line line = {.words = reading->tokens.items + *next,
	                    .end = feed ? (uint32_t)(feed - text.data) : text.length};
	uint32_t end = line.end;

	for (; *next < reading->tokens.count; ++*next, line.count++) {
		struct span word = reading->tokens.items[*next].at;

		if (word.offset >= line.end)
			break;
		at = word.offset + word.length;
	}
	while (at < end && memchr(" \t", text.data[at], 2))
		at++;
	while (end > at && memchr(" \t", text.data[end - 1], 2))
		end--;
	line.comment = (struct span){1, at, end - at};
	return line;
}

static bool
is_block_end(const struct line *line)
{
	return line->count == 1 && str_is(line->words[0].text, "}");
}

static bool
is_block_start(const struct line *line)
{
	return line->count > 2 && str_is(line->words[line->count - 1].text, "{") &&
	       (str_is(line->words[0].text, "group") || str_is(line->words[0].text, "shipped") ||
	        str_is(line->words[0].text, "tool"));
}

/* Rights may be left out behind `bypass`, so that a path which begins as none needs its quotes. */
static bool
needs_quotes(const struct line *line, uint32_t index)
{
	const struct policy_token *word = &line->words[index];

	return index == 1 && word->quoted && str_is(line->words[0].text, "bypass") &&
	       !(word->text.length && strchr("/~$", word->text.data[0]));
}

static void
put_word(struct page *page, const struct line *line, uint32_t index)
{
	const struct policy_token *word = &line->words[index];
	struct str text = needs_quotes(line, index)
	                      ? (struct str){page->from.data + word->at.offset, word->at.length}
	                      : policy_spell(page->arena, word->text);

	if (word->rights)
		text = str_of(policy_spell_rights(page->arena, word->bits));
	else if (word->sides)
		text = str_of(policy_spell_sides(word->bits));
	if (index)
		page_put(page, " ", 1);
	page_put(page, text.data, text.length);
}

static void
lay_out(struct page *page, const struct reading *reading)
{
	bool blank = false, inside = false;
	struct line line;

	page->first = true;
	for (uint32_t at = 0, next = 0; at < page->from.length; at = line.end + 1) {
		bool ends;

		line = line_at(reading, at, &next);
		ends = is_block_end(&line);
		if (!line.count && !line.comment.length) {
			blank = true;
			continue;
		}
		page_line(page, 0, blank && !ends);
		if (inside && !ends)
			page_put(page, "\t", 1);
		for (uint32_t i = 0; i < line.count; i++)
			put_word(page, &line, i);
		if (line.comment.length && line.count)
			page_put(page, "  ", 2);
		page_copy(page, line.comment.offset, line.comment.offset + line.comment.length);
		page->first = is_block_start(&line);
		inside = page->first || (inside && !ends);
		blank = false;
	}
	page_put(page, "\n", 1);
}

static struct comments
comments_of(struct arena *arena, const struct reading *reading)
{
	struct comments found = {NULL, 0};
	uint32_t lines = 1;
	struct line line;

	for (uint32_t i = 0; i < reading->text.length; i++)
		lines += reading->text.data[i] == '\n';
	found.list = arena_calloc(arena, lines, sizeof(*found.list));
	for (uint32_t at = 0, next = 0; at < reading->text.length; at = line.end + 1) {
		line = line_at(reading, at, &next);
		if (line.comment.length)
			found.list[found.count++] = line.comment;
	}
	return found;
}

static struct reading
read_text(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source)
{
	struct reading reading = {.text = source_get(sources, source)->text};
	size_t errors = diags_count(diags, SEVERITY_ERROR);
	struct ir *ir = ir_new(arena, sources, diags, TARGET_LANDLOCK);

	reading.statements = policy_read_tokens(ir, source, &reading.tokens);
	reading.clean = diags_count(diags, SEVERITY_ERROR) == errors;
	return reading;
}

static bool
same_words(const struct policy_tokens *a, const struct policy_tokens *b)
{
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		const struct policy_token *one = &a->items[i], *other = &b->items[i];

		if (one->rights != other->rights || one->sides != other->sides ||
		    one->bits != other->bits)
			return false;
		if (!one->bits && !str_equal(one->text, other->text))
			return false;
	}
	return true;
}

static bool
same_origin(const struct origin *a, const struct origin *b)
{
	if (!a || !b)
		return a == b;
	return a->kind == b->kind && strcmp(a->name, b->name) == 0;
}

/* Rule for rule, in their order, each in its block. */
static bool
same_statements(const struct statements *a, const struct statements *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct statement *one = &a->items[i], *other = &b->items[i];

		if (one->subject != other->subject || one->effect != other->effect ||
		    one->claim != other->claim || one->bits != other->bits ||
		    one->object != other->object || one->children != other->children ||
		    one->protocol != other->protocol || one->first_port != other->first_port ||
		    one->last_port != other->last_port || one->action != other->action ||
		    !same_origin(one->origin, other->origin) ||
		    !str_equal(one->word.text, other->word.text) ||
		    !str_equal(one->value.text, other->value.text))
			return false;
	}
	return true;
}

static bool
same(struct arena *arena, const struct reading *a, const struct reading *b)
{
	struct comments from = comments_of(arena, a), to = comments_of(arena, b);

	return b->clean && same_words(&a->tokens, &b->tokens) &&
	       same_statements(&a->statements, &b->statements) &&
	       page_same_comments(a->text, &from, b->text, &to);
}

struct str
layout_policy(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source)
{
	struct page page = {.arena = arena,
	                    .from = page_plain(arena, source_get(sources, source)->text)};
	struct reading given = read_text(arena, sources, diags, source), plain, after;
	struct diags *quiet = diags_new(arena, sources);

	if (!given.clean)
		return (struct str){NULL, 0};
	plain = read_text(arena, sources, quiet, sources_add(sources, "", page.from));
	if (plain.clean)
		lay_out(&page, &plain);
	after = read_text(arena, sources, quiet,
	                  sources_add(sources, "", (struct str){page.data, page.length}));
	if (!plain.clean || !same_words(&given.tokens, &plain.tokens) ||
	    !same_statements(&given.statements, &plain.statements) ||
	    !same(arena, &plain, &after)) {
		diag_at(diags, DIAG_LAYOUT_DIFFERS, (struct span){source, 0, 0},
		        "the new layout would not say the same; this is a mistake in nonoc");
		return (struct str){NULL, 0};
	}
	return (struct str){page.data, page.length};
}
