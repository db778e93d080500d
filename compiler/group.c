/* SPDX-License-Identifier: Apache-2.0 */
/* group.c - lists the groups, and prints one. */
#include "compiler/profile.h"

#include "compiler/compose.h"
#include "compiler/diag-record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAME_COLUMN 26

struct listing {
	struct lookup *lookup;
	struct composed composed;
	struct diags *diags;
	struct diags *missed; /* what is wrong with a list of all */
};

static struct listing *
listing_new(struct arena *arena, const struct profile_options *options)
{
	struct listing *listing = arena_alloc(arena, sizeof(*listing));
	struct sources *sources = sources_new(arena);
	size_t count;
	const struct builtin *texts = builtins(&count);

	listing->diags = diags_new(arena, sources);
	listing->missed = diags_new(arena, sources);
	listing->composed.arena = arena;
	listing->composed.diags = listing->diags;
	listing->lookup = lookup_new(arena, sources, listing->diags, options, texts, count);
	listing->lookup->beside = "";
	return listing;
}

static struct file *
read_group(struct listing *listing, const char *name, struct document *text)
{
	struct origin origin = {.kind = ORIGIN_GROUP};
	struct str token = str_of(name);

	if (lookup_text(listing->lookup, ORIGIN_GROUP, token, (struct span){0}, "", text))
		return NULL;
	origin.name = text->name;
	origin.trust = text->trust;
	return file_read(listing->lookup, &listing->composed, text, &origin);
}

static const char *
remark_on(const struct file *group)
{
	const struct setting *required = file_setting(group, KEY_REQUIRED);

	if (required && required->value->truth && group->origin.trust != TRUST_USER)
		return "required";
	return group->origin.trust == TRUST_BUILTIN        ? ""
	       : group->origin.trust == TRUST_ORGANISATION ? "organisation"
	                                                   : "own";
}

static void
print_line(struct listing *listing, const char *name, FILE *out)
{
	struct document text;
	const struct file *group = read_group(listing, name, &text);
	const struct setting *description = group ? file_setting(group, KEY_DESCRIPTION) : NULL;

	fprintf(out, "%-*s ", NAME_COLUMN, name);
	if (group)
		fprintf(out, "%-12s ", remark_on(group));
	escape_write(description ? description->value->text.data : "(cannot be read)", out);
	putc('\n', out);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in one directory; those of one that is closed are missed, which is said. */
static size_t
names_in(struct listing *listing, const char *base, const char *const **names)
{
	struct unlisted unlisted = {0};
	const char *directory = lookup_directory(listing->lookup->arena, base, ORIGIN_GROUP);
	size_t count = lookup_names(listing->lookup->arena, directory, names, &unlisted);

	if (unlisted.error)
		diag_at(listing->missed, DIAG_CANNOT_READ, (struct span){0}, "cannot list '%s': %s",
		        directory, strerror(unlisted.error));
	return count;
}

/* Every name that a profile could write, each once. */
static size_t
all_names(struct listing *listing, const char ***all)
{
	const struct profile_options *options = listing->lookup->options;
	struct arena *arena = listing->lookup->arena;
	const char *bases[] = {options->organisation, options->config_home, ".nono"};
	const char *const *found[COUNTOF(bases)];
	size_t counts[COUNTOF(bases)] = {0};
	size_t total = listing->lookup->builtin_count, count = 0, kept = 0;

	for (size_t i = 0; i < COUNTOF(bases); i++) {
		if (bases[i])
			counts[i] = names_in(listing, bases[i], &found[i]);
		total += counts[i];
	}
	*all = arena_calloc(arena, total, sizeof(**all));
	for (size_t i = 0; i < listing->lookup->builtin_count; i++)
		if (listing->lookup->builtins[i].group)
			(*all)[count++] = listing->lookup->builtins[i].name;
	for (size_t i = 0; i < COUNTOF(bases); i++)
		for (size_t j = 0; j < counts[i]; j++)
			(*all)[count++] = found[i][j];
	if (count)
		qsort(*all, count, sizeof(**all), by_name);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || strcmp((*all)[kept - 1], (*all)[i]) != 0)
			(*all)[kept++] = (*all)[i];
	return kept;
}

static const struct diag_options plain = {.format = DIAG_GCC};

static int
print_one(struct listing *listing, const char *name, FILE *out)
{
	struct document text;
	struct str content;
	struct str token = str_of(name);
	int error = lookup_text(listing->lookup, ORIGIN_GROUP, token, (struct span){0}, "", &text);

	if (!error) {
		/* Read before it is shown: what the readers refuse does not reach a terminal. */
		read_group(listing, name, &text);
		if (diags_count(listing->diags, SEVERITY_ERROR))
			error = -EBADMSG;
	}
	if (error) {
		if (error != -ENOENT)
			diags_render(listing->diags, &plain, stderr);
		return error;
	}
	content = source_get(listing->lookup->sources, text.source)->text;
	return fwrite(content.data, 1, content.length, out) == content.length ? 0 : -EIO;
}

int
groups_print(const char *name, const struct profile_options *options, struct arena *arena,
             FILE *out)
{
	struct listing *listing = listing_new(arena, options);
	const char **names;
	size_t count;

	if (name)
		return print_one(listing, name, out);
	count = all_names(listing, &names);
	for (size_t i = 0; i < count; i++)
		print_line(listing, names[i], out);
	diags_render(listing->missed, &plain, stderr);
	if (ferror(out))
		return -EIO;
	return diags_count(listing->missed, SEVERITY_ERROR) ? -EACCES : 0;
}
