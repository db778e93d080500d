/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hostile.c - policy blobs as an attacker writes them, under a right checksum: refused by loader
 * and compiler alike, or sound to the last string.  D numbers are those of docs/security-model.md.
 */
#include "compiler/emit-landlock.h"
#include "runtime/view.h"
#include "tests/unit/make-blob.h"
#include "tests/unit/run.h"

#include <stdlib.h>
#include <string.h>

#define RULES                                                   \
	"grant rlx dir /usr\ngrant r file /etc/hosts own\n"     \
	"grant rlwcdn dir $WORKDIR own\n"                       \
	"grant rl dir /run/user/$UID implied\n"                 \
	"grant rw any /a/b\ngrant rw any /a\n"                  \
	"deny rlw ~/.ssh\nbypass rl ~/.ssh/config\n"            \
	"port tcp connect 443\nport udp connect 53\n"           \
	"allow LC_*\nunset FOO\nsecret MY_TOKEN\nset BAR ~/x\n" \
	"net 7\nscope 3\nflag 1\naccept 1\nrequire 2\norigins\n"

/* The compiler refuses any filter but the policy's own; without, it takes as much as the loader. */
static const char *const specs[] = {
    RULES,
    RULES "filter 0xc000003e 0\nbpf 0x15 0 1 250\nbpf 6 0 0 0x50001\n"
	  "filter 0xc000003e 9\nbpf 0x35 0 1 9\nbpf 6 0 0 0x80000000\n",
};

enum { HEADER = 24, SECTION = 16, ROOM = 32768 };

/* A copy to spoil, whose memory ends where it does when it is judged. */
struct victim {
	uint8_t *good;
	size_t size;
	uint8_t bytes[ROOM];
};

static void
victim_make(struct victim *victim, const char *spec)
{
	victim->good = make_blob(spec, &victim->size);
	ck_assert_ptr_nonnull(victim->good);
	ck_assert_uint_lt(2 * victim->size, ROOM);
	memcpy(victim->bytes, victim->good, victim->size);
}

static uint32_t
word(const uint8_t *bytes, size_t at)
{
	uint32_t value;

	memcpy(&value, bytes + at, sizeof(value));
	return value;
}

static void
put_word(uint8_t *bytes, size_t at, uint32_t value)
{
	memcpy(bytes + at, &value, sizeof(value));
}

/* Where the record of SECTION's table entry is. */
static size_t
entry(const uint8_t *bytes, uint32_t type)
{
	for (size_t at = HEADER;; at += SECTION)
		if (word(bytes, at) == type)
			return at;
}

static size_t
data_of(const uint8_t *bytes, uint32_t type)
{
	return word(bytes, entry(bytes, type) + 4);
}

/* All that the loader will read, to its end. */
static void
read_all(const struct blob_view *view)
{
	const struct view_paths *paths[] = {&view->rules, &view->denies, &view->bypasses};
	const char *origin;

	for (int k = 0; k < 3; k++)
		for (uint32_t i = 0; i < paths[k]->count; i++) {
			const struct blob_path *path = &paths[k]->items[i];

			ck_assert_uint_eq(strlen(view_string(view, path->path)), path->length);
			ck_assert(path->rights && !(path->rights & ~BLOB_FS_ALL));
			ck_assert(path->anchor < BLOB_ANCHORS);
			origin = view_origin(view, (enum blob_section_type)(BLOB_RULES + k), i);
			ck_assert(!origin || strlen(origin) < BLOB_STRING_MAX);
		}
	for (uint32_t i = 0; i < view->env_count; i++) {
		ck_assert_uint_eq(strlen(view_string(view, view->env[i].name)),
		                  view->env[i].name_length);
		ck_assert_uint_eq(strlen(view_string(view, view->env[i].value)),
		                  view->env[i].action == BLOB_ENV_SET ? view->env[i].value_length
		                                                      : strlen(view->strings));
	}
	for (uint32_t i = 0; i < view->filter_count; i++)
		ck_assert_uint_le(view->filters[i].first + view->filters[i].count,
		                  view->instruction_count);
}

