/* SPDX-License-Identifier: Apache-2.0 */
/* driver-diff.c - nonoc diff: what changes between two policies, or since a commit. */
#include "compiler/driver-diff.h"
#include "compiler/driver-git.h"
#include "compiler/jsonout.h"

#include <string.h>
#include <unistd.h>

/* A comment holds 65536 characters. */
#define COMMENT ((size_t)60000)

/* All that is shown of all files. */
struct session {
	struct arena *arena;
	const struct options *options;
	struct diff *diffs;
	size_t count;
	int status;
};

/* What allows nothing at all: a profile that is new is compared with it. */
static struct ir *
nothing(struct arena *arena, enum target target)
{
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), target);

	ir->net =
	    BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED | BLOB_NET_UDP_CLOSED | BLOB_NET_BLOCKED;
	ir->scopes = BLOB_SCOPES;
	ir->flags = BLOB_ENV_LISTED;
	return ir;
}

static int
status_of(const struct options *options, const struct diff *diff)
{
	int verdict = diff_verdict(diff);

	if (options->fail_on == FAIL_ON_NOTHING || verdict < 0)
		return STATUS_CLEAN;
	if (options->fail_on == FAIL_ON_CHANGE || verdict == MARK_WIDENS)
		return STATUS_ERROR;
	return verdict == MARK_UNDECIDED ? STATUS_UNDECIDED : STATUS_CLEAN;
}

static void
add_diff(struct session *session, struct diff *diff)
{
	session->diffs = arena_room(session->arena, session->diffs, session->count, sizeof(*diff));
	session->diffs[session->count++] = *diff;
	session->status = driver_worse(session->status, status_of(session->options, diff));
}

static void
make_diff(struct session *session, struct diff *diff)
{
	diff->arena = session->arena;
	diff_make(diff);
	add_diff(session, diff);
}

static bool
exists(const char *file)
{
	return access(file, F_OK) == 0;
}

/* The places of the old files, as people know them. */
static void
name_sources(struct arena *arena, const struct git_tree *tree, struct sources *sources)
{
	size_t length = strlen(tree->directory);

	for (uint32_t i = 1; i <= sources_count(sources); i++) {
		const char *name = source_get(sources, i)->name;

		if (strncmp(name, tree->directory, length) == 0 && name[length] == '/')
			sources_rename(sources, i,
			               arena_printf(arena, "%s:%s", tree->ref, name + length + 1));
	}
}

/* Another reading of TOKEN, of which POLICY was made: standard input is read but once. */
static int
read_again(struct session *session, struct options options, const char *token,
           const struct ir *known, struct policy *policy)
{
	for (uint32_t i = 1; strcmp(token, "-") == 0 && i <= sources_count(known->sources); i++) {
		const struct source *source = source_get(known->sources, i);

		if (!source->file && strcmp(source->name, "<stdin>") == 0) {
			options.profile.instead_of = token;
			options.profile.instead = source->text;
		}
	}
	options.profile.target = TARGET_SEATBELT;
	return driver_read(session->arena, &options, token, POLICY_ANY, policy);
}

/*
 * What the last diff does not tell, since it holds on macOS only: who names no target reviews the
 * profile for both systems.  OLD is NULL where there is nothing before.
 */
static void
compare_apart(struct session *session, const struct git_tree *tree, const char *old,
              const char *new)
{
	const struct diff *known = &session->diffs[session->count - 1];
	const struct options *options = session->options;
	struct policy before, after;
	struct diff diff = *known;

	if (options->targeted || !known->after->composed || (old && !known->before->composed))
		return;
	if (read_again(session, *options, new, known->after, &after) != STATUS_CLEAN) {
		driver_say(arena_printf(session->arena,
		                        "'%s' has errors for macOS, where it is not compared: "
		                        "nonoc check --target seatbelt",
		                        new));
		return;
	}
	diff.changes = NULL;
	diff.count = 0;
	diff.apart = true;
	diff.after = after.ir;
	diff.before = nothing(session->arena, TARGET_SEATBELT);
	diff.created =
	    !old || read_again(session, *options, old, known->before, &before) != STATUS_CLEAN;
	if (!diff.created) {
		if (tree)
			name_sources(session->arena, tree, before.sources);
		diff.before = before.ir;
	} else if (old) {
		driver_say(arena_printf(session->arena,
		                        "'%s' had errors for macOS: there, all of it is new",
		                        diff.old_name));
	}
	diff_make(&diff);
	diff_less(&diff, known);
	if (diff.count)
		add_diff(session, &diff);
}

