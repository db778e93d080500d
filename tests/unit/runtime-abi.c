/* SPDX-License-Identifier: Apache-2.0 */
/* runtime-abi.c - a policy on each Landlock ABI: losses, flags, and rules as ABI 1 reads them. */
#include "tests/random.h"
#include "tests/unit/fake-kernel.h"
#include "tests/unit/loader-world.h"
#include "tests/unit/run.h"

#include "runtime/kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ABIS = 12 }; /* the last one is unknown to us */

#define CLOSED (BLOB_NET_BLOCKED | BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED)
#define LISTS (BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED)
#define PLAIN                                                                          \
	{BLOB_LOSS_REFER, "n..........."}, {BLOB_LOSS_TRUNCATE, "nn.........."},       \
	    {BLOB_LOSS_IOCTL_DEV, "wwww........"}, {BLOB_LOSS_SIGNAL, "wwwww......."}, \
	    {BLOB_LOSS_ABSTRACT_UNIX, "nnnnn......."},                                 \
	{                                                                              \
		BLOB_LOSS_DISCONNECTED, ".wwwwww....."                                 \
	}
#define NO_KEY                                         \
	{                                              \
		BLOB_LOSS_RESOLVE_UNIX, "nnnnnnnn...." \
	}

/*
 * The table of losses, once more and by hand: for ABI 1 to 12, '.' held, 'n' a note (stricter),
 * 'w' a warning, 'R' refused.  What is not named is always held.
 */
