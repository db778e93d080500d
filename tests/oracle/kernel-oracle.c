/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernel-oracle.c - does the evaluator, as nonoc why asks it, say what the kernel does?
 *
 * Random policies on random trees, as root and as a user: every operation is
 * first done without a sandbox, by the same user (the control), then, on the
 * restored tree, in a sandbox that nono-exec set up from the compiled policy.
 * What the evaluator allows must end as the control did; what it denies must
 * end with its errno, if the control had success, and fail if not.  What it
 * says this kernel's ABI does not hold must end as the control did, too.
 */
#include "compiler/why.h"
#include "tests/oracle/asked.h"
#include "tests/oracle/policy.h"
#include "tests/oracle/session.h"
#include "tests/oracle/tally.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	LANDLOCK_CREATE_RULESET = 444,
	LANDLOCK_VERSION = 1,
	NOBODY = 65534,
	POLICIES = 3,    /* a tree */
	OPERATIONS = 90, /* a policy */
	DIFFERENCES = 10 /* then it is enough */
};

struct oracle {
	uint64_t seed;
	unsigned operations; /* to count */
	long only;           /* this part alone, or -1 */
	unsigned differences;
	unsigned limit;
	const char *loader;
	const char *worker;
	const char *scratch;
	const char *program; /* for the replay line */
	struct kernel kernel;
	struct stage stage;
	struct tally tally;
};

/* One policy at work. */
struct trial {
	struct oracle *oracle;
	unsigned part;
	struct tree *tree;
	struct policy policy;
	struct asked asked;
	struct ir *blobs[2]; /* the policy as its blob says it: with origins, and stripped */
	struct session control;
	struct session sandbox;
	char digest[65];
	bool stale; /* a rule's object is gone: start the sandbox anew */
};

static const char *
error_name(int error)
{
	const char *name = error == 0 ? "success" : strerrorname_np(error);

	return name == NULL ? "?" : name;
}

/* The head and the tail of every report. */
static void
begin_difference(struct oracle *oracle, unsigned part, const char *what)
{
	oracle->differences++;
	printf("difference: %s\n  replay: %s --loader %s --worker %s --seed %llu --part %u", what,
	       oracle->program, oracle->loader, oracle->worker, (unsigned long long)oracle->seed,
	       part);
	if (oracle->kernel.mutation != 0)
		printf(" --mutation %u", oracle->kernel.mutation);
	putchar('\n');
}

/* What the loader last said. */
static void
read_messages(const struct oracle *oracle, char *messages, size_t size)
{
	FILE *file = fopen(oracle->stage.messages, "re");

	messages[file == NULL ? 0 : fread(messages, 1, size - 1, file)] = '\0';
	if (file != NULL)
		fclose(file);
}

/* Starts the sandbox; false if there is none, as it should be or not. */
static bool
start_sandbox(struct trial *trial)
{
	struct oracle *oracle = trial->oracle;
	bool refuse = trial->policy.refusals != 0;
	bool started = session_start(&trial->sandbox, &oracle->stage, trial->tree, trial->digest);
	int status = trial->sandbox.status;
	char messages[4096];

	trial->stale = false;
	if (started && !refuse)
		return true;
	read_messages(oracle, messages, sizeof(messages));
	if (!started && WIFEXITED(status) && WEXITSTATUS(status) == 125 &&
	    policy_refusal(&trial->policy, messages)) {
		oracle->tally.refused++;
		return false;
	}
	begin_difference(oracle, trial->part,
	                 started ? "nono-exec took what it has to refuse"
	                         : "nono-exec refused for no reason that we know");
	printf("  status %#x: %s", (unsigned)status, messages);
	policy_print(&trial->policy, stdout);
	if (started)
		session_end(&trial->sandbox);
	return false;
}

static void
print_verdict(const struct trial *trial, const struct verdict *verdict)
{
	struct arena *arena = trial->policy.ir->arena;

	if (verdict->allowed)
		printf("  the evaluator allows it\n");
	else
		printf("  the evaluator says %s%s: %s lacks %s\n", error_name(verdict->error),
		       verdict->held ? "" : " (not held)", path_text(arena, &verdict->where),
		       access_text(arena, verdict->missing));
}

static void
report(const struct trial *trial, const struct operation *operation, const struct verdict *verdict,
       int control, int result)
{
	begin_difference(trial->oracle, trial->part, "evaluator and kernel");
	operation_print(operation, stdout);
	printf("  as uid %u; without a sandbox: %s; in the sandbox: %s\n",
	       (unsigned)trial->tree->owner, error_name(control), error_name(result));
	if (operation->resolved)
		print_verdict(trial, verdict);
	policy_print(&trial->policy, stdout);
}

