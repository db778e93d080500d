/* SPDX-License-Identifier: Apache-2.0 */
/* define.c - reads --define, and puts places where anchors were. */
#include "compiler/define.h"

#include "compiler/suggest.h"

#include <limits.h>
#include <string.h>

static struct path
join(struct arena *arena, const struct path *base, struct str rest)
{
	const char *between = base->rest.length && rest.length ? "/" : "";
	const char *text =
	    arena_printf(arena, "%.*s%s%.*s", STR_ARG(base->rest), between, STR_ARG(rest));

	return (struct path){base->anchor, str_of(text)};
}

static void
follow_home(struct arena *arena, struct definitions *d)
{
	for (unsigned anchor = 0; anchor < BLOB_ANCHORS; anchor++) {
		const char *fallback = anchor_default((enum blob_anchor)anchor);

		if (!fallback || d->stated[anchor])
			continue;
		d->at[anchor] = join(arena, &d->at[BLOB_ANCHOR_HOME], str_of(fallback));
		d->known[anchor] = true;
	}
}

void
definitions_set(struct arena *arena, struct definitions *d, enum blob_anchor anchor,
                struct path place)
{
	d->given = true;
	d->known[anchor] = true;
	d->stated[anchor] = true;
	d->at[anchor] = place;
	if (anchor == BLOB_ANCHOR_HOME)
		follow_home(arena, d);
}

static const char *
given_as(struct arena *arena, const char *what, const char *first, const char *second)
{
	return arena_printf(arena, "%s is given as '%s' and as '%s'; give one of them", what, first,
	                    second);
}

const char *
definitions_differ(struct arena *arena, const struct definitions *d, enum blob_anchor anchor,
                   const struct path *place)
{
	const char *first, *second;

	if (!d->stated[anchor])
		return NULL;
	first = path_text(arena, &d->at[anchor]);
	second = path_text(arena, place);
	return strcmp(first, second) == 0 ? NULL
	                                  : given_as(arena, anchor_name(anchor), first, second);
}

static const char *
unknown_anchor(struct arena *arena, struct str name)
{
	struct suggestion suggestion = suggest_for(name);

	for (unsigned i = BLOB_ANCHOR_HOME; i < BLOB_ANCHORS; i++) {
		const char *anchor = anchor_name((enum blob_anchor)i) + 1;

		suggest_offer(&suggestion, str_of(anchor));
	}
	suggest_offer(&suggestion, STR("UID"));
	if (suggestion.best.length)
		return arena_printf(arena, "--define knows no '%.*s'; did you mean '%.*s'?",
		                    STR_ARG(name), STR_ARG(suggestion.best));
	return arena_printf(arena,
	                    "--define knows no '%.*s': expected HOME, WORKDIR, TMPDIR, UID or one "
	                    "of XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME, XDG_DATA_HOME and "
	                    "XDG_RUNTIME_DIR",
	                    STR_ARG(name));
}

static const char *
add_uid(struct arena *arena, struct definitions *d, const char *digits)
{
	size_t length = strspn(digits, "0123456789");

	if (!length || digits[length] || length > 10 || (length > 1 && digits[0] == '0') ||
	    (length == 10 && strcmp(digits, "4294967294") > 0))
		return arena_printf(arena, "--define UID expects a user id, not '%s'", digits);
	if (d->uid && strcmp(d->uid, digits) != 0)
		return given_as(arena, "$UID", d->uid, digits);
	d->uid = digits;
	d->given = true;
	return NULL;
}

const char *
definitions_add(struct arena *arena, struct definitions *d, const char *text)
{
	const char *equals = strchr(text, '=');
	struct str name = {text, 0};
	struct path place;
	uint32_t where, length;
	unsigned anchor = BLOB_ANCHOR_HOME;
	const char *why;

	if (!equals || equals == text)
		return arena_printf(arena, "--define expects ANCHOR=PATH, not '%s'", text);
	name.length = (uint32_t)(equals - text);
	if (name.data[0] == '$') {
		name.data++;
		name.length--;
	}
	if (str_is(name, "UID"))
		return add_uid(arena, d, equals + 1);
	if (str_is(name, "CWD"))
		name = STR("WORKDIR");
	while (anchor < BLOB_ANCHORS && !str_is(name, anchor_name((enum blob_anchor)anchor) + 1))
		anchor++;
	if (anchor == BLOB_ANCHORS)
		return unknown_anchor(arena, name);
	if (path_parse(arena, str_of(equals + 1), NULL, &place, &where, &length) != PATH_OK ||
	    place.anchor != BLOB_ANCHOR_ROOT ||
	    memchr(place.rest.data, BLOB_ESCAPE, place.rest.length))
		return arena_printf(arena,
		                    "--define %.*s expects an absolute path without patterns, "
		                    "variables or '..' above '/', not '%s'",
		                    STR_ARG(name), equals + 1);
	why = definitions_differ(arena, d, (enum blob_anchor)anchor, &place);
	if (why)
		return why;
	definitions_set(arena, d, (enum blob_anchor)anchor, place);
	return NULL;
}

/* What the BLOB_ESCAPE sequence of LETTER stands for; NULL if that is not known. */
static const char *
meaning(struct arena *arena, const struct definitions *d, char letter)
{
	unsigned anchor = (unsigned)(letter - 'A');

	if (letter == 'u')
		return d->uid;
	return anchor < BLOB_ANCHORS && d->known[anchor] ? path_text(arena, &d->at[anchor]) : NULL;
}

/* Copies TEXT to OUT, or nowhere, with VALUES[letter] for its sequences; how long that is. */
static size_t
copy_filled(char *out, struct str text, const char *const values[static UCHAR_MAX + 1])
{
	size_t used = 0;

	for (uint32_t i = 0; i < text.length; i++) {
		bool escape = text.data[i] == BLOB_ESCAPE && i + 1 < text.length;
		const char *value = escape ? values[(unsigned char)text.data[i + 1]] : NULL;
		size_t length = value ? strlen(value) : escape ? 2 : 1;

		if (out)
			memcpy(out + used, value ? value : text.data + i, length);
		used += length;
		i += escape;
	}
	return used;
}

/* TEXT with its BLOB_ESCAPE sequences replaced where they are known. */
static struct str
fill(struct arena *arena, const struct definitions *d, struct str text)
{
	const char *values[UCHAR_MAX + 1] = {NULL};
	char *out;
	size_t length;

	if (!text.length || !memchr(text.data, BLOB_ESCAPE, text.length))
		return text;
	values['u'] = meaning(arena, d, 'u');
	for (int letter = 'A'; letter < 'A' + (int)BLOB_ANCHORS; letter++)
		values[letter] = meaning(arena, d, (char)letter);
	length = copy_filled(NULL, text, values);
	out = arena_alloc(arena, length + 1);
	copy_filled(out, text, values);
	return (struct str){out, (uint32_t)length};
}

struct path
definitions_apply(struct arena *arena, const struct definitions *d, const struct path *path)
{
	struct path applied = {path->anchor, fill(arena, d, path->rest)};

	if (d->known[applied.anchor])
		applied = join(arena, &d->at[applied.anchor], applied.rest);
	return applied;
}

struct str
definitions_apply_value(struct arena *arena, const struct definitions *d, struct str value)
{
	return fill(arena, d, value);
}
