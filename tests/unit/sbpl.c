/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl.c - profiles of macOS: what is read, what is refused, and what each model allows. */
#include "compiler/sbpl.h"
#include "compiler/sbpl-judge.h"
#include "tests/unit/reading.h"
#include "tests/unit/run.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum { VECTORS = 32, NAIVE = 20, LINE_SIZE = 2048 };

#define DEFINE(number, path) "(define unprotected-" number " (literal \"" path "\"))"

static struct reading reading;

static void
set_up(void)
{
	reading = (struct reading){.arena = arena_new()};
}

static void
tear_down(void)
{
	reading_free(&reading);
}

static struct sbpl_profile *
read_profile(const char *text)
{
	struct sources *sources = sources_new(reading.arena);

	reading.diags = diags_new(reading.arena, sources);
	return sbpl_read(reading.arena, sources, reading.diags,
	                 sources_add(sources, "file", str_of(text)));
}

/* With what every profile begins with. */
static struct sbpl_profile *
profile_of(const char *rules)
{
	return read_profile(arena_printf(reading.arena, "(version 1)(deny default)\n%s", rules));
}

static char
letter(const struct sbpl_profile *profile, const struct sbpl_request *request,
       enum sbpl_model model)
{
	return "DA?"[sbpl_judge(profile, request, model).verdict];
}

/* "D", "A" or "?" of an operation on a path; "$NAME/x" lies below the unbound parameter NAME. */
static char
ask(const struct sbpl_profile *profile, enum sbpl_op op, const char *path)
{
	struct sbpl_fact fact = {SBPL_KEY_PATH, .text = str_of(path)};
	struct sbpl_request request = {.op = op, .facts = &fact, .fact_count = 1};
	const char *slash = strchr(path, '/');

	if (path[0] == '$') {
		fact.unbound = (struct str){
		    path + 1, (uint32_t)((slash ? slash : path + strlen(path)) - path - 1)};
		fact.text = str_of(slash ? slash : "");
	}
	return letter(profile, &request, SBPL_FALLBACK);
}

static void
context_fact(json_t *context, struct sbpl_fact *fact)
{
	static const struct {
		const char *name;
		enum sbpl_key key;
	} names[] = {{"path", SBPL_KEY_PATH},
	             {"remote", SBPL_KEY_REMOTE},
	             {"local", SBPL_KEY_LOCAL},
	             {"target", SBPL_KEY_TARGET},
	             {"syscall-number", SBPL_KEY_SYSCALL_NUMBER}};
	const char *name = json_object_iter_key(json_object_iter(context));
	json_t *value = json_object_get(context, name);
	size_t at = 0;

	ck_assert_uint_eq(json_object_size(context), 1);
	while (at < COUNTOF(names) && strcmp(names[at].name, name) != 0)
		at++;
	ck_assert_msg(at < COUNTOF(names), "nobody knows the context '%s'", name);
	fact->key = names[at].key;
	if (!json_is_array(value)) {
		fact->text = str_of(json_string_value(value));
		return;
	}
	fact->protocol = json_string_value(json_array_get(value, 0));
	fact->text = str_of(json_string_value(json_array_get(value, 1)));
	fact->port = (uint16_t)atoi(json_string_value(json_array_get(value, 2)));
}

/* id, kind, rules, operation, context, verdict, source: whether each model says what was seen. */
static void
try_vector(char *line, unsigned right[static 2])
{
	char *fields[7];
	struct sbpl_fact fact = {0};
	struct sbpl_request request = {.facts = &fact, .fact_count = 1};
	struct sbpl_profile *profile;
	json_t *context;
	char expected, answer[2];

	for (size_t i = 0; i < COUNTOF(fields); i++) {
		fields[i] = strsep(&line, "\t");
		ck_assert_msg(fields[i] != NULL, "a line of %zu fields", i);
	}
	profile = profile_of(fields[2]);
	ck_assert_msg(profile && !*reading_said(&reading), "%s: %s", fields[0],
	              reading_said(&reading));
	request.op = sbpl_op_find(str_of(fields[3]));
	ck_assert_int_ne(request.op, SBPL_OP_NONE);
	context = json_loads(fields[4], 0, NULL);
	ck_assert_ptr_nonnull(context);
	context_fact(context, &fact);
	expected = strcmp(fields[5], "allow") == 0 ? 'A' : 'D';
	answer[0] = letter(profile, &request, SBPL_FALLBACK);
	answer[1] = letter(profile, &request, SBPL_LAST_MATCH);
	ck_assert_msg(answer[0] == expected, "%s: %c, expected %c", fields[0], answer[0], expected);
	ck_assert_int_ne(answer[1], '?');
	right[0]++;
	right[1] += answer[1] == expected;
	json_decref(context);
}

