/* SPDX-License-Identifier: Apache-2.0 */
/* world.c - random policies for macOS, and the places that their anchors have. */
#include "tests/seatbelt/world.h"

#include "compiler/pass.h"

#include <stdlib.h>
#include <string.h>

static const struct origin from_user = {
    .kind = ORIGIN_PROFILE, .trust = TRUST_USER, .name = "user"};
static const struct origin from_group = {
    .kind = ORIGIN_GROUP, .trust = TRUST_BUILTIN, .name = "group"};

/* Names that look alike, and what a text in which they stand could stumble over. */
static const char *const directories[] = {
    "a", "ab", "a b", ".env", "a\"b\\", "x;#\"(allow default)", "\xc3\xa9)\\\\",
};
static const char *const leaves[] = {"f1", "f2\"", "s1", "c1"};

static const struct root {
	enum blob_anchor anchor;
	const char *rest;
} roots[] = {
    {BLOB_ANCHOR_HOME, ""},          {BLOB_ANCHOR_WORKDIR, ""},
    {BLOB_ANCHOR_TMPDIR, ""},        {BLOB_ANCHOR_XDG_CONFIG_HOME, ""},
    {BLOB_ANCHOR_ROOT, "w"},         {BLOB_ANCHOR_ROOT, "wa"},
    {BLOB_ANCHOR_ROOT, "tmp"}, /* /private/tmp */
    {BLOB_ANCHOR_ROOT, "run/\001u"},
};

static const char *const apart[BLOB_ANCHORS] = {
    [BLOB_ANCHOR_HOME] = "/Users/u",
    [BLOB_ANCHOR_WORKDIR] = "/srv/work",
    [BLOB_ANCHOR_TMPDIR] = "/private/var/folders/x/T",
    [BLOB_ANCHOR_XDG_CONFIG_HOME] = "/Users/u/.config",
    [BLOB_ANCHOR_XDG_STATE_HOME] = "/Users/u/.local/state",
    [BLOB_ANCHOR_XDG_CACHE_HOME] = "/Users/u/.cache",
    [BLOB_ANCHOR_XDG_DATA_HOME] = "/Users/u/.local/share",
    [BLOB_ANCHOR_XDG_RUNTIME_DIR] = "/private/var/run/u",
};

static struct path
below(struct arena *arena, const struct path *path, const char *name)
{
	struct path longer = *path;

	longer.rest = str_of(arena_printf(arena, "%.*s%s%s", STR_ARG(path->rest),
	                                  path->rest.length ? "/" : "", name));
	return longer;
}

/* ROOT or something below it, DEPTH names at most; sometimes no directory. */
static struct path
below_root(struct arena *arena, struct random *random, const struct root *root, unsigned depth)
{
	struct path path = {root->anchor, str_of(root->rest)};

	for (unsigned i = random_below(random, depth + 1); i; i--)
		path = below(arena, &path, directories[random_below(random, COUNTOF(directories))]);
	if (random_chance(random, 20))
		path = below(arena, &path, leaves[random_below(random, COUNTOF(leaves))]);
	return path;
}

/* What the last name of PATH is for. */
static enum thing
named_thing(const struct path *path)
{
	const char *name = path->rest.data + path->rest.length;

	while (name > path->rest.data && name[-1] != '/')
		name--;
	for (size_t i = 0; i < COUNTOF(leaves); i++)
		if (path->rest.data + path->rest.length - name == (ptrdiff_t)strlen(leaves[i]) &&
		    strncmp(name, leaves[i], strlen(leaves[i])) == 0)
			return *name == 'f' ? THING_FILE : *name == 's' ? THING_SOCKET : THING_CHAR;
	return THING_DIRECTORY;
}

enum thing
world_thing(const struct world *world, const struct path *path)
{
	const struct rules *grants = &world->bound->grants;
	enum thing thing = named_thing(path);

	for (size_t i = 0; i < grants->count && thing == THING_DIRECTORY; i++)
		if (grants->items[i].object == BLOB_OBJECT_FILE &&
		    path_compare(&grants->items[i].path, path) == 0)
			thing = THING_FILE;
	return thing;
}

/* What profiles' words mean, and sometimes parts of it. */
static uint32_t
some_rights(struct random *random, bool whole)
{
	const uint32_t reads = RIGHTS_READ | RIGHT_EXEC, writes = RIGHTS_WRITE;
	const uint32_t all = reads | writes | RIGHT_IOCTL | RIGHT_CONNECT_UNIX | RIGHT_DEVICE;

	if (whole)
		return random_chance(random, 50) ? reads : all;
	switch (random_below(random, 12)) {
	case 0:
		return RIGHTS_READ;
	case 1:
		return writes;
	case 2:
		return RIGHT_CONNECT_UNIX | (random_chance(random, 50) ? BLOB_FS_MAKE_SOCK : 0);
	case 3: /* single bits, as no profile has them */
		return (uint32_t)(random_bits(random) | random_bits(random)) & BLOB_FS_ALL;
	case 4:
	case 5:
	case 6:
		return reads | writes;
	default:
		return all;
	}
}

