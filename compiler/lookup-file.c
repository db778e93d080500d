/* SPDX-License-Identifier: Apache-2.0 */
/* lookup-file.c - regular files and standard input, read once, within the limit. */
#include "compiler/lookup-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_READ 16384u
#define MAX_INPUT_DEFAULT (64u << 20)

static const struct span no_place;

static size_t
limit_of(const struct lookup *lookup)
{
	size_t limit = lookup->options->max_input ? lookup->options->max_input : MAX_INPUT_DEFAULT;

	/* Places are 32 bits wide. */
	return limit < UINT32_MAX - 1 ? limit : UINT32_MAX - 1;
}

static int
report_errno(const struct lookup *lookup, const char *path, struct span at, int error)
{
	diag_at(lookup->diags, DIAG_CANNOT_READ, at, "cannot read '%s': %s", path, strerror(error));
	return -error;
}

static int
report_size(const struct lookup *lookup, const char *path, struct span at)
{
	diag_at(lookup->diags, DIAG_INPUT_TOO_LARGE, at, "'%s' is larger than %zu bytes", path,
	        limit_of(lookup));
	diag_help(lookup->diags, "raise the limit with --max-input");
	return -EFBIG;
}

/* All of FD, and one byte more than the limit at most. */
static int
read_all(const struct lookup *lookup, int fd, const char *path, struct span at, size_t expected,
         struct str *content)
{
	size_t limit = limit_of(lookup);
	size_t capacity = expected < limit ? expected + 2 : limit + 2;
	size_t length = 0;
	char *data = arena_alloc(lookup->arena, capacity);

	for (;;) {
		ssize_t got;

		if (length + 1 == capacity) {
			size_t more = capacity < limit / 2 ? 2 * capacity : limit + 2;

			if (more <= capacity)
				return report_size(lookup, path, at);
			data = arena_grow(lookup->arena, data, length, more, 1);
			capacity = more;
		}
		got = read(fd, data + length, capacity - length - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return report_errno(lookup, path, at, errno);
		if (got == 0)
			break;
		length += (size_t)got;
	}
	if (length > limit)
		return report_size(lookup, path, at);
	data[length] = '\0';
	*content = (struct str){data, (uint32_t)length};
	return 0;
}

/* The bytes of this input are known already. */
static bool
is_instead(const struct lookup *lookup, const char *path)
{
	return lookup->options->instead_of && strcmp(lookup->options->instead_of, path) == 0;
}

static const char *
kind_of_file(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "a directory";
	case S_IFIFO:
		return "a pipe";
	case S_IFSOCK:
		return "a socket";
	default:
		return "a device";
	}
}

/* An organisation's file that others can write is anybody's. */
static bool
rooted(const struct lookup *lookup, const char *path, struct span at, const struct stat *status)
{
	if (status->st_uid == 0 && !(status->st_mode & (S_IWGRP | S_IWOTH)))
		return true;
	diag_at(lookup->diags, DIAG_NOT_ROOT_OWNED, at,
	        "'%s' must belong to root and be writable by nobody else", path);
	diag_help(lookup->diags, "chown root '%s' && chmod go-w '%s'", path, path);
	return false;
}

static int
read_opened(const struct lookup *lookup, int fd, const char *path, enum trust trust, struct span at,
            struct document *text)
{
	struct str content;
	struct stat status;
	int error;

	if (fstat(fd, &status) != 0)
		return report_errno(lookup, path, at, errno);
	if (!S_ISREG(status.st_mode)) {
		diag_at(lookup->diags, DIAG_NOT_REGULAR, at, "'%s' is %s, expected a regular file",
		        path, kind_of_file(status.st_mode));
		return S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
	}
	if (trust == TRUST_ORGANISATION && !rooted(lookup, path, at, &status))
		return -EPERM;
	if ((uintmax_t)status.st_size > limit_of(lookup))
		return report_size(lookup, path, at);
	if (is_instead(lookup, path)) {
		content = lookup->options->instead;
		error = 0;
	} else {
		error = read_all(lookup, fd, path, at, (size_t)status.st_size, &content);
	}
	if (error)
		return error;
	text->device = status.st_dev;
	text->inode = status.st_ino;
	text->source = sources_add_file(lookup->sources, path, content);
	/* No text begins like a blob, and a blob may have any name. */
	if (content.length >= sizeof(BLOB_MAGIC) - 1 &&
	    memcmp(content.data, BLOB_MAGIC, sizeof(BLOB_MAGIC) - 1) == 0)
		text->format = FORMAT_BLOB;
	return 0;
}

bool
lookup_is_there(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static void
close_file(void *fd)
{
	close(*(const int *)fd);
}

int
lookup_file(const struct lookup *lookup, const char *path, enum trust trust, struct span at,
            struct document *text)
{
	const char *slash = strrchr(path, '/');
	int fd, error;
	struct arena_held held = {close_file, &fd, NULL};

	*text = (struct document){.name = path, .trust = trust, .format = format_of(path)};
	text->directory =
	    arena_str(lookup->arena, path, slash ? (size_t)(slash - path) + 1 : 0).data;
	if (text->format == FORMAT_UNKNOWN)
		text->format = lookup->options->input_format;
	/* Nothing that is opened here may block, become the terminal, or be inherited. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return report_errno(lookup, path, at, errno);
	arena_hold(lookup->arena, &held);
	error = read_opened(lookup, fd, path, trust, at, text);
	arena_release(lookup->arena);
	if (!error && text->format == FORMAT_UNKNOWN) {
		diag_at(lookup->diags, DIAG_UNKNOWN_FORMAT, at, "cannot tell the format of '%s'",
		        path);
		diag_help(lookup->diags,
		          "name it .json, .jsonc, .yaml or .yml, or say --input-format");
		return -EINVAL;
	}
	return error;
}

int
lookup_standard_input(const struct lookup *lookup, struct document *text)
{
	struct str content;
	int error;

	*text = (struct document){.name = lookup->options->input_name ? lookup->options->input_name
	                                                              : "<stdin>",
	                          .trust = TRUST_USER,
	                          .format = lookup->options->input_format,
	                          .directory = ""};
	if (text->format == FORMAT_UNKNOWN) {
		diag_at(lookup->diags, DIAG_UNKNOWN_FORMAT, no_place,
		        "cannot tell the format of standard input");
		diag_help(lookup->diags, "say --input-format=json or --input-format=yaml");
		return -EINVAL;
	}
	if (is_instead(lookup, "-")) {
		text->source = sources_add(lookup->sources, text->name, lookup->options->instead);
		return 0;
	}
	error = read_all(lookup, STDIN_FILENO, text->name, no_place, FIRST_READ, &content);
	if (error)
		return error;
	text->source = sources_add(lookup->sources, text->name, content);
	return 0;
}
