/* SPDX-License-Identifier: Apache-2.0 */
/* filter.c - compiled filters, run by an interpreter of their own: what passes, what does not. */
#include "compiler/filter.h"
#include "compiler/capability.h"
#include "compiler/eval.h"
#include "compiler/pass.h"
#include "tests/unit/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define N UINT64_C(1)
#define X BLOB_ARCH_X86_64
#define A BLOB_ARCH_AARCH64

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

/* What PART answers to a call: an errno, or 0 when it runs past its end. */
static uint32_t
run(const struct blob_instruction *code, uint32_t count, uint32_t number, const uint64_t *arguments)
{
	uint32_t words[16] = {number}, a = number, steps = 0;

	memcpy(words + 4, arguments, 6 * sizeof(*arguments));
	for (uint32_t at = 0; at < count; at++, steps++) {
		const struct blob_instruction *i = &code[at];
		bool holds;

		switch (i->code) {
		case BLOB_BPF_LOAD:
			ck_assert(i->k % 4 == 0 && i->k < sizeof(words));
			a = words[i->k / 4];
			continue;
		case BLOB_BPF_AND:
			a &= i->k;
			continue;
		case BLOB_BPF_JUMP:
			at += i->k;
			continue;
		case BLOB_BPF_RETURN:
			ck_assert_uint_eq(i->k & 0xffff0000, BLOB_BPF_ERRNO);
			return i->k & 0xffff;
		case BLOB_BPF_EQUAL:
			holds = a == i->k;
			break;
		case BLOB_BPF_LEAST:
			holds = a >= i->k;
			break;
		default:
			ck_assert_uint_eq(i->code, BLOB_BPF_ANY);
			holds = a & i->k;
			break;
		}
		at += holds ? i->yes : i->no;
		ck_assert_uint_le(at, count);
	}
	return 0;
}

/* All parts for the architecture that a kernel of ABI needs, one after another. */
static uint32_t
answer(const struct filter *filter, uint32_t architecture, unsigned abi, uint32_t number,
       const uint64_t *arguments)
{
	for (uint32_t i = 0; i < filter->part_count; i++) {
		const struct blob_filter *part = &filter->parts[i];
		uint32_t refused;

		if (part->architecture != architecture || (part->below && abi >= part->below))
			continue;
		refused = run(filter->code + part->first, part->count, number, arguments);
		if (refused)
			return refused;
	}
	return 0;
}

/* Intents: open, blocked, and lists of TCP ports to connect to and to bind. */
enum { OPEN, BLOCKED, CONNECT, BOTH, UDP, GRANTED, INTENTS };

static struct filter
filter_for(unsigned intent)
{
	static const uint32_t nets[INTENTS] = {
	    [BLOCKED] = BLOB_NET_BLOCKED | BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED |
	                BLOB_NET_UDP_CLOSED,
	    [CONNECT] = BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED | BLOB_NET_UDP_CLOSED,
	    [BOTH] = BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED | BLOB_NET_UDP_CLOSED,
	    [UDP] = BLOB_NET_BLOCKED | BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED |
	            BLOB_NET_UDP_LISTED | BLOB_NET_UDP_ASKED,
	};
	struct ir *ir = ir_new(arena, NULL, NULL, TARGET_LANDLOCK);
	struct port_rule port = {.port = 443, .protocol = BLOB_TCP, .access = BLOB_PORT_CONNECT};

	ir->net = nets[intent];
	if (intent == GRANTED)
		ir->flags = BLOB_UNIX_SOCKETS | BLOB_USER_NAMESPACES | BLOB_SYSV_IPC;
	/* Where anything restricts the network, raw sockets stay closed all the same. */
	if (intent != OPEN)
		ir_add_capability(ir, &(struct capability_rule){.number = CAPABILITY_NET_RAW});
	if (intent == BOTH)
		port.access |= BLOB_PORT_BIND;
	if (intent == UDP)
		port.protocol = BLOB_UDP;
	if (intent == CONNECT || intent == BOTH || intent == UDP)
		ir_add_port(ir, &port);
	return filter_of(ir);
}

