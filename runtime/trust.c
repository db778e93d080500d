/* SPDX-License-Identifier: Apache-2.0 */
/* trust.c - reads the blob once, and asks who could have written those bytes. */
#include "runtime/trust.h"

#include "runtime/bind.h"
#include "runtime/mem.h"
#include "runtime/object.h"
#include "runtime/policy.h"

enum { OTHERS_WRITE = 2, GROUP_WRITES = 020, OWNER_LISTS = 0500 };

static int
open_file(const char *path)
{
	return sys_open(path, SYS_O_RDONLY | SYS_O_NOFOLLOW | SYS_O_NONBLOCK | SYS_O_NOCTTY,
	                SYS_RESOLVE_NO_MAGICLINKS);
}

/* SIZE bytes and no more: 0 or -errno; -ESTALE when the file is not that long any more. */
static int
read_whole(int fd, uint8_t *bytes, size_t size)
{
	size_t done = 0;

	for (;;) {
		long n = sys_read(fd, bytes + done, size + 1 - done);

		if (n == -EINTR)
			continue;
		if (n < 0)
			return (int)n;
		done += (size_t)n;
		if (done > size)
			return -ESTALE;
		if (n == 0)
			return done == size ? 0 : -ESTALE;
	}
}

static int
read_opened(struct loader *loader, int fd)
{
	const char *path = loader->options.blob;
	struct file *file = &loader->file;
	struct sys_stat stat;
	int error = sys_stat_fd(fd, &stat);

	if (error < 0)
		return refuse(&loader->err, "'%s' cannot be read: %s", path, error_text(error));
	if ((stat.mode & SYS_S_IFMT) != SYS_S_IFREG)
		return refuse(&loader->err,
		              "'%s' is not a regular file; give the file that nonoc -o "
		              "wrote",
		              path);
	if (stat.size > BLOB_SIZE_MAX)
		return refuse(&loader->err, "'%s' is larger than 64 MiB: it is not a policy blob",
		              path);
	long bytes = loader_map(loader, (size_t)stat.size + 1);
	if (sys_map_failed(bytes))
		return refuse(&loader->err, "'%s' cannot be read: %s", path, error_text(bytes));
	error = read_whole(fd, (uint8_t *)bytes, (size_t)stat.size);
	if (error < 0)
		return refuse(&loader->err, "'%s' cannot be read: %s", path, error_text(error));
	file->bytes = (const uint8_t *)bytes;
	file->size = (size_t)stat.size;
	file->device = sys_stat_device(&stat);
	file->inode = stat.ino;
	return 0;
}

static int
check_bytes(struct loader *loader)
{
	const char *wrong = policy_view(loader);

	if (wrong)
		return refuse(&loader->err,
		              "'%s' is not usable: %s; compile it again with nonoc -o",
		              loader->options.blob, wrong);
	return 0;
}

int
file_read(struct loader *loader)
{
	const char *path = loader->options.blob;
	int fd;

	if (loader->process->policy) {
		loader->file.bytes = loader->process->policy;
		loader->file.size = loader->process->policy_size;
		return check_bytes(loader);
	}
	fd = open_file(path);

	if (fd == -ELOOP)
		return refuse(&loader->err, "'%s' is a symlink: the policy's own path is needed",
		              path);
	if (fd < 0)
		return refuse(&loader->err, "'%s' cannot be opened: %s", path, error_text(fd));
	int status = read_opened(loader, fd);
	sys_close(fd);
	return status ? status : check_bytes(loader);
}

/* The file's path as given and as resolved, both absolute. */
static int
find_paths(struct loader *loader)
{
	struct file *file = &loader->file;
	const struct walk *walk = &loader->walk;
	char given[RECORD_PATH_SIZE];

	if (!record_absolute(loader->anchors.cwd, loader->options.blob, given))
		return refuse(&loader->err,
		              "the path of '%s' cannot be made absolute; give it whole",
		              loader->options.blob);
	file->given = loader_keep(loader, given);
	if (walk_to_end(&loader->walk, file->given) != WALK_ARRIVED ||
	    walk->places[walk->depth - 1].inode != file->inode ||
	    walk->places[walk->depth - 1].device != file->device)
		return refuse(&loader->err, "'%s' changed while it was read; run it again",
		              loader->options.blob);
	file->resolved = loader_keep(loader, walk->path);
	return 0;
}

/* Whether all users have numbers in this name space, as in the first one. */
static bool
all_have_numbers(void)
{
	static const char whole[] = "         0          0 4294967295\n";
	char map[sizeof(whole)];
	int fd = sys_open("/proc/self/uid_map", SYS_O_RDONLY, 0);
	bool same;

	if (fd < 0)
		return false;
	same = read_whole(fd, (uint8_t *)map, sizeof(whole) - 1) == 0 &&
	       memcmp(map, whole, sizeof(whole) - 1) == 0;
	sys_close(fd);
	return same;
}

/* In a user name space NOBODY may be everybody who has no number there, the caller perhaps. */
static bool
owned(const struct loader *loader, uint32_t uid)
{
	enum { NOBODY = 65534 };

	return uid == 0 || (uid == loader->process->uid && (uid != NOBODY || all_have_numbers()));
}

