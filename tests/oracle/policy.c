/* SPDX-License-Identifier: Apache-2.0 */
/* policy.c - random rules, spelled in every way that names an object of the tree. */
#include "tests/oracle/policy.h"

#include "compiler/emit.h"
#include "compiler/pass.h"
#include "tests/oracle/bind.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct origin from_user = {
    .kind = ORIGIN_PROFILE, .trust = TRUST_USER, .name = "user"};
static const struct origin from_group = {
    .kind = ORIGIN_GROUP, .trust = TRUST_BUILTIN, .name = "group"};

/* Whether PLACE is DIRECTORY or below it; *REST gets what follows. */
static bool
place_within(const char *place, const char *directory, const char **rest)
{
	size_t length = strlen(directory);

	*rest = place + length;
	return strncmp(place, directory, length) == 0 && (**rest == '\0' || **rest == '/');
}

bool
policy_spell(const struct tree *tree, struct random *random, const char *place,
             char spelled[static PLACE_SIZE])
{
	unsigned first = random_below(random, tree->name_count);

	for (unsigned i = 0; i < tree->name_count; i++) {
		const struct name *name = &tree->names[(first + i) % tree->name_count];
		struct walked target;
		const char *rest;

		if (thing_of(tree->objects[name->object].mode) != THING_SYMLINK ||
		    !place_walk(name->place, true, &target) ||
		    !place_within(place, target.place, &rest))
			continue;
		place_print(spelled, "%s%s", name->place, rest);
		return true;
	}
	return false;
}

/* Some of the rights that policies name. */
static uint32_t
some_rights(struct random *random, unsigned percent)
{
	size_t count;
	const struct right *all = access_rights(&count);
	uint32_t rights = 0;

	for (size_t i = 0; i < count; i++)
		if (random_chance(random, percent))
			rights |= all[i].bits;
	return rights;
}

static uint32_t
random_rights(struct random *random)
{
	const uint32_t reads = RIGHTS_READ | RIGHT_EXEC;

	switch (random_below(random, 9)) {
	case 0:
		return reads;
	case 1:
		return RIGHTS_WRITE;
	case 2:
		return reads | RIGHTS_WRITE | RIGHT_IOCTL;
	case 3:
	case 4: /* pairs of these differ in little */
		return RIGHTS_WRITE | some_rights(random, 50);
	case 5:
		return some_rights(random, 70);
	case 6: /* single bits, as no profile has them */
		return (uint32_t)random_bits(random) & BLOB_FS_ALL;
	case 7:
		return (uint32_t)(random_bits(random) | random_bits(random)) & BLOB_FS_ALL;
	default:
		return BLOB_FS_ALL;
	}
}

/* A path that starts at $HOME or $WORKDIR, now and then, if it lies there. */
static struct path
random_anchor(struct arena *arena, struct random *random, const struct tree *tree,
              const char *spelled)
{
	const struct {
		enum blob_anchor anchor;
		const char *directory;
	} anchors[] = {{BLOB_ANCHOR_HOME, tree->home}, {BLOB_ANCHOR_WORKDIR, tree->workdir}};
	struct path path = place_path(spelled);

	for (size_t i = 0; i < COUNTOF(anchors); i++) {
		const char *rest;

		if (!place_within(spelled, anchors[i].directory, &rest) ||
		    !random_chance(random, 60))
			continue;
		rest += *rest == '/';
		path = (struct path){anchors[i].anchor, {rest, (uint32_t)strlen(rest)}};
		break;
	}
	path.rest = arena_str(arena, path.rest.data, path.rest.length);
	return path;
}

/* What a rule is for: mostly what is there, in both ways to say it, rarely something else. */
static enum blob_object
random_object(struct random *random, enum thing thing)
{
	bool directory = thing == THING_DIRECTORY;

	if (random_chance(random, 1) || thing == THING_MISSING)
		directory = random_chance(random, 50);
	if (random_chance(random, 40))
		return BLOB_OBJECT_ANY;
	return directory ? BLOB_OBJECT_DIRECTORY : BLOB_OBJECT_FILE;
}

