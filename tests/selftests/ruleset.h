/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ruleset.h - a ruleset as a program asks it of Landlock, said as a policy.
 *
 * Landlock leaves open what a ruleset does not handle, and a policy closes what it does not
 * grant: so an unhandled right is a grant on "/", an unhandled direction of the network no list.
 */
#ifndef SELFTESTS_RULESET_H
#define SELFTESTS_RULESET_H

#include "compiler/arena.h"

#include <stdbool.h>

enum { RULESET_RULES = 64, RULESET_PATH_SIZE = 512 };
enum { NET_BIND_TCP = 1, NET_CONNECT_TCP = 2, NET_BIND_UDP = 4, NET_CONNECT_SEND_UDP = 8 };

struct ruleset_rule {
	bool net;
	bool quiet;                   /* what is denied there is not logged */
	char path[RULESET_PATH_SIZE]; /* of the object; "" if it has none */
	uint64_t port;
	uint64_t access; /* 0: the rule only says quiet */
};

struct ruleset {
	uint64_t fs, net, scopes; /* handled */
	struct ruleset_rule rules[RULESET_RULES];
	unsigned count;
};

/* UNSAID(symbol, what policies cannot say) */
#define UNSAIDS(UNSAID)                                          \
	UNSAID(NOTHING, "nothing")                               \
	UNSAID(NO_PATH, "an object without a path")              \
	UNSAID(PORT_0, "port 0, which stands for any free one")  \
	UNSAID(UDP_DIRECTION, "a list for one direction of UDP") \
	UNSAID(UDP_SENDING, "sending UDP from a port that was bound before")

enum unsaid {
#define UNSAID(symbol, what) UNSAID_##symbol,
	UNSAIDS(UNSAID)
#undef UNSAID
};

/* What of RULESET's effect no policy has; logging is none. */
enum unsaid ruleset_unsaid(const struct ruleset *ruleset);
const char *unsaid_text(enum unsaid unsaid);
/* The policy text that has RULESET's effect; for one that is UNSAID_NOTHING. */
struct str ruleset_text(struct arena *arena, const struct ruleset *ruleset);
/* The blob that nonoc makes of a text; {NULL, 0} after its errors went to standard error. */
struct str ruleset_blob(struct arena *arena, struct str text);

#endif
