/* SPDX-License-Identifier: Apache-2.0 */
/* output.c - the artifact on disk, whole or not at all, and the record of its digest. */
#include "compiler/output.h"

#include "runtime/record.h"
#include "runtime/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
failed(struct arena *arena, const char *verb, const char *file)
{
	return arena_printf(arena, "cannot %s '%s': %s", verb, file, strerror(errno));
}

static bool
write_all(int fd, struct str bytes)
{
	for (size_t done = 0; done < bytes.length;) {
		ssize_t n = write(fd, bytes.data + done, bytes.length - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/* mkstemp's 0600 is for secrets; a policy is for everybody whom the umask lets read. */
static mode_t
mode_of_new_file(mode_t wanted)
{
	mode_t mask = umask(0);
	umask(mask);
	return wanted & ~mask;
}

/* Who may do what with the new file: as the umask lets MODE be, or as with the old one. */
static bool
give(int fd, mode_t mode, const struct stat *old)
{
	struct stat now;

	if (!old)
		return fchmod(fd, mode_of_new_file(mode)) == 0;
	if (fstat(fd, &now) < 0)
		return false;
	if ((now.st_uid != old->st_uid || now.st_gid != old->st_gid) &&
	    fchown(fd, old->st_uid, old->st_gid) < 0)
		return false;
	return fchmod(fd, old->st_mode & 07777) == 0;
}

/*
 * Fills and names a temporary file beside FILE, then moves it there: rename is the one step.  OLD
 * is NULL, or whose owner and mode the new one gets.
 */
static const char *
replace(struct arena *arena, const char *file, struct str bytes, mode_t mode,
        const struct stat *old)
{
	const char *slash = strrchr(file, '/');
	int directory = slash ? (int)(slash - file + 1) : 0;
	const char *pattern = arena_printf(arena, "%.*s.nonoc.XXXXXX", directory, file);
	char *temporary = arena_alloc(arena, strlen(pattern) + 1);
	memcpy(temporary, pattern, strlen(pattern) + 1);

	int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return failed(arena, "write beside", file);
	const char *why = NULL;
	if (!write_all(fd, bytes) || !give(fd, mode, old) || fsync(fd) < 0)
		why = failed(arena, "write", file);
	if (close(fd) < 0 && !why)
		why = failed(arena, "write", file);
	if (!why && rename(temporary, file) < 0)
		why = failed(arena, "replace", file);
	if (why)
		unlink(temporary);
	return why;
}

/*
 * A regular file, or a link to one, which is replaced itself; but not /dev/stdout: what it leads to
 * is everybody's, and so is the link.
 */
static bool
replaceable(const char *file)
{
	char target[PATH_MAX];
	struct stat st;
	ssize_t length;

	if (lstat(file, &st) < 0 || S_ISREG(st.st_mode))
		return true;
	if (!S_ISLNK(st.st_mode) || (stat(file, &st) == 0 && !S_ISREG(st.st_mode)))
		return false;
	length = readlink(file, target, sizeof(target));
	return length < 6 || memcmp(target, "/proc/", 6) != 0;
}

const char *
output_write(struct arena *arena, const char *file, struct str bytes)
{
	if (!replaceable(file))
		return arena_printf(arena, "cannot write '%s': it is there and is no regular file",
		                    file);
	return replace(arena, file, bytes, 0644, NULL);
}

const char *
output_rewrite(struct arena *arena, const char *file, const struct stat *read, struct str bytes)
{
	struct stat now;

	if (lstat(file, &now) < 0)
		return failed(arena, "write", file);
	if (S_ISLNK(now.st_mode))
		return arena_printf(
		    arena, "'%s' is a symbolic link; name the file that it leads to", file);
	if (now.st_dev != read->st_dev || now.st_ino != read->st_ino ||
	    now.st_size != read->st_size)
		return arena_printf(arena, "'%s' has changed while it was read", file);
	return replace(arena, file, bytes, 0, &now);
}

/* The loader's own choice: HOME from the environment if it is the caller's, else passwd. */
static const char *
home_directory(void)
{
	const char *home = getenv("HOME");
	struct stat st;
	if (home && home[0] == '/' && stat(home, &st) == 0 && S_ISDIR(st.st_mode) &&
	    (st.st_uid == geteuid() || st.st_uid == 0))
		return home;
	const struct passwd *user = getpwuid(geteuid());
	return user && user->pw_dir[0] == '/' ? user->pw_dir : NULL;
}

static const char *
record_directory(struct arena *arena)
{
	const char *state = getenv("XDG_STATE_HOME");
	if (state && state[0] == '/')
		return arena_printf(arena, "%s/" RECORD_DIRECTORY, state);
	const char *home = home_directory();
	return home ? arena_printf(arena, "%s/.local/state/" RECORD_DIRECTORY, home) : NULL;
}

/* mkdir -p; only the last one has to be private, and is made so. */
static const char *
make_directories(struct arena *arena, const char *path)
{
	char *part = arena_alloc(arena, strlen(path) + 1);
	for (size_t i = 1; path[i - 1]; i++) {
		part[i - 1] = path[i - 1];
		if (path[i] != '/' && path[i] != '\0')
			continue;
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return failed(arena, "make the directory", part);
	}
	return NULL;
}

static const char *
record(struct arena *arena, const char *directory, const char *path, const char *digest)
{
	char name[RECORD_NAME_SIZE];
	record_name(path, name);
	const char *text = arena_printf(arena, "%s\n%s\n", digest, path);
	const char *file = arena_printf(arena, "%s/%s", directory, name);
	return replace(arena, file, str_of(text), 0600, NULL);
}

/* FILE with its directory resolved: the name under which the loader finds it wherever it stands. */
static const char *
resolved(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *directory =
	    slash ? arena_str(arena, file, (size_t)(slash - file + 1)).data : ".";
	char real[PATH_MAX];
	if (!realpath(directory, real))
		return NULL;
	return arena_printf(arena, "%s/%s", strcmp(real, "/") == 0 ? "" : real,
	                    slash ? slash + 1 : file);
}

const char *
output_record(struct arena *arena, const char *file, struct str bytes)
{
	char cwd[PATH_MAX], given[RECORD_PATH_SIZE], hex[SHA256_HEX_SIZE];
	uint8_t digest[SHA256_SIZE];

	const char *directory = record_directory(arena);
	const char *real = resolved(arena, file);
	if (!directory)
		return "there is no home directory";
	if (!real || !getcwd(cwd, sizeof cwd) || !record_absolute(cwd, file, given))
		return "the path of the output cannot be made absolute";
	const char *why = make_directories(arena, directory);
	if (why)
		return why;
	if (chmod(directory, 0700) < 0)
		return failed(arena, "protect", directory);

	sha256(bytes.data, bytes.length, digest);
	sha256_hex(digest, hex);
	why = record(arena, directory, real, hex);
	if (!why && strcmp(real, given) != 0)
		why = record(arena, directory, given, hex);
	return why;
}
