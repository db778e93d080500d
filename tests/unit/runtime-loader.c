/* SPDX-License-Identifier: Apache-2.0 */
/* runtime-loader.c - the loader's decisions, on real files and a played kernel. */
#include "tests/unit/fake-kernel.h"
#include "tests/unit/loader-world.h"
#include "tests/unit/run.h"

#include "runtime/blob.h"
#include "runtime/sys-linux.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROTECT "deny rlwcdn ~/.ssh\ndeny rlwcdn ~/.aws\ndeny wcdn ~/.config/nono\n"
#define PROJECT "grant rlwcdn dir $WORKDIR own\n"

#ifdef __x86_64__
#define OWN "0xc000003e"
#define OTHER "0xc00000b7"
#else
#define OWN "0xc00000b7"
#define OTHER "0xc000003e"
#endif
/* For all kernels, and for those below ABI 3, 4, 9 and 10: each refuses a number of its own. */
#define PARTS                                                     \
	"filter " OWN " 0\nbpf 0x15 0 1 250\nbpf 6 0 0 0x50001\n" \
	"filter " OWN " 3\nbpf 0x15 0 1 76\nbpf 6 0 0 0x5000d\n"  \
	"filter " OWN " 4\nbpf 0x15 0 1 42\nbpf 6 0 0 0x5000d\n"  \
	"filter " OWN " 9\nbpf 0x15 0 1 41\nbpf 6 0 0 0x5000d\n"  \
	"filter " OWN " 10\nbpf 0x15 0 1 44\nbpf 6 0 0 0x5005f\n"

struct scenario {
	const char *prepare, *spec, *directory, *option, *variable;
	bool runs;
	const char *says; /* part of what is said, or NULL */
};

