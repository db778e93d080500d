/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.c - code points: decoding, and those that deceive whoever reads them. */
#include "compiler/utf8.h"

struct range {
	uint32_t first;
	uint32_t last;
};

uint32_t
utf8_decode(const char *data, size_t length, uint32_t *point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)data[0];
	uint32_t size = first < 0x80   ? 1
	                : first < 0xc2 ? 0
	                : first < 0xe0 ? 2
	                : first < 0xf0 ? 3
	                : first < 0xf5 ? 4
	                               : 0;
	if (size == 0 || size > length)
		return 0;
	uint32_t value = size == 1 ? first : first & (0x7fu >> size);
	for (uint32_t i = 1; i < size; i++) {
		unsigned char next = (unsigned char)data[i];
		if ((next & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (next & 0x3f);
	}
	if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*point = value;
	return size;
}

uint32_t
utf8_plain(const char *data, uint32_t length)
{
	const uint64_t each = 0x0101010101010101, high = 0x80 * each;
	uint32_t at = 0;

	for (uint64_t word; length - at >= sizeof(word); at += (uint32_t)sizeof(word)) {
		memcpy(&word, data + at, sizeof(word));
		/* A high bit comes of a byte that has one, or below 0x20, or of 0x7f. */
		if ((word | (word - 0x20 * each) | (word + each)) & high)
			break;
	}
	while (at < length && data[at] >= 0x20 && data[at] < 0x7f)
		at++;
	return at;
}

uint32_t
utf8_encode(uint32_t point, char *data)
{
	if (point < 0x80) {
		data[0] = (char)point;
		return 1;
	}
	uint32_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	for (uint32_t i = size - 1; i > 0; i--) {
		data[i] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	data[0] = (char)((0xf00u >> size & 0xff) | point);
	return size;
}

uint32_t
utf8_count(const char *data, size_t length)
{
	uint32_t count = 0;
	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)data[i] & 0xc0) != 0x80;
	return count;
}

static bool
in_ranges(const struct range *ranges, size_t count, uint32_t point)
{
	for (size_t i = 0; i < count; i++)
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	return false;
}

unsigned
utf8_width(uint32_t point)
{
	static const struct range wide[] = {
	    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xa960, 0xa97c},
	    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
	    {0xffe0, 0xffe6},   {0x16fe0, 0x18cff}, {0x1b000, 0x1b2ff}, {0x1f300, 0x1f64f},
	    {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
	};
	static const struct range combining[] = {
	    {0x300, 0x36f},   {0x483, 0x489},     {0x591, 0x5bd},     {0x64b, 0x65f},
	    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},   {0x20d0, 0x20ff},   {0xfe00, 0xfe0f},
	    {0xfe20, 0xfe2f}, {0x1f3fb, 0x1f3ff}, {0xe0100, 0xe01ef},
	};
	if (point < 0x300)
		return 1;
	if (in_ranges(combining, COUNTOF(combining), point))
		return 0;
	return in_ranges(wide, COUNTOF(wide), point) ? 2 : 1;
}

enum utf8_class
utf8_classify(uint32_t point)
{
	static const struct range bidi[] = {
	    {0x61c, 0x61c}, {0x200e, 0x200f}, {0x202a, 0x202e}, {0x2066, 0x2069}};
	static const struct range zero[] = {
	    {0xad, 0xad},       {0x34f, 0x34f},     {0x115f, 0x1160}, {0x17b4, 0x17b5},
	    {0x180b, 0x180f},   {0x200b, 0x200d},   {0x2060, 0x2065}, {0x206a, 0x206f},
	    {0x3164, 0x3164},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0}, {0xfff9, 0xfffb},
	    {0x1d173, 0x1d17a}, {0xe0000, 0xe007f},
	};
	if (point < 0x7f)
		return point >= 0x20 || point == '\t' || point == '\n' || point == '\r'
		           ? UTF8_PLAIN
		           : UTF8_CONTROL;
	if (point == 0x85 || point == 0x2028 || point == 0x2029)
		return UTF8_BREAK;
	if (point < 0xa0)
		return UTF8_CONTROL;
	if (in_ranges(bidi, COUNTOF(bidi), point))
		return UTF8_BIDI;
	return in_ranges(zero, COUNTOF(zero), point) ? UTF8_ZERO : UTF8_PLAIN;
}

bool
utf8_blank(uint32_t point)
{
	static const struct range blanks[] = {
	    {0x9, 0xd},       {0x20, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},
	    {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f},
	    {0x205f, 0x205f}, {0x3000, 0x3000},
	};

	return in_ranges(blanks, COUNTOF(blanks), point);
}
