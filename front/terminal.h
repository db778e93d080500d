/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.h - questions to the person at the terminal. */
#ifndef FRONT_TERMINAL_H
#define FRONT_TERMINAL_H

#include <stdbool.h>

/* Whether somebody is there who reads standard error and answers on standard input. */
bool terminal_there(void);
/* Asks QUESTION: whether the answer begins with 'y'; an empty one is no. */
bool terminal_agrees(const char *question);

#endif