/* What was seen on macOS, or is what its own profiles rely on. */
START_TEST(the_measured_verdicts_are_those_of_the_fallback_model)
{
	const char *top = getenv("SRCDIR");
	char line[LINE_SIZE];
	unsigned right[2] = {0, 0};
	FILE *in = fopen(arena_printf(reading.arena, "%s/tests/data/sbpl-precedence-vectors.tsv",
	                              top ? top : "."),
	                 "r");

	ck_assert_ptr_nonnull(in);
	while (fgets(line, sizeof(line), in))
		if (line[0] != '#' && strncmp(line, "id\t", 3) != 0)
			try_vector(line, right);
	fclose(in);
	ck_assert_uint_eq(right[0], VECTORS);
	/* The other model is another one: a test that cannot tell them apart proves nothing. */
	ck_assert_uint_eq(right[1], NAIVE);
}
END_TEST

/* Codes and places; profiles that are read all the same are those of warnings only. */
START_TEST(what_is_wrong_has_its_place)
{
	static const struct refusal refusals[] = {
	    {"(version 1)\n(deny default)\n; a comment\n", ""},
	    {"(deny default)", "N0035 1:1"},
	    {"(version 1)(version 1)", "N0035 1:12"},
	    {"(version)", "N0035 1:1"},
	    {"(version 3)", "N0036 1:10"},
	    {"(version 1)(allow)", "N0035 1:12"},
	    {"(version 1)(allow \"file-read*\")", "N0035 1:19, N0035 1:12"},
	    {"(version 1) x", "N0035 1:13"},
	    {"(version 1)(allow file-raed*)", "N0036 1:19"},
	    {"(version 1)(Allow file-read*)", "N0036 1:12"},
	    {"(version 1)(define x \"/a\")", "N0036 1:12"},
	    {"(version 1)(define x (literal \"/a\"))", "N0036 1:12"},
	    {"(version 1)" DEFINE("", "/a"), "N0036 1:12"},
	    {"(version 1)" DEFINE("1", "/a") DEFINE("1", "/b"), "N0036 1:49"},
	    {"(version 1)(define (unprotected-1 x) (literal x))", "N0036 1:12"},
	    {"(version 1)(define unprotected-1 file-read*)", "N0036 1:12"},
	    {"(version 1)(define unprotected-1 (literal x))", "N0036 1:43"},
	    {"(version 1)(allow file-read* unprotected-1)", "N0036 1:30"},
	    {"(version 1)(allow file-read* (require-not unprotected-1))" DEFINE("1", "/a"),
	     "N0035 1:43"},
	    {"(version 1)" DEFINE("1", "/a") "(define unprotected-2 (require-not unprotected-1))",
	     "N0035 1:84"},
	    {"(version 1)(import \"system.sb\")", "N0036 1:12"},
	    {"(version 1)(if (defined? 'x) 1 2)", "N0036 1:12"},
	    {"(version 1)(allow file-read* (sub-path \"/a\"))", "N0036 1:30"},
	    {"(version 1)(allow file-read* (subpath))", "N0036 1:30"},
	    {"(version 1)(allow file-read* (subpath \"\"))", "N0036 1:39"},
	    {"(version 1)(allow file-read* (subpath \"a\"))", "N0036 1:39"},
	    {"(version 1)(allow file-read* (subpath \"/a/\"))", "N0036 1:39"},
	    {"(version 1)(allow file-read* (subpath \"/a/..\"))", "N0036 1:39"},
	    {"(version 1)(allow file-read* (subpath \"/a//b\"))", "N0036 1:39"},
	    {"(version 1)(allow file-read* (subpath x))", "N0036 1:39"},
	    {"(version 1)(allow signal (target \"self\"))", "N0036 1:34"},
	    {"(version 1)(allow file-read* (subpath (param X)))", "N0036 1:39"},
	    {"(version 1)(allow file-read* (subpath (param \"X\")))", ""},
	    {"(version 1)(allow file-read* (subpath (string-append (param \"X\") \"/a\")))", ""},
	    {"(version 1)(allow file-read* (require-not))", "N0035 1:30"},
	    {"(version 1)(allow file-read* (require-all))", "N0036 1:30"},
	    {"(version 1)(allow file-read* (require-all \"/a\"))", "N0035 1:43"},
	    {"(version 1)(allow network-outbound (remote tcp \"*:443\"))", ""},
	    {"(version 1)(allow network-outbound (remote tcp \"10.0.0.1:443\"))", "N0035 1:48"},
	    {"(version 1)(allow network-outbound (remote tcp \"*:0\"))", "N0035 1:48"},
	    {"(version 1)(allow network-outbound (remote tcp \"*:1-9\"))", "N0035 1:48"},
	    {"(version 1)(allow network-outbound (remote tcp \"*:65536\"))", "N0035 1:48"},
	    {"(version 1)(allow network-outbound (remote tcp \"*\"))", "N0035 1:48"},
	    {"(version 1)(allow network-outbound (remote icmp))", "N0036 1:44"},
	    {"(version 1)(deny default (with no-log))(allow signal (with report))", ""},
	    {"(version 1)(allow signal (with no-log))", "N0035 1:32"},
	    {"(version 1)(allow process-exec (with no-sandbox))", "N0036 1:38"},
	    {"(version 1", "N0011 1:11"},
	    {"(version 1))", "N0010 1:12"},
	    {"(version 1)(allow \"x", "N0011 1:19"},
	    {"(version 1)\"a\\\\\"b\"", "N0010 1:17"},
	    {"(version 1)'", "N0011 1:13"},
	    {"(version 1)(x ')", "N0010 1:16"},
	    {"(version 1)#(1)", "N0010 1:12"},
	    {"(version 1)a\"b\"", "N0010 1:12"},
	    {"(version 1)[a]", "N0010 1:12"},
	    {"(version 1) ; a\rb", "N0005 1:16"},
	    {"", "N0001 1:1"},
	};

	for (size_t i = 0; i < COUNTOF(refusals); i++) {
		struct sbpl_profile *profile = read_profile(refusals[i].text);
		const char *said = reading_said(&reading);

		ck_assert_msg(strcmp(said, refusals[i].said) == 0, "%s: \"%s\", expected \"%s\"",
		              refusals[i].text, said, refusals[i].said);
		ck_assert_msg(!profile == (diags_count(reading.diags, SEVERITY_ERROR) > 0), "%s",
		              refusals[i].text);
		if (profile)
			ck_assert_msg(profile->unknown == (strstr(said, "N0036") != NULL), "%s",
			              refusals[i].text);
	}
}
END_TEST

