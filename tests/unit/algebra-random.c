/* SPDX-License-Identifier: Apache-2.0 */
/* algebra-random.c - random policies of few names, so that they meet. */
#include "tests/unit/algebra-world.h"

#include "compiler/check.h"
#include "compiler/diag-record.h"
#include "compiler/pass.h"
#include "tests/unit/ir-text.h"

#include <string.h>

static const struct origin user = {.kind = ORIGIN_PROFILE, .trust = TRUST_USER, .name = "user"};
static const struct origin group = {.kind = ORIGIN_GROUP, .trust = TRUST_BUILTIN, .name = "group"};

static struct path
random_path(struct arena *arena, struct random *random)
{
	static const char *const starts[] = {"~", "~",         "$WORKDIR", "$WORKDIR",
	                                     "/", "~/.config", "/a",       "$XDG_CONFIG_HOME"};
	static const char *const parts[] = {"/a", "/b"};
	char text[64];

	strcpy(text, starts[random_below(random, COUNTOF(starts))]);
	for (uint32_t depth = random_below(random, 3); depth; depth--)
		strcat(text, parts[random_below(random, COUNTOF(parts))]);
	return path_from(arena, text);
}

static uint32_t
random_rights(struct random *random)
{
	static const uint32_t rights[] = {BLOB_FS_READ_FILE,
	                                  BLOB_FS_READ_DIR,
	                                  BLOB_FS_MAKE_REG,
	                                  BLOB_FS_READ_FILE | BLOB_FS_READ_DIR,
	                                  BLOB_FS_READ_FILE | BLOB_FS_MAKE_REG,
	                                  BLOB_FS_READ_FILE | BLOB_FS_READ_DIR | BLOB_FS_MAKE_REG};

	return rights[random_below(random, COUNTOF(rights))];
}

static void
add_rules(struct ir *ir, struct rules *rules, struct random *random, uint32_t count, bool objects)
{
	for (; count; count--) {
		struct rule rule = {.path = random_path(ir->arena, random),
		                    .rights = random_rights(random),
		                    .origin = random_below(random, 2) ? &user : &group};

		if (objects)
			rule.object = (enum blob_object)random_below(random, 3);
		if (rule.object == BLOB_OBJECT_FILE)
			rule.rights |= BLOB_FS_READ_FILE;
		/* Anchors may lie directly in "/", and are no files. */
		if (objects && random_below(random, 4) == 0 &&
		    (rule.path.anchor || rule.path.rest.length)) {
			rule.object = BLOB_OBJECT_DIRECTORY;
			rule.children = true;
			rule.rights =
			    random_below(random, 2) ? BLOB_FS_READ_FILE : BLOB_FS_MAKE_REG;
		}
		rules_add(ir->arena, rules, &rule);
	}
}

static void
add_ports(struct ir *ir, struct random *random)
{
	ir->net = random_below(random, BLOB_NET_FLAGS + 1);
	for (uint32_t count = random_below(random, 4); count; count--) {
		struct port_rule port = {.port = (uint16_t)(1 + random_below(random, 2)),
		                         .protocol =
		                             (enum blob_protocol)(1 + random_below(random, 2)),
		                         .access = (uint8_t)(1 + random_below(random, 3))};

		ir_add_port(ir, &port);
	}
}

static void
add_variables(struct ir *ir, struct random *random, uint32_t count)
{
	static const char *const patterns[] = {"*", "X*", "XY*", "T_*",     "AWS_*",
	                                       "X", "XY", "Y",   "T_TOKEN", "Y_TOKEN"};

	for (; count; count--) {
		const char *pattern = patterns[random_below(random, COUNTOF(patterns))];
		size_t length = strlen(pattern);
		struct env_rule rule = {.action =
		                            (enum blob_env_action)(1 + random_below(random, 4))};

		rule.prefix = pattern[length - 1] == '*';
		rule.name = arena_str(ir->arena, pattern, length - rule.prefix);
		if (rule.action == BLOB_ENV_SET && rule.prefix)
			rule.action = BLOB_ENV_SECRET;
		rule.value =
		    rule.action == BLOB_ENV_SET && random_below(random, 2) ? STR("1") : STR("2");
		if (rule.action != BLOB_ENV_SET)
			rule.value = STR("");
		ir_add_env(ir, &rule);
	}
}

