/* SPDX-License-Identifier: Apache-2.0 */
/* access.c - the table of rights, and their names. */
#include "compiler/access.h"

#include "compiler/jsonout.h"

#include <string.h>

static const struct right rights[] = {
#define RIGHT(symbol, bits, abi, name) {name, (bits), (abi)},
#include "compiler/access.def"
#undef RIGHT
};

/* The kernel's names, by bit: for parts of a right. */
static const char *const bit_names[] = {
    "execute",   "write_file", "read_file", "read_dir",  "remove_dir",   "remove_file",
    "make_char", "make_dir",   "make_reg",  "make_sock", "make_fifo",    "make_block",
    "make_sym",  "refer",      "truncate",  "ioctl_dev", "resolve_unix",
};
_Static_assert(BLOB_FS_ALL == (1u << COUNTOF(bit_names)) - 1, "every bit has a name");

const struct right *
access_rights(size_t *count)
{
	*count = COUNTOF(rights);
	return rights;
}

/* Takes one name out of *WANTED: of a whole right, or of a part of one; NULL when none is left. */
static const char *
next_name(uint32_t *wanted)
{
	for (size_t i = 0; i < COUNTOF(rights); i++) {
		uint32_t part = *wanted & rights[i].bits;

		if (part && part == rights[i].bits) {
			*wanted &= ~part;
			return rights[i].name;
		}
		for (size_t bit = 0; part && bit < COUNTOF(bit_names); bit++)
			if (part & 1u << bit) {
				*wanted &= ~(1u << bit);
				return bit_names[bit];
			}
	}
	return NULL;
}

const char *
access_text(struct arena *arena, uint32_t wanted)
{
	/* Every name with its separator fits in 14 bytes. */
	char *text = arena_alloc(arena, COUNTOF(bit_names) * 16);
	const char *name;

	while ((name = next_name(&wanted))) {
		if (*text)
			strcat(text, ", ");
		strcat(text, name);
	}
	return text;
}

/* NAME for WHOLE; of a part, what it lacks, or what it is if that is shorter or clearer. */
static const char *
word(struct arena *arena, const char *name, uint32_t part, uint32_t lacks, uint32_t held)
{
	const char *names = access_text(arena, lacks);
	unsigned commas = 0;

	if (!lacks)
		return name;
	for (const char *at = names; *at; at++)
		commas += *at == ',';
	return commas < 2 && !(lacks & held)
	           ? arena_printf(arena, "%s (no %s)", name, names)
	           : arena_printf(arena, "%s (only %s)", name, access_text(arena, part));
}

const char *
access_words(struct arena *arena, uint32_t wanted, uint32_t held, bool file)
{
	const struct {
		const char *name;
		uint32_t whole, own;
	} words[] = {
	    {"read", file ? RIGHT_READ | RIGHT_EXEC : RIGHTS_READ | RIGHT_EXEC, RIGHT_READ},
	    {"write", file ? RIGHT_WRITE | RIGHT_TRUNCATE : RIGHTS_WRITE, RIGHT_WRITE},
	};
	const char *text = "";

	if (wanted == BLOB_FS_ALL)
		return "all";
	for (size_t i = 0; i < COUNTOF(words); i++) {
		uint32_t part = wanted & words[i].whole;

		if (!(part & words[i].own))
			continue;
		text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "",
		                    word(arena, words[i].name, part, words[i].whole & ~part, held));
		wanted &= ~part;
	}
	return wanted ? arena_printf(arena, "%s%s%s", text, *text ? ", " : "",
	                             access_text(arena, wanted))
	              : text;
}

json_t *
access_json(uint32_t wanted)
{
	json_t *list = jsonout_need(json_array());
	const char *name;

	while ((name = next_name(&wanted)))
		jsonout_append(list, json_string(name));
	return list;
}

uint32_t
access_mediated(unsigned abi)
{
	uint32_t mediated = 0;

	for (size_t i = 0; i < COUNTOF(rights); i++)
		if (rights[i].abi <= abi)
			mediated |= rights[i].bits;
	return mediated;
}

uint32_t
access_find(struct str name)
{
	if (str_is(name, "all"))
		return BLOB_FS_ALL;
	for (size_t i = 0; i < COUNTOF(rights); i++)
		if (str_is(name, rights[i].name))
			return rights[i].bits;
	for (size_t bit = 0; bit < COUNTOF(bit_names); bit++)
		if (str_is(name, bit_names[bit]))
			return 1u << bit;
	return 0;
}

const char *
access_bit_name(unsigned bit)
{
	return bit < COUNTOF(bit_names) ? bit_names[bit] : NULL;
}
