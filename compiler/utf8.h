/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h - code points: decoding, and those that deceive whoever reads them. */
#ifndef COMPILER_UTF8_H
#define COMPILER_UTF8_H

#include "compiler/base.h"

#define UTF8_BOM "\xef\xbb\xbf"

/*
 * Decodes the code point at DATA, of which LENGTH (> 0) bytes may be read.
 * Returns its length, or 0 for bytes that are no UTF-8 (overlong forms,
 * surrogates and code points above U+10FFFF included).
 */
uint32_t utf8_decode(const char *data, size_t length, uint32_t *point);
/*
 * How many of LENGTH bytes at DATA, from the first on, are ASCII and no control characters: those
 * that nobody has to look at one by one.
 */
uint32_t utf8_plain(const char *data, uint32_t length);
/* Writes a code point (at most U+10FFFF) and returns its length, up to 4. */
uint32_t utf8_encode(uint32_t point, char *data);
/* Code points in LENGTH bytes of UTF-8; a stray byte counts as one where it can. */
uint32_t utf8_count(const char *data, size_t length);
/* Terminal columns: 0 for combining marks, 2 for wide characters, else 1. */
unsigned utf8_width(uint32_t point);

enum utf8_class {
	UTF8_PLAIN,
	UTF8_CONTROL, /* C0 but tab, line feed and carriage return; DEL; C1 but NEL */
	UTF8_BREAK,   /* NEL, LS, PS: a line break to some programs only */
	UTF8_BIDI,    /* changes the order in which text shows */
	UTF8_ZERO,    /* does not show at all */
};

enum utf8_class utf8_classify(uint32_t point);
/* Whether it is white space to programs that trim lines. */
bool utf8_blank(uint32_t point);
/*
 * The two parts that POINT is canonically the same as (NFD has the first one taken apart again);
 * false for what has no parts, and for letters of rarer scripts.
 */
bool utf8_parts(uint32_t point, uint32_t parts[static 2]);
/* Whether BASE and MARK are together the same as one letter. */
bool utf8_joins(uint32_t base, uint32_t mark);

#endif
