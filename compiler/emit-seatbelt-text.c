/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-text.c - paths and comments in the language of macOS's sandbox. */
#include "compiler/emit-seatbelt.h"

#include "compiler/sbpl-depth.h"
#include "compiler/utf8.h"

#include <string.h>

/* Why BYTES behind LEAD others can be no string of the text, or NULL. */
static const char *
refused(size_t lead, struct str bytes)
{
	uint32_t point, length;

	if (lead + bytes.length > SEATBELT_STRING_MAX)
		return "is longer than the 255 bytes that macOS is known to read";
	for (uint32_t i = 0; i < bytes.length; i += length) {
		i += utf8_plain(bytes.data + i, bytes.length - i);
		if (i == bytes.length)
			break;
		length = utf8_decode(bytes.data + i, bytes.length - i, &point);
		if (!length)
			return "is no UTF-8";
		if (point < 0x20 || point == 0x7f)
			return "has a control character";
	}
	return NULL;
}

/*
 * The one place where the user's bytes become a string.  Only these two are special within one;
 * macOS drops the backslash of an escape that it does not know, so that there is no other.
 */
static void
put_string(struct seatbelt *s, struct buffer *text, const char *lead, struct str bytes,
           const struct rule *rule)
{
	const char *why = refused(strlen(lead), bytes);

	if (why && !s->failed)
		diag_at(s->ir->diags, DIAG_SEATBELT_STRING, rule->at,
		        "the path '%s' cannot be written for macOS: a part of it %s",
		        path_text(s->ir->arena, &rule->path), why);
	s->failed |= why != NULL;
	if (why)
		return;
	buffer_reserve(text, 2 * (size_t)bytes.length + 2);
	buffer_put_bytes(text, "\"", 1);
	buffer_put(text, lead);
	for (uint32_t i = 0; i < bytes.length; i++) {
		if (bytes.data[i] == '"' || bytes.data[i] == '\\')
			text->data[text->length++] = '\\';
		text->data[text->length++] = bytes.data[i];
	}
	buffer_put_bytes(text, "\"", 1);
}

/* $UID within a path takes it apart: the loader's text, a number, and so on. */
static void
put_rest(struct seatbelt *s, struct buffer *text, struct str rest, const struct rule *rule)
{
	const char *lead = "/";

	for (uint32_t i = 0, start = 0; i <= rest.length; i++) {
		if (i < rest.length && rest.data[i] != BLOB_ESCAPE)
			continue;
		if (*lead || i > start) {
			buffer_put(text, " ");
			put_string(s, text, lead, (struct str){rest.data + start, i - start}, rule);
		}
		lead = "";
		if (i < rest.length) {
			buffer_put(text, " (param \"UID\")");
			start = ++i + 1;
		}
	}
}

void
seatbelt_put_path(struct seatbelt *s, struct buffer *text, const struct path *path, bool below,
                  const struct rule *rule)
{
	bool pieces = path->rest.length &&
	              (path->anchor || memchr(path->rest.data, BLOB_ESCAPE, path->rest.length));

	buffer_put(text, below ? "(subpath" : "(literal");
	if (pieces)
		buffer_put(text, " (string-append");
	if (path->anchor) {
		buffer_put(text, " (param \"");
		buffer_put(text, anchor_name(path->anchor) + 1);
		buffer_put(text, "\")");
	}
	if (path->rest.length)
		put_rest(s, text, path->rest, rule);
	else if (!path->anchor)
		buffer_put(text, " \"/\"");
	buffer_put(text, pieces ? "))" : ")");
}

/*
 * macOS has no filter for it.  One for the tree says where, and a regular expression how many names
 * a path there has: it is made of nothing that a user wrote, and what is large or small in a name
 * is nothing to it.
 */
void
seatbelt_put_children(struct seatbelt *s, struct buffer *text, const struct rule *rule)
{
	struct buffer names = {.arena = s->ir->arena};
	const struct path *path = &rule->path;
	bool append = path->anchor;

	if (!append)
		buffer_put(&names, "^");
	for (uint32_t i = 0; i < path->rest.length; i++)
		if (!i || path->rest.data[i] == '/')
			buffer_put(&names, SBPL_DEPTH_NAME);
	buffer_put(&names, SBPL_DEPTH_NAME "$");
	buffer_put(text, "(require-all ");
	seatbelt_put_path(s, text, path, true, rule);
	buffer_put(text,
	           append ? " (regex (string-append \"^\" (regex-quote (param \"" : " (regex ");
	buffer_put(text, append ? anchor_name(path->anchor) + 1 : "");
	buffer_put(text, append ? "\")) " : "");
	put_string(s, text, "", (struct str){names.data, (uint32_t)names.length}, rule);
	buffer_put(text, append ? ")))" : "))");
}

/* A comment ends with its line, and what follows would be a rule: only what is safe stays. */
static const char *
comment_text(struct seatbelt *s, struct span at, const struct origin *origin)
{
	struct str where = str_of(rule_origin_text(s->ir, at, origin));
	char *text = arena_alloc(s->ir->arena, where.length + 1);

	for (uint32_t i = 0; i < where.length; i++) {
		char c = where.data[i];
		bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		            (c >= '0' && c <= '9') || strchr(" ._/:,()$~-", c);

		text[i] = safe ? c : '_';
	}
	text[where.length] = '\0';
	return text;
}

static const char *
comment_at(struct seatbelt *s, struct span at, const struct origin *origin)
{
	struct seatbelt_comment *comment;

	if (!origin_has_place(origin))
		at = (struct span){0};
	comment =
	    &s->comments[(at.offset ^ at.source * 61 ^ (uintptr_t)origin / 64) % SEATBELT_COMMENTS];

	if (!comment->text || comment->origin != origin || comment->at.source != at.source ||
	    comment->at.offset != at.offset)
		*comment = (struct seatbelt_comment){comment_text(s, at, origin), at, origin};
	return comment->text;
}

void
seatbelt_end_line(struct seatbelt *s, struct buffer *text, struct span at,
                  const struct origin *origin)
{
	if (s->options->origins && origin) {
		const char *comment = comment_at(s, at, origin);

		if (*comment) {
			buffer_put(text, " ; ");
			buffer_put(text, comment);
		}
	}
	buffer_put_bytes(text, "\n", 1);
}

size_t
seatbelt_size(const struct seatbelt *s, size_t start)
{
	size_t size = 0;

	/* No string of ours holds the beginning of a comment after a blank. */
	for (const char *at = s->out.data + start, *end; *at; at = end + 1) {
		const char *comment;

		end = strchr(at, '\n');
		comment = memmem(at, (size_t)(end - at), ") ; ", 4);
		size += (size_t)((comment ? comment + 1 : end) - at) + 1;
	}
	return size;
}
