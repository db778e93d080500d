/* SPDX-License-Identifier: Apache-2.0 */
/* view-env.c - the built-in lists of variables. */
#include "runtime/view.h"

#include "runtime/mem.h"

/* Whether NAME begins with WANTED; FOLD: whatever case its letters have, WANTED's are large. */
static bool
begins(const char *name, const char *wanted, size_t length, bool fold)
{
	if (!fold)
		return memcmp(name, wanted, length) == 0;
	for (size_t i = 0; i < length; i++) {
		char c = name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 'a' + 'A') : name[i];

		if (c != wanted[i])
			return false;
	}
	return true;
}

static bool
matches(const char *pattern, const char *name, size_t length, bool fold)
{
	size_t wanted = strlen(pattern);
	bool open_start = pattern[0] == '*';
	bool open_end = wanted > 1 && pattern[wanted - 1] == '*';

	pattern += open_start;
	wanted -= (size_t)open_start + open_end;
	if (length < wanted)
		return false;
	if (!open_start)
		return (open_end || length == wanted) && begins(name, pattern, wanted, fold);
	if (!open_end)
		return begins(name + length - wanted, pattern, wanted, fold);
	for (size_t at = 0; at + wanted <= length; at++)
		if (begins(name + at, pattern, wanted, fold))
			return true;
	return false;
}

/* Whether NAME is PATTERN of the lists in blob.h: a '*' at its start or end is anything. */
static bool
is_like(const char *pattern, const char *name, size_t length)
{
	return matches(pattern, name, length, false);
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
#define NAME(pattern) (MAY_BE(pattern) && is_like(pattern, name, length)) ||
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

/* The same for a name in small letters or mixed ones; one so long is none of the exceptions. */
#define LONG_NAME 256
#define FOLDED(pattern) matches(pattern, name, length, true) ||
#define SHORT(pattern) _Static_assert(SIZE(pattern) <= LONG_NAME, pattern);
BLOB_ENV_NO_CREDENTIALS(SHORT)

bool
env_credential(const char *name, size_t length)
{
	char upper[LONG_NAME];
	bool other = false;

	if (length > sizeof(upper))
		return BLOB_ENV_CREDENTIALS(FOLDED) false;
	/* Some are read in either case: npm_config_//host/:_authToken. */
	for (size_t i = 0; i < length; i++) {
		bool lower = name[i] >= 'a' && name[i] <= 'z';

		upper[i] = (char)(lower ? name[i] - 'a' + 'A' : name[i]);
		other = other || lower;
	}
	return names_credential(name, length) || (other && names_credential(upper, length));
}
