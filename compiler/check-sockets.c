/* SPDX-License-Identifier: Apache-2.0 */
/* check-sockets.c - which daemons may the command give orders to, or stand in for? */
#include "compiler/check-hits.h"

#include "compiler/rule-tree.h"

#define REPLACES (BLOB_FS_REMOVE_FILE | BLOB_FS_MAKE_SOCK)

static void
check_orders(const struct checking *c)
{
	struct list list = check_list(c, &list_sockets);
	struct hits hits = hits_find(c, &list, BLOB_FS_RESOLVE_UNIX);

	for (size_t i = 0; i < hits.count; i++) {
		const struct hit *hit = &hits.items[i];

		if (hit->told)
			continue;
		diag_at(c->ir->diags, DIAG_DAEMON_SOCKET, hit->grant->at,
		        "this lets the command give orders outside the sandbox, through %s",
		        hits_text(c, &hits, hit, HITS_BY_GRANT));
		hits_note(c, &hits, hit, HITS_BY_GRANT);
		diag_help(c->ir->diags, "name only the sockets that are needed, and none of these");
	}
}

/* Removing a socket and making one are rights on the directory that holds it. */
static bool
replaces(const struct checking *c, const struct hit *hit)
{
	uint32_t rights = hit->grant->rights | rules_covering(&c->plain, &hit->entry->path);

	/* Every profile has /tmp from a built-in group, which says so. */
	if (hit->grant->origin && hit->grant->origin->trust == TRUST_BUILTIN)
		return false;
	return hit->grant->object != BLOB_OBJECT_FILE && (rights & REPLACES) == REPLACES;
}

static void
check_replacements(const struct checking *c)
{
	struct list list = check_list(c, &list_sockets);
	struct hits hits = hits_find(c, &list, REPLACES);

	for (size_t i = 0; i < hits.count; i++)
		hits.items[i].told = !replaces(c, &hits.items[i]);
	for (size_t i = 0; i < hits.count; i++) {
		const struct hit *hit = &hits.items[i];

		if (hit->told)
			continue;
		diag_at(c->ir->diags, DIAG_SOCKET_REPLACED, hit->grant->at,
		        "the command can replace %s by a socket of its own, as far as file modes "
		        "allow",
		        hits_text(c, &hits, hit, HITS_BY_GRANT));
		rule_note_chain(c->ir, hit->grant);
		diag_help(c->ir->diags,
		          "what connects there from outside would talk to the "
		          "command: grant only a directory below '%s'",
		          path_text(c->ir->arena, &hit->grant->path));
		hits_tell(&hits, hit, HITS_BY_GRANT);
	}
}

void
check_sockets(const struct checking *c)
{
	check_orders(c);
	check_replacements(c);
}