static void
add_grant(struct arena *arena, struct random *random, const struct tree *tree, struct rules *rules)
{
	static const char *const devices[] = {"/dev/urandom", "/dev/random", "/dev"};
	struct rule rule = {.origin = random_chance(random, 70) ? &from_user : &from_group};
	const struct name *name = &tree->names[random_below(random, tree->name_count)];
	const char *place = name->place;
	char spelled[PLACE_SIZE];
	struct walked walked;

	if (random_chance(random, 70))
		place = tree_directory(tree, random);
	if (random_chance(random, 10))
		place = devices[random_below(random, COUNTOF(devices))];
	place_print(spelled, "%s", place);
	if (random_chance(random, 6))
		place_print(spelled, "%s/m%u", place, random_below(random, 3));
	else if (random_chance(random, 20))
		policy_spell(tree, random, place, spelled);
	if (!place_walk(spelled, true, &walked))
		walked.thing = THING_MISSING;
	rule.path = random_anchor(arena, random, tree, spelled);
	rule.object = random_object(random, walked.thing);
	rule.rights = random_rights(random);
	if (rule.object == BLOB_OBJECT_FILE)
		rule.rights &= BLOB_FS_FILE;
	if (rule.rights != 0)
		rules_add(arena, rules, &rule);
}

/* What is denied apart from all grants must not change a thing. */
static void
add_denies(struct arena *arena, struct random *random, const struct stage *stage,
           struct rules *denies)
{
	unsigned count = random_chance(random, 20) ? 1 + random_below(random, 3) : 0;
	char place[PLACE_SIZE];

	for (unsigned i = 0; i < count; i++) {
		struct rule rule = {.origin = &from_group, .rights = random_rights(random)};

		/* Below a file, a missing name, and that which is as its name begins. */
		place_print(place, "%s/%s",
		            random_chance(random, 50) ? stage->blob : stage->directory,
		            random_chance(random, 50) ? "t" : "missing");
		if (strcmp(place + strlen(stage->directory), "/t") == 0)
			place_print(place, "%s/t-not", stage->directory);
		rule.path = place_path(place);
		rule.path.rest = arena_str(arena, rule.path.rest.data, rule.path.rest.length);
		if (rule.rights != 0)
			rules_add(arena, denies, &rule);
	}
}

/* Normalising must keep, for every path, the rights in force. */
static void
check_normalised(const struct rules *written, const struct ir *ir, struct random *random,
                 const struct tree *tree)
{
	struct ir before = *ir;

	before.grants = *written;
	for (unsigned i = 0; i < 40; i++) {
		const struct name *name = &tree->names[random_below(random, tree->name_count)];
		bool directory = S_ISDIR(tree->objects[name->object].mode);
		struct path path = random_anchor(ir->arena, random, tree, name->place);
		uint32_t was = eval_rights(&before, &path, directory);
		uint32_t is = eval_rights(ir, &path, directory);

		if (was != is)
			fail("normalising changes %s from %x to %x", path_text(ir->arena, &path),
			     was, is);
	}
}

static struct ir *
new_ir(struct arena *arena)
{
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);

	/* A filter that closes unix sockets is not what is tried here. */
	ir->flags = BLOB_UNIX_SOCKETS;
	return ir;
}

static void
end_on_errors(const struct ir *ir, const char *what)
{
	const struct diag_options options = {.format = DIAG_TEXT};

	if (diags_count(ir->diags, SEVERITY_ERROR) == 0)
		return;
	diags_render(ir->diags, &options, stderr);
	fail("%s has errors", what);
}

