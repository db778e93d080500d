/* SPDX-License-Identifier: Apache-2.0 */
/* propose-need.c - what each recorded denial lacks, by the policy as it is now. */
#include "compiler/propose-parts.h"

#include "compiler/pass.h"
#include "compiler/rule-tree.h"
#include "compiler/why.h"

#include <stdlib.h>
#include <string.h>

enum {
	ASKED_MAX = 6,    /* a move needs rights in two directories, and on both objects */
	NEEDS_MAX = 20000 /* what is beyond is found the next time */
};

#define REPLACES (BLOB_FS_REPLACE & ~RIGHT_DEVICE)

static const struct kernel intent;
static const struct path devices = {BLOB_ANCHOR_ROOT, {"dev", 3}};

struct here
propose_here(struct arena *arena, const struct recording *recording)
{
	return here_find(arena, &recording->definitions);
}

struct ir *
propose_lexical(const struct ir *ir, const struct here *here)
{
	struct ir *bound = ir_new(ir->arena, ir->sources, ir->diags, ir->target);

	*bound = *ir;
	bound->grants = rules_sorted(ir->arena, &ir->grants);
	bound->denies = rules_sorted(ir->arena, &ir->denies);
	bound->bypasses = rules_sorted(ir->arena, &ir->bypasses);
	bound->env = arena_grow(ir->arena, ir->env, ir->env_count, ir->env_count, sizeof(*ir->env));
	pass_rebind(bound, &here->definitions);
	return bound;
}

bool
propose_bind_rule(struct arena *arena, const struct here *here, const struct rule *rule,
                  struct rule *bound)
{
	struct here_object object;

	*bound = *rule;
	bound->path = definitions_apply(arena, &here->definitions, &rule->path);
	if (bound->path.anchor != BLOB_ANCHOR_ROOT)
		return false;
	object = here_resolve(arena, path_text(arena, &bound->path), true);
	bound->path = object.path;
	bound->object = object.thing == THING_DIRECTORY ? BLOB_OBJECT_DIRECTORY : BLOB_OBJECT_FILE;
	return object.thing != THING_MISSING;
}

static bool
allows_port(const struct ir *ir, const struct record *record)
{
	struct why_port why =
	    why_port(ir, record->protocol, record->access, record->number, &intent);

	return why.state == WHY_ALLOWED;
}

bool
propose_allows(const struct ir *bound, const struct record *record)
{
	return record->port ? allows_port(bound, record)
	                    : eval(bound, &record->query, &intent).allowed;
}

/* Anchors that a profile names, the ones to prefer first. */
static const enum blob_anchor anchors[] = {BLOB_ANCHOR_WORKDIR, BLOB_ANCHOR_HOME,
                                           BLOB_ANCHOR_TMPDIR, BLOB_ANCHOR_XDG_RUNTIME_DIR};

/* PATH, from "/", by the anchor that lies closest above it. */
static struct path
anchored(struct arena *arena, const struct here *here, const struct path *path)
{
	struct path best = *path;
	uint32_t length = 0;

	for (size_t i = 0; i < COUNTOF(anchors); i++) {
		struct path place = here->definitions.at[anchors[i]];

		if (!here->definitions.known[anchors[i]])
			continue;
		place = here_resolve(arena, path_text(arena, &place), true).path;
		if (place.rest.length <= length || !path_within(path, &place))
			continue;
		length = place.rest.length;
		best.anchor = anchors[i];
		best.rest = path->rest;
		best.rest.data += length;
		best.rest.length -= length;
		if (best.rest.length && best.rest.data[0] == '/') {
			best.rest.data++;
			best.rest.length--;
		}
	}
	return best;
}

static void
add_need(struct proposing *p, struct need need, const struct here *here)
{
	struct needs *needs = &p->needs;

	need.path = anchored(p->arena, here, &need.real);
	if (!need.left && !path_can_be_said(p->arena, &need.path)) {
		/* Where its directory has a name, that will do. */
		need.real = path_parent(&need.real);
		need.path = anchored(p->arena, here, &need.real);
		need.directory = true;
		if (!path_can_be_said(p->arena, &need.path))
			need.left = "no entry of a profile can say this path";
	}
	needs->items = arena_room(p->arena, needs->items, needs->count, sizeof(need));
	needs->items[needs->count++] = need;
}

