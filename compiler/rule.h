/* SPDX-License-Identifier: Apache-2.0 */
/* rule.h - one grant, deny or bypass, and the chain of files that led to it. */
#ifndef COMPILER_RULE_H
#define COMPILER_RULE_H

#include "compiler/access.h"
#include "compiler/arena.h"
#include "compiler/path.h"
#include "compiler/source.h"
#include "runtime/blob.h"

/* Who wrote a file: decides what `required` means and what --strict refuses. */
enum trust { TRUST_BUILTIN, TRUST_ORGANISATION, TRUST_USER };
enum origin_kind { ORIGIN_PROFILE, ORIGIN_GROUP };

/* One profile or group as it takes part in this compilation, and how it came in. */
struct origin {
	enum origin_kind kind;
	enum trust trust;
	const char *name; /* "claude-code", "deny_credentials", or the file as given */
	bool required;    /* a group that no profile may exclude */
	struct span why;  /* the `extends` or `groups.include` entry; {0} if implied or first */
	const struct origin *from; /* the file that `why` lies in; NULL for the first profile */
	const char *text;          /* read from a blob: all that it says of where; else NULL */
};

/*
 * What a rule can be about.  Policy text knows all of these; those from HOST on wait for a target
 * that enforces them, and are refused until then, so that no text needs a new version for them.
 */
enum subject {
	SUBJECT_FILE,
	SUBJECT_PORT,
	SUBJECT_VARIABLE,
	SUBJECT_NETWORK, /* BLOB_NET_* */
	SUBJECT_SCOPE,   /* BLOB_SCOPE_* */
	SUBJECT_FLAGS,   /* BLOB_POLICY_FLAGS */
	SUBJECT_CAPABILITY,
	SUBJECT_ACCEPT, /* enum blob_loss */
	SUBJECT_REQUIRE,
	SUBJECT_HOST,    /* example.com:443, 10.0.0.0/8:443 */
	SUBJECT_SYSCALL, /* by name */
	SUBJECT_LIMIT,   /* of memory, of time, ... */
	SUBJECT_TOOL,    /* rules for one program that the command starts */
};

struct rule {
	struct path path;
	uint32_t rights;         /* RIGHT_*; never 0 */
	uint32_t written;        /* of them, those not from rules above; 0 until normalised */
	enum blob_object object; /* grants: what it is for */
	bool children;  /* grants: only for what lies directly in the directory, and is none */
	bool implied;   /* grants: a profile wrote it although another implies it */
	struct span at; /* the string that made it */
	const struct origin *origin;
};

/* A capability that the command keeps if the caller has it. */
struct capability_rule {
	uint8_t number;
	struct span at;
	const struct origin *origin;
};

struct rules {
	struct rule *items;
	size_t count;
	size_t capacity;
	bool sorted; /* by rules_sort(): lookups are quick then */
};

/* By path, object, children, then whose origin a reader should see first: a total order. */
void rules_sort(struct rules *rules);
/* A sorted copy of RULES. */
struct rules rules_sorted(struct arena *arena, const struct rules *rules);
/* The same with one rule a path, which has the rights of all that were on it. */
struct rules rules_united(struct arena *arena, const struct rules *rules);
/* The first of those of SORTED that give the same to the same. */
struct rules rules_distinct(struct arena *arena, const struct rules *sorted);
/* Appends a copy of RULE. */
void rules_add(struct arena *arena, struct rules *rules, const struct rule *rule);
/* Of RULE at PATH or above it: whether what it is about comes down there. */
bool rule_reaches(const struct rule *rule, const struct path *path);
/* A path on which RULE counts: its own, or any name that lies directly in it. */
struct path rule_example(struct arena *arena, const struct rule *rule);
/*
 * Of RIGHTS on a directory above DENY those that it is against.  Bypasses lift THERE at its own
 * path and ABOVE at the directory: who may rename in that takes the path out of the deny, and only
 * a bypass of the directory is about that.
 */
uint32_t rule_is_against(const struct rule *deny, uint32_t rights, uint32_t there, uint32_t above);
/* From a profile, not from a group. */
bool rule_from_profile(const struct rule *rule);
/* From the user's own files. */
bool rule_own(const struct rule *rule);

#endif