struct fate {
	uint32_t loss;
	const char *by_abi;
};
static const struct {
	const char *about;
	struct blob_policy policy;
	struct listed listed;
	bool no_filter;
	uint32_t errata;
	struct fate fates[BLOB_LOSS_ALL];
} rows[] = {
    {"a shipped profile", {.scopes = BLOB_SCOPES}, {false, false, true}, false, 0, {PLAIN, NO_KEY}},
    {"scopes are not asked for",
     {0},
     {false, false, true},
     false,
     0,
     {{BLOB_LOSS_REFER, "n..........."},
      {BLOB_LOSS_TRUNCATE, "nn.........."},
      {BLOB_LOSS_IOCTL_DEV, "wwww........"},
      {BLOB_LOSS_DISCONNECTED, ".wwwwww....."},
      NO_KEY}},
    {"nothing is renamed, and the erratum unknown",
     {0},
     {false, false, false},
     false,
     0,
     {{BLOB_LOSS_REFER, "n..........."},
      {BLOB_LOSS_TRUNCATE, "nn.........."},
      {BLOB_LOSS_IOCTL_DEV, "wwww........"},
      NO_KEY}},
    {"the other errata are fixed",
     {.scopes = BLOB_SCOPES},
     {false, false, true},
     false,
     KERNEL_FIXES(1) | KERNEL_FIXES(2) | KERNEL_FIXES(4),
     {PLAIN, NO_KEY}},
    {"the erratum is fixed",
     {0},
     {false, false, true},
     false,
     KERNEL_FIXES(3),
     {{BLOB_LOSS_REFER, "n..........."},
      {BLOB_LOSS_TRUNCATE, "nn.........."},
      {BLOB_LOSS_IOCTL_DEV, "wwww........"},
      NO_KEY}},
    {"a unix_socket key",
     {.scopes = BLOB_SCOPES, .flags = BLOB_UNIX_SOCKETS},
     {false, false, true},
     false,
     0,
     {{BLOB_LOSS_ABSTRACT_UNIX, "wwwww......."}, PLAIN, {BLOB_LOSS_RESOLVE_UNIX, "wwwwwwww...."}}},
    {"a blocked network",
     {.scopes = BLOB_SCOPES, .net = CLOSED | BLOB_NET_UDP_CLOSED},
     {false, false, true},
     false,
     0,
     {PLAIN, NO_KEY}},
    {"a blocked network, but for UDP",
     {.scopes = BLOB_SCOPES, .net = CLOSED | BLOB_NET_UDP_ASKED},
     {false, false, true},
     false,
     0,
     {PLAIN, NO_KEY}},
    {"empty lists of TCP ports",
     {.scopes = BLOB_SCOPES, .net = LISTS | BLOB_NET_UDP_CLOSED},
     {false, false, true},
     false,
     0,
     {PLAIN, NO_KEY}},
    {"an empty list of TCP ports to connect to: binding is open",
     {.scopes = BLOB_SCOPES, .net = BLOB_NET_CONNECT_LISTED | BLOB_NET_UDP_CLOSED},
     {false, false, true},
     false,
     0,
     {PLAIN, NO_KEY, {BLOB_LOSS_TCP, "RRR........."}}},
    {"a list of TCP ports",
     {.scopes = BLOB_SCOPES, .net = LISTS | BLOB_NET_UDP_CLOSED},
     {true, false, true},
     false,
     0,
     {PLAIN, NO_KEY, {BLOB_LOSS_TCP, "RRR........."}}},
    {"a blocked network with a port",
     {.scopes = BLOB_SCOPES, .net = CLOSED | BLOB_NET_UDP_CLOSED},
     {true, false, true},
     false,
     0,
     {PLAIN, NO_KEY, {BLOB_LOSS_TCP, "RRR........."}}},
    {"a list of UDP ports",
     {.scopes = BLOB_SCOPES, .net = BLOB_NET_UDP_LISTED | BLOB_NET_UDP_ASKED},
     {false, true, true},
     false,
     0,
     {PLAIN, NO_KEY, {BLOB_LOSS_UDP, "wwwwwwwww..."}}},
    {"an empty list of UDP ports, which the filter closes",
     {.scopes = BLOB_SCOPES, .net = BLOB_NET_UDP_LISTED | BLOB_NET_UDP_ASKED},
     {false, false, true},
     false,
     0,
     {PLAIN, NO_KEY}},
    {"lists of both",
     {.scopes = BLOB_SCOPES, .net = LISTS | BLOB_NET_UDP_LISTED | BLOB_NET_UDP_ASKED},
     {true, true, true},
     false,
     0,
     {PLAIN, NO_KEY, {BLOB_LOSS_TCP, "RRR........."}, {BLOB_LOSS_UDP, "wwwwwwwww..."}}},
    /* A policy of somebody else's: nonoc always brings a filter. */
    {"no filter",
     {0},
     {false, false, false},
     true,
     0,
     {{BLOB_LOSS_REFER, "n..........."},
      {BLOB_LOSS_TRUNCATE, "ww.........."},
      {BLOB_LOSS_IOCTL_DEV, "wwww........"},
      {BLOB_LOSS_RESOLVE_UNIX, "wwwwwwww...."}}},
    {"no filter and a blocked network: UDP is among the other sockets",
     {.net = CLOSED | BLOB_NET_UDP_CLOSED},
     {false, false, false},
     true,
     0,
     {{BLOB_LOSS_REFER, "n..........."},
      {BLOB_LOSS_TRUNCATE, "ww.........."},
      {BLOB_LOSS_TCP, "RRR........."},
      {BLOB_LOSS_IOCTL_DEV, "wwww........"},
      {BLOB_LOSS_RESOLVE_UNIX, "wwwwwwww...."},
      {BLOB_LOSS_PROTOCOLS, "wwwwwwwwwwww"}}},
};

enum mode {
	MODE_PLAIN,
	MODE_STRICT,
	MODE_REQUIRE,
	MODE_ACCEPT,
	MODE_ACCEPT_STRICT,
	MODE_BOTH,
	MODES
};

/* What a mode makes of a letter: --strict refuses what is weaker, `require` all. */
static char
in_mode(char fate, enum mode mode)
{
	if (fate == '.')
		return '.';
	switch (mode) {
	case MODE_STRICT:
		return fate == 'n' ? 'n' : 'R';
	case MODE_REQUIRE:
	case MODE_BOTH:
		return 'R';
	case MODE_ACCEPT:
	case MODE_ACCEPT_STRICT:
		return 'n';
	default:
		return fate;
	}
}

static char
letter(const struct losses *losses, uint32_t loss)
{
	ck_assert_uint_eq(losses->refuse & losses->warn, 0);
	ck_assert_uint_eq((losses->refuse | losses->warn) & losses->note, 0);
	return losses->refuse & loss ? 'R'
	       : losses->warn & loss ? 'w'
	       : losses->note & loss ? 'n'
	                             : '.';
}

