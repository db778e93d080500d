/* SPDX-License-Identifier: Apache-2.0 */
/*
 * depfile.c - names as make(1) and the depfiles of ninja(1) both read them.
 *
 * Both take "\ " for a blank, "\#" and "$$"; a backslash that stands before a
 * blank is doubled.  Neither can be told all else that a name may hold: what one
 * of them would take for something else is refused.
 */
#include "compiler/depfile.h"

#include <string.h>

/* Wildcards, members of archives, assignments, separators, and what ninja ends a name at. */
static const char refused[] = "*?[]()=;|<>^`&\"'";

static bool
is_plain(const char *name)
{
	if (name[0] == '~')
		return false;
	for (const char *at = name; *at; at++) {
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return false;
		/* A backslash is only itself where it cannot escape what follows. */
		if (*at == '\\' && (at[1] == '\0' || strchr("#:%\\", at[1])))
			return false;
		if (*at != '\\' && strchr(refused, *at))
			return false;
	}
	return name[0] && name[strlen(name) - 1] != ':';
}

static const char *
escaped(struct arena *arena, const char *name)
{
	char *text = arena_alloc(arena, 2 * strlen(name) + 1);
	size_t used = 0;

	for (const char *at = name; *at; at++) {
		if (*at == ' ' || *at == '#' || *at == ':' || (*at == '\\' && at[1] == ' '))
			text[used++] = '\\';
		if (*at == '$')
			text[used++] = '$';
		text[used++] = *at;
	}
	return text;
}

static const char *
refuse(struct arena *arena, const char *name)
{
	return arena_printf(arena,
	                    "'%s' cannot be written in a dependency file so that make and ninja "
	                    "both read it; rename it",
	                    name);
}

static bool
seen(const struct sources *sources, uint32_t number)
{
	for (uint32_t i = 1; i < number; i++)
		if (source_get(sources, i)->file &&
		    strcmp(source_get(sources, i)->name, source_get(sources, number)->name) == 0)
			return true;
	return false;
}

const char *
depfile_text(struct arena *arena, const char *target, const struct sources *sources,
             const char **why)
{
	const char *rule, *empty = "";

	/* To make, '%' in a target is a pattern; ninja knows no way to say that it is none. */
	if (!is_plain(target) || strchr(target, '%')) {
		*why = refuse(arena, target);
		return NULL;
	}
	rule = arena_printf(arena, "%s:", escaped(arena, target));
	for (uint32_t i = 1; i <= sources_count(sources); i++) {
		const char *name = source_get(sources, i)->name;

		if (!source_get(sources, i)->file || seen(sources, i))
			continue;
		if (!is_plain(name)) {
			*why = refuse(arena, name);
			return NULL;
		}
		rule = arena_printf(arena, "%s \\\n  %s", rule, escaped(arena, name));
		if (!strchr(name, '%'))
			empty = arena_printf(arena, "%s%s:\n", empty, escaped(arena, name));
	}
	return arena_printf(arena, "%s\n%s", rule, empty);
}
