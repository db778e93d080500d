/* SPDX-License-Identifier: Apache-2.0 */
/* nono.c - the addon: a function of nono.h each, for index.js to make classes of. */
#include "value.h"

#include <stdlib.h>

#define ARGUMENTS 3

/* What a function was called with: undefined, where there is no more. */
struct arguments {
	napi_value value[ARGUMENTS];
};

static struct arguments
arguments_of(napi_env env, napi_callback_info info)
{
	struct arguments arguments;
	size_t count = ARGUMENTS;

	napi_get_cb_info(env, info, &count, arguments.value, NULL, NULL);
	return arguments;
}

static napi_value
version(napi_env env, napi_callback_info info)
{
	(void)info;
	return value_of(env, nono_version());
}

static napi_value
landlock_abi(napi_env env, napi_callback_info info)
{
	(void)info;
	return value_of_number(env, nono_landlock_abi());
}

static napi_value
compile(napi_env env, napi_callback_info info)
{
	struct arguments a = arguments_of(env, info);
	struct nono_options *options;
	struct nono_policy *policy = NULL;
	struct nono_error *error = NULL;
	enum nono_status status;
	char *profile = value_string(env, a.value[0]);

	if (!profile || !value_options(env, a.value[1], &options)) {
		free(profile);
		return NULL;
	}
	status = nono_compile(profile, options, &policy, &error);
	nono_options_free(options);
	free(profile);
	return status ? throw_error(env, error) : value_of_policy(env, policy);
}

/* A Buffer, the number of its format, options. */
static napi_value
compile_text(napi_env env, napi_callback_info info)
{
	struct arguments a = arguments_of(env, info);
	struct nono_options *options;
	struct nono_policy *policy = NULL;
	struct nono_error *error = NULL;
	enum nono_status status;
	uint32_t format = 0;
	void *text = NULL;
	size_t length = 0;

	if (!value_buffer(env, a.value[0], &text, &length))
		return NULL;
	napi_get_value_uint32(env, a.value[1], &format);
	if (!value_options(env, a.value[2], &options))
		return NULL;
	status = nono_compile_text(length ? text : "", length, (enum nono_format)format, options,
	                           &policy, &error);
	nono_options_free(options);
	return status ? throw_error(env, error) : value_of_policy(env, policy);
}

static napi_value
load(napi_env env, napi_callback_info info)
{
	struct arguments a = arguments_of(env, info);
	struct nono_policy *policy = NULL;
	struct nono_error *error = NULL;
	void *blob = NULL;
	size_t length = 0;

	if (!value_buffer(env, a.value[0], &blob, &length))
		return NULL;
	if (nono_load(length ? blob : "", length, &policy, &error) != NONO_OK)
		return throw_error(env, error);
	return value_of_policy(env, policy);
}

static napi_value
blob_of(napi_env env, napi_callback_info info)
{
	struct nono_policy *policy = value_policy(env, arguments_of(env, info).value[0]);
	napi_value made = NULL;
	const void *blob;
	size_t length;

	if (!policy)
		return NULL;
	blob = nono_policy_blob(policy, &length);
	napi_create_buffer_copy(env, length, blob, NULL, &made);
	return made;
}

static napi_value
hash_of(napi_env env, napi_callback_info info)
{
	struct nono_policy *policy = value_policy(env, arguments_of(env, info).value[0]);

	return policy ? value_of(env, nono_policy_hash(policy)) : NULL;
}

static napi_value
diagnostics_of(napi_env env, napi_callback_info info)
{
	struct nono_policy *policy = value_policy(env, arguments_of(env, info).value[0]);

	return policy ? value_of_diagnostics(env, nono_policy_diagnostics(policy)) : NULL;
}

static napi_value
text_of(napi_env env, napi_callback_info info)
{
	struct nono_policy *policy = value_policy(env, arguments_of(env, info).value[0]);
	struct nono_bytes *text = NULL;
	struct nono_error *error = NULL;

	if (!policy)
		return NULL;
	if (nono_policy_text(policy, &text, &error) != NONO_OK)
		return throw_error(env, error);
	return value_of_bytes(env, text);
}

