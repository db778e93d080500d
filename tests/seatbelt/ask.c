/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask.c - requests for the evaluator of macOS's profiles, with the verdicts that a policy demands.
 *
 * Linux's verdict comes from the evaluator of policies.  What macOS must say is that, but for what
 * its coarser operations cannot say: this is written down here once more, apart from the backend.
 */
#include "tests/seatbelt/world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAKES                                                                         \
	(BLOB_FS_MAKE_REG | BLOB_FS_MAKE_DIR | BLOB_FS_MAKE_SYM | BLOB_FS_MAKE_FIFO | \
	 BLOB_FS_MAKE_SOCK)
#define READS (BLOB_FS_READ_FILE | BLOB_FS_READ_DIR)
#define REMOVES (BLOB_FS_REMOVE_FILE | BLOB_FS_REMOVE_DIR)
#define WRITES (BLOB_FS_WRITE_FILE | BLOB_FS_TRUNCATE)
#define LINKS (READS | WRITES | MAKES | REMOVES | BLOB_FS_REFER)
#define DEVICES (BLOB_FS_MAKE_CHAR | BLOB_FS_MAKE_BLOCK)

const char *
row_name(enum row row)
{
	static const char *const names[ROWS] = {
	    [ROW_LIST] = "read-and-list",     [ROW_EMPTY] = "write-and-empty",
	    [ROW_MAKE] = "make-anything",     [ROW_REMOVE] = "remove-anything",
	    [ROW_WAY] = "way-to-a-protected", [ROW_LINK] = "second-names",
	    [ROW_DEVICE] = "devices",         [ROW_MOVE] = "moved-files",
	    [ROW_HOST] = "own-ports",
	};

	return names[row];
}

/* What one operation on one path needs on macOS. */
struct need {
	uint32_t object;  /* by rules for directories */
	uint32_t of_file; /* by a rule for this one file; 0: none can */
	uint32_t entry;   /* in the directory that holds the name */
	bool socket;      /* is for sockets alone */
	bool moves;       /* the name goes away */
};

static const struct need reads = {.object = READS, .of_file = BLOB_FS_READ_FILE};
static const struct need writes = {.object = WRITES, .of_file = WRITES};
static const struct need makes = {.entry = MAKES};
static const struct need makes_socket = {.entry = BLOB_FS_MAKE_SOCK, .socket = true};
static const struct need binds = {.entry = BLOB_FS_MAKE_SOCK};
static const struct need removes = {.entry = REMOVES, .moves = true};
static const struct need links = {.object = LINKS};
static const struct need devices = {.entry = DEVICES};
static const struct need executes = {.object = BLOB_FS_READ_FILE | BLOB_FS_EXECUTE,
                                     .of_file = BLOB_FS_READ_FILE | BLOB_FS_EXECUTE};
static const struct need controls = {.object = BLOB_FS_WRITE_FILE | BLOB_FS_IOCTL_DEV,
                                     .of_file = BLOB_FS_WRITE_FILE | BLOB_FS_IOCTL_DEV};
static const struct need connects = {.object = BLOB_FS_RESOLVE_UNIX,
                                     .of_file = BLOB_FS_RESOLVE_UNIX};

/* Whether a protected path lies below PATH. */
static bool
leads(const struct ir *ir, const struct path *path)
{
	for (size_t i = 0; i < ir->denies.count; i++)
		if (path_relate(path, &ir->denies.items[i].path) == PATH_ABOVE)
			return true;
	return false;
}

static bool
has_file_rule(const struct ir *ir, const struct path *path)
{
	for (size_t i = 0; i < ir->grants.count; i++)
		if (ir->grants.items[i].object == BLOB_OBJECT_FILE &&
		    path_compare(&ir->grants.items[i].path, path) == 0)
			return true;
	return false;
}

/* Whether PATH is granted itself: on Linux that counts for what was there at the start. */
static bool
is_granted(const struct ir *ir, const struct path *path)
{
	for (size_t i = 0; i < ir->grants.count; i++)
		if (path_compare(&ir->grants.items[i].path, path) == 0)
			return true;
	return false;
}

