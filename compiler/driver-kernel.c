/* SPDX-License-Identifier: Apache-2.0 */
/* driver-kernel.c - which kernel the evaluator is asked about. */
#include "compiler/driver-probe.h"

#include <stdlib.h>

struct kernel
driver_kernel(const struct options *options, unsigned abi)
{
	struct kernel kernel = {
	    .abi = options->profile.target_abi ? options->profile.target_abi : abi, .filter = true};

#ifdef EVAL_MUTATIONS
	/* A test's build can err, so that the kernel says otherwise. */
	if (getenv("NONOC_MUTATION"))
		kernel.mutation = (unsigned)strtoul(getenv("NONOC_MUTATION"), NULL, 10);
#endif
	return kernel;
}
