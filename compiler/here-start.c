/* SPDX-License-Identifier: Apache-2.0 */
/* here-start.c - what keeps nono-exec from starting a policy here: its seal check, in short. */
#include "compiler/here.h"

#include <string.h>

/* A grant by the name that it has here, and what that leads to. */
struct granted {
	const struct rule *grant;
	struct path path;
	const char *text;
	struct here_object object;
	uint32_t rights; /* on the object */
};

struct start {
	const struct ir *bound;
	const struct here *here;
	struct granted *items;
	size_t count;
};

/* What is skipped is left out: it is not there, or nobody may look. */
static void
find_granted(struct start *start, const struct ir *ir)
{
	start->items = arena_calloc(ir->arena, ir->grants.count, sizeof(*start->items));
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];
		struct granted *item = &start->items[start->count];

		item->grant = grant;
		item->path = definitions_apply(ir->arena, &start->here->definitions, &grant->path);
		item->text = path_text(ir->arena, &item->path);
		if (item->path.anchor != BLOB_ANCHOR_ROOT)
			continue;
		item->object = here_resolve(ir->arena, item->text, true);
		if (item->object.thing == THING_MISSING)
			continue;
		item->rights = item->object.link_count ? grant->written : grant->rights;
		if (item->object.thing != THING_DIRECTORY)
			item->rights &= BLOB_FS_FILE;
		start->count++;
	}
}

/* What bypasses exempt GRANTED of DENY, by names: it lies in one that concerns DENY. */
static uint32_t
exempt(const struct start *start, const struct granted *granted, const struct rule *deny)
{
	uint32_t rights = 0;

	for (size_t i = 0; deny && i < start->bound->bypasses.count; i++) {
		const struct rule *bypass = &start->bound->bypasses.items[i];

		if (path_within(&granted->path, &bypass->path) &&
		    (path_within(&bypass->path, &deny->path) ||
		     path_within(&deny->path, &bypass->path)))
			rights |= bypass->rights;
	}
	return rights;
}

static bool
same_place(const struct here_place *a, const struct here_place *b)
{
	return a->inode == b->inode && a->device == b->device;
}

static const struct here_place *
last_place(const struct here_object *object)
{
	return object->place_count ? &object->places[object->place_count - 1] : NULL;
}

/* A grant of some of RIGHTS at one of the first COUNT places of OBJECT, but for what is exempt. */
static const struct granted *
granted_at(const struct start *start, const struct here_object *object, size_t count,
           uint32_t rights, const struct rule *deny)
{
	for (size_t i = 0; i < start->count; i++) {
		const struct granted *granted = &start->items[i];
		const struct here_place *place = last_place(&granted->object);

		if (!place || !(granted->rights & rights & ~exempt(start, granted, deny)))
			continue;
		for (size_t k = 0; k < count; k++)
			if (same_place(place, &object->places[k]))
				return granted;
	}
	return NULL;
}

/* A grant below OBJECT, which DENY protects. */
static const struct granted *
granted_below(const struct start *start, const struct here_object *object, const struct rule *deny)
{
	const struct here_place *place = last_place(object);

	for (size_t i = 0; i < start->count; i++) {
		const struct granted *granted = &start->items[i];

		if (!(granted->rights & deny->rights & ~exempt(start, granted, deny)))
			continue;
		for (size_t k = 0; k < granted->object.place_count; k++)
			if (same_place(place, &granted->object.places[k]))
				return granted;
	}
	return NULL;
}

/* The first symlink on the way to OBJECT that lies where the command may make one. */
static const char *
planted_link(const struct start *start, const struct here_object *object, const struct rule *deny)
{
	struct arena *arena = start->bound->arena;

	for (size_t i = 0; i < object->link_count; i++) {
		const char *link = object->links[i], *slash = strrchr(link, '/');
		struct here_object holder = here_resolve(
		    arena,
		    slash == link ? "/" : arena_str(arena, link, (size_t)(slash - link)).data,
		    true);

		if (granted_at(start, &holder, holder.place_count, BLOB_FS_REPLACE, deny))
			return link;
	}
	return NULL;
}

