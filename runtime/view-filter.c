/* SPDX-License-Identifier: Apache-2.0 */
/* view-filter.c - checks the companion filter's parts: whatever they hold, they only refuse. */
#include "runtime/view.h"

static const char *
check_return(uint32_t k)
{
	if (k == BLOB_BPF_KILL || (k > BLOB_BPF_ERRNO && k <= BLOB_BPF_ERRNO + 4095))
		return NULL;
	return "a filter returns something other than a refusal";
}

/* AT of a part of COUNT instructions; a jump may go as far as the part's end. */
static const char *
check_instruction(const struct blob_instruction *at, uint32_t left)
{
	switch (at->code) {
	case BLOB_BPF_LOAD:
		if (at->k != 0 && at->k != 4 && (at->k < 16 || at->k > 60 || at->k % 4))
			return "a filter loads something other than number, architecture and "
			       "arguments";
		break;
	case BLOB_BPF_AND:
		break;
	case BLOB_BPF_JUMP:
		if (at->k > left)
			return "a filter jumps out of its part";
		break;
	case BLOB_BPF_EQUAL:
	case BLOB_BPF_LEAST:
	case BLOB_BPF_ANY:
		return at->yes > left || at->no > left ? "a filter jumps out of its part" : NULL;
	case BLOB_BPF_RETURN:
		if (check_return(at->k))
			return check_return(at->k);
		break;
	default:
		return "a filter has an unknown instruction";
	}
	return at->yes || at->no ? "a filter has an instruction with a meaningless jump" : NULL;
}

static const char *
check_part(const struct blob_view *view, const struct blob_filter *part)
{
	if (part->architecture != BLOB_ARCH_X86_64 && part->architecture != BLOB_ARCH_AARCH64)
		return "a filter is for an unknown architecture";
	if (part->below != 0 && part->below != 3 && part->below != 4 && part->below != 9 &&
	    part->below != 10)
		return "a filter is for unknown kernels";
	if (!part->count || part->count > BLOB_FILTER_MAX ||
	    part->count > view->instruction_count - part->first)
		return "a filter's part is empty or too long";
	for (uint32_t i = 0; i < part->count; i++) {
		const char *wrong =
		    check_instruction(&view->instructions[part->first + i], part->count - i - 1);

		if (wrong)
			return wrong;
	}
	return NULL;
}

const char *
view_filters_check(const struct blob_view *view)
{
	const struct blob_filter *part = view->filters;
	uint32_t next = 0;

	for (uint32_t i = 0; i < view->filter_count; i++, part++) {
		const char *wrong;

		if (part->first != next)
			return "a filter's parts do not follow one another";
		if ((wrong = check_part(view, part)))
			return wrong;
		if (i && (part[-1].architecture > part->architecture ||
		          (part[-1].architecture == part->architecture &&
		           part[-1].below >= part->below)))
			return "a filter's parts are out of order";
		next += part->count;
	}
	return next == view->instruction_count ? NULL : "a filter has instructions of no part";
}
