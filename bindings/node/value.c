/* SPDX-License-Identifier: Apache-2.0 */
/* value.c - values of JavaScript and of nono.h, from one to the other. */
#include "value.h"

#include <stdlib.h>
#include <string.h>

static const char *const statuses[] = {"NONO_OK",     "NONO_POLICY",      "NONO_USAGE",
                                       "NONO_FILE",   "NONO_MEMORY",      "NONO_REFUSED",
                                       "NONO_SYSTEM", "NONO_UNSUPPORTED", "NONO_COMMAND"};

napi_value
value_of(napi_env env, const char *text)
{
	napi_value value = NULL;

	if (text)
		napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
	else
		napi_get_null(env, &value);
	return value;
}

napi_value
value_of_number(napi_env env, int64_t number)
{
	napi_value value = NULL;

	napi_create_int64(env, number, &value);
	return value;
}

void
value_set(napi_env env, napi_value object, const char *name, napi_value value)
{
	if (object && value)
		napi_set_named_property(env, object, name, value);
}

napi_value
value_of_bytes(napi_env env, struct nono_bytes *bytes)
{
	napi_value value = NULL;

	napi_create_string_utf8(env, nono_bytes_data(bytes), nono_bytes_length(bytes), &value);
	nono_bytes_free(bytes);
	return value;
}

napi_value
value_of_diagnostics(napi_env env, const struct nono_diagnostics *found)
{
	static const char *const severities[] = {"note", "warning", "error"};
	size_t count = found ? nono_diagnostics_count(found) : 0;
	napi_value list = NULL;

	napi_create_array_with_length(env, count, &list);
	for (size_t i = 0; i < count; i++) {
		napi_value one = NULL;

		napi_create_object(env, &one);
		value_set(env, one, "severity",
		          value_of(env, severities[nono_diagnostic_severity(found, i)]));
		value_set(env, one, "code", value_of(env, nono_diagnostic_code(found, i)));
		value_set(env, one, "name", value_of(env, nono_diagnostic_name(found, i)));
		value_set(env, one, "message", value_of(env, nono_diagnostic_message(found, i)));
		value_set(env, one, "file", value_of(env, nono_diagnostic_file(found, i)));
		value_set(env, one, "line", value_of_number(env, nono_diagnostic_line(found, i)));
		value_set(env, one, "column",
		          value_of_number(env, nono_diagnostic_column(found, i)));
		napi_set_element(env, list, (uint32_t)i, one);
	}
	return list;
}

napi_value
throw_usage(napi_env env, const char *expected)
{
	napi_throw_type_error(env, "NONO_USAGE", expected);
	return NULL;
}

napi_value
throw_error(napi_env env, struct nono_error *error)
{
	const struct nono_diagnostics *found = nono_error_diagnostics(error);
	size_t status = (size_t)nono_error_status(error);
	const char *code =
	    status < sizeof(statuses) / sizeof(statuses[0]) ? statuses[status] : "NONO_OTHER";
	napi_value made = NULL;

	napi_create_error(env, value_of(env, code), value_of(env, nono_error_message(error)),
	                  &made);
	value_set(env, made, "diagnostics", value_of_diagnostics(env, found));
	value_set(env, made, "text", value_of(env, found ? nono_diagnostics_text(found) : ""));
	nono_error_free(error);
	napi_throw(env, made);
	return NULL;
}

char *
value_string(napi_env env, napi_value value)
{
	size_t length = 0, got;
	char *text;

	if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok) {
		throw_usage(env, "expected a string");
		return NULL;
	}
	text = malloc(length + 1);
	if (!text) {
		napi_throw_error(env, "NONO_MEMORY", "out of memory");
		return NULL;
	}
	napi_get_value_string_utf8(env, value, text, length + 1, &got);
	if (strlen(text) == length)
		return text;
	free(text);
	throw_usage(env, "a NUL byte in a word");
	return NULL;
}

void
strings_free(char **strings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(strings[i]);
	free(strings);
}

char **
value_strings(napi_env env, napi_value value, size_t *count)
{
	uint32_t length = 0;
	char **strings;

	if (napi_get_array_length(env, value, &length) != napi_ok) {
		throw_usage(env, "expected an array of strings");
		return NULL;
	}
	strings = calloc((size_t)length + 1, sizeof(*strings));
	if (!strings) {
		napi_throw_error(env, "NONO_MEMORY", "out of memory");
		return NULL;
	}
	for (uint32_t i = 0; i < length; i++) {
		napi_value item;

		if (napi_get_element(env, value, i, &item) != napi_ok ||
		    !(strings[i] = value_string(env, item))) {
			strings_free(strings, i);
			return NULL;
		}
	}
	*count = length;
	return strings;
}

bool
value_buffer(napi_env env, napi_value value, void **bytes, size_t *length)
{
	bool is = false;

	/* Asked for the bytes of anything else, some versions end the process. */
	if (napi_is_buffer(env, value, &is) == napi_ok && is &&
	    napi_get_buffer_info(env, value, bytes, length) == napi_ok)
		return true;
	throw_usage(env, "expected a Buffer");
	return false;
}

