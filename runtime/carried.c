/* SPDX-License-Identifier: Apache-2.0 */
/* carried.c - finds the lines for nono-exec in a text for macOS: nothing there is guessed. */
#include "runtime/carried.h"

#include "runtime/crc32c.h"
#include "runtime/mem.h"

enum { MARK = sizeof(CARRIED_MARK) - 1, HEAD = sizeof(CARRIED_HEAD) - 1 };
enum { HEAD_LINE = HEAD + (int)CARRIED_DIGITS + 1 }; /* with its newline */
enum { FULL_LINE = MARK + (int)CARRIED_LINE + 1 };

void
carried_digits(const void *text, size_t size, char digits[static CARRIED_DIGITS + 1])
{
	uint32_t crc = crc32c(0, text, size);

	for (unsigned i = 0; i < CARRIED_DIGITS; i++)
		digits[i] = "0123456789abcdef"[crc >> (28 - 4 * i) & 15];
	digits[CARRIED_DIGITS] = '\0';
}

/* Where the first line that begins with the mark is; SIZE if there is none. */
static size_t
find_mark(const uint8_t *text, size_t size)
{
	size_t at = 0;

	while (size - at >= MARK && memcmp(text + at, CARRIED_MARK, MARK) != 0) {
		at = text_find((const char *)text, at, size, '\n');
		if (at == size)
			return size;
		at++;
	}
	return size - at < MARK ? size : at;
}

/* The bytes that base64 of ENCODED characters, with as much padding as at END, stands for. */
static size_t
decoded_size(size_t encoded, const uint8_t *end)
{
	return encoded / 4 * 3 - (end[-1] == '=') - (end[-1] == '=' && end[-2] == '=');
}

const char *
carried_find(struct carried *carried, const uint8_t *text, size_t size)
{
	static const char damaged[] = "its lines for nono-exec are not as nonoc writes them";
	char digits[CARRIED_DIGITS + 1];
	size_t at = find_mark(text, size), rest, last;

	if (at == size)
		return "it has no lines for nono-exec, which --no-comments leaves out";
	if (text_find((const char *)text, 0, at, '\0') != at)
		return "it has a NUL byte";
	if (size - at < HEAD_LINE || memcmp(text + at, CARRIED_HEAD, HEAD) != 0 ||
	    text[at + HEAD_LINE - 1] != '\n')
		return damaged;
	carried_digits(text, at, digits);
	if (memcmp(text + at + HEAD, digits, CARRIED_DIGITS) != 0)
		return "its rules are not those that nonoc wrote";
	carried->text = at;
	carried->encoded = at + HEAD_LINE;
	rest = size - carried->encoded;
	last = rest % FULL_LINE;
	if (!rest || (last && (last <= MARK + 1 || (last - MARK - 1) % 4)) ||
	    text[size - 1] != '\n')
		return damaged;
	carried->size = decoded_size(rest / FULL_LINE * CARRIED_LINE + (last ? last - MARK - 1 : 0),
	                             text + size - 1);
	return NULL;
}

/* The value of a character of base64; 64 for any other. */
static unsigned
value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26u;
	if (c >= '0' && c <= '9')
		return c - '0' + 52u;
	return c == '+' ? 62 : c == '/' ? 63 : 64;
}

/* Four characters: the bytes that BLOB has room for, of at most LEFT; 0 if they are none. */
static size_t
decode_four(const uint8_t *four, uint8_t *blob, size_t left)
{
	size_t bytes = left < 3 ? left : 3;
	uint32_t word = 0;

	for (size_t i = 0; i < 4; i++) {
		bool padding = i > bytes;

		if (padding ? four[i] != '=' : value_of(four[i]) > 63)
			return 0;
		word = word << 6 | (padding ? 0 : value_of(four[i]));
	}
	if (word & ((1u << (24 - 8 * bytes)) - 1))
		return 0;
	for (size_t i = 0; i < bytes; i++)
		blob[i] = (uint8_t)(word >> (16 - 8 * i));
	return bytes;
}

bool
carried_decode(const struct carried *carried, const uint8_t *text, uint8_t *blob)
{
	const uint8_t *line = text + carried->encoded;
	size_t done = 0, bytes;

	while (done < carried->size) {
		if (memcmp(line, CARRIED_MARK, MARK) != 0)
			return false;
		line += MARK;
		for (size_t i = 0; i < CARRIED_LINE && done < carried->size; i += 4, line += 4) {
			bytes = decode_four(line, blob + done, carried->size - done);
			if (!bytes)
				return false;
			done += bytes;
		}
		if (*line++ != '\n')
			return false;
	}
	return true;
}
