/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trust.c - a profile that came with a project was written by whoever wrote the project: what it
 * adds to the profiles that did not is shown, and agreed to once for each meaning.
 */
#include "front/layer.h"
#include "front/settle.h"
#include "front/state.h"
#include "front/terminal.h"

#include "compiler/compose.h"
#include "compiler/diag-record.h"
#include "compiler/driver-compare.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct trusting {
	const struct command_line *line;
	struct arena *arena;
	const struct front_policy *policy;
	const char *here;   /* the working directory, without symlinks */
	const char *config; /* the user's own profiles, the same; or NULL */
	const char *first;  /* the project's file that was found first, or NULL */
};

static const char *
real_path(struct arena *arena, const char *path)
{
	char *real = path ? realpath(path, NULL) : NULL;
	const char *kept = real ? arena_str(arena, real, strlen(real)).data : NULL;

	free(real);
	return kept;
}

static bool
lies_below(const char *path, const char *directory)
{
	size_t length = directory ? strlen(directory) : 0;

	if (!directory)
		return false;
	if (length == 1)
		return true;
	return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* The directory that the name PATH is in, without symlinks. */
static const char *
holder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return real_path(arena, ".");
	return real_path(arena, arena_printf(arena, "%.*s/.", (int)(slash - path), path));
}

/* Whether FILE came with the project that the working directory is. */
static bool
is_project(const struct trusting *t, const struct file *file)
{
	const struct source *source = source_get(t->policy->read.sources, file->text.source);
	const char *path;

	if (file->text.tree || file->origin.trust != TRUST_USER || !source || !source->file)
		return false;
	path = real_path(t->arena, source->name);
	if (!path || (lies_below(path, t->here) && !lies_below(path, t->config)))
		return true;
	/* A symlink of the project's leads where the project says. */
	path = holder_of(t->arena, source->name);
	if (path)
		path = arena_printf(t->arena, "%s/x", path);
	return !path || (lies_below(path, t->here) && !lies_below(path, t->config));
}

static const char *
find_project(const struct trusting *t)
{
	const struct composed *composed = t->policy->read.ir->composed;

	for (size_t i = 0; i < composed->file_count; i++)
		if (is_project(t, composed->files[i]))
			return source_get(t->policy->read.sources, composed->files[i]->text.source)
			    ->name;
	return NULL;
}

/* A document that does nothing but extend; TOKENS are names, or paths from "/". */
static struct ir *
compile(const struct trusting *t, const char *const *tokens, size_t count, bool project)
{
	struct profile_options options = t->policy->options.profile;
	struct sources *sources = sources_new(t->arena);
	struct diags *diags = diags_new(t->arena, sources);
	struct ir *ir = ir_new(t->arena, sources, diags, options.target);
	struct node *root = arena_alloc(t->arena, sizeof(*root));
	struct node *list = arena_alloc(t->arena, sizeof(*list));
	struct document text = {.name = "command line",
	                        .trust = TRUST_USER,
	                        .format = FORMAT_JSON,
	                        .tree = root,
	                        .directory = project ? "" : NULL,
	                        .inode = (ino_t)-1};
	struct member extends = {STR("extends"), {1, 0, 0}, list};

	text.source = sources_add_words(sources, "command line", STR("\n"));
	*list = (struct node){.kind = NODE_LIST, .at = {1, 0, 0}};
	for (size_t i = 0; i < count; i++) {
		struct node *item = arena_alloc(t->arena, sizeof(*item));

		*item =
		    (struct node){.kind = NODE_STRING, .at = {1, 0, 0}, .text = str_of(tokens[i])};
		list->items = arena_room(t->arena, list->items, i, sizeof(*list->items));
		list->items[list->count++] = item;
	}
	*root = (struct node){.kind = NODE_MAP, .at = {1, 0, 0}};
	root->members = arena_alloc(t->arena, sizeof(extends));
	root->members[0] = extends;
	root->count = count > 0;
	options.withhold_workdir = false;
	options.open_network = false;
	options.asked = !project;
	pipeline_read_document(ir, &text, project && count ? tokens[count - 1] : NULL, &options);
	return diags_count(diags, SEVERITY_ERROR) ? NULL : ir;
}

