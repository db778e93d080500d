/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit-seatbelt-carry.c - what nono-exec needs besides the rules, at the end of the text, where
 * macOS sees comments: the policy as a blob, so that on both systems the same code binds anchors,
 * checks what is protected and builds the environment.
 */
#include "compiler/emit-seatbelt.h"

#include "compiler/pass.h"
#include "runtime/carried.h"

#include <string.h>

/* A blob has no rules for what lies directly in a directory: its checks take them for the tree. */
static void
take_for_trees(struct ir *carried)
{
	bool any = false;

	for (size_t i = 0; i < carried->grants.count; i++)
		any |= carried->grants.items[i].children;
	if (!any)
		return;
	carried->grants = rules_sorted(carried->arena, &carried->grants);
	carried->denies = rules_sorted(carried->arena, &carried->denies);
	carried->bypasses = rules_sorted(carried->arena, &carried->bypasses);
	for (size_t i = 0; i < carried->grants.count; i++)
		carried->grants.items[i].children = false;
	pass_normalise(carried);
}

/* The companion filter is for Linux, and so is what proves a blob: a blob it is. */
static struct str
blob_of(const struct ir *policy, const struct emit_options *options)
{
	struct ir carried = *policy;

	carried.target = TARGET_LANDLOCK;
	carried.unfiltered = true;
	take_for_trees(&carried);
	return backend_landlock.emit(&carried, options);
}

static void
put_head(struct seatbelt *s)
{
	char digits[CARRIED_DIGITS + 1];

	carried_digits(s->out.data, s->out.length, digits);
	buffer_put(&s->out, CARRIED_HEAD);
	buffer_put(&s->out, digits);
	buffer_put(&s->out, "\n");
}

/* At most three BYTES as four characters. */
static void
encode_three(const unsigned char *bytes, size_t count, char *four)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";
	uint32_t word = 0;

	for (size_t i = 0; i < 3; i++)
		word = word << 8 | (i < count ? bytes[i] : 0);
	for (size_t i = 0; i < 4; i++)
		four[i] = (char)(i > count ? '=' : digits[word >> (18 - 6 * i) & 63]);
}

static void
put_blob(struct seatbelt *s, struct str blob)
{
	const unsigned char *bytes = (const unsigned char *)blob.data;
	char line[CARRIED_LINE + 2];

	for (size_t at = 0; at < blob.length;) {
		size_t length = 0;

		for (; length < CARRIED_LINE && at < blob.length; at += 3, length += 4)
			encode_three(bytes + at, blob.length - at < 3 ? blob.length - at : 3,
			             line + length);
		line[length] = '\n';
		line[length + 1] = '\0';
		buffer_put(&s->out, CARRIED_MARK);
		buffer_put(&s->out, line);
	}
}

/* Whether nono-exec's own reader finds BLOB again. */
static bool
proved(const struct seatbelt *s, struct str blob)
{
	const uint8_t *text = (const uint8_t *)s->out.data;
	uint8_t *back = arena_alloc(s->ir->arena, blob.length);
	struct carried carried;

	return !carried_find(&carried, text, s->out.length) && carried.size == blob.length &&
	       carried_decode(&carried, text, back) && memcmp(back, blob.data, blob.length) == 0;
}

bool
seatbelt_carry(struct seatbelt *s, const struct ir *policy)
{
	struct str blob;

	if (!s->options->comments)
		return true;
	blob = blob_of(policy, s->options);
	if (!blob.data)
		return false;
	put_head(s);
	put_blob(s, blob);
	if (proved(s, blob))
		return true;
	diag_at(s->ir->diags, DIAG_SEATBELT_DIFFERS, (struct span){0},
	        "the lines for nono-exec at the end of the text cannot be read back");
	diag_help(s->ir->diags, "this is a mistake of nonoc's: please report it");
	return false;
}
