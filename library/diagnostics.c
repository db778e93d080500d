/* SPDX-License-Identifier: Apache-2.0 */
/* diagnostics.c - what was found in a policy, for a program that reads it later. */
#include "compiler/diag-record.h"
#include "library/call.h"

struct item {
	enum nono_severity severity;
	char code[6];
	const char *name, *message, *file;
	struct place place;
};

struct nono_diagnostics {
	const char *text;
	struct item *items;
	size_t count;
};

static struct item
item_of(struct diags *diags, const struct finding *finding)
{
	const struct source *source = source_get(diags->sources, finding->at.source);
	struct item item = {.severity = (enum nono_severity)finding->severity,
	                    .name = diag_code_slug(finding->code),
	                    .message = finding->text};

	diag_code_name(finding->code, item.code);
	if (source) {
		item.file = source->name;
		item.place = source_place(diags->sources, finding->at.source, finding->at.offset);
	}
	return item;
}

const struct nono_diagnostics *
diagnostics_keep(struct call *call, struct diags *diags)
{
	static const struct diag_options plain = {.format = DIAG_TEXT, .notes = true};
	struct nono_diagnostics *found = arena_alloc(call->arena, sizeof(*found));

	diags_render(diags, &plain, call_write(call));
	found->text = call_written(call).data;
	found->items = arena_calloc(call->arena, diags->count, sizeof(*found->items));
	for (size_t i = 0; i < diags->count; i++)
		if (diags->findings[i].shown)
			found->items[found->count++] = item_of(diags, &diags->findings[i]);
	return found;
}

const char *
nono_diagnostics_text(const struct nono_diagnostics *diagnostics)
{
	return diagnostics->text;
}

size_t
nono_diagnostics_count(const struct nono_diagnostics *diagnostics)
{
	return diagnostics->count;
}

enum nono_severity
nono_diagnostic_severity(const struct nono_diagnostics *diagnostics, size_t index)
{
	return diagnostics->items[index].severity;
}

const char *
nono_diagnostic_code(const struct nono_diagnostics *diagnostics, size_t index)
{
	return diagnostics->items[index].code;
}

const char *
nono_diagnostic_name(const struct nono_diagnostics *diagnostics, size_t index)
{
	return diagnostics->items[index].name;
}

const char *
nono_diagnostic_message(const struct nono_diagnostics *diagnostics, size_t index)
{
	return diagnostics->items[index].message;
}

const char *
nono_diagnostic_file(const struct nono_diagnostics *diagnostics, size_t index)
{
	return diagnostics->items[index].file;
}

uint32_t
nono_diagnostic_line(const struct nono_diagnostics *diagnostics, size_t index)
{
	return diagnostics->items[index].place.line;
}

uint32_t
nono_diagnostic_column(const struct nono_diagnostics *diagnostics, size_t index)
{
	return diagnostics->items[index].place.column;
}
