/* SPDX-License-Identifier: Apache-2.0 */
/* world.h - built-in texts, files and a profile, lowered, for the tests of the profile model. */
#ifndef TESTS_UNIT_WORLD_H
#define TESTS_UNIT_WORLD_H

#include "compiler/diag-record.h"
#include "compiler/profile.h"

struct world {
	struct arena *arena;
	struct sources *sources;
	struct diags *diags;
	struct ir *ir;
	struct profile_options options;
	const char *directory; /* the profile's; "org" and "home" below it are the other places */
	int status;
};

/* An empty directory, and options that look nowhere else. */
struct world *world_new(void);
void world_free(struct world *world);
/* Writes DIRECTORY/NAME; the directories on its way are made. */
void world_file(struct world *world, const char *name, const char *text);
/* Lowers TEXT as DIRECTORY/profile.json, or what TOKEN names. */
void world_lower(struct world *world, const char *text);
void world_lower_token(struct world *world, const char *token);
/* The first finding of CODE, or NULL. */
const struct finding *world_finding(const struct world *world, enum diag_code code);
size_t world_count(const struct world *world, enum diag_code code);
/* The text that a finding points at. */
const char *world_at(const struct world *world, struct span at);
/* The Nth note of a finding, or NULL. */
const struct remark *world_note(const struct finding *finding, unsigned n);
/* Whether a help of FINDING holds WORD. */
bool world_helps(const struct finding *finding, const char *word);
/* The last rule on PATH as policies write it, or NULL. */
const struct rule *world_rule(const struct world *world, const struct rules *rules,
                              const char *path);

/* Exactly one finding of CODE, and no error besides. */
#define ck_finding(world, code) \
	ck_assert_msg(world_count(world, code) == 1, "%zu of " #code, world_count(world, code))
#define ck_clean(world)                                                       \
	ck_assert_msg(diags_count((world)->diags, SEVERITY_ERROR) == 0, "%s", \
	              (world)->diags->count ? (world)->diags->findings[0].text : "")

#endif
