/* SPDX-License-Identifier: Apache-2.0 */
/* utf8-form.c - letters that can be written in one code point or in two. */
#include "compiler/utf8.h"

struct form {
	uint16_t letter;
	uint16_t base;
	uint16_t mark;
};

static const struct form forms[] = {
#define FORM(letter, base, mark) {letter, base, mark},
#include "compiler/utf8-form.def"
#undef FORM
};

/* Korean syllables are counted, not listed. */
enum {
	SYLLABLES = 0xac00,
	LEADS = 0x1100,
	VOWELS = 0x1161,
	TAILS = 0x11a7, /* none */
	LEAD_COUNT = 19,
	VOWEL_COUNT = 21,
	TAIL_COUNT = 28,
};

static bool
syllable_parts(uint32_t point, uint32_t parts[static 2])
{
	uint32_t index = point - SYLLABLES;
	uint32_t tail = index % TAIL_COUNT;

	if (point < SYLLABLES || index >= LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT)
		return false;
	if (tail) {
		parts[0] = point - tail;
		parts[1] = TAILS + tail;
	} else {
		parts[0] = LEADS + index / TAIL_COUNT / VOWEL_COUNT;
		parts[1] = VOWELS + index / TAIL_COUNT % VOWEL_COUNT;
	}
	return true;
}

bool
utf8_parts(uint32_t point, uint32_t parts[static 2])
{
	size_t low = 0, high = COUNTOF(forms);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (forms[middle].letter < point)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == COUNTOF(forms) || forms[low].letter != point)
		return syllable_parts(point, parts);
	parts[0] = forms[low].base;
	parts[1] = forms[low].mark;
	return true;
}

bool
utf8_joins(uint32_t base, uint32_t mark)
{
	if (base >= LEADS && base < LEADS + LEAD_COUNT)
		return mark >= VOWELS && mark < VOWELS + VOWEL_COUNT;
	if (mark < 0x300)
		return false;
	for (size_t i = 0; i < COUNTOF(forms); i++)
		if (forms[i].mark == mark && forms[i].base == base)
			return true;
	return false;
}
