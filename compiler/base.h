/* SPDX-License-Identifier: Apache-2.0 */
/* base.h - what every file may use; nothing else moves in. */
#ifndef COMPILER_BASE_H
#define COMPILER_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define COUNTOF(array) (sizeof(array) / sizeof((array)[0]))
#define PRINTF(string, first) __attribute__((format(printf, string, first)))

/*
 * A counted string.  A NUL that is not counted follows what arena_str() and the readers make, but
 * not what is a part of another string.
 */
struct str {
	const char *data;
	uint32_t length;
};

/* A string literal as a struct str. */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
/* TEXT, not copied. */
static inline struct str
str_of(const char *text)
{
	return (struct str){text, (uint32_t)strlen(text)};
}
static inline bool
str_equal(struct str a, struct str b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static inline bool
str_is(struct str string, const char *literal)
{
	return str_equal(string, str_of(literal));
}

static inline bool
str_begins(struct str string, const char *literal)
{
	size_t length = strlen(literal);

	return string.length >= length && memcmp(string.data, literal, length) == 0;
}

/* For printf's "%.*s". */
#define STR_ARG(string) (int)(string).length, (string).data

#endif
