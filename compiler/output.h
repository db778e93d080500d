/* SPDX-License-Identifier: Apache-2.0 */
/* output.h - the artifact on disk, whole or not at all, and the record of its digest. */
#ifndef COMPILER_OUTPUT_H
#define COMPILER_OUTPUT_H

#include "compiler/arena.h"
#include "compiler/base.h"

#include <sys/stat.h>

/*
 * Replaces FILE by BYTES in one step (a temporary file beside it, then
 * rename), mode 0644 less the umask.  Returns NULL, or what went wrong; then
 * FILE is as it was.  A final symlink is replaced, never written through.
 */
const char *output_write(struct arena *arena, const char *file, struct str bytes);

/*
 * Replaces the regular file FILE, whose device and inode are READ's, by BYTES in one step, with its
 * owner and mode.  Returns NULL, or what went wrong; then FILE is as it was.  A symlink is refused.
 */
const char *output_rewrite(struct arena *arena, const char *file, const struct stat *read,
                           struct str bytes);

/*
 * Notes the SHA-256 of BYTES under the path of FILE, as given and as resolved,
 * where nono-exec looks it up (runtime/record.h).  Returns NULL, or why it
 * could not.
 */
const char *output_record(struct arena *arena, const char *file, struct str bytes);

#endif