static const struct {
	uint32_t x86_64, aarch64; /* numbers; 0: none, and then the other is what it is */
	uint64_t arguments[6];
	unsigned abi;
	uint16_t answers[INTENTS]; /* OPEN, BLOCKED, CONNECT, BOTH, UDP, GRANTED */
} cases[] = {
#define ALL(error)                                       \
	{                                                \
		error, error, error, error, error, error \
	}
#define MOST(error)                                  \
	{                                            \
		error, error, error, error, error, 0 \
	}
    /* read, write, futex, close: what programs do all day */
    {0, 63, {0}, 1, ALL(0)},
    {1, 64, {0}, 1, ALL(0)},
    {202, 98, {0}, 1, ALL(0)},
    {3, 57, {0}, 1, ALL(0)},
    /* io_uring */
    {425, 425, {0}, 11, ALL(ENOSYS)},
    {426, 426, {0}, 1, ALL(ENOSYS)},
    {427, 427, {0}, 1, ALL(ENOSYS)},
    {424, 424, {0}, 1, ALL(0)},
    /* keys, and what else is always closed */
    {248, 217, {0}, 7, ALL(EPERM)},
    {249, 218, {0}, 7, ALL(EPERM)},
    {250, 219, {0}, 7, ALL(EPERM)},
    {321, 280, {0}, 7, ALL(EPERM)},
    {323, 282, {0}, 7, ALL(EPERM)},
    {298, 241, {0}, 7, ALL(EPERM)},
    {442, 442, {0}, 7, ALL(EPERM)},
    {304, 265, {0}, 7, ALL(EPERM)},
    {467, 467, {0}, 7, ALL(EPERM)},
    {468, 468, {0}, 7, ALL(0)},
    /* ioctl: TIOCSTI, TIOCLINUX, TIOCSETD, also with what the kernel ignores; TIOCGWINSZ */
    {16, 29, {0, 0x5412}, 7, ALL(EPERM)},
    {16, 29, {0, 0x5412 | N << 40}, 7, ALL(EPERM)},
    {16, 29, {0, 0x541c}, 7, ALL(EPERM)},
    {16, 29, {0, 0x5423}, 7, ALL(EPERM)},
    {16, 29, {0, 0x5413}, 7, ALL(0)},
    /* Btrfs: snapshots and subvolumes, made, removed, changed; FICLONE */
    {16, 29, {3, 0x50009401}, 7, ALL(EPERM)},
    {16, 29, {3, 0x5000940e}, 7, ALL(EPERM)},
    {16, 29, {3, 0x5000940f}, 7, ALL(EPERM)},
    {16, 29, {3, 0x50009417}, 7, ALL(EPERM)},
    {16, 29, {3, 0x50009418}, 7, ALL(EPERM)},
    {16, 29, {3, 0x4008941a}, 7, ALL(EPERM)},
    {16, 29, {3, 0x5000943f}, 7, ALL(EPERM)},
    {16, 29, {3, 0x40049409}, 7, ALL(0)},
    /* the same of bcachefs, and a copy by name on OCFS2; other requests of theirs */
    {16, 29, {3, 0x4020bc10}, 7, ALL(EPERM)},
    {16, 29, {3, 0x4020bc11}, 7, ALL(EPERM)},
    {16, 29, {3, 0x4030bc1d}, 7, ALL(EPERM)},
    {16, 29, {3, 0x4030bc1e}, 7, ALL(EPERM)},
    {16, 29, {3, 0x40186f04}, 7, ALL(EPERM)},
    {16, 29, {3, 0x8010bc01}, 7, ALL(0)},
    {16, 29, {3, 0x80106f05}, 7, ALL(0)},
    /* flags of files, set and asked for */
    {16, 29, {3, 0x40086602}, 7, ALL(EPERM)},
    {16, 29, {3, 0x401c5820}, 7, ALL(EPERM)},
    {16, 29, {3, 0x40806685}, 7, ALL(EPERM)},
    {16, 29, {3, 0x80086601}, 7, ALL(0)},
    {469, 469, {0}, 7, ALL(EPERM)},
    /* encryption: what is set, a key that comes or goes, and what is asked for */
    {16, 29, {3, 0x800c6613}, 7, ALL(EPERM)},
    {16, 29, {3, 0xc0506617}, 7, ALL(EPERM)},
    {16, 29, {3, 0xc0406618}, 7, ALL(EPERM)},
    {16, 29, {3, 0xc0096616}, 7, ALL(0)},
    /* prlimit64: reading of another's, setting of another's, of one's own */
    {302, 261, {77, 7, 0, 8}, 7, ALL(0)},
    {302, 261, {77, 7, 8, 8}, 7, ALL(EPERM)},
    {302, 261, {77, 7, N << 32, 8}, 7, ALL(EPERM)},
    {302, 261, {0, 7, 8, 8}, 7, ALL(0)},
    /* setpriority, ioprio_set, sched_setaffinity */
    {141, 140, {0, 0, 1}, 7, ALL(0)},
    {141, 140, {0, 5, 1}, 7, ALL(EPERM)},
    {141, 140, {2, 0, 1}, 7, ALL(EPERM)},
    {251, 30, {1, 0, 1}, 7, ALL(0)},
    {251, 30, {1, 5, 1}, 7, ALL(EPERM)},
    {251, 30, {3, 0, 1}, 7, ALL(EPERM)},
    {203, 122, {0}, 7, ALL(0)},
    {203, 122, {9}, 7, ALL(EPERM)},
    /* chmod, fchmod, fchmodat: set-user-id; set-group-id and 0755 pass */
    {91, 52, {3, 04755}, 7, ALL(EPERM)},
    {91, 52, {3, 02755}, 7, ALL(0)},
    {268, 53, {3, 0, 04000}, 7, ALL(EPERM)},
    {268, 53, {3, 04000, 0755}, 7, ALL(0)},
    {452, 452, {3, 0, 04755}, 7, ALL(EPERM)},
    /* unshare, clone, clone3, setns */
    {272, 97, {0x10000000}, 7, MOST(EPERM)},
    {272, 97, {0x80}, 7, MOST(EPERM)},
    {272, 97, {0x400}, 7, ALL(0)},
    {56, 220, {0x10000000 | 17}, 7, MOST(EPERM)},
    {56, 220, {0x3d0f00}, 7, ALL(0)},
    {56, 220, {17}, 7, ALL(0)},
    {435, 435, {0}, 7, MOST(ENOSYS)},
    {308, 268, {0}, 7, MOST(EPERM)},
    /* System V */
    {29, 194, {0}, 7, MOST(EPERM)},
    {30, 196, {0}, 7, MOST(EPERM)},
    {64, 190, {0}, 7, MOST(EPERM)},
    {68, 186, {0}, 7, MOST(EPERM)},
    /* mq_open, mq_unlink */
    {240, 180, {0}, 7, ALL(EACCES)},
    {241, 181, {0}, 7, ALL(EACCES)},
    /* socket: families */
    {41, 198, {40, 1, 0}, 7, ALL(EAFNOSUPPORT)},
    {41, 198, {17, 3, 0}, 7, ALL(EAFNOSUPPORT)},
    {41, 198, {38, 5, 0}, 7, ALL(EAFNOSUPPORT)},
    {41, 198, {16, 3, 0}, 7, {0, EAFNOSUPPORT, 0, 0, 0, 0}},
    {41,
     198,
     {16, 3, 4},
     7,
     {EPROTONOSUPPORT, EAFNOSUPPORT, EPROTONOSUPPORT, EPROTONOSUPPORT, EPROTONOSUPPORT,
      EPROTONOSUPPORT}},
    {41, 198, {2, 0x80801, 0}, 7, {0, EACCES, 0, 0, EACCES, 0}},
    {41, 198, {10, 1, 6}, 7, {0, EACCES, 0, 0, EACCES, 0}},
    {41, 198, {10 | N << 32, 1, 6}, 7, {0, EACCES, 0, 0, EACCES, 0}},
    /* MPTCP, SCTP over streams, UDP, UDP-lite, a socket for pings, raw */
    {41, 198, {2, 1, 262}, 7, {0, EACCES, EPROTONOSUPPORT, EPROTONOSUPPORT, EACCES, 0}},
    {41,
     198,
     {2, 1, 132},
     7,
     {EPROTONOSUPPORT, EACCES, EPROTONOSUPPORT, EPROTONOSUPPORT, EACCES, EPROTONOSUPPORT}},
    {41, 198, {2, 2, 0}, 7, {0, EACCES, EACCES, EACCES, 0, 0}},
    {41, 198, {10, 2 | 0x800, 17}, 7, {0, EACCES, EACCES, EACCES, 0, 0}},
    {41,
     198,
     {2, 2, 136},
     7,
     {EPROTONOSUPPORT, EACCES, EACCES, EACCES, EPROTONOSUPPORT, EPROTONOSUPPORT}},
    {41,
     198,
     {2, 2, 1},
     7,
     {EPROTONOSUPPORT, EACCES, EACCES, EACCES, EPROTONOSUPPORT, EPROTONOSUPPORT}},
    {41, 198, {2, 3, 1}, 7, {EPERM, EACCES, EPERM, EPERM, EPERM, 0}},
    {41, 198, {10, 3 | 0x80000, 58}, 7, {EPERM, EACCES, EPERM, EPERM, EPERM, 0}},
    {41, 198, {2, 5, 0}, 7, {EPERM, EACCES, EPERM, EPERM, EPERM, EPERM}},
    {41, 198, {2, 10, 0}, 7, {EPERM, EACCES, EPERM, EPERM, EPERM, EPERM}},
    /* unix sockets: by path from ABI 9 on, none below but pairs that are connected */
    {41, 198, {1, 1, 0}, 8, MOST(EACCES)},
    {41, 198, {1, 1, 0}, 9, ALL(0)},
    {41, 198, {1, 2, 0}, 8, MOST(EACCES)},
    {53, 199, {1, 1, 0}, 8, ALL(0)},
    {53, 199, {1, 5 | 0x80000, 0}, 8, ALL(0)},
    {53, 199, {1, 2 | 0x80000, 0}, 8, MOST(EACCES)},
    {53, 199, {1, 3, 0}, 8, MOST(EACCES)},
    {53, 199, {1, 2, 0}, 9, ALL(0)},
    {53, 199, {30, 1, 0}, 9, ALL(EAFNOSUPPORT)},
    /* listen; MSG_FASTOPEN in sendto, sendmsg, sendmmsg */
    {50, 201, {3, 5}, 7, {0, 0, EACCES, 0, 0, 0}},
    {44, 206, {3, 0, 0, 0x20000000}, 9, {0, 0, EOPNOTSUPP, EOPNOTSUPP, 0, 0}},
    {44, 206, {3, 0, 0, 0x20000000}, 10, ALL(0)},
    {44, 206, {3, 0, 0, 0x4000}, 9, ALL(0)},
    {46, 211, {3, 0, 0x20004000}, 9, {0, 0, EOPNOTSUPP, EOPNOTSUPP, 0, 0}},
    {307, 269, {3, 0, 1, 0x20000000}, 9, {0, 0, EOPNOTSUPP, EOPNOTSUPP, 0, 0}},
    /* setsockopt: TCP_ULP and TCP_NODELAY */
    {54, 208, {3, 6, 31}, 7, {0, 0, ENOPROTOOPT, ENOPROTOOPT, 0, 0}},
    {54, 208, {3, 6, 1}, 7, ALL(0)},
    {54, 208, {3, 1, 31}, 7, ALL(0)},
    /* truncate, openat with O_TRUNC, and openat2, whose flags nobody sees */
    {76, 45, {0}, 2, ALL(EACCES)},
    {76, 45, {0}, 3, ALL(0)},
    {257, 56, {0, 0, 01000}, 2, ALL(EACCES)},
    {257, 56, {0, 0, 01003}, 2, ALL(EACCES)},
    {257, 56, {0, 0, 01101}, 2, ALL(0)},
    {257, 56, {0, 0, 01102}, 2, ALL(0)},
    {257, 56, {0, 0, 0}, 2, ALL(0)},
    {257, 56, {0, 0, 01000}, 3, ALL(0)},
    {437, 437, {0}, 2, ALL(ENOSYS)},
    {437, 437, {0}, 3, ALL(0)},
};

