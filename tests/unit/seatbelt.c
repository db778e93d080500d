/* SPDX-License-Identifier: Apache-2.0 */
/* seatbelt.c - the proof that a profile of macOS is its policy: one that is, and slips. */
#include "compiler/emit-seatbelt-verify.h"
#include "compiler/pass.h"
#include "tests/unit/ir-text.h"
#include "tests/unit/run.h"

#include <stdlib.h>

static const char base_text[] =
    "(version 1)(deny default)\n"
    "(deny process-info* nvram* iokit-get-properties file-link file-clone file-map-executable)\n"
    "(allow process-fork)\n"
    "(allow signal (target same-sandbox))\n"
    "(allow file-read* (literal \"/\"))\n"
    "(allow file-read* file-map-executable (subpath \"/usr/lib\"))\n"
    "(allow file-ioctl (regex #\"^/dev/ttys[0-9]+$\"))\n"
    "(allow network-outbound (literal \"/private/var/run/mDNSResponder\"))\n";

#define HOME(rest) "(string-append (param \"HOME\") \"" rest "\")"
#define WORK(rest) "(string-append (param \"WORKDIR\") \"" rest "\")"
#define ALL_BUT(inside, more) "(require-all (subpath " inside ") " more ")"
#define NOT(path) "(require-not (literal " path ")) (require-not (subpath " path ")) "
#define RUN "(string-append \"/run/\" (param \"UID\"))"
#define WORKDIR "(param \"WORKDIR\")"

/* What is protected below other anchors is left out wherever these lie. */
#define NO_ENV NOT(WORK("/.env"))
#define NO_SSH NOT(HOME("/.ssh"))
#define NO_KEY NOT(WORK("/k/.key"))
#define NOT_ITSELF(path) "(require-not (literal " path "))"

/* Each line is a rule, so that a test can take one away or put another in its place. */
static const char *const rules[] = {
    "(allow file-read* " ALL_BUT(HOME("/src"), NO_ENV) ")",
    "(allow file-read-data file-read-metadata " ALL_BUT(HOME("/dirs"),
                                                        "(vnode-type DIRECTORY)" NO_ENV) ")",
    "(allow file-read* file-map-executable " ALL_BUT(WORKDIR, NO_ENV NO_SSH) ")",
    "(allow file-write-data file-write-mode " ALL_BUT(WORKDIR, NO_ENV NO_SSH NO_KEY) ")",
    "(allow file-write-create " ALL_BUT(WORKDIR, NOT_ITSELF(WORKDIR) NO_ENV NO_SSH) ")",
    "(allow file-write-unlink " ALL_BUT(
	WORKDIR, NOT_ITSELF(WORKDIR) NO_ENV NO_SSH NOT(
		     WORK("/k"))) ")"
				  "(allow file-write-unlink " ALL_BUT(
				      WORK("/k"), NOT_ITSELF(WORK("/k")) NO_SSH) ")",
    "(allow file-write* " ALL_BUT(
	RUN, NOT_ITSELF(RUN) NO_ENV NO_SSH NO_KEY) ")"
						   "(allow file-read* " ALL_BUT(RUN,
                                                                                NO_ENV NO_SSH) ")",
    "(allow process-exec " ALL_BUT("(string-append (param \"XDG_DATA_HOME\") \"/bin\")",
                                   NO_ENV) ")"
					   "(allow file-read-metadata (literal (param \"HOME\")))",
    "(allow network-outbound (remote tcp \"*:443\") (remote unix-socket (literal \"/s\")))",
    "(allow file-read* (literal " HOME("/one") "))",
};
enum { SRC, DIRS, READ, WRITE, CREATE, UNLINK, RUN_UID, EXEC, NETWORK, ONE, NONE };

static const char policy[] = "allow read,list ~/src\n"
			     "allow list ~/dirs dir\n"
			     "allow read ~/one file\n"
			     "allow read,list,write,truncate,create,remove,rename $WORKDIR dir\n"
			     "deny all $WORKDIR/.env\n"
			     "deny write $WORKDIR/k/.key\n"
			     "allow read,list,write,truncate,create,remove,rename /run/$UID dir\n"
			     "allow exec ~/.local/share/bin\n"
			     "allow connect_unix /s file\n"
			     "deny all ~/.ssh\n"
			     "net blocked,closed\n"
			     "connect tcp 443\n";

