/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-depth.c - regular expressions that count a path's names, and filters made with them. */
#include "compiler/sbpl-depth.h"

#include <string.h>

bool
sbpl_depth_read(const struct sbpl_value *value, struct sbpl_depth *depth)
{
	const struct sbpl_part *first = &value->parts[0];
	const uint32_t length = (uint32_t)strlen(SBPL_DEPTH_NAME);
	struct str text = first->text;

	*depth = (struct sbpl_depth){.names = 0};
	if (first->param || value->symbol || text.data[0] != '^')
		return false;
	if (value->count == 3 && text.length == 1 && value->parts[1].quoted &&
	    !value->parts[2].param) {
		depth->param = value->parts[1].text;
		text = value->parts[2].text;
	} else if (value->count == 1) {
		text = (struct str){text.data + 1, text.length - 1};
	} else {
		return false;
	}
	while (text.length > length && memcmp(text.data, SBPL_DEPTH_NAME, length) == 0) {
		text = (struct str){text.data + length, text.length - length};
		depth->names++;
	}
	return depth->names && str_is(text, "$");
}

/* The parameter that VALUE begins with, and how many names follow; false if it is another. */
static bool
names_of(const struct sbpl_value *value, const struct str *param, uint32_t *names)
{
	bool bound = value->parts[0].param;

	*names = 0;
	if (!str_equal(bound ? value->parts[0].text : (struct str){"", 0}, *param))
		return false;
	for (uint32_t i = bound; i < value->count; i++) {
		const struct str *text = &value->parts[i].text;

		/* One in the middle is a part of a name. */
		if (value->parts[i].param)
			continue;
		for (uint32_t j = 0; j < text->length; j++)
			*names +=
			    text->data[j] == '/' && (j + 1 < text->length || value->count > i + 1);
	}
	return true;
}

bool
sbpl_is_children(const struct sbpl_filter *filter)
{
	const struct sbpl_filter *tree, *regex;
	struct sbpl_depth depth;
	uint32_t names;

	if (filter->name != SBPL_ALL || filter->filter_count != 2)
		return false;
	tree = filter->filters[0];
	regex = filter->filters[1];
	return tree->name == SBPL_SUBPATH && tree->value_count == 1 && regex->name == SBPL_REGEX &&
	       regex->value_count == 1 && sbpl_depth_read(&regex->values[0], &depth) &&
	       names_of(&tree->values[0], &depth.param, &names) && depth.names == names + 1;
}