static struct policy
try_policy(struct arena *arena, struct random *random, const struct tree *tree,
           const struct stage *stage)
{
	unsigned count = 5 + random_below(random, 12);
	struct policy policy = {.ir = new_ir(arena), .bound = new_ir(arena)};
	struct rule worker = {.origin = &from_group,
	                      .path = place_path(stage->worker),
	                      .object = BLOB_OBJECT_FILE,
	                      .rights = BLOB_FS_EXECUTE | BLOB_FS_READ_FILE};
	struct rules written = {0};

	for (unsigned i = 0; i < count; i++)
		add_grant(arena, random, tree, &policy.ir->grants);
	rules_add(arena, &policy.ir->grants, &worker);
	add_denies(arena, random, stage, &policy.ir->denies);
	for (size_t i = 0; i < policy.ir->grants.count; i++)
		rules_add(arena, &written, &policy.ir->grants.items[i]);
	pass_normalise(policy.ir);
	pass_verify(policy.ir);
	end_on_errors(policy.ir, "a random policy");
	check_normalised(&written, policy.ir, random, tree);
	policy_bind(arena, tree, &policy);
	return policy;
}

struct policy
policy_make(struct arena *arena, struct random *random, const struct tree *tree,
            const struct stage *stage)
{
	/* That the loader refuses is tried too, but most policies are to run. */
	bool any = random_chance(random, 5);
	struct policy policy;

	do
		policy = try_policy(arena, random, tree, stage);
	while (policy.refusals != 0 && !any);
	return policy;
}

struct str
policy_blob(const struct policy *policy)
{
	const struct emit_options options = {.origins = false};
	struct str blob = backend_landlock.emit(policy->ir, &options);

	end_on_errors(policy->ir, "the blob");
	return blob;
}

struct ir *
policy_read_back(struct arena *arena, const struct tree *tree, const struct policy *policy,
                 bool origins)
{
	const struct emit_options options = {.origins = origins};
	struct str blob = backend_landlock.emit(policy->ir, &options);
	struct policy back = {.bound = new_ir(arena)};

	end_on_errors(policy->ir, "the blob");
	back.ir = backend_landlock.read(arena, policy->ir->sources, policy->ir->diags, blob);
	end_on_errors(policy->ir, "the blob that was read");
	policy_bind(arena, tree, &back);
	return back.bound;
}

bool
policy_binds(const struct policy *policy, const char *place)
{
	const struct path path = place_path(place);

	for (size_t i = 0; i < policy->bound->grants.count; i++)
		if (path_compare(&policy->bound->grants.items[i].path, &path) == 0)
			return true;
	return false;
}

bool
policy_refusal(const struct policy *policy, const char *message)
{
	static const struct {
		unsigned refusal;
		const char *words;
	} reasons[] = {
	    {REFUSAL_DIRECTORY, "is a directory, but"},
	    {REFUSAL_FILE, "is not a directory, but"},
	    {REFUSAL_LINK, "through the symlink"},
	};

	for (size_t i = 0; i < COUNTOF(reasons); i++)
		if ((policy->refusals & reasons[i].refusal) != 0 &&
		    strstr(message, reasons[i].words) != NULL)
			return true;
	return false;
}

static void
print_rules(const struct ir *ir, const char *word, const struct rules *rules, FILE *out)
{
	static const char *const objects[] = {[BLOB_OBJECT_ANY] = "any",
	                                      [BLOB_OBJECT_DIRECTORY] = "dir",
	                                      [BLOB_OBJECT_FILE] = "file"};

	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->items[i];

		fprintf(out, "    %s %s %s: %s%s\n", word, objects[rule->object],
		        path_text(ir->arena, &rule->path), access_text(ir->arena, rule->rights),
		        rule->implied ? " (implied)" : "");
	}
}

void
policy_print(const struct policy *policy, FILE *out)
{
	fputs("  the policy:\n", out);
	print_rules(policy->ir, "grant", &policy->ir->grants, out);
	print_rules(policy->ir, "deny", &policy->ir->denies, out);
	fputs("  bound to objects:\n", out);
	print_rules(policy->bound, "grant", &policy->bound->grants, out);
}
