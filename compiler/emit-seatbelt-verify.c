/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-verify.c - whether a profile of macOS is the policy that it was made of. */
#include "compiler/emit-seatbelt-verify.h"

#include "compiler/emit-seatbelt-cover.h"
#include "compiler/eval.h"
#include "compiler/rule-tree.h"

struct proof {
	const struct ir *ir;
	const struct sbpl_profile *base, *own, *text;
	uint32_t own_at; /* where those begin in TEXT */
	bool roots;
	struct points *points;
	/* What the grants of each operation cover, and the base's among them. */
	struct covered granted[SBPL_OPS], before[SBPL_OPS];
	struct covered all, of_base, one;        /* for what is looked at just now */
	bool denied[SBPL_OPS], grants[SBPL_OPS]; /* without filter; at all */
	bool unproved[SBPL_OPS];                 /* no rule of a policy may grant it */
	const char *how;
};

/*
 * What of the policy an operation of macOS is; nothing else falls under a rule for files.  It does
 * not tell files from directories as rights do, so that a backend may want more than is needed.
 */
static const struct demand {
	enum sbpl_op op;
	bool entry; /* the rights are those of the directory, for the name */
	/* Without all of these nothing may be allowed: on a file, on a directory (0: any). */
	uint32_t most_file, most_directory;
	/* With all of these it must be: by a rule for one file, by any other (0: need not). */
	uint32_t least_file, least_directory;
} demands[] = {
#define READS (RIGHT_READ | RIGHT_LIST)
#define WRITES (RIGHT_WRITE | RIGHT_TRUNCATE)
#define NOBODY (1u << 31)
    {SBPL_OP_FILE_READ_DATA, false, RIGHT_READ, RIGHT_LIST, RIGHT_READ, READS},
    {SBPL_OP_FILE_READ_METADATA, false, 0, 0, RIGHT_READ, READS},
    {SBPL_OP_FILE_READ_XATTR, false, RIGHT_READ, RIGHT_LIST, 0, 0},
    {SBPL_OP_FILE_WRITE_DATA, false, WRITES, 0, WRITES, WRITES},
    {SBPL_OP_FILE_WRITE_CREATE, true, RIGHT_CREATE, RIGHT_CREATE, RIGHT_CREATE, RIGHT_CREATE},
    {SBPL_OP_FILE_WRITE_UNLINK, true, RIGHT_REMOVE, RIGHT_REMOVE, RIGHT_REMOVE, RIGHT_REMOVE},
    {SBPL_OP_FILE_WRITE_ACL, false, RIGHT_WRITE, RIGHT_WRITE, 0, 0},
    {SBPL_OP_FILE_WRITE_FINDERINFO, false, RIGHT_WRITE, RIGHT_WRITE, 0, 0},
    {SBPL_OP_FILE_WRITE_FLAGS, false, RIGHT_WRITE, RIGHT_WRITE, 0, 0},
    {SBPL_OP_FILE_WRITE_MODE, false, RIGHT_WRITE, RIGHT_WRITE, 0, 0},
    {SBPL_OP_FILE_WRITE_OWNER, false, RIGHT_WRITE, RIGHT_WRITE, 0, 0},
    {SBPL_OP_FILE_WRITE_TIMES, false, RIGHT_WRITE, RIGHT_WRITE, 0, 0},
    {SBPL_OP_FILE_WRITE_XATTR, false, RIGHT_WRITE, RIGHT_WRITE, 0, 0},
    {SBPL_OP_FILE_WRITE_SETUGID, false, NOBODY, NOBODY, 0, 0},
    {SBPL_OP_FILE_IOCTL, false, RIGHT_IOCTL, 0, RIGHT_WRITE | RIGHT_IOCTL,
     RIGHT_WRITE | RIGHT_IOCTL},
    {SBPL_OP_FILE_MKNOD, true, RIGHT_DEVICE, RIGHT_DEVICE, 0, 0},
    {SBPL_OP_FILE_MAP_EXECUTABLE, false, RIGHT_READ, 0, 0, 0},
    /* A second name may lie where more is granted: all, or none. */
    {SBPL_OP_FILE_LINK, false, RIGHT_READ | WRITES, RIGHTS_WRITE, 0, 0},
    {SBPL_OP_FILE_CLONE, false, RIGHT_READ, RIGHT_LIST, 0, 0},
    {SBPL_OP_PROCESS_EXEC_ANY, false, RIGHT_EXEC, 0, RIGHT_READ | RIGHT_EXEC, READS | RIGHT_EXEC},
    {SBPL_OP_PROCESS_EXEC_INTERPRETER, false, RIGHT_EXEC, 0, 0, 0},
    {SBPL_OP_NETWORK_OUTBOUND, false, RIGHT_CONNECT_UNIX, 0, RIGHT_CONNECT_UNIX,
     RIGHT_CONNECT_UNIX},
    {SBPL_OP_NETWORK_BIND, true, BLOB_FS_MAKE_SOCK, 0, 0, 0},
    {SBPL_OP_NETWORK_INBOUND, true, BLOB_FS_MAKE_SOCK, 0, 0, 0},
#undef READS
#undef WRITES
};

