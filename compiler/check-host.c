/* SPDX-License-Identifier: Apache-2.0 */
/* check-host.c - --host-checks: what this machine makes of the paths, which no other need do. */
#include "compiler/check-host.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
absolute(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] == '/' ? value : NULL;
}

/* Where ANCHOR is for nonoc itself, links resolved; NULL if nowhere. */
static const char *
anchor_here(struct arena *arena, enum blob_anchor anchor)
{
	char real[PATH_MAX];
	const char *fallback = anchor_default(anchor);
	const char *base = anchor == BLOB_ANCHOR_WORKDIR ? "." : absolute(anchor_name(anchor) + 1);

	if (anchor == BLOB_ANCHOR_ROOT)
		return "";
	if (!base && anchor == BLOB_ANCHOR_TMPDIR)
		base = "/tmp";
	if (!base && fallback) {
		base = anchor_here(arena, BLOB_ANCHOR_HOME);
		return base ? arena_printf(arena, "%s/%s", base, fallback) : NULL;
	}
	return base && realpath(base, real) ? arena_printf(arena, "%s", real) : NULL;
}

static const char *
path_here(struct arena *arena, const struct path *path)
{
	const char *base = anchor_here(arena, path->anchor);
	const char *rest = path->rest.data;
	const char *escape;

	if (!base)
		return NULL;
	rest = arena_printf(arena, "%.*s", STR_ARG(path->rest));
	while ((escape = strchr(rest, BLOB_ESCAPE)))
		rest = arena_printf(arena, "%.*s%lu%s", (int)(escape - rest), rest,
		                    (unsigned long)getuid(), escape + 2);
	return arena_printf(arena, "%s%s%s", base, *rest || !*base ? "/" : "", rest);
}

static struct here
look(struct arena *arena, const struct rule *rule)
{
	struct here here = {rule, path_here(arena, &rule->path), NULL};
	char real[PATH_MAX];

	if (here.path && realpath(here.path, real))
		here.real = arena_printf(arena, "%s", real);
	return here;
}

static struct here *
look_at(struct arena *arena, const struct rules *rules)
{
	struct here *all = arena_calloc(arena, rules->count, sizeof(*all));

	for (size_t i = 0; i < rules->count; i++)
		all[i] = look(arena, &rules->items[i]);
	return all;
}

/* By component, as rules reach. */
static bool
within(const char *inner, const char *outer)
{
	size_t length = strlen(outer);

	return strncmp(inner, outer, length) == 0 &&
	       (inner[length] == '\0' || inner[length] == '/' ||
	        (length && outer[length - 1] == '/'));
}

/* The other rule that names where HERE leads, or NULL. */
static const struct rule *
named_by(const char *real, const struct here *all, size_t count, const struct rule *self)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].path && all[i].rule->at.offset != self->at.offset &&
		    within(real, all[i].path))
			return all[i].rule;
	return NULL;
}

static void
check_missing(const struct checking *c, const struct here *here)
{
	struct stat stat;

	if (!here->path || lstat(here->path, &stat) == 0 || (errno != ENOENT && errno != ENOTDIR))
		return;
	diag_at(c->ir->diags, DIAG_HOST_MISSING, here->rule->at,
	        "'%s' is not there on this machine", path_text(c->ir->arena, &here->rule->path));
	diag_help(c->ir->diags, "nono-exec skips it, and with --strict refuses to start");
}

static void
check_protected(const struct checking *c, const struct here *here, const struct here *denies)
{
	if (!here->real || strcmp(here->real, here->path) == 0 ||
	    named_by(here->real, denies, c->denies.count, here->rule))
		return;
	diag_at(c->ir->diags, DIAG_HOST_PROTECTED_LINK, here->rule->at,
	        "the protected '%s' leads to '%s' on this machine, which no rule protects",
	        path_text(c->ir->arena, &here->rule->path), here->real);
	rule_note_chain(c->ir, here->rule);
	diag_help(c->ir->diags, "deny that path, too: nono-exec would refuse a grant that reaches "
	                        "it, and an error in the profile is easier to mend");
}

static void
check_granted(const struct checking *c, const struct here *here, const struct here *denies)
{
	const struct rule *deny;
	const char *text;

	if (!here->real || strcmp(here->real, here->path) == 0)
		return;
	deny = named_by(here->real, denies, c->denies.count, here->rule);
	if (!deny || !(deny->rights & here->rule->rights))
		return;
	text = path_text(c->ir->arena, &deny->path);
	diag_at(c->ir->diags, DIAG_HOST_GRANT_LINK, here->rule->at,
	        "'%s' leads to '%s' on this machine, which is protected",
	        path_text(c->ir->arena, &here->rule->path), here->real);
	rule_note(c->ir, deny, arena_printf(c->ir->arena, "'%s' is protected here", text));
	diag_help(c->ir->diags, "nono-exec will refuse to start: take one of the two out");
}

void
check_host(const struct checking *c)
{
	struct heres denies = {look_at(c->ir->arena, &c->denies), c->denies.count}, grants = {0};

	for (size_t i = 0; i < c->denies.count; i++)
		check_protected(c, &denies.items[i], denies.items);
	grants.items = arena_calloc(c->ir->arena, c->grants.count, sizeof(*grants.items));
	for (size_t i = 0; i < c->grants.count; i++) {
		struct here *here = &grants.items[grants.count];

		if (!rule_own(&c->grants.items[i]))
			continue;
		*here = look(c->ir->arena, &c->grants.items[i]);
		check_missing(c, here);
		check_granted(c, here, denies.items);
		grants.count++;
	}
	check_hard_links(c, &denies, &grants);
}
