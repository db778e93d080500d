/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver-prune.c - nonoc prune: grants that nothing in the traces needed.
 *
 * An entry is needless if without it, and without those found needless before it, the evaluator
 * still allows all that was allowed.  That is true of the traces and of nothing else, and the
 * answer says so.
 */
#include "compiler/driver-prune.h"

#include "compiler/compose.h"

#include <stdlib.h>
#include <string.h>

static struct rules
bind_rules(struct arena *arena, const struct here *here, const struct rules *written)
{
	struct rules rules = {0};

	for (size_t i = 0; i < written->count; i++) {
		struct rule bound;

		if (propose_bind_rule(arena, here, &written->items[i], &bound))
			rules_add(arena, &rules, &bound);
	}
	rules_sort(&rules);
	return rules;
}

/* RECORD was allowed, and no name says why: its objects may be granted by other ones. */
static bool
allows_by_alias(const struct pruning *p, struct run *run, const struct here *here,
                const struct record *record)
{
	const struct path *paths[] = {&record->query.path, &record->query.second};
	struct arena *arena = p->amending.arena;

	for (unsigned i = 0; i < op_paths(record->query.op); i++) {
		struct here_object object = here_resolve(arena, path_text(arena, paths[i]), false);

		here_alias(run->bound, &p->written->grants, here, &object);
	}
	rules_sort(&run->bound->grants);
	return propose_allows(run->bound, record);
}

static void
start_run(struct pruning *p, struct run *run, const struct recording *recording)
{
	struct here here = propose_here(p->amending.arena, recording);

	run->recording = recording;
	run->bound = here_bind(p->amending.policy.ir, &here, NULL);
	run->bound->grants = bind_rules(p->amending.arena, &here, &p->written->grants);
	run->used = arena_calloc(p->amending.arena, recording->count, sizeof(*run->used));
	for (size_t i = 0; i < recording->count; i++) {
		const struct record *record = &recording->records[i];

		run->used[i] = !record->denied && !record->hopeless &&
		               (propose_allows(run->bound, record) ||
		                (!record->port && allows_by_alias(p, run, &here, record)));
		p->used += run->used[i];
	}
}

static bool
same_place(struct span a, struct span b)
{
	return a.source == b.source && a.offset == b.offset;
}

/* What is taken out of a policy to see who misses it: an entry, or a group by its name. */
struct taken {
	struct span at;
	const char *group;
	uint32_t kept; /* rights that stay */
};

static bool
is_taken(const struct rule *rule, const struct taken *taken)
{
	if (taken->group)
		return rule->origin->kind == ORIGIN_GROUP &&
		       strcmp(rule->origin->name, taken->group) == 0;
	return same_place(rule->at, taken->at);
}

/* Whether a rule on PATH has a say in RECORD. */
static bool
concerns(const struct record *record, const struct path *path)
{
	return path_within(&record->query.path, path) ||
	       (op_paths(record->query.op) == 2 && path_within(&record->query.second, path));
}

static bool
run_misses(struct arena *arena, const struct run *run, const struct taken *taken)
{
	const struct rules *grants = &run->bound->grants;
	struct ir without = *run->bound;
	struct rules gone = {0};

	without.grants = (struct rules){0};
	for (size_t i = 0; i < grants->count; i++) {
		struct rule rule = grants->items[i];

		if (is_taken(&rule, taken)) {
			rules_add(arena, &gone, &rule);
			rule.rights &= taken->kept;
		}
		if (rule.rights)
			rules_add(arena, &without.grants, &rule);
	}
	rules_sort(&without.grants);
	for (size_t i = 0; gone.count && i < run->recording->count; i++) {
		const struct record *record = &run->recording->records[i];
		bool concerned = false;

		for (size_t k = 0; k < gone.count && run->used[i] && !record->port; k++)
			concerned |= concerns(record, &gone.items[k].path);
		if (concerned && !propose_allows(&without, record))
			return true;
	}
	return false;
}

