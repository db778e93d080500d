/* SPDX-License-Identifier: Apache-2.0 */
/* dry-run.h - prints what a run would apply. */
#ifndef RUNTIME_DRY_RUN_H
#define RUNTIME_DRY_RUN_H

#include "runtime/loader.h"

/* To standard output, once everything is known: the same refusals have been made. */
void dry_run_print(struct loader *loader);

/* Parts of that, the same on all systems. */
void dry_run_policy(struct loader *loader);
void dry_run_rules(struct loader *loader);
void dry_run_protected(struct loader *loader);
void dry_run_environment(struct loader *loader);
void dry_run_descriptors(struct loader *loader);
/* Ends a line with where a record comes from, if that is known. */
void dry_run_origin(struct loader *loader, enum blob_section_type section, uint32_t record);

#endif
