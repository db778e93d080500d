/* SPDX-License-Identifier: Apache-2.0 */
/* check.c - what the checks report, and where they stay silent. */
#include "compiler/check.h"

#include "compiler/diag-record.h"
#include "compiler/pass.h"
#include "tests/unit/ir-text.h"
#include "tests/unit/run.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

static struct ir *
checked_for(const char *text, enum target target)
{
	struct ir *ir = ir_from(arena, text);

	ir->target = target;
	pass_bypass(ir);
	checks_run(ir);
	pass_normalise(ir);
	return ir;
}

static struct ir *
checked(const char *text)
{
	return checked_for(text, TARGET_LANDLOCK);
}

/* Findings of the same family as CODE: risks, or all others. */
static unsigned
of_family(const struct ir *ir, enum diag_code code)
{
	unsigned count = 0;

	for (size_t i = 0; i < ir->diags->count; i++)
		count +=
		    diag_code_is_risk(ir->diags->findings[i].code) == diag_code_is_risk(code) &&
		    ir->diags->findings[i].code != DIAG_NEEDS_ABI;
	return count;
}

/* Exactly one finding, of CODE, at LINE, and no other of its family. */
static void
only(const struct ir *ir, enum diag_code code, uint32_t line)
{
	struct place at;

	ck_assert_uint_eq(ir_reported(ir, code, &at), 1);
	ck_assert_uint_eq(of_family(ir, code), 1);
	ck_assert_uint_eq(at.line, line);
}

static void
silent(const char *text)
{
	ck_assert_uint_eq(of_family(checked(text), DIAG_GRANT_IMPLIED), 0);
}

START_TEST(a_grant_of_a_protected_path)
{
	only(checked("deny all ~/.ssh group\nallow read ~/.ssh\n"), DIAG_GRANT_PROTECTED, 2);
	only(checked("deny all ~/.aws group\nallow read ~/.aws/cli file\n"), DIAG_GRANT_PROTECTED,
	     2);
	only(checked_for("deny all ~/.ssh group\nallow read ~/.ssh/a\n", TARGET_SEATBELT),
	     DIAG_GRANT_PROTECTED, 2);
	only(checked("deny all ~/.config/gcloud group\nallow read $XDG_CONFIG_HOME/gcloud/x\n"),
	     DIAG_GRANT_PROTECTED, 2);
	silent("deny all ~/.ssh group\nallow read ~/.sshfoo\n");
	silent("deny all ~/.ssh group\nallow read $WORKDIR/.ssh\n");
	silent("deny write,create ~/x\nallow read,list ~/x\n");
}
END_TEST

START_TEST(a_grant_above_protected_paths_is_one_finding)
{
	struct ir *ir = checked("deny all ~/.ssh group\n"
	                        "deny all ~/.aws group\n"
	                        "deny read ~/.aws group\n"
	                        "deny all ~/.gnupg group\n"
	                        "deny all $XDG_CONFIG_HOME/op group\n"
	                        "deny all ~/.netrc group\n"
	                        "allow read ~\n");

	only(ir, DIAG_GRANT_HOLDS_PROTECTED, 7);
	ck_assert_ptr_nonnull(strstr(ir->diags->findings[0].text, "and 2 more"));
	only(checked("deny all ~/.ssh group\nallow list / dir\n"), DIAG_GRANT_HOLDS_PROTECTED, 2);
	only(checked_for("deny all ~/.ssh group\nallow read ~\n", TARGET_SEATBELT),
	     DIAG_GRANT_CARVED, 2);
}
END_TEST

START_TEST(who_may_replace_a_name_reaches_it)
{
	only(checked("deny read ~/a/secret\nallow create ~/a\n"), DIAG_GRANT_HOLDS_PROTECTED, 2);
	only(checked("deny read ~/a/secret\nallow rename ~\n"), DIAG_GRANT_HOLDS_PROTECTED, 2);
	silent("deny read ~/a/secret\nallow write ~/a\n");
}
END_TEST

