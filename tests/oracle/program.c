/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program.c - a static executable of 132 bytes or so.
 *
 * A linked one is a thousand times larger, and trees are built by the hundred.
 */
#include "tests/oracle/program.h"

#include <elf.h>
#include <stdint.h>

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#define CODE                                                                           \
	{                                                                              \
		0x31, 0xff, 0xb8, 0x3c, 0x00, 0x00, 0x00, 0x0f, 0x05, 0x0f, 0x0b, 0x90 \
	}
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
#define CODE                                                                           \
	{                                                                              \
		0x00, 0x00, 0x80, 0xd2, 0xa8, 0x0b, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4 \
	}
#else
#error "give this machine the code of exit(0)"
#endif

enum { BASE = 0x400000 };

static const struct program {
	Elf64_Ehdr header;
	Elf64_Phdr segment;
	uint8_t code[12];
} program = {
    .header =
	{
	    .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
	    .e_type = ET_EXEC,
	    .e_machine = MACHINE,
	    .e_version = EV_CURRENT,
	    .e_entry = BASE + offsetof(struct program, code),
	    .e_phoff = offsetof(struct program, segment),
	    .e_ehsize = sizeof(Elf64_Ehdr),
	    .e_phentsize = sizeof(Elf64_Phdr),
	    .e_phnum = 1,
	},
    .segment =
	{
	    .p_type = PT_LOAD,
	    .p_flags = PF_R | PF_X,
	    .p_vaddr = BASE,
	    .p_paddr = BASE,
	    .p_filesz = sizeof(struct program),
	    .p_memsz = sizeof(struct program),
	    .p_align = 0x10000,
	},
    .code = CODE,
};

const void *
program_bytes(void)
{
	return &program;
}

size_t
program_size(void)
{
	return sizeof(program);
}
