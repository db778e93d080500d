/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sbpl-path.c - whether a path falls under a filter.  A parameter that is not bound is a directory
 * that nobody knows: what lies below it compares with what lies below it too, and with all else
 * only as far as the rest of both can tell.
 */
#include "compiler/sbpl-judge.h"

#include "compiler/node.h"
#include "compiler/sbpl-depth.h"

#include <ctype.h>

/* A text in pieces, and where in it we are; UNBOUND: what it begins with, and is not in it. */
struct cursor {
	const struct sbpl_value *value;
	const struct sbpl_request *request;
	struct str unbound;
	uint32_t part;
	struct str piece; /* what remains of the part */
	bool broken;      /* a parameter in the middle is not bound: nothing can be said */
};

static const struct sbpl_param *
bound(const struct sbpl_request *request, struct str name)
{
	for (size_t i = 0; i < request->param_count; i++)
		if (str_equal(request->params[i].name, name))
			return &request->params[i];
	return NULL;
}

/* Goes on to the next part that has a text; false at the end. */
static bool
advance(struct cursor *cursor)
{
	while (!cursor->piece.length && cursor->part < cursor->value->count) {
		const struct sbpl_part *part = &cursor->value->parts[cursor->part];
		const struct sbpl_param *param =
		    part->param ? bound(cursor->request, part->text) : NULL;

		if (!part->param)
			cursor->piece = part->text;
		else if (param)
			cursor->piece = param->value;
		if (part->param && (!param || param->below.length)) {
			if (cursor->part == 0)
				cursor->unbound = param ? param->below : part->text;
			else
				cursor->broken = true;
		}
		cursor->part++;
	}
	return cursor->piece.length;
}

static struct cursor
begin(const struct sbpl_value *value, const struct sbpl_request *request)
{
	struct cursor cursor = {.value = value, .request = request};

	advance(&cursor);
	return cursor;
}

/* What TEXT has more than the value; false if it does not begin with it. */
static bool
strip(struct cursor *cursor, struct str *text)
{
	while (advance(cursor)) {
		uint32_t length = cursor->piece.length;

		if (text->length < length ||
		    (length && memcmp(text->data, cursor->piece.data, length) != 0))
			return false;
		text->data += length;
		text->length -= length;
		cursor->piece.length = 0;
	}
	return true;
}

/* The value without what it begins with, as one text; its bytes are few. */
enum { REST_MAX = 4096 };

static bool
rest(struct cursor *cursor, char *buffer, struct str *text)
{
	uint32_t used = 0;

	while (advance(cursor)) {
		if (used + cursor->piece.length > REST_MAX)
			return false;
		memcpy(buffer + used, cursor->piece.data, cursor->piece.length);
		used += cursor->piece.length;
		cursor->piece.length = 0;
	}
	*text = (struct str){buffer, used};
	return !cursor->broken;
}

static bool
ends_with(struct str text, struct str end)
{
	return text.length >= end.length &&
	       (!end.length ||
	        memcmp(text.data + text.length - end.length, end.data, end.length) == 0);
}

/* Whether PART, a path, stands somewhere in TEXT, whole components. */
static bool
holds(struct str text, struct str part)
{
	for (uint32_t at = 0; at + part.length <= text.length; at++)
		if ((!part.length || memcmp(text.data + at, part.data, part.length) == 0) &&
		    (at + part.length == text.length || text.data[at + part.length] == '/'))
			return true;
	return false;
}

/* The two begin with directories of which at least one is not known: the value's unless SPELLED. */
static enum sbpl_match
match_apart(enum sbpl_name name, struct str value, bool spelled, const struct sbpl_fact *path)
{
	struct str text = path->text;

	if (name != SBPL_LITERAL && spelled && value.length == 1)
		return SBPL_YES; /* "/" */
	if (name == SBPL_LITERAL)
		return ends_with(text, value) || ends_with(value, text) ? SBPL_MAYBE : SBPL_NO;
	if (name == SBPL_SUBPATH && !path->unbound.length)
		return holds(text, value) ? SBPL_MAYBE : SBPL_NO;
	return SBPL_MAYBE;
}

/* A regular expression that counts names. */
static enum sbpl_match
match_depth(const struct sbpl_depth *depth, const struct sbpl_fact *path,
            const struct sbpl_request *request)
{
	const struct sbpl_param *param = depth->param.length ? bound(request, depth->param) : NULL;
	struct str value = param ? param->value : (struct str){"", 0}, text = path->text;
	uint32_t names = 0;

	if (!str_equal(param ? param->below : depth->param, path->unbound))
		return SBPL_MAYBE;
	if (text.length <= value.length ||
	    (value.length && memcmp(text.data, value.data, value.length) != 0) ||
	    text.data[value.length] != '/' || text.data[text.length - 1] == '/')
		return SBPL_NO;
	for (uint32_t i = value.length; i < text.length; i++)
		names += text.data[i] == '/';
	return names == depth->names ? SBPL_YES : SBPL_NO;
}

/*
 * What another regex matches is not known, for want of a description; what a path begins with can
 * rule it out: '^', then letters that stand for themselves in every dialect.
 */
static enum sbpl_match
match_regex(const struct sbpl_value *value, const struct sbpl_fact *path, enum sbpl_apart apart)
{
	struct str regex = value->parts[0].text;
	uint32_t length = 1;

	if (value->count > 1 || value->parts[0].param || regex.data[0] != '^' ||
	    memchr(regex.data, '|', regex.length))
		return SBPL_MAYBE;
	while (length < regex.length &&
	       (isalnum((unsigned char)regex.data[length]) || memchr("/_-", regex.data[length], 3)))
		length++;
	/* The last one may be there no time at all. */
	length -= length < regex.length && memchr("*?{+", regex.data[length], 4);
	if (length < 2)
		return SBPL_MAYBE;
	if (path->unbound.length)
		return apart == SBPL_ANYWHERE ? SBPL_MAYBE : SBPL_NO;
	return path->text.length >= length - 1 &&
	               memcmp(path->text.data, regex.data + 1, length - 1) == 0
	           ? SBPL_MAYBE
	           : SBPL_NO;
}

enum sbpl_match
sbpl_match_path(enum sbpl_name name, const struct sbpl_value *value, const struct sbpl_fact *path,
                const struct sbpl_request *request)
{
	struct cursor cursor = begin(value, request);
	struct str text = path->text, known;
	char buffer[REST_MAX];
	struct sbpl_depth depth;

	if (name == SBPL_REGEX && sbpl_depth_read(value, &depth))
		return match_depth(&depth, path, request);
	if (name == SBPL_REGEX)
		return match_regex(value, path, request->apart);
	if (!str_equal(cursor.unbound, path->unbound)) {
		bool spelled = !cursor.unbound.length;
		enum sbpl_match match = rest(&cursor, buffer, &known)
		                            ? match_apart(name, known, spelled, path)
		                            : SBPL_MAYBE;

		if (match == SBPL_MAYBE &&
		    request->apart >= (spelled ? SBPL_NOT_BELOW : SBPL_APART))
			match = SBPL_NO;
		return match;
	}
	if (!strip(&cursor, &text))
		return cursor.broken ? SBPL_MAYBE : SBPL_NO;
	if (cursor.broken)
		return SBPL_MAYBE;
	if (name == SBPL_PREFIX || text.length == 0)
		return SBPL_YES;
	if (name == SBPL_LITERAL)
		return SBPL_NO;
	/* Below it: at a '/', unless the value is "/" itself. */
	if (text.data[0] == '/' || (path->text.length - text.length == 1 && !path->unbound.length))
		return SBPL_YES;
	return SBPL_NO;
}