/*
 * Whether a directory of the caller's on the way, or the last one, is closed to the caller.  If
 * none is, but the last cannot be opened, then Landlock refuses: this is inside another nono-exec.
 */
static bool
shut(struct loader *loader, const char *path)
{
	const struct place *place;

	walk_to_end(&loader->walk, path);
	place = &loader->walk.places[loader->walk.depth - 1];
	return place->uid == loader->process->uid && ~place->mode & OWNER_LISTS;
}

/*
 * A directory that others own, or may write, proves nothing: -ENOENT, as if it were not there.  One
 * of the caller's that is shut, or that others may write, was perhaps made so by an earlier run,
 * which may change the mode of all that is the caller's, so that nobody would look into it: -EPERM,
 * where the walk stands.
 */
static int
open_records(struct loader *loader)
{
	const char *state = bind_variable(loader->process, "XDG_STATE_HOME");
	bool given = state && state[0] == '/';
	const char *base = given ? state : loader->anchors.record_home;
	char path[RECORD_PATH_SIZE];
	struct sys_stat stat = {0};
	bool others;
	int fd, error;

	if (!base || !record_absolute(
			 base, given ? RECORD_DIRECTORY : ".local/state/" RECORD_DIRECTORY, path))
		return -ENOENT;
	fd = sys_open(path, SYS_O_RDONLY | SYS_O_DIRECTORY, SYS_RESOLVE_NO_MAGICLINKS);
	if (fd == -EACCES)
		return shut(loader, path) ? -EPERM : -ENOENT;
	if (fd < 0)
		return fd == -ENOTDIR ? -ENOENT : fd;
	error = sys_stat_fd(fd, &stat);
	others = stat.mode & (OTHERS_WRITE | GROUP_WRITES);
	if (!error && (!owned(loader, stat.uid) || (others && stat.uid != loader->process->uid)))
		error = -ENOENT;
	else if (!error && others)
		error = walk_to_end(&loader->walk, path) == WALK_ARRIVED ? -EPERM : -ESTALE;
	if (!error)
		return fd;
	sys_close(fd);
	return error;
}

enum record { RECORD_NONE, RECORD_FOUND, RECORD_BROKEN };

/* The digest recorded for PATH. */
static enum record
find_record(const struct loader *loader, int records, const char *path,
            char digest[static SHA256_HEX_SIZE])
{
	char name[RECORD_NAME_SIZE];
	char text[SHA256_HEX_SIZE + RECORD_PATH_SIZE + 2];
	struct sys_stat stat;
	size_t length = strlen(path), size = SHA256_HEX_SIZE + length + 1;
	enum record found = RECORD_BROKEN;

	record_name(path, name);
	int fd = sys_open_at(records, name, SYS_O_RDONLY | SYS_O_NOFOLLOW | SYS_O_NONBLOCK);
	if (fd == -ENOENT)
		return RECORD_NONE;
	if (fd < 0)
		return RECORD_BROKEN;
	if (sys_stat_fd(fd, &stat) == 0 && owned(loader, stat.uid) &&
	    !(stat.mode & (OTHERS_WRITE | GROUP_WRITES)) &&
	    (stat.mode & SYS_S_IFMT) == SYS_S_IFREG && stat.size == size &&
	    read_whole(fd, (uint8_t *)text, size) == 0 && text[SHA256_HEX_SIZE - 1] == '\n' &&
	    memcmp(text + SHA256_HEX_SIZE, path, length) == 0 && text[size - 1] == '\n') {
		memcpy(digest, text, SHA256_HEX_SIZE - 1);
		digest[SHA256_HEX_SIZE - 1] = '\0';
		found = RECORD_FOUND;
	}
	sys_close(fd);
	return found;
}

static int
check_record(struct loader *loader, int records, const char *path,
             const char digest[static SHA256_HEX_SIZE])
{
	char recorded[SHA256_HEX_SIZE];

	switch (find_record(loader, records, path, recorded)) {
	case RECORD_NONE:
		return 0;
	case RECORD_BROKEN:
		return refuse(&loader->err,
		              "the record of what nonoc wrote to '%s' cannot be read; compile it "
		              "again with nonoc -o",
		              path);
	case RECORD_FOUND:
		break;
	}
	if (!text_equal(recorded, digest))
		return refuse(&loader->err,
		              "'%s' is not what nonoc wrote there: something has changed it since; "
		              "compile it again with nonoc -o",
		              path);
	loader->file.recorded = true;
	return 0;
}

/* The bytes against --require-digest. */
static int
check_required(struct loader *loader)
{
	uint8_t raw[SHA256_SIZE];
	char digest[SHA256_HEX_SIZE];

	sha256(loader->file.bytes, loader->file.size, raw);
	sha256_hex(raw, digest);
	if (!text_equal(digest, loader->options.digest))
		return refuse(&loader->err, "'%s' has the digest sha256:%s, not the required one",
		              loader->options.blob, digest);
	loader->file.recorded = true;
	return 0;
}