/* Whether SIZE bytes are refused once their checksum is right; both readers must agree. */
static bool
refused(const struct victim *victim, size_t size)
{
	uint8_t *bytes = aligned_alloc(8, (size + 7) & ~(size_t)7);
	struct arena *arena = arena_new();
	struct sources *sources = sources_new(arena);
	const char *loader, *compiler = NULL;
	struct blob_view view;
	const struct ir *ir;

	memcpy(bytes, victim->bytes, size);
	blob_seal(bytes, size);
	loader = blob_view(&view, bytes, size);
	if (!loader)
		read_all(&view);
	ir = landlock_read(arena, sources, diags_new(arena, sources),
	                   arena_str(arena, (const char *)bytes, size), &compiler);
	ck_assert_msg(!loader == !!ir || (!loader && strstr(compiler, "its filter")),
	              "the loader says '%s', the compiler '%s'", loader ? loader : "fine",
	              compiler ? compiler : "fine");
	arena_free(arena);
	free(bytes);
	return loader != NULL;
}

static void
restore(struct victim *victim)
{
	memcpy(victim->bytes, victim->good, victim->size);
}

START_TEST(what_stands_before_or_behind_a_blob_is_refused) /* D02 */
{
	struct victim victim;
	size_t size;

	victim_make(&victim, specs[_i]);
	size = victim.size;
	ck_assert(!refused(&victim, size));
	for (size_t more = 1; more <= 16; more++) {
		memmove(victim.bytes + more, victim.good, size);
		ck_assert(refused(&victim, size + more));
		restore(&victim);
		memset(victim.bytes + size, 0, more);
		ck_assert(refused(&victim, size + more));
		put_word(victim.bytes, 12, (uint32_t)(size + more));
		ck_assert(refused(&victim, size + more));
		restore(&victim);
	}
	memcpy(victim.bytes + size, victim.good, size);
	put_word(victim.bytes, 12, (uint32_t)(2 * size));
	ck_assert(refused(&victim, 2 * size));
	free(victim.good);
}
END_TEST

START_TEST(another_magic_or_version_is_refused) /* D04 */
{
	struct victim victim;

	victim_make(&victim, specs[_i]);
	for (size_t at = 0; at < 12; at++)
		for (unsigned value = 0; value < 256; value++) {
			victim.bytes[at] = (uint8_t)value;
			ck_assert(refused(&victim, victim.size) == (value != victim.good[at]));
			restore(&victim);
		}
	for (size_t at = 8; at < HEADER; at += 4) {
		if (at == 16)
			continue; /* the checksum, which is put right again */
		put_word(victim.bytes, at, __builtin_bswap32(word(victim.bytes, at)));
		ck_assert(refused(&victim, victim.size));
		restore(&victim);
	}
	free(victim.good);
}
END_TEST

/* D05: in place of each number of each width, what such numbers are tried with. */
START_TEST(no_number_leads_out_of_the_blob)
{
	struct victim victim;
	unsigned refusals = 0, tries = 0;

	victim_make(&victim, specs[_i]);
	for (size_t width = 1; width <= 4; width *= 2)
		for (size_t at = 0; at + width <= victim.size; at += width) {
			uint32_t old =
			    word(victim.good, at < victim.size - 4 ? at : victim.size - 4);
			uint32_t size = (uint32_t)victim.size;
			const uint32_t values[] = {0,
			                           1,
			                           old + 1,
			                           old - 1,
			                           ~old,
			                           old << 1,
			                           0x7f,
			                           0x80,
			                           0xff,
			                           0x7fff,
			                           0x8000,
			                           0xffff,
			                           0x7fffffff,
			                           1u << 31,
			                           UINT32_MAX,
			                           size,
			                           size - 1,
			                           size + 1,
			                           old + size,
			                           old - size,
			                           UINT32_MAX - 7,
			                           UINT32_MAX / 20 + 1,
			                           __builtin_bswap32(old)};

			for (size_t i = 0; i < COUNTOF(values); i++, tries++) {
				memcpy(victim.bytes + at, &values[i], width);
				refusals += refused(&victim, victim.size);
				restore(&victim);
			}
		}
	/* The rest is other ports, rights, names or texts of messages. */
	ck_assert_uint_gt(refusals, tries / 2);
	free(victim.good);
}
END_TEST