static bool
met(const struct ir *ir, const struct path *path, const struct need *need)
{
	uint32_t object = eval_rights(ir, path, true), file = eval_rights(ir, path, false);

	if (need->moves && leads(ir, path))
		return false;
	if (need->entry)
		return (eval_entry(ir, path) & need->entry) == need->entry;
	if ((object & need->object) == need->object)
		return true;
	/* It is one grant that has to give all of it. */
	if (need->of_file && !(need->of_file & ~eval_standing(ir, path).beside))
		return true;
	return need->of_file && (file & need->of_file) == need->of_file && has_file_rule(ir, path);
}

/*
 * Whether making a socket at PATH is withheld with what else is made there, depends on which grant
 * it is by: a deny of other kinds alone, which no key of a profile can say.
 */
static bool
is_open(const struct ir *ir, const struct path *path)
{
	uint32_t entry = eval_entry(ir, path);
	struct ir undenied = *ir;

	undenied.denies = (struct rules){0};
	return entry & BLOB_FS_MAKE_SOCK && (entry & MAKES) != MAKES &&
	       (eval_entry(&undenied, path) & MAKES) == MAKES;
}

/* A request in the making: parts that all must be allowed. */
struct request {
	const struct world *world;
	struct str text;
	bool allowed;
	bool way;  /* a part is denied for what lies below */
	bool node; /* a device arrives at a name */
	bool open; /* either verdict will do */
};

static const char *
vnode(enum thing thing)
{
	static const char *const names[] = {
	    [THING_FILE] = "REGULAR-FILE",  [THING_DIRECTORY] = "DIRECTORY",
	    [THING_SYMLINK] = "SYMLINK",    [THING_FIFO] = "FIFO",
	    [THING_SOCKET] = "SOCKET",      [THING_CHAR] = "CHARACTER-DEVICE",
	    [THING_BLOCK] = "BLOCK-DEVICE", [THING_MISSING] = "REGULAR-FILE",
	};

	return names[thing];
}

static void
add_text(struct request *request, const char *text)
{
	request->text =
	    str_of(arena_printf(request->world->bound->arena, "%.*s%s%s", STR_ARG(request->text),
	                        request->text.length ? "\t|\t" : "", text));
}

static void
add(struct request *request, const char *operation, const struct need *need,
    const struct path *path, enum thing thing)
{
	const struct ir *ir = request->world->bound;

	add_text(request, arena_printf(ir->arena, "%s\tpath\t/%.*s\tvnode-type\t%s", operation,
	                               STR_ARG(path->rest), vnode(thing)));
	request->allowed &= met(ir, path, need);
	request->way |= need->moves && leads(ir, path);
	request->open |= need->socket && is_open(ir, path);
	request->node |= need == &makes && (thing == THING_CHAR || thing == THING_BLOCK);
}

static void
put(FILE *out, const struct request *request)
{
	if (!request->open)
		fprintf(out, "ask\t%s\t%.*s\n", request->allowed ? "allow" : "deny",
		        STR_ARG(request->text));
}

/* One operation alone. */
static void
put_one(FILE *out, const struct world *world, const char *operation, const struct need *need,
        const struct query *query)
{
	struct request request = {.world = world, .allowed = true};

	add(&request, operation, need, &query->path, query->thing);
	put(out, &request);
}

/* What an operation of Linux asks for on macOS. */
struct translation {
	enum op op;
	enum row row;
	const char *first;
	const struct need *need_first;
	const char *second; /* or NULL */
	const struct need *need_second;
	enum thing made; /* what the first is asked about, if not what is there */
};