static struct ir *
random_policy(struct arena *arena, struct random *random)
{
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);
	bool denies = random_below(random, 3) == 0;

	add_rules(ir, &ir->grants, random, 1 + random_below(random, 4), true);
	add_rules(ir, &ir->denies, random, denies ? random_below(random, 3) : 0, false);
	add_rules(ir, &ir->bypasses, random, denies ? random_below(random, 3) : 0, false);
	if (random_below(random, 4) == 0)
		add_ports(ir, random);
	if (random_below(random, 4) == 0) {
		ir->flags |= random_below(random, 2) ? BLOB_ENV_LISTED : 0;
		add_variables(ir, random, random_below(random, 4));
	}
	if (random_below(random, 8) == 0) {
		ir->scopes = random_below(random, 4);
		ir->accept = random_below(random, 4);
		ir->require = random_below(random, 4);
		ir->flags |= random_below(random, 2) ? BLOB_UNIX_SOCKETS : 0;
		ir->flags |= random_below(random, 2) ? BLOB_USER_NAMESPACES : 0;
		ir->flags |= random_below(random, 2) ? BLOB_SYSV_IPC : 0;
		for (uint8_t i = 0; i < 4; i++)
			if (random_below(random, 2))
				ir_add_capability(ir, &(struct capability_rule){.number = i});
	}
	return ir;
}

static struct ir *
copy_of(const struct ir *ir)
{
	struct ir *copy = arena_alloc(ir->arena, sizeof(*copy));

	*copy = *ir;
	copy->grants = rules_sorted(ir->arena, &ir->grants);
	copy->denies = rules_sorted(ir->arena, &ir->denies);
	copy->bypasses = rules_sorted(ir->arena, &ir->bypasses);
	copy->ports = NULL;
	copy->env = NULL;
	copy->port_count = copy->env_count = 0;
	for (size_t i = 0; i < ir->port_count; i++)
		ir_add_port(copy, &ir->ports[i]);
	for (size_t i = 0; i < ir->env_count; i++)
		ir_add_env(copy, &ir->env[i]);
	return copy;
}

struct ir *
normal_of(const struct ir *ir)
{
	struct ir *normal = copy_of(ir);

	pass_normalise(normal);
	return normal;
}

/* More of everything, or now and then less. */
static void
widen(struct ir *ir, struct random *random)
{
	add_rules(ir, &ir->grants, random, random_below(random, 3), true);
	for (size_t i = 0; i < ir->grants.count; i++)
		if (random_below(random, 4) == 0)
			ir->grants.items[i].rights |=
			    random_rights(random) &
			    (ir->grants.items[i].children ? ~BLOB_FS_READ_DIR : BLOB_FS_ALL);
	if (ir->denies.count && random_below(random, 4) == 0)
		ir->denies.count--;
	if (random_below(random, 8) == 0)
		add_rules(ir, &ir->denies, random, 1, false);
	if (ir->grants.count > 1 && random_below(random, 8) == 0)
		ir->grants.count--;
	if (random_below(random, 8) == 0)
		ir->net &= random_below(random, BLOB_NET_FLAGS + 1);
	if (ir->env_count && random_below(random, 4) == 0)
		add_variables(ir, random, 1);
	if (ir->port_count && random_below(random, 2) == 0)
		ir->ports[random_below(random, (uint32_t)ir->port_count)].port ^= 3;
	for (size_t i = 0; i < ir->env_count; i++)
		if (ir->env[i].action == BLOB_ENV_SET && random_below(random, 2) == 0)
			ir->env[i].value = STR("3");
}

static void
add_rule(struct ir *ir, struct rules *rules, const char *path)
{
	struct rule rule = {
	    .path = path_from(ir->arena, path), .rights = BLOB_FS_MAKE_REG, .origin = &user};

	rules_add(ir->arena, rules, &rule);
}

/* A lets a name be made in a directory in which it lets no other, and B below that name only. */
static void
one_name(struct pair *pair, struct random *random)
{
	pair->a->grants.count = pair->a->denies.count = pair->a->bypasses.count = 0;
	add_rule(pair->a, &pair->a->grants, "/a");
	add_rule(pair->a, &pair->a->denies, "/a");
	add_rule(pair->a, &pair->a->bypasses, "/a/b");
	pair->b = copy_of(pair->a);
	pair->b->denies.count = pair->b->grants.count = 0;
	add_rule(pair->b, &pair->b->grants, "/a/b");
	if (random_below(random, 2))
		add_rule(pair->b, &pair->b->grants, "/a");
}