static napi_value
value_of_answer(napi_env env, struct nono_answer *answer)
{
	static const char *const verdicts[] = {"allowed", "denied", "not_held", "undecided"};
	napi_value made = NULL;

	napi_create_object(env, &made);
	value_set(env, made, "verdict", value_of(env, verdicts[nono_answer_verdict(answer)]));
	value_set(env, made, "reason", value_of(env, nono_answer_reason(answer)));
	value_set(env, made, "rule", value_of(env, nono_answer_rule(answer)));
	value_set(env, made, "origin", value_of(env, nono_answer_origin(answer)));
	value_set(env, made, "change", value_of(env, nono_answer_change(answer)));
	value_set(env, made, "adds", value_of(env, nono_answer_adds(answer)));
	value_set(env, made, "text", value_of(env, nono_answer_text(answer)));
	nono_answer_free(answer);
	return made;
}

/* A policy, words, options. */
static napi_value
query(napi_env env, napi_callback_info info)
{
	struct arguments a = arguments_of(env, info);
	struct nono_policy *policy = value_policy(env, a.value[0]);
	struct nono_options *options;
	struct nono_answer *answer = NULL;
	struct nono_error *error = NULL;
	enum nono_status status;
	size_t count = 0;
	char **words = policy ? value_strings(env, a.value[1], &count) : NULL;

	if (!words || !value_options(env, a.value[2], &options)) {
		strings_free(words, count);
		return NULL;
	}
	status = nono_query(policy, (const char *const *)words, count, options, &answer, &error);
	nono_options_free(options);
	strings_free(words, count);
	return status ? throw_error(env, error) : value_of_answer(env, answer);
}

static napi_value
compared(napi_env env, const char *verdict, struct nono_bytes *text)
{
	napi_value made = NULL;

	napi_create_object(env, &made);
	value_set(env, made, "verdict", value_of(env, verdict));
	value_set(env, made, "text", value_of_bytes(env, text));
	return made;
}

static napi_value
diff(napi_env env, napi_callback_info info)
{
	static const char *const changes[] = {"equal", "narrowed", "widened", "undecided"};
	struct arguments a = arguments_of(env, info);
	struct nono_policy *before = value_policy(env, a.value[0]);
	struct nono_policy *after = before ? value_policy(env, a.value[1]) : NULL;
	struct nono_error *error = NULL;
	struct nono_bytes *text = NULL;
	enum nono_change change;

	if (!after)
		return NULL;
	if (nono_diff(before, after, &change, &text, &error) != NONO_OK)
		return throw_error(env, error);
	return compared(env, changes[change], text);
}

static napi_value
contains(napi_env env, napi_callback_info info)
{
	static const char *const verdicts[] = {"contained", "not_contained", "undecided"};
	struct arguments arguments = arguments_of(env, info);
	struct nono_policy *a = value_policy(env, arguments.value[0]);
	struct nono_policy *b = a ? value_policy(env, arguments.value[1]) : NULL;
	struct nono_error *error = NULL;
	struct nono_bytes *text = NULL;
	enum nono_containment containment;

	if (!b)
		return NULL;
	if (nono_contains(a, b, &containment, &text, &error) != NONO_OK)
		return throw_error(env, error);
	return compared(env, verdicts[containment], text);
}

/* A policy, options. */
static napi_value
dry_run(napi_env env, napi_callback_info info)
{
	struct arguments a = arguments_of(env, info);
	struct nono_policy *policy = value_policy(env, a.value[0]);
	struct nono_options *options;
	struct nono_bytes *text = NULL, *messages = NULL;
	struct nono_error *error = NULL;
	enum nono_status status;
	napi_value made = NULL;

	if (!policy || !value_options(env, a.value[1], &options))
		return NULL;
	status = nono_dry_run(policy, options, &text, &messages, &error);
	nono_options_free(options);
	if (status)
		return throw_error(env, error);
	napi_create_object(env, &made);
	value_set(env, made, "text", value_of_bytes(env, text));
	value_set(env, made, "messages", value_of_bytes(env, messages));
	return made;
}