START_TEST(a_call_gets_its_answer)
{
	for (unsigned intent = 0; intent < INTENTS; intent++) {
		struct filter filter = filter_for(intent);
		uint32_t expected = cases[_i].answers[intent];

		ck_assert_uint_eq(
		    answer(&filter, X, cases[_i].abi, cases[_i].x86_64, cases[_i].arguments),
		    expected);
		ck_assert_uint_eq(
		    answer(&filter, A, cases[_i].abi, cases[_i].aarch64, cases[_i].arguments),
		    expected);
	}
}
END_TEST

/* Calls that only x86_64 has: open(O_RDONLY | O_TRUNC), chmod, iopl, ioperm. */
START_TEST(old_calls_are_closed_too)
{
	struct filter filter = filter_for(OPEN);

	ck_assert_uint_eq(answer(&filter, X, 2, 2, (uint64_t[6]){0, 01000}), EACCES);
	ck_assert_uint_eq(answer(&filter, X, 2, 2, (uint64_t[6]){0, 01001}), 0);
	ck_assert_uint_eq(answer(&filter, X, 3, 2, (uint64_t[6]){0, 01000}), 0);
	ck_assert_uint_eq(answer(&filter, X, 7, 90, (uint64_t[6]){0, 04755}), EPERM);
	ck_assert_uint_eq(answer(&filter, X, 7, 172, (uint64_t[6]){0}), EPERM);
	ck_assert_uint_eq(answer(&filter, X, 7, 173, (uint64_t[6]){0}), EPERM);
	/* Other calls on aarch64. */
	ck_assert_uint_eq(answer(&filter, A, 7, 90, (uint64_t[6]){0, 04755}), 0);
	ck_assert_uint_eq(answer(&filter, A, 7, 172, (uint64_t[6]){0}), 0);
}
END_TEST

