/* SPDX-License-Identifier: Apache-2.0 */
/* library.c - libnono answers every vector that the bindings answer, and keeps what nono.h says. */
#include "library/nono.h"

#include <check.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const statuses[] = {
    [NONO_OK] = "ok",         [NONO_POLICY] = "policy",          [NONO_USAGE] = "usage",
    [NONO_FILE] = "file",     [NONO_MEMORY] = "memory",          [NONO_REFUSED] = "refused",
    [NONO_SYSTEM] = "system", [NONO_UNSUPPORTED] = "unsupported"};
static const char *const verdicts[] = {"allowed", "denied", "not_held", "undecided"};
static const char *const changes[] = {"equal", "narrowed", "widened", "undecided"};
static const char *const containments[] = {"contained", "not_contained", "undecided"};
static const char *const formats[] = {"", "json", "yaml", "text"};

enum { POLICIES = 32 };
static json_t *vectors;
static struct nono_policy *policies[POLICIES];

static const char *
text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static struct nono_policy *
policy_named(const char *name)
{
	json_t *vector;
	size_t i;

	json_array_foreach(json_object_get(vectors, "policies"), i,
	                   vector) if (strcmp(text_of(vector, "name"), name) ==
	                               0) return policies[i];
	ck_abort_msg("no policy '%s'", name);
}

static enum nono_status
compile(const json_t *vector, struct nono_policy **policy, struct nono_error **error)
{
	const json_t *text = json_object_get(vector, "text"), *define;
	const char *format = text_of(vector, "format");
	struct nono_options *options;
	enum nono_status status;
	unsigned number = 0;
	size_t i;

	ck_assert_int_eq(nono_options_new(&options, NULL), NONO_OK);
	json_array_foreach(json_object_get(vector, "define"), i, define)
	    ck_assert_int_eq(nono_options_define(options, json_string_value(define), NULL), 0);
	if (text) {
		while (strcmp(formats[number], format) != 0)
			number++;
		status = nono_compile_text(json_string_value(text), json_string_length(text),
		                           (enum nono_format)number, options, policy, error);
	} else {
		status = nono_compile(text_of(vector, "profile"), options, policy, error);
	}
	nono_options_free(options);
	return status;
}

/* The codes of a severity, one after the other. */
static json_t *
codes(const struct nono_diagnostics *found, enum nono_severity severity)
{
	json_t *list = json_array();

	for (size_t i = 0; found && i < nono_diagnostics_count(found); i++)
		if (nono_diagnostic_severity(found, i) == severity)
			json_array_append_new(list, json_string(nono_diagnostic_code(found, i)));
	return list;
}

static void
check_error(const json_t *vector, enum nono_status status, struct nono_error *error)
{
	const char *code = text_of(vector, "code");
	json_t *found = codes(nono_error_diagnostics(error), NONO_ERROR);
	bool told = !code;
	json_t *one;
	size_t i;

	ck_assert_str_eq(statuses[status], text_of(vector, "error"));
	ck_assert_int_eq(nono_error_status(error), status);
	ck_assert_ptr_nonnull(nono_error_message(error));
	json_array_foreach(found, i, one) told |= code && strcmp(json_string_value(one), code) == 0;
	ck_assert_msg(told, "no %s in: %s", code, nono_error_message(error));
	json_decref(found);
	nono_error_free(error);
}

START_TEST(policies_compile_or_say_why_not)
{
	json_t *vector, *found;
	size_t i;

	json_array_foreach(json_object_get(vectors, "policies"), i, vector)
	{
		struct nono_error *error = NULL;
		enum nono_status status = compile(vector, &policies[i], &error);

		ck_assert_msg(!status == !text_of(vector, "error"), "%s: %s",
		              text_of(vector, "name"), error ? nono_error_message(error) : "");
		if (status) {
			check_error(vector, status, error);
			continue;
		}
		found = codes(nono_policy_diagnostics(policies[i]), NONO_WARNING);
		ck_assert(json_equal(found, json_object_get(vector, "warnings")));
		json_decref(found);
		ck_assert_uint_eq(strlen(nono_policy_hash(policies[i])), 64);
		if (text_of(vector, "same_as"))
			ck_assert_str_eq(
			    nono_policy_hash(policies[i]),
			    nono_policy_hash(policy_named(text_of(vector, "same_as"))));
	}
}
END_TEST

static enum nono_status
query(const json_t *vector, const struct nono_policy *policy, struct nono_answer **answer,
      struct nono_error **error)
{
	const json_t *list = json_object_get(vector, "words"), *word;
	const char *words[4] = {0};
	struct nono_options *options;
	enum nono_status status;
	size_t i;

	json_array_foreach(list, i, word) words[i] = json_string_value(word);
	ck_assert_int_eq(nono_options_new(&options, NULL), NONO_OK);
	nono_options_set_abi(options, (uint32_t)json_integer_value(json_object_get(vector, "abi")));
	status = nono_query(policy, words, json_array_size(list), options, answer, error);
	nono_options_free(options);
	return status;
}

