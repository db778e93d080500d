/* SPDX-License-Identifier: Apache-2.0 */
/* resum.c - a text for macOS whose rules were changed gets the checksum of those that it has. */
#include "runtime/carried.h"

#include <stdio.h>
#include <string.h>

int
main(void)
{
	static char text[1 << 20];
	size_t size = fread(text, 1, sizeof(text) - 1, stdin);
	char *head = strstr(text, "\n" CARRIED_HEAD);
	char digits[CARRIED_DIGITS + 1];

	if (!head)
		return 1;
	head++;
	carried_digits(text, (size_t)(head - text), digits);
	memcpy(head + strlen(CARRIED_HEAD), digits, CARRIED_DIGITS);
	return fwrite(text, 1, size, stdout) != size;
}
