/* SPDX-License-Identifier: Apache-2.0 */
/* trust.h - whether the policy's file is what its owner meant it to be. */
#ifndef RUNTIME_TRUST_H
#define RUNTIME_TRUST_H

#include "runtime/loader.h"

/* Reads the file once and validates it. */
int file_read(struct loader *loader);
/* The recorded or the required digest against the bytes. */
int trust_digest(struct loader *loader);
/* Without a digest: who could have written the file, the command of an earlier run included. */
int trust_owners(struct loader *loader);

#endif
