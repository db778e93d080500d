/* SPDX-License-Identifier: Apache-2.0 */
/* env.h - the command's environment. */
#ifndef RUNTIME_ENV_H
#define RUNTIME_ENV_H

#include "runtime/loader.h"

enum env_fate {
	ENV_PASSES,
	ENV_LOADS_CODE, /* built-in list */
	ENV_CREDENTIAL, /* built-in list, and the profile does not name it */
	ENV_DENIED,
	ENV_NOT_LISTED,
	ENV_REPLACED, /* the profile sets it */
	ENV_MALFORMED,
};

/* What happens to "NAME=value"; *LENGTH is the name's. */
enum env_fate env_fate(const struct loader *loader, const char *variable, size_t *length);
/* Bytes of tables that env_build() takes. */
size_t env_size(const struct loader *loader);
/* Built-in removals, deny, allow, set: in this order. */
int env_build(struct loader *loader);
/* The value that ENV sets, at most SIZE bytes with the NUL; its length, or -errno. */
long env_value(const struct loader *loader, const struct blob_env *env, char *value, size_t size);

#endif