START_TEST(sections_neither_overlap_nor_change_places) /* D06 */
{
	struct victim victim;
	uint32_t count;

	victim_make(&victim, specs[_i]);
	count = word(victim.bytes, 20);
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < count; k++) {
			size_t a = HEADER + i * SECTION, b = HEADER + k * SECTION;

			if (i == k)
				continue;
			put_word(victim.bytes, a + 4, word(victim.good, b + 4));
			ck_assert(refused(&victim, victim.size));
			restore(&victim);
			memcpy(victim.bytes + a, victim.good + b, SECTION);
			ck_assert(refused(&victim, victim.size));
			memcpy(victim.bytes + b, victim.good + a, SECTION);
			ck_assert(refused(&victim, victim.size));
			restore(&victim);
		}
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t offset = 0; offset <= victim.size; offset++) {
			size_t at = HEADER + i * SECTION + 4;

			put_word(victim.bytes, at, offset);
			ck_assert(refused(&victim, victim.size) ==
			          (offset != word(victim.good, at)));
			restore(&victim);
		}
	free(victim.good);
}
END_TEST

START_TEST(there_is_one_policy) /* D09 */
{
	static const uint32_t alone[] = {BLOB_POLICY, BLOB_STRINGS};
	struct victim victim;

	victim_make(&victim, specs[0]);
	for (unsigned i = 0; i < COUNTOF(alone); i++) {
		const uint32_t end = HEADER + SECTION;
		const uint32_t empty[] = {alone[i], end, 0, 0};

		put_word(victim.bytes, 12, end);
		put_word(victim.bytes, 20, 1);
		memcpy(victim.bytes + HEADER, empty, sizeof(empty));
		ck_assert(refused(&victim, end));
		restore(&victim);
	}
	free(victim.good);
}
END_TEST

START_TEST(what_means_nothing_is_zero) /* D06, D09 */
{
	/* The fields of struct blob_policy, one after the other. */
	static const uint32_t known[] = {BLOB_NET_FLAGS, BLOB_SCOPES,       BLOB_LOSS_ALL,
	                                 BLOB_LOSS_ALL,  BLOB_POLICY_FLAGS, BLOB_CAPABILITIES_ALL};
	struct victim victim;
	size_t policy, env;

	victim_make(&victim, specs[_i]);
	policy = data_of(victim.bytes, BLOB_POLICY);
	for (unsigned i = 0; i < COUNTOF(known); i++)
		for (unsigned bit = 0; bit < 32; bit++) {
			if (known[i] >> bit & 1)
				continue;
			put_word(victim.bytes, policy + 4 * i,
			         word(victim.good, policy + 4 * i) | 1u << bit);
			ck_assert(refused(&victim, victim.size));
			restore(&victim);
		}
	env = data_of(victim.bytes, BLOB_ENVIRONMENT);
	for (size_t at = 8; at < 20; at++) { /* of a variable that is not set: no value */
		if (at == 16 || at == 17)
			continue;
		victim.bytes[env + at] = 1;
		ck_assert(refused(&victim, victim.size));
		restore(&victim);
	}
	for (uint32_t i = 0; i + 1 < word(victim.good, 20); i++) {
		size_t at = HEADER + i * SECTION;
		size_t end = word(victim.good, at + 4) + word(victim.good, at + 8);

		for (; end < word(victim.good, at + SECTION + 4); end++) {
			victim.bytes[end] = 1;
			ck_assert(refused(&victim, victim.size));
			restore(&victim);
		}
	}
	free(victim.good);
}
END_TEST

/* Found by the fuzzers: UDP listed and closed at once, and a blocked network with only one list. */
START_TEST(a_network_is_not_two_things) /* D09 */
{
	static const uint32_t listed = BLOB_NET_CONNECT_LISTED | BLOB_NET_UDP_LISTED;
	struct victim victim;
	size_t policy;

	victim_make(&victim, specs[_i]);
	policy = data_of(victim.bytes, BLOB_POLICY);
	put_word(victim.bytes, policy, listed | BLOB_NET_BIND_LISTED | BLOB_NET_BLOCKED);
	ck_assert(!refused(&victim, victim.size));
	put_word(victim.bytes, policy, listed | BLOB_NET_BLOCKED);
	ck_assert(refused(&victim, victim.size));
	put_word(victim.bytes, policy, listed);
	ck_assert(!refused(&victim, victim.size));
	put_word(victim.bytes, policy, listed | BLOB_NET_UDP_CLOSED);
	ck_assert(refused(&victim, victim.size));
	free(victim.good);
}
END_TEST

