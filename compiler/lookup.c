/* SPDX-License-Identifier: Apache-2.0 */
/* lookup.c - built-in, the organisation's, the user's own, the project's: never two of a name. */
#include "compiler/lookup.h"

#include "compiler/lookup-file.h"
#include "compiler/suggest.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The order in which files of one name are looked for; two of them are one too many. */
static const char *const suffixes[] = {".jsonc", ".json", ".yaml", ".yml"};

struct place_of_names {
	const char *directory;
	enum trust trust;
};

static const char *
kind_text(enum origin_kind kind)
{
	return kind == ORIGIN_GROUP ? "group" : "profile";
}

const char *
lookup_directory(struct arena *arena, const char *base, enum origin_kind kind)
{
	return arena_printf(arena, "%s/%ss", base, kind_text(kind));
}

/* The directories that are looked in, after the built-in texts. */
static size_t
places_of(const struct lookup *lookup, enum origin_kind kind, struct place_of_names *places)
{
	size_t count = 0;

	if (lookup->options->organisation)
		places[count++] = (struct place_of_names){
		    lookup_directory(lookup->arena, lookup->options->organisation, kind),
		    TRUST_ORGANISATION};
	if (lookup->options->config_home)
		places[count++] = (struct place_of_names){
		    lookup_directory(lookup->arena, lookup->options->config_home, kind),
		    TRUST_USER};
	if (lookup->beside)
		places[count++] = (struct place_of_names){
		    lookup_directory(lookup->arena,
		                     arena_printf(lookup->arena, "%s.nono", lookup->beside), kind),
		    TRUST_USER};
	return count;
}

static bool
name_wellformed(struct str name)
{
	for (uint32_t i = 0; i < name.length; i++) {
		char c = name.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '_' || c == '-'))
			return false;
	}
	return name.length > 0;
}

bool
lookup_builtin(const struct lookup *lookup, enum origin_kind kind, struct str name,
               struct document *text)
{
	for (size_t i = 0; i < lookup->builtin_count; i++) {
		const struct builtin *builtin = &lookup->builtins[i];

		if (builtin->group != (kind == ORIGIN_GROUP) || !str_is(name, builtin->name))
			continue;
		*text = (struct document){.name = builtin->name,
		                          .trust = TRUST_BUILTIN,
		                          .format = format_of(builtin->file),
		                          .inode = (ino_t)(i + 1)};
		if (!lookup->builtin_sources[i])
			lookup->builtin_sources[i] = sources_add_shipped(
			    lookup->sources,
			    arena_printf(lookup->arena, "%s (built-in)", builtin->name),
			    builtin->text);
		text->source = lookup->builtin_sources[i];
		return true;
	}
	return false;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
close_stream(void *stream)
{
	if (stream)
		closedir(stream);
}

size_t
lookup_names(struct arena *arena, const char *directory, const char *const **names,
             struct unlisted *unlisted)
{
	DIR *stream = opendir(directory);
	struct arena_held held = {close_stream, stream, NULL};
	size_t count = 0, kept = 0;
	const char **list = NULL;
	struct dirent *entry;
	int error = stream ? 0 : errno;

	arena_hold(arena, &held);
	while (stream && (errno = 0, entry = readdir(stream))) {
		const char *dot = strrchr(entry->d_name, '.');
		struct str stem = {entry->d_name, (uint32_t)(dot ? dot - entry->d_name : 0)};

		if (!format_is_document(format_of(entry->d_name)))
			continue;
		if (!name_wellformed(stem)) {
			if (unlisted && entry->d_name[0] != '.')
				unlisted->file =
				    arena_str(arena, entry->d_name, strlen(entry->d_name)).data;
			continue;
		}
		list = arena_room(arena, list, count, sizeof(*list));
		list[count++] = arena_str(arena, stem.data, stem.length).data;
	}
	if (stream)
		error = errno;
	arena_release(arena);
	if (unlisted && error && lookup_is_there(directory))
		unlisted->error = error;
	if (count)
		qsort(list, count, sizeof(*list), by_name);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || strcmp(list[kept - 1], list[i]) != 0)
			list[kept++] = list[i];
	*names = list;
	return kept;
}