static void
check_queries(void)
{
	json_t *vector;
	size_t i;

	json_array_foreach(json_object_get(vectors, "queries"), i, vector)
	{
		const struct nono_policy *policy = policy_named(text_of(vector, "policy"));
		const json_t *rule = json_object_get(vector, "rule");
		struct nono_answer *answer = NULL;
		struct nono_error *error = NULL;
		enum nono_status status = query(vector, policy, &answer, &error);

		if (status) {
			check_error(vector, status, error);
			continue;
		}
		ck_assert_ptr_null(text_of(vector, "error"));
		ck_assert_str_eq(verdicts[nono_answer_verdict(answer)], text_of(vector, "verdict"));
		ck_assert_ptr_nonnull(nono_answer_reason(answer));
		ck_assert_ptr_nonnull(nono_answer_text(answer));
		if (json_is_null(rule))
			ck_assert_ptr_null(nono_answer_rule(answer));
		if (json_is_string(rule))
			ck_assert_str_eq(nono_answer_rule(answer), json_string_value(rule));
		nono_answer_free(answer);
	}
}

START_TEST(questions_are_answered)
{
	check_queries();
}
END_TEST

START_TEST(policies_are_compared)
{
	json_t *vector;
	size_t i;

	json_array_foreach(json_object_get(vectors, "comparisons"), i, vector)
	{
		const struct nono_policy *before = policy_named(text_of(vector, "before"));
		const struct nono_policy *after = policy_named(text_of(vector, "after"));
		struct nono_bytes *text;
		enum nono_change change;
		enum nono_containment containment;

		ck_assert_int_eq(nono_diff(before, after, &change, &text, NULL), NONO_OK);
		ck_assert_str_eq(changes[change], text_of(vector, "change"));
		ck_assert_ptr_nonnull(strstr(nono_bytes_data(text), "verdict: "));
		ck_assert_uint_eq(strlen(nono_bytes_data(text)), nono_bytes_length(text));
		nono_bytes_free(text);
		ck_assert_int_eq(nono_contains(after, before, &containment, NULL, NULL), NONO_OK);
		ck_assert_str_eq(containments[containment], text_of(vector, "contains"));
	}
}
END_TEST

START_TEST(a_blob_and_a_text_come_back_as_the_same_policy)
{
	struct nono_policy *plain, *again;
	struct nono_error *error = NULL;
	struct nono_bytes *text;
	char *broken;
	size_t length;
	const void *blob;

	ck_assert_int_eq(nono_compile_text("{}", 2, NONO_JSON, NULL, &plain, NULL), NONO_OK);
	blob = nono_policy_blob(plain, &length);
	ck_assert_int_eq(nono_load(blob, length, &again, NULL), NONO_OK);
	ck_assert_str_eq(nono_policy_hash(again), nono_policy_hash(plain));
	nono_policy_free(again);
	ck_assert_int_eq(nono_policy_text(plain, &text, NULL), NONO_OK);
	ck_assert_int_eq(nono_compile_text(nono_bytes_data(text), nono_bytes_length(text),
	                                   NONO_TEXT, NULL, &again, NULL),
	                 NONO_OK);
	ck_assert_str_eq(nono_policy_hash(again), nono_policy_hash(plain));
	nono_policy_free(again);
	nono_bytes_free(text);
	broken = malloc(length);
	memcpy(broken, blob, length);
	broken[length / 2] ^= 1;
	ck_assert_int_eq(nono_load(broken, length, &again, &error), NONO_POLICY);
	ck_assert_ptr_nonnull(nono_diagnostics_text(nono_error_diagnostics(error)));
	nono_error_free(error);
	ck_assert_int_eq(nono_load(broken, 0, &again, NULL), NONO_POLICY);
	free(broken);
	nono_policy_free(plain);
}
END_TEST

START_TEST(findings_have_their_places)
{
	static const char text[] = "{\n  \"filesystem\": {\"read\": [\"~/.ssh\"]}}";
	const struct nono_diagnostics *found;
	struct nono_policy *policy;
	struct nono_error *error;
	size_t i = 0;

	ck_assert_int_eq(
	    nono_compile_text(text, sizeof(text) - 1, NONO_JSON, NULL, &policy, &error),
	    NONO_POLICY);
	found = nono_error_diagnostics(error);
	while (nono_diagnostic_severity(found, i) != NONO_ERROR)
		i++;
	ck_assert_str_eq(nono_diagnostic_code(found, i), "N0301");
	ck_assert_str_eq(nono_diagnostic_name(found, i), "grant-of-protected");
	ck_assert_str_eq(nono_diagnostic_message(found, i), nono_error_message(error));
	ck_assert_str_eq(nono_diagnostic_file(found, i), "<text>");
	ck_assert_uint_eq(nono_diagnostic_line(found, i), 2);
	ck_assert_uint_eq(nono_diagnostic_column(found, i), 27);
	nono_error_free(error);
	ck_assert_int_eq(nono_compile("./no/such.json", NULL, &policy, &error), NONO_FILE);
	ck_assert_ptr_null(nono_diagnostic_file(nono_error_diagnostics(error), 0));
	ck_assert_uint_eq(nono_diagnostic_line(nono_error_diagnostics(error), 0), 0);
	nono_error_free(error);
}
END_TEST

