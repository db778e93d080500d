/* SPDX-License-Identifier: Apache-2.0 */
/* value.h - values of JavaScript and of nono.h, from one to the other. */
#ifndef NODE_VALUE_H
#define NODE_VALUE_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <nono.h>

/* All return false, or NULL, when JavaScript has an exception to tell of. */

/* A copy of the string VALUE, for free(). */
char *value_string(napi_env env, napi_value value);
/* The strings of the array VALUE, and how many; for strings_free(). */
char **value_strings(napi_env env, napi_value value, size_t *count);
void strings_free(char **strings, size_t count);
/* The bytes of VALUE, which stay its own. */
bool value_buffer(napi_env env, napi_value value, void **bytes, size_t *length);
/* The policy that VALUE, made by value_of_policy(), is. */
struct nono_policy *value_policy(napi_env env, napi_value value);
/* What the object VALUE says, or undefined; for nono_options_free(). */
bool value_options(napi_env env, napi_value value, struct nono_options **options);

/* A string, null for NULL; what is no UTF-8 is replaced. */
napi_value value_of(napi_env env, const char *text);
napi_value value_of_policy(napi_env env, struct nono_policy *policy);
napi_value value_of_diagnostics(napi_env env, const struct nono_diagnostics *found);
/* The text, which is freed. */
napi_value value_of_bytes(napi_env env, struct nono_bytes *bytes);
/* Gives OBJECT a member. */
void value_set(napi_env env, napi_value object, const char *name, napi_value value);
napi_value value_of_number(napi_env env, int64_t number);

/* Throws what ERROR says, and frees it; NULL. */
napi_value throw_error(napi_env env, struct nono_error *error);
/* The same for an argument that is not what was EXPECTED. */
napi_value throw_usage(napi_env env, const char *expected);

#endif