/* Whether the directories of both names have different rights. */
static bool
unequal_rights(const struct trial *trial, const struct operation *operation)
{
	const char *names[] = {operation->place, operation->second};
	uint32_t rights[2];

	if (!operation->crossing)
		return false;
	for (int i = 0; i < 2; i++) {
		struct path path = place_path(names[i]);

		path.rest.length = (uint32_t)(strrchr(names[i], '/') - path.rest.data);
		rights[i] = eval_rights(trial->policy.bound, &path, true);
	}
	return rights[0] != rights[1];
}

static bool
verdicts_equal(const struct verdict *a, const struct verdict *b)
{
	return a->allowed == b->allowed && a->held == b->held && a->held_from == b->held_from &&
	       a->error == b->error && a->missing == b->missing && !a->rule == !b->rule;
}

/* The answer of the policy, of its blobs, and by nonoc why's own walk: that must be the same. */
static struct verdict
ask_why(struct trial *trial, const struct operation *operation)
{
	static const char *const what[] = {"a policy and its blob",
	                                   "a policy and its stripped blob",
	                                   "the oracle's walk and nonoc why's"};
	struct oracle *oracle = trial->oracle;
	struct why why = why_path(trial->policy.bound, &operation->query, &oracle->kernel, NULL);

	/* A mistake of the evaluator is to be found by the kernel. */
	for (size_t i = 0; i < COUNTOF(what) - (oracle->kernel.mutation != 0); i++) {
		struct why other =
		    i < COUNTOF(trial->blobs)
			? why_path(trial->blobs[i], &operation->query, &oracle->kernel, NULL)
			: asked_why(&trial->asked, operation, &oracle->kernel);

		if (why.state == other.state && verdicts_equal(&why.verdict, &other.verdict))
			continue;
		begin_difference(oracle, trial->part, what[i]);
		operation_print(operation, stdout);
		print_verdict(trial, &why.verdict);
		print_verdict(trial, &other.verdict);
		policy_print(&trial->policy, stdout);
	}
	return why.verdict;
}

static void
judge(struct trial *trial, const struct operation *operation, int control, int result)
{
	struct oracle *oracle = trial->oracle;
	struct verdict verdict = {.allowed = true, .held = true};
	bool good;

	if (operation->resolved)
		verdict = ask_why(trial, operation);
	if (verdict.allowed || !verdict.held)
		good = result == control;
	else if (control == 0)
		good = result == verdict.error;
	else /* whichever the kernel looks at first */
		good = result == verdict.error || result == control;
	if (!good)
		report(trial, operation, &verdict, control, result);
	if (control != 0)
		oracle->tally.failed[operation->request.op]++;
	else
		tally_add(&oracle->tally, operation, result, unequal_rights(trial, operation),
		          trial->tree->owner == 0);
}

static enum op
random_op(struct random *random, const struct tree *tree)
{
	for (;;) {
		enum op op = (enum op)random_below(random, OPS);
		bool device = op == OP_MKNOD_CHAR || op == OP_MKNOD_BLOCK;

		/* A user cannot make devices: seldom enough. */
		if (tree->owner == 0 || !device || random_chance(random, 10))
			return op;
	}
}

static void
try_operation(struct trial *trial, struct random *random)
{
	struct operation operation;
	int control;
	int result;

	operation_choose(&operation, random_op(random, trial->tree), random, trial->tree);
	control = session_ask(&trial->control, &operation.request);
	trial->stale |= operation_undo(&operation, trial->tree, &trial->policy);
	if (trial->stale) {
		session_end(&trial->sandbox);
		if (!start_sandbox(trial))
			return;
	}
	result = session_ask(&trial->sandbox, &operation.request);
	trial->stale |= operation_undo(&operation, trial->tree, &trial->policy);
	judge(trial, &operation, control, result);
}

static void
try_policy(struct trial *trial, struct random *random)
{
	struct oracle *oracle = trial->oracle;
	struct arena *arena = arena_new();
	struct tally *tally = &oracle->tally;

	trial->policy = policy_make(arena, random, trial->tree, &oracle->stage);
	trial->asked = asked_make(arena, trial->tree, &trial->policy);
	if (trial->asked.refused != (trial->policy.refusals != 0)) {
		begin_difference(oracle, trial->part, "a refusal, and nonoc why's");
		policy_print(&trial->policy, stdout);
	}
	trial->blobs[0] = policy_read_back(arena, trial->tree, &trial->policy, true);
	trial->blobs[1] = policy_read_back(arena, trial->tree, &trial->policy, false);
	stage_blob(&oracle->stage, policy_blob(&trial->policy), trial->digest);
	tally->policies++;
	tally->rules_linked += trial->policy.links;
	tally->rules_missing += trial->policy.missing;
	tally->rules_aliased += trial->policy.aliases;
	tally->denies += trial->policy.ir->denies.count > 0;
	if (start_sandbox(trial)) {
		for (unsigned i = 0; i < OPERATIONS && trial->sandbox.socket >= 0 &&
		                     oracle->differences < oracle->limit;
		     i++)
			try_operation(trial, random);
		session_end(&trial->sandbox);
	}
	arena_free(arena);
}