static const struct translation translations[] = {
    {OP_READ, ROW_LIST, "file-read-data", &reads, NULL, NULL, THING_MISSING},
    {OP_LIST, ROW_LIST, "file-read-data", &reads, NULL, NULL, THING_MISSING},
    {OP_WRITE, ROW_EMPTY, "file-write-data", &writes, NULL, NULL, THING_MISSING},
    {OP_OVERWRITE, ROW_EMPTY, "file-write-data", &writes, NULL, NULL, THING_MISSING},
    {OP_TRUNCATE, ROW_EMPTY, "file-write-data", &writes, NULL, NULL, THING_MISSING},
    {OP_READ_WRITE, ROW_EMPTY, "file-read-data", &reads, "file-write-data", &writes, THING_MISSING},
    {OP_READ_TRUNCATE, ROW_EMPTY, "file-read-data", &reads, "file-write-data", &writes,
     THING_MISSING},
    {OP_CREATE, ROW_MAKE, "file-write-create", &makes, "file-write-data", &writes, THING_FILE},
    {OP_EXEC, ROW_NONE, "process-exec*", &executes, NULL, NULL, THING_MISSING},
    {OP_MKDIR, ROW_MAKE, "file-write-create", &makes, NULL, NULL, THING_DIRECTORY},
    {OP_RMDIR, ROW_REMOVE, "file-write-unlink", &removes, NULL, NULL, THING_MISSING},
    {OP_UNLINK, ROW_REMOVE, "file-write-unlink", &removes, NULL, NULL, THING_MISSING},
    {OP_SYMLINK, ROW_MAKE, "file-write-create", &makes, NULL, NULL, THING_SYMLINK},
    {OP_MKFIFO, ROW_MAKE, "file-write-create", &makes, NULL, NULL, THING_FIFO},
    {OP_MKNOD_FILE, ROW_MAKE, "file-write-create", &makes, NULL, NULL, THING_FILE},
    {OP_MKNOD_SOCKET, ROW_NONE, "file-write-create", &makes_socket, NULL, NULL, THING_SOCKET},
    {OP_MKNOD_CHAR, ROW_DEVICE, "file-mknod", &devices, NULL, NULL, THING_CHAR},
    {OP_MKNOD_BLOCK, ROW_DEVICE, "file-mknod", &devices, NULL, NULL, THING_BLOCK},
    {OP_BIND_UNIX, ROW_NONE, "file-write-create", &makes_socket, "network-bind", &binds,
     THING_SOCKET},
    {OP_CONNECT_UNIX, ROW_NONE, "network-outbound", &connects, NULL, NULL, THING_MISSING},
    {OP_IOCTL, ROW_DEVICE, "file-ioctl", &controls, NULL, NULL, THING_MISSING},
};

/* Whether OP is one that can be tried on THING. */
static bool
fits(enum op op, enum thing thing)
{
	switch (op) {
	case OP_LIST:
	case OP_RMDIR:
		return thing == THING_DIRECTORY;
	case OP_CONNECT_UNIX:
		return thing == THING_SOCKET;
	case OP_IOCTL:
	case OP_READ:
	case OP_WRITE:
	case OP_READ_WRITE:
		return thing == THING_FILE || thing == THING_CHAR;
	case OP_OVERWRITE:
	case OP_TRUNCATE:
	case OP_READ_TRUNCATE:
	case OP_EXEC:
		return thing == THING_FILE;
	case OP_UNLINK:
		return thing != THING_DIRECTORY;
	default: /* they make something */
		return true;
	}
}

static bool
makes_something(enum op op)
{
	return op == OP_CREATE || op == OP_BIND_UNIX ||
	       (op >= OP_MKDIR && op <= OP_MKNOD_BLOCK && op != OP_RMDIR && op != OP_UNLINK);
}

/* Ends the test where macOS differs from Linux in what no row is about. */
static void
count_row(const struct request *request, enum op op, const struct verdict *linux_verdict,
          enum row row, unsigned rows[static ROWS])
{
	if (request->allowed == linux_verdict->allowed)
		return;
	if (request->allowed)
		row = linux_verdict->error == EXDEV || request->node ? ROW_MOVE : ROW_NONE;
	else if (request->way)
		row = ROW_WAY;
	rows[row]++;
	if (row != ROW_NONE)
		return;
	fprintf(stderr, "macOS would %s what Linux does not, and no row says so: %s %.*s\n",
	        request->allowed ? "allow" : "deny", op_name(op), STR_ARG(request->text));
	exit(1);
}

