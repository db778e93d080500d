/* SPDX-License-Identifier: Apache-2.0 */
/* filter.c - stops at calls of call.def, and at what the policy's own filter refuses. */
#include "trace/filter.h"

#include "compiler/filter.h"

#include <errno.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCHITECTURE BLOB_ARCH_X86_64
#else
#define ARCHITECTURE BLOB_ARCH_AARCH64
#endif

enum {
	LOAD_NUMBER = 0,
	LOAD_ARCHITECTURE = 4,
	LOAD_ARGUMENT = 16, /* eight bytes each, the lower half first */
	FIRST_OF_X32 = 0x40000000,
	ANSWERS = 0x7fff0000
};
#define ALLOW 0x7fff0000u
#define TRACE 0x7ff00000u
#define TRAP 0x00030000u

static const uint16_t calls[] = {
#define CALL(number, decode) number,
#include "trace/call.def"
#undef CALL
};

/* Requests that every device answers, and of them those that all programs make. */
static const uint32_t harmless[] = {0x5421, 0x5450, 0x5451, 0x5452};

static void
put(struct watch *watch, unsigned code, uint8_t yes, uint8_t no, uint32_t k)
{
	watch->code[watch->count++] = (struct blob_instruction){(uint16_t)code, yes, no, k};
}

/* The policy's answer, where programs do not only want to know whether the call is there. */
static uint32_t
refusal(uint32_t answer)
{
	uint32_t error = answer & ~ANSWERS & 0xffff;

	if ((answer & ANSWERS) != BLOB_BPF_ERRNO || error == ENOSYS)
		return ALLOW;
	return TRAP | FILTER_MARK | (error & FILTER_ERRNO);
}

static void
put_part(struct watch *watch, const struct blob_instruction *code, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct blob_instruction instruction = code[i];

		if (instruction.code == BLOB_BPF_RETURN)
			instruction.k = refusal(instruction.k);
		watch->code[watch->count++] = instruction;
	}
}

/* A message without an address goes where its socket is connected to. */
static void
put_sendto(struct watch *watch)
{
	put(watch, BLOB_BPF_EQUAL, 0, 6, SYS_sendto);
	put(watch, BLOB_BPF_LOAD, 0, 0, LOAD_ARGUMENT + 8 * 4);
	put(watch, BLOB_BPF_EQUAL, 0, 3, 0);
	put(watch, BLOB_BPF_LOAD, 0, 0, LOAD_ARGUMENT + 8 * 4 + 4);
	put(watch, BLOB_BPF_EQUAL, 0, 1, 0);
	put(watch, BLOB_BPF_RETURN, 0, 0, ALLOW);
	put(watch, BLOB_BPF_RETURN, 0, 0, TRACE);
}

static void
put_ioctl(struct watch *watch)
{
	uint8_t count = COUNTOF(harmless);

	put(watch, BLOB_BPF_EQUAL, 0, (uint8_t)(count + 3), SYS_ioctl);
	put(watch, BLOB_BPF_LOAD, 0, 0, LOAD_ARGUMENT + 8);
	for (uint8_t i = 0; i < count; i++)
		put(watch, BLOB_BPF_EQUAL, (uint8_t)(count - i), 0, harmless[i]);
	put(watch, BLOB_BPF_RETURN, 0, 0, TRACE);
	put(watch, BLOB_BPF_RETURN, 0, 0, ALLOW);
}

struct watch
filter_for(const struct ir *ir, unsigned abi)
{
	struct filter filter = filter_of(ir);
	struct watch watch = {0};

	watch.code = arena_calloc(ir->arena, filter.count + COUNTOF(calls) + 32,
	                          sizeof(struct blob_instruction));
	put(&watch, BLOB_BPF_LOAD, 0, 0, LOAD_ARCHITECTURE);
	put(&watch, BLOB_BPF_EQUAL, 1, 0, ARCHITECTURE);
	put(&watch, BLOB_BPF_RETURN, 0, 0, ALLOW);
	put(&watch, BLOB_BPF_LOAD, 0, 0, LOAD_NUMBER);
	put(&watch, BLOB_BPF_LEAST, 0, 1, FIRST_OF_X32);
	put(&watch, BLOB_BPF_RETURN, 0, 0, ALLOW);
	for (uint32_t i = 0; i < filter.part_count && !ir->unfiltered; i++) {
		const struct blob_filter *part = &filter.parts[i];

		if (part->architecture == ARCHITECTURE && (!part->below || abi < part->below))
			put_part(&watch, filter.code + part->first, part->count);
	}
	put(&watch, BLOB_BPF_LOAD, 0, 0, LOAD_NUMBER);
	put_sendto(&watch);
	put_ioctl(&watch);
	for (size_t i = 0; i < COUNTOF(calls); i++)
		put(&watch, BLOB_BPF_EQUAL, (uint8_t)(COUNTOF(calls) - i), 0, calls[i]);
	put(&watch, BLOB_BPF_RETURN, 0, 0, ALLOW);
	put(&watch, BLOB_BPF_RETURN, 0, 0, TRACE);
	return watch;
}