static bool
fail(struct proof *proof, const char *how)
{
	proof->how = how;
	return false;
}

static bool
is_demanded(enum sbpl_op op)
{
	for (size_t i = 0; i < COUNTOF(demands); i++)
		if (demands[i].op == op)
			return true;
	return false;
}

static bool
is_below(enum sbpl_op op, enum sbpl_op above)
{
	while (op != SBPL_OP_NONE && op != above)
		op = sbpl_op_parent(op);
	return op == above;
}

/* Whether OP stands for those that fall back to it. */
static bool
is_group(enum sbpl_op op)
{
	const char *name = sbpl_op_name(op);

	return name[strlen(name) - 1] == '*';
}

/* Which operations grant, themselves or by what falls back to them, what is not proved. */
static void
mark_unproved(bool unproved[static SBPL_OPS])
{
	unproved[SBPL_OP_DEFAULT] = true;
	for (unsigned i = 0; i < SBPL_OPS; i++)
		if (!is_group((enum sbpl_op)i) && !is_demanded((enum sbpl_op)i))
			for (enum sbpl_op op = (enum sbpl_op)i; op != SBPL_OP_NONE;
			     op = sbpl_op_parent(op))
				unproved[op] = true;
}

/*
 * The shape on which the known models of precedence agree: first what is denied, without filters;
 * then only grants, and none of an operation of which a narrower one was denied.
 */
static bool
check_shape(struct proof *proof)
{
	bool granting = false;

	for (uint32_t i = 0; i < proof->text->count; i++) {
		const struct sbpl_rule *rule = &proof->text->rules[i];

		if (rule->unknown || proof->text->unknown)
			return fail(proof, "it has what its own reader does not know");
		if (!rule->allow && (rule->filter_count || granting))
			return fail(proof, "a deny has a filter, or stands behind a grant");
		granting |= rule->allow;
		for (uint32_t j = 0; j < rule->op_count; j++) {
			if (!rule->allow)
				proof->denied[rule->ops[j]] = true;
			for (unsigned op = 0; rule->allow && op < SBPL_OPS; op++)
				if (proof->denied[op] && op != rule->ops[j] &&
				    is_below((enum sbpl_op)op, rule->ops[j]))
					return fail(proof,
					            arena_printf(proof->ir->arena,
					                         "'%s' is granted and '%s' denied",
					                         sbpl_op_name(rule->ops[j]),
					                         sbpl_op_name((enum sbpl_op)op)));
		}
	}
	return proof->denied[SBPL_OP_DEFAULT] || fail(proof, "it does not deny by default");
}

