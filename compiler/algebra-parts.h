/* SPDX-License-Identifier: Apache-2.0 */
/* algebra-parts.h - the algebra's own: one part of a policy each. */
#ifndef COMPILER_ALGEBRA_PARTS_H
#define COMPILER_ALGEBRA_PARTS_H

#include "compiler/algebra.h"
#include "compiler/buffer.h"

/* A comparison under way. */
struct comparison {
	const struct algebra *algebra;
	const struct ir *a;
	const struct ir *b;
	struct excesses found;
};

/* Mistakes that the test of the algebra has to find. */
enum algebra_mutation {
	ALGEBRA_MUTATION_NONE,
	ALGEBRA_MUTATION_KINDS,      /* a file is compared as a directory is */
	ALGEBRA_MUTATION_DENIES,     /* what B denies below A's grant is not looked at */
	ALGEBRA_MUTATION_ENTRY,      /* names are not compared */
	ALGEBRA_MUTATION_SEAL,       /* no anchor meets what B protects */
	ALGEBRA_MUTATION_LIFT,       /* no bypass meets another anchor's deny */
	ALGEBRA_MUTATION_MAYBE,      /* nothing is undecided */
	ALGEBRA_MUTATION_SHOWN,      /* what is known of a path counts for its siblings */
	ALGEBRA_MUTATION_PORTS,      /* any list of ports is as good as another */
	ALGEBRA_MUTATION_SETS,       /* a value is as good as another */
	ALGEBRA_MUTATION_SECRETS,    /* credentials pass as others do */
	ALGEBRA_MUTATION_SAME_RIGHT, /* canonical: what lies above is written again */
	ALGEBRA_MUTATION_NO_BYPASS,  /* canonical: without bypasses */
	ALGEBRA_MUTATIONS_END
};

static inline bool
algebra_mutated(const struct algebra *algebra, enum algebra_mutation mutation)
{
#ifdef ALGEBRA_MUTATIONS
	return algebra->mutation == (unsigned)mutation;
#else
	(void)algebra;
	(void)mutation;
	return false;
#endif
}

/* Adds a copy of EXCESS to what was found, and returns it. */
struct excess *algebra_add(struct comparison *comparison, const struct excess *excess);
/* Whether UDP is a list with a port in it: one without is closed. */
bool algebra_lists_udp(const struct ir *ir);
/* What A allows and B does not: paths, ports, variables. */
void algebra_files(struct comparison *comparison);
void algebra_network(struct comparison *comparison);
void algebra_variables(struct comparison *comparison);
void algebra_raw(struct comparison *comparison);

/* A canonical form under way. */
struct canon {
	const struct algebra *algebra;
	const struct ir *ir;
	struct buffer out;
};

/* At most 127 bytes; strings go through canon_str(). */
void canon_line(struct canon *canon, const char *format, ...) PRINTF(2, 3);
/* A string, its length first. */
void canon_str(struct canon *canon, struct str text);
/* What becomes of variables. */
void canon_variables(struct canon *canon);
void canon_raw(struct canon *canon);

#endif
