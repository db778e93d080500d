/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit-seatbelt.c - a policy as a profile of macOS's sandbox.
 *
 * All is denied, then named operations are allowed with filters, and nothing is denied again: on
 * this shape everyone who has described how rules of that language override each other agrees.
 */
#include "compiler/emit-seatbelt.h"

#include "compiler/pass.h"
#include "compiler/rule-tree.h"

#include <string.h>

/* Room for what the shipped profiles come to; what is not written to costs nothing. */
enum { OUT_SIZE = 256 << 10 };

/* Where nonoc's own grants come from. */
static const struct origin base_origin = {
    .kind = ORIGIN_GROUP, .trust = TRUST_BUILTIN, .name = "base"};

static bool
begins(const char *line, const char *word, const char **rest)
{
	size_t length = strlen(word);

	if (strncmp(line, word, length) != 0)
		return false;
	*rest = line + length;
	return true;
}

/* Whether the comment at LINES[I] is about grants, which stand among those of the policy. */
static bool
is_about_grants(const char *const *lines, size_t count, size_t i)
{
	while (i < count && *lines[i] == ';')
		i++;
	return i < count && *lines[i] == '@';
}

/* Whether the policy lets a keychain be read. */
static bool
has_keychain(const struct ir *ir)
{
	static const struct path keychains[] = {
	    {BLOB_ANCHOR_HOME, {"Library/Keychains", 17}},
	    {BLOB_ANCHOR_ROOT, {"Library/Keychains", 17}},
	};

	for (size_t i = 0; i < COUNTOF(keychains); i++) {
		struct path keychain = keychains[i];

		/* With --define the home directory is a path like any other. */
		if (ir->definitions)
			keychain = path_private(
			    ir->arena, definitions_apply(ir->arena, ir->definitions, &keychain));
		for (size_t j = 0; j < ir->grants.count; j++)
			if (ir->grants.items[j].rights & BLOB_FS_READ_FILE &&
			    path_within(&ir->grants.items[j].path, &keychain))
				return true;
	}
	return false;
}

static bool
wants_section(const struct ir *ir, const char *name)
{
	if (strcmp(name, "always") == 0)
		return true;
	if (strcmp(name, "own-signals") == 0)
		return ir->scopes & BLOB_SCOPE_SIGNAL;
	if (strcmp(name, "all-signals") == 0)
		return !(ir->scopes & BLOB_SCOPE_SIGNAL);
	if (strcmp(name, "shared-objects") == 0)
		return !(ir->scopes & BLOB_SCOPE_ABSTRACT_UNIX_SOCKET);
	if (strcmp(name, "sysv-objects") == 0)
		return ir->flags & BLOB_SYSV_IPC;
	if (strcmp(name, "keychain") == 0)
		return has_keychain(ir);
	/* names, tls */
	return seatbelt_resolves(ir);
}

/* "read directory /usr/lib" */
static void
add_grant(struct ir *ir, const char *words)
{
	struct rule rule = {.origin = &base_origin};
	const char *object = strchr(words, ' ');
	const char *path = object ? strchr(object + 1, ' ') : NULL;

	if (!path)
		return;
	if (strncmp(words, "read ", 5) == 0)
		rule.rights = RIGHTS_READ;
	else
		rule.rights = access_find((struct str){words, (uint32_t)(object - words)});
	rule.object =
	    strncmp(object + 1, "file ", 5) == 0 ? BLOB_OBJECT_FILE : BLOB_OBJECT_DIRECTORY;
	rule.path = (struct path){BLOB_ANCHOR_ROOT, str_of(path + 2)};
	rules_add(ir->arena, &ir->grants, &rule);
}

/*
 * The volume with everybody's files has a place of its own besides, where all that lies in it has
 * another name.  Whether the kernel ever compares that one is disputed: no tree lets it through.
 */
static void
close_volume(struct ir *ir)
{
	static const struct path volume = {BLOB_ANCHOR_ROOT, {"System/Volumes/Data", 19}};
	const struct rule deny = {.path = volume,
	                          .rights = BLOB_FS_ALL,
	                          .written = BLOB_FS_ALL,
	                          .object = BLOB_OBJECT_ANY,
	                          .origin = &base_origin};
	bool reached = false;

	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];

		if (grant->path.anchor == BLOB_ANCHOR_ROOT && path_within(&volume, &grant->path))
			reached = true;
		if (path_compare(&volume, &grant->path) != 0)
			continue;
		diag_at(ir->diags, DIAG_SEATBELT_COARSE, grant->at,
		        "on macOS what lies in '/System/Volumes/Data' has other names: nothing is "
		        "granted on this one");
		diag_help(ir->diags, "name what is meant as it is from '/': /Users, /Library, ...");
	}
	if (reached && !rules_covering(&ir->bypasses, &volume))
		rules_add(ir->arena, &ir->denies, &deny);
}