START_TEST(options_are_checked_when_they_are_set)
{
	static const char warned[] =
	    "{\"filesystem\": {\"allow\": [\"/opt/x\"]}, \"network\": {\"connect_port\": []}}";
	struct nono_options *options;
	struct nono_policy *policy;
	struct nono_error *error;
	size_t length;

	ck_assert_int_eq(nono_options_new(&options, NULL), NONO_OK);
	ck_assert_int_eq(nono_options_set_target(options, "plan9", &error), NONO_USAGE);
	ck_assert_ptr_nonnull(strstr(nono_error_message(error), "'plan9'"));
	ck_assert_ptr_null(nono_error_diagnostics(error));
	nono_error_free(error);
	ck_assert_int_eq(nono_options_define(options, "HOME=here", NULL), NONO_USAGE);
	ck_assert_int_eq(nono_options_define(options, "HOME=/a", NULL), NONO_OK);
	ck_assert_int_eq(nono_options_define(options, "HOME=/a/", NULL), NONO_OK);
	ck_assert_int_eq(nono_options_define(options, "HOME=/b", NULL), NONO_USAGE);
	ck_assert_int_eq(
	    nono_compile_text(warned, sizeof(warned) - 1, NONO_JSON, options, &policy, NULL),
	    NONO_OK);
	nono_policy_free(policy);
	nono_options_set_warnings_are_errors(options, true);
	ck_assert_int_eq(
	    nono_compile_text(warned, sizeof(warned) - 1, NONO_JSON, options, &policy, NULL),
	    NONO_POLICY);
	ck_assert_int_eq(nono_options_set_target(options, "seatbelt", NULL), NONO_OK);
	nono_options_set_warnings_are_errors(options, false);
	ck_assert_int_eq(nono_compile("claude-code", options, &policy, NULL), NONO_OK);
	ck_assert_ptr_nonnull(strstr(nono_policy_blob(policy, &length), "(version 1)"));
	nono_policy_free(policy);
	nono_options_free(options);
	ck_assert_int_eq(nono_compile_text("{}", SIZE_MAX, NONO_JSON, NULL, &policy, NULL),
	                 NONO_USAGE);
	ck_assert_int_eq(nono_compile_text("{}", 2, (enum nono_format)9, NULL, &policy, NULL),
	                 NONO_USAGE);
}
END_TEST

static void *
ask_in_thread(void *unused)
{
	(void)unused;
	for (int i = 0; i < 3; i++)
		check_queries();
	return NULL;
}

/* Under a race detector this is what finds a policy that changes. */
START_TEST(threads_ask_the_same_policy)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_in_thread, NULL), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}
END_TEST

START_TEST(nothing_is_freed_twice_when_there_is_nothing)
{
	nono_answer_free(NULL);
	nono_bytes_free(NULL);
	nono_error_free(NULL);
	nono_options_free(NULL);
	nono_policy_free(NULL);
	ck_assert_str_eq(nono_version(), PACKAGE_VERSION);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("library");
	TCase *cases = tcase_create("library");
	SRunner *runner;
	char file[4096];
	int failed;

	snprintf(file, sizeof(file), "%s/bindings/vectors.json", getenv("SRCDIR"));
	vectors = json_load_file(file, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	if (!vectors || json_array_size(json_object_get(vectors, "policies")) > POLICIES) {
		fprintf(stderr, "'%s' does not hold the vectors\n", file);
		return 2;
	}
	suite_add_tcase(suite, cases);
	tcase_set_timeout(cases, 60);
	tcase_add_test(cases, policies_compile_or_say_why_not);
	tcase_add_test(cases, questions_are_answered);
	tcase_add_test(cases, policies_are_compared);
	tcase_add_test(cases, a_blob_and_a_text_come_back_as_the_same_policy);
	tcase_add_test(cases, findings_have_their_places);
	tcase_add_test(cases, options_are_checked_when_they_are_set);
	tcase_add_test(cases, threads_ask_the_same_policy);
	tcase_add_test(cases, nothing_is_freed_twice_when_there_is_nothing);
	runner = srunner_create(suite);
	/* The policies of the first test are those of the others. */
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	for (size_t i = 0; i < POLICIES; i++)
		nono_policy_free(policies[i]);
	json_decref(vectors);
	return failed != 0;
}