/* As macOS reads them: what JSON means by \u00e9 is something else here. */
START_TEST(strings_are_what_macos_reads)
{
	static const struct {
		const char *written, *read, *said;
	} strings[] = {
	    {"\"/a\"", "/a", ""},
	    {"\"/a\\\\b\"", "/a\\b", ""},
	    {"\"/a\\\"b\"", "/a\"b", ""},
	    {"\"/a;b(\"", "/a;b(", ""},
	    {"\"/\\n\\t\\r\"", "/\n\t\r", ""},
	    {"\"/\\1017\"", "/A7", ""},
	    {"\"/\\7x\"", "/\7x", ""},
	    {"\"/\\x41b\"", "/Ab", ""},
	    {"\"/\\u00e9\"", "/u00e9", "N0037 1:41"},
	    {"\"/\\q\\b\"", "/qb", "N0037 1:41"},
	    {"\"/\xc3\xa9\"", "/\xc3\xa9", ""},
	    {"#\"/a\\n\"", "/a\\n", ""},
	    {"\"/\\x4\"", NULL, "N0015 1:41"},
	    {"\"/\\400\"", NULL, "N0015 1:41"},
	    {"\"/\\0\"", NULL, "N0003 1:41"},
	};

	for (size_t i = 0; i < COUNTOF(strings); i++) {
		struct sbpl_profile *profile = read_profile(
		    arena_printf(reading.arena, "(version 1)(allow file-read* (subpath %s))",
		                 strings[i].written));

		ck_assert_str_eq(reading_said(&reading), strings[i].said);
		ck_assert_int_eq(profile != NULL, strings[i].read != NULL);
		if (profile)
			ck_assert_str_eq(profile->rules[0].filters[0]->values[0].parts[0].text.data,
			                 strings[i].read);
	}
}
END_TEST

