/* SPDX-License-Identifier: Apache-2.0 */
/* policy.c - from a profile, a text or a blob to a policy that never changes again. */
#include "compiler/algebra.h"
#include "compiler/options.h"
#include "compiler/pipeline.h"
#include "library/call.h"

/* As much as nonoc reads of a file. */
#define INPUT_MAX (64u << 20)
/* What a text is called where files have names. */
#define TEXT_NAME "<text>"

/* What is to become a policy. */
struct input {
	const char *token; /* a name or file; or NULL: */
	const char *text;
	size_t length;
	enum format format;
	const struct nono_options *options;
	struct nono_policy **policy;
};

static void
read_options(struct call *call, const struct input *input, struct options *options)
{
	const struct nono_options *given = input->options;

	options_default(call->arena, options);
	options->profile.input_format = input->format;
	if (!input->token) {
		options->profile.instead_of = "-";
		options->profile.instead = arena_str(call->arena, input->text, input->length);
		options->profile.input_name = TEXT_NAME;
	}
	if (!given)
		return;
	options->warnings_are_errors = given->warnings_are_errors;
	/* Both were tried when they were set. */
	if (given->target)
		options_target(call->arena,
		               arena_str(call->arena, given->target, strlen(given->target)).data,
		               &options->profile);
	for (size_t i = 0; i < given->definition_count; i++)
		definitions_add(call->arena, &options->profile.definitions,
		                arena_printf(call->arena, "%s", given->definitions[i]));
}

/* The artifact, or none after an error. */
static struct str
emit(const struct ir *ir)
{
	const struct emit_options all = {.origins = true, .comments = true};

	return pipeline_emit(
	    ir, ir->target == TARGET_SEATBELT ? &backend_seatbelt : &backend_landlock, &all);
}

/* So that no question ever changes anything: the tables of lines are all that is made late. */
static void
settle(const struct nono_policy *policy)
{
	for (uint32_t i = 1; i <= sources_count(policy->ir->sources); i++)
		source_place(policy->ir->sources, i, 0);
}

static enum nono_status
compile(struct call *call, void *context)
{
	const struct input *input = context;
	struct nono_policy *policy = arena_alloc(call->arena, sizeof(*policy));
	const struct algebra algebra = {.arena = call->arena};
	const char *name = input->token ? input->token : TEXT_NAME;
	struct sources *sources = sources_new(call->arena);
	struct diags *diags = diags_new(call->arena, sources);
	struct options options;
	int error;

	if (input->length > INPUT_MAX)
		return call_fail(call, NONO_USAGE, "the text is larger than %u bytes", INPUT_MAX);
	read_options(call, input, &options);
	diags_hide_risks(diags);
	policy->arena = call->arena;
	policy->name = arena_str(call->arena, name, strlen(name)).data;
	diags_name(diags, policy->name);
	policy->definitions = options.profile.definitions;
	policy->ir = ir_new(call->arena, sources, diags, options.profile.target);
	error = pipeline_read(&policy->ir, input->token ? policy->name : "-",
	                      input->format == FORMAT_BLOB ? POLICY_BLOB : POLICY_PROFILE,
	                      &options.profile);
	if (options.warnings_are_errors)
		diags_warnings_are_errors(diags);
	if (!error && !diags_count(diags, SEVERITY_ERROR))
		policy->blob = emit(policy->ir);
	policy->diagnostics = diagnostics_keep(call, diags);
	if (error)
		return call_fail_policy(call, NONO_FILE, policy->diagnostics);
	if (!policy->blob.data || diags_count(diags, SEVERITY_ERROR))
		return call_fail_policy(call, NONO_POLICY, policy->diagnostics);
	algebra_hash(&algebra, policy->ir, policy->hash);
	settle(policy);
	*input->policy = policy;
	call->kept = true;
	return NONO_OK;
}

static enum nono_status
refuse(struct call *call, void *context)
{
	return call_fail(call, NONO_USAGE, "%s", (const char *)context);
}

enum nono_status
nono_compile(const char *profile, const struct nono_options *options, struct nono_policy **policy,
             struct nono_error **error)
{
	struct input input = {.token = profile, .options = options, .policy = policy};

	/* Standard input is the program's own. */
	if (!profile || !*profile || strcmp(profile, "-") == 0)
		return call_run(
		    refuse, (void *)(uintptr_t) "expected the name of a profile, or a file", error);
	return call_run(compile, &input, error);
}

enum nono_status
nono_compile_text(const char *text, size_t length, enum nono_format format,
                  const struct nono_options *options, struct nono_policy **policy,
                  struct nono_error **error)
{
	static const enum format formats[] = {
	    [NONO_JSON] = FORMAT_JSON, [NONO_YAML] = FORMAT_YAML, [NONO_TEXT] = FORMAT_POLICY_TEXT};
	struct input input = {.options = options, .policy = policy};

	if (format < NONO_JSON || format > NONO_TEXT)
		return call_run(refuse, (void *)(uintptr_t) "expected JSON, YAML or policy text",
		                error);
	input.text = text;
	input.length = length;
	input.format = formats[format];
	return call_run(compile, &input, error);
}

enum nono_status
nono_load(const void *blob, size_t length, struct nono_policy **policy, struct nono_error **error)
{
	struct input input = {
	    .text = blob, .length = length, .format = FORMAT_BLOB, .policy = policy};

	return call_run(compile, &input, error);
}

void
nono_policy_free(struct nono_policy *policy)
{
	if (policy)
		arena_free(policy->arena);
}

const void *
nono_policy_blob(const struct nono_policy *policy, size_t *length)
{
	*length = policy->blob.length;
	return policy->blob.data;
}

const char *
nono_policy_hash(const struct nono_policy *policy)
{
	return policy->hash;
}

const struct nono_diagnostics *
nono_policy_diagnostics(const struct nono_policy *policy)
{
	return policy->diagnostics;
}

struct ir *
policy_borrow(struct call *call, const struct nono_policy *policy)
{
	struct ir *ir = arena_alloc(call->arena, sizeof(*ir));

	*ir = *policy->ir;
	ir->arena = call->arena;
	ir->diags = diags_new(call->arena, ir->sources);
	return ir;
}

struct printing {
	const struct nono_policy *policy;
	struct nono_bytes **text;
};

static enum nono_status
print(struct call *call, void *context)
{
	const struct printing *printing = context;
	const struct emit_options all = {.origins = true, .comments = true};
	struct ir *ir = policy_borrow(call, printing->policy);
	struct str text = pipeline_emit(ir, &backend_text, &all);

	if (!text.data)
		return call_fail_policy(call, NONO_POLICY, diagnostics_keep(call, ir->diags));
	call_give(call, text, printing->text);
	return NONO_OK;
}

enum nono_status
nono_policy_text(const struct nono_policy *policy, struct nono_bytes **text,
                 struct nono_error **error)
{
	struct printing printing = {policy, text};

	return call_run(print, &printing, error);
}
