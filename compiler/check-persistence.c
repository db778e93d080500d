/* SPDX-License-Identifier: Apache-2.0 */
/* check-persistence.c - can the command write what runs outside the sandbox, or what made it? */
#include "compiler/check-hits.h"

#include "compiler/compose.h"
#include "compiler/rule-tree.h"

#include <string.h>

/* What makes a file, or changes one. */
#define WRITES (BLOB_FS_WRITE_FILE | BLOB_FS_MAKE_REG | BLOB_FS_MAKE_SYM)

static void
report_persistence(const struct checking *c, struct hits *hits, const struct hit *hit)
{
	struct ir *ir = c->ir;
	const struct rule *grant = hit->grant;
	bool itself = path_relate(&grant->path, &hit->entry->path) == PATH_EQUAL;

	if (grant->path.anchor == BLOB_ANCHOR_WORKDIR && grant->path.rest.length == 0)
		diag_at(ir->diags, DIAG_RUNS_OUTSIDE, grant->at,
		        "writing in the work directory reaches what runs outside the sandbox: %s",
		        hits_text(c, hits, hit, HITS_BY_GRANT));
	else if (itself)
		diag_at(ir->diags, DIAG_RUNS_OUTSIDE, grant->at,
		        "writing '%s' changes what runs outside the sandbox",
		        path_text(ir->arena, &grant->path));
	else
		diag_at(ir->diags, DIAG_RUNS_OUTSIDE, grant->at,
		        "writing in '%s' reaches what runs outside the sandbox: %s",
		        path_text(ir->arena, &grant->path), hits_text(c, hits, hit, HITS_BY_GRANT));
	hits_note(c, hits, hit, HITS_BY_GRANT);
	if (itself) {
		diag_help(ir->diags, "grant reading only, if that is enough");
		return;
	}
	diag_help(ir->diags, "grant only the directories below it that have to be written%s",
	          ir->complete ? "" : "; if it has to be all, say why in \"lint\"");
}

void
check_persistence(const struct checking *c)
{
	struct list list = check_list(c, &list_persistence);
	struct hits hits = hits_find(c, &list, WRITES);

	for (size_t i = 0; i < hits.count; i++)
		if (!hits.items[i].told)
			report_persistence(c, &hits, &hits.items[i]);
}

/*
 * Where a source of the user's own lies when the command runs: a relative name, in the directory
 * that the command is started in, as it was for nonoc.
 */
static bool
source_path(const struct checking *c, const struct file *file, struct path *path)
{
	static const struct path workdir = {BLOB_ANCHOR_WORKDIR, {"", 0}};
	const struct source *source = source_get(c->ir->sources, file->text.source);
	struct str name = str_of(source->name);
	uint32_t where, length;

	if (file->origin.trust != TRUST_USER || !file->text.directory)
		return false;
	if (path_parse(c->ir->arena, name, &workdir, path, &where, &length))
		return false;
	if (c->ir->definitions)
		*path = definitions_apply(c->ir->arena, c->ir->definitions, path);
	return true;
}

static const struct rule *
writer_of(const struct checking *c, const struct path *path)
{
	const struct rule *grant, *chosen = NULL;
	struct ascent ascent;
	uint32_t denied = rules_withheld(&c->denies, &c->bypasses, path);

	ascent_start(&ascent, &c->grants, path);
	while ((grant = ascent_next(&ascent)))
		if (grant->rights & WRITES & ~denied &&
		    (grant->object != BLOB_OBJECT_FILE || ascent.at) &&
		    (!chosen || rule_own(grant) || !rule_own(chosen)))
			chosen = grant;
	return chosen;
}

/* At the grant: who has the command write where profiles lie, says so in that file. */
void
check_sources(const struct checking *c)
{
	const struct composed *composed = c->ir->composed;
	const struct rule *told = NULL;

	for (size_t i = composed->file_count; i-- > 0;) {
		const struct file *file = composed->files[i];
		const char *kind = file->origin.kind == ORIGIN_GROUP ? "group" : "profile";
		const struct rule *grant;
		struct path path;

		if (!source_path(c, file, &path) || !(grant = writer_of(c, &path)))
			continue;
		if (grant != told) {
			diag_at(c->ir->diags, DIAG_SOURCE_WRITABLE, grant->at,
			        "the command can change the %s '%s', and so what the next compile "
			        "allows",
			        kind, source_get(c->ir->sources, file->text.source)->name);
			rule_note_chain(c->ir, grant);
			diag_help(c->ir->diags, "keep it where the command cannot write, or review "
			                        "it before each compile");
		}
		diag_note(c->ir->diags, (struct span){file->text.source, 0, 0}, "this %s", kind);
		told = grant;
	}
}
