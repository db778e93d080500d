/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit-seatbelt-files.c - rules for files.  All of them allow, so that their order says nothing;
 * what is protected is left out of each by name, and so are, where things can be moved away, the
 * directories that lead to it.
 */
#include "compiler/emit-seatbelt-carve.h"

#include "compiler/rule-tree.h"

#include <string.h>

#define WRITES (RIGHT_WRITE | RIGHT_TRUNCATE)

/*
 * macOS knows fewer operations than Landlock has rights: it does not tell files from directories,
 * nor emptying a file from writing it.  Only who has all that an operation may do gets it.
 * Whether what is read is mapped as code is no question on Linux either.
 */
static const struct seatbelt_class classes[] = {
    {"file-read* file-map-executable", RIGHTS_READ, BLOB_FS_READ_FILE, 0, NULL, false, false},
    {"process-exec*", BLOB_FS_READ_FILE | BLOB_FS_EXECUTE, BLOB_FS_READ_FILE | BLOB_FS_EXECUTE, 0,
     NULL, false, false},
    {"file-write-data file-write-mode file-write-times file-write-xattr file-write-flags "
     "file-write-acl file-write-finderinfo file-write-owner file-read-metadata",
     WRITES, WRITES, 0, NULL, false, false},
    {"file-write-create", RIGHT_CREATE, 0, 0, NULL, false, true},
    {"file-write-create", BLOB_FS_MAKE_SOCK, 0, RIGHT_CREATE, "SOCKET", false, true},
    {"file-write-unlink", RIGHT_REMOVE, 0, 0, NULL, true, true},
    /* A second name takes a file out of a rule for its first: only within what is open anyhow. */
    {"file-link file-clone", RIGHTS_READ | RIGHTS_WRITE, 0, 0, NULL, false, false},
    {"file-ioctl", BLOB_FS_WRITE_FILE | BLOB_FS_IOCTL_DEV, BLOB_FS_WRITE_FILE | BLOB_FS_IOCTL_DEV,
     0, NULL, false, false},
    {"file-mknod", RIGHT_DEVICE, 0, 0, NULL, false, true},
    {"network-outbound", BLOB_FS_RESOLVE_UNIX, BLOB_FS_RESOLVE_UNIX, 0, NULL, false, false},
    {"network-bind network-inbound", BLOB_FS_MAKE_SOCK, 0, 0, NULL, false, true},
};

/* What the grants at PATH and above it give there: to one FILE, or to all that is below. */
static uint32_t
granted_at(const struct ir *ir, const struct path *path, bool file)
{
	struct ascent ascent;
	const struct rule *grant;
	uint32_t rights = 0;

	ascent_start(&ascent, &ir->grants, path);
	while ((grant = ascent_next(&ascent)))
		if (!grant->children && (grant->object != BLOB_OBJECT_FILE || (file && ascent.at)))
			rights |= grant->rights;
	return file ? rights & BLOB_FS_FILE : rights;
}

/* What grants for what lies directly in the directory give to PATH, which lies in it. */
static uint32_t
granted_beside(const struct ir *ir, const struct path *path)
{
	struct ascent ascent;
	const struct rule *grant;
	uint32_t rights = 0;

	ascent_start(&ascent, &ir->grants, path);
	while ((grant = ascent_next(&ascent)))
		if (grant->children && path_directly_in(path, &grant->path))
			rights |= grant->rights;
	return rights & BLOB_FS_FILE;
}

static bool
has(const struct seatbelt_class *class, uint32_t rights, bool file)
{
	uint32_t all = file ? class->of_files : class->rights;

	if (!all || (rights & all) != all)
		return false;
	return !class->but || (rights & class->but) != class->but;
}

/* What denies at PATH and above withhold of RIGHTS, and what bypasses lift of that. */
static uint32_t
withheld(const struct ir *ir, const struct path *path, uint32_t rights, uint32_t *lifted)
{
	*lifted = rules_covering(&ir->bypasses, path);
	return rules_covering(&ir->denies, path) & rights;
}

struct regions {
	struct seatbelt_region *items; /* of grants, sorted; then of bypasses */
	size_t count, grants;
};

