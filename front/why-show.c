/* SPDX-License-Identifier: Apache-2.0 */
/* why-show.c - the answers of nono why; for programs they have the fields of nono 0.66. */
#include "front/why.h"

#include "compiler/diag-record.h"
#include "compiler/shell.h"

#include <sys/stat.h>

/* The first Landlock that knows scopes. */
enum { SCOPE_ABI = 6 };

struct scope {
	bool requested, enforced, supported;
	const char *state, *details;
};

static struct scope
scope_of(const struct asked *asked)
{
	uint32_t bit =
	    asked->scope->value[0] == 's' ? BLOB_SCOPE_SIGNAL : BLOB_SCOPE_ABSTRACT_UNIX_SOCKET;
	struct scope scope = {.requested = asked->policy.read.ir->scopes & bit,
	                      .supported = probe_abi() >= SCOPE_ABI};

	scope.enforced = scope.requested && scope.supported;
	scope.state = scope.enforced    ? "enforced"
	              : scope.requested ? "unsupported"
	                                : "not_requested";
	scope.details = scope.enforced    ? "what is outside of the sandbox is out of reach"
	                : scope.requested ? "this kernel's Landlock has no scopes"
	                                  : "the policy does not ask for it";
	return scope;
}

static const char *
access_of(uint32_t rights)
{
	bool writes = rights & BLOB_FS_WRITES;

	if (rights & RIGHTS_READ)
		return writes ? "read+write" : "read";
	return writes ? "write" : "other";
}

/* "user": an option; "group:NAME"; "profile". */
static const char *
source_of(const struct question *q, const struct rule *rule)
{
	if (rule->origin && rule->origin->kind == ORIGIN_GROUP)
		return arena_printf(q->arena, "group:%s", rule->origin->name);
	return rule->at.source == 1 ? "user" : "profile";
}

/* The option that grants what was asked for; NULL where none does, or none should lightly. */
static const char *
suggested_flag(const struct asked *asked)
{
	const struct question *q = &asked->question;
	const char *path, *flag;
	const struct path *where = &q->answer.verdict.where;
	bool directory = q->query.thing == THING_DIRECTORY;

	/* Where nothing is listed yet, the option would keep all others out: HOME, PATH. */
	if (q->about == ABOUT_VARIABLE)
		return q->variable_answer.passes || !q->variable_answer.change ||
		               !(asked->policy.read.ir->flags & BLOB_ENV_LISTED)
		           ? NULL
		           : arena_printf(q->arena, "--env-allow %s", q->given[0]);
	if (q->about == ABOUT_PORT)
		return q->port_answer.state == WHY_ALLOWED || q->protocol != BLOB_TCP
		           ? NULL
		           : arena_printf(q->arena, "--%s %u",
		                          q->access == BLOB_PORT_BIND ? "listen-port"
		                                                      : "connect-port",
		                          q->port);
	if (q->answer.verdict.allowed || !q->answer.change || q->answer.verdict.rule ||
	    question_wants_object(q) || !asked->access || q->given[1])
		return NULL;
	/* What makes or removes a name needs a right on its directory. */
	directory |= path_relate(where, &q->query.path) == PATH_ABOVE;
	path = shell_word(q->arena, path_text(q->arena, where));
	flag = asked->access[0] == 'w' ? "write" : asked->access[4] ? "allow" : "read";
	return arena_printf(q->arena, "--%s%s %s", flag, directory ? "" : "-file", path);
}

void
why_show(const struct asked *asked)
{
	const struct question *q = &asked->question;
	const char *flag;
	struct scope scope;

	if (asked->scope) {
		scope = scope_of(asked);
		printf("%s  scope  %s\n  %s\n", scope.state, asked->scope->value, scope.details);
		return;
	}
	question_show(q);
	flag = suggested_flag(asked);
	if (flag)
		escape_line(arena_printf(q->arena, "  as an option: %s", flag), stdout);
	if (asked->with_cwd)
		puts("  with --allow-cwd: it lies in the working directory, which that grants");
	if (asked->host)
		escape_line(arena_printf(q->arena,
		                         "  for '%s' as for any host: the policy tells ports apart",
		                         asked->host),
		            stdout);
}

static void
set_text(const struct question *q, json_t *document, const char *key, const char *text)
{
	if (text)
		jsonout_set(document, key, jsonout_text(q->arena, text));
}

