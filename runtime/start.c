/* SPDX-License-Identifier: Apache-2.0 */
/*
 * start.c - from the kernel's hands to loader_main(), without a libc: one
 * costs more to start than the sandbox does.
 */
#include "runtime/main.h"
#include "runtime/sys-linux.h"

enum auxiliary {
	AUX_END = 0,
	AUX_PHDR = 3,
	AUX_PHNUM = 5,
	AUX_PAGE_SIZE = 6,
	AUX_EUID = 12,
	AUX_EGID = 14,
	AUX_SECURE = 23,
	AUX_RANDOM = 25,
};

enum { DYNAMIC_RELA = 7, DYNAMIC_RELA_SIZE = 8 };
enum { SEGMENT_RELRO = 0x6474e552 };
#if defined(__x86_64__)
enum { RELATIVE = 8 };
#else
enum { RELATIVE = 1027 };
#endif

struct dynamic {
	uint64_t tag, value;
};
struct relocation {
	uint64_t offset, info;
	int64_t addend;
};
struct segment {
	uint32_t type, flags;
	uint64_t offset, address, physical, file_size, size, alignment;
};

/* The one mutable global: the compiler reads it in every function that has an array. */
__attribute__((visibility("hidden"))) uintptr_t __stack_chk_guard;
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
void start_c(long *stack, const struct dynamic *dynamic);
_Noreturn void __stack_chk_fail(void);

#if defined(__x86_64__)
__asm__(".globl _start\n"
        ".type _start, @function\n"
        "_start:\n"
        "	xor %ebp, %ebp\n"
        "	mov %rsp, %rdi\n"
        "	lea _DYNAMIC(%rip), %rsi\n"
        "	.hidden _DYNAMIC\n"
        "	and $-16, %rsp\n"
        "	call start_c\n"
        "	hlt\n");
#else
__asm__(".globl _start\n"
        ".type _start, @function\n"
        "_start:\n"
        "	mov x29, #0\n"
        "	mov x30, #0\n"
        "	mov x0, sp\n"
        "	.hidden _DYNAMIC\n"
        "	adrp x1, _DYNAMIC\n"
        "	add x1, x1, #:lo12:_DYNAMIC\n"
        "	and sp, x0, #-16\n"
        "	b start_c\n");
#endif

static inline _Noreturn void
quit(int status)
{
	for (;;)
		sys_call(SYS_EXIT_GROUP, status, 0, 0, 0, 0, 0);
}

_Noreturn void
__stack_chk_fail(void)
{
	static const char message[] = "nono-exec: its stack was overwritten; nothing was run\n";

	sys_write(2, message, sizeof(message) - 1);
	quit(REPORT_REFUSED);
}

/*
 * Nobody else relocates a static program: how many addresses there were.
 * Anything but a relative one is a broken build.
 */
static inline uint64_t
relocate(uintptr_t base, const struct dynamic *dynamic)
{
	const struct relocation *relocations = NULL;
	uint64_t size = 0, count;

	for (; dynamic->tag; dynamic++) {
		if (dynamic->tag == DYNAMIC_RELA)
			relocations = (const void *)(base + dynamic->value);
		else if (dynamic->tag == DYNAMIC_RELA_SIZE)
			size = dynamic->value;
	}
	count = relocations ? size / sizeof(*relocations) : 0;
	for (uint64_t i = 0; i < count; i++) {
		if ((relocations[i].info & 0xffffffff) != RELATIVE)
			quit(REPORT_REFUSED);
		*(uintptr_t *)(base + relocations[i].offset) =
		    base + (uintptr_t)relocations[i].addend;
	}
	return count;
}

/* What only the relocations wrote is constant from now on. */
static inline void
protect(uintptr_t base, const struct segment *segments, uint64_t count, uintptr_t page)
{
	for (uint64_t i = 0; i < count; i++) {
		uintptr_t start = (base + segments[i].address) & ~(page - 1);
		uintptr_t end = (base + segments[i].address + segments[i].size) & ~(page - 1);

		if (segments[i].type == SEGMENT_RELRO && end > start &&
		    sys_protect_read((void *)start, end - start) < 0)
			quit(REPORT_REFUSED);
	}
}

__attribute__((noinline)) static _Noreturn void
go(const struct process *process)
{
	quit(loader_main(process));
}

/* No array and no call that is not inlined before the guard is set. */
__attribute__((used, no_stack_protector)) void
start_c(long *stack, const struct dynamic *dynamic)
{
	uintptr_t base = (uintptr_t)__ehdr_start;
	struct process process;
	const long *aux;
	long uid = 0, gid = 0, secure = 1, random = 0, segments = 0, count = 0, page = 4096;

	uint64_t relocated = relocate(base, dynamic);

	process.argc = (int)stack[0];
	process.argv = (char **)(stack + 1);
	process.envp = process.argv + process.argc + 1;
	aux = (const long *)process.envp;
	while (*aux++)
		;
	for (; aux[0] != AUX_END; aux += 2) {
		uid = aux[0] == AUX_EUID ? aux[1] : uid;
		gid = aux[0] == AUX_EGID ? aux[1] : gid;
		secure = aux[0] == AUX_SECURE ? aux[1] : secure;
		random = aux[0] == AUX_RANDOM ? aux[1] : random;
		segments = aux[0] == AUX_PHDR ? aux[1] : segments;
		count = aux[0] == AUX_PHNUM ? aux[1] : count;
		page = aux[0] == AUX_PAGE_SIZE ? aux[1] : page;
	}
	if (relocated)
		protect(base, (const struct segment *)segments, (uint64_t)count, (uintptr_t)page);
	/* A zero in the lowest byte ends an overflow of text before it. */
	__stack_chk_guard = random ? *(const uintptr_t *)random & ~(uintptr_t)0xff : 0;
	process.uid = (uint32_t)uid;
	process.gid = (uint32_t)gid;
	process.secure = secure != 0;
	process.program = NULL;
	process.silent = false;
	process.policy = NULL;
	process.policy_size = 0;
	process.messages = 0;
	process.watch = NULL;
	process.watch_count = 0;
	go(&process);
}
