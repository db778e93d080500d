/* SPDX-License-Identifier: Apache-2.0 */
/* pipeline-abi.h - what a kernel loses of a policy: the loader's own judgement, asked early. */
#ifndef COMPILER_PIPELINE_ABI_H
#define COMPILER_PIPELINE_ABI_H

#include "compiler/ir.h"

#include "runtime/loss.h"

/* Everything in it that some kernel cannot keep: enum blob_loss. */
uint32_t abi_promises(const struct ir *ir);
/* What KERNEL does not keep of it, and what nono-exec answers there. */
struct losses abi_losses(const struct ir *ir, const struct kernel *kernel);
/* Records what a kernel of Landlock ABI loses; sets IR's `unheld` if that is vital. */
void abi_check(struct ir *ir, unsigned abi);

#endif