static void
add_grant(struct arena *arena, struct random *random, struct ir *ir, bool whole)
{
	struct rule rule = {.origin = random_chance(random, 70) ? &from_user : &from_group};
	bool directory;

	rule.path = below_root(arena, random, &roots[random_below(random, COUNTOF(roots))], 2);
	directory = named_thing(&rule.path) == THING_DIRECTORY;
	rule.object = directory ? BLOB_OBJECT_DIRECTORY : BLOB_OBJECT_FILE;
	if (random_chance(random, 30))
		rule.object = BLOB_OBJECT_ANY;
	rule.rights = some_rights(random, whole);
	if (rule.object == BLOB_OBJECT_FILE)
		rule.rights &= BLOB_FS_FILE;
	if (directory && random_chance(random, 15)) {
		rule.object = BLOB_OBJECT_DIRECTORY;
		rule.children = true;
		rule.rights =
		    RIGHT_CONNECT_UNIX | (random_chance(random, 50) ? BLOB_FS_MAKE_SOCK : 0);
	}
	if (rule.rights)
		rules_add(arena, &ir->grants, &rule);
}

/* Below a grant, mostly: apart from all of them a deny changes nothing. */
static struct path
near_grant(struct arena *arena, struct random *random, const struct ir *ir)
{
	const struct rule *grant =
	    &ir->grants.items[random_below(random, (unsigned)ir->grants.count)];
	struct path path = grant->path;

	if (random_chance(random, 15) || named_thing(&path) != THING_DIRECTORY)
		return path;
	do
		path = below(arena, &path, directories[random_below(random, COUNTOF(directories))]);
	while (random_chance(random, 40));
	return path;
}

static void
add_deny(struct arena *arena, struct random *random, struct ir *ir)
{
	struct rule rule = {.origin = &from_group, .rights = BLOB_FS_ALL};

	if (random_chance(random, 20))
		rule.path =
		    below_root(arena, random, &roots[random_below(random, COUNTOF(roots))], 2);
	else
		rule.path = near_grant(arena, random, ir);
	if (random_chance(random, 40))
		rule.rights = random_chance(random, 50) ? RIGHTS_WRITE : some_rights(random, false);
	rules_add(arena, &ir->denies, &rule);
}

/* For what the user's own grants give at or above a deny, or below one. */
static void
add_bypass(struct arena *arena, struct random *random, struct ir *ir)
{
	const struct rule *deny =
	    &ir->denies.items[random_below(random, (unsigned)ir->denies.count)];
	struct rule rule = {.origin = &from_user, .path = deny->path};

	if (random_chance(random, 40) && named_thing(&rule.path) == THING_DIRECTORY)
		rule.path = below(arena, &rule.path, "a");
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];

		if (grant->origin == &from_user && path_within(&rule.path, &grant->path) &&
		    (grant->object != BLOB_OBJECT_FILE ||
		     path_compare(&grant->path, &rule.path) == 0))
			rule.rights |= grant->rights;
	}
	if (rule.rights)
		rules_add(arena, &ir->bypasses, &rule);
}

static void
add_ports(struct random *random, struct ir *ir, enum blob_protocol protocol, uint8_t access,
          bool local)
{
	static const uint16_t ports[] = {22, 80, 443, 8080};

	for (unsigned i = random_below(random, 3); i; i--) {
		struct port_rule port = {.origin = &from_user,
		                         .port = ports[random_below(random, COUNTOF(ports))],
		                         .protocol = protocol,
		                         .access = access,
		                         .local = local ? access : 0};

		ir_add_port(ir, &port);
	}
}

/* As the keys of profiles come out. */
static void
draw_network(struct random *random, struct ir *ir)
{
	const uint8_t both = BLOB_PORT_CONNECT | BLOB_PORT_BIND;

	if (random_chance(random, 30))
		ir->net |= BLOB_NET_BLOCKED | BLOB_NET_BLOCKED_LISTS;
	if (random_chance(random, 40)) {
		ir->net |= BLOB_NET_CONNECT_LISTED;
		add_ports(random, ir, BLOB_TCP, BLOB_PORT_CONNECT, false);
	}
	if (random_chance(random, 40)) {
		ir->net |= BLOB_NET_BIND_LISTED;
		add_ports(random, ir, BLOB_TCP, BLOB_PORT_BIND, false);
	}
	if (random_chance(random, 30)) {
		ir->net |= BLOB_NET_BLOCKED_LISTS;
		add_ports(random, ir, BLOB_TCP, both, true);
	}
	if (random_chance(random, 30)) {
		ir->net |= BLOB_NET_UDP_LISTED | BLOB_NET_UDP_ASKED;
		add_ports(random, ir, BLOB_UDP, both, false);
	} else if (ir->net) {
		ir->net |= random_chance(random, 70) ? BLOB_NET_UDP_CLOSED : BLOB_NET_UDP_ASKED;
	}
	ir->scopes = random_chance(random, 50) ? BLOB_SCOPE_SIGNAL : 0;
}

