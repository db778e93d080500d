/* SPDX-License-Identifier: Apache-2.0 */
/* grants.c - rows such as "r+w  /home/u/project (dir)", as nono 0.66 has them. */
#include "front/grants.h"

#include "compiler/diag-record.h"

#include <stdio.h>
#include <sys/stat.h>

struct listing {
	struct arena *arena;
	const char *self; /* that the command may read it is no news */
	const struct front_policy *policy;
	bool verbose;
};

static void
put(const char *text)
{
	escape_line(text, stderr);
}

/* "r+w"; "x" for what may only be executed, "u" for a socket. */
static const char *
mode_of(uint32_t rights)
{
	bool writes = rights & BLOB_FS_WRITES;

	if (rights & RIGHTS_READ)
		return writes ? "r+w" : " r ";
	if (writes)
		return " w ";
	return rights & BLOB_FS_RESOLVE_UNIX ? " u " : rights & BLOB_FS_EXECUTE ? " x " : " - ";
}

/* PATH as this machine has it. */
static const char *
here_text(const struct listing *l, const struct path *path)
{
	struct path bound = definitions_apply(l->arena, &l->policy->here.definitions, path);

	return path_text(l->arena, &bound);
}

static const char *
kind_of(const char *path, enum blob_object object)
{
	struct stat status;

	if (path[0] == '/' && stat(path, &status) != 0)
		return "not there";
	if (object == BLOB_OBJECT_ANY && path[0] == '/')
		return S_ISDIR(status.st_mode) ? "dir" : "file";
	return object == BLOB_OBJECT_FILE ? "file" : "dir";
}

static const char *
origin_text(const struct listing *l, struct span at, const struct origin *origin)
{
	if (!l->verbose)
		return "";
	return arena_printf(l->arena, "  [%s]", rule_origin_text(l->policy->read.ir, at, origin));
}

static void
show_paths(const struct listing *l)
{
	const struct ir *ir = l->policy->read.ir;
	size_t others = 0;

	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *rule = &ir->grants.items[i];
		const char *path;

		if (!l->verbose && !rule_from_profile(rule)) {
			others++;
			continue;
		}
		path = here_text(l, &rule->path);
		if (!l->verbose && l->self && strcmp(path, l->self) == 0)
			continue;
		put(arena_printf(l->arena, "  %s  %s (%s)%s", mode_of(rule->rights), path,
		                 kind_of(path, rule->object),
		                 origin_text(l, rule->at, rule->origin)));
	}
	if (others)
		put(arena_printf(l->arena, "       + %zu system/group paths (-v to show)", others));
	for (size_t i = 0; i < ir->bypasses.count; i++) {
		const struct rule *rule = &ir->bypasses.items[i];

		put(arena_printf(l->arena, "  bypass  %s%s", here_text(l, &rule->path),
		                 origin_text(l, rule->at, rule->origin)));
	}
}

/* "connect 443, 5432" */
static const char *
ports_text(const struct listing *l, enum blob_protocol protocol, uint8_t access, const char *none)
{
	const struct ir *ir = l->policy->read.ir;
	const char *text = "";

	for (size_t i = 0; i < ir->port_count; i++)
		if (ir->ports[i].protocol == protocol && ir->ports[i].access & access)
			text = arena_printf(l->arena, "%s%s%u", text, *text ? ", " : "",
			                    ir->ports[i].port);
	return *text ? text : none;
}

static void
show_network(const struct listing *l)
{
	uint32_t net = l->policy->read.ir->net;
	const char *udp = net & BLOB_NET_UDP_CLOSED ? "none" : "any";

	if (net & BLOB_NET_UDP_LISTED)
		udp = ports_text(l, BLOB_UDP, BLOB_PORT_CONNECT, "none");
	if (!(net & (BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED | BLOB_NET_BLOCKED)) &&
	    !(net & (BLOB_NET_UDP_LISTED | BLOB_NET_UDP_CLOSED)))
		put("  net  outbound allowed");
	else if (net & BLOB_NET_BLOCKED && !l->policy->read.ir->port_count &&
	         net & BLOB_NET_UDP_CLOSED)
		put("  net  outbound blocked");
	else
		put(arena_printf(l->arena, "  net  TCP connect: %s; listen: %s; UDP: %s",
		                 net & BLOB_NET_CONNECT_LISTED
		                     ? ports_text(l, BLOB_TCP, BLOB_PORT_CONNECT, "none")
		                     : "any",
		                 net & BLOB_NET_BIND_LISTED
		                     ? ports_text(l, BLOB_TCP, BLOB_PORT_BIND, "none")
		                     : "any",
		                 udp));
}

void
grants_show(const struct command_line *line, const struct front_policy *policy)
{
	struct listing l = {line->arena, line->self, policy, command_given(line, FLAG_VERBOSE)};

	put("Capabilities:");
	show_paths(&l);
	show_network(&l);
}
