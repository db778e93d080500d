/* SPDX-License-Identifier: Apache-2.0 */
/* ir.h - the policy itself: rules with their origins, free of any file format or kernel. */
#ifndef COMPILER_IR_H
#define COMPILER_IR_H

#include "compiler/arena.h"
#include "compiler/assertion.h"
#include "compiler/diag.h"
#include "compiler/rule.h"
#include "compiler/source.h"
#include "compiler/suppression.h"
#include "runtime/blob.h"

enum target { TARGET_LANDLOCK, TARGET_SEATBELT };

/* Grants of a direction of TCP, or of UDP. */
struct port_rule {
	uint16_t port;
	enum blob_protocol protocol;
	uint8_t access; /* BLOB_PORT_* */
	uint8_t local;  /* of it, what is for this host only: where the target can say so */
	struct span at;
	const struct origin *origin;
};

struct env_rule {
	enum blob_env_action action;
	bool prefix;
	struct str name;
	struct str value; /* SET: a template, see BLOB_ESCAPE */
	struct span at;
	const struct origin *origin;
};

struct ir {
	struct arena *arena;
	struct sources *sources;
	struct diags *diags;
	enum target target;

	struct rules grants;
	struct rules denies;
	struct rules bypasses; /* rights: those of the profile's grants at or above it */

	struct port_rule *ports;
	size_t port_count;
	struct env_rule *env;
	size_t env_count;
	bool env_sorted;                      /* by env_compare() */
	struct capability_rule *capabilities; /* by number, each once */
	size_t capability_count;
	uint32_t net;              /* BLOB_NET_* */
	uint32_t scopes;           /* BLOB_SCOPE_* */
	uint32_t accept, require;  /* enum blob_loss */
	uint32_t promises, unheld; /* the same: lost by some kernel; vital, by the one asked for */
	uint32_t flags;            /* BLOB_POLICY_FLAGS */
	const struct definitions *definitions; /* that were applied, or NULL */
	bool host_checks;                      /* --host-checks */
	bool unfiltered;                 /* a blob without a filter: part of a text for macOS */
	const struct composed *composed; /* the keys behind it; NULL unless it was a profile */
	struct suppression *suppressions;
	struct forbidden *forbidden;
	struct assertion *assertions, *last_assertion;
	bool tested;   /* outcomes of assertions are no diagnostics: they are shown, or not asked */
	bool complete; /* policy text: nothing is computed or added */
	struct rules required; /* complete: what it must withhold or bypass */
	uint32_t text;         /* complete: its source */
};

/* A policy without rules, in ARENA; what is wrong with it will be told to DIAGS. */
struct ir *ir_new(struct arena *arena, struct sources *sources, struct diags *diags,
                  enum target target);
void ir_add_port(struct ir *ir, const struct port_rule *port);
void ir_add_env(struct ir *ir, const struct env_rule *env);
/* Unless it is there already. */
void ir_add_capability(struct ir *ir, const struct capability_rule *capability);
/* The rule for capability NUMBER, or NULL. */
const struct capability_rule *ir_capability(const struct ir *ir, unsigned number);
/* As blob_policy.capabilities has them. */
uint32_t ir_capability_bits(const struct ir *ir);
/* By action, name, and whether that is a prefix: equal rules differ in value at most. */
int env_compare(const struct env_rule *a, const struct env_rule *b);
/*
 * "declared here", then the chain: notes to the diagnostic last recorded, the
 * rule's own place first and the `extends` and groups.include entries that led there after it.
 */
void rule_note(const struct ir *ir, const struct rule *rule, const char *what);
/* "'PATH' is WHAT" for each, with the chain of each origin once. */
void rules_note(const struct ir *ir, const struct rule *const *rules, size_t count,
                const char *what);
/* The chain alone: for a rule whose own place is that of the diagnostic. */
void rule_note_chain(const struct ir *ir, const struct rule *rule);
/* "agent.json:4:12"; "" if AT is nowhere. */
const char *place_text(const struct ir *ir, struct span at);
/* "agent.json:4:12", or "group deny_credentials (built-in)" and so on: for the blob's origins. */
const char *rule_origin_text(const struct ir *ir, struct span at, const struct origin *origin);
/* Whether that depends on AT. */
bool origin_has_place(const struct origin *origin);

#endif