static const struct scenario scenarios[] = {
    {NULL, PROJECT PROTECT, "proj", NULL, NULL, true, "fs.resolve_unix"},
    {NULL, PROJECT PROTECT, "home", NULL, NULL, false, "home directory"},
    {NULL, PROJECT PROTECT, "home/.ssh", NULL, NULL, false, "protected"},
    {NULL, PROJECT PROTECT, "", NULL, NULL, false, "protected"},
    {NULL, "grant rl dir ~\n" PROTECT, "proj", NULL, NULL, false, "protected"},
    {NULL, "grant l dir ~\ndeny r ~/.ssh\n", "proj", NULL, NULL, true, NULL},
    {NULL, "grant cd dir ~\ndeny r ~/.ssh\n", "proj", NULL, NULL, false, "in its place"},
    {NULL, "grant rl any ~/.ssh/id\n" PROTECT, "proj", NULL, NULL, false, "protected"},
    {NULL, "grant rl any ~/.ssh/id\nbypass rl ~/.ssh/id\ndeny rlw ~/.ssh\n", "proj", NULL, NULL,
     true, NULL},
    {NULL, "grant rw any ~/.ssh/id\nbypass r ~/.ssh/id\ndeny rlw ~/.ssh\n", "proj", NULL, NULL,
     false, "protected"},
    /* A bypass is for what lies there, and of the deny that it is about. */
    {"ln -s .ssh home/keys",
     "grant rl dir ~/keys\ngrant rl any ~/.ssh/id\nbypass rl ~/.ssh/id\ndeny rlw ~/.ssh\n", "proj",
     NULL, NULL, false, "/keys' (the policy) reaches it"},
    {"ln -s ../.ssh home/dots/keys",
     "grant rl dir ~/dots/keys\nbypass rl ~/dots\ndeny rlw ~/.ssh\ndeny rw ~/dots/keys/x\n", "proj",
     NULL, NULL, false, "protected"},
    /* The protected name is a symlink into a grant. */
    {"ln -s dots/aws home/.aws && mkdir home/dots/aws", "grant rl dir ~/dots\n" PROTECT, "proj",
     NULL, NULL, false, "symlinks lead there"},
    /* A symlink on the way lies in a grant that may replace it. */
    {"mv home/.config home/dots/ && ln -s dots/.config home/.config",
     "grant cd dir ~/dots\ndeny r ~/.config/x\n", "proj", NULL, NULL, false, "in its place"},
    {"ln -s dots/aws home/.aws && ln -s ../../out home/dots/aws",
     "grant cd dir ~/dots\ndeny r ~/.aws\n", "proj", NULL, NULL, false, "in its place"},
    /* The missing protected path's nearest ancestor is granted. */
    {NULL, "grant wcdn dir ~/.config\n" PROTECT, "proj", NULL, NULL, false, "protected"},
    /* A grant's own symlink leads below the protected path, or to it. */
    {"ln -s .ssh home/keys", "grant rl dir ~/keys\n" PROTECT, "proj", NULL, NULL, false,
     "protected"},
    {NULL, "grant rl dir $WORKDIR/link\n" PROJECT, "proj", NULL, NULL, false, "planted"},
    {NULL, "grant rl dir $WORKDIR/link\ngrant rl dir $WORKDIR\n", "proj", NULL, NULL, true, NULL},
    {NULL, "grant rl dir $WORKDIR/file\n", "proj", NULL, NULL, false, "not a directory"},
    {NULL, "grant r file $WORKDIR/sub\n", "proj", NULL, NULL, false, "is a directory"},
    {NULL, "grant r file $WORKDIR/none own\n", "proj", NULL, NULL, true, "not there"},
    {NULL, "grant r file $WORKDIR/none own\naccept 0x3ff\n", "proj", "--strict", NULL, false,
     "--strict"},
    {NULL, "grant r file $WORKDIR/none\naccept 0x3ff\n", "proj", "--strict", NULL, true, NULL},
    {NULL, PROJECT, "proj", "--strict", NULL, false, "fs.resolve_unix"},
    {NULL, PROJECT "require 0x40\n", "proj", NULL, NULL, false, "fs.resolve_unix"},
    {NULL, PROJECT "net 0x2b\n", "proj", NULL, NULL, true, "net.protocols"},
    {NULL, PROJECT "net 0x2b\n" PARTS, "proj", NULL, NULL, true, NULL},
    {NULL, PROJECT "net 0x2b\nflag 2\n" PARTS, "proj", NULL, NULL, true, "fs.resolve_unix"},
    {NULL, PROJECT "filter " OTHER " 0\nbpf 6 0 0 0x50001\n", "proj", NULL, NULL, false,
     "not compiled for this architecture"},
    {NULL, "grant r any /proc/self/fd/0 own\n", "proj", NULL, NULL, true,
     "no object that can be granted: '/proc/self/fd/0'"},
    {NULL, "grant rl dir /proc/self/root own\n", "proj", NULL, NULL, true,
     "no object that can be granted: '/proc/self/root'"},
    {"ln -s /proc/self/cwd/sub home/magic", "grant rl dir ~/magic own\n", "proj", NULL, NULL, true,
     "no object that can be granted"},
    {NULL, "grant rl dir $TMPDIR\n", "proj", NULL, "TMPDIR=rel", false, "$TMPDIR"},
    {NULL, "grant rl dir $TMPDIR\n", "proj", NULL, "TMPDIR=/nonexistent", false, "$TMPDIR"},
    {NULL, "grant rl dir $XDG_CACHE_HOME\n", "proj", NULL, "XDG_CACHE_HOME=../x", false,
     "absolute"},
    {NULL, "grant rl dir $XDG_RUNTIME_DIR\n", "proj", NULL, NULL, true, NULL},
    {"chmod 666 home/p.bin", PROJECT, "proj", NULL, NULL, false, "written by others"},
    {"chmod 777 home", PROJECT, "proj", NULL, NULL, false, "written by others"},
    {"mkdir real && mv home/p.bin real/ && ln -s ../real/p.bin home/p.bin", PROJECT, "proj", NULL,
     NULL, false, "symlink"},
    {"rm home/p.bin && mkfifo home/p.bin", PROJECT, "proj", NULL, NULL, false, "regular"},
    {NULL, "grant w file ~/p.bin\n", "proj", NULL, NULL, false, "no record"},
    {NULL, PROJECT, "proj", "--no-such", NULL, false, "--no-such"},
    {NULL, PROJECT, "proj", "--home=rel", NULL, false, "--home"},
    {NULL, PROJECT, "proj",
     "--require-digest=sha256:00000000000000000000000000000000000000000000000000000000000000000",
     NULL, false, "64 hexadecimal"},
    {NULL, PROJECT, "proj",
     "--require-digest=sha256:0000000000000000000000000000000000000000000000000000000000000000",
     NULL, false, "not the required one"},
};