struct pair
random_pair(struct arena *arena, struct random *random)
{
	struct pair pair = {.a = random_policy(arena, random)};

	if (random_below(random, 64) == 0) {
		one_name(&pair, random);
	} else if (random_below(random, 3)) {
		pair.b = copy_of(pair.a);
		widen(pair.b, random);
	} else {
		pair.b = random_policy(arena, random);
	}
	pair.a_normal = normal_of(pair.a);
	pair.b_normal = normal_of(pair.b);
	return pair;
}

/* A part of a grant, said again at the same path or below it. */
static void
repeat(struct ir *ir, struct random *random)
{
	struct rule rule;
	const char *text;

	if (!ir->grants.count)
		return;
	rule = ir->grants.items[random_below(random, (uint32_t)ir->grants.count)];
	rule.origin = random_below(random, 2) ? &user : &group;
	if (rule.object != BLOB_OBJECT_FILE && random_below(random, 2)) {
		text = path_text(ir->arena, &rule.path);
		rule.path = path_from(ir->arena, arena_printf(ir->arena, "%s/%s", text, "b"));
		rule.object =
		    rule.children ? BLOB_OBJECT_FILE : (enum blob_object)random_below(random, 3);
		rule.children = false;
	}
	rules_add(ir->arena, &ir->grants, &rule);
}

struct pair
random_forms(struct arena *arena, struct random *random, const struct pair *pair)
{
	struct pair forms = {.a = pair->a, .b = copy_of(pair->a), .a_normal = pair->a_normal};

	(void)arena;
	for (uint32_t count = random_below(random, 3); count; count--)
		repeat(forms.b, random);
	rules_shuffle(&forms.b->grants, random);
	rules_shuffle(&forms.b->denies, random);
	if (random_below(random, 3) == 0)
		widen(forms.b, random);
	if (random_below(random, 4) == 0)
		add_variables(forms.b, random, 1);
	if (forms.b->bypasses.count && random_below(random, 4) == 0)
		forms.b->bypasses.count--;
	forms.b_normal = normal_of(forms.b);
	return forms;
}

static bool
reported(const struct ir *ir, const struct rule *grant)
{
	for (size_t i = 0; i < ir->diags->count; i++) {
		const struct finding *finding = &ir->diags->findings[i];

		if ((finding->code == DIAG_GRANT_IMPLIED ||
		     finding->code == DIAG_GRANT_NOT_NARROWER) &&
		    finding->at.source == grant->at.source &&
		    finding->at.offset == grant->at.offset)
			return true;
	}
	return false;
}

/* Of two that give the same on one path the check tells of one. */
static bool
alike(const struct ir *ir, size_t index)
{
	const struct rule *grant = &ir->grants.items[index];

	for (size_t i = 0; i < ir->grants.count; i++)
		if (i != index && path_compare(&ir->grants.items[i].path, &grant->path) == 0)
			return true;
	return false;
}

const char *
unused_disagrees(struct arena *arena, struct random *random, uint64_t *told)
{
	struct algebra algebra = {.arena = arena};
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK), rest;
	uint32_t source = sources_add(sources, "test", STR("0123456789"));
	struct ir *normal;

	add_rules(ir, &ir->grants, random, 1 + random_below(random, 6), true);
	for (size_t i = 0; i < ir->grants.count; i++) {
		struct rule *grant = &ir->grants.items[i];

		grant->origin = &user;
		grant->at = (struct span){source, (uint32_t)i, 1};
		if (grant->path.anchor == BLOB_ANCHOR_XDG_CONFIG_HOME)
			grant->path.anchor = BLOB_ANCHOR_WORKDIR;
		if (grant->object == BLOB_OBJECT_FILE)
			grant->rights &= BLOB_FS_FILE;
	}
	checks_run(ir);
	normal = normal_of(ir);
	for (size_t i = 0; i < ir->grants.count; i++) {
		struct excesses found;

		rest = *ir;
		rest.grants = (struct rules){0};
		for (size_t j = 0; j < ir->grants.count; j++)
			if (j != i)
				rules_add(arena, &rest.grants, &ir->grants.items[j]);
		found = algebra_excess(&algebra, normal, normal_of(&rest));
		*told += reported(ir, &ir->grants.items[i]);
		if (reported(ir, &ir->grants.items[i]) && found.count)
			return "check says that a grant has no effect, and it has";
		if (!found.count && !reported(ir, &ir->grants.items[i]) && !alike(ir, i))
			return "a grant has no effect, and check is silent";
	}
	return NULL;
}