START_TEST(a_long_string_is_told_and_a_deep_list_refused)
{
	struct str text = repeated("(version 1)(allow file-read* (subpath \"/", "a", 254, "\"))");

	ck_assert_ptr_nonnull(read_profile(text.data));
	ck_assert_str_eq(reading_said(&reading), "");
	free((char *)text.data);
	text = repeated("(version 1)(allow file-read* (subpath \"/", "a", 255, "\"))");
	ck_assert_ptr_nonnull(read_profile(text.data));
	ck_assert_str_eq(reading_said(&reading), "N0037 1:39");
	free((char *)text.data);
	text = repeated("(version 1)", "(", 65, "");
	ck_assert_ptr_null(read_profile(text.data));
	ck_assert_str_eq(reading_said(&reading), "N0013 1:76");
	free((char *)text.data);
	text = repeated("(version 1)", "'", 100000, "x");
	ck_assert_ptr_null(read_profile(text.data));
	ck_assert_str_eq(reading_said(&reading), "N0013 1:76");
	free((char *)text.data);
}
END_TEST

/* Eight bytes are looked at at once: nothing hides among the others. */
START_TEST(a_control_character_is_found_wherever_it_stands)
{
	static const struct {
		const char *byte;
		const char *comment, *string;
	} cases[] = {{"\x01", "N0004", "N0004"},
	             {"\x1f", "N0004", "N0004"},
	             {"\x7f", "N0004", "N0008"},
	             {"\xff", "N0002", "N0002"},
	             {"~", "", ""},
	             {" ", "", ""}};

	for (size_t i = 0; i < COUNTOF(cases); i++)
		for (int at = 0; at < 20; at++) {
			const char *text =
			    arena_printf(reading.arena, "%.*s%s%.*s", at, "abcdefghijklmnopqrst",
			                 cases[i].byte, 20 - at, "abcdefghijklmnopqrst");

			read_profile(arena_printf(reading.arena, "(version 1);%s\n", text));
			ck_assert_msg(strncmp(reading_said(&reading), cases[i].comment, 5) == 0,
			              "%s: %s", text, reading_said(&reading));
			read_profile(arena_printf(reading.arena,
			                          "(version 1)(allow file-read* (literal \"/%s\"))",
			                          text));
			ck_assert_msg(strncmp(reading_said(&reading), cases[i].string, 5) == 0,
			              "%s: %s", text, reading_said(&reading));
		}
}
END_TEST

struct question {
	const char *rules, *path;
	enum sbpl_op op;
	char answer;
};

static void
check_questions(const struct question *questions, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct question *q = &questions[i];
		char answer = ask(profile_of(q->rules), q->op, q->path);

		ck_assert_msg(answer == q->answer, "%s on %s: %c, expected %c", q->rules, q->path,
		              answer, q->answer);
	}
}