START_TEST(a_scenario_ends_as_it_should)
{
	const struct scenario *s = &scenarios[_i];

	write_policy("home/p.bin", s->spec);
	if (s->prepare)
		shell(s->prepare);
	fake_reset(7);
	int status = run(s->directory, s->option, s->variable);
	ck_assert_msg(status == (s->runs ? 126 : 125) && fake.executed == s->runs, "status %d: %s",
	              status, fake.text);
	ck_assert(!fake.executed_early);
	ck_assert_msg(!s->says || strstr(fake.text, s->says), "expected '%s' in: %s", s->says,
	              fake.text);
	ck_assert_msg(s->runs || memcmp(fake.text, "nono-exec: ", 11) == 0, "%s", fake.text);
}
END_TEST

static const char full[] = PROJECT PROTECT
    "grant rlx any /bin\ngrant rlx dir /usr\ngrant rl dir /etc\ngrant x dir $TMPDIR\n"
    "port tcp connect 443\nnet 1\nscope 3\nset A ~\naccept 0x3ff\n" PARTS;

/* Who may not use keys cannot use the caller's; what was not permitted, no_new_privs keeps so. */
static bool
harmless(void)
{
	bool denied = fake.fail_with == EPERM || fake.fail_with == ENOSYS;

	switch (fake.failed) {
	case SYS_WRITE:
	case SYS_CLOSE:
	case SYS_EXECVE:
	case SYS_FSTATFS:
		return true;
	case SYS_CLOSE_RANGE:
		return fake.executed;
	case SYS_KEYCTL:
		return denied;
	case SYS_LANDLOCK_CREATE_RULESET: /* errata: most kernels cannot tell */
		return fake.failed_flags == 2 && fake.fail_with == EINVAL;
	case SYS_PRCTL:
		return fake.failed_argument == SYS_PR_CAPBSET_DROP &&
		       (fake.fail_with == EPERM || fake.fail_with == EINVAL);
	default:
		return false;
	}
}

/* Root's capabilities and nobody's in turn, --strict and not, ABI 7 and ABI 1. */
static const char *
variant(unsigned i)
{
	fake_reset(i & 4 ? 1 : 7);
	fake.wants_filter = true;
	fake.capabilities = i & 2 ? ~0u : 0;
	write_mounts(mount_line("proj/sub", "ext4 /dev/x rw\n"));
	return i & 1 ? "--strict" : NULL;
}

enum { VARIANTS = 8 };

/* No call may fail without the run being refused; only what is said may be lost. */
/* Attacks X01 and X03, by the numbers of docs/security-model.md. */
START_TEST(a_failing_call_never_lets_the_command_run)
{
	static const int errors[] = {EIO, ENOMEM, EPERM, EINVAL};
	const char *option = variant((unsigned)_i % VARIANTS);
	char inside[96]; /* so that ABI 1 has something to close */
	unsigned calls;

	snprintf(inside, sizeof(inside), "TMPDIR=%s/proj/sub", root);
	write_policy("home/p.bin", full);
	ck_assert_int_eq(run("proj", option, inside), 126);
	ck_assert(fake.executed);
	calls = fake.calls;
	for (unsigned k = 1; k <= calls; k++) {
		variant((unsigned)_i % VARIANTS);
		fake.fail_at = k;
		fake.fail_with = errors[_i / VARIANTS];
		int status = run("proj", option, inside);
		ck_assert(!fake.executed_early);
		ck_assert_msg(harmless() || (status == 125 && !fake.executed),
		              "call %u (number %ld) with errno %d: status %d: %s", k, fake.failed,
		              fake.fail_with, status, fake.text);
	}
}
END_TEST

