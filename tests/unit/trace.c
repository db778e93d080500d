/* SPDX-License-Identifier: Apache-2.0 */
/* trace.c - records of a traced run: each kind once, and never more than there is room for. */
#include "trace/record.h"

#include "tests/unit/ir-text.h"
#include "tests/unit/run.h"
#include "trace/filter.h"
#include "trace/resolve.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena *arena;
static struct records *records;

static void
setup(void)
{
	arena = arena_new();
	records = records_new(arena);
}

static void
teardown(void)
{
	records_end(records);
	arena_free(arena);
}

START_TEST(what_is_asked_again_is_counted)
{
	struct trace_record record = {.op = OP_READ, .path = "/a", .error = 13};

	for (int i = 0; i < 3; i++)
		ck_assert(records_add(records, &record, i ? "/bin/b" : "/bin/a"));
	record.verdict = TRACE_DENIED;
	ck_assert(records_add(records, &record, NULL));
	record.path = "/b";
	record.to = "/c";
	ck_assert(records_add(records, &record, NULL));
	record.to = NULL;
	ck_assert(records_add(records, &record, NULL));
	ck_assert_uint_eq(records_count(records), 4);
	ck_assert_uint_eq(records_all(records)[0]->count, 3);
	ck_assert_str_eq(records_all(records)[0]->program, "/bin/a");
	ck_assert_ptr_null(records_all(records)[1]->program);
}
END_TEST

START_TEST(records_end_where_there_is_no_more_room)
{
	char path[32];
	struct trace_record record = {.op = OP_READ, .path = path};

	for (int i = 0; i < RECORDS_MAX; i++) {
		snprintf(path, sizeof(path), "/x%d", i);
		ck_assert(records_add(records, &record, NULL));
	}
	snprintf(path, sizeof(path), "/y");
	ck_assert(!records_add(records, &record, NULL));
	snprintf(path, sizeof(path), "/x7");
	ck_assert(records_add(records, &record, NULL));
	ck_assert_uint_eq(records_count(records), RECORDS_MAX);
	ck_assert_uint_eq(records_all(records)[7]->count, 2);
}
END_TEST

START_TEST(names_have_their_room_too)
{
	static char path[4000];
	struct trace_record record = {.op = OP_READ, .path = path};
	size_t added = 0;

	memset(path, 'x', sizeof(path) - 1);
	for (; added < RECORDS_MAX; added++) {
		snprintf(path, 8, "/%06zu", added);
		path[7] = 'x';
		if (!records_add(records, &record, NULL))
			break;
	}
	ck_assert_uint_lt(added, RECORDS_MAX);
	ck_assert_uint_ge(added * sizeof(path), RECORDS_BYTES_MAX);
}
END_TEST

/* Every jump of a filter stays in it, and it ends with an answer: the kernel would refuse it. */
START_TEST(the_filter_is_whole)
{
	struct ir *ir = ir_from(arena, "");

	for (unsigned abi = 1; abi <= ACCESS_ABI_NEWEST; abi++) {
		struct watch watch = filter_for(ir, abi);

		for (uint32_t i = 0; i < watch.count; i++) {
			const struct blob_instruction *at = &watch.code[i];

			ck_assert(at->code != BLOB_BPF_RETURN || at->k >> 16 == 0x7fff ||
			          at->k >> 16 == 0x7ff0 || at->k >> 16 == 3);
			if (at->code == BLOB_BPF_EQUAL || at->code == BLOB_BPF_LEAST ||
			    at->code == BLOB_BPF_ANY)
				ck_assert_uint_lt(i + 1 + (at->yes > at->no ? at->yes : at->no),
				                  watch.count);
		}
		ck_assert_int_eq(watch.code[watch.count - 1].code, BLOB_BPF_RETURN);
	}
}
END_TEST

/* Where this process gets. */
static const char *
goes_to(int fd, const char *text, bool follow)
{
	static struct location location;
	struct tracee self = {.thread = getpid(), .process = getpid()};

	return resolve(&self, fd, text, follow, &location) == RESOLVED ? location.path : "nowhere";
}

START_TEST(paths_are_followed_as_the_kernel_does)
{
	char directory[] = "/tmp/nono-unit.XXXXXX", here[PATH_MAX], long_path[PATH_MAX];
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chdir(directory), 0);
	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	ck_assert_int_eq(symlink("loop", "loop") | symlink("/", "root") | symlink("..", "up"), 0);
	fd = open("/", O_PATH | O_DIRECTORY);
	ck_assert_str_eq(goes_to(fd, "tmp", true), goes_to(AT_FDCWD, "/tmp/.", false));
	ck_assert_str_eq(goes_to(AT_FDCWD, "", false), here);
	ck_assert_str_eq(goes_to(AT_FDCWD, "root", true), "/");
	ck_assert_str_eq(goes_to(AT_FDCWD, "root/", false), "/");
	ck_assert_str_eq(goes_to(AT_FDCWD, "root/../..//etc/./passwd", true), "/etc/passwd");
	ck_assert_str_eq(goes_to(AT_FDCWD, "root", false) + strlen(here), "/root");
	ck_assert_str_eq(goes_to(AT_FDCWD, "loop", true) + strlen(here), "/loop");
	ck_assert_str_eq(goes_to(AT_FDCWD, "none/deep", true) + strlen(here), "/none/deep");
	ck_assert_str_eq(goes_to(AT_FDCWD, "/proc/self/status", true), "/proc/self/status");
	ck_assert_str_eq(goes_to(AT_FDCWD, "/proc/thread-self/status", true),
	                 "/proc/thread-self/status");
	ck_assert_str_eq(goes_to(AT_FDCWD, "/proc/self/cwd/x", true) + strlen(here), "/x");
	ck_assert_str_eq(goes_to(-7, "x", true), "nowhere");
	memset(long_path, 'x', sizeof(long_path));
	long_path[PATH_MAX - 1] = '\0';
	ck_assert_str_eq(goes_to(AT_FDCWD, long_path, true), "nowhere");
	unlink("loop");
	unlink("root");
	unlink("up");
	rmdir(directory);
	close(fd);
}
END_TEST

int
main(void)
{
	TCase *tcase = tcase_create("trace");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_is_asked_again_is_counted);
	tcase_add_test(tcase, records_end_where_there_is_no_more_room);
	tcase_add_test(tcase, names_have_their_room_too);
	tcase_add_test(tcase, the_filter_is_whole);
	tcase_add_test(tcase, paths_are_followed_as_the_kernel_does);
	return run_tests("trace", tcase);
}
