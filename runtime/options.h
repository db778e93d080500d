/* SPDX-License-Identifier: Apache-2.0 */
/* options.h - nono-exec's command line. */
#ifndef RUNTIME_OPTIONS_H
#define RUNTIME_OPTIONS_H

#include "runtime/loader.h"

/*
 * Fills loader->options.  0: go on; REPORT_REFUSED: a usage error was
 * reported; OPTIONS_DONE: --help, --version or --features
 * has been answered.
 */
#define OPTIONS_DONE (-1)
int options_read(struct loader *loader);

#endif