static void
add_region(const struct ir *ir, const struct seatbelt_class *class, struct regions *regions,
           const struct rule *rule, bool below)
{
	uint32_t rights = below ? class->rights : class->of_files;
	uint32_t lifted, held = withheld(ir, &rule->path, rights, &lifted);

	if (held & ~lifted)
		return;
	regions->items[regions->count++] = (struct seatbelt_region){
	    .rule = rule, .below = below, .children = rule->children, .lifted = held != 0};
}

/* Whether a grant's region already is for PATH, and as wide; none of CHILDREN is. */
static bool
is_there(const struct regions *regions, const struct path *path, bool below)
{
	size_t low = 0, high = regions->grants;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(&regions->items[middle].rule->path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < regions->grants && path_compare(&regions->items[low].rule->path, path) == 0;
	     low++)
		if (regions->items[low].below >= below && !regions->items[low].children)
			return true;
	return false;
}

static struct regions
regions_of(const struct ir *ir, const struct seatbelt_class *class, const uint32_t *granted)
{
	struct regions regions = {0};

	regions.items = arena_calloc(ir->arena, ir->grants.count + ir->bypasses.count + 1,
	                             sizeof(*regions.items));
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];
		bool file = grant->object == BLOB_OBJECT_FILE;

		if (has(class, granted[i], file) && !is_there(&regions, &grant->path, !file))
			add_region(ir, class, &regions, grant, !file);
		regions.grants = regions.count;
	}
	/* A bypass opens a part of what its grant, which lies above it, would leave out. */
	for (size_t i = 0; i < ir->bypasses.count; i++) {
		const struct rule *bypass = &ir->bypasses.items[i];
		uint32_t lifted;
		bool below = has(class, granted_at(ir, &bypass->path, false), false);

		if (withheld(ir, &bypass->path, class->rights, &lifted) &&
		    (below || has(class, granted_beside(ir, &bypass->path), true)) &&
		    !is_there(&regions, &bypass->path, below))
			add_region(ir, class, &regions, bypass, below);
	}
	return regions;
}

static void
put_line(struct seatbelt *s, struct buffer *text, const char *indent, const struct path *path,
         bool below, const struct rule *rule)
{
	buffer_put(text, indent);
	seatbelt_put_path(s, text, path, below, rule);
	seatbelt_end_line(s, text, rule->at, rule->origin);
}

/*
 * Plain regions that have the same taken out of them.  The single files that shipped groups name
 * are known to be none of the secrets that shipped groups name.
 */
enum part { PART_TREES, PART_FILES, PART_SHIPPED_FILES, PARTS };

static enum part
part_of(const struct seatbelt_region *region)
{
	if (region->below)
		return PART_TREES;
	return carve_is_shipped(region->rule) ? PART_SHIPPED_FILES : PART_FILES;
}

/* What CLASS asks for in PART: what only directories have is nothing to a single file. */
static uint32_t
asked(const struct seatbelt_class *class, enum part part)
{
	return part == PART_TREES ? class->rights : class->of_files;
}

static struct seatbelt_carving
carving_of(const struct seatbelt_class *class, enum part part)
{
	return (struct seatbelt_carving){.rights = asked(class, part),
	                                 .known = part == PART_SHIPPED_FILES,
	                                 .ancestors = class->keeps_ancestors};
}

/*
 * Whether a granted directory itself may not be made, removed or replaced: a link in its place
 * would be followed by the next run.
 */
static bool
keeps_root(const struct seatbelt *s, const struct seatbelt_class *class,
           const struct seatbelt_region *region)
{
	struct path parent = region->rule->path;

	if (!class->of_names || !region->below)
		return false;
	if (!parent.rest.length)
		return true;
	parent.rest.length = carve_parent_length(&parent);
	return !has(class, granted_at(s->ir, &parent, false), false);
}

static void
put_region(struct seatbelt *s, struct buffer *text, const char *indent,
           const struct seatbelt_class *class, const struct seatbelt_region *region)
{
	const struct rule *rule = region->rule;

	if (region->children) {
		buffer_put(text, indent);
		seatbelt_put_children(s, text, rule);
		seatbelt_end_line(s, text, rule->at, rule->origin);
		return;
	}
	if (!keeps_root(s, class, region)) {
		put_line(s, text, indent, &rule->path, region->below, rule);
		return;
	}
	buffer_put(text, indent);
	buffer_put(text, "(require-all ");
	seatbelt_put_path(s, text, &rule->path, true, rule);
	buffer_put(text, " (require-not ");
	seatbelt_put_path(s, text, &rule->path, false, rule);
	buffer_put(text, "))");
	seatbelt_end_line(s, text, rule->at, rule->origin);
}