/* Numbers as LINUX, in the order of the table: nothing else may ever be refused. */
START_TEST(nothing_else_is_closed)
{
	static const uint32_t closed_x86_64[] = {
#define NONE UINT32_MAX
#define CALL(symbol, name, x86_64, aarch64) x86_64,
#include "compiler/filter.def"
#undef CALL
	};
	static const uint32_t closed_aarch64[] = {
#define CALL(symbol, name, x86_64, aarch64) aarch64,
#include "compiler/filter.def"
#undef CALL
	};
	struct filter filter = filter_for(_i);
	uint64_t zero[6] = {0}, ones[6];

	memset(ones, 0xff, sizeof(ones));
	for (uint32_t number = 0; number < 1000; number++) {
		bool x = false, a = false;

		for (size_t i = 0; i < COUNTOF(closed_x86_64); i++) {
			x = x || closed_x86_64[i] == number;
			a = a || closed_aarch64[i] == number;
		}
		if (!x) {
			ck_assert_uint_eq(answer(&filter, X, 1, number, zero), 0);
			ck_assert_uint_eq(answer(&filter, X, 1, number, ones), 0);
		}
		if (!a) {
			ck_assert_uint_eq(answer(&filter, A, 1, number, zero), 0);
			ck_assert_uint_eq(answer(&filter, A, 1, number, ones), 0);
		}
	}
}
END_TEST