/* A tree with some policies; all that happens follows from the seed and PART. */
static void
try_part(struct oracle *oracle, unsigned part)
{
	struct random random = random_seed(oracle->seed, part);
	uid_t me = geteuid();
	struct tree *tree = calloc(1, sizeof(*tree));
	struct trial trial = {.oracle = oracle, .part = part, .tree = tree};

	if (tree == NULL)
		fail("memory");
	tree_make(tree, &random, oracle->stage.directory, me == 0 && part % 2 != 0 ? NOBODY : me);
	if (!session_start(&trial.control, &oracle->stage, tree, NULL))
		fail("%s cannot be started as uid %u", oracle->stage.worker, (unsigned)tree->owner);
	for (unsigned i = 0; i < POLICIES && oracle->differences < oracle->limit; i++)
		try_policy(&trial, &random);
	session_end(&trial.control);
	tree_remove(tree);
	free(tree);
}

static unsigned long long
number(const char *text)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0') {
		errno = EINVAL;
		fail("'%s': expected a number", text);
	}
	return value;
}

static void
read_options(struct oracle *oracle, int argc, char **argv)
{
	static const struct option options[] = {{"seed", required_argument, NULL, 's'},
	                                        {"operations", required_argument, NULL, 'n'},
	                                        {"part", required_argument, NULL, 'p'},
	                                        {"mutation", required_argument, NULL, 'm'},
	                                        {"loader", required_argument, NULL, 'l'},
	                                        {"worker", required_argument, NULL, 'w'},
	                                        {"mutations", no_argument, NULL, 'c'},
	                                        {"scratch", required_argument, NULL, 'd'},
	                                        {NULL, 0, NULL, 0}};
	int option;

	oracle->program = argv[0];
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's':
			oracle->seed = number(optarg);
			break;
		case 'n':
			oracle->operations = (unsigned)number(optarg);
			break;
		case 'p':
			oracle->only = (long)number(optarg);
			break;
		case 'm':
			oracle->kernel.mutation = (unsigned)number(optarg);
			oracle->limit = 1;
			break;
		case 'c':
			printf("%d\n", MUTATIONS - 1);
			exit(0);
		case 'l':
			oracle->loader = optarg;
			break;
		case 'w':
			oracle->worker = optarg;
			break;
		case 'd':
			oracle->scratch = optarg;
			break;
		default:
			exit(99);
		}
	}
}

/* The exit status: 0, or 1 for a difference or a poor mixture. */
static int
conclude(const struct oracle *oracle)
{
	bool all = oracle->only < 0 && oracle->kernel.mutation == 0;
	bool good = oracle->differences == 0;

	tally_print(&oracle->tally, stdout);
	if (good && all)
		good = tally_good(&oracle->tally, oracle->kernel.abi, geteuid() == 0, stdout);
	printf("%u differences\n", oracle->differences);
	return good ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct oracle oracle = {.seed = 3,
	                        .operations = 20500,
	                        .only = -1,
	                        .limit = DIFFERENCES,
	                        .loader = getenv("NONO_EXEC"),
	                        .scratch = "/var/tmp"};
	long abi = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_VERSION);

	read_options(&oracle, argc, argv);
	if (abi < 1) {
		printf("skip: this kernel has no Landlock\n");
		return 77;
	}
	if (oracle.loader == NULL || oracle.worker == NULL) {
		errno = EINVAL;
		fail("--loader (or NONO_EXEC) and --worker must say which programs to run");
	}
	oracle.kernel.filter = true;
	oracle.kernel.abi = abi > (long)ACCESS_ABI_NEWEST ? ACCESS_ABI_NEWEST : (unsigned)abi;
	umask(022);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("seed %llu, Landlock ABI %ld\n", (unsigned long long)oracle.seed, abi);
	stage_make(&oracle.stage, oracle.scratch, oracle.loader, oracle.worker);
	if (oracle.only >= 0)
		try_part(&oracle, (unsigned)oracle.only);
	for (unsigned part = 0; oracle.only < 0 && oracle.tally.total < oracle.operations &&
	                        oracle.differences < oracle.limit;
	     part++)
		try_part(&oracle, part);
	stage_remove(&oracle.stage);
	return conclude(&oracle);
}
