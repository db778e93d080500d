/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carried.h - what nono-exec has to know besides the rules of a text for macOS's sandbox, at its
 * end, in lines that macOS takes for comments: nonoc writes them, nono-exec reads them.
 *
 *   ;nono 1 crc32c:HEX   the CRC-32C of all bytes before this line, eight digits
 *   ;nono BASE64         a policy blob (blob.h) without a filter, in base64 with padding:
 *                        CARRIED_LINE characters a line, but for the last
 *
 * Nothing follows.
 */
#ifndef RUNTIME_CARRIED_H
#define RUNTIME_CARRIED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CARRIED_MARK ";nono "
#define CARRIED_HEAD CARRIED_MARK "1 crc32c:"
#define CARRIED_DIGITS 8u
#define CARRIED_LINE 92u /* characters: a line has 69 bytes of the blob */

struct carried {
	size_t text;    /* bytes of the rules, which come first */
	size_t encoded; /* where the first line of base64 is */
	size_t size;    /* bytes of the blob */
};

/* Writes the digits of the CRC of SIZE bytes. */
void carried_digits(const void *text, size_t size, char digits[static CARRIED_DIGITS + 1]);
/* Finds the lines in a text of SIZE bytes: NULL, or what is wrong. */
const char *carried_find(struct carried *carried, const uint8_t *text, size_t size);
/* Writes the blob, carried->size bytes; false if it is not written as above. */
bool carried_decode(const struct carried *carried, const uint8_t *text, uint8_t *blob);

#endif
