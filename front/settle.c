/* SPDX-License-Identifier: Apache-2.0 */
/* settle.c - the working directory and directories that are missing: granted when agreed to. */
#include "front/settle.h"

#include "front/layer.h"
#include "front/state.h"
#include "front/terminal.h"

#include "compiler/compose.h"
#include "compiler/rule-tree.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

const char *
settle_wanted(const struct command_line *line, const struct front_policy *policy)
{
	const struct entry *entry = composed_last(policy->read.ir->composed, KEY_WORKDIR_ACCESS);

	if (!command_given(line, FLAG_PROFILE))
		return "readwrite";
	return entry && !str_is(entry->node->text, "none") ? entry->node->text.data : NULL;
}

/* Whether the policy grants as much on DIRECTORY already. */
static bool
covered(const struct front_policy *policy, const char *directory, const char *access)
{
	struct ir *ir = policy->read.ir;
	const char *text = layer_path(ir->arena, &policy->here, directory);
	uint32_t where, length, rights, needed = 0;
	struct path path;

	if (!text || path_parse(ir->arena, str_of(text), NULL, &path, &where, &length) != PATH_OK)
		return false;
	needed |= strcmp(access, "write") != 0 ? RIGHTS_READ : 0;
	needed |= strcmp(access, "read") != 0 ? BLOB_FS_WRITE_FILE | BLOB_FS_MAKE_REG : 0;
	rights = rules_covering(&ir->grants, &path);
	return (rights & needed) == needed;
}

static const char *
words_of(const char *access)
{
	return strcmp(access, "readwrite") == 0 ? "read and write"
	       : strcmp(access, "read") == 0    ? "read"
	                                        : "write";
}

const char *
settle_refusal(const struct front_policy *policy, const char *access)
{
	const struct ir *ir = policy->read.ir;
	struct rule grant = {.path = {BLOB_ANCHOR_WORKDIR, {"", 0}},
	                     .object = BLOB_OBJECT_DIRECTORY};
	struct ir with = *ir;

	if (strcmp(access, "write") != 0)
		grant.rights |= RIGHTS_READ;
	if (strcmp(access, "read") != 0)
		grant.rights |= RIGHTS_WRITE;
	grant.written = grant.rights;
	with.grants = (struct rules){0};
	rules_add(ir->arena, &with.grants, &grant);
	return here_refusal(here_bind(&with, &policy->here, NULL), &with, &policy->here);
}

bool
settle_workdir(struct command_line *line, struct front_policy *policy)
{
	static const struct given agreed = {FLAG_ALLOW_CWD, "--allow-cwd", NULL};
	const struct given *workdir = command_given(line, FLAG_WORKDIR);
	const char *directory = layer_absolute(line->arena, workdir ? workdir->value : NULL);
	const struct sources *before;
	const char *access = settle_wanted(line, policy), *why;
	bool silent = command_given(line, FLAG_SILENT);

	if (command_given(line, FLAG_ALLOW_CWD)) {
		if (!access && !silent)
			front_say("note: the profile's workdir.access is \"none\": --allow-cwd "
			          "grants nothing, --allow . does");
		return true;
	}
	if (!access || !directory || silent || covered(policy, directory, access))
		return true;
	why = settle_refusal(policy, access);
	if (why) {
		front_say(
		    arena_printf(line->arena,
		                 "note: the working directory '%s' is not granted, and cannot "
		                 "be: %s",
		                 directory, why));
		return true;
	}
	if (command_given(line, FLAG_DRY_RUN) || !terminal_there() ||
	    !terminal_agrees(arena_printf(line->arena, "let the command %s '%s'?", words_of(access),
	                                  directory))) {
		front_say(
		    arena_printf(line->arena,
		                 "note: the working directory '%s' is not granted; --allow-cwd "
		                 "lets the command %s it",
		                 directory, words_of(access)));
		return true;
	}
	command_add(line, &agreed);
	before = policy->read.sources;
	if (!front_compile(line, policy))
		return false;
	if (front_same_texts(before, policy->read.sources))
		return true;
	front_say("the profile has changed meanwhile; run it again");
	return false;
}

/* mkdir -p, private. */
static bool
make(struct arena *arena, const char *path)
{
	struct stat status;

	state_make(arena, path);
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return true;
	front_say(arena_printf(arena, "'%s' cannot be made: %s", path, strerror(errno)));
	return false;
}

void
settle_missing(const struct command_line *line, const struct front_policy *policy)
{
	const struct ir *ir = policy->read.ir;
	struct stat status;

	if (command_given(line, FLAG_SILENT) || command_given(line, FLAG_DRY_RUN) ||
	    !terminal_there())
		return;
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *rule = &ir->grants.items[i];
		struct path path =
		    definitions_apply(line->arena, &policy->here.definitions, &rule->path);
		const char *text = path_text(line->arena, &path);

		if (!rule_from_profile(rule) || rule->object != BLOB_OBJECT_DIRECTORY ||
		    !(rule->rights & RIGHTS_READ) || !(rule->rights & BLOB_FS_WRITE_FILE) ||
		    text[0] != '/' || lstat(text, &status) == 0 || errno != ENOENT)
			continue;
		if (terminal_agrees(arena_printf(
			line->arena, "'%s' is granted, and not there; make it, for you alone?",
			text)))
			make(line->arena, text);
	}
}