/* Whether the entry at AT is gone as a whole. */
static bool
is_gone(const struct pruning *p, struct span at)
{
	for (size_t i = 0; i < p->count; i++)
		if (same_place(p->items[i].at, at))
			return !p->items[i].kept;
	return false;
}

static bool
uses_sockets(const struct run *run)
{
	for (size_t i = 0; i < run->recording->count; i++) {
		const struct record *record = &run->recording->records[i];

		if (run->used[i] && !record->port &&
		    (record->query.op == OP_BIND_UNIX || record->query.op == OP_CONNECT_UNIX))
			return true;
	}
	return false;
}

/* While the kernel cannot tell unix sockets apart, the filter closes all without a key for some. */
static bool
closes_sockets(const struct pruning *p, const struct taken *taken)
{
	uint32_t gone = 0, left = 0;
	bool used = false;

	for (size_t i = 0; i < p->written->grants.count; i++) {
		const struct rule *rule = &p->written->grants.items[i];

		if (is_taken(rule, taken))
			gone |= rule->rights & ~taken->kept;
		else if (!is_gone(p, rule->at))
			left |= rule->rights;
	}
	for (size_t i = 0; i < p->amending.count; i++)
		used |= uses_sockets(&p->runs[i]);
	return used && gone & ~left & BLOB_FS_RESOLVE_UNIX;
}

static bool
is_missed(const struct pruning *p, const struct taken *taken)
{
	bool missed = closes_sockets(p, taken);

	for (size_t i = 0; i < p->amending.count && !missed; i++) {
		struct arena *arena = arena_new();

		missed = run_misses(arena, &p->runs[i], taken);
		arena_free(arena);
	}
	return missed;
}

/* Those that were found needless stay out: two that grant the same are not both needless. */
static void
drop(struct pruning *p, const struct taken *taken)
{
	for (size_t i = 0; i < p->amending.count; i++) {
		struct rules *grants = &p->runs[i].bound->grants;
		size_t kept = 0;

		for (size_t k = 0; k < grants->count; k++) {
			if (is_taken(&grants->items[k], taken))
				grants->items[k].rights &= taken->kept;
			if (grants->items[k].rights)
				grants->items[kept++] = grants->items[k];
		}
		grants->count = kept;
	}
}

static struct needless *
note(struct pruning *p, struct span at, const char *what)
{
	p->items = arena_room(p->amending.arena, p->items, p->count, sizeof(*p->items));
	p->items[p->count] = (struct needless){.at = at, .what = what, .from = KEYS, .key = KEYS};
	return &p->items[p->count++];
}

static bool
is_noted(const struct pruning *p, struct span at)
{
	for (size_t i = 0; i < p->count; i++)
		if (same_place(p->items[i].at, at))
			return true;
	return false;
}

/* Whether it is the value of a key, and no entry of a list. */
static bool
is_workdir(const struct pruning *p, const struct rule *rule)
{
	const struct entry *access = composed_last(p->written->composed, KEY_WORKDIR_ACCESS);

	return access && same_place(access->node->at, rule->at);
}

static const char *
rule_words(const struct pruning *p, const struct rule *rule)
{
	struct arena *arena = p->amending.arena;

	return arena_printf(arena, "'%s' (%s)", path_text(arena, &rule->path),
	                    access_words(arena, rule->rights, 0, rule->object == BLOB_OBJECT_FILE));
}

/* The widest come first: where something narrower does, too, that is what to keep. */
static void
prune_rules(struct pruning *p)
{
	struct rules rules = rules_sorted(p->amending.arena, &p->written->grants);

	for (size_t i = 0; i < rules.count; i++) {
		const struct rule *rule = &rules.items[i];
		const struct taken taken = {.at = rule->at};

		if (!rule_own(rule) || !rule_from_profile(rule) || is_noted(p, rule->at))
			continue;
		p->entries++;
		if (is_missed(p, &taken))
			continue;
		drop(p, &taken);
		note(p, rule->at, rule_words(p, rule))->workdir = is_workdir(p, rule);
	}
}

