/* SPDX-License-Identifier: Apache-2.0 */
/* runtime-paths.c - what the loader says of file systems, mounts and hard links. */
#include "runtime/sys-linux.h"
#include "tests/unit/fake-kernel.h"
#include "tests/unit/loader-world.h"
#include "tests/unit/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define PROTECT "deny rlwcdn ~/.ssh\ndeny rlwcdn ~/.aws\n"
#define PROJECT "grant rlwcdn dir $WORKDIR own\n"

/* Attack F50: 9p, FUSE, network: one line, by kind, of what is worth a word. */
START_TEST(file_systems_of_others_are_noted)
{
	static const struct {
		int64_t type;
		const char *name;
	} kinds[] = {{0x01021997, "(9p)"},
	             {0x65735546, "(FUSE)"},
	             {0x6969, "(NFS)"},
	             {-ENOSYS, "(it does not say what)"},
	             {(int32_t)0xff534d42, "(SMB)"},
	             {0xfe534d42, "(SMB)"}};
	char note[256];
	struct stat st;

	write_policy("home/p.bin", "grant rl dir $WORKDIR\ngrant rl dir $WORKDIR/sub own\n"
	                           "grant w file $WORKDIR/file\n");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		fake_reset(7);
		fake.file_system = kinds[i].type;
		ck_assert_int_eq(run("proj", NULL, NULL), 126);
		snprintf(note, sizeof(note),
		         "note: on file systems that another program or machine serves: "
		         "'%s/proj/file' and 1 more %s: ",
		         root, kinds[i].name);
		ck_assert_msg(said(note), "expected '%s' in: %s", note, fake.text);
		/* Of these only 9p forgets what a rule is for. */
		ck_assert_int_eq(said("cache=loose"), i == 0);
		fake_reset(7);
		fake.file_system = kinds[i].type;
		ck_assert_int_eq(run("proj", "-v", NULL), 126);
		ck_assert_msg(said(" and 2 more"), "%s", fake.text);
	}
	fake_reset(7);
	fake.file_system = 0x01021994;
	ck_assert_int_eq(run("proj", "-v", NULL), 126);
	ck_assert(!said("another program"));
	/* ext4 without a device to be on: so says a server of 9p. */
	fake_reset(7);
	fake.file_system = 0xef53;
	ck_assert_int_eq(run("proj", "-v", NULL), 126);
	ck_assert_int_eq(stat(root, &st), 0);
	ck_assert_int_eq(said("(9p)"), major(st.st_dev) == 0);
}
END_TEST

/* F10: -v lists them, --strict judges them, nobody else looks. */
START_TEST(mounts_below_grants)
{
	static char text[65536];
	static const char other[] = "22 1 0:20 / /nowhere/a rw - tmpfs tmpfs rw\n";
	size_t length;

	write_policy("home/p.bin", PROJECT PROTECT "accept 0x3ff\n");
	length = (size_t)snprintf(text, sizeof(text), "%s%s\n", other,
	                          mount_line("proj/sub", "fuse.sshfs me@host:/ rw"));
	length += (size_t)snprintf(text + length, sizeof(text) - length, "%s\n",
	                           mount_line("proj", "ext4 /dev/x rw"));
	fake_reset(7);
	write_mounts(text);
	ck_assert_int_eq(run("proj", "-v", NULL), 126);
	ck_assert_msg(said("note: mounted below what is granted: '") &&
	                  said("/proj/sub' (fuse.sshfs)\n"),
	              "%s", fake.text);
	fake_reset(7);
	write_mounts(text);
	ck_assert_int_eq(run("proj", "--strict", NULL), 126);
	ck_assert(!said("mounted below"));
	fake_reset(7);
	fake.mounts = "/nowhere";
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	fake_reset(7);
	fake.mounts = "/nowhere";
	ck_assert_int_eq(run("proj", "-v", NULL), 126);
	fake_reset(7);
	fake.mounts = "/nowhere";
	ck_assert_int_eq(run("proj", "--strict", NULL), 125);

	/* A line that does not fit is read as far as it does; the next one is found. */
	length = (size_t)snprintf(text, sizeof(text), "%s%s,lowerdir=", other,
	                          mount_line("proj/sub", "overlay overlay rw"));
	memset(text + length, 'x', 40000);
	length += 40000;
	snprintf(text + length, sizeof(text) - length, "\n%s\n",
	         mount_line("proj/file", "tmpfs tmpfs rw"));
	fake_reset(7);
	write_mounts(text);
	ck_assert_int_eq(run("proj", "-v", NULL), 126);
	ck_assert_msg(said("/proj/sub' (overlay), '") && said("/proj/file' (tmpfs)\n"), "%s",
	              fake.text);

	fake_reset(7);
	write_mounts("36 35 8:1 / /somewhere\n");
	ck_assert_int_eq(run("proj", "--strict", NULL), 125);
	ck_assert(said("is no mount"));
	fake_reset(7);
	write_mounts("36 35 8:1 / /somewhere\n");
	ck_assert_int_eq(run("proj", "-v", NULL), 126);
}
END_TEST