/* What a missing or unreachable thing may cost is a grant; never the restriction. */
START_TEST(a_call_that_finds_nothing_never_widens)
{
	static const int errors[] = {ENOENT, EACCES, ENOTDIR, ELOOP,     EBADFD, ENOSYS, EINTR,
	                             E2BIG,  EAGAIN, EBADF,   EMFILE,    EEXIST, EDQUOT, EFAULT,
	                             EBUSY,  ESRCH,  ENOSPC,  EOVERFLOW, EXDEV,  EPERM,  EINVAL};
	struct fake_kernel whole;
	unsigned rules;

	write_policy("home/p.bin", full);
	fake_reset(7);
	/* What another rule grants is not added again, but for --strict: no run has more rules. */
	run("proj", "--strict", NULL);
	rules = fake.rules;
	fake_reset(7);
	fake.capabilities = ~0u;
	run("proj", NULL, NULL);
	whole = fake;
	ck_assert_uint_le(whole.rules, rules);
	ck_assert_int_eq(whole.executed, true);
	for (unsigned k = 1; k <= whole.calls; k++) {
		fake_reset(7);
		fake.wants_filter = true;
		fake.capabilities = ~0u;
		fake.fail_at = k;
		fake.fail_with = errors[_i];
		int status = run("proj", NULL, NULL);
		ck_assert(!fake.executed_early);
		if (!fake.executed) {
			ck_assert_int_ge(status, 125);
			continue;
		}
		ck_assert_uint_eq(fake.fs, whole.fs);
		ck_assert_uint_eq(fake.net, whole.net);
		ck_assert_uint_eq(fake.scopes, whole.scopes);
		ck_assert_uint_le(fake.rules, rules);
		ck_assert_uint_eq(fake.filter_length, whole.filter_length);
		ck_assert_mem_eq(fake.filter, whole.filter, sizeof(fake.filter));
	}
}
END_TEST

START_TEST(each_abi_gets_what_it_mediates)
{
	static const uint64_t fs[] = {0,      0x1fff, 0x3fff,  0x7fff,  0x7fff,  0xffff, 0xffff,
	                              0xffff, 0xffff, 0x1ffff, 0x1ffff, 0x1ffff, 0x1ffff};

	write_policy("home/p.bin", PROJECT "scope 3\nnet 5\nport tcp connect 443\n"
	                                   "port udp connect 53\naccept 0x3ff\n");
	fake_reset(_i);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert_uint_eq(fake.fs, fs[_i]);
	ck_assert_uint_eq(fake.net, _i >= 10 ? 2 | 4 | 8 : _i >= 4 ? 2 : 0);
	ck_assert_uint_eq(fake.scopes, _i >= 6 ? 3 : 0);
	ck_assert_uint_eq(fake.port_count, _i >= 10 ? 3 : _i >= 4 ? 1 : 0);
	if (_i >= 10) {
		ck_assert_uint_eq(fake.ports[1].access, 8);
		ck_assert_uint_eq(fake.ports[1].port, 53);
		ck_assert_uint_eq(fake.ports[2].access, 4);
		ck_assert_uint_eq(fake.ports[2].port, 0);
	}
}
END_TEST

/* Only the first Landlock must find in one rule what others add up on the way to the root. */
START_TEST(each_abi_is_asked_for_what_the_rule_itself_gives)
{
	const uint64_t above = BLOB_FS_READ_FILE | BLOB_FS_READ_DIR;

	write_policy("home/p.bin", "grant rl dir $WORKDIR\ngrant x dir $WORKDIR/sub +rl\n");
	fake_reset(_i);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert_uint_eq(fake.rules, 2);
	ck_assert_uint_eq(fake.rights[0], above);
	ck_assert_uint_eq(fake.rights[1], BLOB_FS_EXECUTE | (_i == 1 ? above : 0));
}
END_TEST

