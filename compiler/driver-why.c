/* SPDX-License-Identifier: Apache-2.0 */
/* driver-why.c - nonoc why: reads the question, and has the evaluator answer it. */
#include "compiler/driver-why.h"

#include "compiler/driver-sbpl.h"
#include "compiler/pass.h"
#include "compiler/rule-tree.h"
#include "compiler/suggest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What an operation is about when nobody says: the usual thing, and another that it may be. */
static const struct {
	enum thing usual, other;
	bool follows; /* a symlink at the end of the path */
} kinds[OPS] = {
    [OP_READ] = {THING_FILE, THING_DIRECTORY, true},
    [OP_WRITE] = {THING_FILE, THING_FILE, true},
    [OP_READ_WRITE] = {THING_FILE, THING_FILE, true},
    [OP_OVERWRITE] = {THING_FILE, THING_CHAR, true},
    [OP_READ_TRUNCATE] = {THING_FILE, THING_CHAR, true},
    [OP_TRUNCATE] = {THING_FILE, THING_FILE, true},
    [OP_CREATE] = {THING_MISSING, THING_FILE, true},
    [OP_TMPFILE] = {THING_DIRECTORY, THING_DIRECTORY, true},
    [OP_LIST] = {THING_DIRECTORY, THING_DIRECTORY, true},
    [OP_EXEC] = {THING_FILE, THING_FILE, true},
    [OP_MKDIR] = {THING_MISSING, THING_MISSING, false},
    [OP_RMDIR] = {THING_DIRECTORY, THING_DIRECTORY, false},
    [OP_UNLINK] = {THING_FILE, THING_FILE, false},
    [OP_SYMLINK] = {THING_MISSING, THING_MISSING, false},
    [OP_MKFIFO] = {THING_MISSING, THING_MISSING, false},
    [OP_MKNOD_FILE] = {THING_MISSING, THING_MISSING, false},
    [OP_MKNOD_SOCKET] = {THING_MISSING, THING_MISSING, false},
    [OP_MKNOD_CHAR] = {THING_MISSING, THING_MISSING, false},
    [OP_MKNOD_BLOCK] = {THING_MISSING, THING_MISSING, false},
    [OP_BIND_UNIX] = {THING_MISSING, THING_MISSING, false},
    [OP_CONNECT_UNIX] = {THING_SOCKET, THING_SOCKET, true},
    [OP_IOCTL] = {THING_CHAR, THING_CHAR, true},
    [OP_RENAME] = {THING_FILE, THING_DIRECTORY, false},
    [OP_LINK] = {THING_FILE, THING_FILE, false},
    [OP_EXCHANGE] = {THING_FILE, THING_DIRECTORY, false},
};

/* Whether what looks like a pattern or a variable names what is there, or can be made there. */
static bool
is_a_name(struct arena *arena, const char *text)
{
	const char *slash = strrchr(text, '/');
	struct stat status;

	if (text[0] != '/' || strchr(text, BLOB_ESCAPE))
		return false;
	return lstat(text, &status) == 0 ||
	       (!strpbrk(slash, "*?[$") && slash != text &&
	        stat(arena_str(arena, text, (size_t)(slash - text)).data, &status) == 0);
}

/* Then nothing on this machine says what its paths are. */
static bool
for_macos(const struct question *q)
{
	return q->options->profile.target == TARGET_SEATBELT;
}

/* A path of the question, for the evaluator; NULL, or what is wrong with it. */
static const char *
read_path(struct question *q, const char *text, struct path *path)
{
	static const struct path workdir = {BLOB_ANCHOR_WORKDIR, {"", 0}};
	uint32_t where, length;
	enum path_problem problem =
	    path_parse(q->arena, str_of(text), &workdir, path, &where, &length);

	if (problem != PATH_OK && !for_macos(q) && is_a_name(q->arena, text)) {
		*path = here_resolve(q->arena, text, false).path;
		problem = PATH_OK;
	}
	switch (problem) {
	case PATH_OK:
		break;
	case PATH_ABOVE_ANCHOR:
		return arena_printf(q->arena, "'%s' leaves where it starts from with '..'", text);
	case PATH_GLOB:
		return arena_printf(q->arena, "'%s' is a pattern, expected one path", text);
	case PATH_UNKNOWN_VARIABLE:
		return arena_printf(q->arena,
		                    "'%.*s' in '%s' is no variable of a policy; quote '~/x' and "
		                    "'$WORKDIR/x', and write other paths from '/'",
		                    (int)length, text + where, text);
	default:
		return arena_printf(q->arena, "'%s' is no path that a policy can speak of", text);
	}
	*path = definitions_apply(
	    q->arena, q->bound ? &q->here.definitions : &q->options->profile.definitions, path);
	if (q->bound && path->anchor != BLOB_ANCHOR_ROOT)
		return arena_printf(q->arena, "'%s' is nowhere: %s is not set here", text,
		                    anchor_name(path->anchor));
	if (for_macos(q))
		*path = path_private(q->arena, *path);
	return NULL;
}

