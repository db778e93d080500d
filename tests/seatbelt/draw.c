/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draw.c - policies emitted for macOS, and requests with the verdicts that they demand, for
 * tests/seatbelt/evaluate.scm.
 *
 * draw DIRECTORY draws random ones; SEED=n and RUNS=n replay or prolong.  draw DIRECTORY POLICY
 * takes the one in that file, and asks about each path that it names.  draw DIRECTORY --shipped
 * NAME... takes profiles.
 */
#include "compiler/emit.h"
#include "compiler/pass.h"
#include "compiler/pipeline.h"
#include "tests/seatbelt/world.h"
#include "tests/unit/ir-text.h"

#include <stdlib.h>
#include <string.h>

enum { PATHS = 12, SHIPPED_PATHS = 25 };

static void
write_text(const char *name, struct str text)
{
	FILE *file = fopen(name, "w");

	if (!file || fwrite(text.data, 1, text.length, file) != text.length || fclose(file) != 0) {
		perror(name);
		exit(1);
	}
}

static void
print_rules(const struct world *world, const char *word, const struct rules *rules)
{
	static const char *const objects[] = {[BLOB_OBJECT_ANY] = "any",
	                                      [BLOB_OBJECT_DIRECTORY] = "dir",
	                                      [BLOB_OBJECT_FILE] = "file"};

	for (size_t i = 0; i < rules->count; i++)
		fprintf(stderr, "%s %s %s: %s\n", word,
		        rules->items[i].children ? "children" : objects[rules->items[i].object],
		        path_text(world->policy->arena, &rules->items[i].path),
		        access_text(world->policy->arena, rules->items[i].rights));
}

/* The text for POLICY in the file NAME, or the end of the test. */
static void
emit(const struct world *world, const struct ir *policy, const char *name)
{
	const struct emit_options options = {.origins = true, .comments = true};
	struct str text = backend_seatbelt.emit(policy, &options);

	if (text.data) {
		write_text(name, text);
		return;
	}
	diags_render(policy->diags, &(struct diag_options){.format = DIAG_TEXT}, stderr);
	print_rules(world, "allow", &policy->grants);
	print_rules(world, "deny", &policy->denies);
	print_rules(world, "bypass", &policy->bypasses);
	fprintf(stderr, "%s: this policy is not emitted\n", name);
	exit(1);
}

static void
put_parameters(const struct world *world)
{
	for (unsigned i = 0; i < BLOB_ANCHORS; i++)
		if (world->places[i])
			printf("param\t%s\t%s\n", anchor_name((enum blob_anchor)i) + 1,
			       world->places[i]);
	puts("param\tUID\t501");
}

static void
ask_some(const struct world *world, struct random *random, unsigned count,
         unsigned rows[static ROWS])
{
	for (unsigned i = 0; i < count; i++) {
		struct path path = world_path(world, random);

		ask_path(stdout, world, random, &path, rows);
	}
	ask_network(stdout, world, rows);
}

static void
run(const char *directory, uint64_t seed, unsigned number, unsigned rows[static ROWS])
{
	struct arena *arena = arena_new();
	struct random random = random_seed(seed, number);
	struct world world = world_draw(arena, &random);
	const char *name = arena_printf(arena, "%s/%u.sb", directory, number);
	/* Every fourth has paths in the place of parameters, as --define makes them. */
	bool bound = number % 4 == 0;

	emit(&world, bound ? world.bound : world.policy, name);
	if (!bound)
		put_parameters(&world);
	printf("profile\t%s\n", name);
	ask_some(&world, &random, PATHS, rows);
	arena_free(arena);
}

