/* SPDX-License-Identifier: Apache-2.0 */
/* filter.h - the companion filter: what Landlock cannot hold, closed by seccomp. */
#ifndef RUNTIME_FILTER_H
#define RUNTIME_FILTER_H

#include "runtime/loader.h"

/* Whether the policy brings one; refuses when it does, but not for this architecture. */
int filter_find(struct loader *loader);
/* What filter_join() will take from the tables. */
size_t filter_size(const struct loader *loader);
/* One program of the parts that apply: loader->filter. */
int filter_join(struct loader *loader);
/* Installs it.  What comes after may only be watched and execute the command. */
int filter_enforce(struct loader *loader);
/* Installs that of whoever traces this process. */
int filter_watch(struct loader *loader);

#endif