static const char *
reached(const struct start *start, const struct rule *deny, const char *text)
{
	static const struct path store = {BLOB_ANCHOR_ROOT, {"nix/store", 9}};
	struct arena *arena = start->bound->arena;
	struct here_object object = here_resolve(arena, text, true);
	bool there = object.thing != THING_MISSING;
	const char *link = planted_link(start, &object, deny);
	const struct granted *granted;

	if (link)
		return arena_printf(arena,
		                    "'%s' is a symlink that the policy lets the command change, on "
		                    "the way to the protected '%s'",
		                    link, text);
	if (object.shut)
		return arena_printf(arena, "'%s' is protected, and shut in '%s': chmod u+x it",
		                    text, object.shut);
	if (path_within(&object.path, &store))
		return NULL;
	granted = granted_at(start, &object, object.place_count, deny->rights, deny);
	if (!granted)
		granted =
		    granted_at(start, &object, object.place_count - there, BLOB_FS_REPLACE, deny);
	if (!granted && there)
		granted = granted_below(start, &object, deny);
	return granted ? arena_printf(arena, "'%s' is protected, and the grant of '%s' reaches it",
	                              text, granted->text)
	               : NULL;
}

/* What GRANTED's rule says that its object is, and it is not. */
static const char *
wrong_kind(const struct start *start, const struct granted *granted)
{
	bool directory = granted->object.thing == THING_DIRECTORY;
	enum blob_object wanted = granted->grant->object;

	if (wanted == BLOB_OBJECT_ANY || directory == (wanted == BLOB_OBJECT_DIRECTORY))
		return NULL;
	return arena_printf(start->bound->arena, "'%s' is %s, and granted as %s", granted->text,
	                    directory ? "a directory" : "no directory",
	                    directory ? "a file" : "one");
}

/* Nobody means to grant everything, or the home directory, by starting there. */
static const char *
wrong_workdir(const struct start *start, const struct granted *granted)
{
	struct arena *arena = start->bound->arena;
	const struct definitions *known = &start->here->definitions;
	const char *homes[] = {start->here->second_home, NULL};

	if (granted->grant->path.anchor != BLOB_ANCHOR_WORKDIR)
		return NULL;
	if (known->known[BLOB_ANCHOR_HOME])
		homes[1] = path_text(arena, &known->at[BLOB_ANCHOR_HOME]);
	struct here_object workdir =
	    here_resolve(arena, path_text(arena, &known->at[BLOB_ANCHOR_WORKDIR]), true);
	for (size_t i = 0; i < COUNTOF(homes); i++) {
		struct here_object home = {0};

		if (homes[i])
			home = here_resolve(arena, homes[i], true);
		if (workdir.place_count == 1 ||
		    (home.thing == THING_DIRECTORY && workdir.thing == THING_DIRECTORY &&
		     same_place(last_place(&home), last_place(&workdir))))
			return arena_printf(arena,
			                    "the policy grants the working directory, and "
			                    "that is %s",
			                    workdir.place_count == 1 ? "'/'"
			                                             : "the home directory");
	}
	return NULL;
}

/* A variable that a rule of IR starts from, and that nono-exec does not take. */
static const char *
unfit_variable(const struct ir *ir, const struct here *here)
{
	const struct rules *all[] = {&ir->grants, &ir->denies, &ir->bypasses};

	for (size_t i = 0; i < COUNTOF(all); i++)
		for (size_t k = 0; k < all[i]->count; k++)
			if (here->unfit[all[i]->items[k].path.anchor])
				return here->unfit[all[i]->items[k].path.anchor];
	return NULL;
}

const char *
here_refusal(const struct ir *bound, const struct ir *ir, const struct here *here)
{
	struct start start = {.bound = bound, .here = here};
	const char *why = unfit_variable(ir, here);

	find_granted(&start, ir);
	for (size_t i = 0; i < start.count && !why; i++) {
		const struct granted *granted = &start.items[i];
		const char *link;

		why = wrong_kind(&start, granted);
		if (!why)
			why = wrong_workdir(&start, granted);
		link = why ? NULL : planted_link(&start, &granted->object, NULL);
		if (link)
			why = arena_printf(bound->arena,
			                   "'%s' is a symlink that the policy lets the command "
			                   "change, on the way to the granted '%s'",
			                   link, granted->text);
	}
	for (size_t i = 0; i < bound->denies.count && !why; i++)
		if (bound->denies.items[i].path.anchor == BLOB_ANCHOR_ROOT)
			why = reached(&start, &bound->denies.items[i],
			              path_text(bound->arena, &bound->denies.items[i].path));
	return why;
}