static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

static struct sbpl_profile *
read_profile(const char *text)
{
	struct sources *sources = sources_new(arena);
	struct sbpl_profile *profile = sbpl_read(arena, sources, diags_new(arena, sources),
	                                         sources_add(sources, "file", str_of(text)));

	ck_assert_msg(profile != NULL, "%s", text);
	return profile;
}

static bool
proves(const struct ir *ir, const struct sbpl_profile *base, const struct sbpl_profile *own,
       const struct sbpl_profile *text, const char **how)
{
	struct seatbelt_parts parts = {.base = base, .own = own};

	return seatbelt_proves(ir, &parts, text, how);
}

/* The rules, with INSTEAD for the one at AT and MORE behind them; why not, or NULL. */
static const char *
prove(const char *lines, const char *base, unsigned at, const char *instead, const char *more)
{
	const char *text = base, *how;
	struct ir *ir = ir_from(arena, lines);
	bool proved;

	for (size_t i = 0; i < COUNTOF(rules); i++)
		text = arena_printf(arena, "%s%s\n", text, i == at ? instead : rules[i]);
	text = arena_printf(arena, "%s%s\n", text, more);
	pass_normalise(ir);
	proved = proves(ir, read_profile(base), NULL, read_profile(text), &how);
	ck_assert_int_eq(proved, how == NULL);
	return how;
}

START_TEST(what_says_the_policy_is_proved)
{
	const char *how = prove(policy, base_text, NONE, "", "");

	ck_assert_msg(!how, "%s", how);
}
END_TEST

/* What is left out may have a name; that says no more, and no less, than what it was defined as. */
START_TEST(a_name_is_what_it_was_defined_as)
{
	static const struct {
		const char *defined, *how;
	} cases[] = {
	    {"(require-all " NO_ENV NO_SSH ")", NULL},
	    {"(require-not (require-any (literal " WORK("/.env") " " HOME(
		 "/.ssh") ") (subpath " WORK("/.env") " " HOME("/.ssh") ")))",
	     "'file-read*' of a tree does not leave out"},
	    {"(require-all " NO_ENV "(require-not (literal " HOME("/.ssh") ")))",
	     "'file-read*' of a tree does not leave out '~/.ssh'"},
	    {"(require-any " NO_ENV NO_SSH ")", "'file-read-data' on '$WORKDIR/.env' is allowed"},
	    {"(require-all " NO_ENV NO_SSH NOT(WORK("/x")) ")",
	     "'file-read-data' on '$WORKDIR/x' is not allowed"},
	};
	const char *rule = "(allow file-read* file-map-executable (require-all (subpath " WORKDIR
			   ") unprotected-1))";

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		const char *how = prove(
		    policy, base_text, READ,
		    arena_printf(arena, "(define unprotected-1 %s)%s", cases[i].defined, rule), "");

		ck_assert_msg(cases[i].how ? how && strstr(how, cases[i].how) : !how, "%zu: %s", i,
		              how ? how : "proved");
	}
}
END_TEST