static napi_value
apply(napi_env env, napi_callback_info info)
{
	struct arguments a = arguments_of(env, info);
	struct nono_policy *policy = value_policy(env, a.value[0]);
	struct nono_options *options;
	struct nono_bytes *messages = NULL;
	struct nono_error *error = NULL;
	enum nono_status status;

	if (!policy || !value_options(env, a.value[1], &options))
		return NULL;
	status = nono_apply(policy, options, &messages, &error);
	nono_options_free(options);
	return status ? throw_error(env, error) : value_of_bytes(env, messages);
}

/* An array, or null if the run was not traced. */
static napi_value
value_of_denials(napi_env env, const struct nono_result *result)
{
	size_t count = nono_result_denials(result);
	napi_value list = NULL;

	if (!nono_result_traced(result))
		return value_of(env, NULL);
	napi_create_array_with_length(env, count, &list);
	for (size_t i = 0; i < count; i++) {
		napi_value one = NULL;

		napi_create_object(env, &one);
		value_set(env, one, "operation", value_of(env, nono_denial_operation(result, i)));
		value_set(env, one, "subject", value_of(env, nono_denial_subject(result, i)));
		value_set(env, one, "text", value_of(env, nono_denial_text(result, i)));
		value_set(env, one, "change", value_of(env, nono_denial_change(result, i)));
		value_set(env, one, "times",
		          value_of_number(env, (int64_t)nono_denial_times(result, i)));
		napi_set_element(env, list, (uint32_t)i, one);
	}
	return list;
}

static napi_value
value_of_result(napi_env env, struct nono_result *result)
{
	napi_value made = NULL, output = NULL, errors = NULL;
	const char *text;
	size_t length;

	napi_create_object(env, &made);
	text = nono_result_output(result, &length);
	napi_create_buffer_copy(env, length, text, NULL, &output);
	text = nono_result_errors(result, &length);
	napi_create_buffer_copy(env, length, text, NULL, &errors);
	value_set(env, made, "status", value_of_number(env, nono_result_status(result)));
	value_set(env, made, "signal", value_of_number(env, nono_result_signal(result)));
	value_set(env, made, "stdout", output);
	value_set(env, made, "stderr", errors);
	value_set(env, made, "messages", value_of(env, nono_result_messages(result)));
	value_set(env, made, "denials", value_of_denials(env, result));
	value_set(env, made, "unrecorded",
	          value_of_number(env, (int64_t)nono_result_unrecorded(result)));
	nono_result_free(result);
	return made;
}

/* A policy, words, options. */
static napi_value
run(napi_env env, napi_callback_info info)
{
	struct arguments a = arguments_of(env, info);
	struct nono_policy *policy = value_policy(env, a.value[0]);
	struct nono_options *options;
	struct nono_result *result = NULL;
	struct nono_error *error = NULL;
	enum nono_status status;
	size_t count = 0;
	char **command = policy ? value_strings(env, a.value[1], &count) : NULL;

	if (!command || !value_options(env, a.value[2], &options)) {
		strings_free(command, count);
		return NULL;
	}
	status = nono_run(policy, (const char *const *)command, count, options, &result, &error);
	nono_options_free(options);
	strings_free(command, count);
	return status ? throw_error(env, error) : value_of_result(env, result);
}

static const struct {
	const char *name;
	napi_callback function;
} functions[] = {
    {"apply", apply},       {"blob", blob_of},
    {"compile", compile},   {"compileText", compile_text},
    {"contains", contains}, {"diagnostics", diagnostics_of},
    {"diff", diff},         {"dryRun", dry_run},
    {"hash", hash_of},      {"landlockAbi", landlock_abi},
    {"load", load},         {"query", query},
    {"run", run},           {"text", text_of},
    {"version", version},
};

NAPI_MODULE_INIT()
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		napi_value function = NULL;

		napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH,
		                     functions[i].function, NULL, &function);
		value_set(env, exports, functions[i].name, function);
	}
	return exports;
}
