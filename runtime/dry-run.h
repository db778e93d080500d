/* SPDX-License-Identifier: Apache-2.0 */
/* dry-run.h - prints what a run would apply. */
#ifndef RUNTIME_DRY_RUN_H
#define RUNTIME_DRY_RUN_H

#include "runtime/loader.h"

/* To standard output, once everything is known: the same refusals have been made. */
void dry_run_print(struct loader *loader);

#endif
