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

/* A counted string.  The bytes are followed by a NUL that is not counted. */
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
/* For printf's "%.*s". */
#define STR_ARG(string) (int)(string).length, (string).data

#endif
