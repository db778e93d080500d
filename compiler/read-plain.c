/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read-plain.c - what a plain (unquoted) scalar of YAML is.
 *
 * YAML 1.1, YAML 1.2 and their libraries disagree about what 'no', '0777' or
 * '1:30' is.  A policy must mean one thing, so all that any of them takes for
 * something else than a string is ambiguous, unless JSON settles it.
 */
#include "compiler/read-plain.h"

#include <string.h>
#include <strings.h>

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static uint32_t
digits(struct str text, uint32_t at)
{
	while (at < text.length && digit(text.data[at]))
		at++;
	return at;
}

static bool
has(struct str text, uint32_t at, const char *set)
{
	return at < text.length && text.data[at] && strchr(set, text.data[at]);
}

static bool
json_number(struct str text)
{
	uint32_t at = has(text, 0, "-") ? 1 : 0;
	uint32_t end = digits(text, at);
	if (end == at || (text.data[at] == '0' && end > at + 1))
		return false;
	if (has(text, end, ".")) {
		at = end + 1;
		end = digits(text, at);
		if (end == at)
			return false;
	}
	if (has(text, end, "eE")) {
		at = end + 1;
		at += has(text, at, "+-") ? 1 : 0;
		end = digits(text, at);
		if (end == at)
			return false;
	}
	return end == text.length;
}

/* All of the text from AT on, one byte at least, is of SET. */
static bool
only(struct str text, uint32_t at, const char *set)
{
	uint32_t from = at;
	while (has(text, at, set))
		at++;
	return at == text.length && at > from;
}

/* 0x1F, 0b1, 0o7; 1_000, 0777, 1.2.3, 1:30, .5, 1e3 and what else could be a number. */
static bool
number_like(struct str text)
{
	uint32_t at = has(text, 0, "+-") ? 1 : 0;
	if (has(text, at, "0") && has(text, at + 1, "xX"))
		return only(text, at + 2, "0123456789abcdefABCDEF_");
	if (has(text, at, "0") && has(text, at + 1, "oObB"))
		return only(text, at + 2, "01234567_");
	uint32_t end = at;
	bool any = false;
	for (; has(text, end, "0123456789_.:"); end++)
		any |= digit(text.data[end]);
	if (!any || has(text, at, "_:"))
		return false;
	if (has(text, end, "eE")) {
		end++;
		end += has(text, end, "+-") ? 1 : 0;
		return end == text.length || digits(text, end) == text.length;
	}
	return end == text.length;
}

/* 2024-01-31, and what may follow it in a timestamp. */
static bool
date_like(struct str text)
{
	uint32_t year = digits(text, 0);
	if (year != 4 || !has(text, year, "-"))
		return false;
	uint32_t month = digits(text, year + 1);
	if (month == year + 1 || month > year + 3 || !has(text, month, "-"))
		return false;
	uint32_t day = digits(text, month + 1);
	if (day == month + 1 || day > month + 3)
		return false;
	return day == text.length || has(text, day, "Tt \t");
}

static bool
word_like(struct str text)
{
	static const char *const words[] = {
	    "y", "n",  "yes", "no",   "on",    "off",   "true", "false", "null",
	    "~", "<<", "=",   ".inf", "+.inf", "-.inf", ".nan", "-",     "+",
	};
	/* Most texts are longer than any of them. */
	if (text.length > strlen("false"))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == text.length &&
		    strncasecmp(words[i], text.data, text.length) == 0)
			return true;
	return false;
}

static bool
is(struct str text, const char *literal)
{
	return strlen(literal) == text.length && memcmp(literal, text.data, text.length) == 0;
}

enum plain
plain_kind(struct str text)
{
	if (text.length == 0 || is(text, "null"))
		return PLAIN_NULL;
	if (is(text, "true"))
		return PLAIN_TRUE;
	if (is(text, "false"))
		return PLAIN_FALSE;
	if (json_number(text))
		return PLAIN_NUMBER;
	if (word_like(text) || number_like(text) || date_like(text))
		return PLAIN_AMBIGUOUS;
	return PLAIN_STRING;
}