/* The policy with what nonoc grants to every program on macOS. */
static struct ir *
with_base(const struct ir *policy)
{
	struct ir *ir = arena_alloc(policy->arena, sizeof(*ir));
	size_t count;
	const char *const *lines = seatbelt_base(&count), *rest;
	bool wanted = false;

	*ir = *policy;
	ir->grants = rules_sorted(ir->arena, &policy->grants);
	ir->denies = rules_sorted(ir->arena, &policy->denies);
	ir->bypasses = rules_sorted(ir->arena, &policy->bypasses);
	for (size_t i = 0; i < count; i++) {
		if (begins(lines[i], "@section ", &rest))
			wanted = wants_section(policy, rest);
		else if (wanted && begins(lines[i], "@grant ", &rest))
			add_grant(ir, rest);
	}
	close_volume(ir);
	ir->grants.sorted = ir->denies.sorted = false;
	pass_normalise(ir);
	return ir;
}

static void
put_base(struct seatbelt *s)
{
	size_t count;
	const char *const *lines = seatbelt_base(&count), *rest;
	bool wanted = false;

	for (size_t i = 0; i < count; i++) {
		if (begins(lines[i], "@section ", &rest))
			wanted = wants_section(s->ir, rest);
		else if (wanted && *lines[i] && *lines[i] != '@' &&
		         (*lines[i] != ';' ||
		          (s->options->comments && !is_about_grants(lines, count, i)))) {
			buffer_put(&s->out, lines[i]);
			buffer_put(&s->out, "\n");
		}
	}
}

void
seatbelt_put_comment(struct seatbelt *s, const char *words)
{
	if (!s->options->comments)
		return;
	buffer_put(&s->out, "; ");
	buffer_put(&s->out, words);
	buffer_put(&s->out, "\n");
}

static void
mark(const struct rules *rules, bool used[static BLOB_ANCHORS], bool *uid)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct path *path = &rules->items[i].path;

		used[path->anchor] = true;
		*uid |=
		    path->rest.length && memchr(path->rest.data, BLOB_ESCAPE, path->rest.length);
	}
}

/* What has to be given to whatever applies the text: without one of them it is refused. */
static void
put_parameters(struct seatbelt *s)
{
	bool used[BLOB_ANCHORS] = {false}, uid = false;
	const char *names = "";

	mark(&s->ir->grants, used, &uid);
	mark(&s->ir->denies, used, &uid);
	mark(&s->ir->bypasses, used, &uid);
	for (unsigned i = BLOB_ANCHOR_ROOT + 1; i < BLOB_ANCHORS; i++)
		if (used[i])
			names = arena_printf(s->ir->arena, "%s %s", names,
			                     anchor_name((enum blob_anchor)i) + 1);
	if (uid)
		names = arena_printf(s->ir->arena, "%s UID", names);
	if (*names)
		seatbelt_put_comment(s, arena_printf(s->ir->arena, "Parameters:%s", names));
}

static struct str
emit(const struct ir *policy, const struct emit_options *options)
{
	struct seatbelt s = {
	    .ir = with_base(policy), .options = options, .out = {.arena = policy->arena}};

	s.comments = arena_calloc(policy->arena, SEATBELT_COMMENTS, sizeof(*s.comments));
	buffer_reserve(&s.out, OUT_SIZE);
	seatbelt_put_comment(&s, "A policy of nono for macOS's sandbox; made by nonoc.");
	put_parameters(&s);
	buffer_put(&s.out, "(version 1)\n(deny default)\n");
	put_base(&s);
	s.base_length = s.out.length;
	seatbelt_put_comment(&s, "The policy's files.");
	seatbelt_files(&s);
	seatbelt_put_comment(&s, "The policy's network.");
	seatbelt_network(&s);
	seatbelt_raw(&s);
	if (s.failed || !seatbelt_proved(&s) || !seatbelt_carry(&s, policy))
		return (struct str){NULL, 0};
	return (struct str){s.out.data, (uint32_t)s.out.length};
}

/* A profile says less than a policy: nothing of the environment, nor whose a rule was. */
static struct ir *
read_none(struct arena *arena, struct sources *sources, struct diags *diags, struct str artifact)
{
	(void)arena;
	(void)sources;
	(void)diags;
	(void)artifact;
	return NULL;
}

const struct backend backend_seatbelt = {"seatbelt", TARGET_SEATBELT, emit, read_none};