/* One rule is another, is missing, or is more than there should be. */
START_TEST(what_says_something_else_is_not)
{
	static const struct {
		unsigned at;
		const char *instead, *how;
	} slips[] = {
	    {SRC, "", "'file-read-data' on '~/src' is not allowed"},
	    {SRC, "(allow file-read* (subpath " HOME("/src2") "))",
	     "'file-read-data' on '~/src' is not allowed"},
	    {SRC, "(allow file-read* (literal " HOME("/src") "))", "is not allowed"},
	    {SRC, "(allow file-read-data (subpath " HOME("/src") "))",
	     "'file-read-metadata' on '~/src' is not allowed"},
	    {SRC, "(allow file-read* (subpath (param \"HOME\")))",
	     "'file-read-data' on '~' is allowed"},
	    {SRC, "(allow file-read* (prefix " HOME("/src") "))", "none that can be proved"},
	    {SRC, "(allow file-read* (regex #\"/src\"))", "none that can be proved"},
	    {SRC, "(allow file-read* (subpath (string-append (param \"HOUSE\") \"/src\")))",
	     "none that can be proved"},
	    {SRC, "(allow file-read* (subpath " HOME("/src") "))",
	     "'file-read*' of a tree does not leave out '$WORKDIR/.env', wherever that is"},
	    {READ, "(allow file-read* " ALL_BUT(WORKDIR, NO_ENV) ")",
	     "'file-read*' of a tree does not leave out '~/.ssh', wherever that is"},
	    {DIRS, "(allow file-read* (subpath " HOME("/dirs") "))",
	     "'file-read-data' on '~/dirs/"},
	    {ONE, "(allow file-read* (subpath " HOME("/one") "))", "'file-read-data' on '~/one/"},
	    {READ, "(allow file-read* (subpath " WORKDIR "))",
	     "'file-read-data' on '$WORKDIR/.env' is allowed"},
	    {READ,
	     "(allow file-read* (require-all (subpath " WORKDIR
	     ") (require-not (literal " WORK("/.env") "))))",
	     "'file-read-data' on '$WORKDIR/.env/"},
	    {WRITE, "(allow file-write-data " ALL_BUT(WORKDIR, NOT(WORK("/.env"))) ")",
	     "'file-write-data' on '$WORKDIR/k/.key' is allowed"},
	    {CREATE, "(allow file-write-create " ALL_BUT(WORKDIR, NOT(WORK("/.env"))) ")",
	     "'file-write-create' on '$WORKDIR', a directory, is allowed"},
	    /* Whoever may rename k has a .key that may be written. */
	    {UNLINK,
	     "(allow file-write-unlink " ALL_BUT(WORKDIR, "(require-not (literal " WORKDIR
	                                                  "))" NOT(WORK("/.env"))) ")",
	     "'file-write-unlink' on '$WORKDIR/k' is allowed"},
	    {UNLINK, "", "'file-write-unlink' on '$WORKDIR/"},
	    {RUN_UID, "", "'file-read-data' on '/run/$UID"},
	    {EXEC, "(allow process-exec (subpath \"/bin\"))",
	     "'process-exec*' on '/bin' is allowed"},
	    {NETWORK, "(allow network-outbound (remote tcp \"*:443\"))",
	     "'network-outbound' on '/s' is not allowed"},
	    {NETWORK, "(allow network-outbound (remote unix-socket (literal \"/s\")))",
	     "connecting to tcp port 443 is not allowed"},
	    {NETWORK, "(allow network-outbound (remote ip \"*:443\") (literal \"/s\"))",
	     "connecting to udp port 443 is allowed"},
	    {NETWORK,
	     "(allow network-outbound (remote tcp \"*:443\" \"localhost:80\") (literal \"/s\"))",
	     "connecting to tcp port 80 is allowed"},
	    {NETWORK, "(allow network-outbound (remote tcp) (literal \"/s\"))",
	     "connecting to tcp port 65535 is allowed"},
	};

	for (size_t i = 0; i < COUNTOF(slips); i++) {
		const char *how = prove(policy, base_text, slips[i].at, slips[i].instead, "");

		ck_assert_msg(how && strstr(how, slips[i].how), "%zu: '%s', expected '%s'", i,
		              how ? how : "proved", slips[i].how);
	}
}
END_TEST

