/* SPDX-License-Identifier: Apache-2.0 */
/* policy-read.c - policy text into statements: versions, blocks, and which place a word has. */
#include "grammar/policy-reader.h"

#include "compiler/text.h"
#include "grammar/policy-parse.h"

#include <string.h>

struct span
policy_span(const struct policy_reader *reader, uint32_t offset, uint32_t length)
{
	if (!reader->verbatim)
		return reader->whole;
	return (struct span){reader->whole.source, reader->whole.offset + offset, length};
}

void
policy_scanned(struct policy_reader *reader)
{
	if (reader->ended)
		reader->told = false;
	reader->ended = false;
}

/* The grammar may yet be surprised by this very end, so that the line is not forgotten here. */
void
policy_line_end(struct policy_reader *reader)
{
	reader->first = 0;
	reader->want = WANT_FIRST;
	reader->ended = true;
}

/* What a profile's string cannot hold; true if it was refused. */
static bool
refuse_frame(struct policy_reader *reader, struct span at, const char *what)
{
	if (!reader->line)
		return false;
	diag_at(reader->ir->diags, DIAG_POLICY_PLACE, at,
	        "%s does not belong in a profile: a string is one rule", what);
	return true;
}

void
policy_begin(struct policy_reader *reader, struct span at, const struct policy_ports *version)
{
	struct diags *diags = reader->ir->diags;

	if (refuse_frame(reader, at, "a version"))
		return;
	if (!str_is(version->word.text, "1")) {
		diag_at(diags, DIAG_POLICY_VERSION, at,
		        "version '%.*s' of policy text; this nonoc reads version %u",
		        STR_ARG(version->word.text), POLICY_VERSION);
	} else if (reader->version) {
		diag_at(diags, DIAG_POLICY_VERSION, at, "the version stands once, before all else");
	}
	reader->version = true;
}

static void
want_version(struct policy_reader *reader, struct span at)
{
	if (reader->version || reader->line)
		return;
	reader->version = true;
	diag_at(reader->ir->diags, DIAG_POLICY_VERSION, at, "policy text begins with its version");
	diag_help(reader->ir->diags, "write 'nono %u' in the first line", POLICY_VERSION);
}

void
policy_add(struct policy_reader *reader, struct span at, const struct statement *statement)
{
	struct statements *found = &reader->found;
	struct statement *added;

	want_version(reader, at);
	if (reader->block == TOOL)
		return; /* the block was refused */
	if (reader->line && found->count) {
		diag_at(reader->ir->diags, DIAG_SYNTAX, at,
		        "a second rule in one string; expected one rule a string");
		return;
	}
	found->items =
	    arena_room(reader->ir->arena, found->items, found->count, sizeof(*found->items));
	added = &found->items[found->count++];
	*added = *statement;
	added->at = at;
	added->origin = reader->origin;
}

static const char *
block_name(int token)
{
	return token == GROUP ? "group" : token == SHIPPED ? "shipped" : "tool";
}

/* Rules of a block are the shipped files' own: its name says which. */
static const struct origin *
origin_of_block(const struct policy_reader *reader, int token, const struct policy_word *name)
{
	struct origin *origin = arena_alloc(reader->ir->arena, sizeof(*origin));

	*origin = (struct origin){
	    .kind = token == GROUP ? ORIGIN_GROUP : ORIGIN_PROFILE,
	    .trust = TRUST_BUILTIN,
	    .name = arena_str(reader->ir->arena, name->text.data, name->text.length).data,
	};
	return origin;
}

void
policy_open(struct policy_reader *reader, int token, struct span at, const struct policy_word *name)
{
	struct diags *diags = reader->ir->diags;

	want_version(reader, at);
	if (refuse_frame(reader, at, "a block"))
		return;
	if (reader->block) {
		diag_at(diags, DIAG_POLICY_BLOCK, at, "a block in a block; expected '}' before it");
		diag_note(diags, reader->block_at, "the block around it begins here");
	}
	if (token == TOOL && name) {
		diag_at(diags, DIAG_NOT_YET, at, "rules for one tool are not enforced yet: '%.*s'",
		        STR_ARG(name->text));
		diag_help(diags, "compile a policy of its own for the tool");
	}
	reader->block = token;
	reader->block_at = at;
	reader->origin = name && token != TOOL ? origin_of_block(reader, token, name) : reader->own;
}

void
policy_close(struct policy_reader *reader, struct span at)
{
	if (refuse_frame(reader, at, "the end of a block"))
		return;
	if (!reader->block)
		diag_at(reader->ir->diags, DIAG_POLICY_BLOCK, at, "'}' ends no block");
	reader->block = 0;
	reader->origin = reader->own;
}

static struct statements
read_source(struct ir *ir, uint32_t source, const struct origin *origin,
            struct policy_tokens *tokens)
{
	struct policy_reader reader = {
	    .ir = ir,
	    .verbatim = true,
	    .whole = {source, 0, 0},
	    .origin = origin,
	    .own = origin,
	    .tokens = tokens,
	};
	struct text text;

	if (!text_check(ir->diags, ir->sources, source, true, &text))
		return reader.found;
	reader.text = text.all;
	reader.start = text.start;
	policy_scan_and_parse(&reader);
	if (reader.block) {
		diag_at(ir->diags, DIAG_POLICY_BLOCK, policy_span(&reader, text.all.length, 0),
		        "the file ends inside a block; expected '}'");
		diag_note(ir->diags, reader.block_at, "the '%s' block begins here",
		          block_name(reader.block));
	}
	want_version(&reader, policy_span(&reader, text.start, 0));
	return reader.found;
}

struct statements
policy_read(struct ir *ir, uint32_t source, const struct origin *origin)
{
	return read_source(ir, source, origin, NULL);
}

struct statements
policy_read_tokens(struct ir *ir, uint32_t source, struct policy_tokens *tokens)
{
	return read_source(ir, source, NULL, tokens);
}

struct statements
policy_read_line(struct ir *ir, const struct node *string, const struct origin *origin, bool claim)
{
	struct span inside = node_place(ir->sources, string, 0, string->text.length);
	struct policy_reader reader = {
	    .ir = ir,
	    .text = string->text,
	    .whole = inside,
	    .verbatim = node_is_verbatim(ir->sources, string),
	    .line = true,
	    .claim = claim,
	    .origin = origin,
	    .own = origin,
	};
	size_t before = diags_count(ir->diags, SEVERITY_ERROR);

	policy_scan_and_parse(&reader);
	if (!reader.found.count && diags_count(ir->diags, SEVERITY_ERROR) == before)
		diag_at(ir->diags, DIAG_SYNTAX, string->at, "expected %s, found nothing",
		        claim ? "a claim" : "a rule");
	return reader.found;
}
