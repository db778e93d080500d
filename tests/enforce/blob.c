/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blob.c - make_blob() for shell tests: a spec on standard input, a blob on standard output.
 * With --unfiltered a blob comes in, and goes out without the companion filter; with --aged
 * it goes out with the parts for older kernels applying to newer ones.
 */
#include "tests/unit/make-blob.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
main(int argc, char **argv)
{
	static uint8_t input[1 << 20];
	size_t size = fread(input, 1, sizeof(input) - 1, stdin);
	uint8_t *bytes = input;

	if (argc == 2 && strcmp(argv[1], "--unfiltered") == 0)
		size = blob_unfilter(input, size);
	else if (argc == 2 && strcmp(argv[1], "--aged") == 0)
		blob_age(input, size);
	else
		bytes = make_blob((const char *)input, &size);
	if (!bytes || fwrite(bytes, 1, size, stdout) != size) {
		fputs("blob: a line is not understood\n", stderr);
		return 2;
	}
	if (bytes != input)
		free(bytes);
	return 0;
}
