/* SPDX-License-Identifier: Apache-2.0 */
/* lower-socket.c - unix sockets: connecting to them, and making them. */
#include "compiler/lower.h"

#include <string.h>

struct socket_key {
	enum key_id key;
	enum blob_object object; /* what the entry names */
	bool bind;
	bool direct; /* the directory's own sockets only, which Landlock cannot say */
};

static const struct socket_key socket_keys[] = {
    {KEY_UNIX_SOCKET, BLOB_OBJECT_FILE, false, false},
    {KEY_UNIX_SOCKET_BIND, BLOB_OBJECT_FILE, true, false},
    {KEY_UNIX_SOCKET_DIR, BLOB_OBJECT_DIRECTORY, false, true},
    {KEY_UNIX_SOCKET_DIR_BIND, BLOB_OBJECT_DIRECTORY, true, true},
    {KEY_UNIX_SOCKET_SUBTREE, BLOB_OBJECT_DIRECTORY, false, false},
    {KEY_UNIX_SOCKET_SUBTREE_BIND, BLOB_OBJECT_DIRECTORY, true, false},
};

/* Making a socket is a right on the directory; on Landlock it holds for all that is below it. */
static void
lower_bind(struct lowering *l, const struct socket_key *key, const struct node *text,
           const struct rule *socket)
{
	bool file = key->object == BLOB_OBJECT_FILE;
	struct rule rule = *socket;
	const char *name;

	rule.rights = BLOB_FS_MAKE_SOCK;
	rule.object = BLOB_OBJECT_DIRECTORY;
	rule.children = l->ir->target == TARGET_SEATBELT && (file || key->direct);
	if (file && !socket->path.rest.length) {
		diag_at(l->ir->diags, DIAG_SOCKET_PARENT, text->at,
		        "'%.*s' is no socket's path: it has no directory", STR_ARG(text->text));
		return;
	}
	if (file)
		rule.path = path_parent(&socket->path);
	if (rule.path.anchor == BLOB_ANCHOR_ROOT && rule.path.rest.length == 0) {
		diag_at(l->ir->diags, DIAG_SOCKET_PARENT, text->at,
		        "to make '%.*s' is to make sockets anywhere", STR_ARG(text->text));
		diag_help(l->ir->diags, "put it into a directory of its own");
		return;
	}
	name = path_text(l->ir->arena, &rule.path);
	if (file || !rule.children)
		diag_at(l->ir->diags, DIAG_SOCKET_WIDENED, text->at,
		        "this lets sockets of any name be made in '%s'%s", name,
		        rule.children ? "" : " and below");
	rules_add(l->ir->arena, &l->ir->grants, &rule);
}

static void
lower_socket(struct lowering *l, const struct socket_key *key, const struct entry *entry)
{
	const struct node *text = entry_name(entry->node);
	struct rule rule = {.rights = BLOB_FS_RESOLVE_UNIX,
	                    .object = key->object,
	                    .children = key->direct && l->ir->target == TARGET_SEATBELT,
	                    .at = text->at,
	                    .origin = &entry->file->origin};

	if (!lower_path(l, text, &rule.path))
		return;
	rules_add(l->ir->arena, &l->ir->grants, &rule);
	if (key->bind)
		lower_bind(l, key, text, &rule);
}

void
lower_sockets(struct lowering *l)
{
	for (size_t i = 0; i < COUNTOF(socket_keys); i++) {
		const struct slot *slot = &l->composed->slots[socket_keys[i].key];
		const struct file *asked = NULL;

		for (uint32_t j = 0; j < slot->count; j++) {
			const struct entry *entry = &slot->entries[j];

			l->ir->flags |= BLOB_UNIX_SOCKETS;
			/* Once a file; what was accepted holds for the whole tree. */
			if (socket_keys[i].direct && l->ir->target == TARGET_LANDLOCK &&
			    entry->file != asked)
				narrowing_accepted(l, NARROWING_UNIX_SOCKET_DIR, entry);
			asked = entry->file;
			lower_socket(l, &socket_keys[i], entry);
		}
	}
}
