/* SPDX-License-Identifier: Apache-2.0 */
/* blob.c - make_blob() for shell tests: a spec on standard input, a blob on standard output. */
#include "tests/unit/make-blob.h"

#include <stdio.h>
#include <stdlib.h>

int
main(void)
{
	static char spec[1 << 16];
	size_t size, length = fread(spec, 1, sizeof(spec) - 1, stdin);
	uint8_t *bytes;

	spec[length] = '\0';
	bytes = make_blob(spec, &size);
	if (!bytes || fwrite(bytes, 1, size, stdout) != size) {
		fputs("blob: a line is not understood\n", stderr);
		return 2;
	}
	free(bytes);
	return 0;
}
