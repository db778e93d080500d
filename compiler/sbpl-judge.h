/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-judge.h - what a profile of macOS's sandbox allows, by each known model of precedence. */
#ifndef COMPILER_SBPL_JUDGE_H
#define COMPILER_SBPL_JUDGE_H

#include "compiler/sbpl.h"

/* What is known of a request; the first ones are what it can be about, and it is about one. */
enum sbpl_key {
	SBPL_KEY_PATH,
	SBPL_KEY_REMOTE,
	SBPL_KEY_LOCAL,
	SBPL_KEY_GLOBAL_NAME,
	SBPL_KEY_LOCAL_NAME,
	SBPL_KEY_XPC_SERVICE_NAME,
	SBPL_KEY_SYSCTL_NAME,
	SBPL_KEY_IPC_POSIX_NAME,
	SBPL_KEY_IOKIT_CLASS,
	SBPL_KEY_PREFERENCE_DOMAIN,
	SBPL_KEY_CONTROL_NAME,
	SBPL_KEY_SYSCALL_NUMBER,
	SBPL_KEY_ATTRIBUTES, /* from here on: more about it */
	SBPL_KEY_TARGET = SBPL_KEY_ATTRIBUTES,
	SBPL_KEY_VNODE_TYPE,
	SBPL_KEY_IOKIT_PROPERTY,
	SBPL_KEY_EXTENSION,
	SBPL_KEY_XATTR,
	SBPL_KEY_SOCKET_DOMAIN,
	SBPL_KEY_SOCKET_TYPE,
	SBPL_KEY_SOCKET_PROTOCOL
};

/* One thing that is known of a request. */
struct sbpl_fact {
	enum sbpl_key key;
	/* PATH: absolute, canonical, below the unbound parameter UNBOUND if that has a length. */
	struct str text; /* REMOTE, LOCAL: the host: an address, or "localhost" */
	struct str unbound;
	const char *protocol; /* REMOTE, LOCAL: "tcp" or "udp" */
	uint16_t port;        /* 0: any */
};

struct sbpl_param {
	struct str name;
	struct str value;
	struct str below; /* the unbound parameter that VALUE stands behind, or nothing */
};

/* What may be assumed of parameters that are not bound. */
enum sbpl_apart {
	SBPL_ANYWHERE,
	SBPL_NOT_BELOW, /* none is below a path that a rule spells out, but "/" */
	SBPL_APART      /* nor at, above or below another one */
};

struct sbpl_request {
	enum sbpl_op op;
	const struct sbpl_fact *facts;
	size_t fact_count;
	const struct sbpl_param *params; /* that are bound */
	size_t param_count;
	enum sbpl_apart apart;
};

enum sbpl_model {
	SBPL_FALLBACK,  /* each operation its own list, then its parent's; the measured one */
	SBPL_LAST_MATCH /* the last rule that matches, of the operation or of a wider one */
};

/* Whether something matches. */
enum sbpl_match { SBPL_NO, SBPL_YES, SBPL_MAYBE };

enum sbpl_verdict { SBPL_DENIED, SBPL_ALLOWED, SBPL_UNDECIDED };

struct sbpl_answer {
	enum sbpl_verdict verdict;
	enum sbpl_op op;                /* whose rules or built-in verdict decide */
	const struct sbpl_rule *rule;   /* that decides; NULL: the built-in verdict */
	const struct sbpl_rule *unless; /* UNDECIDED: a rule that may match */
};

struct sbpl_answer sbpl_judge(const struct sbpl_profile *profile,
                              const struct sbpl_request *request, enum sbpl_model model);

/* Whether REQUEST falls under the filter; under the rule: any filter of it, or it has none. */
enum sbpl_match sbpl_match_filter(const struct sbpl_filter *filter,
                                  const struct sbpl_request *request);
enum sbpl_match sbpl_match_rule(const struct sbpl_rule *rule, const struct sbpl_request *request);
/* Whether PATH, with the parameters of the request, falls under one value of a path's filter. */
enum sbpl_match sbpl_match_path(enum sbpl_name name, const struct sbpl_value *value,
                                const struct sbpl_fact *path, const struct sbpl_request *request);

#endif