static void
ask_one(FILE *out, const struct world *world, const struct translation *to,
        const struct query *query, unsigned rows[static ROWS])
{
	static const struct kernel intent;
	struct request request = {.world = world, .allowed = true};
	struct verdict verdict = eval(world->bound, query, &intent);
	enum thing thing = to->made == THING_MISSING ? query->thing : to->made;

	add(&request, to->first, to->need_first, &query->path, thing);
	if (to->second)
		add(&request, to->second, to->need_second, &query->path, thing);
	count_row(&request, query->op, &verdict, to->row, rows);
	put(out, &request);
}

static const struct need *
making(enum thing thing)
{
	return thing == THING_SOCKET ? &makes_socket : &makes;
}

static void
ask_two(FILE *out, const struct world *world, const struct query *query, unsigned rows[static ROWS])
{
	static const struct kernel intent;
	struct request request = {.world = world, .allowed = true};
	struct verdict verdict = eval(world->bound, query, &intent);
	enum row row = ROW_MAKE;

	if (query->op == OP_LINK) {
		add(&request, "file-link", &links, &query->path, query->thing);
		add(&request, "file-link", &links, &query->second, query->thing);
		row = ROW_LINK;
	} else {
		add(&request, "file-write-unlink", &removes, &query->path, query->thing);
	}
	add(&request, "file-write-create", making(query->thing), &query->second, query->thing);
	if (query->second_thing != THING_MISSING && query->op != OP_LINK)
		add(&request, "file-write-unlink", &removes, &query->second, query->second_thing);
	if (query->op == OP_EXCHANGE)
		add(&request, "file-write-create", making(query->second_thing), &query->path,
		    query->second_thing);
	count_row(&request, query->op, &verdict, row, rows);
	put(out, &request);
}

static void
ask_moves(FILE *out, const struct world *world, struct random *random, const struct path *path,
          unsigned rows[static ROWS])
{
	static const enum op moves[] = {OP_RENAME, OP_LINK, OP_EXCHANGE};

	for (size_t i = 0; i < COUNTOF(moves); i++) {
		struct query query = {
		    .op = moves[i], .path = *path, .thing = world_thing(world, path)};

		query.second = world_path(world, random);
		query.second_thing = world_thing(world, &query.second);
		if (query.op == OP_LINK && query.thing == THING_DIRECTORY)
			continue;
		if (query.op != OP_EXCHANGE && random_chance(random, 50))
			query.second_thing = THING_MISSING;
		/* A directory replaces nothing but one, and goes into nothing that is in it. */
		if (path_within(&query.second, path) || path_within(path, &query.second) ||
		    (query.op == OP_RENAME && query.second_thing != THING_MISSING &&
		     (query.thing == THING_DIRECTORY) != (query.second_thing == THING_DIRECTORY)))
			continue;
		ask_two(out, world, &query, rows);
	}
}

/* Operations that Linux does not tell from others, or does not restrict: one of each kind. */
static void
ask_more(FILE *out, const struct world *world, struct random *random, const struct query *query)
{
	static const struct need never = {.entry = BLOB_FS_ALL + 1};
	static const char *const like_reading[] = {"file-read-xattr", "file-map-executable"};
	static const char *const like_writing[] = {
	    "file-write-mode", "file-write-times", "file-write-xattr",     "file-write-flags",
	    "file-write-acl",  "file-write-owner", "file-write-finderinfo"};
	static const char *const like_linking[] = {"file-link", "file-clone"};
	static const char *const nobodys[] = {"file-write-setugid", "file-mount", "file-unmount",
	                                      "file-chroot", "file-revoke"};
	const struct ir *ir = world->bound;

	put_one(out, world, like_reading[random_below(random, COUNTOF(like_reading))], &reads,
	        query);
	put_one(out, world, like_writing[random_below(random, COUNTOF(like_writing))], &writes,
	        query);
	put_one(out, world, like_linking[random_below(random, COUNTOF(like_linking))], &links,
	        query);
	put_one(out, world, "network-inbound", &binds, query);
	if (random_chance(random, 10))
		put_one(out, world, nobodys[random_below(random, COUNTOF(nobodys))], &never, query);
	/* What a file is called and how long it is: directories lead to what is granted. */
	if (query->thing != THING_DIRECTORY && met(ir, &query->path, &reads))
		put_one(out, world, "file-read-metadata", &reads, query);
	else if (query->thing != THING_DIRECTORY && met(ir, &query->path, &writes))
		put_one(out, world, "file-read-metadata", &writes, query);
	else if (query->thing != THING_DIRECTORY)
		put_one(out, world, "file-read-metadata", &never, query);
}