int
trust_digest(struct loader *loader)
{
	bool compiled_here = loader->process->policy;
	uint8_t raw[SHA256_SIZE];
	char digest[SHA256_HEX_SIZE];
	int status = compiled_here ? 0 : find_paths(loader), records;

	if (status)
		return status;
	if (loader->options.digest_given)
		return check_required(loader);
	if (compiled_here) {
		loader->file.recorded = true;
		return 0;
	}
	records = open_records(loader);
	if (records == -ENOENT)
		return 0;
	if (records == -EPERM)
		return refuse(&loader->err,
		              "'%s', where the records of what nonoc wrote lie, is shut or others "
		              "may write it, which an earlier run could have done; look at the "
		              "policy, chmod 700 the directory and compile the policy again with "
		              "nonoc -o, or give --require-digest",
		              walk_where(&loader->walk));
	if (records < 0)
		return refuse(&loader->err, "the records of what nonoc wrote cannot be read: %s",
		              error_text(records));
	sha256(loader->file.bytes, loader->file.size, raw);
	sha256_hex(raw, digest);
	status = check_record(loader, records, loader->file.given, digest);
	loader->file.linked = !loader->file.recorded;
	if (!status && !text_equal(loader->file.given, loader->file.resolved))
		status = check_record(loader, records, loader->file.resolved, digest);
	sys_close(records);
	return status;
}

/* Whether only root can change PLACE. */
static bool
only_root_writes(const struct place *place)
{
	return place->uid == 0 && !(place->mode & (OTHERS_WRITE | GROUP_WRITES));
}

/*
 * Whether the group of the place at DEPTH of the walk is the caller's own, and it alone is what the
 * mode's bits are for: with a list of more users and groups they are the most that any of them has.
 */
static bool
group_is_caller(struct loader *loader, unsigned depth)
{
	struct walk *walk = &loader->walk;
	const struct place *place = &walk->places[depth];
	char *end = walk->path + place->end, after = *end;
	bool listed;

	if (place->gid != loader->process->gid || !loader->anchors.user[0] ||
	    !passwd_private_group(place->gid, loader->anchors.user))
		return false;
	*end = '\0';
	listed = sys_has_acl(depth ? walk->path : "/");
	*end = after;
	return !listed;
}

/* Whether only root and the caller can change that place, or what is theirs in it. */
static bool
only_caller_writes(struct loader *loader, unsigned depth)
{
	const struct place *place = &loader->walk.places[depth];
	bool directory = (place->mode & SYS_S_IFMT) == SYS_S_IFDIR;

	if (!owned(loader, place->uid))
		return false;
	if (directory && place->mode & SYS_S_ISVTX)
		return true;
	if (place->mode & OTHERS_WRITE)
		return false;
	return !(place->mode & GROUP_WRITES) || group_is_caller(loader, depth);
}

static int
check_owners_here(struct loader *loader)
{
	struct walk *walk = &loader->walk;

	for (unsigned i = walk->depth; i--;) {
		if (only_caller_writes(loader, i))
			continue;
		walk->path[walk->places[i].end] = '\0';
		return refuse(
		    &loader->err,
		    "'%s' could have been written by others: '%s' is not yours, or others "
		    "may write it; move the policy, or give --require-digest",
		    loader->options.blob, i ? walk->path : "/");
	}
	return 0;
}

/* What lies where the walk stands, the policy or a symlink to it, which RIGHTS would change. */
static int
check_own_grants(struct loader *loader, uint32_t rights, const char *lies)
{
	const struct walk *walk = &loader->walk;
	uint32_t rule = objects_granted(loader, rights);
	bool root_only = loader->process->uid != 0;
	char path[BOUND_SIZE];

	for (unsigned i = 0; i < walk->depth && root_only; i++)
		root_only = only_root_writes(&walk->places[i]);
	if (!rule || root_only)
		return 0;
	bind_shown(loader, &loader->view.rules.items[rule - 1], path);
	return refuse(
	    &loader->err,
	    "'%s' %s where the policy lets the command write ('%s'), and nonoc has no "
	    "record of it by that path: an earlier run could have changed it; compile it here with "
	    "nonoc -o, move it, or give --require-digest",
	    loader->options.blob, lies, path);
}

int
trust_owners(struct loader *loader)
{
	struct walk *walk = &loader->walk;
	enum walk_step step;
	int status;

	if (loader->file.recorded && !loader->file.linked)
		return 0;
	if (walk_begin(walk, loader->file.given) < 0)
		return refuse(&loader->err, "'%s' cannot be found again", loader->options.blob);
	/* A record of where they lead says nothing of who could turn them to another policy. */
	while ((step = walk_next(walk)) == WALK_LINK)
		if ((status = check_own_grants(loader, BLOB_FS_REPLACE,
		                               "is reached through a symlink that lies")) ||
		    (!loader->file.recorded && (status = check_owners_here(loader))))
			return status;
	if (step != WALK_ARRIVED)
		return refuse(&loader->err, "'%s' cannot be found again", loader->options.blob);
	if (loader->file.recorded)
		return 0;
	status = check_own_grants(loader, BLOB_FS_WRITES, "lies");
	return status ? status : check_owners_here(loader);
}
