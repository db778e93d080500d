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
 * Every variable meets every pattern, and most differ in what is looked at first: the length where
 * the pattern is a whole name, else two bytes at the end that it binds.
 */
#define SIZE(pattern) (sizeof(pattern) - 1)
#define STARTS(pattern) ((pattern)[0] != '*')
#define ENDS(pattern) ((pattern)[SIZE(pattern) - 1] != '*')
#define MAY_BE(pattern)                                                                        \
	(STARTS(pattern) && ENDS(pattern) ? length == SIZE(pattern) && name[0] == (pattern)[0] \
	 : STARTS(pattern)                                                                     \
	     ? name[0] == (pattern)[0] && name[1] == (pattern)[1]                              \
	     : !ENDS(pattern) || (name[length - 1] == (pattern)[SIZE(pattern) - 1] &&          \
	                          name[length - 2] == (pattern)[SIZE(pattern) - 2]))
#define NAME(pattern) (MAY_BE(pattern) && env_pattern(pattern, name, length)) ||
#define TWO_BYTES(pattern) _Static_assert(SIZE(pattern) > 1, pattern);
BLOB_ENV_LOADS_CODE(TWO_BYTES)
BLOB_ENV_CREDENTIALS(TWO_BYTES)
BLOB_ENV_NO_CREDENTIALS(TWO_BYTES)

bool
env_loads_code(const char *name, size_t length)
{
	return length > 1 && (BLOB_ENV_LOADS_CODE(NAME) false);
}

static bool
names_credential(const char *name, size_t length)
{
	return length > 1 && (BLOB_ENV_CREDENTIALS(NAME) false) &&
	       !(BLOB_ENV_NO_CREDENTIALS(NAME) false);
}

bool
env_credential(const char *name, size_t length)
{
	char upper[256];
	bool other = false;

	/* Some are read in either case: npm_config_//host/:_authToken. */
	for (size_t i = 0; i < length && i < sizeof(upper); i++) {
		bool lower = name[i] >= 'a' && name[i] <= 'z';

		upper[i] = (char)(lower ? name[i] - 'a' + 'A' : name[i]);
		other = other || lower;
	}
	return names_credential(name, length) ||
	       (other && length <= sizeof(upper) && names_credential(upper, length));
}
