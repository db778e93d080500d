/* SPDX-License-Identifier: Apache-2.0 */
/* filter.c - which rows of filter.def a policy's intent asks for, by architecture and kernel. */
#include "compiler/filter.h"

#include "compiler/capability.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum call {
#define CALL(symbol, name, x86_64, aarch64) CALL_##symbol,
#include "compiler/filter.def"
#undef CALL
	CALLS
};

enum when {
	WHEN_ALWAYS = 1 << 0,
	WHEN_NO_NAMESPACES = 1 << 1,
	WHEN_NO_SYSV = 1 << 2,
	WHEN_NO_UNIX = 1 << 3,
	WHEN_CLOSED = 1 << 4, /* neither TCP nor UDP */
	WHEN_NOT_CLOSED = 1 << 5,
	WHEN_NO_UDP = 1 << 6, /* NO_UDP to UNRESTRICTED: only where not closed */
	WHEN_UDP = 1 << 7,
	WHEN_NO_TCP = 1 << 8,
	WHEN_TCP_ALONE = 1 << 9, /* no MPTCP, which Landlock does not see */
	WHEN_UNRESTRICTED = 1 << 10,
	WHEN_NO_LISTEN = 1 << 11,
	WHEN_CONNECT_LISTED = 1 << 12,
	WHEN_NO_RAW = 1 << 13, /* NO_RAW, RAW: only where not closed */
	WHEN_RAW = 1 << 14,
};

/* -1: no such call there. */
static const struct {
	int x86_64, aarch64;
} numbers[CALLS] = {
#define NONE (-1)
#define CALL(symbol, name, x86_64, aarch64) {x86_64, aarch64},
#include "compiler/filter.def"
#undef CALL
#undef NONE
};

struct closing {
	enum call call;
	uint32_t when;
	uint32_t below;
	uint16_t answer;
	struct filter_test tests[FILTER_TESTS];
};

enum { UNIX = 1, INET = 2, INET6 = 10, NETLINK = 16 };
enum { STREAM = 1, DGRAM = 2, RAW = 3, TYPE_MASK = 0xf };

/* It takes the rows for one expression: clang-format is off. */
/* clang-format off */
#define ANY {.kind = FILTER_ANY}
#define MASKED_IS(arg, mask, value) {FILTER_IS, 2 * (arg), mask, value}
#define MASKED_NOT(arg, mask, value) {FILTER_IS_NOT, 2 * (arg), mask, value}
#define IS(arg, value) MASKED_IS(arg, UINT32_MAX, value)
#define NOT(arg, value) MASKED_NOT(arg, UINT32_MAX, value)
#define HIGH_NOT(arg, value) {FILTER_IS_NOT, 2 * (arg) + 1, UINT32_MAX, value}
#define BITS(arg, bits) MASKED_NOT(arg, bits, 0)
#define TYPE_IS(type) MASKED_IS(1, TYPE_MASK, type)
#define TYPE_NOT(type) MASKED_NOT(1, TYPE_MASK, type)
/* Rows before have refused all families but four. */
#define INTERNET NOT(0, UNIX), NOT(0, NETLINK)
/* clang-format on */

