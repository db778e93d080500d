/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter-assemble.c - rows to classic BPF, written from the end to the start:
 * so the target of a jump, which can only lead forward, is always known.
 *
 * A label counts the instructions from its own to the last; 0 is the end,
 * where the system call is no business of this part.  Numbers are found by
 * halving the line of them; what lies between two calls leads to the end.
 *
 * A filter is compiled by the kernel and tried on each of its numbers whenever
 * it is installed: so it is short, and most numbers reach the end soon.
 */
#include "compiler/filter.h"

#include <assert.h>

enum { REACH = 255, SPARE = 4, ARGUMENTS = 16, WORD = 4 };
/* After the last call that is listed; the kernel tries them all. */
enum { NUMBERS = 16 };

struct answer {
	uint16_t error;
	uint32_t label;
};

struct assembler {
	struct arena *arena;
	struct blob_instruction *code; /* the last instruction first */
	uint32_t count;
	uint32_t end;              /* label of the last jump to the end, or 0: the end itself */
	struct answer answers[16]; /* that can be returned */
	size_t answer_count;
};

/* From START on, up to the next interval, a system call is at LABEL. */
struct interval {
	uint32_t start, label;
};

static uint32_t
put(struct assembler *a, struct blob_instruction instruction)
{
	a->code = arena_room(a->arena, a->code, a->count, sizeof(*a->code));
	a->code[a->count++] = instruction;
	return a->count;
}

static bool
near_enough(const struct assembler *a, uint32_t label)
{
	return a->count - label <= REACH - SPARE;
}

/* LABEL, or a jump to it that a branch can reach. */
static uint32_t
reach(struct assembler *a, uint32_t label)
{
	if (near_enough(a, label))
		return label;
	if (label == 0 && a->end && near_enough(a, a->end))
		return a->end;
	struct blob_instruction jump = {BLOB_BPF_JUMP, 0, 0, a->count - label};
	uint32_t at = put(a, jump);
	if (label == 0)
		a->end = at;
	return at;
}

static uint32_t
branch(struct assembler *a, uint16_t code, uint32_t k, uint32_t yes, uint32_t no)
{
	yes = reach(a, yes);
	no = reach(a, no);
	return put(a, (struct blob_instruction){code, (uint8_t)(a->count - yes),
	                                        (uint8_t)(a->count - no), k});
}

/* An answer is written once, and again where it is out of reach. */
static uint32_t
refuse(struct assembler *a, uint16_t error)
{
	struct answer *answer = a->answers;

	while (answer < a->answers + a->answer_count && answer->error != error)
		answer++;
	if (answer == a->answers + a->answer_count) {
		a->answer_count++;
		answer->error = error;
	} else if (near_enough(a, answer->label)) {
		return answer->label;
	}
	answer->label =
	    put(a, (struct blob_instruction){BLOB_BPF_RETURN, 0, 0, BLOB_BPF_ERRNO | error});
	return answer->label;
}

static uint32_t
test(struct assembler *a, const struct filter_test *test, uint32_t holds, uint32_t fails)
{
	bool is = test->kind == FILTER_IS;
	uint32_t label;

	if (!is && test->value == 0 && test->mask != UINT32_MAX)
		return branch(a, BLOB_BPF_ANY, test->mask, holds, fails);
	label = branch(a, BLOB_BPF_EQUAL, test->value, is ? holds : fails, is ? fails : holds);
	if (test->mask != UINT32_MAX)
		label = put(a, (struct blob_instruction){BLOB_BPF_AND, 0, 0, test->mask});
	return label;
}

/* Whether WORD is still there after TEST, which was about it. */
static bool
leaves(const struct filter_test *test, unsigned word)
{
	return test->word == word &&
	       (test->mask == UINT32_MAX || (test->kind == FILTER_IS_NOT && test->value == 0));
}

static size_t
test_count(const struct filter_row *row)
{
	size_t count = 0;

	while (count < FILTER_TESTS && row->tests[count].kind != FILTER_ANY)
		count++;
	return count;
}

/* Whether the word that test I of ROW is about is there, from the test or the row BEFORE it. */
static bool
loaded(const struct filter_row *row, size_t i, const struct filter_row *before)
{
	size_t count = before ? test_count(before) : 0;
	unsigned word = row->tests[i].word;

	if (i)
		return leaves(&row->tests[i - 1], word);
	for (size_t k = 0; k < count; k++)
		if (!leaves(&before->tests[k], word))
			return false;
	return count > 0;
}

/*
 * Where the row begins: it refuses, or goes on at NEXT.  The row BEFORE, of the same call, or NULL,
 * is the only way to it.
 */
static uint32_t
put_row(struct assembler *a, const struct filter_row *row, const struct filter_row *before,
        uint32_t next)
{
	uint32_t label = refuse(a, row->answer);
	size_t count = test_count(row);

	while (count--) {
		label = test(a, &row->tests[count], label, next);
		if (!loaded(row, count, before))
			label = put(
			    a, (struct blob_instruction){
				   BLOB_BPF_LOAD, 0, 0, ARGUMENTS + WORD * row->tests[count].word});
	}
	return label;
}