START_TEST(a_bypass_ends_a_conflict)
{
	silent("deny all ~/.docker group\nallow read,write,create,remove ~/.docker\n"
	       "bypass ~/.docker\n");
	silent("deny all ~/.docker group\nallow read ~/.docker/x\nbypass ~/.docker/x\n");
	/* Only for the rights that the profile grants there. */
	only(checked("deny all ~/.docker group\nallow read ~/.docker\n"
	             "allow write ~/.docker group\nbypass ~/.docker\n"),
	     DIAG_GRANT_PROTECTED, 3);
	/* Only there. */
	only(checked("deny all ~/.docker group\nallow read ~/.docker/x\n"
	             "allow read ~/.docker/y\nbypass ~/.docker/x\n"),
	     DIAG_GRANT_PROTECTED, 3);
}
END_TEST

START_TEST(a_bypass_above_denies_says_what_it_lifts)
{
	struct ir *ir = checked("deny all ~/.config/gcloud group\n"
	                        "deny all ~/.config/op group\n"
	                        "allow read ~/.config\n"
	                        "bypass ~/.config\n");

	only(ir, DIAG_BYPASS_WIDE, 4);
	ck_assert_uint_eq(ir->diags->findings[0].remark_count, 3);
}
END_TEST

START_TEST(a_bypass_that_meets_no_deny)
{
	only(checked("deny all ~/.ssh group\nallow read ~/.docker\nbypass ~/.docker\n"),
	     DIAG_BYPASS_UNUSED, 3);
	only(checked("deny write ~/.docker group\nallow read ~/.docker\nbypass ~/.docker\n"),
	     DIAG_BYPASS_UNUSED, 3);
}
END_TEST

START_TEST(a_grant_that_is_granted_already)
{
	only(checked("allow read,write ~/a\nallow read,write ~/a/nested\n"), DIAG_GRANT_IMPLIED, 2);
	only(checked("allow read ~/a\nallow read ~/a\n"), DIAG_GRANT_IMPLIED, 2);
	only(checked("allow read /usr group\nallow read /usr/lib\n"), DIAG_GRANT_IMPLIED, 2);
	only(checked(
		 "allow read ~/a\nallow write ~/b\nallow write ~/a/b\nallow read,write ~/a/b/c\n"),
	     DIAG_GRANT_IMPLIED, 4);
	silent("allow read /usr group\nallow read /usr/lib group\n");
	silent("allow read /usr/lib group\nallow read /usr\n");
	silent("allow read ~/a\nallow write ~/a/b\n");
	silent("allow read ~/a file\nallow read ~/a/b\n");
	silent("allow read $XDG_CONFIG_HOME/a\nallow read ~/.config/a/b\n");
}
END_TEST

START_TEST(a_grant_does_not_narrow_another)
{
	only(checked("allow read,write ~/p\nallow read ~/p/sub\n"), DIAG_GRANT_NOT_NARROWER, 2);
	/* What only directories have is nothing to a file. */
	only(checked("allow read,list ~/p\nallow read ~/p/sub file\n"), DIAG_GRANT_IMPLIED, 2);
}
END_TEST

START_TEST(a_deny_that_is_denied_already)
{
	only(checked("deny all ~/.ssh group\ndeny read ~/.ssh/keys\n"), DIAG_DENY_IMPLIED, 2);
	silent("deny all ~/.ssh group\ndeny read ~/.ssh/keys group\n");
	silent("deny write ~/.ssh group\ndeny read ~/.ssh\n");
}
END_TEST

START_TEST(a_port_listed_twice)
{
	only(checked("connect tcp 443\nconnect udp 443\nconnect tcp 443\n"), DIAG_PORT_TWICE, 3);
	silent("connect tcp 443\nlisten tcp 443\nconnect udp 443\n");
	silent("connect tcp 443\nconnect tcp 443 builtin\n");
}
END_TEST

/* COUNT findings of CODE, the one at LINE (0: any). */
static void
risks(const char *text, enum diag_code code, unsigned count, uint32_t line)
{
	const struct ir *ir = checked(text);
	struct place at = {0};

	ck_assert_uint_eq(ir_reported(ir, code, &at), count);
	if (line)
		ck_assert_uint_eq(at.line, line);
}

