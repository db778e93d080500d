/* SPDX-License-Identifier: Apache-2.0 */
/* call.c - where want of memory becomes a status, and errors become objects. */
#include "library/call.h"

#include <stdlib.h>

struct nono_error {
	struct arena *arena; /* NULL: the one below */
	enum nono_status status;
	const char *message;
	const struct nono_diagnostics *diagnostics;
};

/* There is no memory to say so with. */
static const struct nono_error exhausted = {NULL, NONO_MEMORY, "out of memory", NULL};

static void
drop_stream(void *what)
{
	struct call *call = what;

	if (call->stream)
		fclose(call->stream);
	free(call->text);
	call->stream = NULL;
	call->text = NULL;
	call->size = call->room = 0;
}

/* CALL is the caller's: what changes of it must be there after a jump. */
static enum nono_status
run(struct call *call, enum nono_status (*work)(struct call *call, void *context), void *context)
{
	jmp_buf where;
	enum nono_status status;

	if (setjmp(where)) {
		arena_free(call->arena);
		if (call->error)
			*call->error = (struct nono_error *)(uintptr_t)&exhausted;
		return NONO_MEMORY;
	}
	call->arena = arena_new_guarded(&where);
	status = work(call, context);
	arena_unguard(call->arena);
	if (!call->kept)
		arena_free(call->arena);
	return status;
}

enum nono_status
call_run(enum nono_status (*work)(struct call *call, void *context), void *context,
         struct nono_error **error)
{
	struct call call = {.error = error};

	return run(&call, work, context);
}

static struct nono_error *
error_new(struct call *call, enum nono_status status)
{
	struct nono_error *error = arena_alloc(call->arena, sizeof(*error));

	error->arena = call->arena;
	error->status = status;
	return error;
}

enum nono_status
call_fail(struct call *call, enum nono_status status, const char *format, ...)
{
	struct nono_error *error;
	va_list args;

	if (!call->error)
		return status;
	error = error_new(call, status);
	va_start(args, format);
	error->message = arena_vprintf(call->arena, format, args);
	va_end(args);
	*call->error = error;
	call->kept = true;
	return status;
}

enum nono_status
call_fail_policy(struct call *call, enum nono_status status, const struct nono_diagnostics *found)
{
	size_t count = nono_diagnostics_count(found), first = 0;

	while (first + 1 < count && nono_diagnostic_severity(found, first) != NONO_ERROR)
		first++;
	call_fail(call, status, "%s",
	          count ? nono_diagnostic_message(found, first) : "the policy cannot be read");
	if (call->error)
		(*call->error)->diagnostics = found;
	return status;
}

static ssize_t
append(void *what, const char *bytes, size_t size)
{
	struct call *call = what;

	if (call->room - call->size < size) {
		size_t room = 2 * call->room + size;
		char *grown = realloc(call->text, room);

		if (!grown)
			return 0;
		call->text = grown;
		call->room = room;
	}
	memcpy(call->text + call->size, bytes, size);
	call->size += size;
	return (ssize_t)size;
}

/* No open_memstream(): that says nothing of what it had no memory for. */
FILE *
call_write(struct call *call)
{
	call->stream = fopencookie(call, "w", (cookie_io_functions_t){.write = append});
	if (!call->stream)
		arena_exhausted(call->arena);
	call->held = (struct arena_held){.release = drop_stream, .what = call};
	arena_hold(call->arena, &call->held);
	return call->stream;
}

struct str
call_written(struct call *call)
{
	struct str text;
	bool failed = ferror(call->stream) != 0;

	failed |= fclose(call->stream) != 0;
	call->stream = NULL;
	if (failed)
		arena_exhausted(call->arena);
	text = arena_str(call->arena, call->text, call->size);
	arena_release(call->arena);
	return text;
}

static bool
wrap(const struct gift *gift)
{
	struct nono_bytes *made;

	if (!gift->bytes)
		return true;
	made = calloc(1, sizeof(*made) + gift->text.length + 1);
	if (!made)
		return false;
	made->length = gift->text.length;
	memcpy(made->data, gift->text.data, made->length);
	*gift->bytes = made;
	return true;
}

void
call_give_two(struct call *call, struct gift first, struct gift second)
{
	if (!wrap(&first))
		arena_exhausted(call->arena);
	if (wrap(&second))
		return;
	if (first.bytes) {
		free(*first.bytes);
		*first.bytes = NULL;
	}
	arena_exhausted(call->arena);
}

void
call_give(struct call *call, struct str text, struct nono_bytes **bytes)
{
	call_give_two(call, (struct gift){text, bytes}, (struct gift){{NULL, 0}, NULL});
}

const char *
nono_bytes_data(const struct nono_bytes *bytes)
{
	return bytes->data;
}

size_t
nono_bytes_length(const struct nono_bytes *bytes)
{
	return bytes->length;
}

void
nono_bytes_free(struct nono_bytes *bytes)
{
	free(bytes);
}

enum nono_status
nono_error_status(const struct nono_error *error)
{
	return error->status;
}

const char *
nono_error_message(const struct nono_error *error)
{
	return error->message;
}

const struct nono_diagnostics *
nono_error_diagnostics(const struct nono_error *error)
{
	return error->diagnostics;
}

void
nono_error_free(struct nono_error *error)
{
	if (error)
		arena_free(error->arena);
}