/* PATH, what leads to it, what lies in it, and what only looks like it. */
static void
ask_around(const struct world *world, struct random *random, const struct path *path,
           unsigned rows[static ROWS])
{
	static const char *const more[] = {"",      "x",   "x/s1",  "/f1", "/a",
	                                   "/a/f1", "/s1", "/a/s1", "/c1"};
	struct path around = *path;

	for (size_t i = 0; i < COUNTOF(more); i++) {
		if (i > 2 && world_thing(world, path) != THING_DIRECTORY)
			break;
		around.rest = str_of(
		    arena_printf(world->bound->arena, "%.*s%s", STR_ARG(path->rest), more[i]));
		ask_path(stdout, world, random, &around, rows);
	}
	around = *path;
	for (uint32_t i = path->rest.length; i > 1; i--) {
		if (path->rest.data[i - 1] != '/')
			continue;
		around.rest.length = i - 1;
		ask_path(stdout, world, random, &around, rows);
	}
}

static void
run_file(const char *directory, const char *file, unsigned rows[static ROWS])
{
	struct arena *arena = arena_new();
	struct random random = random_seed(1, 0);
	const char *name = arena_printf(arena, "%s/policy.sb", directory);
	char text[8192];
	FILE *input = fopen(file, "r");
	const struct rules *lists[3];
	struct world world;
	struct ir *ir;

	if (!input) {
		perror(file);
		exit(1);
	}
	text[fread(text, 1, sizeof(text) - 1, input)] = '\0';
	fclose(input);
	ir = ir_from(arena, text);
	ir->target = TARGET_SEATBELT;
	ir->scopes = BLOB_SCOPES;
	pass_private(ir);
	pass_bypass(ir);
	pass_normalise(ir);
	world = world_of(ir);
	emit(&world, world.policy, name);
	put_parameters(&world);
	printf("profile\t%s\n", name);
	lists[0] = &world.bound->grants;
	lists[1] = &world.bound->denies;
	lists[2] = &world.bound->bypasses;
	/* Some operations of each path are drawn. */
	for (size_t i = 0; i < 6 * COUNTOF(lists); i++)
		for (size_t j = 0; j < lists[i / 6]->count; j++)
			ask_around(&world, &random, &lists[i / 6]->items[j].path, rows);
	ask_network(stdout, &world, rows);
	arena_free(arena);
}

static void
run_shipped(const char *directory, const char *profile, unsigned rows[static ROWS])
{
	static const struct profile_options options = {
	    .target = TARGET_SEATBELT, .max_input = 1 << 20, .organisation = "/nonexistent"};
	struct arena *arena = arena_new();
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_SEATBELT);
	struct random random = random_seed(random_setting("SEED", 1), 0);
	const char *name = arena_printf(arena, "%s/%s.sb", directory, profile);
	struct world world;

	if (pipeline_read(&ir, profile, POLICY_PROFILE, &options) != 0 ||
	    diags_count(ir->diags, SEVERITY_ERROR) != 0) {
		fprintf(stderr, "%s is not compiled\n", profile);
		exit(1);
	}
	world = world_of(ir);
	emit(&world, world.policy, name);
	put_parameters(&world);
	printf("profile\t%s\n", name);
	ask_some(&world, &random, SHIPPED_PATHS, rows);
	arena_free(arena);
}

int
main(int argc, char **argv)
{
	uint64_t seed = random_setting("SEED", 1), runs = random_setting("RUNS", 200);
	unsigned rows[ROWS] = {0};

	if (argc > 3 && strcmp(argv[2], "--shipped") == 0) {
		for (int i = 3; i < argc; i++)
			run_shipped(argv[1], argv[i], rows);
		return 0;
	}
	if (argc == 3) {
		run_file(argv[1], argv[2], rows);
		return 0;
	}
	if (argc != 2) {
		fputs("usage: draw DIRECTORY [POLICY | --shipped NAME...] >requests\n", stderr);
		return 2;
	}
	for (unsigned i = 0; i < runs; i++)
		run(argv[1], seed, i, rows);
	for (unsigned i = ROW_NONE + 1; i < ROWS; i++)
		fprintf(stderr, "row\t%s\t%u\n", row_name((enum row)i), rows[i]);
	return 0;
}
