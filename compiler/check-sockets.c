/* SPDX-License-Identifier: Apache-2.0 */
/* check-sockets.c - which daemons may the command give orders to? */
#include "compiler/check-hits.h"

void
check_sockets(const struct checking *c)
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
