/* SPDX-License-Identifier: Apache-2.0 */
/* why.c - nono why: the policy of these options, asked as nonoc why asks a profile. */
#include "front/why.h"

#include "front/layer.h"
#include "front/self.h"
#include "front/settle.h"

#include "compiler/suggest.h"
#include "compiler/why-change.h"

#include <stdlib.h>

/* What nono 0.66 asks of a path, and what that is for what is there: one question or two. */
static const struct {
	const char *op, *access;
	const char *file[2], *directory[2], *missing[2];
} accesses[] = {
    {"read", "read", {"read"}, {"list"}, {"read"}},
    {"write", "write", {"write"}, {"tmpfile"}, {"create"}},
    {"readwrite", "read+write", {"read_write"}, {"list", "tmpfile"}, {"create", "read"}},
};

struct asking {
	const struct command_line *line;
	struct asked *asked;
	const char *words[2]; /* operations */
	char *operands[5];    /* as options.operands of nonoc: a policy, an operation, ... */
	size_t count;
};

/* PATH from "/", "~" and all; one that begins with a variable is asked about as it is written. */
static char *
whole_path(struct asking *a, const char *path)
{
	const struct definitions *definitions = &a->asked->policy.here.definitions;
	struct arena *arena = a->line->arena;
	const char *whole;

	if (path[0] == '$')
		return (char *)(uintptr_t)path;
	if (path[0] == '~' && (path[1] == '/' || !path[1]) && definitions->known[BLOB_ANCHOR_HOME])
		path = arena_printf(arena, "%s%s",
		                    path_text(arena, &definitions->at[BLOB_ANCHOR_HOME]), path + 1);
	whole = layer_absolute(arena, path);
	return (char *)(uintptr_t)(whole ? whole : path);
}

static const char *
unknown(struct asking *a, const struct given *given, const char *const *words, size_t count)
{
	struct suggestion near = suggest_for(str_of(given->value));
	const char *all = "";

	for (size_t i = 0; i < count; i++) {
		suggest_offer(&near, str_of(words[i]));
		all = arena_printf(a->line->arena, "%s%s'%s'", all, i ? " or " : "", words[i]);
	}
	return arena_printf(
	    a->line->arena, "'%s' expects %s, not '%s'%s", given->written, all, given->value,
	    near.best.length
		? arena_printf(a->line->arena, "; did you mean '%.*s'?", STR_ARG(near.best))
		: "");
}

/* --path and --op */
static const char *
spell_path(struct asking *a, const struct given *path)
{
	const struct given *op = command_given(a->line, FLAG_OP);
	const char *const *words, *ops[COUNTOF(accesses)];
	struct here_object object;
	size_t row = 0;

	if (!*path->value)
		return "'--path' expects PATH, not an empty argument";
	if (!op)
		return "'--path' is asked about with --op read, --op write or --op readwrite";
	for (size_t i = 0; i < COUNTOF(accesses); i++)
		ops[i] = accesses[i].op;
	while (row < COUNTOF(accesses) && strcmp(ops[row], op->value) != 0)
		row++;
	if (row == COUNTOF(accesses))
		return unknown(a, op, ops, COUNTOF(ops));
	a->operands[2] = whole_path(a, path->value);
	object = here_resolve(a->line->arena, a->operands[2], true);
	words = accesses[row].file;
	if (!object.error && a->operands[2][0] == '/')
		words = object.thing == THING_DIRECTORY ? accesses[row].directory
		        : object.thing == THING_MISSING ? accesses[row].missing
		                                        : words;
	a->words[0] = words[0];
	a->words[1] = words[1];
	a->asked->access = accesses[row].access;
	a->count = 3;
	return NULL;
}

static const char *
spell_host(struct asking *a, const struct given *host)
{
	const struct given *port = command_given(a->line, FLAG_PORT);

	a->words[0] = "connect";
	a->operands[2] = (char *)(uintptr_t)(port ? port->value : "443");
	a->asked->host = host->value;
	a->count = 3;
	return NULL;
}

