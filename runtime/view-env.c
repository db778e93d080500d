/* SPDX-License-Identifier: Apache-2.0 */
/* view-env.c - the built-in lists of variables. */
#include "runtime/view.h"

#include "runtime/mem.h"

bool
env_pattern(const char *pattern, const char *name, size_t length)
{
	size_t wanted = strlen(pattern);
	bool open_start = pattern[0] == '*';
	bool open_end = wanted > 1 && pattern[wanted - 1] == '*';

	pattern += open_start;
	wanted -= (size_t)open_start + open_end;
	if (length < wanted)
		return false;
	if (!open_start)
		return (open_end || length == wanted) && memcmp(name, pattern, wanted) == 0;
	if (!open_end)
		return memcmp(name + length - wanted, pattern, wanted) == 0;
	for (size_t at = 0; at + wanted <= length; at++)
		if (memcmp(name + at, pattern, wanted) == 0)
			return true;
	return false;
}

/*
 * Every variable meets every pattern, and most differ in the one byte that is
 * looked at first: the first, or the last of a pattern that begins with '*'.
 */
#define LAST(pattern) (pattern)[sizeof(pattern) - 2]
#define NAME(pattern)                                                                       \
	((*(pattern) != '*' ? *(pattern) == *name                                           \
	                    : LAST(pattern) == '*' || LAST(pattern) == name[length - 1]) && \
	 env_pattern(pattern, name, length)) ||

bool
env_loads_code(const char *name, size_t length)
{
	return length && (BLOB_ENV_LOADS_CODE(NAME) false);
}

static bool
names_credential(const char *name, size_t length)
{
	return length && (BLOB_ENV_CREDENTIALS(NAME) false) &&
	       !(BLOB_ENV_NO_CREDENTIALS(NAME) false);
}

bool
env_credential(const char *name, size_t length)
{
	char upper[256];

	/* Some are read in either case: npm_config_//host/:_authToken. */
	for (size_t i = 0; i < length && i < sizeof(upper); i++)
		upper[i] = (char)(name[i] >= 'a' && name[i] <= 'z' ? name[i] - 'a' + 'A' : name[i]);
	return names_credential(name, length) ||
	       (length <= sizeof(upper) && names_credential(upper, length));
}
