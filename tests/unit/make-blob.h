/* SPDX-License-Identifier: Apache-2.0 */
/* make-blob.h - writes a blob from a few lines of text, for the loader's tests. */
#ifndef TESTS_UNIT_MAKE_BLOB_H
#define TESTS_UNIT_MAKE_BLOB_H

#include <stddef.h>
#include <stdint.h>

/*
 * A line is one of
 *
 *   grant RIGHTS any|dir|file PATH [own] [implied] [+RIGHTS]   (+: of the rules above it)
 *   deny RIGHTS PATH
 *   bypass RIGHTS PATH
 *   port tcp|udp connect|bind|both NUMBER
 *   allow|unset|secret NAME
 *   set NAME VALUE
 *   net|scope|accept|require|flag|capabilities NUMBER
 *   origins
 *   filter ARCHITECTURE BELOW      (a part of the companion filter)
 *   bpf CODE YES NO K              (an instruction of the part above)
 *
 * RIGHTS are letters: r read, l list, x exec, w write and truncate, c create,
 * d remove, n rename, i ioctl, u unix sockets.  PATH begins with '/', '~' or
 * the name of an anchor: $WORKDIR, $TMPDIR, $XDG_...; "$UID" in it is the user's.  A
 * NAME that ends in '*' is a prefix; ~ in a VALUE is the home directory.
 *
 * Returns malloc'ed bytes, *SIZE of them; NULL when a line says something else.
 */
uint8_t *make_blob(const char *spec, size_t *size);
/* The same policy without the companion filter: takes its two sections out of BYTES, in place. */
size_t blob_unfilter(uint8_t *bytes, size_t size);
/* The filter's parts for kernels below ABI 3 and below ABI 9 move up, to below 9 and below 10. */
void blob_age(uint8_t *bytes, size_t size);
/* Makes the checksum of SIZE bytes right again. */
void blob_seal(uint8_t *bytes, size_t size);

#endif