/* Of the parts, those that apply; before them the architecture and x32, after them the rest. */
START_TEST(each_abi_gets_the_filter_that_it_needs)
{
	static const struct {
		int below; /* 0: all */
		uint32_t number, answer;
	} parts[] = {{0, 250, 0x50001},
	             {3, 76, 0x5000d},
	             {4, 42, 0x5000d},
	             {9, 41, 0x5000d},
	             {10, 44, 0x5005f}};
	const struct blob_instruction *code = (const struct blob_instruction *)fake.filter;
	uint32_t at = 6;

	write_policy("home/p.bin", PROJECT "accept 0x3ff\n" PARTS);
	fake_reset(_i);
	fake.wants_filter = true;
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert(fake.executed);
	ck_assert_uint_eq(code[0].k, 4);
	ck_assert_uint_eq(code[1].k, strtoul(OWN, NULL, 0));
	ck_assert_uint_eq(code[2].k, BLOB_BPF_KILL);
	ck_assert_uint_eq(code[4].k, 0x40000000);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].below && _i >= parts[i].below)
			continue;
		ck_assert_uint_eq(code[at].k, parts[i].number);
		ck_assert_uint_eq(code[at + 1].k, parts[i].answer);
		at += 2;
	}
	ck_assert_uint_eq(code[at].code, BLOB_BPF_RETURN);
	ck_assert_uint_eq(code[at].k, SYS_SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(fake.filter_length, at + 1);
}
END_TEST

/* What the filter holds is no loss; what it refuses to all is a note. */
START_TEST(the_filter_keeps_promises)
{
	write_policy("home/p.bin", PROJECT "net 0x2b\naccept 0x30\n" PARTS);
	fake_reset(2);
	ck_assert_int_eq(run("proj", "-v", NULL), 126);
	ck_assert_ptr_null(strstr(fake.text, "net."));
	ck_assert_ptr_nonnull(strstr(fake.text, "harmless: truncating"));
	ck_assert_ptr_nonnull(strstr(fake.text, "fs.resolve_unix, needs ABI 9"));
	/* A list of ports needs the kernel; a list of UDP ports is all or nothing. */
	write_policy("home/p.bin", PROJECT "net 0x2b\nport tcp connect 443\n" PARTS);
	fake_reset(3);
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	write_policy("home/p.bin", PROJECT "net 0x37\nport udp connect 53\n" PARTS);
	fake_reset(9);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert_ptr_nonnull(strstr(fake.text, "UDP (net.udp, needs ABI 10)"));
	ck_assert_ptr_null(strstr(fake.text, "net.protocols"));
	/* --strict has nothing to say where the filter holds. */
	write_policy("home/p.bin", PROJECT "net 0x2b\n" PARTS);
	fake_reset(7);
	ck_assert_int_eq(run("proj", "--strict", NULL), 126);
}
END_TEST

/* Where a symlink leads to what other rules grant, there is nothing to add; else there is. */
START_TEST(a_symlink_to_what_is_granted_adds_nothing)
{
	static const struct {
		const char *policy, *option;
		unsigned rules;
	} cases[] = {
	    {"grant rl dir $WORKDIR/sub\ngrant rl any ~/alias\n", NULL, 1},
	    {"grant rl dir $WORKDIR/sub\ngrant rl any ~/alias\naccept 0x1ff\n", "--strict", 2},
	    {"grant rl dir $WORKDIR/sub\ngrant rlw any ~/alias\n", NULL, 2},
	    /* What holds for the object itself holds where it is moved to, too. */
	    {"grant rl dir $WORKDIR\ngrant rl dir ~/alias\n", NULL, 2},
	    {"grant rl dir $WORKDIR\ngrant rl any ~/alias/none\n", NULL, 1},
	};

	shell("ln -s ../proj/sub home/alias");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		write_policy("home/p.bin", cases[i].policy);
		fake_reset(7);
		ck_assert_msg(run("proj", cases[i].option, NULL) == 126, "%s", fake.text);
		ck_assert_uint_eq(fake.rules, cases[i].rules);
	}
	/* A kind that is not the one granted is refused, granted or not. */
	write_policy("home/p.bin", "grant rl dir $WORKDIR/sub\ngrant r file ~/alias\n");
	fake_reset(7);
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	ck_assert_ptr_nonnull(strstr(fake.text, "is a directory"));
}
END_TEST