/* Where an entry of KEY goes of which only reading, or only writing, is left. */
static enum key_id
narrower(enum key_id key, bool reads)
{
	if (key == KEY_ALLOW_FILE)
		return reads ? KEY_READ_FILE : KEY_WRITE_FILE;
	return key == KEY_ALLOW ? reads ? KEY_READ : KEY_WRITE : KEYS;
}

/* RULE, an entry of OWN or the access to the work directory, needs only one of its two. */
static void
narrow(struct pruning *p, const struct rule *rule, const struct own_entries *own, bool reads)
{
	struct needless *item = note(p, rule->at, rule_words(p, rule));

	item->kept = reads ? "read" : "write";
	item->workdir = is_workdir(p, rule);
	item->path = rule->path;
	for (size_t i = 0; i < own->count && rule->at.source == 1; i++)
		if (own->items[i].at.offset == rule->at.offset) {
			item->from = own->items[i].key;
			item->key = narrower(item->from, reads);
		}
}

/* Of what may read and write, only one may have been needed. */
static void
narrow_rules(struct pruning *p)
{
	const struct rules *rules = &p->written->grants;
	struct own_entries own = own_entries(p->amending.arena, p->amending.amended.root);

	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->items[i];
		struct taken taken = {.at = rule->at,
		                      .kept = ~(uint32_t)RIGHTS_WRITE & ~RIGHT_IOCTL};
		bool reads = true;

		if (!rule_own(rule) || !rule_from_profile(rule) || is_noted(p, rule->at) ||
		    !(rule->rights & RIGHT_READ) || !(rule->rights & RIGHT_WRITE))
			continue;
		if (is_missed(p, &taken)) {
			taken.kept = RIGHTS_WRITE | RIGHT_IOCTL;
			reads = false;
			if (is_missed(p, &taken))
				continue;
		}
		drop(p, &taken);
		narrow(p, rule, &own, reads);
	}
}

/* A bypass goes with the last grant that it is for. */
static void
prune_bypasses(struct pruning *p)
{
	for (size_t i = 0; i < p->written->bypasses.count; i++) {
		const struct rule *bypass = &p->written->bypasses.items[i];
		bool held = !rule_own(bypass);

		for (size_t k = 0; k < p->written->grants.count; k++) {
			const struct rule *grant = &p->written->grants.items[k];

			held |= rule_from_profile(grant) && !is_gone(p, grant->at) &&
			        path_within(&bypass->path, &grant->path);
		}
		if (!held)
			note(p, bypass->at,
			     arena_printf(p->amending.arena, "the bypass of '%s'",
			                  path_text(p->amending.arena, &bypass->path)));
	}
}

static bool
is_used(const struct pruning *p, const struct port_rule *port)
{
	for (size_t i = 0; i < p->amending.count; i++)
		for (size_t k = 0; k < p->runs[i].recording->count; k++) {
			const struct record *record = &p->runs[i].recording->records[k];

			if (record->port && p->runs[i].used[k] && record->number == port->port &&
			    record->protocol == port->protocol && record->access & port->access)
				return true;
		}
	return false;
}

static void
prune_ports(struct pruning *p)
{
	for (size_t i = 0; i < p->written->port_count; i++) {
		const struct port_rule *port = &p->written->ports[i];

		if (port->origin->trust != TRUST_USER || port->origin->kind != ORIGIN_PROFILE ||
		    is_noted(p, port->at))
			continue;
		p->entries++;
		if (is_used(p, port))
			continue;
		note(p, port->at,
		     arena_printf(p->amending.arena, "%s port %u",
		                  port->protocol == BLOB_TCP ? "TCP" : "UDP",
		                  (unsigned)port->port));
	}
}

