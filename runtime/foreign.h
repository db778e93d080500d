/* SPDX-License-Identifier: Apache-2.0 */
/*
 * foreign.h - file systems that another program or machine serves: 9p, FUSE, network.  What they
 * show is beyond every check here, and some give one file several identities.
 */
#ifndef RUNTIME_FOREIGN_H
#define RUNTIME_FOREIGN_H

#include "runtime/loader.h"

/* The kind of file system that FD, on DEVICE, lies on; 0: the machine's own. */
uint8_t foreign_kind(struct loader *loader, int fd, uint64_t device);
/* One line for what is granted on such file systems, if it is worth a word. */
void foreign_report(struct loader *loader);

#endif
