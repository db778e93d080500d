/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit-seatbelt-carve.c - what is protected, taken out of what is granted.  Most rules leave out
 * the same, so that it is written once and has a name.
 */
#include "compiler/emit-seatbelt-carve.h"

bool
carve_is_shipped(const struct rule *rule)
{
	return rule->origin && rule->origin->trust == TRUST_BUILTIN;
}

uint32_t
carve_parent_length(const struct path *path)
{
	uint32_t length = path->rest.length;

	while (length && path->rest.data[length - 1] != '/')
		length--;
	return length ? length - 1 : 0;
}

/* Whether a deny on INNER could take a part out of OUTER, however the anchors are bound. */
static bool
could_lie_in(const struct path *inner, const struct path *outer)
{
	if (inner->anchor == outer->anchor)
		return path_within(inner, outer);
	return true;
}

/* A literal is for what is there, a subpath for what may come below it as well. */
static void
put_not(struct seatbelt *s, const struct path *path, bool below, const struct rule *rule)
{
	buffer_put(&s->out, "    (require-not ");
	seatbelt_put_path(s, &s->out, path, false, rule);
	if (below) {
		buffer_put(&s->out, ") (require-not ");
		seatbelt_put_path(s, &s->out, path, true, rule);
	}
	buffer_put(&s->out, ")");
	seatbelt_end_line(s, &s->out, rule->at, rule->origin);
}

/* The directories that lead to DENY's path, its anchor included, but for those that LAST's did. */
static void
put_ancestors(struct seatbelt *s, const struct rule *deny, const struct rule *last)
{
	struct path path = deny->path;

	while (path.rest.length) {
		path.rest.length = carve_parent_length(&path);
		if (last && path_within(&last->path, &path) && last->path.anchor == path.anchor &&
		    path_compare(&last->path, &path) != 0)
			return;
		put_not(s, &path, false, deny);
	}
}

/* Whether DENY may lie in REGION, or, without one, where CARVING is left out. */
static bool
could_matter(const struct seatbelt_carving *carving, const struct rule *deny,
             const struct seatbelt_region *region)
{
	return !(carving->known && carve_is_shipped(deny)) &&
	       (!region || could_lie_in(&deny->path, &region->rule->path));
}

/* What CARVING leaves out, but for what BASE does. */
static void
put_protected(struct seatbelt *s, const struct seatbelt_carving *carving,
              const struct seatbelt_region *region, const struct seatbelt_carved *base)
{
	for (size_t i = 0; i < s->ir->denies.count; i++) {
		const struct rule *deny = &s->ir->denies.items[i];

		if (!(deny->rights & carving->rights) || !could_matter(carving, deny, region) ||
		    (base && deny->rights & base->carving.rights))
			continue;
		/* Those at the region's path and above it are what was lifted. */
		if (!region || !path_within(&region->rule->path, &deny->path))
			put_not(s, &deny->path, true, deny);
	}
}

static void
put_ways(struct seatbelt *s, const struct seatbelt_carving *carving,
         const struct seatbelt_region *region)
{
	const struct rule *last = NULL;

	for (size_t i = 0; i < s->ir->denies.count; i++) {
		const struct rule *deny = &s->ir->denies.items[i];

		if (!could_matter(carving, deny, region))
			continue;
		put_ancestors(s, deny, last);
		last = deny;
	}
}

void
carve_put(struct seatbelt *s, const struct seatbelt_carving *carving,
          const struct seatbelt_region *region)
{
	put_protected(s, carving, region, NULL);
	if (carving->ancestors)
		put_ways(s, carving, region);
}

/* Whether B leaves out all that A does. */
static bool
leaves_out(const struct ir *ir, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < ir->denies.count; i++)
		if (ir->denies.items[i].rights & a && !(ir->denies.items[i].rights & b))
			return false;
	return true;
}

bool
carve_alike(const struct ir *ir, uint32_t a, uint32_t b)
{
	return leaves_out(ir, a, b) && leaves_out(ir, b, a);
}

/* The last definition that leaves out nothing but what CARVING does; WHOLE: all of it. */
static const struct seatbelt_carved *
find(const struct seatbelt *s, const struct seatbelt_carving *carving, bool whole)
{
	for (const struct seatbelt_carved *one = s->carved; one; one = one->next) {
		if (one->carving.ancestors != carving->ancestors ||
		    one->carving.known != carving->known)
			continue;
		if (carving->ancestors ||
		    (leaves_out(s->ir, one->carving.rights, carving->rights) &&
		     (!whole || leaves_out(s->ir, carving->rights, one->carving.rights))))
			return one;
	}
	return NULL;
}

/* The text of what CARVED has more than its base. */
static void
put_definition(struct seatbelt *s, struct seatbelt_carved *carved, unsigned number)
{
	size_t start = s->out.length, body;

	seatbelt_put_comment(
	    s, carved->carving.ancestors
		   ? "What leads to that: no rule that has this name lets it be moved or removed."
		   : "What is protected: no rule that has this name lets it through.");
	buffer_put(&s->out, arena_printf(s->ir->arena, "(define " SBPL_DEFINED "%u\n", number));
	buffer_put(&s->out, "  (require-all\n");
	body = s->out.length;
	if (carved->carving.ancestors)
		put_ways(s, &carved->carving, NULL);
	else
		put_protected(s, &carved->carving, NULL, carved->base);
	if (s->out.length == body) {
		s->out.length = start;
		s->out.data[start] = '\0';
		return;
	}
	carved->number = number;
	carved->size += seatbelt_size(s, body);
	buffer_put(&s->out, "  )\n)\n");
}

static const struct seatbelt_carved *
define(struct seatbelt *s, struct seatbelt_carving carving)
{
	const struct seatbelt_carved *found = find(s, &carving, true);
	struct seatbelt_carved *carved;

	if (found)
		return found;
	carved = arena_alloc(s->ir->arena, sizeof(*carved));
	*carved = (struct seatbelt_carved){
	    .carving = carving, .base = find(s, &carving, false), .next = s->carved};
	carved->size = carved->base ? carved->base->size : 0;
	put_definition(s, carved, s->defined + 1);
	s->defined += carved->number != 0;
	s->carved = carved;
	return carved;
}

struct seatbelt_left_out
carve_define(struct seatbelt *s, const struct seatbelt_carving *carving)
{
	struct seatbelt_carving protected = *carving;

	protected.ancestors = false;
	return (struct seatbelt_left_out){
	    .protected = define(s, protected),
	    .ways = carving->ancestors ? define(s, *carving) : NULL,
	};
}

static void
put_names(struct seatbelt *s, const struct seatbelt_carved *carved)
{
	if (!carved)
		return;
	put_names(s, carved->base);
	if (carved->number)
		buffer_put(&s->out,
		           arena_printf(s->ir->arena, "    " SBPL_DEFINED "%u\n", carved->number));
}

void
carve_put_names(struct seatbelt *s, const struct seatbelt_left_out *out)
{
	put_names(s, out->protected);
	put_names(s, out->ways);
}

size_t
carve_size(const struct seatbelt_left_out *out)
{
	return (out->protected ? out->protected->size : 0) + (out->ways ? out->ways->size : 0);
}