START_TEST(a_rule_too_many_is_found)
{
	static const struct {
		const char *more, *how;
	} slips[] = {
	    {"(allow file-read-data (literal (string-append (param \"HOME\") \"/.ssh/id\")))",
	     "'file-read-data' on '~/.ssh/id' is allowed"},
	    {"(allow file-link (subpath (string-append (param \"HOME\") \"/src\")))",
	     "'file-link' on '~/src'"},
	    {"(allow file-write-setugid (literal \"/s\"))", "'file-write-setugid' on '/s'"},
	    {"(allow file-write-owner (literal (string-append (param \"HOME\") \"/one\")))",
	     "'file-write-owner' on '~/one'"},
	    {"(allow file-map-executable (literal (string-append (param \"HOME\") \"/.ssh/x\")))",
	     "'file-map-executable' on '~/.ssh/x'"},
	    {"(allow file-read*)", "has no filter"},
	    {"(deny file-read* (literal \"/s\"))", "a deny has a filter"},
	    {"(deny file-mount)", "stands behind a grant"},
	    {"(allow file* (literal \"/s\"))", "'file*' is granted, and no policy says that"},
	    {"(allow mach-lookup (global-name \"com.apple.secd\"))", "'mach-lookup' is granted"},
	    {"(allow process* (literal \"/s\"))", "'process*' is granted"},
	    {"(allow network-inbound (local tcp \"*:8080\"))", "listening on tcp port 8080"},
	    {"(allow network-outbound (local tcp \"*:8080\"))",
	     "connecting to udp port 443 is allowed"},
	    {"(allow file-read* (extension \"x\"))", "none that can be proved"},
	    {"(allow file-read* (require-not (extension \"x\")))", "none that can be proved"},
	    {"(allow file-read* (remote tcp \"*:443\"))", "none that can be proved"},
	    {"(allow network-outbound (require-any (literal \"/s\") (remote tcp \"*:443\")))",
	     "none that can be proved"},
	    {"(allow file-new (literal \"/s\"))", "what its own reader does not know"},
	    {"(allow file-read* (home-literal \"/s\"))", "what its own reader does not know"},
	};

	for (size_t i = 0; i < COUNTOF(slips); i++) {
		const char *how = prove(policy, base_text, NONE, "", slips[i].more);

		ck_assert_msg(how && strstr(how, slips[i].how), "%zu: '%s', expected '%s'", i,
		              how ? how : "proved", slips[i].how);
	}
}
END_TEST

/* A bypass opens a part of what a deny closes, and what leads there may stay closed. */
START_TEST(what_is_bypassed_is_open)
{
	static const char lines[] = "allow read,list /a dir\n"
				    "deny all /a/b\n"
				    "bypass /a/b/c\n"
				    "allow create,remove /d dir\n"
				    "deny all /d/e/f\n"
				    "bypass /d/e/f\n"
				    "allow create /s dir\n"
				    "net blocked,closed\n";
	static const char text[] =
	    "(allow file-read* (subpath \"/a/b/c\")"
	    " (require-all (subpath \"/a\") (require-not (subpath \"/a/b\"))))"
	    "(allow file-write-create"
	    " (require-all (subpath \"/d\") (require-not (literal \"/d\")))"
	    " (require-all (subpath \"/s\") (require-not (literal \"/s\")) (vnode-type SOCKET)))";
	static const char unlink[] =
	    "(allow file-write-unlink (require-all (subpath \"/d\")"
	    " (require-not (literal \"/d\")) (require-not (literal \"/d/e\"))))";
	struct ir *ir = ir_from(arena, lines);
	struct sbpl_profile *base = read_profile(base_text);
	const char *how;

	/* Sockets, and nothing else. */
	for (size_t i = 0; i < ir->grants.count; i++)
		if (str_is(ir->grants.items[i].path.rest, "s"))
			ir->grants.items[i].rights = BLOB_FS_MAKE_SOCK;
	proves(ir, base, NULL, read_profile(arena_printf(arena, "%s%s%s", base_text, text, unlink)),
	       &how);
	ck_assert_msg(!how, "%s", how);
	ck_assert(!proves(ir, base, NULL,
	                  read_profile(arena_printf(arena, "%s%s", base_text, text)), &how));
	ck_assert_msg(strstr(how, "'file-write-unlink' on '/d/") != NULL, "%s", how);
	ck_assert(!proves(
	    ir, base, NULL,
	    read_profile(arena_printf(arena, "%s%s%s(allow file-write-create (literal \"/s/x\"))",
	                              base_text, text, unlink)),
	    &how));
	ck_assert_str_eq(how, "'file-write-create' on '/s/x' is allowed, and the policy does not");
}
END_TEST