/* What VERDICT misses, on the path that an entry would name. */
static struct need
need_of(const struct proposing *p, const struct ir *bound, const struct query *query,
        const struct verdict *verdict, const struct here *here)
{
	struct need need = {.real = verdict->where, .rights = verdict->missing};
	struct path named = anchored(p->arena, here, &need.real);

	need.directory = need.rights & (REPLACES | BLOB_FS_READ_DIR) || query->op == OP_TMPFILE;
	need.deny = rules_withholding(&bound->denies, &bound->bypasses, &need.real, need.rights);
	/* What makes directories looks into them. */
	if (need.rights & BLOB_FS_MAKE_DIR)
		need.rights |= RIGHTS_READ;
	if (need.rights & RIGHT_DEVICE)
		need.left = "no key of a profile lets device nodes be made";
	if (need.rights & BLOB_FS_IOCTL_DEV && path_relate(&need.real, &devices) != PATH_BELOW)
		need.left = "no key of a profile lets devices outside of /dev be controlled";
	if (query->op == OP_BIND_UNIX && need.rights == BLOB_FS_MAKE_SOCK) {
		need.real = query->path;
		need.directory = false;
	}
	/* A directory of its own can be granted where the one around it is everybody's. */
	if (query->op == OP_MKDIR && !need.deny &&
	    propose_too_broad(p, &named, RIGHTS_WRITE, false)) {
		need.real = query->path;
		need.rights = RIGHTS_READ | RIGHTS_WRITE;
	}
	return need;
}

/* How a run was bound: as the machine is, and as it were if all that is granted were there. */
struct bindings {
	struct here here;
	const struct ir *bound;
	const struct ir *lexical;
	struct here_names names;
};

static const char not_there[] =
    "the profile grants it, but on a directory that is not there: make it before the run";

/* Why no entry for NEED would help, as far as the need alone shows that. */
static const char *
hopeless(const struct proposing *p, const struct need *need, const struct bindings *bindings)
{
	struct path path = anchored(p->arena, &bindings->here, &need->real);
	const char *why = NULL;

	if (!need->directory || need->deny)
		return NULL;
	/* Of a directory that is to be made, by its own name. */
	if (!(need->rights & ~eval_rights(bindings->lexical, &need->real, true)))
		return not_there;
	why = propose_too_broad(p, &path, need->rights, false);
	return why ? arena_printf(p->arena, "'%s' is too much to grant: %s",
	                          path_text(p->arena, &path), why)
	           : NULL;
}

/* Why not: a protected name leads to what NEED would grant, and nono-exec refuses that. */
static const char *
led(const struct proposing *p, const struct need *need, const struct bindings *bindings)
{
	const struct ir *bound = bindings->bound;

	for (size_t i = 0; i < bound->denies.count; i++) {
		const struct rule *deny = &bound->denies.items[i];
		const struct path *object = &bindings->names.objects[i];

		if (!object->rest.data ||
		    !(deny->rights & need->rights & ~rules_covering(&bound->bypasses, &deny->path)))
			continue;
		if (path_within(&need->real, object) ||
		    (need->directory && path_within(object, &need->real)))
			return arena_printf(
			    p->arena, "'%s' is protected, and symlinks lead from it to '%s'",
			    path_text(p->arena, &deny->path), path_text(p->arena, object));
	}
	return NULL;
}

/* Grants what is missing, as a key would, until the evaluator allows it. */
static void
ask(struct proposing *p, const struct bindings *bindings, const struct record *record,
    const char *trace)
{
	struct arena *arena = arena_new();
	const struct ir *bound = bindings->bound;
	struct ir policy = *bound;
	struct verdict verdict = eval(bound, &record->query, &intent);

	for (unsigned tries = 0; !verdict.allowed && tries < ASKED_MAX; tries++) {
		struct need need = need_of(p, &policy, &record->query, &verdict, &bindings->here);
		struct rule rule = {
		    .path = verdict.where, .rights = verdict.missing, .object = BLOB_OBJECT_ANY};

		if (!verdict.missing)
			break;
		need.record = record;
		need.trace = trace;
		need.count = record->count;
		if (!need.left)
			need.left = hopeless(p, &need, bindings);
		if (!need.left && !need.deny)
			need.left = led(p, &need, bindings);
		add_need(p, need, &bindings->here);
		/* Half of what it takes is of no use. */
		if (need.left || (need.deny && !p->risky))
			break;
		if (!tries) {
			policy.grants = rules_sorted(arena, &bound->grants);
			policy.bypasses = rules_sorted(arena, &bound->bypasses);
		}
		if (need.directory && rule.rights & BLOB_FS_WRITES)
			rule.rights |= RIGHTS_WRITE;
		rules_add(arena, &policy.grants, &rule);
		rules_sort(&policy.grants);
		rules_add(arena, &policy.bypasses, &rule);
		rules_sort(&policy.bypasses);
		verdict = eval(&policy, &record->query, &intent);
	}
	arena_free(arena);
}

