/* SPDX-License-Identifier: Apache-2.0 */
/* lookup.h - names and files of profiles and groups become texts. */
#ifndef COMPILER_LOOKUP_H
#define COMPILER_LOOKUP_H

#include "compiler/inputs.h"
#include "compiler/ir.h"
#include "compiler/node.h"

#include <sys/types.h>

/* The organisation's directory, the user's own, the project's. */
#define LOOKUP_PLACES 3u

/* Where names are looked up. */
struct lookup {
	struct arena *arena;
	struct sources *sources;
	struct diags *diags;
	const struct profile_options *options;
	const struct builtin *builtins;
	size_t builtin_count;
	uint32_t *builtin_sources; /* of each, once it was looked up; else 0 */
	bool *told;                /* of each place, that it cannot be looked into */
	const char *beside;        /* the first profile's directory, "" or ending in '/'; or NULL */
};

/* A text that was found. */
struct document {
	const char *name; /* as origins show it */
	enum trust trust;
	enum format format;
	uint32_t source;
	const struct node *tree; /* when it was not read from the source's text; else NULL */
	const char *directory;   /* as `beside`; NULL for a built-in text */
	/* The same text by whatever name: device 0 and a number from 1 for built-in ones. */
	dev_t device;
	ino_t inode;
};

/* A lookup among COUNT built-in TEXTS and the files that OPTIONS lead to. */
struct lookup *lookup_new(struct arena *arena, struct sources *sources, struct diags *diags,
                          const struct profile_options *options, const struct builtin *texts,
                          size_t count);
/*
 * Finds what TOKEN names and reads it.  AT is TOKEN's place ({0} on the command
 * line), DIRECTORY that of the file it stands in (NULL in a built-in text).
 * Returns 0, or -errno after an error was recorded: -EEXIST if found twice.
 */
int lookup_text(const struct lookup *lookup, enum origin_kind kind, struct str token,
                struct span at, const char *directory, struct document *text);
/*
 * The same for what the command line names; "-" is standard input.  Further names are then looked
 * up beside it, too.
 */
int lookup_first(struct lookup *lookup, const char *token, struct document *text);
/* The directory of the file TOKEN, "" or ending in '/'; NULL if it is a name. */
const char *lookup_beside(struct arena *arena, const char *token);
/* Whether TEXT can be a profile or group; if not, an error was recorded at AT. */
bool lookup_is_document(const struct lookup *lookup, const struct document *text, struct span at);
/* The built-in text of that name; false if there is none. */
bool lookup_builtin(const struct lookup *lookup, enum origin_kind kind, struct str name,
                    struct document *text);
/* What keeps a directory's names from being all of its texts. */
struct unlisted {
	int error;        /* why it cannot be listed, though it is there */
	const char *file; /* a text in it, not hidden, that has no name to look it up by */
};
/*
 * The names in DIRECTORY that are names of texts, sorted, each once; none if there is no such.
 * What is not among them goes to UNLISTED, if that is no NULL.
 */
size_t lookup_names(struct arena *arena, const char *directory, const char *const **names,
                    struct unlisted *unlisted);
/* "/etc/nono/profiles" and its like: where names of KIND stand below BASE. */
const char *lookup_directory(struct arena *arena, const char *base, enum origin_kind kind);

#endif