/* For what lies directly in a directory: the tree, and how many names a path in it has. */
START_TEST(what_lies_directly_in_a_directory_is_told_from_the_tree)
{
#define CHILDREN(tree, regex) "(require-all (subpath " tree ") (regex " regex "))"
#define OF_HOME(names) "(string-append \"^\" (regex-quote (param \"HOME\")) \"" names "$\")"
	static const char lines[] = "allow connect_unix /r/a children\n"
				    "allow connect_unix ~/s children\n"
				    "deny all /r/a/no\n"
				    "net blocked,closed\n";
	static const struct {
		const char *root, *home, *how;
	} cases[] = {
	    {CHILDREN("\"/r/a\"", "\"^/[^/]+/[^/]+/[^/]+$\""),
	     CHILDREN(HOME("/s"), OF_HOME("/[^/]+/[^/]+")), NULL},
	    {"(subpath \"/r/a\")", CHILDREN(HOME("/s"), OF_HOME("/[^/]+/[^/]+")),
	     "is allowed, and the policy does not"},
	    {CHILDREN("\"/r/a\"", "\"^/[^/]+/[^/]+$\""),
	     CHILDREN(HOME("/s"), OF_HOME("/[^/]+/[^/]+")), "none that can be proved"},
	    {CHILDREN("\"/r/a\"", "\"^/[^/]+/[^/]+/[^/]*$\""),
	     CHILDREN(HOME("/s"), OF_HOME("/[^/]+/[^/]+")), "none that can be proved"},
	    {CHILDREN("\"/r/a\"", "\"^/[^/]+/[^/]+/[^/]+\""),
	     CHILDREN(HOME("/s"), OF_HOME("/[^/]+/[^/]+")), "none that can be proved"},
	    {CHILDREN("\"/r/a\"", "\"^/[^/]+/[^/]+/[^/]+$\""),
	     CHILDREN(HOME("/s"), OF_HOME("/[^/]+")), "none that can be proved"},
	    {CHILDREN("\"/r/a\"", "\"^/[^/]+/[^/]+/[^/]+$\""),
	     CHILDREN(HOME("/s"), "\"^/[^/]+/[^/]+$\""), "none that can be proved"},
	    {CHILDREN("\"/r/a\"", "\"^/[^/]+/[^/]+/[^/]+$\""),
	     CHILDREN(WORK("/s"), OF_HOME("/[^/]+/[^/]+")), "none that can be proved"},
	    {CHILDREN("\"/r/a\"", "\"^/[^/]+/[^/]+/[^/]+$\""), "(literal \"/r/a/x\")",
	     "is not allowed, and the policy does"},
	    {CHILDREN("\"/r/a\"", "\"^/[^/]+/[^/]+/[^/]+$\"") " (literal \"/r/a/x/y\")",
	     CHILDREN(HOME("/s"), OF_HOME("/[^/]+/[^/]+")),
	     "'network-outbound' on '/r/a/x/y' is allowed"},
	    {"(require-not (require-not " CHILDREN("\"/r/a\"", "\"^/[^/]+/[^/]+/[^/]+$\"") "))",
	     CHILDREN(HOME("/s"), OF_HOME("/[^/]+/[^/]+")), NULL},
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct ir *ir = ir_from(arena, lines);
		const char *how, *no = "(require-not (literal \"/r/a/no\"))"
				       "(require-not (subpath \"/r/a/no\"))";

		pass_normalise(ir);
		proves(ir, read_profile(base_text), NULL,
		       read_profile(arena_printf(
			   arena, "%s(allow network-outbound (require-all (require-any %s %s) %s))",
			   base_text, cases[i].root, cases[i].home, no)),
		       &how);
		ck_assert_msg(cases[i].how ? how && strstr(how, cases[i].how) : !how,
		              "%zu: '%s', expected '%s'", i, how ? how : "proved",
		              cases[i].how ? cases[i].how : "proved");
	}
}
END_TEST

