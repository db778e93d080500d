/* SPDX-License-Identifier: Apache-2.0 */
/* assertion.c - a claim in words. */
#include "compiler/assertion.h"

#include <string.h>

#define PORT_MAX 65535u

/* "read,write": as policy text lists rights. */
static const char *
rights_text(struct arena *arena, uint32_t rights)
{
	const char *spaced = access_text(arena, rights);
	char *text = (char *)arena_str(arena, spaced, strlen(spaced)).data;
	size_t to = 0;

	for (size_t from = 0; text[from]; from++)
		if (text[from] != ' ')
			text[to++] = text[from];
	text[to] = '\0';
	return rights == BLOB_FS_ALL ? "all" : text;
}

static const char *
ports_text(struct arena *arena, const struct assertion *a)
{
	if (a->first_port <= 1 && a->last_port == PORT_MAX)
		return "*";
	if (a->first_port == a->last_port)
		return arena_printf(arena, "%u", a->first_port);
	return arena_printf(arena, "%u-%u", a->first_port, a->last_port);
}

const char *
assertion_text(struct arena *arena, const struct assertion *a)
{
	const char *word = a->allow ? "allow" : "deny";
	const char *path;

	switch (a->kind) {
	case CLAIM_PATH:
		path = path_text(arena, &a->path);
		return arena_printf(arena, "%s %s %s%s", word, rights_text(arena, a->rights), path,
		                    !a->below            ? ""
		                    : !strcmp(path, "/") ? "**"
		                                         : "/**");
	case CLAIM_CONNECT:
	case CLAIM_LISTEN:
		return arena_printf(arena, "%s %s %s %s", word,
		                    a->kind == CLAIM_CONNECT ? "connect" : "listen",
		                    a->protocol == BLOB_UDP ? "udp" : "tcp", ports_text(arena, a));
	case CLAIM_VARIABLE:
		return arena_printf(arena, "%s env %.*s%s", word, STR_ARG(a->name),
		                    a->prefix ? "*" : "");
	}
	return word;
}