static void
report_unknown(const struct lookup *lookup, enum origin_kind kind, struct str name, struct span at)
{
	struct suggestion near = suggest_for(name);
	struct place_of_names places[LOOKUP_PLACES];
	size_t count = places_of(lookup, kind, places);
	const char *looked = "the built-in ones";

	for (size_t i = 0; i < lookup->builtin_count; i++)
		if (lookup->builtins[i].group == (kind == ORIGIN_GROUP))
			suggest_offer(&near, str_of(lookup->builtins[i].name));
	for (size_t i = 0; i < count; i++) {
		const char *const *names;
		size_t found = lookup_names(lookup->arena, places[i].directory, &names, NULL);

		for (size_t j = 0; j < found; j++)
			suggest_offer(&near, str_of(names[j]));
		looked = arena_printf(lookup->arena, "%s, %s", looked, places[i].directory);
	}
	diag_at(lookup->diags, DIAG_UNKNOWN_NAME, at, "unknown %s '%.*s'", kind_text(kind),
	        STR_ARG(name));
	if (near.best.length) {
		diag_help(lookup->diags, "did you mean '%.*s'?", STR_ARG(near.best));
		diag_suggest(lookup->diags, near.best);
	}
	diag_help(lookup->diags,
	          "looked in %s; a file's name has a '/' or ends in .json, .jsonc, .yaml or .yml",
	          looked);
}

/* A file that a name stands for. */
struct candidate {
	const char *path;
	enum trust trust;
	struct stat status;
};

/* Once for all names: a profile has dozens, and there is one cause. */
static int
report_closed(const struct lookup *lookup, const char *directory, bool *told, struct span at,
              int error)
{
	if (*told)
		return -EACCES;
	*told = true;
	diag_at(lookup->diags, DIAG_CANNOT_READ, at, "cannot look for names in '%s': %s", directory,
	        strerror(error));
	diag_help(lookup->diags,
	          "what is there would count: make it readable, or set $HOME to your own home");
	return -EACCES;
}

/* How many files in the places have that name, the first two of them in FOUND; or -EACCES. */
static int
find_files(const struct lookup *lookup, enum origin_kind kind, struct str name, struct span at,
           struct candidate found[static 2])
{
	struct place_of_names places[LOOKUP_PLACES];
	size_t place_count = places_of(lookup, kind, places);
	int count = 0;

	for (size_t i = 0; i < place_count; i++) {
		const char *directory = places[i].directory;

		/* Most of them are not there, and four files would be asked for in each. */
		if (!lookup_is_there(directory))
			continue;
		if (access(arena_printf(lookup->arena, "%s/.", directory), F_OK) != 0)
			return report_closed(lookup, directory, &lookup->told[i], at, errno);
		for (size_t j = 0; j < COUNTOF(suffixes); j++) {
			struct candidate one = {arena_printf(lookup->arena, "%s/%.*s%s", directory,
			                                     STR_ARG(name), suffixes[j]),
			                        places[i].trust,
			                        {0}};

			if (!lookup_is_there(one.path))
				continue;
			if (stat(one.path, &one.status) != 0) {
				diag_at(lookup->diags, DIAG_CANNOT_READ, at, "cannot read '%s': %s",
				        one.path, strerror(errno));
				return -EACCES;
			}
			/* The project's directory may be the user's own. */
			if (count == 1 && found[0].status.st_dev == one.status.st_dev &&
			    found[0].status.st_ino == one.status.st_ino)
				continue;
			if (count < 2)
				found[count++] = one;
		}
	}
	return count;
}

static int
lookup_name(const struct lookup *lookup, enum origin_kind kind, struct str name, struct span at,
            struct document *text)
{
	struct candidate found[2];
	const char *kept = arena_str(lookup->arena, name.data, name.length).data;
	bool builtin;
	int count, status;