static const char *
fate_of(size_t row, uint32_t loss)
{
	for (const struct fate *fate = rows[row].fates; fate->loss; fate++)
		if (fate->loss == loss)
			return fate->by_abi;
	return "............";
}

START_TEST(each_loss_has_the_answer_of_the_table)
{
	for (unsigned at = 0; at < ABIS * (unsigned)MODES; at++) {
		unsigned abi = 1 + at / MODES;
		enum mode mode = at % MODES;
		struct blob_policy policy = rows[_i].policy;
		struct kernel kernel = {0};

		fake_reset((int)abi);
		ck_assert_int_eq(kernel_ask(&kernel), 0);
		kernel.filter = !rows[_i].no_filter;
		kernel.errata = rows[_i].errata;
		if (mode == MODE_REQUIRE || mode == MODE_BOTH)
			policy.require = BLOB_LOSS_ALL;
		if (mode == MODE_ACCEPT || mode == MODE_ACCEPT_STRICT || mode == MODE_BOTH)
			policy.accept = BLOB_LOSS_ALL;
		struct losses losses =
		    losses_find(&policy, rows[_i].listed, &kernel,
		                mode == MODE_STRICT || mode == MODE_ACCEPT_STRICT);
		for (uint32_t loss = 1; loss <= BLOB_LOSS_ALL; loss <<= 1) {
			char expected = in_mode(fate_of((size_t)_i, loss)[abi - 1], mode);

			/* Said with the other sockets. */
			if (rows[_i].no_filter && loss == BLOB_LOSS_UDP)
				continue;
			ck_assert_msg(letter(&losses, loss) == expected,
			              "%s: ABI %u, mode %d: %s: expected '%c', got '%c'",
			              rows[_i].about, abi, mode, loss_name(loss), expected,
			              letter(&losses, loss));
		}
	}
}
END_TEST

#define PROJECT "grant rlwcdn dir $WORKDIR own\n"

/* What is not known to be fixed is told where it matters: on ABI 2 to 7. */
START_TEST(an_erratum_that_costs_a_promise_is_told)
{
	static const int errata[] = {0, 3, 0xb, 4, 7, 0xf, -EINVAL};
	int fixed = errata[_i];
	char expected[64];

	snprintf(expected, sizeof(expected), "needs ABI 8 or erratum 3 fixed%s)",
	         fixed < 0 ? ", which it cannot tell" : "");
	for (int abi = 1; abi <= ABIS; abi++) {
		bool lost = abi > 1 && abi < 8 && (fixed < 0 || !(fixed & 4));

		write_policy("home/p.bin", PROJECT "accept 0x1ff\n");
		fake_reset(abi);
		fake.errata = fixed;
		ck_assert_int_eq(run("proj", NULL, NULL), 126);
		ck_assert_msg((strstr(fake.text, "warning: ") != NULL) == lost, "ABI %d: %s", abi,
		              fake.text);
		ck_assert_msg((strstr(fake.text, expected) != NULL) == lost, "ABI %d: %s", abi,
		              fake.text);
		fake_reset(abi);
		fake.errata = fixed;
		ck_assert_int_eq(run("proj", "--strict", NULL), lost ? 125 : 126);
		ck_assert(fake.executed == !lost && !fake.executed_early);
		/* Who renames nothing has lost nothing. */
		write_policy("home/p.bin", "grant rlwcd dir $WORKDIR own\naccept 0x1ff\n");
		fake_reset(abi);
		fake.errata = fixed;
		ck_assert_int_eq(run("proj", "--strict", NULL), 126);
		ck_assert_ptr_null(strstr(fake.text, "fs.disconnected"));
	}
}
END_TEST

/* The question costs a call, so it is asked only where the answer matters. */
START_TEST(new_kernels_are_not_asked_for_errata)
{
	unsigned calls[2];

	write_policy("home/p.bin", PROJECT "accept 0x3ff\n");
	for (int i = 0; i < 2; i++) {
		fake_reset(7 + i);
		ck_assert_int_eq(run("proj", NULL, NULL), 126);
		calls[i] = fake.calls;
	}
	ck_assert_uint_eq(calls[0], calls[1] + 1);
}
END_TEST

