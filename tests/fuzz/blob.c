/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blob.c - any bytes as a policy blob: loader and compiler take the same ones, what they take
 * means the same on every way through the compiler, and no loader runs a command unconfined.
 *
 * The checksum is put right first, so that what lies behind it has to notice (D04, D05, D06, D07,
 * D09 of docs/security-model.md).
 */
#include "compiler/diag-record.h"
#include "compiler/emit-landlock.h"
#include "compiler/lower.h"
#include "compiler/pass.h"
#include "runtime/view.h"
#include "tests/fuzz/played.h"
#include "tests/fuzz/reader.h"
#include "tests/unit/make-blob.h"

#include <stdlib.h>
#include <string.h>

const long runs_usual = 500;
const bool seeds_only = true;
const char *const seeds[] = {NULL}; /* its corpus alone */

struct blob {
	const uint8_t *data;
	size_t size;
};

static _Noreturn void
fail(const struct blob *blob, const char *what, const char *how)
{
	fprintf(stderr, "%s\n", how);
	fuzz_fail(what, blob->data, blob->size);
}

/* The first thing that DIAGS has to say. */
static const char *
said(const struct diags *diags)
{
	return diags_count(diags, SEVERITY_ERROR) ? diags->findings[0].text : "nothing is said";
}

/*
 * Both take the same bytes, but for what only the compiler knows: the filter that belongs to the
 * policy.  The loader's can do no more than refuse, whatever it is.
 */
static void
check_agreement(const struct blob *blob, const char *loader, const char *compiler)
{
	bool filter = compiler && strstr(compiler, "its filter is not that of its policy");

	filter |= compiler && strstr(compiler, "of its filter is not that of its policy");
	if (loader && !compiler)
		fail(blob, "the compiler reads what the loader refuses", loader);
	if (!loader && compiler && !filter)
		fail(blob, "the loader takes what the compiler refuses", compiler);
}

static struct ir *
read_text(struct arena *arena, struct str text)
{
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);
	struct lowering lowering = {.ir = ir};
	struct document document = {.name = "text", .trust = TRUST_USER};

	document.source = sources_add(sources, document.name, text);
	lower_policy(&lowering, &document);
	return ir;
}

/*
 * The policy IR as text and back, normalised; NULL if the text would say something else, which is
 * told: 'env allow' of a blob that passes all variables, or "$HOME" with a letter behind it.
 */
static struct ir *
through_text(const struct blob *blob, const struct ir *ir, const struct emit_options *options)
{
	struct str text = backend_text.emit(ir, options);
	struct ir *back;

	if (!text.data && (!ir->diags->count || ir->diags->findings[0].code != DIAG_TEXT_DIFFERS))
		fail(blob, "read, and not written as text", said(ir->diags));
	if (!text.data)
		return NULL;
	back = read_text(ir->arena, text);
	if (diags_count(back->diags, SEVERITY_ERROR))
		fail(blob, "written as text, and not read",
		     arena_printf(ir->arena, "%s: %.*s", said(back->diags), STR_ARG(text)));
	pass_normalise(back);
	return back;
}

static struct str
emit(const struct blob *blob, const struct ir *ir, const struct emit_options *options)
{
	struct str bytes = backend_landlock.emit(ir, options);
	struct blob_view view;

	if (!bytes.data)
		fail(blob, "read, and not written as a blob", said(ir->diags));
	if (blob_view(&view, bytes.data, bytes.length))
		fail(blob, "written, and not loaded", blob_view(&view, bytes.data, bytes.length));
	return bytes;
}

/* What was read is written, read and normalised without becoming another policy. */
static void
check_round(const struct blob *blob, struct ir *ir)
{
	static const struct emit_options plain = {.origins = false},
					 with_origins = {.origins = true};
	struct ir *once, *twice;
	const char *how;

	/* What is written always brings the filter that belongs to it, and is in one form. */
	ir->unfiltered = false;
	for (size_t i = 0; i < ir->grants.count; i++)
		ir->grants.items[i].rights = ir->grants.items[i].written;
	pass_normalise(ir);
	fuzz_render(ir->diags);
	emit(blob, ir, &with_origins);
	once = through_text(blob, ir, &with_origins);
	if (!once)
		return;
	twice = through_text(blob, once, &plain);
	if (!twice)
		fail(blob, "text from text, and it says something else", said(once->diags));
	if (!ir_equal(once, twice, &how))
		fail(blob, "another policy through text", how);
	if (!str_equal(emit(blob, once, &plain), emit(blob, twice, &plain)))
		fail(blob, "other bytes through text", "");
}

/* What nonoc does not answer questions about it refuses, and says so. */
static void
check_read(const struct blob *blob, struct ir *ir)
{
	struct str bytes = {(const char *)blob->data, (uint32_t)blob->size};
	struct diags *diags = diags_new(ir->arena, ir->sources);
	struct ir *asked = backend_landlock.read(ir->arena, ir->sources, diags, bytes);

	fuzz_render(diags);
	if (!asked && diags_count(diags, SEVERITY_ERROR) == 0)
		fail(blob, "neither a policy nor an error", "");
	check_round(blob, ir);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* As the loader has it: at a multiple of 8, and nothing behind its end. */
	uint8_t *bytes = malloc(size ? size : 1);
	struct blob blob = {bytes, size};
	struct arena *arena = arena_new();
	struct sources *sources = sources_new(arena);
	struct blob_view view;
	const char *loader, *compiler = NULL;
	struct ir *ir;

	memcpy(bytes, data, size);
	if (size >= sizeof(struct blob_header))
		blob_seal(bytes, size);
	loader = blob_view(&view, bytes, size);
	ir = landlock_read(arena, sources, diags_new(arena, sources),
	                   arena_str(arena, (const char *)bytes, size), &compiler);
	check_agreement(&blob, loader, compiler);
	if (ir)
		check_read(&blob, ir);
	played_run(bytes, size, loader ? NULL : &view);
	arena_free(arena);
	free(bytes);
	return 0;
}