/* What lies below a directory that is not there is not looked for; its neighbours are. */
START_TEST(a_missing_directory_hides_only_what_is_below_it)
{
	write_policy("home/p.bin", "grant r file $WORKDIR/none/a own\n"
	                           "grant r file $WORKDIR/none/b/c own\n"
	                           "grant r file $WORKDIR/none-such own\n"
	                           "grant rl dir $WORKDIR/sub\n");
	shell("touch proj/none-such");
	fake_reset(7);
	ck_assert_msg(run("proj", NULL, NULL) == 126, "%s", fake.text);
	ck_assert_uint_eq(fake.rules, 2);
	ck_assert_ptr_nonnull(strstr(fake.text, "/none/a'"));
	ck_assert_ptr_nonnull(strstr(fake.text, "/none/b/c'"));
	ck_assert_ptr_null(strstr(fake.text, "none-such"));
}
END_TEST

/* What another rule implies costs none of its own, but for a symlink on its path. */
START_TEST(an_implied_rule_is_added_where_a_symlink_lies)
{
	write_policy("home/p.bin", "grant rl dir $WORKDIR\ngrant rl dir $WORKDIR/sub implied\n");
	fake_reset(7);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert_uint_eq(fake.rules, 1);
	shell("mkdir out/deep && rmdir proj/sub && ln -s ../out/deep proj/sub");
	fake_reset(7);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert_uint_eq(fake.rules, 2);
	write_policy("home/p.bin", "grant rl dir $WORKDIR\n"
	                           "grant rl dir $WORKDIR/link/deep implied\n");
	fake_reset(7);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert_uint_eq(fake.rules, 2);
}
END_TEST

static void
replace_home(void)
{
	shell("mv home before && mkdir home");
}

/* The policy's own path has shown what the home directory is: another one is not granted. */
START_TEST(what_changes_between_two_looks_is_refused)
{
	write_policy("home/p.bin", "grant l dir ~\ndeny r ~/.ssh\n");
	fake_reset(7);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	fake_reset(7);
	fake.meanwhile = replace_home;
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	ck_assert(!fake.executed && !fake.executed_early);
	ck_assert_ptr_nonnull(strstr(fake.text, "it changed while it was looked at"));
}
END_TEST

/* X02. */
START_TEST(an_old_kernel_loses_loudly)
{
	write_policy("home/p.bin", PROJECT "scope 3\n");
	fake_reset(1);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert_ptr_nonnull(strstr(fake.text, "fs.truncate, needs ABI 3"));
	ck_assert_ptr_nonnull(strstr(fake.text, "fs.ioctl_dev, needs ABI 5"));
	ck_assert_ptr_nonnull(strstr(fake.text, "scope.signal, needs ABI 6"));
	write_policy("home/p.bin", PROJECT "net 1\nport tcp connect 443\n");
	fake_reset(3);
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	ck_assert_ptr_nonnull(strstr(fake.text, "net.tcp, needs ABI 4"));
	fake_reset(-ENOSYS);
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	ck_assert_ptr_nonnull(strstr(fake.text, "has no Landlock"));
	fake_reset(-EOPNOTSUPP);
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	ck_assert_ptr_nonnull(strstr(fake.text, "disabled"));
	ck_assert(!fake.executed && !fake.executed_early);
}
END_TEST

START_TEST(the_environment_is_filtered_in_order)
{
	char policy[256];
	char *argv[] = {"nono-exec", "-v", policy, "--", "cmd", NULL};
	char *environment[] = {home_variable,  "PATH=:rel:/usr/bin:/bin",
	                       "PATH=/second", "HOME=/second",
	                       "TMPDIR=/tmp",  "TMPDIR=/second",
	                       "LD_PRELOAD=x", "MY_TOKEN=x",
	                       "HIS_TOKEN=x",  "npm_config_//r/:_authToken=x",
	                       "GONE=x",       "KEPT=x",
	                       "A=old",        "B1=x",
	                       "noequals",     NULL};

	snprintf(policy, sizeof(policy), "%s/home/p.bin", root);
	write_policy("home/p.bin", PROJECT "set A ~/a\nunset GONE\nunset B*\nsecret MY_TOKEN\n");
	enter("proj");
	fake_reset(7);
	ck_assert_int_eq(fake_run(argv, environment), 126);
	ck_assert_str_eq(fake.command, "/usr/bin/cmd");
	ck_assert_ptr_nonnull(strstr(
	    fake.environment, "PATH=:rel:/usr/bin:/bin\nTMPDIR=/tmp\nMY_TOKEN=x\nKEPT=x\nA="));
	ck_assert_ptr_null(strstr(fake.environment, "/second"));
	ck_assert_ptr_nonnull(strstr(fake.environment, "/home/a\n"));
	ck_assert_ptr_null(strstr(fake.environment, "HIS_TOKEN"));
	ck_assert_ptr_nonnull(strstr(fake.text, "HIS_TOKEN, npm_config_//r/:_authToken\n"));
	ck_assert_ptr_null(strstr(fake.environment, "authToken"));
	write_policy("home/p.bin", PROJECT "flag 1\nallow PATH\nallow K*\nunset KEPT\n");
	fake_reset(7);
	ck_assert_int_eq(fake_run(argv, environment), 126);
	ck_assert_str_eq(fake.environment, "PATH=:rel:/usr/bin:/bin\n");
}
END_TEST

