/* SPDX-License-Identifier: Apache-2.0 */
/* driver-verify-fill.c - which probes a policy is worth: protections, edges, network. */
#include "compiler/driver-verify.h"

#include "compiler/why.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { SYMLINKS_MAX = 8 };

struct trial *
battery_add(struct battery *b, const char *what, const char *subject, const struct attempt *attempt)
{
	struct trial *trial;

	b->trials = arena_room(b->arena, b->trials, b->count, sizeof(*b->trials));
	b->attempts = arena_room(b->arena, b->attempts, b->count, sizeof(*b->attempts));
	trial = &b->trials[b->count];
	b->attempts[b->count++] = *attempt;
	*trial = (struct trial){.what = what, .subject = subject};
	return trial;
}

static bool
already(const struct battery *b, enum op op, const char *path)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->attempts[i].kind == ATTEMPT_OPERATION && b->attempts[i].op == op &&
		    strcmp(b->attempts[i].path, path) == 0)
			return true;
	return false;
}

/* A trial of OP on PATH; the evaluator says what to expect. */
static void
add_path(struct battery *b, const char *what, enum op op, const char *path)
{
	struct here_object object = here_resolve(b->arena, path, true);
	struct query query = {.op = op, .path = object.path, .thing = object.thing};
	struct attempt attempt = {.op = op, .path = path, .thing = object.thing};
	struct verdict verdict;
	struct trial *trial;

	if (object.error || attempt_unsafe(&attempt) || already(b, op, path))
		return;
	verdict = why_path(b->bound, &query, &b->kernel, NULL).verdict;
	trial = battery_add(b, what, path, &attempt);
	trial->allowed = verdict.allowed || !verdict.held;
}

/* What can be tried of whatever is at PATH. */
static void
add_object(struct battery *b, const char *what, const char *path)
{
	add_path(b, what, OP_LIST, path);
	add_path(b, what, OP_TMPFILE, path);
	if (here_resolve(b->arena, path, true).thing != THING_FILE)
		return;
	add_path(b, what, OP_READ, path);
	add_path(b, what, OP_WRITE, path);
}

