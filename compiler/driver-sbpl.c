/* SPDX-License-Identifier: Apache-2.0 */
/* driver-sbpl.c - nonoc why and nonoc dump on a profile of macOS's sandbox. */
#include "compiler/driver-sbpl.h"

#include "compiler/lookup-file.h"
#include "compiler/output.h"
#include "compiler/sbpl-text.h"

#include <string.h>

bool
driver_is_sbpl(const struct options *options)
{
	const char *token = options->operands[0];
	enum format format = format_of(token);

	if (strcmp(token, "-") == 0 || (format == FORMAT_UNKNOWN && strchr(token, '/')))
		return options->profile.input_format == FORMAT_SBPL;
	return format == FORMAT_SBPL;
}

/* Reads the file; a status, with what is wrong recorded. */
static int
read_profile(struct sbpl_question *q)
{
	const char *token = q->options->operands[0];
	bool input = strcmp(token, "-") == 0;
	struct document text;
	struct lookup *lookup;

	q->sources = sources_new(q->arena);
	q->diags = diags_new(q->arena, q->sources);
	diags_name(q->diags, token);
	lookup = lookup_new(q->arena, q->sources, q->diags, &q->options->profile, NULL, 0);
	if (input ? lookup_standard_input(lookup, &text)
	          : lookup_file(lookup, token, TRUST_USER, (struct span){0}, &text))
		return STATUS_USAGE;
	if (text.format != FORMAT_SBPL) {
		diag_at(q->diags, DIAG_NOT_A_PROFILE, (struct span){0},
		        "'%s' is a compiled policy, expected a profile of macOS's sandbox", token);
		return STATUS_ERROR;
	}
	q->profile = sbpl_read(q->arena, q->sources, q->diags, text.source);
	if (q->options->warnings_are_errors)
		diags_warnings_are_errors(q->diags);
	return q->profile ? STATUS_CLEAN : STATUS_ERROR;
}

int
driver_sbpl_dump(struct arena *arena, const struct options *options)
{
	struct sbpl_question q = {.arena = arena, .options = options};
	int status = read_profile(&q);
	const char *why;
	struct str text;

	if (driver_render(q.diags, options) != STATUS_CLEAN)
		return STATUS_USAGE;
	if (status != STATUS_CLEAN)
		return status;
	text = sbpl_text(arena, q.profile);
	if (options->output && driver_is_source(q.sources, options->output))
		return driver_say(arena_printf(arena, "'%s' is what is read; give -o another file",
		                               options->output));
	if (options->output) {
		why = output_write(arena, options->output, text);
		status = why ? driver_say(why) : STATUS_CLEAN;
	} else {
		status = driver_print(text.data);
	}
	return status == STATUS_CLEAN && q.profile->unknown ? STATUS_UNDECIDED : status;
}

struct sbpl_request
sbpl_question_request(const struct sbpl_question *q, const struct sbpl_asked *asked)
{
	return (struct sbpl_request){.op = asked->op,
	                             .facts = asked->facts,
	                             .fact_count = asked->fact_count,
	                             .params = q->params,
	                             .param_count = q->param_count,
	                             .apart = asked->assumed};
}

static bool
decided(const struct sbpl_question *q, struct sbpl_asked *asked, enum sbpl_apart assumed)
{
	struct sbpl_request request;

	asked->assumed = assumed;
	request = sbpl_question_request(q, asked);
	asked->answer = sbpl_judge(q->profile, &request, SBPL_FALLBACK);
	return asked->answer.verdict != SBPL_UNDECIDED;
}

/*
 * What rests on an assumption says so.  That parameters lie apart is none by which something is
 * denied: a grant below one of them may well be meant to reach what is asked about.
 */
static void
judge_one(const struct sbpl_question *q, struct sbpl_asked *asked)
{
	if (decided(q, asked, SBPL_ANYWHERE) || decided(q, asked, SBPL_NOT_BELOW))
		return;
	if (!decided(q, asked, SBPL_APART) || asked->answer.verdict == SBPL_DENIED)
		decided(q, asked, SBPL_NOT_BELOW);
}

static void
judge(struct sbpl_question *q)
{
	q->verdict = SBPL_ALLOWED;
	for (size_t i = 0; i < q->asked_count; i++) {
		struct sbpl_asked *asked = &q->asked[i];

		judge_one(q, asked);
		/* One denial is enough, whatever the others are. */
		if (asked->aside)
			continue;
		if (asked->answer.verdict == SBPL_DENIED)
			q->verdict = SBPL_DENIED;
		else if (q->verdict == SBPL_ALLOWED)
			q->verdict = asked->answer.verdict;
	}
}

int
driver_sbpl_why(struct arena *arena, const struct options *options)
{
	struct sbpl_question q = {.arena = arena, .options = options, .word = options->operands[1]};
	const char *wrong = sbpl_question_read(&q);
	bool json = options->diagnostics.format == DIAG_JSON;
	int status;

	if (wrong)
		return driver_say(wrong);
	status = read_profile(&q);
	/* One JSON document is enough: the answer names what is not understood, if that matters. */
	if ((status != STATUS_CLEAN || !json) && driver_render(q.diags, options) != STATUS_CLEAN)
		return STATUS_USAGE;
	if (status != STATUS_CLEAN)
		return status;
	judge(&q);
	status = json ? sbpl_question_show_json(&q) : sbpl_question_show(&q);
	if (status != STATUS_CLEAN)
		return status;
	return q.verdict == SBPL_ALLOWED  ? STATUS_CLEAN
	       : q.verdict == SBPL_DENIED ? STATUS_ERROR
	                                  : STATUS_UNDECIDED;
}