void
ask_path(FILE *out, const struct world *world, struct random *random, const struct path *path,
         unsigned rows[static ROWS])
{
	struct query query = {.path = *path, .thing = world_thing(world, path)};

	for (size_t i = 0; i < COUNTOF(translations); i++) {
		query.op = translations[i].op;
		query.thing = world_thing(world, path);
		if (!fits(query.op, query.thing) ||
		    (query.op == OP_CREATE && is_granted(world->bound, path)))
			continue;
		if (makes_something(query.op))
			query.thing = THING_MISSING;
		ask_one(out, world, &translations[i], &query, rows);
	}
	query.thing = world_thing(world, path);
	ask_more(out, world, random, &query);
	if (path->rest.length)
		ask_moves(out, world, random, path, rows);
}

/* Whether PORT of PROTOCOL, HERE on this machine, may be used in the direction ACCESS. */
static bool
port_open(const struct ir *ir, enum blob_protocol protocol, uint8_t access, uint16_t port,
          bool here, bool hosts)
{
	uint32_t listed =
	    access == BLOB_PORT_CONNECT ? BLOB_NET_CONNECT_LISTED : BLOB_NET_BIND_LISTED;

	if (protocol == BLOB_UDP && ir->net & BLOB_NET_UDP_CLOSED)
		return false;
	if (protocol == BLOB_UDP ? !(ir->net & BLOB_NET_UDP_LISTED)
	                         : !(ir->net & (listed | BLOB_NET_BLOCKED)))
		return true;
	for (size_t i = 0; i < ir->port_count; i++) {
		const struct port_rule *rule = &ir->ports[i];

		if (rule->protocol == protocol && rule->access & access && rule->port == port &&
		    (!hosts || !(rule->local & access) || here))
			return true;
	}
	return false;
}

static void
ask_port(FILE *out, const struct world *world, enum blob_protocol protocol, uint16_t port,
         unsigned rows[static ROWS])
{
	static const char *const hosts[] = {"127.0.0.1", "::1", "10.0.0.1"};
	const struct ir *ir = world->bound;
	const char *name = protocol == BLOB_UDP ? "udp" : "tcp";

	for (size_t i = 0; i < COUNTOF(hosts); i++) {
		bool here = i < 2;
		bool to = port_open(ir, protocol, BLOB_PORT_CONNECT, port, here, true);
		bool at = port_open(ir, protocol, BLOB_PORT_BIND, port, here, true);

		rows[ROW_HOST] +=
		    to != port_open(ir, protocol, BLOB_PORT_CONNECT, port, here, false);
		rows[ROW_HOST] += at != port_open(ir, protocol, BLOB_PORT_BIND, port, here, false);
		fprintf(out, "ask\t%s\tnetwork-outbound\tremote\t%s %s %u\n", to ? "allow" : "deny",
		        name, hosts[i], port);
		fprintf(out, "ask\t%s\tnetwork-bind\tlocal\t%s %s %u\n", at ? "allow" : "deny",
		        name, hosts[i], port);
		fprintf(out, "ask\t%s\tnetwork-inbound\tlocal\t%s %s %u\n", at ? "allow" : "deny",
		        name, hosts[i], port);
	}
}

void
ask_network(FILE *out, const struct world *world, unsigned rows[static ROWS])
{
	bool inside = world->bound->scopes & BLOB_SCOPE_SIGNAL;

	ask_port(out, world, BLOB_TCP, 443, rows);
	ask_port(out, world, BLOB_UDP, 443, rows);
	ask_port(out, world, BLOB_TCP, 80, rows);
	ask_port(out, world, BLOB_TCP, 8080, rows);
	fprintf(out, "ask\t%s\tsignal\ttarget\tothers\n", inside ? "deny" : "allow");
	fputs("ask\tallow\tsignal\ttarget\tself\n", out);
}