/* A hostile text would be read in no time, and asked about for hours. */
START_TEST(what_definitions_come_to_is_limited)
{
	struct str text = repeated("(version 1)(define unprotected-1 (literal", " \"/a\"", 1 << 15,
	                           "))(allow file-read*");
	const char *many = "(version 1)";

	for (size_t uses = 40; uses <= 60; uses += 20) {
		struct str whole = repeated(text.data, " unprotected-1", uses, ")");

		ck_assert_int_eq(read_profile(whole.data) != NULL, uses == 40);
		ck_assert_int_eq(strstr(reading_said(&reading), "N0009") != NULL, uses == 60);
		free((char *)whole.data);
	}
	free((char *)text.data);
	for (int i = 0; i < 65; i++)
		many = arena_printf(reading.arena, "%s" DEFINE("%d", "/a") "\n", many, i);
	read_profile(many);
	ck_assert_str_eq(reading_said(&reading), "N0036 65:1");
}
END_TEST

START_TEST(a_path_is_compared_by_components)
{
	static const struct question questions[] = {
	    {"(allow file-read* (subpath \"/a\"))", "/a", SBPL_OP_FILE_READ_DATA, 'A'},
	    {"(allow file-read* (subpath \"/a\"))", "/a/b", SBPL_OP_FILE_READ_DATA, 'A'},
	    {"(allow file-read* (subpath \"/a\"))", "/ab", SBPL_OP_FILE_READ_DATA, 'D'},
	    {"(allow file-read* (subpath \"/a\"))", "/", SBPL_OP_FILE_READ_DATA, 'D'},
	    {"(allow file-read* (prefix \"/a\"))", "/ab", SBPL_OP_FILE_READ_DATA, 'A'},
	    {"(allow file-read* (literal \"/a\"))", "/a/b", SBPL_OP_FILE_READ_DATA, 'D'},
	    {"(allow file-read* (subpath \"/\"))", "/a", SBPL_OP_FILE_READ_DATA, 'A'},
	    {"(allow file-read* (subpath \"/\"))", "/", SBPL_OP_FILE_READ_DATA, 'A'},
	    {"(allow file-read* (literal \"/b\" \"/a\"))", "/a", SBPL_OP_FILE_READ_DATA, 'A'},
	    {"(allow file-read* (literal \"/b\")(literal \"/a\"))", "/a", SBPL_OP_FILE_READ_DATA,
	     'A'},
	    {"(allow file-read* (require-all (subpath \"/a\")(require-not (subpath \"/a/b\"))))",
	     "/a/c", SBPL_OP_FILE_READ_DATA, 'A'},
	    {"(allow file-read* (require-all (subpath \"/a\")(require-not (subpath \"/a/b\"))))",
	     "/a/b/c", SBPL_OP_FILE_READ_DATA, 'D'},
	    {DEFINE("1", "/a/b") "(allow file-read* (require-all (subpath \"/a\")"
	                         "(require-not unprotected-1)))",
	     "/a/b", SBPL_OP_FILE_READ_DATA, 'D'},
	    {DEFINE("1", "/a/b") "(allow file-read* (require-all (subpath \"/a\")"
	                         "(require-not unprotected-1)))",
	     "/a/c", SBPL_OP_FILE_READ_DATA, 'A'},
	    {"(allow file-read* (require-any (literal \"/a\")(literal \"/b\")))", "/b",
	     SBPL_OP_FILE_READ_DATA, 'A'},
	    {"(allow network-outbound (remote unix-socket (subpath \"/a\")))", "/a/s",
	     SBPL_OP_NETWORK_OUTBOUND, 'A'},
	    {"(allow network-outbound (remote ip))", "/a/s", SBPL_OP_NETWORK_OUTBOUND, 'D'},
	    {"(allow file-link (subpath \"/a\"))", "/b", SBPL_OP_FILE_LINK, 'A'},
	    {"(deny file-link)(allow file-link (subpath \"/a\"))", "/b", SBPL_OP_FILE_LINK, 'D'},
	    {"(allow process-exec (literal \"/a\"))", "/a", SBPL_OP_PROCESS_EXEC_INTERPRETER, 'A'},
	};

	check_questions(questions, COUNTOF(questions));
}
END_TEST

