/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory.c - libnono without memory: whichever allocation of its own fails, the call says so and
 * the process goes on.
 */
#include "library/nono.h"

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

/* An event of libyaml that is held at a jump is lost; that is known, and no test of it. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
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
	int bad = nono_compile("claude-code", NULL, &agent, NULL) != NONO_OK;

	bad |= starve("compile", compile, 2000) < 5;
	bad |= starve("query", ask, 2000) < 2;
	bad |= starve("diff", compare, 2000) < 2;
	bad |= starve("dry run", describe, 2000) < 2;
	nono_policy_free(agent);
	return bad;
}
