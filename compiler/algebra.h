/* SPDX-License-Identifier: Apache-2.0 */
/*
 * algebra.h - policies compared by what they mean: what one allows and another does not, and one
 * form for all that mean the same.
 *
 * What a policy means depends on where the run binds its anchors.  Two of them relate only as
 * paths do: "/" is above all, $XDG_* are their defaults below $HOME.  Three answers:
 *
 * contained: under every binding that A's own obligations let its loader accept, all that A allows
 * is allowed by B (B counting for what it promises, also where its own loader would refuse).
 *
 * not contained: A allows something that B does not wherever the anchors lie apart.
 *
 * undecided: only the run can tell.  Either every such thing starts from an anchor that moves
 * more than one below which B grants as much ($WORKDIR/x may lie in ~/x, and ~/.cache is not
 * expected in $WORKDIR), or it takes an anchor to lie where B protects and A does not.
 *
 * Rights are compared path by path.  A rename or link between directories also compares the rights
 * of two places, so it can become possible by granting less: that is not seen here.
 */
#ifndef COMPILER_ALGEBRA_H
#define COMPILER_ALGEBRA_H

#include "compiler/ir.h"
#include "runtime/sha256.h"

struct algebra {
	struct arena *arena;
	/* For tests: which of ALGEBRA_MUTATIONS to commit; 0: none.  Needs -DALGEBRA_MUTATIONS. */
	unsigned mutation;
};

enum excess_kind {
	EXCESS_RIGHTS,     /* `rights` on `path` */
	EXCESS_LIFTED,     /* the same, where a bypass of A happens to lie on a deny of A */
	EXCESS_SEAL,       /* what `other` of B protects, where anchors happen to meet */
	EXCESS_PORT,       /* `port`, or any port if 0 */
	EXCESS_NET,        /* `bits`: BLOB_NET_BLOCKED or UDP_ASKED */
	EXCESS_SCOPE,      /* `bits`: BLOB_SCOPE_* reached */
	EXCESS_ACCEPT,     /* `bits`: enum blob_loss */
	EXCESS_REQUIRE,    /* the same, no more required */
	EXCESS_SOCKETS,    /* unix sockets by path on old kernels */
	EXCESS_SYSTEM,     /* `bits`: BLOB_USER_NAMESPACES or BLOB_SYSV_IPC */
	EXCESS_CAPABILITY, /* `bits`: of BLOB_CAPABILITIES */
	EXCESS_VARIABLE,   /* `name` passes, or all that begin so */
	EXCESS_SET,        /* `name` is set to `value` */
	EXCESS_RAW,        /* `value`: a rule of the profile's own for macOS */
};

/* Something that A allows and B does not. */
struct excess {
	enum excess_kind kind;
	bool undecided;
	struct path path;
	enum blob_object object;
	uint32_t rights;
	uint32_t held;            /* of B, there */
	const struct rule *rule;  /* A's, that gives it */
	const struct rule *other; /* B's, that withholds it, or may hold it, or NULL */
	enum blob_protocol protocol;
	uint8_t access; /* BLOB_PORT_*, one of them */
	uint16_t port;
	uint32_t bits;
	struct str name, value;
	bool prefix, credential;
	struct span at; /* of port, variable or rule in A */
	const struct origin *origin;
};

struct excesses {
	struct excess *items;
	size_t count;
};

/* All that A allows and B does not, sorted; both normalised. */
struct excesses algebra_excess(const struct algebra *algebra, const struct ir *a,
                               const struct ir *b);

enum containment { CONTAINED, NOT_CONTAINED, UNDECIDED };
enum containment algebra_verdict(const struct excesses *excesses);
/* Names the $XDG_* whose default counted, "$XDG_CONFIG_HOME is ~/.config", or NULL. */
const char *algebra_assumed(struct arena *arena, const struct ir *a, const struct ir *b);

/* The canonical form as bytes: equal for policies that mean the same under every binding. */
struct str algebra_canonical(const struct algebra *algebra, const struct ir *ir);
/* Its SHA-256: never of names, comments, order or origins. */
void algebra_hash(const struct algebra *algebra, const struct ir *ir,
                  char hex[static SHA256_HEX_SIZE]);

#endif