/* What is not known decides nothing, and leaves alone what it cannot change. */
START_TEST(what_is_not_known_is_not_guessed)
{
	static const struct question questions[] = {
	    {"(allow file-read* (regex #\"^/a\"))", "/a", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(deny file-read* (regex #\"^/a\"))", "/a", SBPL_OP_FILE_READ_DATA, 'D'},
	    /* So many names. */
	    {"(allow file-read* (regex #\"^/[^/]+/[^/]+$\"))", "/a/b", SBPL_OP_FILE_READ_DATA, 'A'},
	    {"(allow file-read* (regex #\"^/[^/]+/[^/]+$\"))", "/a", SBPL_OP_FILE_READ_DATA, 'D'},
	    {"(allow file-read* (regex #\"^/[^/]+/[^/]+$\"))", "/a/b/c", SBPL_OP_FILE_READ_DATA,
	     'D'},
	    {"(allow file-read* (regex #\"^/[^/]+$\"))", "/", SBPL_OP_FILE_READ_DATA, 'D'},
	    {"(allow file-read* (regex #\"^/[^/]+/\"))", "/a/b", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(allow file-read* (regex (string-append \"^\" (regex-quote (param \"H\")) "
	     "\"/[^/]+$\")))",
	     "/a/b", SBPL_OP_FILE_READ_DATA, '?'},
	    /* What it begins with can rule it out, and nothing else of it is followed. */
	    {"(allow file-read* (regex #\"^/ab[0-9]\"))", "/b", SBPL_OP_FILE_READ_DATA, 'D'},
	    {"(allow file-read* (regex #\"^/ab[0-9]\"))", "/ab", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(allow file-read* (regex #\"^/ab*\"))", "/a", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(allow file-read* (regex #\"^/ab?c\"))", "/ac", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(allow file-read* (regex #\"^/ab|^/b\"))", "/b", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(allow file-read* (regex #\"/ab\"))", "/b", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(allow file-read* (regex #\"^/a\\.b\"))", "/axb", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(allow file-read* (regex #\"^/a\"))", "/a", SBPL_OP_FILE_WRITE_DATA, 'D'},
	    {"(allow file-read* (regex #\"^/a\")(literal \"/a\"))", "/a", SBPL_OP_FILE_READ_DATA,
	     'A'},
	    {"(allow file-read* (regex #\"^/a\"))(deny file-read* (literal \"/a\"))", "/a",
	     SBPL_OP_FILE_READ_DATA, 'D'},
	    {"(allow file-read* (require-not (regex #\"^/a\")))", "/a", SBPL_OP_FILE_READ_DATA,
	     '?'},
	    {"(allow file-read* (require-all (regex #\"^/a\")(literal \"/b\")))", "/a",
	     SBPL_OP_FILE_READ_DATA, 'D'},
	    {"(allow file-read* (home-subpath \"/a\"))", "/a", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(allow file-read* (vnode-type DIRECTORY))", "/a", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(allow process-exec (literal \"/a\")(with no-sandbox))", "/a",
	     SBPL_OP_PROCESS_EXEC_ANY, '?'},
	    {"(import \"system.sb\")", "/a", SBPL_OP_FILE_READ_DATA, '?'},
	    {"(allow file-new*)", "/a", SBPL_OP_FILE_READ_DATA, '?'},
	};

	check_questions(questions, COUNTOF(questions));
}
END_TEST

/* A parameter that is not bound lies somewhere. */
START_TEST(an_unbound_parameter_lies_nobody_knows_where)
{
	static const char home[] = "(allow file-read* (subpath (string-append (param \"HOME\") "
				   "\"/.a\")))(allow file-write* (literal (param \"HOME\")))";
	static const char plain[] = "(allow file-read* (subpath \"/b\"))(allow file-write* "
				    "(literal \"/b/c\"))(allow file-ioctl (subpath \"/\"))";
	static const struct question questions[] = {
	    {home, "$HOME/.a", SBPL_OP_FILE_READ_DATA, 'A'},
	    {home, "$HOME/.a/b", SBPL_OP_FILE_READ_DATA, 'A'},
	    {home, "$HOME/.ab", SBPL_OP_FILE_READ_DATA, 'D'},
	    {home, "$HOME", SBPL_OP_FILE_READ_DATA, 'D'},
	    {home, "$HOME", SBPL_OP_FILE_WRITE_DATA, 'A'},
	    {home, "$HOME/x", SBPL_OP_FILE_WRITE_DATA, 'D'},
	    {home, "/x", SBPL_OP_FILE_READ_DATA, 'D'},
	    {home, "/x/.a/y", SBPL_OP_FILE_READ_DATA, '?'},
	    {home, "/x", SBPL_OP_FILE_WRITE_DATA, '?'},
	    {home, "$WORKDIR/x", SBPL_OP_FILE_READ_DATA, '?'},
	    {plain, "$HOME/x", SBPL_OP_FILE_READ_DATA, '?'},
	    {plain, "$HOME/x", SBPL_OP_FILE_WRITE_DATA, 'D'},
	    {plain, "$HOME/c", SBPL_OP_FILE_WRITE_DATA, '?'},
	    {plain, "$HOME/x", SBPL_OP_FILE_IOCTL, 'A'},
	};

	check_questions(questions, COUNTOF(questions));
}
END_TEST

START_TEST(a_bound_parameter_is_its_value)
{
	static const struct sbpl_param params[] = {
	    {.name = STR("HOME"), .value = STR("/Users/me")}};
	struct sbpl_profile *profile =
	    profile_of("(allow file-read* (subpath (string-append (param \"HOME\") \"/.a\")))");
	struct sbpl_fact fact = {SBPL_KEY_PATH, .text = STR("/Users/me/.a/b")};
	struct sbpl_request request = {.op = SBPL_OP_FILE_READ_DATA,
	                               .facts = &fact,
	                               .fact_count = 1,
	                               .params = params,
	                               .param_count = COUNTOF(params)};

	ck_assert_int_eq(letter(profile, &request, SBPL_FALLBACK), 'A');
	fact.text = STR("/Users/me/.ab");
	ck_assert_int_eq(letter(profile, &request, SBPL_FALLBACK), 'D');
	fact.text = STR("/.a");
	ck_assert_int_eq(letter(profile, &request, SBPL_FALLBACK), 'D');
}
END_TEST

START_TEST(an_address_is_a_protocol_a_host_and_a_port)
{
	static const struct {
		const char *rules, *protocol, *host;
		uint16_t port;
		char answer;
	} questions[] = {
	    {"(remote tcp \"localhost:80\")", "tcp", "127.0.0.1", 80, 'A'},
	    {"(remote tcp \"localhost:80\")", "tcp", "::1", 80, 'A'},
	    {"(remote tcp \"localhost:80\")", "tcp", "127.0.0.2", 80, 'D'},
	    {"(remote tcp \"localhost:80\")", "tcp", "127.0.0.1", 81, 'D'},
	    {"(remote tcp \"localhost:80\")", "udp", "127.0.0.1", 80, 'D'},
	    {"(remote tcp \"localhost:80\")", "tcp", "127.0.0.1", 0, '?'},
	    {"(remote ip \"*:80\")", "udp", "10.0.0.1", 80, 'A'},
	    {"(remote ip \"*:*\")", "udp", "10.0.0.1", 53, 'A'},
	    {"(remote tcp4)", "tcp", "::1", 80, 'D'},
	    {"(remote tcp6)", "tcp", "::1", 80, 'A'},
	    {"(remote unix-socket)", "tcp", "::1", 80, 'D'},
	    {"(remote tcp \"localhost:1\" \"*:2\")", "tcp", "10.0.0.1", 2, 'A'},
	    {"(subpath \"/\")", "tcp", "10.0.0.1", 2, 'D'},
	    /* Measured: this opens every connection. */
	    {"(local ip \"localhost:1\")", "tcp", "10.0.0.1", 2, 'A'},
	};

	for (size_t i = 0; i < COUNTOF(questions); i++) {
		struct sbpl_fact fact = {SBPL_KEY_REMOTE, .text = str_of(questions[i].host),
		                         .protocol = questions[i].protocol,
		                         .port = questions[i].port};
		struct sbpl_request request = {
		    .op = SBPL_OP_NETWORK_OUTBOUND, .facts = &fact, .fact_count = 1};
		char answer =
		    letter(profile_of(arena_printf(reading.arena, "(allow network-outbound %s)",
		                                   questions[i].rules)),
		           &request, SBPL_FALLBACK);

		ck_assert_msg(answer == questions[i].answer, "%s: %s %s:%u: %c, expected %c",
		              questions[i].rules, questions[i].protocol, questions[i].host,
		              questions[i].port, answer, questions[i].answer);
	}
}
END_TEST

START_TEST(another_process_is_in_the_sandbox_or_outside)
{
	static const struct {
		const char *target, *process;
		char answer;
	} questions[] = {
	    {"self", "self", 'A'},           {"self", "same-sandbox", 'D'},
	    {"same-sandbox", "self", 'A'},   {"same-sandbox", "same-sandbox", 'A'},
	    {"same-sandbox", "others", 'D'}, {"others", "others", 'A'},
	    {"others", "self", 'D'},         {"children", "same-sandbox", '?'},
	};

	for (size_t i = 0; i < COUNTOF(questions); i++) {
		struct sbpl_fact fact = {SBPL_KEY_TARGET, .text = str_of(questions[i].process)};
		struct sbpl_request request = {
		    .op = SBPL_OP_SIGNAL, .facts = &fact, .fact_count = 1};

		ck_assert_int_eq(
		    letter(profile_of(arena_printf(reading.arena, "(allow signal (target %s))",
		                                   questions[i].target)),
		           &request, SBPL_FALLBACK),
		    questions[i].answer);
	}
}
END_TEST

/* sysctl-write in a rule is sysctl*, of which reading is a part. */
START_TEST(an_alias_is_all_that_it_grants)
{
	struct sbpl_profile *profile =
	    profile_of("(allow sysctl-write (sysctl-name-prefix \"hw.\"))");
	struct sbpl_fact fact = {SBPL_KEY_SYSCTL_NAME, .text = STR("hw.ncpu")};
	struct sbpl_request request = {.op = SBPL_OP_SYSCTL_READ, .facts = &fact, .fact_count = 1};

	ck_assert_int_eq(letter(profile, &request, SBPL_FALLBACK), 'A');
	fact.text = STR("kern.version");
	ck_assert_int_eq(letter(profile, &request, SBPL_FALLBACK), 'D');
	fact = (struct sbpl_fact){SBPL_KEY_GLOBAL_NAME, .text = STR("hw.ncpu")};
	ck_assert_int_eq(letter(profile, &request, SBPL_FALLBACK), 'D');
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("profiles of macOS");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, the_measured_verdicts_are_those_of_the_fallback_model);
	tcase_add_test(tests, what_is_wrong_has_its_place);
	tcase_add_test(tests, strings_are_what_macos_reads);
	tcase_add_test(tests, a_long_string_is_told_and_a_deep_list_refused);
	tcase_add_test(tests, a_control_character_is_found_wherever_it_stands);
	tcase_add_test(tests, what_definitions_come_to_is_limited);
	tcase_add_test(tests, a_path_is_compared_by_components);
	tcase_add_test(tests, what_is_not_known_is_not_guessed);
	tcase_add_test(tests, an_unbound_parameter_lies_nobody_knows_where);
	tcase_add_test(tests, a_bound_parameter_is_its_value);
	tcase_add_test(tests, an_address_is_a_protocol_a_host_and_a_port);
	tcase_add_test(tests, another_process_is_in_the_sandbox_or_outside);
	tcase_add_test(tests, an_alias_is_all_that_it_grants);
	return run_tests("sbpl", tests);
}
