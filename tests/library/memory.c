/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory.c - libnono without memory: whichever allocation of its own fails, the call says so and
 * the process goes on.
 */
#include "library/nono.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static unsigned left; /* allocations before the one that fails; 0: none does */

static int
fails(void)
{
	return left && --left == 0;
}

void *
__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

static enum nono_status
compile(struct nono_error **error)
{
	static const char text[] = "{\"extends\": \"claude-code\", \"network\": {\"block\": true}}";
	struct nono_policy *policy = NULL;
	struct nono_options *options = NULL;
	enum nono_status status = nono_options_new(&options, error);

	if (!status)
		status = nono_options_define(options, "HOME=/home/ci", error);
	if (!status)
		status =
		    nono_compile_text(text, sizeof(text) - 1, NONO_JSON, options, &policy, error);
	nono_options_free(options);
	nono_policy_free(policy);
	return status;
}

static struct nono_policy *agent;
static char file[4096];

static enum nono_status
compile_file(struct nono_error **error)
{
	struct nono_policy *policy = NULL;
	enum nono_status status = nono_compile(file, NULL, &policy, error);

	nono_policy_free(policy);
	return status;
}

/* A profile in a file, whose base is searched for where there are others. */
static bool
write_profile(void)
{
	FILE *out;

	snprintf(file, sizeof(file), "%s/profile.yaml", getenv("SCRATCH"));
	out = fopen(file, "we");
	if (!out)
		return false;
	fputs("meta: {name: ours}\nfilesystem:\n  allow: [/srv/a, /srv/b, '/srv/c']\n  read:\n",
	      out);
	for (int i = 0; i < 2000; i++)
		fprintf(out, "    - \"/srv/a%d/%0100d\"\n", i, i);
	return fclose(out) == 0;
}

static unsigned
open_descriptors(void)
{
	unsigned count = 0;

	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static struct nono_options *given;

static enum nono_status
set_variables(struct nono_error **error)
{
	static const char *const variables[] = {"PATH=/usr/bin:/bin", "COLOUR=green"};

	return nono_options_set_environment(given, variables, 2, error);
}

/* What was set before a call that failed is in force. */
static bool
variables_stay(void)
{
	static const char *const variables[] = {"PATH=/usr/bin:/bin", "COLOUR=blue"};
	static const char *const command[] = {"sh", "-c", "echo $COLOUR"};
	struct nono_result *result = NULL;
	struct nono_error *error = NULL;
	bool same;
	size_t length;

	if (!nono_landlock_abi())
		return true;
	if (nono_options_new(&given, NULL) ||
	    nono_options_set_environment(given, variables, 2, NULL) ||
	    nono_options_set_home(given, getenv("HOME"), NULL))
		return false;
	nono_options_set_capture(given, true);
	setenv("COLOUR", "red", 1);
	left = 2;
	same = set_variables(NULL) == NONO_MEMORY;
	left = 0;
	if (nono_run(agent, command, 3, given, &result, &error)) {
		printf("run: %s\n", nono_error_message(error));
		return false;
	}
	same = same && strcmp(nono_result_output(result, &length), "blue\n") == 0;
	printf("variables: %s", nono_result_output(result, &length));
	nono_result_free(result);
	return same;
}

static enum nono_status
ask(struct nono_error **error)
{
	static const char *const words[] = {"read", "~/.ssh/id_rsa"};
	struct nono_answer *answer = NULL;
	enum nono_status status = nono_query(agent, words, 2, NULL, &answer, error);

	nono_answer_free(answer);
	return status;
}

static enum nono_status
compare(struct nono_error **error)
{
	enum nono_change change;
	struct nono_bytes *text = NULL;
	enum nono_status status = nono_diff(agent, agent, &change, &text, error);

	nono_bytes_free(text);
	return status;
}

static enum nono_status
describe(struct nono_error **error)
{
	struct nono_bytes *text = NULL, *messages = NULL;
	enum nono_status status = nono_dry_run(agent, NULL, &text, &messages, error);

	nono_bytes_free(text);
	nono_bytes_free(messages);
	/* It may be refused here; with memory, that is said. */
	if (status != NONO_REFUSED)
		return status;
	nono_error_free(*error);
	*error = NULL;
	return NONO_OK;
}

/* How often it failed before it succeeded; 0 after a wrong answer. */
static unsigned
starve(const char *what, enum nono_status (*call)(struct nono_error **error), unsigned most)
{
	unsigned failures = 0;

	/* Each of the first hundred, then ever fewer: a build for ASan has thousands. */
	for (unsigned n = 1; failures < most; n += 1 + n / 100) {
		struct nono_error *error = NULL;
		enum nono_status status;

		left = n;
		status = call(&error);
		left = 0;
		if (status == NONO_OK)
			break;
		if (status != NONO_MEMORY || !error || nono_error_status(error) != NONO_MEMORY ||
		    strcmp(nono_error_message(error), "out of memory") != 0) {
			printf("%s: status %d at allocation %u\n", what, (int)status, n);
			return 0;
		}
		nono_error_free(error);
		failures++;
	}
	printf("%s: %u failures of memory are told\n", what, failures);
	return failures;
}

int
main(void)
{
	int bad = nono_compile("claude-code", NULL, &agent, NULL) != NONO_OK || !write_profile();
	unsigned before = open_descriptors();

	bad |= starve("compile", compile, 2000) < 5;
	bad |= starve("compile a file", compile_file, 2000) < 5;
	if (open_descriptors() != before) {
		printf("%u descriptors are open, and %u were\n", open_descriptors(), before);
		bad = 1;
	}
	bad |= !variables_stay() || starve("variables", set_variables, 2000) < 2;
	nono_options_free(given);
	/* The text of the answer is one of three. */
	bad |= starve("query", ask, 2000) < 3;
	bad |= starve("diff", compare, 2000) < 2;
	bad |= starve("dry run", describe, 2000) < 2;
	nono_policy_free(agent);
	return bad;
}