/* P36: nested domains never log; the command's own denials only if asked for. */
START_TEST(what_reaches_the_audit_log)
{
	enum { NEW_EXEC_ON = 2, SUBDOMAINS_OFF = 4 };
	bool logs = _i >= 7;

	write_policy("home/p.bin", PROJECT "accept 0x3ff\n");
	fake_reset(_i);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert_uint_eq(fake.restrict_flags, logs ? SUBDOMAINS_OFF : 0);
	fake_reset(_i);
	ck_assert_int_eq(run("proj", "--audit", NULL), 126);
	ck_assert_uint_eq(fake.restrict_flags, logs ? SUBDOMAINS_OFF | NEW_EXEC_ON : 0);
	ck_assert((strstr(fake.text, "warning: this kernel") == NULL) == logs);
	ck_assert((strstr(fake.text, "--audit needs ABI 7") == NULL) == logs);
	fake_reset(_i);
	char policy[128];
	char *argv[] = {"nono-exec", "--audit", "--strict", policy, "--", "cmd", NULL},
	     *environment[] = {home_variable, "PATH=/usr/bin", NULL};

	snprintf(policy, sizeof(policy), "%s/home/p.bin", root);
	ck_assert_int_eq(fake_run(argv, environment), logs ? 126 : 125);
	ck_assert(fake.executed == logs && !fake.executed_early);
}
END_TEST

/* A kernel that is newer than we are is used as the newest that we know. */
START_TEST(a_newer_kernel_is_the_newest_known)
{
	struct kernel known = {0}, newer = {0};

	fake_reset(LANDLOCK_ABI_KNOWN);
	ck_assert_int_eq(kernel_ask(&known), 0);
	fake_reset(_i);
	ck_assert_int_eq(kernel_ask(&newer), 0);
	ck_assert_uint_eq(newer.real, (unsigned)_i);
	newer.real = known.real;
	ck_assert_mem_eq(&known, &newer, sizeof(known));
	write_policy("home/p.bin", PROJECT);
	fake_reset(_i);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert_ptr_null(strstr(fake.text, "newer"));
	fake_reset(_i);
	ck_assert_int_eq(run("proj", "-v", NULL), 126);
	ck_assert_ptr_nonnull(strstr(fake.text, "is newer than this nono-exec: used as ABI 11"));
}
END_TEST

/* What the kernel's one rule for an object grants. */
static uint64_t
rule_of(const struct stat *st)
{
	uint64_t rights = 0;

	for (unsigned i = 0; i < fake.rules; i++)
		if (fake.objects[i].inode == st->st_ino && fake.objects[i].device == st->st_dev)
			rights |= fake.rights[i];
	return rights;
}

/* What the rules grant on PATH: all together, and the most that one of them does alone. */
static void
granted(const char *path, uint64_t *together, uint64_t *alone)
{
	uint64_t mask = UINT64_MAX;
	char at[256];
	struct stat st;

	*together = *alone = 0;
	snprintf(at, sizeof(at), "%s", path);
	for (;;) {
		ck_assert_int_eq(stat(*at ? at : "/", &st), 0);
		if (!S_ISDIR(st.st_mode))
			mask = BLOB_FS_FILE;
		uint64_t rights = rule_of(&st) & mask;
		*together |= rights;
		if (__builtin_popcountll(rights) > __builtin_popcountll(*alone))
			*alone = rights;
		if (!*at)
			return;
		*strrchr(at, '/') = '\0';
	}
}

static const char *const closure_policies[] = {
    "grant w dir $WORKDIR\ngrant r file $WORKDIR/file\ngrant l dir $WORKDIR/sub\n",
    "grant w dir $WORKDIR\ngrant rl dir $WORKDIR/sub implied\n",
    /* One anchor below another. */
    "grant rl dir ~\ngrant wcd dir $WORKDIR\n",
    "grant wcd dir $TMPDIR\ngrant rl dir $WORKDIR\n",
    "grant rl dir $TMPDIR\ngrant wcd dir $WORKDIR\ngrant x file ~/proj/file\n",
    "grant x file ~/proj/file\ngrant r dir ~\ngrant w dir $WORKDIR\n",
    /* By a symlink into another grant, and from above. */
    "grant rl dir ~/dots/link\ngrant wcd dir $WORKDIR\n",
    "grant w file ~/dots/way/file\ngrant r dir ~\n",
    /* What lies above the symlink is not for what it leads to. */
    "grant x dir ~/dots\ngrant rl dir ~/dots/link +x\n",
};