/* GIVEN from "/" on, its ".." as they are: each leaves what a symlink before it led to. */
static const char *
as_walked(struct question *q, const char *given)
{
	const char *rest = given[0] == '~' || given[0] == '$' ? strchrnul(given, '/') : given;
	struct path from = q->here.definitions.at[BLOB_ANCHOR_WORKDIR];

	if (given[0] == '/')
		return given;
	if (rest > given)
		read_path(q, arena_str(q->arena, given, (size_t)(rest - given)).data, &from);
	return arena_printf(q->arena, "%s/%s", path_text(q->arena, &from), rest);
}

/* Looks at the object, as nono-exec's command would find it. */
static void
look(struct question *q, unsigned index, bool follow, struct path *path, enum thing *thing)
{
	const char *given = q->given[index];
	struct here_object *object = &q->object[index];

	*object = here_resolve(
	    q->arena, strstr(given, "/..") ? as_walked(q, given) : path_text(q->arena, path),
	    follow);
	*path = object->path;
	if (!object->error)
		*thing = object->thing;
}

static const char *
ask_paths(struct question *q, char **operands)
{
	enum op op = q->query.op;
	size_t length = strlen(operands[0]);
	const char *why;

	q->bound = q->options->probe || (!for_macos(q) && operands[0][0] == '/' &&
	                                 (op_paths(op) != 2 || operands[1][0] == '/'));
	if (q->bound)
		q->here = here_find(q->arena, &q->options->profile.definitions);
	why = read_path(q, operands[0], &q->query.path);
	if (!why && op_paths(op) == 2)
		why = read_path(q, operands[1], &q->query.second);
	if (why)
		return why;
	q->given[0] = operands[0];
	q->given[1] = op_paths(op) == 2 ? operands[1] : NULL;
	q->query.thing = kinds[op].usual;
	q->query.second_thing = op == OP_EXCHANGE ? THING_FILE : THING_MISSING;
	q->both = kinds[op].other != kinds[op].usual;
	q->other_thing = kinds[op].other;
	if (q->bound) {
		q->found = THING_MISSING;
		look(q, 0, kinds[op].follows, &q->query.path, &q->found);
		if (q->found != THING_MISSING || kinds[op].usual == THING_MISSING) {
			q->query.thing = q->found;
			q->both = false;
		}
		if (q->given[1])
			look(q, 1, false, &q->query.second, &q->query.second_thing);
	}
	if (length > 1 && operands[0][length - 1] == '/' && q->both) {
		q->query.thing = THING_DIRECTORY;
		q->both = false;
	}
	if (q->options->thing) {
		q->query.thing = (enum thing)thing_find(str_of(q->options->thing));
		q->both = false;
	}
	return NULL;
}

/* A grant that gives what is missing, were there an object where it points. */
static const struct rule *
would_decide(const struct question *q, const struct rules *missing)
{
	for (size_t i = 0; i < missing->count; i++)
		if (missing->items[i].rights & q->answer.verdict.missing &&
		    path_within(&q->answer.verdict.where, &missing->items[i].path))
			return &missing->items[i];
	return NULL;
}

bool
question_wants_object(const struct question *q)
{
	return q->missing && !(q->answer.verdict.missing & ~q->missing->rights);
}

/* Executing a script takes its interpreter, too, and a program its loader: each as it is here. */
static void
answer_interpreters(struct question *q, struct ir *bound, const struct here_names *names)
{
	struct query query = q->query;
	char next[PATH_MAX];

	for (unsigned depth = 0; depth <= HERE_INTERPRETERS; depth++) {
		struct here_object object;
		struct why why;

		if (query.thing != THING_FILE ||
		    !here_interpreter(path_text(q->arena, &query.path), next) || next[0] != '/')
			return;
		object = here_resolve(q->arena, next, true);
		if (object.thing == THING_MISSING)
			return;
		here_alias(bound, &q->policy.ir->grants, &q->here, &object);
		query.path = object.path;
		query.thing = object.thing;
		why = here_why(bound, names, &query, &q->kernel, &q->here.definitions);
		if (why.verdict.allowed)
			continue;
		q->answer = why;
		q->interpreter = arena_str(q->arena, next, strlen(next)).data;
		return;
	}
}

static void
answer_path(struct question *q)
{
	struct ir *bound = NULL;
	struct here_names names = {0};
	struct rules *missing = arena_alloc(q->arena, sizeof(*missing));
	struct query other = q->query;
	const struct definitions *definitions =
	    q->bound ? &q->here.definitions : &q->options->profile.definitions;

	q->judged = q->policy.ir;
	if (q->bound) {
		q->judged = bound = here_bind(q->policy.ir, &q->here, missing);
		q->refusal = here_refusal(bound, q->policy.ir, &q->here);
		names = here_names(bound);
		for (unsigned i = 0; i < COUNTOF(q->object) && q->given[i]; i++)
			q->alias[i] =
			    here_alias(bound, &q->policy.ir->grants, &q->here, &q->object[i]);
	}
	q->answer = bound ? here_why(bound, &names, &q->query, &q->kernel, definitions)
	                  : why_path(q->judged, &q->query, &q->kernel, definitions);
	if (bound && q->query.op == OP_EXEC && q->answer.verdict.allowed)
		answer_interpreters(q, bound, &names);
	if (!q->answer.verdict.allowed)
		q->missing = would_decide(q, missing);
	other.thing = q->other_thing;
	if (q->both)
		q->other = why_path(q->judged, &other, &q->kernel, definitions);
	q->both = q->both && q->other.state != q->answer.state;
}

