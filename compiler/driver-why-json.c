/* SPDX-License-Identifier: Apache-2.0 */
/* driver-why-json.c - the answer of nonoc why, for programs. */
#include "compiler/driver-why.h"

#include <errno.h>

static const char *const states[] = {[WHY_ALLOWED] = "allowed",
                                     [WHY_DENIED] = "denied",
                                     [WHY_UNHELD] = "not_held",
                                     [WHY_UNDECIDED] = "undecided"};

static void
set_text(const struct question *q, json_t *object, const char *key, const char *text)
{
	jsonout_set(object, key, jsonout_text(q->arena, text));
}

static json_t *
rule_json(const struct question *q, const struct rule *rule)
{
	json_t *object;

	if (!rule)
		return json_null();
	object = jsonout_need(json_object());
	set_text(q, object, "path", path_text(q->arena, &rule->path));
	jsonout_set(object, "rights", access_json(rule->rights));
	set_text(q, object, "origin", origin_chain(q->policy.ir, rule->at, rule->origin));
	return object;
}

static json_t *
answer_json(const struct question *q, const struct why *why, enum thing thing)
{
	const struct verdict *verdict = &why->verdict;
	json_t *object = jsonout_need(json_object());
	json_t *assumed = jsonout_need(json_array());

	set_text(q, object, "verdict", states[why->state]);
	set_text(q, object, "thing", thing_name(thing));
	jsonout_set(object, "missing", access_json(verdict->missing));
	set_text(q, object, "where",
	         verdict->allowed ? NULL : path_text(q->arena, &verdict->where));
	set_text(q, object, "errno",
	         verdict->allowed          ? NULL
	         : verdict->error == EXDEV ? "EXDEV"
	                                   : "EACCES");
	jsonout_set(object, "held_from",
	            verdict->held_from ? json_integer(verdict->held_from) : json_null());
	jsonout_set(object, verdict->allowed ? "grant" : "deny", rule_json(q, verdict->rule));
	jsonout_set(object, "nearest_grant", rule_json(q, why->nearest));
	jsonout_set(object, "unless", rule_json(q, why->unless));
	for (size_t i = 0; i < why->assumed_count && i < COUNTOF(why->assumed); i++)
		jsonout_append(assumed, rule_json(q, why->assumed[i]));
	jsonout_set(object, "assumed", assumed);
	jsonout_set(object, "assumed_count", json_integer((json_int_t)why->assumed_count));
	set_text(q, object, "change", why->change);
	set_text(q, object, "obstacle", why->obstacle);
	set_text(q, object, "adds", why->adds);
	set_text(q, object, "credential", why->credential);
	return object;
}

static json_t *
paths_json(const struct question *q)
{
	const struct path *paths[] = {&q->query.path, &q->query.second};
	json_t *array = jsonout_need(json_array());

	for (int i = 0; i < 2 && q->given[i]; i++) {
		json_t *object = jsonout_need(json_object());

		set_text(q, object, "given", q->given[i]);
		set_text(q, object, "path", path_text(q->arena, paths[i]));
		jsonout_set(object, "bound_here", json_boolean(q->bound));
		jsonout_set(object, "symlink", json_boolean(q->object[i].link_count > 0));
		set_text(q, object, "error", q->object[i].error);
		set_text(q, object, "granted_as", q->alias[i]);
		jsonout_append(array, object);
	}
	return array;
}

static void
set_plain(const struct question *q, json_t *document)
{
	const struct why_port *port = &q->port_answer;
	const struct why_env *env = &q->variable_answer;
	bool about_port = q->about == ABOUT_PORT;
	const char *origin = NULL;

	if (about_port && port->rule)
		origin = origin_chain(q->policy.ir, port->rule->at, port->rule->origin);
	if (!about_port && env->rule)
		origin = origin_chain(q->policy.ir, env->rule->at, env->rule->origin);
	set_text(q, document, "subject", q->given[0]);
	if (about_port)
		set_text(q, document, "protocol", q->protocol == BLOB_UDP ? "udp" : "tcp");
	set_text(q, document, "reason", about_port ? port->reason : env->reason);
	set_text(q, document, "origin", origin);
	set_text(q, document, "change", about_port ? port->change : env->change);
}

static json_t *
probe_json(const struct question *q)
{
	const struct probe *probe = &q->probe;
	bool tried = !probe->refused && !probe->untried;
	json_t *object;

	if (!probe->asked)
		return json_null();
	object = jsonout_need(json_object());
	set_text(q, object, "kernel", tried ? errno_name(probe->attempt.result) : NULL);
	set_text(q, object, "without_policy", tried ? errno_name(probe->attempt.control) : NULL);
	set_text(q, object, "not_probed", probe->untried);
	set_text(q, object, "refused", probe->refused);
	jsonout_set(object, "differs", json_boolean(probe->differs));
	return object;
}

json_t *
question_json(const struct question *q)
{
	json_t *document = jsonout_need(json_object());

	set_text(q, document, "schema", "nonoc.why/1");
	set_text(q, document, "verdict", states[question_state(q)]);
	set_text(q, document, "operation", q->word);
	if (q->about == ABOUT_PATH) {
		jsonout_set(document, "paths", paths_json(q));
		jsonout_set(document, "answer", answer_json(q, &q->answer, q->query.thing));
		jsonout_set(document, "otherwise",
		            q->both ? answer_json(q, &q->other, q->other_thing) : json_null());
		jsonout_set(document, "skipped_grant", rule_json(q, q->missing));
	} else {
		set_plain(q, document);
	}
	set_text(q, document, "interpreter", q->interpreter);
	set_text(q, document, "refused_here", q->refusal);
	jsonout_set(document, "probe", probe_json(q));
	return document;
}

void
question_show_json(const struct question *q)
{
	json_t *document = question_json(q);

	jsonout_write(document, q->out);
	json_decref(document);
}