static void
put_vnode(struct buffer *text, const struct seatbelt_class *class)
{
	if (!class->vnode)
		return;
	buffer_put(text, "    (vnode-type ");
	buffer_put(text, class->vnode);
	buffer_put(text, ")\n");
}

static bool
has_any(const struct regions *regions, enum part part, bool lifted)
{
	for (size_t i = 0; i < regions->count; i++)
		if (regions->items[i].lifted == lifted && part_of(&regions->items[i]) == part)
			return true;
	return false;
}

/* The plain regions of PART, but for what is left OUT of all of them. */
static void
put_plain(struct seatbelt *s, const struct seatbelt_class *class, const struct regions *regions,
          enum part part, const struct seatbelt_left_out *out)
{
	buffer_put(&s->out, "  (require-all\n    (require-any\n");
	for (size_t i = 0; i < regions->count; i++)
		if (!regions->items[i].lifted && part_of(&regions->items[i]) == part)
			put_region(s, &s->out, "      ", class, &regions->items[i]);
	buffer_put(&s->out, "    )\n");
	put_vnode(&s->out, class);
	carve_put_names(s, out);
	buffer_put(&s->out, "  )\n");
}

/* Each of the others has its own left out of it; no more of them than a rule can have. */
static void
put_lifted(struct seatbelt *s, const struct seatbelt_class *class, const struct regions *regions,
           enum part part)
{
	const struct seatbelt_carving carving = carving_of(class, part);
	size_t size = 0;

	for (size_t i = 0; i < regions->count && size <= SEATBELT_RULE_MAX; i++) {
		const struct seatbelt_region *region = &regions->items[i];
		size_t start = s->out.length;

		if (!region->lifted || part_of(region) != part)
			continue;
		buffer_put(&s->out, "  (require-all\n");
		put_region(s, &s->out, "    ", class, region);
		put_vnode(&s->out, class);
		carve_put(s, &carving, region);
		buffer_put(&s->out, "  )\n");
		size += seatbelt_size(s, start);
	}
}

/* What GRANT gives that no operation of macOS is for. */
static void
warn_coarse(struct seatbelt *s, const struct rule *grant, uint32_t rights)
{
	bool file = grant->object == BLOB_OBJECT_FILE;
	uint32_t left = grant->written & ~BLOB_FS_REFER;

	for (size_t i = 0; i < COUNTOF(classes); i++)
		if (has(&classes[i], rights, file))
			left &= ~(file ? classes[i].of_files : classes[i].rights);
	if (!left)
		return;
	diag_at(s->ir->diags, DIAG_SEATBELT_COARSE, grant->at,
	        "on macOS %s is not a right of its own: nothing of it is granted on '%s'",
	        access_text(s->ir->arena, left), path_text(s->ir->arena, &grant->path));
	diag_help(s->ir->diags,
	          "grant what the profile's \"read\" and \"write\" do, or leave it out");
}

/* Whether the run binds where a grant starts from, so that what lies above is not known here. */
static bool
is_bound_later(const struct ir *ir)
{
	for (size_t i = 0; i < ir->grants.count; i++)
		if (ir->grants.items[i].path.anchor)
			return true;
	return false;
}

/*
 * What lies on the way to what is granted may be looked at, and nothing in it: programs ask each
 * directory on a path what it is.  Above an anchor only the run knows those: any directory may be
 * asked then.  Landlock restricts none of this.
 */
static void
put_ways(struct seatbelt *s)
{
	const struct rule *last = NULL;

	buffer_put(&s->out, "(allow file-read-metadata\n");
	if (is_bound_later(s->ir))
		buffer_put(&s->out, "  (vnode-type DIRECTORY)\n");
	for (size_t i = 0; i < s->ir->grants.count; i++) {
		const struct rule *grant = &s->ir->grants.items[i];
		struct path path = grant->path;

		while (path.rest.length) {
			path.rest.length = carve_parent_length(&path);
			if (last && last->path.anchor == path.anchor &&
			    path_within(&last->path, &path) &&
			    path_compare(&last->path, &path) != 0)
				break;
			put_line(s, &s->out, "  ", &path, false, grant);
		}
		last = grant;
	}
	buffer_put(&s->out, ")\n");
}