START_TEST(a_listed_path_is_reached_from_above_below_and_by_either_anchor)
{
	risks("allow write ~/.config/systemd/user/a\n", DIAG_RUNS_OUTSIDE, 1, 1);
	risks("allow write $XDG_CONFIG_HOME/systemd\n", DIAG_RUNS_OUTSIDE, 1, 1);
	risks("allow write /\n", DIAG_RUNS_OUTSIDE, 1, 1);
	risks("allow read ~/.config/systemd\n", DIAG_RUNS_OUTSIDE, 0, 0);
	risks("allow write ~/.config/systemd file\n", DIAG_RUNS_OUTSIDE, 0, 0);
	risks("allow write ~/.config/systemd/users\n", DIAG_RUNS_OUTSIDE, 0, 0);
	/* Each grant answers for what it reaches; the user's own before a group's. */
	risks("allow write ~/bin\nallow write ~/.vim\n", DIAG_RUNS_OUTSIDE, 2, 0);
	risks("allow write ~ group\nallow write ~/bin\n", DIAG_RUNS_OUTSIDE, 2, 0);
}
END_TEST

START_TEST(what_is_denied_is_no_risk)
{
	risks("deny all ~/.vimrc group\nallow write ~/.vimrc\n", DIAG_RUNS_OUTSIDE, 0, 0);
	risks("deny all ~/.docker group\nallow connect_unix ~/.docker\nbypass ~/.docker\n",
	      DIAG_DAEMON_SOCKET, 1, 2);
}
END_TEST

START_TEST(secrets_can_leave_through_what_is_open)
{
	risks("allow read ~/.codex\n", DIAG_SECRET_CAN_LEAVE, 1, 1);
	risks("allow list ~/.codex\n", DIAG_SECRET_CAN_LEAVE, 0, 0);
	risks("allow read ~/.codex/auth.json file\n", DIAG_SECRET_CAN_LEAVE, 1, 1);
	risks("allow read ~/.codex2\n", DIAG_SECRET_CAN_LEAVE, 0, 0);
}
END_TEST

START_TEST(rights_that_differ_stop_a_move)
{
	risks("allow read,write,create,remove,rename ~/a\n"
	      "allow write,create,remove,rename ~/b\n",
	      DIAG_MOVE_FAILS, 1, 2);
	risks("allow write,create,remove,rename ~/a\n"
	      "allow read,write,create,remove,rename ~/b\n",
	      DIAG_MOVE_FAILS, 1, 1);
	risks("allow read,write,create,remove,rename ~/a\n"
	      "allow write,create,remove,rename ~/a/b\n",
	      DIAG_MOVE_FAILS, 0, 0);
	risks("allow write,create,remove,rename ~/a\nallow read,write ~/b\n", DIAG_MOVE_FAILS, 0,
	      0);
}
END_TEST

START_TEST(writing_and_executing_meet_on_one_path)
{
	risks("allow exec ~/a\nallow write ~/a/b\n", DIAG_WRITE_AND_EXEC, 1, 2);
	risks("allow exec ~/a group\nallow write ~/a\n", DIAG_WRITE_AND_EXEC, 1, 2);
	risks("allow exec,write ~/a\nallow exec,write ~/b\n", DIAG_WRITE_AND_EXEC, 1, 1);
	risks("allow exec ~/a\nallow write ~/ab\nallow write /dev/pts\nallow exec /dev/pts\n",
	      DIAG_WRITE_AND_EXEC, 0, 0);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("check");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_grant_of_a_protected_path);
	tcase_add_test(tests, a_grant_above_protected_paths_is_one_finding);
	tcase_add_test(tests, who_may_replace_a_name_reaches_it);
	tcase_add_test(tests, a_bypass_ends_a_conflict);
	tcase_add_test(tests, a_bypass_above_denies_says_what_it_lifts);
	tcase_add_test(tests, a_bypass_that_meets_no_deny);
	tcase_add_test(tests, a_grant_that_is_granted_already);
	tcase_add_test(tests, a_grant_does_not_narrow_another);
	tcase_add_test(tests, a_deny_that_is_denied_already);
	tcase_add_test(tests, a_port_listed_twice);
	tcase_add_test(tests, a_listed_path_is_reached_from_above_below_and_by_either_anchor);
	tcase_add_test(tests, what_is_denied_is_no_risk);
	tcase_add_test(tests, secrets_can_leave_through_what_is_open);
	tcase_add_test(tests, rights_that_differ_stop_a_move);
	tcase_add_test(tests, writing_and_executing_meet_on_one_path);
	return run_tests("check", tests);
}
