/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt.h - what the parts of the backend for macOS share: the text, and its rules. */
#ifndef COMPILER_EMIT_SEATBELT_H
#define COMPILER_EMIT_SEATBELT_H

#include "compiler/buffer.h"
#include "compiler/emit.h"
#include "compiler/sbpl.h"

/* Bytes that a string of the text may have: what every reader of Apple's is known to take. */
enum { SEATBELT_STRING_MAX = 255 };
/* Bytes of one rule, without comments: the kernel's form of it has to stay below 65,535. */
enum { SEATBELT_RULE_MAX = 60000 };

struct seatbelt {
	const struct ir *ir; /* with the grants of the base; normalised */
	const struct emit_options *options;
	struct buffer out;
	size_t base_length;    /* of it, what is nonoc's own */
	struct sbpl_rule *raw; /* what stands at its end, as the profile has it */
	uint32_t raw_count;
	bool failed;                          /* an error was recorded */
	struct seatbelt_comment *comments;    /* SEATBELT_COMMENTS of them, by place */
	const struct seatbelt_carved *carved; /* what was defined, the last one first */
	unsigned defined;                     /* names in use */
};

/* Comments that were made: rules of many kinds name the same places. */
enum { SEATBELT_COMMENTS = 256 };

struct seatbelt_comment {
	const char *text; /* NULL: none yet */
	struct span at;
	const struct origin *origin;
};

/* A part of the file system that a rule lets through. */
struct seatbelt_region {
	const struct rule *rule; /* a grant, or a bypass within one */
	bool below;              /* also what lies below the path */
	bool children;           /* of that only what lies directly in it, and not the path */
	bool lifted;             /* denies at the path and above it do not count */
};

/* Operations that ask for the same rights, all of them. */
struct seatbelt_class {
	const char *operations;
	uint32_t rights;
	uint32_t of_files;    /* the same for a rule for one file; 0: none can be */
	uint32_t but;         /* not where a grant has all of these, too */
	const char *vnode;    /* only for things of that kind, or NULL */
	bool keeps_ancestors; /* what leads to a protected path is left out, too */
	bool of_names;        /* it is the directory that holds a name which has to be granted */
};

/* PATH, canonical, as (literal ...) or, with BELOW, as (subpath ...). */
void seatbelt_put_path(struct seatbelt *s, struct buffer *text, const struct path *path, bool below,
                       const struct rule *rule);
/* What lies directly in the path of RULE. */
void seatbelt_put_children(struct seatbelt *s, struct buffer *text, const struct rule *rule);
/* " ; WHERE" in safe characters, if origins are wanted, and the line's end. */
void seatbelt_end_line(struct seatbelt *s, struct buffer *text, struct span at,
                       const struct origin *origin);
void seatbelt_put_comment(struct seatbelt *s, const char *words);
/* Bytes of the text from START on, but for comments. */
size_t seatbelt_size(const struct seatbelt *s, size_t start);
/* Rules for files and for sockets in files. */
void seatbelt_files(struct seatbelt *s);
/* Rules for addresses. */
void seatbelt_network(struct seatbelt *s);
/* Whether hosts' names can be resolved, and anything can be connected to. */
bool seatbelt_resolves(const struct ir *ir);
/* Rules of the profile in the language itself. */
void seatbelt_raw(struct seatbelt *s);
/* Whether the text, read back, is what the policy says; else an error was recorded. */
bool seatbelt_proved(const struct seatbelt *s);
/* The lines for nono-exec at the end; false after an error was recorded. */
bool seatbelt_carry(struct seatbelt *s, const struct ir *policy);

/* What every profile begins with, line by line (generated from stdlib-groups/seatbelt/). */
const char *const *seatbelt_base(size_t *count);

#endif
