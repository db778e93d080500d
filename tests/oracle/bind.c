/* SPDX-License-Identifier: Apache-2.0 */
/* bind.c - from the names that rules have to the objects that the loader opens for them. */
#include "tests/oracle/bind.h"

#include <unistd.h>

/* The path that a rule names, with its anchor bound, as the loader opens it. */
static void
rule_place(const struct tree *tree, const struct rule *rule, char place[static PLACE_SIZE])
{
	const char *anchor = rule->path.anchor == BLOB_ANCHOR_HOME      ? tree->home
	                     : rule->path.anchor == BLOB_ANCHOR_WORKDIR ? tree->workdir
	                                                                : "";
	const char *slash = rule->path.rest.length != 0 || anchor[0] == '\0' ? "/" : "";

	place_print(place, "%s%s%.*s", anchor, slash, STR_ARG(rule->path.rest));
}

/* The object that PATH leads to, for the user whose sandbox it is. */
static bool
find_object(const struct tree *tree, const char *path, struct walked *walked)
{
	uid_t mine = geteuid();
	bool found;

	if (mine != tree->owner && seteuid(tree->owner) != 0)
		fail("seteuid");
	found = place_walk(path, true, walked) && walked->thing != THING_MISSING;
	if (mine != tree->owner && seteuid(mine) != 0)
		fail("seteuid");
	return found;
}

static void
add_bound(struct arena *arena, struct policy *policy, const struct rule *rule, const char *place)
{
	struct rule bound = *rule;

	bound.path = place_path(place);
	bound.path.rest = arena_str(arena, bound.path.rest.data, bound.path.rest.length);
	bound.implied = false;
	rules_add(arena, &policy->bound->grants, &bound);
}

/* A rule for an object that is no directory holds at each of its names. */
static void
bind_file(struct arena *arena, const struct tree *tree, struct policy *policy,
          const struct rule *rule, const char *place)
{
	const struct name *first = tree_find(tree, place);
	unsigned names = 0;

	if (first == NULL) {
		add_bound(arena, policy, rule, place);
		return;
	}
	for (unsigned i = 0; i < tree->name_count; i++) {
		if (tree->names[i].object != first->object)
			continue;
		add_bound(arena, policy, rule, tree->names[i].place);
		names++;
	}
	policy->aliases += names > 1;
}

static void
bind_rule(struct arena *arena, const struct tree *tree, struct policy *policy,
          const struct rule *rule)
{
	struct rule bound = *rule;
	char path[PLACE_SIZE];
	struct walked walked;

	rule_place(tree, rule, path);
	if (!find_object(tree, path, &walked)) {
		policy->missing++;
		return;
	}
	policy->links += walked.links > 0;
	if (walked.thing == THING_DIRECTORY && rule->object == BLOB_OBJECT_FILE)
		policy->refusals |= REFUSAL_DIRECTORY;
	if (walked.thing != THING_DIRECTORY && rule->object == BLOB_OBJECT_DIRECTORY)
		policy->refusals |= REFUSAL_FILE;
	/* It was implied if its path is what it looks like, and then the loader drops it. */
	if (rule->implied && walked.links == 0)
		return;
	/* The rules above it reach an object by its name: not through a symlink, not by another. */
	bound.rights = rule->written;
	bound.written = 0;
	if (walked.thing == THING_DIRECTORY) {
		bound.object = BLOB_OBJECT_DIRECTORY;
		add_bound(arena, policy, &bound, walked.place);
		return;
	}
	bound.object = BLOB_OBJECT_FILE;
	bound.rights &= BLOB_FS_FILE;
	if (bound.rights != 0)
		bind_file(arena, tree, policy, &bound, walked.place);
}

/* The loader follows no symlink that the policy lets the command plant. */
static void
check_links(const struct tree *tree, struct policy *policy, const struct rule *rule)
{
	char path[PLACE_SIZE];
	struct walked walked;

	rule_place(tree, rule, path);
	if (!find_object(tree, path, &walked))
		return;
	for (unsigned i = 0; i < walked.links; i++) {
		struct path holder = place_path(walked.holders[i]);

		if (eval_rights(policy->bound, &holder, true) & BLOB_FS_REPLACE)
			policy->refusals |= REFUSAL_LINK;
	}
}

void
policy_bind(struct arena *arena, const struct tree *tree, struct policy *policy)
{
	const struct rules *grants = &policy->ir->grants;

	for (size_t i = 0; i < grants->count; i++)
		bind_rule(arena, tree, policy, &grants->items[i]);
	for (size_t i = 0; i < policy->ir->denies.count; i++)
		rules_add(arena, &policy->bound->denies, &policy->ir->denies.items[i]);
	for (size_t i = 0; i < grants->count; i++)
		check_links(tree, policy, &grants->items[i]);
}