/* A rule of the policy: each operation is one that is proved. */
static bool
check_rule(struct proof *proof, const struct sbpl_rule *rule)
{
	for (uint32_t i = 0; i < rule->op_count; i++)
		if (proof->unproved[rule->ops[i]])
			return fail(proof, arena_printf(proof->ir->arena,
			                                "'%s' is granted, and no policy says that",
			                                sbpl_op_name(rule->ops[i])));
	return true;
}

/* A rule of the profile's own: no operation is one that the policy is about. */
static bool
check_own(struct proof *proof, const struct sbpl_rule *rule)
{
	for (uint32_t i = 0; i < rule->op_count; i++)
		for (size_t j = 0; j < COUNTOF(demands); j++)
			if (is_below(demands[j].op, rule->ops[i]) ||
			    is_below(rule->ops[i], demands[j].op))
				return fail(proof, "a rule of the profile's own is about files or "
				                   "the network");
	return true;
}

static bool
check_parts(struct proof *proof)
{
	uint32_t own = proof->own ? proof->own->count : 0;

	if (proof->text->count < proof->base->count + own)
		return fail(proof, "it lacks rules of the base");
	proof->own_at = proof->text->count - own;
	for (uint32_t i = 0; i < proof->text->count; i++) {
		const struct sbpl_rule *rule = &proof->text->rules[i];

		if (i < proof->base->count) {
			if (!sbpl_rule_equal(rule, &proof->base->rules[i]))
				return fail(proof, "it does not begin with the base");
			continue;
		}
		if (!rule->allow || !rule->filter_count)
			return fail(proof, "a rule of the policy has no filter, or denies");
		if (i >= proof->own_at &&
		    !sbpl_rule_equal(rule, &proof->own->rules[i - proof->own_at]))
			return fail(proof, "it does not end with the profile's own rules");
		if (!(i >= proof->own_at ? check_own : check_rule)(proof, rule))
			return false;
	}
	return true;
}

/* Ports are proved by themselves. */
static bool
is_address(const struct sbpl_rule *rule, const struct sbpl_filter *filter)
{
	for (uint32_t i = 0; i < rule->op_count; i++)
		if (!is_below(rule->ops[i], SBPL_OP_NETWORK_ANY))
			return false;
	return filter->name == SBPL_REMOTE || filter->name == SBPL_LOCAL;
}

/* Adds what RULE grants on paths. */
static bool
cover_rule(struct proof *proof, const struct sbpl_rule *rule, bool base)
{
	static const char unprovable[] = "a filter of the policy is none that can be proved";
	struct covered *covered = &proof->all, *one = &proof->one;
	bool paths = false;

	covered_none(proof->points, covered);

	for (uint32_t i = 0; i < rule->filter_count; i++) {
		if (!filter_about_paths(rule->filters[i])) {
			if (!base && !is_address(rule, rule->filters[i]))
				return fail(proof, unprovable);
			continue;
		}
		paths = true;
		/* A regex of the base is in both and changes nothing; one of the policy is none. */
		if (covered_by(proof->points, rule->filters[i], one))
			covered_add(proof->points, covered, one);
		else if (!base)
			return fail(proof, unprovable);
	}
	for (uint32_t i = 0; i < rule->op_count; i++) {
		enum sbpl_op op = rule->ops[i];

		if (!rule->filter_count)
			covered_all(proof->points, covered);
		else if (!paths)
			continue;
		if (!proof->grants[op]) {
			proof->granted[op] = covered_new(proof->points);
			proof->before[op] = covered_new(proof->points);
			proof->grants[op] = true;
		}
		covered_add(proof->points, &proof->granted[op], covered);
		if (base)
			covered_add(proof->points, &proof->before[op], covered);
	}
	return true;
}