/* What a bypass exempts may be a mount point. */
START_TEST(a_mount_that_is_exempt_runs)
{
	static const char policy[] = "grant rl dir ~/.ssh\nbypass rl ~/.ssh\ndeny rlw ~/.ssh\n"
				     "accept 0x3ff\n";
	char line[300];

	write_policy("home/p.bin", policy);
	snprintf(line, sizeof(line), "%s\n", mount_line("home/.ssh", "ext4 /dev/x rw"));
	fake_reset(7);
	write_mounts(line);
	ck_assert_int_eq(run("proj", "--strict", NULL), 126);
}
END_TEST

/* F06: only with --strict, and only what is known anyway: no tree is searched. */
START_TEST(hard_links_are_noted)
{
	shell("ln proj/file out/other && ln home/.ssh/id out/key");
	write_policy("home/p.bin", "grant r file $WORKDIR/file own\ndeny r ~/.ssh/id\n"
	                           "deny r ~/.ssh\naccept 0x3ff\n");
	fake_reset(7);
	ck_assert_int_eq(run("proj", "--strict", NULL), 126);
	ck_assert_msg(said("note: hard links, whose other names nothing here protects: '") &&
	                  said("/proj/file'\n"),
	              "%s", fake.text);
	ck_assert_msg(said("/.ssh/id' is protected (the policy), but has 2 names"), "%s",
	              fake.text);
	fake_reset(7);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert(!said("names") && !said("hard links"));
	shell("rm out/other out/key");
	fake_reset(7);
	ck_assert_int_eq(run("proj", "--strict", NULL), 126);
	ck_assert(!said("names") && !said("hard links"));
}
END_TEST