/* The one difference that a backend may ask for, and nothing more. */
START_TEST(a_granted_directory_itself_may_be_let_go)
{
	static const char grant[] = "allow create,remove /d dir\nnet blocked,closed\n";
	static const char text[] = "(allow file-write-create file-write-unlink (subpath \"/d\"))";
	static const char wide[] = "(allow file-write-create file-write-unlink (subpath \"/d\") "
				   "(literal \"/e\"))";
	struct seatbelt_parts parts = {.base = read_profile(base_text)};
	const char *how;

	for (int i = 0; i < 3; i++) {
		struct sbpl_profile *whole =
		    read_profile(arena_printf(arena, "%s%s", base_text, i == 2 ? wide : text));

		parts.roots = i > 0;
		ck_assert_int_eq(seatbelt_proves(ir_from(arena, grant), &parts, whole, &how),
		                 i == 1);
		if (i != 1)
			ck_assert_msg(
			    strstr(how, i ? "on '/e' is allowed" : "on '/d', a directory"), "%s",
			    how);
	}
	/* What is protected below it keeps it in its place all the same. */
	ck_assert(!seatbelt_proves(
	    ir_from(arena, arena_printf(arena, "%sdeny create /d/s\n", grant)), &parts,
	    read_profile(arena_printf(arena,
	                              "%s(allow file-write-create (require-all (subpath \"/d\") "
	                              "(require-not (subpath \"/d/s\"))))"
	                              "(allow file-write-unlink (subpath \"/d\"))",
	                              base_text)),
	    &how));
	ck_assert_msg(strstr(how, "'file-write-unlink' on '/d', a directory, is") != NULL, "%s",
	              how);
}
END_TEST

/* Each is looked up by its own name, however many there are. */
START_TEST(one_wrong_name_among_many_is_found)
{
	enum { MANY = 600 };
	const char *lines = "net blocked,closed\n", *how;
	const struct sbpl_profile *base = read_profile(base_text);

	for (int i = 0; i < MANY; i++)
		lines = arena_printf(arena, "%sallow connect_unix /s/%d file\n", lines, i);
	for (int wrong = -1; wrong < MANY; wrong += 200) {
		const char *text = base_text;

		for (int i = 0; i < MANY; i++)
			text = arena_printf(arena, "%s%s(literal \"/s/%d%s\")", text,
			                    i ? " " : "(allow network-outbound ", i,
			                    i == wrong ? "x" : "");
		ck_assert_int_eq(proves(ir_from(arena, lines), base, NULL,
		                        read_profile(arena_printf(arena, "%s)", text)), &how),
		                 wrong < 0);
		if (wrong >= 0)
			ck_assert_msg(strstr(how, arena_printf(arena, "/s/%d", wrong)) != NULL,
			              "%s", how);
	}
}
END_TEST

/* A port of this host is open to it, and to no other; one for any host, to all. */
START_TEST(a_port_of_this_host_is_for_no_other)
{
	static const char lines[] = "net blocked,closed\nconnect tcp 80\nlisten tcp 80\n";
	static const struct {
		const char *connect, *listen;
		uint8_t local;
		const char *how;
	} cases[] = {
	    {"*", "*", 0, NULL},
	    {"localhost", "*", BLOB_PORT_CONNECT, NULL},
	    {"localhost", "localhost", BLOB_PORT_CONNECT | BLOB_PORT_BIND, NULL},
	    {"*", "*", BLOB_PORT_CONNECT, "connecting to tcp port 80 is allowed"},
	    {"localhost", "*", BLOB_PORT_CONNECT | BLOB_PORT_BIND,
	     "listening on tcp port 80 is allowed"},
	    {"localhost", "*", 0, "connecting to tcp port 80 is not allowed"},
	    {"localhost", "localhost", BLOB_PORT_CONNECT, "listening on tcp port 80 is not"},
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct ir *ir = ir_from(arena, lines);
		const char *how;

		for (size_t j = 0; j < 2; j++)
			ir->ports[j].local = cases[i].local & ir->ports[j].access;
		proves(ir, read_profile(base_text), NULL,
		       read_profile(arena_printf(
			   arena,
			   "%s(allow network-outbound (remote tcp \"%s:80\"))"
			   "(allow network-bind network-inbound (local tcp \"%s:80\"))",
			   base_text, cases[i].connect, cases[i].listen)),
		       &how);
		if (cases[i].how)
			ck_assert_msg(how && strstr(how, cases[i].how), "%zu: %s", i, how);
		else
			ck_assert_msg(!how, "%zu: %s", i, how);
	}
}
END_TEST

