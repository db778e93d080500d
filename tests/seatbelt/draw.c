/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draw.c - random policies, emitted for macOS, and requests with the verdicts that they demand, for
 * tests/seatbelt/evaluate.scm: draw DIRECTORY.  SEED=n and RUNS=n replay or prolong.
 */
#include "compiler/emit.h"
#include "tests/seatbelt/world.h"

#include <stdlib.h>
#include <string.h>

enum { PATHS = 12 };

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
		fprintf(stderr, "%s %s %s: %s\n", word, objects[rules->items[i].object],
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
	for (unsigned i = 0; i < PATHS; i++) {
		struct path path = world_path(&world, &random);

		ask_path(stdout, &world, &random, &path, rows);
	}
	ask_network(stdout, &world, &random, rows);
	arena_free(arena);
}

int
main(int argc, char **argv)
{
	uint64_t seed = random_setting("SEED", 1), runs = random_setting("RUNS", 200);
	unsigned rows[ROWS] = {0};

	if (argc != 2) {
		fputs("usage: draw DIRECTORY >requests\n", stderr);
		return 2;
	}
	for (unsigned i = 0; i < runs; i++)
		run(argv[1], seed, i, rows);
	for (unsigned i = ROW_NONE + 1; i < ROWS; i++)
		fprintf(stderr, "row\t%s\t%u\n", row_name((enum row)i), rows[i]);
	return 0;
}
