/* SPDX-License-Identifier: Apache-2.0 */
/* runtime-hygiene.c - which capabilities the command keeps. */
#include "runtime/kernel.h"
#include "runtime/sandbox.h"

#include "tests/unit/fake-kernel.h"
#include "tests/unit/loader-world.h"
#include "tests/unit/run.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROJECT "grant rlwcdn dir $WORKDIR own\n"

#if defined(__x86_64__)
#define OWN "0xc000003e"
#else
#define OWN "0xc00000b7"
#endif
/* Denies one call, on every kernel. */
#define FILTER "filter " OWN " 0\nbpf 0x15 0 1 250\nbpf 6 0 0 0x50001\n"

/* Root keeps what access to files needs, and what the policy grants; anybody else nothing. */
START_TEST(capabilities_are_dropped)
{
	static const uint32_t dac_override = 1u << 1;
	char policy[256];
	char *argv[] = {"nono-exec", policy, "--", "cmd", NULL},
	     *environment[] = {home_variable, "PATH=/usr/bin", NULL};

	snprintf(policy, sizeof(policy), "%s/home/p.bin", root);
	write_policy("home/p.bin", PROJECT "accept 0x3ff\n");
	enter("proj");
	fake_reset(7);
	fake.capabilities = ~0u;
	ck_assert_int_eq(fake_run(argv, environment), 126);
	ck_assert(fake.executed);
	ck_assert_uint_eq(fake.capabilities, geteuid() ? 0 : dac_override);
	ck_assert_uint_ge(fake.bounding_dropped, 40);
	ck_assert(geteuid() ||
	          strstr(fake.text, "running as root: of its capabilities, the command "
	                            "keeps dac_override\n"));
	/* Of what is not permitted, only what is still in the bounding set: 5 and 7. */
	fake_reset(7);
	fake.capabilities = dac_override;
	fake.lacking = ~(UINT64_C(1) << 5 | UINT64_C(1) << 7);
	ck_assert_int_eq(fake_run(argv, environment), 126);
	ck_assert_uint_eq(fake.capabilities, geteuid() ? 0 : dac_override);
	ck_assert_uint_eq(fake.bounding_dropped, geteuid() ? 4 : 3);
	fake_reset(7);
	ck_assert_int_eq(fake_run(argv, environment), 126);
	ck_assert_uint_eq(fake.bounding_dropped, 0);
	ck_assert_ptr_null(strstr(fake.text, "running as root"));
}
END_TEST

/* What the policy names stays, as far as the caller has it; what is missing is told with -v. */
START_TEST(capabilities_that_the_policy_names_are_kept)
{
	uint32_t named = 1u << 0 | 1u << 13, root_only = geteuid() ? 0 : 1u << 1;

	write_policy("home/p.bin", PROJECT "capabilities 0x2001\naccept 0x1ff\n");
	fake_reset(7);
	fake.capabilities = ~0u;
	fake.may_keep = named;
	ck_assert_int_eq(run("proj", "-v", NULL), 126);
	ck_assert(fake.executed);
	ck_assert_uint_eq(fake.capabilities, named | root_only);
	ck_assert_uint_eq(fake.inheritable, geteuid() ? named : 0);
	ck_assert_ptr_null(strstr(fake.text, "lacks"));
	ck_assert(geteuid() || strstr(fake.text, "keeps chown, dac_override, net_raw\n"));
	fake_reset(7);
	fake.capabilities = 1u << 13 | 1u << 21;
	fake.may_keep = named;
	ck_assert_int_eq(run("proj", "-v", NULL), 126);
	ck_assert(fake.executed);
	ck_assert_uint_eq(fake.capabilities, 1u << 13);
	ck_assert_ptr_nonnull(
	    strstr(fake.text, "the caller lacks, so the command does, too: chown\n"));
	fake_reset(7);
	ck_assert_int_eq(run("proj", NULL, NULL), 126);
	ck_assert_ptr_null(strstr(fake.text, "lacks"));
}
END_TEST

static int
fake_apply(char **argv, char **environment)
{
	struct process process = {
	    .argc = 4, .argv = argv, .envp = environment, .uid = geteuid(), .gid = getegid()};

	return sandbox_apply(&process);
}

static void *
wait_for_end(void *pipe)
{
	char end;

	return read(*(int *)pipe, &end, 1) == 0 ? pipe : NULL;
}

/* All threads or none: from ABI 8 on, and nothing that only one of them could give up. */
START_TEST(threads_are_restricted_together)
{
	char policy[256];
	char *argv[] = {"nono-exec", policy, "--", "cmd", NULL},
	     *environment[] = {home_variable, "PATH=/usr/bin", NULL};
	pthread_t thread;
	int hold[2];

	snprintf(policy, sizeof(policy), "%s/home/p.bin", root);
	write_policy("home/p.bin", PROJECT "accept 0x3ff\n" FILTER);
	enter("proj");
	fake_reset(8);
	ck_assert_int_eq(fake_apply(argv, environment), 0);
	ck_assert(fake.restricted && !(fake.restrict_flags & KERNEL_TSYNC));
	ck_assert(fake.filter_length && !fake.filter_for_all);
	ck_assert_int_eq(pipe(hold), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_end, &hold[0]), 0);
	fake_reset(7);
	ck_assert_int_eq(fake_apply(argv, environment), 125);
	ck_assert(!fake.restricted && !fake.no_new_privs);
	ck_assert(said("more than one thread, and the policy would hold for one of them"));
	fake_reset(8);
	ck_assert_int_eq(fake_apply(argv, environment), 0);
	ck_assert(fake.restricted && fake.restrict_flags & KERNEL_TSYNC);
	ck_assert(fake.filter_length && fake.filter_for_all);
	fake_reset(8);
	fake.capabilities = ~0u;
	ck_assert_int_eq(fake_apply(argv, environment), 125);
	ck_assert(!fake.restricted && fake.capabilities == ~0u);
	ck_assert(said("more than one thread, and capabilities"));
	close(hold[1]);
	pthread_join(thread, NULL);
	close(hold[0]);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("hygiene");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, capabilities_are_dropped);
	tcase_add_test(tests, capabilities_that_the_policy_names_are_kept);
	tcase_add_test(tests, threads_are_restricted_together);
	return run_tests("runtime-hygiene", tests);
}