	if (!name_wellformed(name)) {
		diag_at(lookup->diags, DIAG_NAME_SYNTAX, at,
		        "'%.*s' is no name: expected letters, digits, '_' and '-'", STR_ARG(name));
		return -EINVAL;
	}
	count = find_files(lookup, kind, name, at, found);
	if (count < 0)
		return count;
	builtin = lookup_builtin(lookup, kind, name, text);
	if (count + builtin > 1) {
		diag_at(lookup->diags, DIAG_FOUND_TWICE, at,
		        "%s '%s' is found twice: '%s' and '%s'", kind_text(kind), kept,
		        builtin ? "the built-in one" : found[0].path,
		        builtin ? found[0].path : found[1].path);
		diag_help(lookup->diags, "rename one of them, or name a file by its path");
		return -EEXIST;
	}
	if (builtin)
		return 0;
	if (count == 0) {
		report_unknown(lookup, kind, name, at);
		return -ENOENT;
	}
	status = lookup_file(lookup, found[0].path, found[0].trust, at, text);
	text->name = kept;
	return status;
}

static bool
token_is_file(struct arena *arena, struct str token)
{
	const char *copy = arena_str(arena, token.data, token.length).data;

	return memchr(token.data, '/', token.length) || format_of(copy) != FORMAT_UNKNOWN;
}

const char *
lookup_beside(struct arena *arena, const char *token)
{
	const char *slash = token ? strrchr(token, '/') : NULL;

	if (!token || !token_is_file(arena, str_of(token)))
		return NULL;
	return slash ? arena_printf(arena, "%.*s", (int)(slash + 1 - token), token) : "";
}

int
lookup_text(const struct lookup *lookup, enum origin_kind kind, struct str token, struct span at,
            const char *directory, struct document *text)
{
	const char *path;

	if (memchr(token.data, '\0', token.length)) {
		diag_at(lookup->diags, DIAG_NAME_SYNTAX, at, "this name has a NUL byte in it");
		return -EINVAL;
	}
	if (!token_is_file(lookup->arena, token))
		return lookup_name(lookup, kind, token, at, text);
	if (!directory && token.data[0] != '/') {
		diag_at(lookup->diags, DIAG_UNKNOWN_NAME, at,
		        "a built-in text names the file '%.*s'", STR_ARG(token));
		return -ENOENT;
	}
	path = arena_printf(lookup->arena, "%s%.*s", token.data[0] == '/' ? "" : directory,
	                    STR_ARG(token));
	return lookup_file(lookup, path, TRUST_USER, at, text);
}

int
lookup_first(struct lookup *lookup, const char *token, struct document *text)
{
	struct str name = str_of(token);
	int error;

	if (strcmp(token, "-") == 0)
		error = lookup_standard_input(lookup, text);
	else
		error = lookup_text(lookup, ORIGIN_PROFILE, name, (struct span){0}, "", text);
	if (error)
		return error;
	/* What is looked up by name lies where names lie; a file may have a project around it. */
	if (strcmp(token, "-") == 0 || token_is_file(lookup->arena, name))
		lookup->beside = text->directory;
	return 0;
}

bool
lookup_is_document(const struct lookup *lookup, const struct document *text, struct span at)
{
	if (format_is_document(text->format))
		return true;
	diag_at(lookup->diags, DIAG_NOT_A_PROFILE, at, "'%s' is %s, expected a profile", text->name,
	        text->format == FORMAT_BLOB   ? "a compiled policy"
	        : text->format == FORMAT_SBPL ? "a profile of macOS's sandbox"
	                                      : "policy text");
	diag_help(lookup->diags, "name the .json, .jsonc, .yaml or .yml file that it is made from");
	return false;
}

struct lookup *
lookup_new(struct arena *arena, struct sources *sources, struct diags *diags,
           const struct profile_options *options, const struct builtin *texts, size_t count)
{
	struct lookup *lookup = arena_alloc(arena, sizeof(*lookup));

	*lookup = (struct lookup){.arena = arena,
	                          .sources = sources,
	                          .diags = diags,
	                          .options = options,
	                          .builtins = texts,
	                          .builtin_count = count};
	lookup->told = arena_calloc(arena, LOOKUP_PLACES, sizeof(*lookup->told));
	lookup->builtin_sources = arena_calloc(arena, count, sizeof(uint32_t));
	return lookup;
}
