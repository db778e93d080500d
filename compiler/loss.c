/* SPDX-License-Identifier: Apache-2.0 */
/* loss.c - the table of BLOB_LOSSES. */
#include "compiler/loss.h"

#include "compiler/base.h"

const struct loss losses[] = {
#define LOSS(symbol, number, abi, name) {name, BLOB_LOSS_##symbol},
    BLOB_LOSSES(LOSS)
#undef LOSS
};
const size_t loss_count = COUNTOF(losses);