/* Jumps over more than 255 instructions go through others; answers are written again. */
START_TEST(long_parts_hold_too)
{
	enum { ROWS = 500 };
	struct filter_row *rows = arena_calloc(arena, ROWS, sizeof(*rows));
	struct blob_instruction *code;
	uint32_t count;

	for (uint32_t i = 0; i < ROWS; i++) {
		rows[i].number = 3 * i + 1;
		rows[i].answer = (uint16_t)(1 + i % 7);
		rows[i].tests[0] = (struct filter_test){FILTER_IS, 2, UINT32_MAX, i};
		rows[i].tests[1] = (struct filter_test){FILTER_IS_NOT, 2, 0xff, 7};
		rows[i].tests[2] = (struct filter_test){FILTER_IS, 5, 0xf0, 0x10};
	}
	code = filter_assemble(arena, rows, ROWS, &count);
	for (uint32_t number = 0; number < 3 * ROWS + 9; number++) {
		bool listed = number % 3 == 1 && number < 3 * ROWS;
		uint32_t i = number / 3;
		uint32_t expected = listed && (i & 0xff) != 7 ? 1 + i % 7 : 0;

		ck_assert_uint_eq(
		    run(code, count, number, (uint64_t[6]){0, i, UINT64_C(0x1f) << 32}), expected);
		ck_assert_uint_eq(
		    run(code, count, number, (uint64_t[6]){0, i, UINT64_C(0x2f) << 32}), 0);
		ck_assert_uint_eq(
		    run(code, count, number, (uint64_t[6]){0, i + 1, UINT64_C(1) << 36}), 0);
	}
}
END_TEST