/* What the project's files build on: the profiles that did not come with it. */
static struct ir *
compile_base(const struct trusting *t)
{
	const struct composed *composed = t->policy->read.ir->composed;
	const char **tokens = arena_calloc(t->arena, composed->file_count + 1, sizeof(*tokens));
	size_t count = 0;
	struct ir *base;

	for (size_t i = 0; i < composed->file_count; i++) {
		const struct file *file = composed->files[i];
		const struct source *source =
		    source_get(t->policy->read.sources, file->text.source);

		if (file->origin.kind != ORIGIN_PROFILE || file->text.tree || is_project(t, file))
			continue;
		tokens[count++] =
		    source->file ? real_path(t->arena, source->name) : file->text.name;
	}
	base = compile(t, tokens, count, false);
	return base ? base : compile(t, tokens, 0, false);
}

/* The profile as the command line names it, without the options beside it. */
static struct ir *
compile_profile(const struct trusting *t)
{
	const char **tokens = arena_calloc(t->arena, t->line->count + 1, sizeof(*tokens));
	const struct given *profile = command_given(t->line, FLAG_PROFILE);
	size_t count = 0;

	for (size_t i = 0; i < t->line->count; i++)
		if (t->line->given[i].flag == FLAG_EXTENDS)
			tokens[count++] = t->line->given[i].value;
	tokens[count++] = profile->value;
	return compile(t, tokens, count, true);
}

static void
show(const struct trusting *t, const struct ir *ir, const struct excesses *found)
{
	escape_line(arena_printf(t->arena,
	                         "nono: '%s' comes with the working directory, and allows more "
	                         "than what it builds on:",
	                         t->first),
	            stderr);
	for (size_t i = 0; i < found->count; i++) {
		struct words words = compare_words(t->arena, ir, &found->items[i]);

		escape_line(arena_printf(t->arena, "  %-12s  %s%s%s", words.what, words.where,
		                         *words.origin ? "    by " : "", words.origin),
		            stderr);
	}
}

static void
remember(const struct trusting *t, const char *directory, const char *file)
{
	int fd = -1;

	if (directory && state_make(t->arena, directory) && state_is_ours(t->arena, directory))
		fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0)
		close(fd);
	else
		front_say("note: that this was agreed to cannot be remembered");
}

/* Whether somebody agrees to IR, or has. */
static bool
agreed(const struct trusting *t, const struct ir *ir, const struct excesses *found)
{
	const struct algebra algebra = {.arena = t->arena};
	const char *directory = state_path(t->arena, "trusted"), *file = NULL;
	char hash[SHA256_HEX_SIZE];

	algebra_hash(&algebra, ir, hash);
	if (directory)
		file = arena_printf(t->arena, "%s/%s", directory, hash);
	if (file && state_is_ours(t->arena, directory) && access(file, F_OK) == 0)
		return true;
	show(t, ir, found);
	if (!command_given(t->line, FLAG_TRUST_PROFILE) &&
	    !(terminal_there() && terminal_agrees("use it?"))) {
		front_say(arena_printf(t->arena,
		                       "'%s' is not used; --trust-profile agrees to it, as it is "
		                       "now, for good",
		                       t->first));
		return false;
	}
	remember(t, directory, file);
	return true;
}

bool
settle_trust(const struct command_line *line, const struct front_policy *policy)
{
	struct trusting t = {.line = line, .arena = line->arena, .policy = policy};
	const struct algebra algebra = {.arena = line->arena};
	struct excesses found;
	struct ir *ir, *base;

	if (!command_given(line, FLAG_PROFILE))
		return true;
	t.here = real_path(line->arena, ".");
	t.config = real_path(line->arena, policy->options.profile.config_home);
	t.first = find_project(&t);
	if (!t.first)
		return true;
	ir = compile_profile(&t);
	base = compile_base(&t);
	if (!ir || !base || !front_same_texts(ir->sources, policy->read.sources)) {
		front_say(arena_printf(line->arena,
		                       "'%s' cannot be compared with what it builds on, or has "
		                       "changed meanwhile; run it again",
		                       t.first));
		return false;
	}
	found = algebra_excess(&algebra, ir, base);
	return algebra_verdict(&found) == CONTAINED || agreed(&t, ir, &found);
}