static const char *
read_port(struct question *q, char **operands, size_t count)
{
	const char *text = operands[count - 1];
	char *end;
	unsigned long value;

	q->protocol = BLOB_TCP;
	if (count == 2 && strcmp(operands[0], "udp") == 0)
		q->protocol = BLOB_UDP;
	else if (count == 2 && strcmp(operands[0], "tcp") != 0)
		return arena_printf(q->arena, "expected 'tcp' or 'udp', found '%s'", operands[0]);
	value = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || value < 1 || value > 65535)
		return arena_printf(q->arena, "expected a port from 1 to 65535, found '%s'", text);
	q->port = (uint16_t)value;
	q->given[0] = text;
	return NULL;
}

static const char *
unknown_word(struct question *q)
{
	struct suggestion suggestion = suggest_for(str_of(q->word));

	for (unsigned op = 0; op < OPS; op++)
		suggest_offer(&suggestion, str_of(op_name((enum op)op)));
	suggest_offer(&suggestion, STR("connect"));
	suggest_offer(&suggestion, STR("listen"));
	suggest_offer(&suggestion, STR("env"));
	if (suggestion.best.length)
		return arena_printf(q->arena, "'%s' is no operation; did you mean '%.*s'?", q->word,
		                    STR_ARG(suggestion.best));
	return arena_printf(q->arena,
	                    "'%s' is no operation: expected read, write, create, list, "
	                    "exec, ... , connect, listen or env; see nonoc(1)",
	                    q->word);
}

const char *
question_read(struct question *q)
{
	char **operands = q->options->operands + 2;
	size_t count = q->options->operand_count - 2;
	enum op op;

	q->word = q->options->operands[1];
	op = op_find(str_of(q->word));
	if (strcmp(q->word, "env") == 0) {
		q->about = ABOUT_VARIABLE;
		q->given[0] = operands[0];
		return count == 1 ? NULL : "'env' expects the name of one variable";
	}
	if (strcmp(q->word, "connect") == 0 || strcmp(q->word, "listen") == 0) {
		q->about = ABOUT_PORT;
		q->access = q->word[0] == 'c' ? BLOB_PORT_CONNECT : BLOB_PORT_BIND;
		return read_port(q, operands, count);
	}
	if (op == OPS)
		return unknown_word(q);
	q->query.op = op;
	if (count != op_paths(op))
		return arena_printf(q->arena, "'%s' expects %s", q->word,
		                    op_paths(op) == 2 ? "two paths" : "one path");
	return ask_paths(q, operands);
}

void
question_answer(struct question *q)
{
	if (q->about == ABOUT_PATH)
		answer_path(q);
	else if (q->about == ABOUT_PORT)
		q->port_answer =
		    why_port(q->policy.ir, q->protocol, q->access, q->port, &q->kernel);
	else
		q->variable_answer = why_env(q->policy.ir, str_of(q->given[0]));
}

enum why_state
question_state(const struct question *q)
{
	if (q->about == ABOUT_PATH)
		return q->answer.state;
	if (q->about == ABOUT_PORT)
		return q->port_answer.state;
	return q->variable_answer.passes ? WHY_ALLOWED : WHY_DENIED;
}

int
verb_why(struct arena *arena, const struct options *options)
{
	struct question q = {.arena = arena, .options = options, .out = stdout};
	struct options reading = *options;
	const char *wrong;
	int status;

	if (driver_is_sbpl(options))
		return driver_sbpl_why(arena, options);
	q.kernel = driver_kernel(options, options->probe ? probe_abi() : 0);
	if (options->probe && for_macos(&q))
		return driver_say("--probe asks the kernel here, and the policy is for macOS");
	if (options->probe && !probe_abi())
		return driver_say("this kernel has no Landlock, so it cannot be asked");
	if (options->thing && thing_find(str_of(options->thing)) == THINGS)
		return driver_say(arena_printf(arena,
		                               "--thing expects file, directory, symlink, "
		                               "fifo, socket, char_device, block_device or "
		                               "missing, not '%s'",
		                               options->thing));
	wrong = question_read(&q);
	if (wrong)
		return driver_say(wrong);
	/* What the kernel of an ABI lacks is a question here, no finding. */
	reading.profile.target_abi = 0;
	status = driver_read(arena, &reading, options->operands[0], POLICY_ANY, &q.policy);
	if (status != STATUS_CLEAN)
		return driver_render(q.policy.diags, options) != STATUS_CLEAN ? STATUS_USAGE
		                                                              : status;
	question_answer(&q);
	if (options->probe)
		question_probe(&q);
	if (options->diagnostics.format == DIAG_JSON)
		question_show_json(&q);
	else
		question_show(&q);
	return driver_print("") == STATUS_CLEAN ? question_status(&q) : STATUS_USAGE;
}