/* Found by a fuzzer, too: nonoc read what the loader refuses. */
START_TEST(no_variable_that_loads_code_is_set)
{
	struct victim victim;
	size_t name;

	victim_make(&victim, specs[_i]);
	/* The last of four variables, "BAR": the only one that is set. */
	name = data_of(victim.bytes, BLOB_STRINGS) +
	       word(victim.bytes, data_of(victim.bytes, BLOB_ENVIRONMENT) + 3 * 20);
	memcpy(victim.bytes + name, "ENV", 3);
	ck_assert(refused(&victim, victim.size));
	memcpy(victim.bytes + name, "ENW", 3);
	ck_assert(!refused(&victim, victim.size));
	free(victim.good);
}
END_TEST

/* One string is the value of all: what they come to is more than the file. */
START_TEST(variables_are_no_larger_than_the_kernel_could_take)
{
	static const struct {
		unsigned length;
		bool refused;
	} cases[] = {{3400, false}, {3600, true}, {6000, true}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char spec[32768];
		int used = snprintf(spec, sizeof(spec), "set A000 %0*d\n", (int)cases[i].length, 0);
		struct victim victim;
		size_t env;

		for (unsigned k = 1; k < 299; k++)
			used +=
			    snprintf(spec + used, sizeof(spec) - (size_t)used, "set A%03u x\n", k);
		victim_make(&victim, spec);
		env = data_of(victim.bytes, BLOB_ENVIRONMENT);
		for (unsigned k = 1; k < 299; k++) {
			put_word(victim.bytes, env + k * 20 + 8, word(victim.bytes, env + 8));
			put_word(victim.bytes, env + k * 20 + 12, cases[i].length);
		}
		ck_assert_int_eq(refused(&victim, victim.size), cases[i].refused);
		free(victim.good);
	}
}
END_TEST

START_TEST(strings_end_where_they_say) /* D07 */
{
	struct victim victim;
	size_t start, end;

	victim_make(&victim, specs[_i]);
	start = data_of(victim.bytes, BLOB_STRINGS);
	end = start + word(victim.bytes, entry(victim.bytes, BLOB_STRINGS) + 8);
	for (size_t at = start; at < end; at++) {
		victim.bytes[at] = victim.bytes[at] ? '\0' : 'x';
		ck_assert(refused(&victim, victim.size));
		restore(&victim);
	}
	free(victim.good);
}
END_TEST

START_TEST(rights_are_known_and_come_from_somewhere) /* D09 */
{
	struct victim victim;
	size_t rule;

	victim_make(&victim, specs[_i]);
	rule = data_of(victim.bytes, BLOB_RULES);
	for (unsigned bit = 17; bit < 32; bit++) {
		put_word(victim.bytes, rule + 8, word(victim.good, rule + 8) | 1u << bit);
		ck_assert(refused(&victim, victim.size));
		put_word(victim.bytes, rule + 12, word(victim.good, rule + 12) | 1u << bit);
		ck_assert(refused(&victim, victim.size));
		restore(&victim);
	}
	for (size_t at = rule + 8; at <= rule + 12; at += 4) {
		put_word(victim.bytes, at, 0);
		ck_assert(refused(&victim, victim.size));
		restore(&victim);
	}
	put_word(victim.bytes, rule + 12, BLOB_FS_ALL); /* more than it grants */
	ck_assert(refused(&victim, victim.size));
	free(victim.good);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("blob");

	tcase_set_timeout(tests, 120);
	tcase_add_loop_test(tests, what_stands_before_or_behind_a_blob_is_refused, 0,
	                    COUNTOF(specs));
	tcase_add_loop_test(tests, another_magic_or_version_is_refused, 0, COUNTOF(specs));
	tcase_add_loop_test(tests, no_number_leads_out_of_the_blob, 0, COUNTOF(specs));
	tcase_add_loop_test(tests, sections_neither_overlap_nor_change_places, 0, COUNTOF(specs));
	tcase_add_test(tests, there_is_one_policy);
	tcase_add_loop_test(tests, what_means_nothing_is_zero, 0, COUNTOF(specs));
	tcase_add_loop_test(tests, a_network_is_not_two_things, 0, COUNTOF(specs));
	tcase_add_loop_test(tests, no_variable_that_loads_code_is_set, 0, COUNTOF(specs));
	tcase_add_test(tests, variables_are_no_larger_than_the_kernel_could_take);
	tcase_add_loop_test(tests, strings_end_where_they_say, 0, COUNTOF(specs));
	tcase_add_loop_test(tests, rights_are_known_and_come_from_somewhere, 0, COUNTOF(specs));
	return run_tests("hostile", tests);
}
