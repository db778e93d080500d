/* SPDX-License-Identifier: Apache-2.0 */
/* program.h - the smallest program, for execution to succeed with. */
#ifndef ORACLE_PROGRAM_H
#define ORACLE_PROGRAM_H

#include <stddef.h>

/* A whole executable that needs no interpreter and exits with 0. */
const void *program_bytes(void);
size_t program_size(void);

#endif