/* One file of the work tree against the same at the commit. */
static int
compare_file(struct session *session, const struct git_tree *tree, const char *file)
{
	struct arena *arena = session->arena;
	const struct options *options = session->options;
	const char *old = git_tree_path(tree, file);
	struct policy before, after;
	struct diff diff = {.new_name = file};
	int status;

	if (!old)
		return driver_say(arena_printf(
		    arena,
		    "'%s' does not lie in the work tree of the other files, or a link leads there "
		    "that is none of the commit's directories: name it without links",
		    file));
	if (!exists(file))
		return driver_say(arena_printf(
		    arena, "cannot read '%s': --base compares files of the work tree", file));
	status = compare_read(arena, options, file, &after);
	if (status != STATUS_CLEAN)
		return status;
	diff.after = after.ir;
	diff.old_name = arena_printf(arena, "%s:%s", tree->ref, old + strlen(tree->directory) + 1);
	diff.laid_out = arena_printf(arena, "%s/", tree->directory);
	diff.shown_as = arena_printf(arena, "%s:", tree->ref);
	if (!exists(old) && git_tree_has(tree, old))
		return driver_say(arena_printf(
		    arena,
		    "'%s' at '%s' is no regular file with the name of a policy and no link to one, "
		    "or too large",
		    file, tree->ref));
	if (!exists(old)) {
		diff.created = true;
		diff.before = nothing(arena, options->profile.target);
		make_diff(session, &diff);
		compare_apart(session, tree, NULL, file);
		return STATUS_CLEAN;
	}
	status = driver_read(arena, options, old, POLICY_ANY, &before);
	name_sources(arena, tree, before.sources);
	if (status != STATUS_CLEAN) {
		driver_say(arena_printf(arena, "'%s' was wrong at '%s' already:", file, tree->ref));
		return driver_render(before.diags, options) == STATUS_CLEAN ? status : STATUS_USAGE;
	}
	diff.before = before.ir;
	make_diff(session, &diff);
	compare_apart(session, tree, old, file);
	return STATUS_CLEAN;
}

static int
compare_since(struct session *session)
{
	const struct options *options = session->options;
	struct git_tree tree;
	const char *why = git_tree_read(&tree, session->arena, options->base, options->operands[0],
	                                options->profile.max_input);
	int status = STATUS_CLEAN;

	if (why)
		status = driver_say(why);
	for (size_t i = 0; !why && i < options->operand_count; i++)
		status = driver_worse(status, compare_file(session, &tree, options->operands[i]));
	git_tree_remove(&tree);
	return status;
}

static int
compare_two(struct session *session)
{
	const struct options *options = session->options;
	struct policy before, after;
	struct diff diff = {.old_name = options->operands[0], .new_name = options->operands[1]};
	int status = compare_read(session->arena, options, options->operands[0], &before);

	if (status == STATUS_CLEAN)
		status = compare_read(session->arena, options, options->operands[1], &after);
	if (status != STATUS_CLEAN)
		return status;
	diff.before = before.ir;
	diff.after = after.ir;
	make_diff(session, &diff);
	compare_apart(session, NULL, options->operands[0], options->operands[1]);
	return STATUS_CLEAN;
}

static void
show_json(const struct session *session, FILE *out)
{
	json_t *document = jsonout_need(json_object());
	json_t *list = jsonout_need(json_array());

	jsonout_set(document, "schema", json_string("nonoc.diff/1"));
	for (size_t i = 0; i < session->count; i++)
		jsonout_append(list, diff_json(&session->diffs[i]));
	jsonout_set(document, "diffs", list);
	jsonout_set(document, "status", json_integer(session->status));
	jsonout_write(document, out);
	json_decref(document);
}

static void
show(const struct session *session, enum diag_format format, FILE *out)
{
	if (format == DIAG_JSON) {
		show_json(session, out);
		return;
	}
	for (size_t i = 0; i < session->count; i++) {
		if (i)
			fputc('\n', out);
		session->diffs[i].room = COMMENT / session->count;
		if (format == DIAG_MARKDOWN)
			diff_show_markdown(&session->diffs[i], out);
		else
			diff_show_text(&session->diffs[i], out);
	}
}

/* Standard output, and each --format F=FILE. */
static int
show_all(const struct session *session)
{
	const struct options *options = session->options;

	show(session, options->diagnostics.format, stdout);
	if (driver_print("") != STATUS_CLEAN)
		return STATUS_USAGE;
	for (size_t i = 0; i < options->report_count; i++) {
		const struct report_file *report = &options->reports[i];
		FILE *out = fopen(report->file, "we");

		if (out)
			show(session, report->format, out);
		if (!out || fclose(out) != 0)
			return driver_say(
			    arena_printf(session->arena, "'%s' cannot be written", report->file));
	}
	return STATUS_CLEAN;
}

static bool
has_format(enum diag_format format)
{
	return format == DIAG_TEXT || format == DIAG_JSON || format == DIAG_MARKDOWN;
}

int
verb_diff(struct arena *arena, const struct options *options)
{
	struct session session = {.arena = arena, .options = options};
	bool shown = has_format(options->diagnostics.format);
	int status;

	for (size_t i = 0; i < options->report_count; i++)
		shown &= has_format(options->reports[i].format);
	if (!shown)
		return driver_say("diff has --format text, json and markdown");
	if (!options->base && options->operand_count != 2)
		return driver_say("diff expects two policies, or --base COMMIT and the files to "
		                  "compare with it; see 'nonoc diff --help'");
	status = options->base ? compare_since(&session) : compare_two(&session);
	if (session.count && show_all(&session) != STATUS_CLEAN)
		return STATUS_USAGE;
	return status != STATUS_CLEAN ? status : session.status;
}