/* What is allowed of OP: granted itself, or of what it falls back to; or by macOS itself. */
static void
allowed(struct proof *proof, enum sbpl_op op)
{
	struct covered *all = &proof->all, *base = &proof->of_base;

	covered_none(proof->points, all);
	covered_none(proof->points, base);
	for (;; op = sbpl_op_parent(op)) {
		if (proof->grants[op]) {
			covered_add(proof->points, all, &proof->granted[op]);
			covered_add(proof->points, base, &proof->before[op]);
		}
		if (proof->denied[op])
			return;
		if (sbpl_op_parent(op) == SBPL_OP_NONE) {
			/* No base can excuse what nobody withholds. */
			if (sbpl_op_builtin_allows(op))
				covered_all(proof->points, all);
			return;
		}
	}
}

static uint32_t
most(const struct demand *demand, enum point_kind kind)
{
	if (demand->op == SBPL_OP_FILE_WRITE_CREATE && kind == POINT_SOCKET)
		return BLOB_FS_MAKE_SOCK;
	return kind == POINT_DIRECTORY ? demand->most_directory : demand->most_file;
}

/* Whether nothing stands against it: the rights without which it must be denied. */
static bool
may(const struct proof *proof, const struct demand *demand, const struct point *point,
    enum point_kind kind)
{
	const struct standing *standing = &point->standing;
	uint32_t rights = demand->entry             ? standing->entry
	                  : kind == POINT_DIRECTORY ? standing->directory
	                                            : standing->file;
	uint32_t all = most(demand, kind);

	if (demand->entry && proof->roots)
		rights |= point->root;

	/* What holds something protected may not be moved away with it. */
	if (demand->op == SBPL_OP_FILE_WRITE_UNLINK && point->guards)
		return false;
	return (rights & all) == all;
}

/* Whether a rule gives all that a backend may ask for. */
static bool
must(const struct proof *proof, const struct demand *demand, const struct point *point,
     enum point_kind kind)
{
	const struct standing *standing = &point->standing;
	uint32_t all = point->only_file ? demand->least_file : demand->least_directory, rights;

	if (demand->entry)
		rights = standing->entry;
	else
		rights = point->only_file && kind != POINT_DIRECTORY ? standing->file
		                                                     : standing->directory;
	if (!demand->entry && kind != POINT_DIRECTORY)
		rights |= standing->beside;
	/* Of a right that is one for files and one for directories the kind has its own. */
	if (!all || !may(proof, demand, point, kind))
		return false;
	if (demand->op == SBPL_OP_FILE_WRITE_UNLINK && point->leads)
		return false;
	return (rights & all) == all;
}

/* Whether there can be an object of KIND at POINT of which DEMAND is asked. */
static bool
is_asked(const struct demand *demand, const struct point *point, enum point_kind kind)
{
	if (kind != POINT_DIRECTORY)
		return !point->only_directory;
	/* Nothing of the kind is asked of a directory. */
	return !point->only_file && (demand->most_directory || !demand->most_file);
}

/* One object: whether no more is allowed than the policy and the base do, and no less. */
static bool
check_point(struct proof *proof, const struct demand *demand, size_t at, enum point_kind kind)
{
	const struct point *point = &proof->points->items[at];
	bool is = covered_has(&proof->all, kind, at);

	if (!is_asked(demand, point, kind))
		return true;
	if (!is && !must(proof, demand, point, kind))
		return true;
	if (is && may(proof, demand, point, kind))
		return true;
	/* What the base grants is no less protected than what the policy does. */
	if (is && covered_has(&proof->of_base, kind, at) &&
	    !(point->standing.withheld & most(demand, kind)))
		return true;
	return fail(proof,
	            arena_printf(proof->ir->arena, "'%s' on '%s'%s is %s", sbpl_op_name(demand->op),
	                         path_text(proof->ir->arena, &point->path),
	                         kind == POINT_DIRECTORY ? ", a directory," : "",
	                         is ? "allowed, and the policy does not"
	                            : "not allowed, and the policy does"));
}

