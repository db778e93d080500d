/* SPDX-License-Identifier: Apache-2.0 */
/* self.c - where the command finds its own policy. */
#include "front/self.h"

#include "front/layer.h"
#include "front/state.h"

#include "compiler/output.h"
#include "runtime/sha256.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_TRIES = 50, LOCK_PAUSE = 10000000 /* ns */ };

static const char *
name_of(const struct command_line *line)
{
	const char *directory = layer_absolute(line->arena, NULL);
	const char *text =
	    arena_printf(line->arena, "%u\n%s\n", (unsigned)geteuid(), directory ? directory : "");
	uint8_t digest[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE];

	for (size_t i = 0; i < line->count; i++)
		text = arena_printf(line->arena, "%s%u %s\n", text, (unsigned)line->given[i].flag,
		                    line->given[i].value ? line->given[i].value : "");
	sha256(text, strlen(text), digest);
	sha256_hex(digest, hex);
	return arena_str(line->arena, hex, strlen(hex)).data;
}

/*
 * -1 if it cannot be locked.  Whoever may read there can hold the lock, a command that was let,
 * too: it is not waited for for long.
 */
static int
lock_directory(const char *directory, int how)
{
	int lock = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (unsigned i = 0; lock >= 0 && flock(lock, how | LOCK_NB) < 0; i++) {
		if (i == LOCK_TRIES) {
			close(lock);
			return -1;
		}
		nanosleep(&(struct timespec){.tv_nsec = LOCK_PAUSE}, NULL);
	}
	return lock;
}

/* Under the lock of who removes what is old: it is gone before, and made again, or it is young. */
static bool
make_recent(const char *directory, const char *path)
{
	int lock = lock_directory(directory, LOCK_SH);
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	bool made = file >= 0;

	if (made) {
		futimens(file, NULL);
		close(file);
	}
	if (lock >= 0)
		close(lock);
	return made;
}

const char *
self_begin(const struct command_line *line)
{
	const char *directory = state_path(line->arena, "self"), *path;
	struct path place;

	unsetenv(SELF_VARIABLE);
	unsetenv(SELF_WORKDIR);
	if (!directory || command_given(line, FLAG_DRY_RUN) ||
	    !state_make(line->arena, directory) || !state_is_ours(line->arena, directory))
		return NULL;
	path = arena_printf(line->arena, "%s/%s", directory, name_of(line));
	if (!here_place(line->arena, path, &place) || !path_can_be_said(line->arena, &place))
		return NULL;
	return make_recent(directory, path) ? path : NULL;
}

/* Writing waits for the disk, and runs alike have written it already. */
static bool
is_written(const struct command_line *line, const struct front_policy *policy)
{
	size_t size = policy->blob.length + 1;
	char *bytes = arena_alloc(line->arena, size);
	int file = open(line->self, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t got = file < 0 ? -1 : read(file, bytes, size);

	if (file >= 0)
		close(file);
	return got == (ssize_t)policy->blob.length &&
	       memcmp(bytes, policy->blob.data, policy->blob.length) == 0;
}

/*
 * One run after the other: who writes puts a new file in the place of the old one, and a command
 * that was started with the old one could read it no more.
 */
static const char *
write_once(const struct command_line *line, const struct front_policy *policy)
{
	const char *directory = state_path(line->arena, "self"), *why = NULL;
	int lock;

	if (is_written(line, policy))
		return NULL;
	lock = lock_directory(directory, LOCK_EX);
	if (!is_written(line, policy)) {
		why = output_write(line->arena, line->self, policy->blob);
		if (lock >= 0)
			self_forget(line->arena, directory);
	}
	if (lock >= 0)
		close(lock);
	return why;
}

void
self_write(const struct command_line *line, const struct front_policy *policy)
{
	const char *directory = layer_absolute(line->arena, NULL);
	const char *why = write_once(line, policy);

	if (!why)
		setenv(SELF_VARIABLE, line->self, 1);
	if (!why && directory)
		setenv(SELF_WORKDIR, directory, 1);
	if (why && command_given(line, FLAG_VERBOSE))
		front_say(
		    arena_printf(line->arena, "note: 'nono why --self' will not work: %s", why));
}

int
self_read(const struct command_line *line, struct front_policy *policy)
{
	const char *file = getenv(SELF_VARIABLE), *directory = getenv(SELF_WORKDIR);
	struct options *options = &policy->options;
	struct definitions *definitions = &options->profile.definitions;
	struct path workdir;
	int status;

	options_default(line->arena, options);
	options->verb = VERB_WHY;
	if (!file || file[0] != '/')
		return -1;
	if (here_place(line->arena, directory, &workdir))
		definitions_set(line->arena, definitions, BLOB_ANCHOR_WORKDIR, workdir);
	policy->here = here_find(line->arena, definitions);
	status = driver_read(line->arena, options, file, POLICY_BLOB, &policy->read);
	if (status != STATUS_CLEAN)
		driver_render(policy->read.diags, options);
	return status == STATUS_CLEAN;
}