/* The rule that begins at START must be one that macOS takes, with what is left OUT in it. */
static void
check_size(struct seatbelt *s, size_t start, const struct seatbelt_left_out *out)
{
	size_t size = seatbelt_size(s, start) + carve_size(out);

	if (size <= SEATBELT_RULE_MAX || s->failed)
		return;
	diag_at(s->ir->diags, DIAG_SEATBELT_SIZE, (struct span){0},
	        "a rule for macOS would have at least %zu bytes, and no more than %d are known to "
	        "be taken",
	        size, SEATBELT_RULE_MAX);
	diag_help(s->ir->diags, "name fewer paths: a directory in the place of what is in it");
	s->failed = true;
}

/* Whether the regions of A and B are the same for PART. */
static bool
same_regions(const struct regions *a, const struct regions *b, enum part part)
{
	size_t j = 0;

	for (size_t i = 0; i < a->count; i++) {
		if (part_of(&a->items[i]) != part)
			continue;
		while (j < b->count && part_of(&b->items[j]) != part)
			j++;
		if (j == b->count || a->items[i].rule != b->items[j].rule ||
		    a->items[i].below != b->items[j].below ||
		    a->items[i].children != b->items[j].children ||
		    a->items[i].lifted != b->items[j].lifted)
			return false;
		j++;
	}
	while (j < b->count && part_of(&b->items[j]) != part)
		j++;
	return j == b->count;
}

static bool
same_rule(const struct seatbelt *s, const struct regions *regions, size_t i, size_t j,
          enum part part)
{
	return !classes[i].vnode && !classes[j].vnode &&
	       classes[i].keeps_ancestors == classes[j].keeps_ancestors &&
	       classes[i].of_names == classes[j].of_names &&
	       carve_alike(s->ir, asked(&classes[i], part), asked(&classes[j], part)) &&
	       same_regions(&regions[i], &regions[j], part);
}

/* The rule for class I, with the operations of those that are granted alike: these are DONE. */
static void
put_rule(struct seatbelt *s, const struct regions *regions, size_t i, enum part part,
         bool done[static COUNTOF(classes)])
{
	const struct seatbelt_carving carving = carving_of(&classes[i], part);
	bool plain = has_any(&regions[i], part, false);
	struct seatbelt_left_out out = {0};
	size_t start;

	if (plain)
		out = carve_define(s, &carving);
	start = s->out.length;
	buffer_put(&s->out, "(allow ");
	buffer_put(&s->out, classes[i].operations);
	for (size_t j = i + 1; j < COUNTOF(classes); j++) {
		if (done[j] || !same_rule(s, regions, i, j, part))
			continue;
		done[j] = true;
		buffer_put(&s->out, "\n  ");
		buffer_put(&s->out, classes[j].operations);
	}
	buffer_put(&s->out, "\n");
	if (plain)
		put_plain(s, &classes[i], &regions[i], part, &out);
	put_lifted(s, &classes[i], &regions[i], part);
	buffer_put(&s->out, ")\n");
	check_size(s, start, &out);
}

/*
 * A rule for each class that PART has something for: one without a filter would be for everything.
 * What is granted alike is said once.
 */
static void
put_rules(struct seatbelt *s, const struct regions *regions, enum part part)
{
	bool done[COUNTOF(classes)] = {false};

	for (size_t i = 0; i < COUNTOF(classes); i++)
		if (!done[i] &&
		    (has_any(&regions[i], part, false) || has_any(&regions[i], part, true)))
			put_rule(s, regions, i, part, done);
}

void
seatbelt_files(struct seatbelt *s)
{
	struct regions regions[COUNTOF(classes)];
	uint32_t *granted = arena_calloc(s->ir->arena, s->ir->grants.count, sizeof(*granted));

	for (size_t i = 0; i < s->ir->grants.count; i++) {
		const struct rule *grant = &s->ir->grants.items[i];

		granted[i] = grant->children ? grant->rights
		                             : granted_at(s->ir, &grant->path,
		                                          grant->object == BLOB_OBJECT_FILE);
		warn_coarse(s, grant, granted[i]);
	}
	for (size_t i = 0; i < COUNTOF(classes); i++)
		regions[i] = regions_of(s->ir, &classes[i], granted);
	for (unsigned part = 0; part < PARTS; part++)
		put_rules(s, regions, (enum part)part);
	put_ways(s);
}