/* RULES with their anchors at PLACES. */
static void
bind_rules(struct ir *bound, const struct world *world, const struct rules *rules, struct rules *to)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct rule rule = rules->items[i];
		const char *place = world->places[rule.path.anchor], *uid;
		struct str rest = rule.path.rest;

		uid = rest.length ? memchr(rest.data, BLOB_ESCAPE, rest.length) : NULL;
		if (uid)
			rest = str_of(arena_printf(
			    bound->arena, "%.*s501%.*s", (int)(uid - rest.data), rest.data,
			    (int)(rest.data + rest.length - uid - 2), uid + 2));
		if (place)
			rest = str_of(arena_printf(bound->arena, "%s%s%.*s", place + 1,
			                           rest.length ? "/" : "", STR_ARG(rest)));
		rule.path = (struct path){BLOB_ANCHOR_ROOT, rest};
		rule.implied = false;
		rule.written = 0;
		rules_add(bound->arena, to, &rule);
	}
}

static void
bind(struct world *world)
{
	const struct ir *policy = world->policy;
	struct ir *bound = arena_alloc(policy->arena, sizeof(*bound));

	*bound = *policy;
	bound->grants = bound->denies = bound->bypasses = (struct rules){0};
	bind_rules(bound, world, &policy->grants, &bound->grants);
	bind_rules(bound, world, &policy->denies, &bound->denies);
	bind_rules(bound, world, &policy->bypasses, &bound->bypasses);
	pass_normalise(bound);
	world->bound = bound;
}

struct world
world_of(struct ir *policy)
{
	struct world world = {.policy = policy};

	memcpy(world.places, apart, sizeof(apart));
	bind(&world);
	return world;
}

/* Anchors that lie in each other; what leads to $HOME is nobody's who was told only that. */
static void
nest(struct world *world, struct random *random)
{
	static const char *const works[] = {"/Users/u/a", "/Users/u", "/Users/u/.config"};
	const char *work = works[random_below(random, COUNTOF(works))];

	world->places[BLOB_ANCHOR_WORKDIR] = work;
	if (random_chance(random, 50))
		world->places[BLOB_ANCHOR_TMPDIR] =
		    arena_printf(world->policy->arena, "%s/ab", work);
}

struct world
world_draw(struct arena *arena, struct random *random)
{
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_SEATBELT);
	struct world world = {.policy = ir};
	/*
	 * One anchor below another: the compiler does not know, so that nothing may depend on
	 * what two grants give together, nor on what a bypass of one lifts of the other.
	 */
	bool nested = random_chance(random, 40);
	unsigned grants = 1 + random_below(random, 5), denies = random_below(random, 4);

	for (unsigned i = 0; i < grants || !ir->grants.count; i++)
		add_grant(arena, random, ir, nested);
	for (unsigned i = 0; i < denies; i++)
		add_deny(arena, random, ir);
	for (unsigned i = 0; denies && !nested && i < random_below(random, 3); i++)
		add_bypass(arena, random, ir);
	draw_network(random, ir);
	pass_private(ir);
	pass_normalise(ir);
	memcpy(world.places, apart, sizeof(apart));
	if (nested)
		nest(&world, random);
	bind(&world);
	return world;
}

/* What every program is given on macOS, which no policy says. */
static bool
is_base(const struct path *path)
{
	static const char *const places[] = {"usr/lib", "System", "Library/Apple", "dev",
	                                     "private/var/run/mDNSResponder"};

	for (size_t i = 0; i < COUNTOF(places); i++)
		if (path_within(path, &(struct path){BLOB_ANCHOR_ROOT, str_of(places[i])}))
			return true;
	return false;
}

static struct path
draw_path(const struct world *world, struct random *random)
{
	const struct ir *ir = world->bound;
	const struct rules *lists[] = {&ir->grants, &ir->grants, &ir->grants, &ir->denies,
	                               &ir->bypasses};
	struct arena *arena = ir->arena;
	const struct rules *rules = lists[random_below(random, COUNTOF(lists))];
	struct path path;

	if (!rules->count)
		rules = &ir->grants;
	path = rules->items[random_below(random, (unsigned)rules->count)].path;
	if (random_chance(random, 8)) {
		while (path.rest.length && path.rest.data[path.rest.length - 1] != '/')
			path.rest.length--;
		path.rest.length -= path.rest.length != 0;
	} else if (random_chance(random, 5)) {
		path.rest = str_of(arena_printf(arena, "%.*sx", STR_ARG(path.rest)));
	}
	while (world_thing(world, &path) == THING_DIRECTORY && random_chance(random, 45))
		path = below(arena, &path, directories[random_below(random, COUNTOF(directories))]);
	/* Everything can look into "/", and that is all that it is good for. */
	if (!path.rest.length ||
	    (world_thing(world, &path) == THING_DIRECTORY && random_chance(random, 60)))
		path = below(arena, &path, leaves[random_below(random, COUNTOF(leaves))]);
	return path;
}

struct path
world_path(const struct world *world, struct random *random)
{
	struct path path;

	do
		path = draw_path(world, random);
	while (is_base(&path));
	return path;
}