static uint32_t
width(const struct interval *interval)
{
	return interval[1].start - interval[0].start;
}

/* How many there are of COUNT intervals that are one call between two ends; 0: some are not so. */
static size_t
single_calls(const struct interval *intervals, size_t count)
{
	size_t calls = 0;

	for (size_t i = 0; i < count; i++) {
		if (!intervals[i].label)
			continue;
		if (width(&intervals[i]) != 1)
			return 0;
		calls++;
	}
	return calls;
}

/* Where to halve: what lies on either side is about as many numbers, and as many calls. */
static size_t
middle(const struct interval *intervals, size_t count)
{
	enum { CALL = 2 }; /* what it weighs, in numbers */
	uint32_t all = intervals[count].start - intervals[0].start + CALL * (uint32_t)count;
	uint32_t left = 0;

	for (size_t i = 0; i + 2 < count; i++) {
		left += width(&intervals[i]) + CALL;
		if (2 * left + width(&intervals[i + 1]) + CALL > all)
			return i + 1;
	}
	return count - 1;
}

/* Up to three calls are asked for one by one: that takes fewer instructions than halving. */
static uint32_t
search(struct assembler *a, const struct interval *intervals, size_t count)
{
	enum { FEW = 3 };
	size_t calls = single_calls(intervals, count), half;
	uint32_t right, left = 0;

	if (count == 1)
		return intervals[0].label;
	if (calls && calls <= FEW) {
		while (count--)
			if (intervals[count].label)
				left = branch(a, BLOB_BPF_EQUAL, intervals[count].start,
				              intervals[count].label, left);
		return left;
	}
	half = middle(intervals, count);
	right = search(a, intervals + half, count - half);
	left = search(a, intervals, half);
	return branch(a, BLOB_BPF_LEAST, intervals[half].start, right, left);
}

/* What begins as the last one goes on is not written down. */
static size_t
add_interval(struct interval *intervals, size_t count, uint32_t start, uint32_t label)
{
	if (count && intervals[count - 1].start == start)
		count--;
	if (count && intervals[count - 1].label == label)
		return count;
	intervals[count] = (struct interval){start, label};
	return count + 1;
}

static bool
same_tests(const struct filter_test *a, const struct filter_test *b)
{
	for (size_t i = 0; i < FILTER_TESTS; i++)
		if (a[i].kind != b[i].kind || a[i].word != b[i].word || a[i].mask != b[i].mask ||
		    a[i].value != b[i].value)
			return false;
	return true;
}

/* Whether row AT is all that there is about its call. */
static bool
alone(const struct filter_row *rows, size_t count, size_t at)
{
	return (!at || rows[at - 1].number != rows[at].number) &&
	       (at + 1 == count || rows[at + 1].number != rows[at].number);
}

/* Where a later call begins of which the same is asked as in row AT, if that is near; or 0. */
static uint32_t
same_call(const struct assembler *a, const struct filter_row *rows, size_t count, size_t at,
          const uint32_t *labels)
{
	for (size_t i = at + 1; i < count && alone(rows, count, at); i++)
		if (rows[i].answer == rows[at].answer && alone(rows, count, i) &&
		    same_tests(rows[i].tests, rows[at].tests) && near_enough(a, labels[i]))
			return labels[i];
	return 0;
}

struct blob_instruction *
filter_assemble(struct arena *arena, const struct filter_row *rows, size_t count, uint32_t *length)
{
	struct assembler a = {.arena = arena};
	uint32_t *labels = arena_calloc(arena, count, sizeof(*labels));
	struct interval *intervals = arena_calloc(arena, 2 * count + 2, sizeof(*intervals));
	size_t interval_count = add_interval(intervals, 0, 0, 0);
	uint32_t root;

	for (size_t i = count; i--;) {
		bool more = i + 1 < count && rows[i + 1].number == rows[i].number;
		bool first = !i || rows[i - 1].number != rows[i].number;

		labels[i] = same_call(&a, rows, count, i, labels);
		if (!labels[i])
			labels[i] = put_row(&a, &rows[i], first ? NULL : &rows[i - 1],
			                    more ? labels[i + 1] : 0);
	}
	for (size_t i = 0; i < count; i++) {
		if (i && rows[i - 1].number == rows[i].number)
			continue;
		interval_count = add_interval(intervals, interval_count, rows[i].number, labels[i]);
		interval_count = add_interval(intervals, interval_count, rows[i].number + 1, 0);
	}
	intervals[interval_count].start = NUMBERS + intervals[interval_count - 1].start;
	root = search(&a, intervals, interval_count);
	assert(root == a.count);
	put(&a, (struct blob_instruction){BLOB_BPF_LOAD, 0, 0, 0});
	for (uint32_t i = 0; i < a.count / 2; i++) {
		struct blob_instruction swap = a.code[i];

		a.code[i] = a.code[a.count - 1 - i];
		a.code[a.count - 1 - i] = swap;
	}
	*length = a.count;
	return a.code;
}