static const struct closing closings[] = {
#define CLOSING(call, when, below, answer, ...) \
	{CALL_##call, WHEN_##when, below, answer, {__VA_ARGS__}},
#include "compiler/filter.def"
#undef CLOSING
};

static bool
lists(const struct ir *ir, enum blob_protocol protocol, uint8_t access)
{
	for (size_t i = 0; i < ir->port_count; i++)
		if (ir->ports[i].protocol == protocol && ir->ports[i].access & access)
			return true;
	return false;
}

bool
filter_closes(const struct ir *ir, enum blob_protocol protocol)
{
	const uint32_t tcp_lists = BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED;
	bool lists_all = protocol == BLOB_UDP ? ir->net & BLOB_NET_UDP_LISTED
	                                      : (ir->net & tcp_lists) == tcp_lists;

	if (protocol == BLOB_UDP && ir->net & BLOB_NET_UDP_CLOSED)
		return true;
	return lists_all && !lists(ir, protocol, BLOB_PORT_CONNECT | BLOB_PORT_BIND);
}

bool
filter_opens_raw(const struct ir *ir)
{
	return ir_capability(ir, CAPABILITY_NET_RAW) && !(ir->net & ~BLOB_NET_UDP_ASKED);
}

static uint32_t
intent_of_network(const struct ir *ir)
{
	bool tcp = !filter_closes(ir, BLOB_TCP), udp = !filter_closes(ir, BLOB_UDP);
	uint32_t when = WHEN_NOT_CLOSED;

	if (!tcp && !udp)
		return WHEN_CLOSED;
	when |= udp ? WHEN_UDP : WHEN_NO_UDP;
	when |= filter_opens_raw(ir) ? WHEN_RAW : WHEN_NO_RAW;
	if (!tcp)
		when |= WHEN_NO_TCP;
	else
		when |= ir->net & ~BLOB_NET_UDP_ASKED ? WHEN_TCP_ALONE : WHEN_UNRESTRICTED;
	if (tcp && ir->net & BLOB_NET_BIND_LISTED && !lists(ir, BLOB_TCP, BLOB_PORT_BIND))
		when |= WHEN_NO_LISTEN;
	if (tcp && ir->net & BLOB_NET_CONNECT_LISTED)
		when |= WHEN_CONNECT_LISTED;
	return when;
}

static uint32_t
intent(const struct ir *ir)
{
	uint32_t when = WHEN_ALWAYS | intent_of_network(ir);

	if (!(ir->flags & BLOB_USER_NAMESPACES))
		when |= WHEN_NO_NAMESPACES;
	if (!(ir->flags & BLOB_SYSV_IPC))
		when |= WHEN_NO_SYSV;
	if (!(ir->flags & BLOB_UNIX_SOCKETS))
		when |= WHEN_NO_UNIX;
	return when;
}

static int
compare_rows(const void *first, const void *second)
{
	const struct filter_row *a = first, *b = second;

	return (a->number > b->number) - (a->number < b->number);
}

/* Keeps the order of a call's own rows, which a library's sort need not. */
static void
sort_rows(struct filter_row *rows, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct filter_row row = rows[i];
		size_t k = i;

		for (; k && compare_rows(&rows[k - 1], &row) > 0; k--)
			rows[k] = rows[k - 1];
		rows[k] = row;
	}
}

static void
add_part(const struct ir *ir, struct filter *filter, uint32_t architecture, uint32_t below)
{
	struct filter_row rows[COUNTOF(closings)];
	struct blob_filter *part = &filter->parts[filter->part_count];
	struct blob_instruction *code;
	uint32_t when = intent(ir);
	size_t count = 0;

	for (size_t i = 0; i < COUNTOF(closings); i++) {
		const struct closing *closing = &closings[i];
		int number = architecture == BLOB_ARCH_X86_64 ? numbers[closing->call].x86_64
		                                              : numbers[closing->call].aarch64;

		if (closing->below != below || !(closing->when & when) || number < 0)
			continue;
		rows[count].number = (uint32_t)number;
		rows[count].answer = closing->answer;
		memcpy(rows[count++].tests, closing->tests, sizeof(closing->tests));
	}
	if (!count)
		return;
	sort_rows(rows, count);
	*part = (struct blob_filter){architecture, below, filter->count, 0};
	code = filter_assemble(ir->arena, rows, count, &part->count);
	assert(part->count <= BLOB_FILTER_MAX);
	filter->code = arena_grow(ir->arena, filter->code, filter->count,
	                          filter->count + part->count, sizeof(*code));
	memcpy(filter->code + filter->count, code, part->count * sizeof(*code));
	filter->count += part->count;
	filter->part_count++;
}

struct filter
filter_of(const struct ir *ir)
{
	static const uint32_t architectures[] = {BLOB_ARCH_X86_64, BLOB_ARCH_AARCH64};
	static const uint32_t belows[] = {0, 3, 9, 10};
	struct filter filter = {.part_count = 0};

	_Static_assert(COUNTOF(architectures) * COUNTOF(belows) <= FILTER_PARTS_MAX, "room");
	for (size_t i = 0; i < COUNTOF(architectures); i++)
		for (size_t k = 0; k < COUNTOF(belows); k++)
			add_part(ir, &filter, architectures[i], belows[k]);
	return filter;
}