static bool
makes_something(enum op op)
{
	return op == OP_CREATE || op == OP_MKDIR || op == OP_TMPFILE || op_paths(op) == 2;
}

static void
ask_record(struct proposing *p, const struct bindings *bindings, const struct record *record,
           const char *trace)
{
	struct need need = {.record = record, .trace = trace, .count = record->count};

	need.port = record->port;
	if (record->hopeless) {
		need.left = record->hopeless;
		add_need(p, need, &bindings->here);
	} else if (propose_allows(bindings->bound, record)) {
		return;
	} else if (record->port) {
		add_need(p, need, &bindings->here);
	} else if (!propose_allows(bindings->lexical, record)) {
		ask(p, bindings, record, trace);
	} else if (makes_something(record->query.op)) {
		need.left = not_there;
		add_need(p, need, &bindings->here);
	}
}

static void
ask_recording(struct proposing *p, const struct recording *recording)
{
	struct bindings bindings = {.here = propose_here(p->arena, recording)};

	bindings.bound = here_bind(p->ir, &bindings.here, NULL);
	bindings.names = here_names(bindings.bound);
	bindings.lexical = propose_lexical(p->ir, &bindings.here);
	for (size_t i = 0; i < recording->count; i++)
		if (recording->records[i].denied && p->needs.count < NEEDS_MAX)
			ask_record(p, &bindings, &recording->records[i], recording->name);
		else
			p->dropped += recording->records[i].denied;
}

/* Paths, then ports, then what cannot be answered. */
static int
rank(const struct need *need)
{
	return need->left ? 2 : need->port;
}

static int
by_port(const struct record *a, const struct record *b)
{
	if (a->protocol != b->protocol)
		return a->protocol < b->protocol ? -1 : 1;
	if (a->access != b->access)
		return a->access < b->access ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static int
by_path(const void *a, const void *b)
{
	const struct need *x = a, *y = b;
	int by = rank(x) - rank(y);

	if (by == 0 && x->port && y->port)
		by = by_port(x->record, y->record);
	if (by == 0 && rank(x) == 0)
		by = path_compare(&x->path, &y->path);
	if (by == 0)
		by = (int)x->directory - (int)y->directory;
	if (by == 0)
		by = (x->deny != NULL) - (y->deny != NULL);
	if (by == 0)
		by = strcmp(x->trace, y->trace);
	return by ? by
	          : (x->record->at.offset > y->record->at.offset) -
	                (x->record->at.offset < y->record->at.offset);
}

static bool
is_same(const struct need *a, const struct need *b)
{
	if (a->left || b->left || a->port != b->port)
		return false;
	if (a->port)
		return by_port(a->record, b->record) == 0;
	return path_compare(&a->path, &b->path) == 0 && a->directory == b->directory &&
	       (a->deny != NULL) == (b->deny != NULL);
}

void
propose_needs(struct proposing *p)
{
	struct needs *needs = &p->needs;
	size_t kept = 0;

	for (size_t i = 0; i < p->recording_count; i++)
		ask_recording(p, &p->recordings[i]);
	if (needs->count)
		qsort(needs->items, needs->count, sizeof(*needs->items), by_path);
	for (size_t i = 0; i < needs->count; i++) {
		struct need *last = kept ? &needs->items[kept - 1] : NULL;

		if (last && is_same(last, &needs->items[i])) {
			last->rights |= needs->items[i].rights;
			last->count += needs->items[i].count;
		} else {
			needs->items[kept++] = needs->items[i];
		}
	}
	needs->count = kept;
}