/* Rules of the profile in the language itself: as they are, and about something else. */
START_TEST(own_rules_come_last_and_are_about_something_else)
{
	static const struct {
		const char *own, *end, *how;
	} cases[] = {
	    {"(allow mach-lookup (global-name \"a\"))", "(allow mach-lookup (global-name \"a\"))",
	     NULL},
	    {"(allow mach-lookup (global-name \"a\"))", "(allow mach-lookup (global-name \"b\"))",
	     "it does not end with the profile's own rules"},
	    {"(allow mach-lookup (global-name \"a\"))", "", "it lacks rules of the base"},
	    {"(allow mach-lookup)", "(allow mach-lookup)", "has no filter"},
	    {"(allow file-link (literal \"/a\"))", "(allow file-link (literal \"/a\"))",
	     "is about files or the network"},
	    {"(allow file-read* (literal \"/a\"))", "(allow file-read* (literal \"/a\"))",
	     "is about files or the network"},
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct sbpl_profile *own =
		    read_profile(arena_printf(arena, "(version 1)%s", cases[i].own));
		const char *how;

		proves(ir_from(arena, "net blocked,closed\n"), read_profile(base_text), own,
		       read_profile(arena_printf(arena, "%s%s", base_text, cases[i].end)), &how);
		ck_assert_msg(!how == !cases[i].how && (!how || strstr(how, cases[i].how)),
		              "%zu: %s", i, how ? how : "proved");
	}
}
END_TEST

/* What the base leaves open, or gives away of what is protected. */
START_TEST(the_base_is_held_to_the_policy_too)
{
	static const char open[] = "(version 1)(deny default)(deny file-clone file-map-executable)";
	static const char loose[] = "(version 1)(deny file-link file-clone file-map-executable)";
	static const char narrow[] = "(version 1)(deny default)(deny file-link file-clone "
				     "file-map-executable file-write-unlink)";
	const char *how = prove(policy, open, NONE, "", "");

	ck_assert_msg(how && strstr(how, "'file-link' on"), "%s", how);
	how = prove(policy, loose, NONE, "", "");
	ck_assert_msg(how && strstr(how, "does not deny by default"), "%s", how);
	how = prove(policy, narrow, NONE, "", "");
	ck_assert_msg(how && strstr(how, "'file-write*' is granted and 'file-write-unlink' denied"),
	              "%s", how);
	how = prove(arena_printf(arena, "%sdeny read /usr/lib/secret\n", policy), base_text, NONE,
	            "", "");
	ck_assert_msg(how && strstr(how, "'file-read-data' on '/usr/lib/secret' is allowed"), "%s",
	              how);
	/* Another text than the one that is emitted. */
	ck_assert(!proves(ir_from(arena, "net blocked,closed\n"), read_profile(base_text), NULL,
	                  read_profile("(version 1)(deny default)"), &how));
	ck_assert_str_eq(how, "it lacks rules of the base");
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("proof");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, what_says_the_policy_is_proved);
	tcase_add_test(tests, a_name_is_what_it_was_defined_as);
	tcase_add_test(tests, what_says_something_else_is_not);
	tcase_add_test(tests, a_rule_too_many_is_found);
	tcase_add_test(tests, what_is_bypassed_is_open);
	tcase_add_test(tests, what_lies_directly_in_a_directory_is_told_from_the_tree);
	tcase_add_test(tests, a_granted_directory_itself_may_be_let_go);
	tcase_add_test(tests, one_wrong_name_among_many_is_found);
	tcase_add_test(tests, a_port_of_this_host_is_for_no_other);
	tcase_add_test(tests, own_rules_come_last_and_are_about_something_else);
	tcase_add_test(tests, the_base_is_held_to_the_policy_too);
	return run_tests("seatbelt", tests);
}
