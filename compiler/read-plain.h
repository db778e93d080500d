/* SPDX-License-Identifier: Apache-2.0 */
/* read-plain.h - what a plain (unquoted) scalar of YAML is, where all readers of YAML agree. */
#ifndef COMPILER_READ_PLAIN_H
#define COMPILER_READ_PLAIN_H

#include "compiler/base.h"

enum plain {
	PLAIN_STRING,
	PLAIN_NULL,
	PLAIN_TRUE,
	PLAIN_FALSE,
	PLAIN_NUMBER,    /* in JSON's syntax */
	PLAIN_AMBIGUOUS, /* a number, date, boolean, null or merge key to some readers */
};

enum plain plain_kind(struct str text);

#endif