/* Rows of one call that ask for the same word load it once; a mask takes it away. */
START_TEST(a_word_is_loaded_once)
{
	const struct filter_row rows[] = {
	    {5, 1, {{FILTER_IS, 2, UINT32_MAX, 10}}},
	    {5, 2, {{FILTER_IS, 2, UINT32_MAX, 11}, {FILTER_IS, 2, 0xf0, 0}}},
	    {5, 3, {{FILTER_IS, 2, 0xf0, 0x20}}},
	    {5, 4, {{FILTER_IS_NOT, 2, 0x100, 0}}},
	    {5, 5, {{FILTER_IS, 2, UINT32_MAX, 0x33}}},
	    {5, 6, {{FILTER_IS, 4, UINT32_MAX, 1}}},
	};
	static const struct {
		uint64_t second, third;
		uint32_t answer;
	} calls[] = {{10, 0, 1},   {11, 0, 2},   {0x2a, 1, 3}, {0x133, 1, 4},
	             {0x33, 1, 5}, {0x34, 1, 6}, {0x34, 0, 0}, {0x10a, 0, 4}};
	uint32_t count, loads = 0;
	struct blob_instruction *code = filter_assemble(arena, rows, 6, &count);

	for (uint32_t i = 0; i < count; i++)
		loads += code[i].code == BLOB_BPF_LOAD && code[i].k == 16 + 2 * 4;
	/* For the first row and, after a mask, the third and the fourth. */
	ck_assert_uint_eq(loads, 3);
	for (size_t i = 0; i < COUNTOF(calls); i++)
		ck_assert_uint_eq(
		    run(code, count, 5, (uint64_t[6]){0, calls[i].second, calls[i].third}),
		    calls[i].answer);
}
END_TEST

/* What a kernel with the filter answers, the evaluator says: on all that is granted. */
START_TEST(the_evaluator_knows_the_filter)
{
	static const struct {
		enum op op;
		uint32_t number; /* on x86_64 */
		uint64_t arguments[6];
	} asked[] = {
	    {OP_TRUNCATE, 76, {0}},
	    {OP_READ_TRUNCATE, 257, {0, 0, 01000}},
	    {OP_OVERWRITE, 257, {0, 0, 01001}},
	    {OP_READ, 257, {0}},
	    {OP_CONNECT_UNIX, 41, {1, 1, 0}},
	    {OP_BIND_UNIX, 41, {1, 1, 0}},
	    {OP_MKNOD_SOCKET, 133, {0}},
	};
	struct ir *ir = ir_new(arena, NULL, NULL, TARGET_LANDLOCK);
	struct rule rule = {.rights = BLOB_FS_ALL, .path = {BLOB_ANCHOR_ROOT, STR("")}};

	rules_add(arena, &ir->grants, &rule);
	pass_normalise(ir);
	for (unsigned flags = 0; flags <= BLOB_UNIX_SOCKETS; flags += BLOB_UNIX_SOCKETS) {
		struct filter filter;

		ir->flags = flags;
		filter = filter_of(ir);
		for (unsigned abi = 1; abi <= 11; abi++) {
			for (size_t i = 0; i < COUNTOF(asked); i++) {
				struct kernel kernel = {.abi = abi, .filter = true};
				struct query query = {.op = asked[i].op,
				                      .path = {BLOB_ANCHOR_ROOT, STR("a/b")}};
				struct verdict verdict = eval(ir, &query, &kernel);
				uint32_t refused =
				    answer(&filter, X, abi, asked[i].number, asked[i].arguments);

				ck_assert_uint_eq(verdict.allowed, !refused);
				ck_assert_uint_eq((unsigned)verdict.error, refused);
				ck_assert(verdict.held);
			}
		}
	}
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("filter");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, a_call_gets_its_answer, 0, (int)COUNTOF(cases));
	tcase_add_test(tests, old_calls_are_closed_too);
	tcase_add_loop_test(tests, nothing_else_is_closed, 0, INTENTS);
	tcase_add_test(tests, long_parts_hold_too);
	tcase_add_test(tests, a_word_is_loaded_once);
	tcase_add_test(tests, the_evaluator_knows_the_filter);
	return run_tests("filter", tests);
}
