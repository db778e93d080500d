/* SPDX-License-Identifier: Apache-2.0 */
/* world.c - see world.h. */
#include "tests/unit/world.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT(literal) literal, sizeof(literal) - 1
#define GROUP(name, text)                                        \
	{                                                        \
		name, "groups/" name ".yaml", {TEXT(text)}, true \
	}
#define PROFILE(name, text)                                         \
	{                                                           \
		name, "profiles/" name ".yaml", {TEXT(text)}, false \
	}

static const struct builtin texts[] = {
    PROFILE("default", "groups:\n  include:\n    - deny_keys\n    - system\n    - {name: apples, "
                       "when: macos}\n"),
    PROFILE("dev", "extends: default\nnetwork: {network_profile: developer}\nlint:\n"
                   "  - {ignore: N0701, reason: on purpose}\n"),
    GROUP("deny_keys", "description: keys\nrequired: true\nfilesystem:\n  deny: [~/.ssh]\n"),
    GROUP("system", "description: system\nfilesystem:\n  read: [/usr]\n  exec: [/usr/bin]\n"),
    GROUP("apples", "description: macOS\nwhen: macos\nfilesystem: {read: [/System]}\n"),
    GROUP("protect_own", "description: own\nrequired: true\nfilesystem: {deny_write: [~/.nono]}\n"),
    GROUP("tools", "description: tools\nfilesystem: {read: [/opt/tools]}\n"
                   "commands: {deny: [rm]}\n"),
};

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

struct world *
world_new(void)
{
	struct arena *arena = arena_new();
	struct world *world = arena_alloc(arena, sizeof(*world));
	const char *scratch = getenv("SCRATCH");
	char *directory =
	    (char *)arena_printf(arena, "%s/world.XXXXXX", scratch ? scratch : "/tmp");

	if (!mkdtemp(directory))
		abort();
	world->arena = arena;
	world->directory = directory;
	world->sources = sources_new(arena);
	world->diags = diags_new(arena, world->sources);
	world->ir = ir_new(arena, world->sources, world->diags, TARGET_LANDLOCK);
	world->options.organisation = arena_printf(arena, "%s/org", directory);
	world->options.config_home = arena_printf(arena, "%s/home", directory);
	return world;
}

void
world_free(struct world *world)
{
	nftw(world->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(world->arena);
}

void
world_file(struct world *world, const char *name, const char *text)
{
	char *path = (char *)arena_printf(world->arena, "%s/%s", world->directory, name);
	FILE *file;

	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0755) != 0 && errno != EEXIST)
			abort();
		*slash = '/';
	}
	file = fopen(path, "we");
	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		abort();
}

void
world_lower_token(struct world *world, const char *token)
{
	world->ir->target = world->options.target;
	world->status =
	    profile_lower_from(world->ir, token, &world->options, texts, COUNTOF(texts));
}

void
world_lower(struct world *world, const char *text)
{
	world_file(world, "profile.json", text);
	world_lower_token(world, arena_printf(world->arena, "%s/profile.json", world->directory));
}

const struct finding *
world_finding(const struct world *world, enum diag_code code)
{
	for (size_t i = 0; i < world->diags->count; i++)
		if (world->diags->findings[i].code == code)
			return &world->diags->findings[i];
	return NULL;
}

size_t
world_count(const struct world *world, enum diag_code code)
{
	size_t count = 0;

	for (size_t i = 0; i < world->diags->count; i++)
		count += world->diags->findings[i].code == code;
	return count;
}

const char *
world_at(const struct world *world, struct span at)
{
	const struct source *source = source_get(world->sources, at.source);

	return source ? arena_str(world->arena, source->text.data + at.offset, at.length).data : "";
}

const struct remark *
world_note(const struct finding *finding, unsigned n)
{
	for (const struct remark *remark = finding->remarks; remark; remark = remark->next)
		if (!remark->help && n-- == 0)
			return remark;
	return NULL;
}

bool
world_helps(const struct finding *finding, const char *word)
{
	for (const struct remark *remark = finding->remarks; remark; remark = remark->next)
		if (remark->help && strstr(remark->text, word))
			return true;
	return false;
}

const struct rule *
world_rule(const struct world *world, const struct rules *rules, const char *path)
{
	for (size_t i = rules->count; i > 0; i--)
		if (strcmp(path_text(world->arena, &rules->items[i - 1].path), path) == 0)
			return &rules->items[i - 1];
	return NULL;
}