/* A group may protect, too, and is for more than one run: it is told of, and stays. */
static void
find_groups(struct pruning *p)
{
	const struct composed *composed = p->amending.policy.ir->composed;
	const struct slot *slot = &composed->slots[KEY_GROUPS_INCLUDE];

	p->groups = arena_calloc(p->amending.arena, slot->count, sizeof(*p->groups));
	for (uint32_t i = 0; i < slot->count; i++) {
		const struct node *name = entry_name(slot->entries[i].node);
		const struct taken taken = {
		    .group = arena_str(p->amending.arena, name->text.data, name->text.length).data};

		if (slot->entries[i].file->origin.trust != TRUST_USER || is_missed(p, &taken))
			continue;
		p->groups[p->group_count++] =
		    (struct needless){.at = name->at, .what = taken.group};
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct needless *x = a, *y = b;

	if (x->at.source != y->at.source)
		return x->at.source < y->at.source ? -1 : 1;
	return (x->at.offset > y->at.offset) - (x->at.offset < y->at.offset);
}

/* What is kept of an entry comes in before the entry goes, so that its map stays where it is. */
static bool
keep_part(struct amended *amended, const struct needless *item)
{
	struct amended next = *amended;
	struct str value = str_of(path_text(amended->arena, &item->path));
	struct own_entries own;

	if (!amend_add(&next, item->key, value))
		return false;
	own = own_entries(next.arena, next.root);
	for (size_t i = 0; i < own.count; i++)
		if (own.items[i].key == item->from &&
		    path_compare(&own.items[i].path, &item->path) == 0) {
			if (!amend_remove(&next, own.items[i].at))
				return false;
			*amended = next;
			return true;
		}
	return false;
}

/* What goes as a whole does so from the end: the places of the others stay what they are. */
static void
edit_text(struct pruning *p)
{
	struct amended *amended = &p->amending.amended;

	for (size_t i = p->count; i-- > 0;) {
		struct needless *item = &p->items[i];

		if (item->at.source == 1 && !item->workdir && !item->kept)
			item->removed = amend_remove(amended, item->at);
	}
	for (size_t i = 0; i < p->count; i++) {
		struct needless *item = &p->items[i];

		if (item->at.source == 1 && item->workdir)
			item->removed = amend_add(amended, KEY_WORKDIR_ACCESS,
			                          str_of(item->kept ? item->kept : "none"));
		else if (item->kept && item->key != KEYS)
			item->removed = keep_part(amended, item);
	}
}

static void
remove_needless(struct pruning *p)
{
	const char *why = NULL;
	struct policy policy;

	if (p->count)
		qsort(p->items, p->count, sizeof(*p->items), by_place);
	edit_text(p);
	amending_end(&p->amending);
	if (amending_compiles(&p->amending, p->amending.arena, p->amending.file.after, &policy,
	                      &why))
		return;
	for (size_t i = 0; i < p->count; i++)
		p->items[i].removed = false;
	p->amending.file.after = p->amending.file.before;
	p->refused = why;
}

/* The profile's rules, each as it was written. */
static void
read_written(struct pruning *p)
{
	const struct amending *a = &p->amending;
	struct profile_options options = a->options->profile;
	struct sources *sources = sources_new(a->arena);

	options.instead_of = a->options->operands[0];
	options.instead = a->file.before;
	options.asked = true;
	p->written = ir_new(a->arena, sources, diags_new(a->arena, sources), options.target);
	profile_lower(p->written, options.instead_of, &options);
}

int
verb_prune(struct arena *arena, const struct options *options)
{
	struct pruning p = {0};
	int status = amending_start(arena, options, &p.amending);

	if (status != STATUS_CLEAN)
		return status;
	read_written(&p);
	p.runs = arena_calloc(arena, p.amending.count, sizeof(*p.runs));
	for (size_t i = 0; i < p.amending.count; i++)
		start_run(&p, &p.runs[i], &p.amending.recordings[i]);
	prune_rules(&p);
	narrow_rules(&p);
	prune_bypasses(&p);
	prune_ports(&p);
	find_groups(&p);
	remove_needless(&p);
	status = options->diagnostics.format == DIAG_JSON ? prune_show_json(&p) : prune_show(&p);
	return status != STATUS_CLEAN ? status : amending_write(&p.amending);
}
