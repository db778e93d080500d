/* SPDX-License-Identifier: Apache-2.0 */
/* record.c - the name of a record, and the path that it is about. */
#include "runtime/record.h"

#include "runtime/mem.h"
#include "runtime/sha256.h"

void
record_name(const char *path, char name[static RECORD_NAME_SIZE])
{
	uint8_t digest[SHA256_SIZE];

	sha256(path, strlen(path), digest);
	sha256_hex(digest, name);
}

/* Adds the components of TEXT to PATH, which has LENGTH bytes; the new length, or 0. */
static size_t
add_components(const char *text, char path[static RECORD_PATH_SIZE], size_t length)
{
	while (*text) {
		size_t part = 0;

		while (text[part] && text[part] != '/')
			part++;
		if (part && !(part == 1 && text[0] == '.')) {
			if (length + 1 + part >= RECORD_PATH_SIZE)
				return 0;
			path[length++] = '/';
			memcpy(path + length, text, part);
			length += part;
		}
		text += part;
		while (*text == '/')
			text++;
	}
	path[length] = '\0';
	return length;
}

bool
record_absolute(const char *cwd, const char *file, char path[static RECORD_PATH_SIZE])
{
	size_t length = 0;

	path[0] = '\0';
	if (file[0] != '/') {
		if (cwd[0] != '/')
			return false;
		length = add_components(cwd, path, 0);
		if (!length && cwd[1])
			return false;
	}
	return add_components(file, path, length) != 0;
}