/* The first entry of DIRECTORY that is not EXCEPT; NULL if there is none to be seen. */
static const char *
first_entry(struct battery *b, const char *directory, const char *except)
{
	DIR *stream = opendir(directory);
	const char *found = NULL, *slash = strcmp(directory, "/") == 0 ? "" : "/";
	struct dirent *entry;
	struct stat status;

	while (stream && !found && (entry = readdir(stream))) {
		const char *path;

		if (entry->d_name[0] == '.' &&
		    (!entry->d_name[1] || strcmp(entry->d_name, "..") == 0))
			continue;
		path = arena_printf(b->arena, "%s%s%s", directory, slash, entry->d_name);
		if (strcmp(path, except) != 0 && lstat(path, &status) == 0 &&
		    (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
			found = path;
	}
	if (stream)
		closedir(stream);
	return found;
}

static void
add_protected(struct battery *b)
{
	unsigned links = 0;

	for (size_t i = 0; i < b->bound->denies.count; i++) {
		const struct path *path = &b->bound->denies.items[i].path;
		const char *text = path_text(b->arena, path), *inside, *link;

		if (path->anchor != BLOB_ANCHOR_ROOT || access(text, F_OK) != 0)
			continue;
		add_object(b, "protected", text);
		inside = first_entry(b, text, "");
		if (inside)
			add_object(b, "protected", inside);
		link = arena_printf(b->arena, "%s/%u", b->scratch, links);
		if (links < SYMLINKS_MAX && *b->scratch && symlink(text, link) == 0) {
			links++;
			add_object(b, "by a symlink", link);
		}
	}
}

static void
add_grant(struct battery *b, const struct rule *grant)
{
	const char *text = path_text(b->arena, &grant->path);
	const char *slash = strrchr(text, '/'), *parent, *sibling;

	/* What lies in /proc depends on who looks. */
	if (grant->path.anchor != BLOB_ANCHOR_ROOT || !grant->path.rest.length ||
	    strncmp(text, "/proc", 5) == 0)
		return;
	add_object(b, "grant", text);
	parent = slash == text ? "/" : arena_printf(b->arena, "%.*s", (int)(slash - text), text);
	add_path(b, "above a grant", OP_LIST, parent);
	add_path(b, "above a grant", OP_TMPFILE, parent);
	sibling = first_entry(b, parent, text);
	if (!sibling)
		return;
	add_object(b, "beside a grant", sibling);
	if (here_resolve(b->arena, text, true).thing == THING_DIRECTORY)
		add_object(b, "by ..",
		           arena_printf(b->arena, "%s/..%s", text, strrchr(sibling, '/')));
}

/* A listening socket on this machine, and its port. */
static int
listen_on_port(uint16_t *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (file < 0 || bind(file, (struct sockaddr *)&address, size) < 0 || listen(file, 8) < 0 ||
	    getsockname(file, (struct sockaddr *)&address, &size) < 0)
		*port = 0;
	else
		*port = ntohs(address.sin_port);
	return file;
}

static void
add_port(struct battery *b, enum attempt_kind kind, uint16_t port)
{
	unsigned access = kind == ATTEMPT_BIND ? BLOB_PORT_BIND : BLOB_PORT_CONNECT;
	const char *subject = arena_printf(b->arena, "tcp %u", port);
	struct attempt attempt = {.kind = kind, .port = port};

	if (port)
		battery_add(b, "network", subject, &attempt)->allowed =
		    why_port(b->ir, BLOB_TCP, access, port, &b->kernel).state != WHY_DENIED;
}

static void
add_network(struct battery *b)
{
	struct attempt none = {.kind = ATTEMPT_CONNECT, .port = 53};
	uint16_t port = 0;

	b->listener = listen_on_port(&port);
	add_port(b, ATTEMPT_CONNECT, port);
	/* In use: the policy is asked first, so that does not matter. */
	add_port(b, ATTEMPT_BIND, port);
	for (size_t i = 0; i < b->ir->port_count; i++) {
		const struct port_rule *rule = &b->ir->ports[i];

		if (rule->protocol != BLOB_TCP)
			continue;
		add_port(b, ATTEMPT_CONNECT, rule->port);
		add_port(b, ATTEMPT_BIND, rule->port);
	}
	battery_add(b, "network", "udp", &none)->skip = "UDP is not probed";
}

/* What the policy keeps from the processes outside. */
static void
add_processes(struct battery *b)
{
	struct attempt signal = {.kind = ATTEMPT_SIGNAL, .pid = getpid()};
	struct attempt abstract = {.kind = ATTEMPT_ABSTRACT};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *name = arena_printf(b->arena, "nonoc-verify-%ld", (long)getpid());
	bool scoped = b->kernel.abi >= 6;

	add_path(b, "process", OP_READ, arena_printf(b->arena, "/proc/%ld/stat", (long)getpid()));
	battery_add(b, "process", "signal to a process outside", &signal)->allowed =
	    !(scoped && b->ir->scopes & BLOB_SCOPE_SIGNAL);
	b->abstract = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	memcpy(address.sun_path + 1, name, strlen(name));
	if (b->abstract < 0 ||
	    bind(b->abstract, (struct sockaddr *)&address,
	         (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name))) < 0 ||
	    listen(b->abstract, 8) < 0)
		return;
	abstract.path = name;
	battery_add(b, "process", "abstract socket of a process outside", &abstract)->allowed =
	    !(scoped && b->ir->scopes & BLOB_SCOPE_ABSTRACT_UNIX_SOCKET);
}

void
battery_fill(struct battery *b)
{
	strcpy(b->scratch, "/var/tmp/nonoc-verify.XXXXXX");
	if (!mkdtemp(b->scratch))
		b->scratch[0] = '\0';
	add_protected(b);
	battery_add_links(b);
	for (size_t i = 0; i < b->bound->grants.count; i++)
		add_grant(b, &b->bound->grants.items[i]);
	add_network(b);
	add_processes(b);
}

void
battery_end(struct battery *b)
{
	for (unsigned i = 0; *b->scratch && i < SYMLINKS_MAX; i++)
		unlink(arena_printf(b->arena, "%s/%u", b->scratch, i));
	if (*b->scratch)
		rmdir(b->scratch);
	if (b->listener >= 0)
		close(b->listener);
	if (b->abstract >= 0)
		close(b->abstract);
}
