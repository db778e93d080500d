/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h - where nonoc notes the digest of what it wrote, and nono-exec looks.
 *
 * $XDG_STATE_HOME/nono/compiled (mode 0700) holds one file a blob.  Its name is
 * the SHA-256 of the blob's absolute path in hex; its content is the blob's
 * SHA-256 in hex, a newline, the path, a newline.
 */
#ifndef RUNTIME_RECORD_H
#define RUNTIME_RECORD_H

#include <stdbool.h>

#define RECORD_DIRECTORY "nono/compiled" /* below $XDG_STATE_HOME */
#define RECORD_NAME_SIZE 65u             /* bytes, with the NUL */
#define RECORD_PATH_SIZE 8192u           /* bytes, with the NUL */

/* The name of the record of the blob at PATH, which is absolute. */
void record_name(const char *path, char name[static RECORD_NAME_SIZE]);

/*
 * FILE as given, made absolute against CWD: empty and "." components go,
 * ".." stays (only the kernel knows what it means).  False if it does not fit.
 */
bool record_absolute(const char *cwd, const char *file, char path[static RECORD_PATH_SIZE]);

#endif
