/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.c - asks, and takes nothing but a clear yes for one. */
#include "front/terminal.h"

#include "front/front.h"

#include "compiler/arena.h"
#include "compiler/diag-record.h"

#include <stdio.h>
#include <unistd.h>

bool
terminal_there(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* A byte at a time: what is typed ahead is the command's. */
bool
terminal_agrees(const char *question)
{
	char first = '\0', byte = '\0';

	fputs("nono: ", stderr);
	escape_write(question, stderr);
	fputs(" [y/N] ", stderr);
	fflush(stderr);
	while (read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n')
		if (!first && byte != ' ' && byte != '\t')
			first = byte;
	if (byte != '\n')
		fputc('\n', stderr); /* what follows is no answer */
	return byte == '\n' && (first == 'y' || first == 'Y');
}