static void
set_denied_path(const struct asked *asked, json_t *document)
{
	const struct question *q = &asked->question;
	const struct why *why = &q->answer;
	const struct verdict *verdict = &why->verdict;
	const char *where = path_text(q->arena, &verdict->where);
	const char *details = "closed by the filter on this kernel";
	bool sensitive;
	json_t *match;

	if (verdict->missing)
		details = arena_printf(q->arena, "missing: %s on '%s'",
		                       access_text(q->arena, verdict->missing), where);
	if (verdict->rule) {
		details = arena_printf(q->arena, "'%s' is protected by the deny of '%s'", where,
		                       path_text(q->arena, &verdict->rule->path));
	}
	/* A grant of what is protected was bypassed for as much as it grants. */
	sensitive = verdict->rule &&
	            !(why->nearest && path_within(&why->nearest->path, &verdict->rule->path));
	set_text(q, document, "reason",
	         sensitive      ? "sensitive_path"
	         : why->nearest ? "insufficient_access"
	                        : "path_not_granted");
	set_text(q, document, "details", details);
	if (verdict->rule)
		set_text(q, document, "policy_source", source_of(q, verdict->rule));
	if (sensitive || !why->nearest)
		return;
	match = jsonout_need(json_object());
	set_text(q, match, "path", path_text(q->arena, &why->nearest->path));
	set_text(q, match, "access", access_of(why->nearest->rights));
	set_text(q, match, "source", source_of(q, why->nearest));
	jsonout_set(document, "matching_capability", match);
}

static void
set_path(const struct asked *asked, json_t *document)
{
	const struct question *q = &asked->question;
	const struct rule *rule = q->answer.verdict.rule;

	if (!q->answer.verdict.allowed) {
		set_denied_path(asked, document);
		return;
	}
	set_text(q, document, "reason", rule ? "granted_path" : "not_mediated");
	if (rule) {
		set_text(q, document, "granted_path", path_text(q->arena, &rule->path));
		set_text(q, document, "access", access_of(rule->rights));
		set_text(q, document, "source", source_of(q, rule));
	}
	if (q->refusal)
		set_text(q, document, "warning",
		         arena_printf(q->arena, "nono run refuses to start: %s", q->refusal));
}

static void
set_plain(const struct asked *asked, json_t *document)
{
	const struct question *q = &asked->question;
	bool allowed = question_state(q) == WHY_ALLOWED, port = q->about == ABOUT_PORT;

	set_text(q, document, "reason",
	         port      ? allowed ? "network_allowed" : "network_blocked"
	         : allowed ? "variable_passes"
	                   : "variable_removed");
	set_text(q, document, allowed && port ? "access" : "details",
	         port ? arena_printf(q->arena, "%s port %u of any host: %s",
	                             q->access == BLOB_PORT_BIND ? "listen on" : "connect to",
	                             q->port, q->port_answer.reason)
	              : q->variable_answer.reason);
}

static json_t *
scope_json(const struct asked *asked)
{
	const struct question *q = &asked->question;
	struct scope scope = scope_of(asked);
	json_t *document = jsonout_need(json_object());

	set_text(q, document, "status", "scope");
	set_text(q, document, "scope", asked->scope->value);
	set_text(q, document, "state", scope.state);
	jsonout_set(document, "requested", json_boolean(scope.requested));
	jsonout_set(document, "enforced", json_boolean(scope.enforced));
	jsonout_set(document, "supported", json_boolean(scope.supported));
	set_text(q, document, "kernel_abi",
	         arena_printf(asked->policy.read.ir->arena, "%u", probe_abi()));
	set_text(q, document, "details", scope.details);
	return document;
}

void
why_show_json(const struct asked *asked)
{
	static const char *const states[] = {[WHY_ALLOWED] = "allowed",
	                                     [WHY_DENIED] = "denied",
	                                     [WHY_UNHELD] = "denied",
	                                     [WHY_UNDECIDED] = "undecided"};
	const struct question *q = &asked->question;
	json_t *document;

	if (asked->scope) {
		document = scope_json(asked);
	} else {
		document = jsonout_need(json_object());
		set_text(q, document, "status", states[question_state(q)]);
		if (q->about == ABOUT_PATH)
			set_path(asked, document);
		else
			set_plain(asked, document);
		set_text(q, document, "suggested_flag", suggested_flag(asked));
		set_text(q, document, "host", asked->host);
		jsonout_set(document, "why", question_json(q));
	}
	jsonout_write(document, stdout);
	json_decref(document);
}

void
why_show_outside(bool json)
{
	static const char message[] = "NONO_CAP_FILE names no policy: this is no sandbox of nono "
				      "run, or one that lets few variables pass";
	json_t *document;

	if (!json) {
		printf("NOT SANDBOXED\n  %s\n", message);
		return;
	}
	document = jsonout_need(json_object());
	jsonout_set(document, "status", jsonout_need(json_string("not_sandboxed")));
	jsonout_set(document, "message", jsonout_need(json_string(message)));
	jsonout_write(document, stdout);
	json_decref(document);
}
