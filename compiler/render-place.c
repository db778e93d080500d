/* SPDX-License-Identifier: Apache-2.0 */
/* render-place.c - what several formats say alike: files, ends of lines, totals, tame text. */
#include "compiler/render.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* PATH without DIRECTORY, if it lies there; else NULL. */
static const char *
below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	if (strncmp(path, directory, length) != 0)
		return NULL;
	path += length;
	if (length == 0 || directory[length - 1] != '/') {
		if (*path != '/')
			return NULL;
		path++;
	}
	return *path ? path : NULL;
}

/* Takes from HERE, a directory, what lies below the root of its repository, if it is in one. */
static void
go_to_root(char here[static PATH_MAX])
{
	char git[PATH_MAX + sizeof("/.git")];
	struct stat status;

	for (size_t end = strlen(here); end > 0; end--) {
		if (here[end] && here[end] != '/')
			continue;
		snprintf(git, sizeof(git), "%.*s/.git", (int)end, here);
		if (lstat(git, &status) == 0) {
			here[end] = '\0';
			return;
		}
	}
}

/*
 * A repository's file is named from its root, wherever below the report is made; and GitHub shows
 * no symlink, so what it leads to is named if that is in the repository too.
 */
const char *
render_file(struct arena *arena, const struct diags *diags, struct span at)
{
	const struct source *source = source_get(diags->sources, at.source);
	const char *name = source ? source->name : diags->name ? diags->name : "";
	char real[PATH_MAX], here[PATH_MAX];
	const char *inside = NULL;

	if (getcwd(here, sizeof(here))) {
		go_to_root(here);
		if (realpath(name, real))
			inside = below(real, here);
		if (!inside)
			inside = below(name, here);
	}
	if (inside)
		return arena_str(arena, inside, strlen(inside)).data;
	while (strncmp(name, "./", 2) == 0 && name[2])
		name += 2;
	return name;
}

const char *
render_tame(struct arena *arena, const char *text)
{
	size_t length = strlen(text), used = 0;
	char *tame = arena_calloc(arena, length + 1, 16);

	for (size_t at = 0; at < length;) {
		char shown[16];
		unsigned columns;

		at += escape_next(text + at, length - at, shown, &columns);
		memcpy(tame + used, shown, strlen(shown));
		used += strlen(shown);
	}
	return tame;
}

struct span
render_one_line(const struct diags *diags, struct span at)
{
	uint32_t start;
	struct str line = source_line(diags->sources, at.source, at.offset, &start);
	uint32_t end = start + line.length;

	if (at.offset >= end)
		at.length = 0;
	else if (at.length > end - at.offset)
		at.length = end - at.offset;
	return at;
}

static const char *
counted(struct arena *arena, size_t count, const char *what)
{
	return arena_printf(arena, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

const char *
render_totals(const struct report *report)
{
	const struct tally *tally = &report->tally;
	struct arena *arena = report->arena;
	const char *text = arena_printf(arena, "%s, %s", counted(arena, tally->errors, "error"),
	                                counted(arena, tally->warnings, "warning"));

	if (tally->suppressed)
		text = arena_printf(arena, "%s (%zu suppressed)", text, tally->suppressed);
	if (tally->files > 1)
		text = arena_printf(arena, "%s in %zu files", text, tally->files);
	return text;
}
