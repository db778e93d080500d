/* SPDX-License-Identifier: Apache-2.0 */
/* policy-refuse.c - what to say about a line that is no policy text. */
#include "grammar/policy-reader.h"

#include "compiler/suggest.h"
#include "grammar/policy-parse.h"

#include <stdarg.h>
#include <string.h>

#define SHOWN_MAX 40 /* bytes of a word quoted in a message */

bool
policy_tell(struct policy_reader *reader, enum diag_code code, struct span at, const char *format,
            ...)
{
	va_list args;

	if (reader->told)
		return false;
	reader->told = true;
	va_start(args, format);
	diag_at(reader->ir->diags, code, at, "%s", arena_vprintf(reader->ir->arena, format, args));
	va_end(args);
	return true;
}

/* The word that is scanned, in quotes, cut between two characters when it is long. */
static const char *
found_name(const struct policy_reader *reader)
{
	const char *data = reader->text.data + reader->word;
	uint32_t length = reader->at - reader->word;
	bool cut = length > SHOWN_MAX;

	if (length == 0 || data[0] == '\n' || data[0] == '\r')
		return "the end of the line";
	if (cut)
		for (length = SHOWN_MAX; ((unsigned char)data[length] & 0xc0) == 0x80;)
			length--;
	return arena_printf(reader->ir->arena, "'%.*s%s'", (int)length, data, cut ? "..." : "");
}

/* The words that stand in quotes in a token's name. */
static void
offer_quoted(struct suggestion *near, const char *name)
{
	const char *open, *close;

	for (; (open = strchr(name, '\'')); name = close + 1) {
		close = strchr(open + 1, '\'');
		if (!close)
			return;
		suggest_offer(near, (struct str){open + 1, (uint32_t)(close - open - 1)});
	}
}

static void
help_suggestion(struct policy_reader *reader, const struct policy_surprise *surprise)
{
	struct str word = {reader->text.data + reader->word, reader->at - reader->word};
	struct suggestion near = suggest_for(word);

	for (int i = 0; i < surprise->count; i++)
		offer_quoted(&near, surprise->names[i]);
	if (near.best.length)
		diag_help(reader->ir->diags, "did you mean '%.*s'?", STR_ARG(near.best));
	else if (reader->first == WORD)
		diag_help(reader->ir->diags,
		          "a rule begins with allow, deny, bypass, network, scope, unix_sockets, "
		          "user_namespaces, sysv_ipc, capability, env, accept, require or assert");
}

/* What was expected; a name such as "'dir' or 'file'" counts as two. */
static const char *
join(struct policy_reader *reader, const struct policy_surprise *surprise)
{
	struct arena *arena = reader->ir->arena;
	const char *all = NULL, *last = NULL;

	for (int i = 0; i < surprise->count; i++) {
		const char *name = surprise->names[i];

		for (const char * or ; (or = strstr(name, " or ")); name = or +strlen(" or ")) {
			if (last)
				all = all ? arena_printf(arena, "%s, %s", all, last) : last;
			last = arena_printf(arena, "%.*s", (int)(or -name), name);
		}
		if (last)
			all = all ? arena_printf(arena, "%s, %s", all, last) : last;
		last = name;
	}
	return all ? arena_printf(arena, "%s or %s", all, last) : last;
}

static bool
expects(const struct policy_surprise *surprise, const char *name)
{
	for (int i = 0; i < surprise->count; i++)
		if (strstr(surprise->names[i], name))
			return true;
	return false;
}

void
policy_refuse_token(struct policy_reader *reader, const struct policy_surprise *surprise)
{
	struct diags *diags = reader->ir->diags;
	const char *found = found_name(reader);

	if (reader->first == WORD) {
		if (policy_tell(reader, DIAG_POLICY_WORD, surprise->at, "%s begins no rule", found))
			help_suggestion(reader, surprise);
		return;
	}
	if (!policy_tell(reader, DIAG_SYNTAX, surprise->at, "expected %s, found %s",
	                 join(reader, surprise), found))
		return;
	if (reader->last == WORD)
		help_suggestion(reader, surprise);
	if (expects(surprise, "rights") && reader->last == PATH)
		diag_help(diags, "say which: read,list or all, for example");
	else if (reader->before == PATH && reader->last == WORD)
		diag_help(diags, "a path with a blank in it takes double quotes");
}

void
policy_refuse_string(struct policy_reader *reader, struct span at)
{
	if (policy_tell(reader, DIAG_SYNTAX, at, "the string does not end in its line"))
		diag_help(reader->ir->diags, "close it with '\"'; a '\"' in it is \\\"");
}

void
policy_refuse_glued(struct policy_reader *reader, uint32_t length)
{
	const char *data = reader->text.data + reader->word;
	struct span at = policy_span(reader, reader->word + length - 1, 1);
	char next = data[length - 1];

	if (data[0] == '"') {
		if (policy_tell(reader, DIAG_SYNTAX, at, "a string ends here; expected a blank"))
			diag_help(reader->ir->diags, "a '\"' in a string is \\\"");
	} else if (policy_tell(reader, DIAG_SYNTAX, at, "a '%c' in a word", next)) {
		diag_help(reader->ir->diags,
		          next == '#' ? "a comment takes a blank before its '#', and a word with a "
		                        "'#' in it double quotes"
		                      : "quote the whole word, and write '\"' in it as \\\"");
	}
}

void
policy_refuse_byte(struct policy_reader *reader, struct span at)
{
	policy_tell(reader, DIAG_CONTROL_CHARACTER, at, "control character U+%04X in a line",
	            (unsigned)(unsigned char)reader->text.data[reader->word]);
}

void
policy_refuse_right(struct policy_reader *reader, struct str name, struct span at)
{
	struct suggestion near = suggest_for(name);
	struct arena *arena = reader->ir->arena;
	const char *all = "all";
	size_t count;
	const struct right *known = access_rights(&count);

	suggest_offer(&near, STR("all"));
	suggest_offer(&near, STR("connect"));
	suggest_offer(&near, STR("listen"));
	for (size_t i = 0; i < count; i++) {
		suggest_offer(&near, str_of(known[i].name));
		all = arena_printf(arena, "%s%s%s", all, i + 1 == count ? " and " : ", ",
		                   known[i].name);
	}
	for (unsigned bit = 0; access_bit_name(bit); bit++)
		suggest_offer(&near, str_of(access_bit_name(bit)));
	if (!policy_tell(reader, DIAG_UNKNOWN_RIGHT, at,
	                 name.length ? "unknown right '%.*s'" : "expected a right%.*s",
	                 STR_ARG(name)))
		return;
	if (near.best.length)
		diag_help(reader->ir->diags, "did you mean '%.*s'?", STR_ARG(near.best));
	else
		diag_help(reader->ir->diags, "known are %s", all);
}
