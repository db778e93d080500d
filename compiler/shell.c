/* SPDX-License-Identifier: Apache-2.0 */
/* shell.c - words that somebody may copy into a shell. */
#include "compiler/shell.h"

#include "compiler/buffer.h"

#include <string.h>

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("/._-+=:,@%", c)) || (unsigned char)c >= 0x80;
}

const char *
shell_word(struct arena *arena, const char *path)
{
	struct buffer out = {.arena = arena};
	const char *rest = strncmp(path, "~/", 2) == 0 ? path + 2 : path;
	const char *c = rest;

	while (is_plain(*c))
		c++;
	if (!*c || strcmp(path, "~") == 0)
		return path;
	buffer_put_bytes(&out, path, (size_t)(rest - path));
	buffer_put(&out, "'");
	for (c = rest; *c; c++)
		buffer_put_bytes(&out, *c == '\'' ? "'\\''" : c, *c == '\'' ? 4 : 1);
	buffer_put(&out, "'");
	return out.data;
}