/* OPERATION and its operands, which are paths but for what nonoc why has beside them. */
static const char *
spell_operands(struct asking *a)
{
	const struct command_line *line = a->line;
	enum op op = op_find(str_of(line->operands[0]));

	a->words[0] = line->operands[0];
	a->count = line->operand_count + 1;
	for (size_t i = 0; i < line->operand_count; i++)
		if (!*line->operands[i])
			return "expected an operation and a path, found an empty argument";
	for (size_t i = 1; i < line->operand_count; i++)
		a->operands[i + 1] =
		    op == OPS ? line->operands[i] : whole_path(a, line->operands[i]);
	if (line->operand_count == 1)
		return arena_printf(line->arena,
		                    "'%s' of what? expected an operation and a path, as in 'nono "
		                    "why read ~/.ssh'",
		                    line->operands[0]);
	if (op == OP_READ || op == OP_LIST || op == OP_EXEC)
		a->asked->access = "read";
	else if (op == OP_READ_WRITE || op == OP_READ_TRUNCATE)
		a->asked->access = "read+write";
	else if (op == OP_WRITE || op == OP_OVERWRITE || op == OP_TRUNCATE || op == OP_CREATE ||
	         op == OP_TMPFILE || op == OP_MKDIR || op == OP_UNLINK || op == OP_RMDIR)
		a->asked->access = "write";
	return NULL;
}

/* What belongs to another option than the one that asks. */
static const char *
stray(const struct asking *a, enum flag with, enum flag flag)
{
	const struct given *given = command_given(a->line, flag);

	if (!given || command_given(a->line, with))
		return NULL;
	return arena_printf(a->line->arena, "'%s' belongs to '--%s'", given->written,
	                    front_flags[with].names);
}

/* One question: --path, --host, --scope or operands. */
static const char *
check_question(struct asking *a)
{
	static const enum flag flags[] = {FLAG_PATH, FLAG_HOST, FLAG_SCOPE};
	static const char *const scopes[] = {"signal", "abstract-unix-socket"};
	struct asked *asked = a->asked;
	size_t questions = a->line->operand_count > 0;
	const char *why = stray(a, FLAG_PATH, FLAG_OP);

	for (size_t i = 0; i < COUNTOF(flags); i++)
		questions += command_given(a->line, flags[i]) != NULL;
	if (!why)
		why = stray(a, FLAG_HOST, FLAG_PORT);
	if (!why && questions != 1)
		why = "expected one question: an operation and a path, --path, --host or --scope; "
		      "see 'nono why --help'";
	asked->scope = command_given(a->line, FLAG_SCOPE);
	if (!why && asked->scope && strcmp(asked->scope->value, scopes[0]) != 0 &&
	    strcmp(asked->scope->value, scopes[1]) != 0)
		why = unknown(a, asked->scope, scopes, COUNTOF(scopes));
	return why;
}

/* --target-abi */
static const char *
read_abi(const struct command_line *line, struct options *options)
{
	const struct given *given = command_given(line, FLAG_TARGET_ABI);
	unsigned long abi;
	char *end;

	if (!given)
		return NULL;
	abi = strtoul(given->value, &end, 10);
	if (given->value[0] < '0' || given->value[0] > '9' || *end || abi < 1 ||
	    abi > ACCESS_ABI_NEWEST)
		return arena_printf(line->arena, "'%s' expects a number from 1 to %d, not '%s'",
		                    given->written, ACCESS_ABI_NEWEST, given->value);
	options->profile.target_abi = (unsigned)abi;
	return NULL;
}

static const char *
spell(struct asking *a)
{
	const struct given *path = command_given(a->line, FLAG_PATH);
	const struct given *host = command_given(a->line, FLAG_HOST);
	const struct given *thing = command_given(a->line, FLAG_THING);
	struct options *options = &a->asked->policy.options;
	const char *wrong;

	options->thing = thing ? thing->value : NULL;
	options->probe = command_given(a->line, FLAG_PROBE);
	if (thing && thing_find(str_of(thing->value)) == THINGS)
		return arena_printf(a->line->arena,
		                    "'%s' expects file, directory, symlink, fifo, socket, "
		                    "char_device, block_device or missing, not '%s'",
		                    thing->written, thing->value);
	if (options->probe && !probe_abi())
		return "this kernel has no Landlock, so it cannot be asked";
	wrong = read_abi(a->line, options);
	if (wrong)
		return wrong;
	return path ? spell_path(a, path) : host ? spell_host(a, host) : spell_operands(a);
}

