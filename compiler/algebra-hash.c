/* SPDX-License-Identifier: Apache-2.0 */
/*
 * algebra-hash.c - one form for all policies that mean the same, and its SHA-256.
 *
 * A right is written where it begins and nowhere below.  $XDG_* count as anchors of their own
 * here, for a run may bind them elsewhere: that $XDG_CONFIG_HOME becomes ~/.config is a change.
 */
#include "compiler/algebra-parts.h"
#include "compiler/eval.h"

#include <stdio.h>
#include <string.h>

void
canon_line(struct canon *canon, const char *format, ...)
{
	char text[128];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	buffer_put_bytes(&canon->out, text, (size_t)length);
}

void
canon_str(struct canon *canon, struct str text)
{
	canon_line(canon, "%u:", text.length);
	buffer_put_bytes(&canon->out, text.data, text.length);
	buffer_put_bytes(&canon->out, "\n", 1);
}

/*
 * The rules of one anchor, and those on "/", as grants of a policy of their own: those for direct
 * CHILDREN, or the others.
 */
static struct ir
rules_of_anchor(struct arena *arena, const struct rules *rules, enum blob_anchor anchor,
                bool children)
{
	struct ir ir = {.arena = arena};

	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->items[i];

		if (rule->children != children)
			continue;
		if (rule->path.anchor == anchor ||
		    (rule->path.anchor == BLOB_ANCHOR_ROOT && !rule->path.rest.length))
			rules_add(arena, &ir.grants, rule);
	}
	ir.grants.sorted = true;
	return ir;
}

static void
write_rules(struct canon *canon, const char *what, const struct ir *ir, const struct ir *children,
            enum blob_anchor anchor)
{
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct path *path = &ir->grants.items[i].path;
		uint32_t above, directory, file;

		if (path->anchor != anchor ||
		    (i && path_compare(&ir->grants.items[i - 1].path, path) == 0))
			continue;
		above = eval_entry(ir, path);
		if (algebra_mutated(canon->algebra, ALGEBRA_MUTATION_SAME_RIGHT))
			above = 0;
		directory = eval_rights(ir, path, true) & ~above;
		file = eval_rights(ir, path, false) & ~above & ~eval_rights(children, path, false);
		if (!directory && !file)
			continue;
		canon_line(canon, "%s %x %x %u ", what, directory, file, (unsigned)anchor);
		canon_str(canon, path->rest);
	}
}

/* What lies directly in a directory, unless all that is in it has the same. */
static void
write_children(struct canon *canon, const struct ir *ir, const struct ir *children,
               enum blob_anchor anchor)
{
	for (size_t i = 0; i < children->grants.count; i++) {
		const struct rule *rule = &children->grants.items[i];
		uint32_t rights = rule->rights & ~eval_rights(ir, &rule->path, true);

		if (rule->path.anchor != anchor || !rights)
			continue;
		canon_line(canon, "children %x %u ", rights, (unsigned)anchor);
		canon_str(canon, rule->path.rest);
	}
}

static void
write_all(struct canon *canon, const char *what, const struct rules *rules)
{
	for (unsigned i = 0; i < BLOB_ANCHORS; i++) {
		struct arena *arena = canon->algebra->arena;
		enum blob_anchor anchor = (enum blob_anchor)i;
		struct ir ir = rules_of_anchor(arena, rules, anchor, false);
		struct ir children = rules_of_anchor(arena, rules, anchor, true);

		write_rules(canon, what, &ir, &children, anchor);
		write_children(canon, &ir, &children, anchor);
	}
}

static void
write_network(struct canon *canon)
{
	const struct ir *ir = canon->ir;
	uint32_t net = ir->net;

	/* A list of nothing, which no kernel needs to hold. */
	if (net & BLOB_NET_UDP_LISTED && !algebra_lists_udp(ir))
		net |= BLOB_NET_UDP_CLOSED;
	if (net & BLOB_NET_UDP_CLOSED)
		net &= ~BLOB_NET_UDP_LISTED;
	/* Why it is open says nothing of what is open. */
	net &= ~BLOB_NET_UDP_ASKED;
	canon_line(canon, "network %x\n", net);
	for (size_t i = 0; i < ir->port_count; i++) {
		const struct port_rule *port = &ir->ports[i];
		unsigned access = port->access;

		if (port->protocol == BLOB_UDP && !(net & BLOB_NET_UDP_LISTED))
			access = 0;
		if (port->protocol == BLOB_TCP && !(net & BLOB_NET_CONNECT_LISTED))
			access &= ~BLOB_PORT_CONNECT;
		if (port->protocol == BLOB_TCP && !(net & BLOB_NET_BIND_LISTED))
			access &= ~BLOB_PORT_BIND;
		if (access)
			canon_line(canon, "port %u %u %u\n", (unsigned)port->protocol, port->port,
			           access);
		if (access & port->local)
			canon_line(canon, "local %u\n", access & port->local);
	}
}

struct str
algebra_canonical(const struct algebra *algebra, const struct ir *ir)
{
	struct canon canon = {.algebra = algebra, .ir = ir, .out = {.arena = algebra->arena}};

	canon_line(&canon, "nonoc semantic 1\n");
	write_all(&canon, "grant", &ir->grants);
	write_all(&canon, "deny", &ir->denies);
	if (!algebra_mutated(algebra, ALGEBRA_MUTATION_NO_BYPASS))
		write_all(&canon, "bypass", &ir->bypasses);
	write_network(&canon);
	canon_line(&canon, "scopes %x accept %x require %x sockets %x\n", ir->scopes, ir->accept,
	           ir->require,
	           ir->flags & (BLOB_UNIX_SOCKETS | BLOB_USER_NAMESPACES | BLOB_SYSV_IPC));
	if (ir->capability_count)
		canon_line(&canon, "capabilities %x\n", ir_capability_bits(ir));
	canon_variables(&canon);
	canon_raw(&canon);
	return (struct str){canon.out.data, (uint32_t)canon.out.length};
}

void
algebra_hash(const struct algebra *algebra, const struct ir *ir, char hex[static SHA256_HEX_SIZE])
{
	struct str canonical = algebra_canonical(algebra, ir);
	uint8_t digest[SHA256_SIZE];

	sha256(canonical.data, canonical.length, digest);
	sha256_hex(digest, hex);
}