/*
 * A kernel before Linux 5.19 may want one rule to grant all of what is asked for at once: reading
 * and writing, say.  There each rule grants what those above it do, whatever anchors they are at.
 */
static void
closure_tree(void)
{
	shell("mv proj home/proj && echo f >home/proj/sub/file && "
	      "ln -s ../proj/sub home/dots/link && ln -s ../proj home/dots/way");
}

static void
closure_check(const char *policy)
{
	static const char *const paths[] = {"home",           "home/proj",          "home/proj/sub",
	                                    "home/proj/file", "home/proj/sub/file", "home/dots"};
	uint64_t together[3][6];
	char path[128], variable[128];

	snprintf(variable, sizeof(variable), "TMPDIR=%s/home/proj/sub", root);
	write_policy("home/p.bin", policy);
	for (int abi = 1; abi <= 2; abi++) {
		fake_reset(abi);
		int status = run("home/proj", NULL, variable);
		ck_assert_msg(status == 126, "%s%d: %s", policy, status, fake.text);
		for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
			uint64_t alone;

			snprintf(path, sizeof(path), "%s/%s", root, paths[i]);
			granted(path, &together[abi][i], &alone);
			ck_assert_msg(abi != 1 || together[1][i] == alone,
			              "%s%s: one rule grants %lx of %lx", policy, paths[i],
			              (unsigned long)alone, (unsigned long)together[1][i]);
			/* And nothing that the other ABIs do not grant as well. */
			ck_assert_msg(abi == 1 || together[1][i] == (together[2][i] & 0x1fff),
			              "%s%s: %lx, and on ABI 2 %lx", policy, paths[i],
			              (unsigned long)together[1][i], (unsigned long)together[2][i]);
		}
	}
}

START_TEST(one_rule_grants_all_where_it_must)
{
	closure_tree();
	closure_check(closure_policies[_i]);
}
END_TEST

/* The policy itself lies in the home directory, so that nothing may be written there. */
START_TEST(whatever_the_policy)
{
	static const struct {
		const char *text;
		bool file, read_only;
	} places[] = {{"dir ~", false, true},
	              {"dir ~/dots/link", false, false},
	              {"file ~/dots/way/file", true, false},
	              {"dir ~/proj", false, false},
	              {"file ~/proj/sub/file", true, false},
	              {"dir $WORKDIR", false, false},
	              {"dir $WORKDIR/sub", false, false},
	              {"file $WORKDIR/file", true, false},
	              {"dir $TMPDIR", false, false},
	              {"file $TMPDIR/file", true, false}};
	uint64_t seed = random_setting("SEED", 20261), runs = random_setting("RUNS", 100);

	closure_tree();
	for (uint64_t run = 0; run < runs; run++) {
		struct random random = random_seed(seed, run);
		char policy[1024] = "";
		size_t length = 0;

		for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
			const char *all = places[i].read_only ? "rlx"
			                  : places[i].file    ? "rwx"
			                                      : "rlwcdx";
			char rights[8] = "";
			size_t count = 0;

			for (size_t k = 0; all[k]; k++)
				if (random_chance(&random, 30))
					rights[count++] = all[k];
			if (count && random_chance(&random, 60))
				length += (size_t)snprintf(policy + length, sizeof(policy) - length,
				                           "grant %s %s\n", rights, places[i].text);
		}
		closure_check(policy);
	}
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("abi");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, each_loss_has_the_answer_of_the_table, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(tests, an_erratum_that_costs_a_promise_is_told, 0, 7);
	tcase_add_test(tests, new_kernels_are_not_asked_for_errata);
	tcase_add_loop_test(tests, what_reaches_the_audit_log, 1, ABIS + 1);
	tcase_add_loop_test(tests, a_newer_kernel_is_the_newest_known, 12, 14);
	tcase_add_loop_test(tests, one_rule_grants_all_where_it_must, 0,
	                    sizeof(closure_policies) / sizeof(closure_policies[0]));
	tcase_add_test(tests, whatever_the_policy);
	return run_tests("runtime-abi", tests);
}