static void
drop_policy(napi_env env, void *policy, void *hint)
{
	(void)env;
	(void)hint;
	nono_policy_free(policy);
}

napi_value
value_of_policy(napi_env env, struct nono_policy *policy)
{
	napi_value value = NULL;

	if (napi_create_external(env, policy, drop_policy, NULL, &value) != napi_ok)
		nono_policy_free(policy);
	return value;
}

struct nono_policy *
value_policy(napi_env env, napi_value value)
{
	void *policy = NULL;

	if (napi_get_value_external(env, value, &policy) != napi_ok)
		throw_usage(env, "expected a policy");
	return policy;
}

/* The member NAME of OBJECT, NULL if it is undefined or null. */
static napi_value
member(napi_env env, napi_value object, const char *name)
{
	napi_value value = NULL;
	napi_valuetype type = napi_undefined;

	if (napi_get_named_property(env, object, name, &value) != napi_ok)
		return NULL;
	napi_typeof(env, value, &type);
	return type == napi_undefined || type == napi_null ? NULL : value;
}

/* A setter that takes a string. */
static bool
set_string(napi_env env, napi_value value, struct nono_options *options,
           enum nono_status (*set)(struct nono_options *options, const char *text,
                                   struct nono_error **error))
{
	struct nono_error *error = NULL;
	char *text;
	enum nono_status status;

	if (!value)
		return true;
	text = value_string(env, value);
	if (!text)
		return false;
	status = set(options, text, &error);
	free(text);
	if (status)
		throw_error(env, error);
	return !status;
}

/* index.js makes arrays of "NAME=value" of what are maps for its callers. */
static bool
set_definitions(napi_env env, napi_value value, struct nono_options *options)
{
	uint32_t count = 0;

	if (!value)
		return true;
	napi_get_array_length(env, value, &count);
	for (uint32_t i = 0; i < count; i++) {
		napi_value item = NULL;

		napi_get_element(env, value, i, &item);
		if (!set_string(env, item, options, nono_options_define))
			return false;
	}
	return true;
}

static bool
set_environment(napi_env env, napi_value value, struct nono_options *options)
{
	struct nono_error *error = NULL;
	enum nono_status status;
	char **variables;
	size_t count = 0;

	if (!value)
		return true;
	variables = value_strings(env, value, &count);
	if (!variables)
		return false;
	status =
	    nono_options_set_environment(options, (const char *const *)variables, count, &error);
	strings_free(variables, count);
	if (status)
		throw_error(env, error);
	return !status;
}

/* Only a boolean is one: what was meant to be set must not be left out. */
static bool
flag(napi_env env, napi_value object, const char *name, bool *on)
{
	napi_value value = member(env, object, name);

	*on = false;
	if (!value || napi_get_value_bool(env, value, on) == napi_ok)
		return true;
	throw_usage(env, "expected true or false for warningsAreErrors, strict, capture and trace");
	return false;
}

static bool
set_flags(napi_env env, napi_value value, struct nono_options *options)
{
	bool errors, strict, capture, trace;

	if (!flag(env, value, "warningsAreErrors", &errors) ||
	    !flag(env, value, "strict", &strict) || !flag(env, value, "capture", &capture) ||
	    !flag(env, value, "trace", &trace))
		return false;
	nono_options_set_warnings_are_errors(options, errors);
	nono_options_set_strict(options, strict);
	nono_options_set_capture(options, capture);
	nono_options_set_trace(options, trace);
	return true;
}

static bool
set_abi(napi_env env, napi_value value, struct nono_options *options)
{
	double number = 0;

	if (value && (napi_get_value_double(env, value, &number) != napi_ok || !(number >= 0) ||
	              number > UINT32_MAX || number != (double)(uint32_t)number)) {
		throw_usage(env, "expected a Landlock ABI as a number, 0 and up");
		return false;
	}
	nono_options_set_abi(options, (uint32_t)number);
	return true;
}

bool
value_options(napi_env env, napi_value value, struct nono_options **options)
{
	struct nono_error *error = NULL;
	napi_valuetype type = napi_undefined;

	*options = NULL;
	napi_typeof(env, value, &type);
	if (type == napi_undefined)
		return true;
	if (nono_options_new(options, &error) != NONO_OK) {
		throw_error(env, error);
		return false;
	}
	if (set_flags(env, value, *options) && set_abi(env, member(env, value, "abi"), *options) &&
	    set_string(env, member(env, value, "target"), *options, nono_options_set_target) &&
	    set_string(env, member(env, value, "cwd"), *options, nono_options_set_directory) &&
	    set_string(env, member(env, value, "home"), *options, nono_options_set_home) &&
	    set_definitions(env, member(env, value, "define"), *options) &&
	    set_environment(env, member(env, value, "env"), *options))
		return true;
	nono_options_free(*options);
	*options = NULL;
	return false;
}
