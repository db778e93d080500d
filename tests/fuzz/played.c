/* SPDX-License-Identifier: Apache-2.0 */
/* played.c - a home, a project and links between them, and what must hold there. */
#include "tests/fuzz/played.h"

#include "compiler/base.h"
#include "tests/fuzz/target.h"
#include "tests/unit/fake-kernel.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct stage {
	char root[256], policy[300], home[300];
	int project; /* where runs begin */
};

struct run {
	const uint8_t *bytes;
	size_t size;
	const struct blob_view *view;
	const char *option;
};

static struct stage stage;

static void
require(bool holds)
{
	if (!holds) {
		perror("played.c: the place for the loader's files");
		abort();
	}
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static void
stage_clear(void)
{
	nftw(stage.root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Once a process: what a run finds does not depend on the ones before it. */
static void
stage_set(void)
{
	static const char *const directories[] = {"home", "home/.ssh", "home/.config",
	                                          "proj", "proj/sub",  "out"};
	const char *scratch = getenv("SCRATCH");
	char path[400];

	snprintf(stage.root, sizeof(stage.root), "%s/played.XXXXXX",
	         scratch ? scratch : "/var/tmp");
	require(mkdtemp(stage.root) != NULL && chmod(stage.root, 0755) == 0);
	atexit(stage_clear);
	umask(022);
	for (size_t i = 0; i < COUNTOF(directories); i++) {
		snprintf(path, sizeof(path), "%s/%s", stage.root, directories[i]);
		require(mkdir(path, 0755) == 0);
	}
	snprintf(path, sizeof(path), "%s/proj", stage.root);
	stage.project = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	require(stage.project >= 0);
	require(symlinkat("../out", stage.project, "link") == 0 &&
	        symlinkat("link", stage.project, "link2") == 0 &&
	        symlinkat("loop", stage.project, "loop") == 0 &&
	        symlinkat("../home/.ssh", stage.project, "keys") == 0 &&
	        mknodat(stage.project, "file", S_IFREG | 0644, 0) == 0);
	snprintf(stage.policy, sizeof(stage.policy), "%s/home/p.bin", stage.root);
	snprintf(stage.home, sizeof(stage.home), "HOME=%s/home", stage.root);
}

static void
write_policy(const struct run *run)
{
	int fd = open(stage.policy, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0644);

	require(fd >= 0 && write(fd, run->bytes, run->size) == (ssize_t)run->size);
	close(fd);
}

static void
check(const struct run *run, bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "abi %d, %s: it said: %s\n", fake.abi, run->option, fake.text);
	fuzz_fail(what, run->bytes, run->size);
}

/* All jumps end inside, all ways out but the last refuse: as the kernel sees what was joined. */
static bool
filter_only_refuses(void)
{
	const struct blob_instruction *code = (const struct blob_instruction *)fake.filter;
	uint32_t count = fake.filter_length;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t left = count - i - 1;

		if (code[i].code == BLOB_BPF_JUMP && code[i].k >= left)
			return false;
		if ((code[i].yes || code[i].no) && (code[i].yes >= left || code[i].no >= left))
			return false;
		if (code[i].code == BLOB_BPF_RETURN && left && code[i].k != BLOB_BPF_KILL &&
		    code[i].k >> 16 != BLOB_BPF_ERRNO >> 16)
			return false;
	}
	return count == 0 || (code[count - 1].code == BLOB_BPF_RETURN && count <= 4096);
}

static uint32_t
rights_of(const struct blob_view *view)
{
	uint32_t rights = 0;

	for (uint32_t i = 0; i < view->rules.count; i++)
		rights |= view->rules.items[i].rights;
	return rights;
}

#ifdef __x86_64__
static const uint32_t own_architecture = BLOB_ARCH_X86_64;
#else
static const uint32_t own_architecture = BLOB_ARCH_AARCH64;
#endif

static bool
has_filter(const struct blob_view *view)
{
	for (uint32_t i = 0; i < view->filter_count; i++)
		if (view->filters[i].architecture == own_architecture)
			return true;
	return false;
}

/* Capabilities that the policy names, and those without which what it grants would not work. */
static uint32_t
kept_by(const struct blob_view *view)
{
	enum { NET_BIND_SERVICE = 1 << 10, MKNOD = 1 << 27 };
	uint32_t kept = view->policy->capabilities;

	if (rights_of(view) & (BLOB_FS_MAKE_CHAR | BLOB_FS_MAKE_BLOCK))
		kept |= MKNOD;
	for (uint32_t i = 0; i < view->port_count; i++)
		if (view->ports[i].access & BLOB_PORT_BIND && view->ports[i].port < 1024)
			kept |= NET_BIND_SERVICE;
	return kept;
}

static bool
sets_variables(const struct blob_view *view)
{
	return view->env_count && view->env[view->env_count - 1].action == BLOB_ENV_SET;
}

/* What was asked of the kernel before the command ran. */
static void
check_confined(const struct run *run)
{
	static const uint64_t all[] = {0,      0x1fff, 0x3fff, 0x7fff,  0x7fff,  0xffff,
	                               0xffff, 0xffff, 0xffff, 0x1ffff, 0x1ffff, 0x1ffff};
	const struct blob_policy *policy = run->view->policy;
	uint32_t rights = rights_of(run->view);

	check(run, fake.fs == all[fake.abi], "rights that nobody withholds");
	check(run, fake.rules <= 64 && fake.rules <= 3 * run->view->rules.count,
	      "rules from nowhere");
	for (unsigned i = 0; i < fake.rules; i++)
		check(run, !(fake.rights[i] & ~(uint64_t)rights), "rights from nowhere");
	check(run, fake.abi < 4 || !(policy->net & BLOB_NET_CONNECT_LISTED) || fake.net & 2,
	      "TCP connects that nobody withholds");
	check(run, fake.abi < 4 || !(policy->net & BLOB_NET_BIND_LISTED) || fake.net & 1,
	      "TCP binds that nobody withholds");
	check(run, fake.abi < 6 || !(policy->scopes & ~fake.scopes), "scopes that nobody keeps");
	check(run, filter_only_refuses(), "a filter that allows");
	check(run, sets_variables(run->view) || !strstr(fake.environment, "PRELOAD=hostile"),
	      "a variable that loads code");
}

/* No byte that a terminal obeys. */
static bool
text_is_plain(void)
{
	for (const char *c = fake.text; *c; c++)
		if (((unsigned char)*c < 0x20 && *c != '\n') || *c == 0x7f)
			return false;
	return true;
}

static void
run_once(const struct run *run, int abi)
{
	char *argv[] = {"nono-exec", (char *)run->option, stage.policy, "--", "cmd", NULL};
	char *environment[] = {stage.home,    "PATH=:rel:/usr/bin:/bin",
	                       "TMPDIR=/tmp", "LD_PRELOAD=hostile",
	                       "A_TOKEN=x",   "KEPT=x",
	                       "noequals",    NULL};
	bool dry = strcmp(run->option, "--dry-run") == 0;
	int status;

	fake_reset(abi);
	fake.contained = true;
	fake.capabilities = ~0u;
	fake.may_keep = run->view ? kept_by(run->view) : 0;
	fake.wants_filter = run->view && has_filter(run->view);
	status = fake_run(argv, environment);
	check(run, !fake.executed_early, "a command before all was applied");
	check(run, text_is_plain(), "a control byte in what was said");
	check(run, status == 125 || run->view, "a run of what is no policy");
	check(run, status == 125 || (dry ? status == 0 : status == 126 && fake.executed),
	      "a status that nothing explains");
	check(run, !fake.executed || !dry, "a command in a dry run");
	check(run, !fake.restricted || !dry, "restrictions in a dry run");
	if (fake.executed)
		check_confined(run);
}

void
played_run(const uint8_t *bytes, size_t size, const struct blob_view *view)
{
	static const int abis[] = {11, 7, 4, 1};
	struct run run = {bytes, size, view, "-v"};
	int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (!*stage.root)
		stage_set();
	write_policy(&run);
	require(here >= 0 && fchdir(stage.project) == 0);
	for (size_t i = 0; i < (view ? COUNTOF(abis) : 1); i++)
		run_once(&run, abis[i]);
	run.option = "--strict";
	if (view)
		run_once(&run, 11);
	run.option = "--dry-run";
	if (view)
		run_once(&run, 10);
	/* A fuzzer writes its findings to where it was started. */
	require(fchdir(here) == 0);
	close(here);
}