/* Asks what WORD says; the question that counts is the first one that is not allowed. */
static const char *
ask(struct asking *a, const char *word)
{
	struct asked *asked = a->asked;
	struct options *options = &asked->policy.options;
	struct question *q = &asked->question;
	const char *wrong;

	a->operands[1] = (char *)(uintptr_t)word;
	options->operands = a->operands;
	options->operand_count = a->count;
	*q = (struct question){.arena = a->line->arena,
	                       .options = options,
	                       .policy = asked->policy.read,
	                       .out = stdout};
	/* The policy is for here and now, and so is its kernel. */
	q->kernel = driver_kernel(options, probe_abi());
	wrong = question_read(q);
	if (wrong)
		return wrong;
	question_answer(q);
	if (options->probe)
		question_probe(q);
	return NULL;
}

/* Whether executing is listed: no option adds to that list. */
static bool
is_exec_listed(const struct question *q)
{
	const struct verdict *verdict = &q->answer.verdict;

	return q->about == ABOUT_PATH && verdict->missing & BLOB_FS_EXECUTE &&
	       !why_key(q->judged, &verdict->where, verdict->missing | RIGHT_READ, false);
}

/* Whether what is denied lies in the working directory, and is of what --allow-cwd grants there. */
static bool
is_of_cwd(const struct asking *a)
{
	const struct asked *asked = a->asked;
	const struct question *q = &asked->question;
	const struct definitions *here = &asked->policy.here.definitions;
	const char *wanted;

	if (command_given(a->line, FLAG_SELF) || command_given(a->line, FLAG_ALLOW_CWD) ||
	    q->about != ABOUT_PATH || q->answer.verdict.allowed || q->answer.verdict.rule ||
	    !asked->access || !here->known[BLOB_ANCHOR_WORKDIR] ||
	    !path_within(&q->answer.verdict.where, &here->at[BLOB_ANCHOR_WORKDIR]))
		return false;
	wanted = settle_wanted(a->line, &asked->policy);
	return wanted && (strcmp(wanted, "readwrite") == 0 || strcmp(wanted, asked->access) == 0) &&
	       !settle_refusal(&asked->policy, wanted);
}

/* An option of the policy beside --self. */
static const char *
check_self(const struct command_line *line)
{
	for (size_t i = 0; i < line->count; i++) {
		const struct given *given = &line->given[i];
		const struct flag_row *row = &front_flags[given->flag];

		if (given->written[0] == '-' && row->verbs >> FRONT_RUN & 1 &&
		    row->verbs != UINT32_MAX)
			return arena_printf(line->arena,
			                    "'--self' asks the policy that holds already, and '%s' "
			                    "would be one of another",
			                    given->written);
	}
	return NULL;
}

/* Finds the policy; false if there is none to be asked, and *STATUS is that of nono. */
static bool
find_policy(const struct command_line *line, struct front_policy *policy, int *status)
{
	int found = 0;

	*status = command_failed(line);
	if (!command_given(line, FLAG_SELF)) {
		found = front_compile(line, policy);
		if (found && command_given(line, FLAG_VERBOSE))
			front_warn(line, policy);
		return found;
	}
	found = self_read(line, policy);
	if (found >= 0)
		return found;
	why_show_outside(command_given(line, FLAG_JSON));
	if (!line->operand_count)
		*status = 0;
	return false;
}

int
front_why(struct command_line *line)
{
	struct asked asked = {.question = {.arena = line->arena}};
	struct asking a = {line, &asked, {NULL, NULL}, {NULL}, 0};
	const char *wrong = check_question(&a);
	int status;

	if (!wrong && command_given(line, FLAG_SELF))
		wrong = check_self(line);
	if (!wrong && !find_policy(line, &asked.policy, &status))
		return status;
	if (!wrong && !asked.scope)
		wrong = spell(&a);
	if (!wrong && !asked.scope)
		wrong = ask(&a, a.words[0]);
	if (!wrong && a.words[1] && question_state(&asked.question) == WHY_ALLOWED)
		wrong = ask(&a, a.words[1]);
	if (wrong) {
		front_say(wrong);
		return command_failed(line);
	}
	if (!asked.scope && is_exec_listed(&asked.question))
		asked.access = NULL;
	asked.with_cwd = !asked.scope && is_of_cwd(&a);
	if (command_given(line, FLAG_JSON))
		why_show_json(&asked);
	else
		why_show(&asked);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		front_say("standard output could not be written");
		return command_failed(line);
	}
	/* nono 0.66's spelling has its exit status, too: it was answered. */
	return line->operand_count ? question_status(&asked.question) : 0;
}