static bool
check_demand(struct proof *proof, const struct demand *demand)
{
	allowed(proof, demand->op);
	for (size_t i = 0; i < proof->points->count; i++) {
		/* Where nothing is granted, nothing has to be allowed. */
		if (!proof->points->items[i].granted && !covered_at_all(&proof->all, i))
			continue;
		for (int kind = 0; kind < POINT_KINDS; kind++)
			if (!check_point(proof, demand, i, (enum point_kind)kind))
				return false;
	}
	return true;
}

/* Of what the operations of RULE ask for on a file. */
static uint32_t
rights_of(const struct sbpl_rule *rule)
{
	uint32_t rights = 0;

	for (uint32_t i = 0; i < rule->op_count; i++)
		for (size_t j = 0; j < COUNTOF(demands); j++)
			if (is_below(demands[j].op, rule->ops[i]))
				rights |= demands[j].most_file & ~NOBODY;
	return rights;
}

/* Whether FILTER is for sockets alone. */
static bool
is_for_sockets(const struct sbpl_filter *filter)
{
	for (uint32_t i = 0; filter->name == SBPL_ALL && i < filter->filter_count; i++) {
		const struct sbpl_filter *part = filter->filters[i];

		if (part->name == SBPL_VNODE_TYPE && part->value_count == 1 &&
		    part->values[0].count == 1 && str_is(part->values[0].parts[0].text, "SOCKET"))
			return true;
	}
	return false;
}

/*
 * Each anchor has had a place of its own so far.  In a run they may lie anywhere, so that what is
 * protected is left out by name of every tree that starts elsewhere.
 */
static bool
check_anchors(struct proof *proof, const struct sbpl_rule *rule, const struct sbpl_filter *filter)
{
	uint32_t rights = rights_of(rule);
	struct trees trees = {.left_out = proof->one};
	bool sockets = is_for_sockets(filter);

	trees_of(proof->points, filter, &trees);
	for (size_t i = 0; i < proof->ir->denies.count; i++) {
		const struct denied *denied = &proof->points->denied[i];
		uint32_t held = denied->rights & rights;

		/* Making other things is not what it lets through. */
		if (sockets && !(held & ~RIGHT_CREATE) && !(held & BLOB_FS_MAKE_SOCK))
			continue;
		if (held && !trees_leave_out(&trees, proof->points, denied->at))
			return fail(proof,
			            arena_printf(proof->ir->arena,
			                         "'%s' of a tree does not leave out '%s', wherever "
			                         "that is",
			                         sbpl_op_name(rule->ops[0]),
			                         path_text(proof->ir->arena,
			                                   &proof->ir->denies.items[i].path)));
	}
	return true;
}

static void
find_points(struct proof *proof)
{
	proof->points = points_of(proof->ir, proof->text);
	proof->all = covered_new(proof->points);
	proof->of_base = covered_new(proof->points);
	proof->one = covered_new(proof->points);
}

bool
seatbelt_proves(const struct ir *ir, const struct seatbelt_parts *parts,
                const struct sbpl_profile *text, const char **how)
{
	struct proof *proof = arena_alloc(ir->arena, sizeof(*proof));
	bool proved;

	*proof = (struct proof){
	    .ir = ir, .base = parts->base, .own = parts->own, .text = text, .roots = parts->roots};
	mark_unproved(proof->unproved);
	proved = check_shape(proof) && check_parts(proof);
	if (proved)
		find_points(proof);
	for (uint32_t i = 0; proved && i < proof->own_at; i++)
		if (text->rules[i].allow)
			proved = cover_rule(proof, &text->rules[i], i < parts->base->count);
	for (size_t i = 0; proved && i < COUNTOF(demands); i++)
		proved = check_demand(proof, &demands[i]);
	for (uint32_t i = parts->base->count; proved && i < proof->own_at; i++)
		for (uint32_t j = 0; proved && j < text->rules[i].filter_count; j++)
			proved = check_anchors(proof, &text->rules[i], text->rules[i].filters[j]);
	proved = proved && seatbelt_proves_ports(ir, text, &proof->how);
	*how = proof->how;
	return proved;
}
