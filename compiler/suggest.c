/* SPDX-License-Identifier: Apache-2.0 */
/* suggest.c - edit distance, and the nearest of several names. */
#include "compiler/suggest.h"

#include <string.h>

#define LONGEST 64u /* names beyond this are not worth a guess */

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned
edit_distance(struct str a, struct str b, unsigned limit)
{
	unsigned rows[3][LONGEST + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2], *spare;

	if (a.length > LONGEST || b.length > LONGEST || a.length > b.length + limit ||
	    b.length > a.length + limit)
		return limit + 1;
	memset(rows, 0, sizeof(rows));
	for (unsigned j = 0; j <= b.length; j++)
		last[j] = j;
	for (unsigned i = 1; i <= a.length; i++) {
		now[0] = i;
		for (unsigned j = 1; j <= b.length; j++) {
			unsigned replace = last[j - 1] + (a.data[i - 1] != b.data[j - 1]);

			now[j] = least(replace, 1 + least(last[j], now[j - 1]));
			if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
			    a.data[i - 2] == b.data[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return least(last[b.length], limit + 1);
}

struct suggestion
suggest_for(struct str word)
{
	return (struct suggestion){.word = word, .distance = SUGGEST_DISTANCE + 1};
}

void
suggest_offer(struct suggestion *suggestion, struct str name)
{
	unsigned limit = SUGGEST_DISTANCE;
	unsigned distance;

	/* Two edits turn any two-letter word into any other. */
	if (suggestion->word.length < 4)
		limit = 1;
	distance = edit_distance(suggestion->word, name, limit);
	if (distance > limit || distance >= suggestion->distance)
		return;
	suggestion->distance = distance;
	suggestion->best = name;
}
