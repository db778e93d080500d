/* SPDX-License-Identifier: Apache-2.0 */
/* diag.c - the record of what is wrong: codes, counts, suppressions. */
#include "compiler/diag-record.h"

#include <stdio.h>
#include <string.h>

/* Nobody reads more; a hostile file must not fill the memory with complaints about it. */
#define MAX_RECORDED ((size_t)10000) /* of a severity */
#define MAX_TEXT 1024

struct code_info {
	enum diag_code code;
	enum severity severity;
	const char *slug;
};

static const struct code_info codes[] = {
#define DIAG(symbol, number, severity, slug) {DIAG_##symbol, severity, slug},
#include "compiler/diag.def"
#undef DIAG
};

/* A number used twice is two equal cases here, which no compiler takes. */
static const struct code_info *
code_info(enum diag_code code)
{
	enum {
#define DIAG(symbol, number, severity, slug) INDEX_##symbol,
#include "compiler/diag.def"
#undef DIAG
	};
	switch (code) {
#define DIAG(symbol, number, severity, slug) \
	case DIAG_##symbol:                  \
		return &codes[INDEX_##symbol];
#include "compiler/diag.def"
#undef DIAG
	}
	return NULL;
}

enum severity
diag_code_severity(enum diag_code code)
{
	return code_info(code)->severity;
}

const char *
diag_code_slug(enum diag_code code)
{
	return code_info(code)->slug;
}

/* The family of risk, and what joined the others when profiles had long compiled in silence. */
bool
diag_code_is_risk(enum diag_code code)
{
	switch (code) {
	case DIAG_CASE_VARIANT:
	case DIAG_UNICODE_FORM:
	case DIAG_EXEC_UNREADABLE:
	case DIAG_ENV_DENIED:
	case DIAG_LOSS_UNUSED:
	case DIAG_ENV_LIST_OPEN:
	case DIAG_LOSS_CONTRADICTS:
	case DIAG_INCLUDE_EXCLUDED:
	case DIAG_WHEN_NEVER:
	case DIAG_BELOW_FILE:
	case DIAG_ITEM_TWICE:
	case DIAG_SUPPRESSION_UNUSED:
		return true;
	default:
		return code / 100 == 5;
	}
}

void
diag_code_name(enum diag_code code, char name[static 6])
{
	unsigned number = (unsigned)code % 10000;
	name[0] = 'N';
	for (int i = 4; i > 0; i--, number /= 10)
		name[i] = (char)('0' + number % 10);
	name[5] = '\0';
}

int
diag_code_find(struct str name)
{
	for (size_t i = 0; i < COUNTOF(codes); i++) {
		char number[6];
		diag_code_name(codes[i].code, number);
		const char *spellings[] = {number, codes[i].slug};
		for (size_t k = 0; k < COUNTOF(spellings); k++)
			if (str_is(name, spellings[k]))
				return (int)codes[i].code;
	}
	return 0;
}

const char *
severity_name(enum severity severity)
{
	static const char *const names[] = {"note", "warning", "error"};
	return names[severity];
}

struct diags *
diags_new(struct arena *arena, struct sources *sources)
{
	struct diags *diags = arena_alloc(arena, sizeof(*diags));
	diags->arena = arena;
	diags->sources = sources;
	return diags;
}

void
diags_name(struct diags *diags, const char *name)
{
	diags->name = name;
}

/* A message quotes the user's bytes, which may be 64 KiB of them: cut, between two characters. */
static const char *
format_text(struct arena *arena, const char *format, va_list args)
{
	char text[MAX_TEXT];
	int length = vsnprintf(text, sizeof(text), format, args);
	if (length < 0)
		return format;
	if ((size_t)length < sizeof(text))
		return arena_str(arena, text, (size_t)length).data;
	size_t end = sizeof(text) - sizeof("...");
	while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	memcpy(text + end, "...", sizeof("..."));
	return arena_str(arena, text, end + 3).data;
}

void
diag_at(struct diags *diags, enum diag_code code, struct span at, const char *format, ...)
{
	diags->dropped = diags->counts[diag_code_severity(code)]++ >= MAX_RECORDED;
	diags->risks += diags->risks_hidden && diag_code_is_risk(code);
	if (diags->dropped)
		return;
	diags->findings =
	    arena_room(diags->arena, diags->findings, diags->count, sizeof(*diags->findings));
	struct finding *finding = &diags->findings[diags->count++];
	va_list args;
	va_start(args, format);
	finding->text = format_text(diags->arena, format, args);
	va_end(args);
	finding->code = code;
	finding->at = at;
	finding->order = (uint32_t)diags->count;
}

static void
add_remark(struct diags *diags, bool help, struct span at, const char *text)
{
	struct finding *finding = &diags->findings[diags->count - 1];
	/* Two rules of one group came in at one place: told once. */
	for (const struct remark *r = finding->remarks; r; r = r->next)
		if (r->help == help && memcmp(&r->at, &at, sizeof(at)) == 0 &&
		    strcmp(r->text, text) == 0)
			return;
	if (finding->remark_count++ >= REMARKS_MAX && !help)
		return;
	struct remark *remark = arena_alloc(diags->arena, sizeof(*remark));
	*remark = (struct remark){.help = help, .at = at, .text = text};
	if (finding->last)
		finding->last->next = remark;
	else
		finding->remarks = remark;
	finding->last = remark;
}

void
diag_note(struct diags *diags, struct span at, const char *format, ...)
{
	if (diags->count == 0 || diags->dropped)
		return;
	va_list args;
	va_start(args, format);
	add_remark(diags, false, at, format_text(diags->arena, format, args));
	va_end(args);
}

void
diag_help(struct diags *diags, const char *format, ...)
{
	if (diags->count == 0 || diags->dropped)
		return;
	va_list args;
	va_start(args, format);
	add_remark(diags, true, (struct span){0, 0, 0}, format_text(diags->arena, format, args));
	va_end(args);
}

void
diag_suggest(struct diags *diags, struct str word)
{
	if (diags->count > 0 && !diags->dropped)
		diags->findings[diags->count - 1].suggested =
		    arena_str(diags->arena, word.data, word.length);
}

void
diags_warnings_are_errors(struct diags *diags)
{
	diags->warnings_are_errors = true;
}

void
diags_hide_risks(struct diags *diags)
{
	diags->risks_hidden = true;
}

bool
diags_told(const struct diags *diags, enum diag_code code)
{
	for (size_t i = 0; i < diags->count; i++)
		if (diags->findings[i].code == code && !diags->findings[i].suppressed)
			return true;
	return false;
}

size_t
diags_hidden_risks(const struct diags *diags)
{
	return diags->risks - diags->suppressed_risks;
}

size_t
diags_suppress(struct diags *diags, enum diag_code code, uint32_t source, const char *reason)
{
	size_t found = 0;
	bool hidden = diags->risks_hidden && diag_code_is_risk(code);
	if (diag_code_severity(code) != SEVERITY_WARNING)
		return 0;
	for (size_t i = 0; i < diags->count; i++) {
		struct finding *finding = &diags->findings[i];
		if (finding->code != code || finding->at.source != source)
			continue;
		found++;
		*(hidden ? &diags->suppressed_risks : &diags->suppressed) += !finding->suppressed;
		finding->suppressed = reason;
	}
	return found;
}

size_t
diags_count(const struct diags *diags, enum severity severity)
{
	size_t warnings = diags->counts[SEVERITY_WARNING] - diags->suppressed - diags->risks;
	switch (severity) {
	case SEVERITY_NOTE:
		return diags->counts[SEVERITY_NOTE] + diags->suppressed;
	case SEVERITY_WARNING:
		return diags->warnings_are_errors ? 0 : warnings;
	case SEVERITY_ERROR:
		return diags->counts[SEVERITY_ERROR] + (diags->warnings_are_errors ? warnings : 0);
	}
	return 0;
}

enum severity
diags_severity(const struct diags *diags, const struct finding *finding)
{
	enum severity severity = diag_code_severity(finding->code);

	if (severity != SEVERITY_WARNING)
		return severity;
	if (finding->suppressed)
		return SEVERITY_NOTE;
	return diags->warnings_are_errors ? SEVERITY_ERROR : SEVERITY_WARNING;
}