/* What a policy or a name holds must not reach a terminal as it is. */
START_TEST(nothing_is_said_unescaped)
{
	char *argv[] = {"nono-exec", "/nowhere/\033[31m\xc2\x9b\xe2\x80\xae\xff.bin", "--", "x",
	                NULL};
	char *environment[] = {home_variable, NULL};

	fake_reset(7);
	ck_assert_int_eq(fake_run(argv, environment), 125);
	ck_assert_ptr_nonnull(strstr(fake.text, "\\x1b[31m\\xc2\\x9b\\xe2\\x80\\xae\\xff.bin"));
	for (const char *c = fake.text; *c; c++)
		ck_assert(*c == '\n' || (*c >= 0x20 && *c < 0x7f));
}
END_TEST

START_TEST(a_dry_run_runs_nothing)
{
	write_policy("home/p.bin", full);
	fake_reset(7);
	ck_assert_int_eq(run("proj", "--dry-run", NULL), 0);
	ck_assert(!fake.executed && !fake.restricted);
	ck_assert_ptr_nonnull(strstr(fake.text, "tcp 443 connect"));
	ck_assert_ptr_nonnull(
	    strstr(fake.text, "/.ssh  read,list,write,truncate,create,remove,rename"));
}
END_TEST

START_TEST(no_privilege_is_used)
{
	char *argv[] = {"nono-exec", "p", "--", "x", NULL}, *environment[] = {NULL};
	struct process process = {.argc = 4, .argv = argv, .envp = environment, .secure = true};

	fake_reset(7);
	ck_assert_int_eq(loader_main(&process), 125);
	ck_assert_ptr_nonnull(strstr(fake.text, "set-user-ID"));
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("loader");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, a_scenario_ends_as_it_should, 0,
	                    sizeof(scenarios) / sizeof(scenarios[0]));
	tcase_add_loop_test(tests, a_failing_call_never_lets_the_command_run, 0, 4 * VARIANTS);
	tcase_add_loop_test(tests, a_call_that_finds_nothing_never_widens, 0, 21);
	tcase_add_loop_test(tests, each_abi_gets_what_it_mediates, 1, 13);
	tcase_add_loop_test(tests, each_abi_is_asked_for_what_the_rule_itself_gives, 1, 13);
	tcase_add_loop_test(tests, each_abi_gets_the_filter_that_it_needs, 1, 13);
	tcase_add_test(tests, the_filter_keeps_promises);
	tcase_add_test(tests, a_symlink_to_what_is_granted_adds_nothing);
	tcase_add_test(tests, a_missing_directory_hides_only_what_is_below_it);
	tcase_add_test(tests, an_implied_rule_is_added_where_a_symlink_lies);
	tcase_add_test(tests, what_changes_between_two_looks_is_refused);
	tcase_add_test(tests, an_old_kernel_loses_loudly);
	tcase_add_test(tests, the_environment_is_filtered_in_order);
	tcase_add_test(tests, nothing_is_said_unescaped);
	tcase_add_test(tests, a_dry_run_runs_nothing);
	tcase_add_test(tests, no_privilege_is_used);
	return run_tests("runtime-loader", tests);
}