/* Told where somebody wrote the path, or meant to write there; everything else with -v. */
START_TEST(what_is_missing_is_told_where_it_matters)
{
	static const struct {
		const char *spec, *option;
		bool told;
	} cases[] = {
	    {"grant rl any $WORKDIR/none\n", NULL, false},
	    {"grant rl any $WORKDIR/none\n", "-v", true},
	    {"grant rl any $WORKDIR/none own\n", NULL, true},
	    {"grant rw any $WORKDIR/none\n", NULL, true},
	    {"grant rl any $WORKDIR/file/none own\n", NULL, true},
	    {"grant rl any $XDG_RUNTIME_DIR/none own\n", NULL, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		write_policy("home/p.bin", cases[i].spec);
		fake_reset(7);
		ck_assert_int_eq(run("proj", cases[i].option, NULL), 126);
		ck_assert_msg(said("note: not there, so not granted: ") == cases[i].told, "%zu: %s",
		              i, fake.text);
		ck_assert_uint_eq(fake.rules, 0);
	}
	write_policy("home/p.bin", "grant rl any $XDG_RUNTIME_DIR/none own\naccept 0x1ff\n");
	fake_reset(7);
	ck_assert_int_eq(run("proj", "--strict", NULL), 125);
	ck_assert(said("an unset variable"));
}
END_TEST

/* A name that "//" begins with is looked for where it is, not where the last one was missing. */
START_TEST(two_slashes_hide_nothing)
{
	snprintf(home_variable, sizeof(home_variable), "HOME=/%s/home", root);
	shell("mkdir -p home/.local/state && touch home/.local/state/there");
	write_policy("home/p.bin", "grant r file $XDG_CONFIG_HOME/none/a own\n"
	                           "grant r file $XDG_STATE_HOME/there own\n");
	fake_reset(7);
	ck_assert_msg(run("proj", NULL, "XDG_CONFIG_HOME=//nowhere/config") == 126, "%s",
	              fake.text);
	ck_assert(said("/none/a'") && !said("there'"));
	ck_assert_uint_eq(fake.rules, 1);
}
END_TEST

/* Fifty times a dozen directories: more names than a walk remembers. */
enum { DIRECTORIES = 50 };

static void
take_back(long call)
{
	if (call == SYS_LANDLOCK_ADD_RULE && fake.rules == DIRECTORIES + 2)
		shell("rm proj/there && mkdir -p proj/there/sub");
}

/* F43: a symlink that what an earlier run has left behind takes back in time. */
START_TEST(a_symlink_that_is_gone_again_is_missed)
{
	char spec[8192];
	size_t length = 0;

	shell("for i in $(seq 50); do mkdir -p proj/$i/b/c/d/e/f/g/h/i/j/k/l; done");
	for (int i = 1; i <= DIRECTORIES; i++)
		length += (size_t)snprintf(spec + length, sizeof(spec) - length,
		                           "grant x dir $WORKDIR/%d/b/c/d/e/f/g/h/i/j/k/l\n", i);
	snprintf(spec + length, sizeof(spec) - length, PROJECT "grant rl dir $WORKDIR/there/sub\n");
	write_policy("home/p.bin", spec);
	shell("mkdir -p out/sub && ln -s ../out proj/there");
	fake_reset(7);
	fake.after = take_back;
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	ck_assert_msg(said("/there/sub' (the policy) changed while it was looked at"), "%s",
	              fake.text);
	fake_reset(7);
	ck_assert_msg(run("proj", NULL, NULL) == 126, "%s", fake.text);
}
END_TEST

/* What has no path that the kernel would take is still there, a step at a time. */
START_TEST(what_is_protected_has_a_path)
{
	char spec[4200];

	snprintf(spec, sizeof(spec), PROJECT "deny r ~/%04080d\n", 0);
	write_policy("home/p.bin", spec);
	fake_reset(7);
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	ck_assert_msg(said("a protected path (the policy) is too long"), "%s", fake.text);
}
END_TEST

/* What AppArmor, SELinux or a server keep from the loader, they keep from the command. */
START_TEST(what_its_mode_does_not_shut_is_missing)
{
	unsigned calls, hidden = 0;

	write_policy("home/p.bin", PROJECT "deny r ~/.ssh/id\n");
	fake_reset(7);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	calls = fake.calls;
	for (unsigned at = 1; at <= calls; at++) {
		fake_reset(7);
		fake.fail_at = at;
		fake.fail_with = EACCES;
		hidden += run("proj", NULL, NULL) == 126 && fake.failed == SYS_STATX;
		ck_assert_msg(!said(" is shut"), "%s", fake.text);
	}
	ck_assert_uint_ge(hidden, 1);
	if (geteuid() == 0)
		return;
	shell("chmod 000 home/.ssh");
	fake_reset(7);
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	ck_assert_msg(said("/home/.ssh' is shut"), "%s", fake.text);
	shell("chmod 700 home/.ssh");
}
END_TEST

static void
turn_link(long call)
{
	if (call == SYS_READLINKAT)
		shell("ln -sfn ../home proj/there");
}

static void
replace_policy(long call)
{
	if (call == SYS_READ)
		shell("! [ -e home/q.bin ] || mv home/q.bin home/p.bin");
}

/* Of two looks at one name, the second one must find what the first one did. */
START_TEST(what_changes_between_two_looks_is_refused)
{
	shell("mkdir -p out/sub home/sub && ln -sfn ../out proj/there");
	write_policy("home/p.bin", "grant rl dir $WORKDIR/there/sub\n");
	fake_reset(7);
	ck_assert_msg(run("proj", NULL, NULL) == 126, "%s", fake.text);
	fake_reset(7);
	fake.after = turn_link;
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	ck_assert_msg(said("/there/sub' (the policy) cannot be granted: it changed"), "%s",
	              fake.text);
	shell("cp home/p.bin home/q.bin");
	fake_reset(7);
	fake.after = replace_policy;
	ck_assert_int_eq(run("proj", NULL, NULL), 125);
	ck_assert_msg(said("p.bin' changed while it was read"), "%s", fake.text);
}
END_TEST

/* The least policy, far below the root: as it is started there, or a symlink leads there. */
START_TEST(a_small_policy_may_lie_deep)
{
	shell("deep=down/$(printf 'd/%.0s' $(seq 300)) && mkdir -p $deep && touch ${deep}file &&"
	      " ln -s $deep deep");
	write_policy("home/p.bin", "grant r file $WORKDIR/file own\n");
	fake_reset(7);
	ck_assert_msg(run("deep", NULL, NULL) == 126, "%s", fake.text);
	ck_assert_uint_eq(fake.rules, 1);
	shell("ln -s ../deep/file out/deep");
	write_policy("home/p.bin", "grant r file $WORKDIR/deep own\n");
	fake_reset(7);
	ck_assert_msg(run("out", NULL, NULL) == 126, "%s", fake.text);
	ck_assert_uint_eq(fake.rules, 1);
}
END_TEST

/* A program that applies a policy to itself has descriptors between those of the loader. */
START_TEST(descriptors_of_others_stay_open)
{
	enum { FIRST = 20, LAST = 60 };

	write_policy("home/p.bin", "grant rl dir ~/.config\ngrant rl dir ~/dots\n"
	                           "grant r file $WORKDIR/file\ngrant rl dir $WORKDIR/sub\n");
	for (int fd = 3; fd <= LAST; fd++)
		ck_assert(fcntl(fd, F_GETFD) >= 0 || dup2(0, fd) == fd);
	for (int fd = FIRST; fd < LAST; fd += 2)
		close(fd);
	fake_reset(7);
	ck_assert_msg(run("proj", NULL, NULL) == 126, "%s", fake.text);
	ck_assert_uint_eq(fake.rules, 4);
	for (int fd = 3; fd <= LAST; fd++)
		if (fd < FIRST || (fd - FIRST) % 2)
			ck_assert_msg(fcntl(fd, F_GETFD) >= 0, "descriptor %d", fd);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("paths");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, file_systems_of_others_are_noted);
	tcase_add_test(tests, mounts_below_grants);
	tcase_add_test(tests, a_mount_that_is_exempt_runs);
	tcase_add_test(tests, hard_links_are_noted);
	tcase_add_test(tests, what_is_missing_is_told_where_it_matters);
	tcase_add_test(tests, two_slashes_hide_nothing);
	tcase_add_test(tests, a_symlink_that_is_gone_again_is_missed);
	tcase_add_test(tests, what_is_protected_has_a_path);
	tcase_add_test(tests, what_its_mode_does_not_shut_is_missing);
	tcase_add_test(tests, what_changes_between_two_looks_is_refused);
	tcase_add_test(tests, a_small_policy_may_lie_deep);
	tcase_add_test(tests, descriptors_of_others_stay_open);
	return run_tests("runtime-paths", tests);
}
