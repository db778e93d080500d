/* SPDX-License-Identifier: Apache-2.0 */
/* compose.h - a profile with all that it extends and includes becomes one value per key. */
#ifndef COMPILER_COMPOSE_H
#define COMPILER_COMPOSE_H

#include "compiler/lookup.h"
#include "compiler/shape.h"
#include "compiler/when.h"

/* One profile or group, read. */
struct file {
	struct origin origin; /* first: an origin of this compilation is that of its file */
	struct document text;
	struct setting *settings; /* those of the table, in the file's order */
	size_t count;
	struct file **bases; /* what it extends */
	size_t base_count;
	enum { FILE_NEW, FILE_OPEN, FILE_DONE } state; /* while `extends` is followed */
	unsigned asked;           /* merge.c's: the last question that passed here */
	enum when when;           /* a group's condition and that of its includes */
	const struct node *doubt; /* the condition that cannot be decided */
	struct file *next;        /* all of a kind */
};

/* One item of a key's value, and the file that it comes from. */
struct entry {
	struct str name; /* the member's, for MERGE_DICT */
	struct span name_at;
	struct span key_at;      /* the key that holds it */
	const struct node *node; /* the item; the value as a whole if it is no list */
	const struct file *file;
};

struct slot {
	struct entry *entries;
	uint32_t count;
	uint32_t *buckets; /* indices into `entries`, plus one, by text */
	uint32_t bucket_count;
	bool given;                 /* some file has the key */
	struct span given_at;       /* where, the last one */
	const struct file *profile; /* the last profile that has it */
};

struct composed {
	struct arena *arena;
	struct diags *diags;
	struct when_target target;
	struct slot slots[KEYS];
	struct file **files; /* those that take part: groups, then profiles from the base up */
	size_t file_count;
	unsigned questions; /* merge.c's */
	struct file *profiles;
	struct file *groups;
};

/* Composes the profile TEXT with all that it builds on. */
void compose(struct lookup *lookup, const struct document *text, struct composed *composed);
/* The last item of a key that has one value, or NULL. */
const struct entry *composed_last(const struct composed *composed, enum key_id id);

/* merge.c: lays FILE's value over what the files before it gave. */
void merge(struct composed *composed, struct file *file, const struct setting *setting);
/* The string of an item: a path, a group's name or a domain; and its `when`, or NULL. */
const struct node *entry_name(const struct node *entry);
const struct node *entry_when(const struct node *entry);

/* include.c: the groups that FILES' includes, excludes and requirements come to, merged. */
void include_groups(struct lookup *lookup, struct composed *composed);
/* extends.c: reads TEXT (kind, trust, name, why, from in ORIGIN); it may have no settings. */
struct file *file_read(const struct lookup *lookup, struct composed *composed,
                       const struct document *text, const struct origin *origin);
/* The same for a file with the keys of PLACE, which takes part in nothing. */
struct file *file_read_alone(const struct lookup *lookup, const struct document *text,
                             const struct origin *origin, enum key_place place);
/* The value that FILE itself gives to a key, or NULL. */
const struct setting *file_setting(const struct file *file, enum key_id id);

#endif
