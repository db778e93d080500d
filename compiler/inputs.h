/* SPDX-License-Identifier: Apache-2.0 */
/* inputs.h - where profiles and groups come from: the command line's wishes, the built-in texts. */
#ifndef COMPILER_INPUTS_H
#define COMPILER_INPUTS_H

#include "compiler/define.h"
#include "compiler/ir.h"
#include "compiler/node.h"

/* What the command line says about reading profiles. */
struct profile_options {
	enum target target;
	const char *distribution;      /* --target linux:ID:VERSION: "debian", or NULL */
	const char *version;           /* "12", or NULL */
	bool host_checks;              /* --host-checks */
	unsigned target_abi;           /* --target-abi N, or 0 */
	enum format input_format;      /* for standard input ("-") */
	size_t max_input;              /* bytes an input */
	const char *config_home;       /* the user's profiles and groups, absolute; or NULL */
	const char *organisation;      /* "/etc/nono" */
	const char *const *assertions; /* --assert: files of assertions */
	size_t assertion_count;
	bool asked;  /* a query about the policy: whether its assertions hold is another question */
	bool tested; /* `nonoc test`: assertions beside a policy count, outcomes are not findings */
	const char *instead_of; /* this input ("-", or a path as given) holds */
	struct str instead;     /* these bytes: a file that would be written; or NULL */
	bool open_network;      /* whatever the profile says of it */
	bool withhold_workdir;  /* workdir.access grants nothing: nobody has agreed to it */
	const char
	    *input_name; /* what messages call standard input, or a trace that no file keeps */
	struct definitions definitions;
};

/* Built-in profiles and groups, as text (generated from stdlib-groups/). */
struct builtin {
	const char *name;
	const char *file; /* "groups/git_config.yaml" */
	struct str text;
	bool group;
};
const struct builtin *builtins(size_t *count);

#endif
