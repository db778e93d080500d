/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yardstick.c - the least that applying a policy costs: yardstick RULES CMD [ARG]...
 *
 * Reads RULES once, makes the Landlock calls for its paths, promises no new privileges and becomes
 * CMD: no check, no filter, no message.  A line of RULES is the rights in decimal, a blank, and an
 * absolute path; the first line has the handled rights alone.  Like nono-exec without a libc.
 *
 * Where RULES names protected paths, by no rights, it makes the calls of a seal check too: it asks
 * what each opened object is and looks at each protected path once, but judges nothing.  Then it
 * installs a filter, of a single instruction.
 */
#include "runtime/blob.h"
#include "runtime/sys-linux.h"

#include <stdbool.h>

enum { RULES_SIZE = 65536, PATH_BENEATH = 1 };

struct ruleset {
	uint64_t fs;
};
struct rule {
	uint64_t access;
	int32_t fd;
} __attribute__((packed));

void yardstick(long *stack);

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall yardstick\n\thlt\n");
#else
__asm__(".globl _start\n_start:\n\tmov x0, sp\n\tb yardstick\n");
#endif

static _Noreturn void
quit(int status)
{
	for (;;)
		sys_call(SYS_EXIT_GROUP, status, 0, 0, 0, 0, 0);
}

static uint64_t
number(const char **text)
{
	uint64_t value = 0;

	while (**text >= '0' && **text <= '9')
		value = value * 10 + (uint64_t)(*(*text)++ - '0');
	++*text;
	return value;
}

/* What is not there is skipped. */
static void
add(int ruleset, uint64_t access, const char *path, bool checks)
{
	struct rule rule = {access, sys_open(path, SYS_O_PATH, 0)};
	struct sys_stat stat;

	if (rule.fd < 0)
		return;
	if (checks && sys_stat_fd(rule.fd, &stat) < 0)
		quit(125);
	if (sys_landlock_add_rule(ruleset, PATH_BENEATH, &rule) < 0)
		quit(125);
	sys_close(rule.fd);
}

static void
install_filter(void)
{
	static const struct blob_instruction allow = {BLOB_BPF_RETURN, 0, 0, SYS_SECCOMP_RET_ALLOW};
	struct sys_filter filter = {1, &allow};

	if (sys_seccomp_filter(&filter) < 0)
		quit(125);
}

__attribute__((used)) void
yardstick(long *stack)
{
	char **argv = (char **)(stack + 1), **envp = argv + stack[0] + 1;
	char rules[RULES_SIZE];
	const char *next = rules;
	int fd = stack[0] < 3 ? -1 : sys_open(argv[1], SYS_O_RDONLY, 0);
	long size = sys_read(fd, rules, sizeof(rules) - 1);

	if (size <= 0)
		quit(125);
	rules[size] = '\0';
	sys_close(fd);

	struct ruleset attributes = {number(&next)};
	bool checks = next[0] == '0';
	struct sys_stat stat;
	int ruleset = sys_landlock_create_ruleset(&attributes, sizeof(attributes), 0);

	while (*next) {
		uint64_t access = number(&next);
		char *end = (char *)next;

		while (*end && *end != '\n')
			end++;
		*end = '\0';
		if (access)
			add(ruleset, access, next, checks);
		else
			sys_stat_link(next, &stat); /* which most often is not there */
		next = end + 1;
	}
	if (sys_no_new_privs() < 0 || sys_landlock_restrict_self(ruleset, 0) < 0)
		quit(125);
	if (checks)
		install_filter();
	sys_execve(argv[2], argv + 2, envp);
	quit(126);
}
