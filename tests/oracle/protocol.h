/* SPDX-License-Identifier: Apache-2.0 */
/* protocol.h - what the oracle asks its workers, one packet each way. */
#ifndef ORACLE_PROTOCOL_H
#define ORACLE_PROTOCOL_H

#include "compiler/eval.h"
#include "tests/oracle/place.h"

struct request {
	enum op op;
	char path[PLACE_SIZE];
	char second[PLACE_SIZE];
};

/* The answer: 0 or the errno of the first call that failed. */
struct answer {
	int error;
};

#endif
