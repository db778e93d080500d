/* SPDX-License-Identifier: Apache-2.0 */
/* shim.c - remembers what each ruleset was asked to be, and enforces a policy in its place. */
#include "tests/selftests/shim.h"

#include "tests/selftests/apply.h"
#include "tests/selftests/ruleset.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Linux 6.8; older headers lack it. */
enum { MOUNT_ID_UNIQUE = 0x4000 };
enum { DESCRIPTORS = 256, RULE_PATH = 1, RULE_PORT = 2, ADD_RULE_QUIET = 1 };

struct object_rule {
	uint64_t access;
	int32_t object;
} __attribute__((packed));
struct port_rule {
	uint64_t access, port;
};

/* The mount is a part of it: device and inode come again when a filesystem has gone. */
struct identity {
	uint64_t device, inode, mount;
};

struct remembered {
	struct ruleset ruleset;
	struct identity objects[RULESET_RULES]; /* what the rule of that index is for */
	bool known, overflows;
};

/* By the ruleset's descriptor. */
static struct remembered rulesets[DESCRIPTORS];

/* Beside the test's own lines, which say what is being run. */
static void
say(const char *how, const char *more)
{
	char line[256];
	int length = snprintf(line, sizeof(line), "# nono: %s%s\n", how, more);

	if (write(1, line, (size_t)length) < 0)
		return;
}

int
shim_create_ruleset(const struct landlock_ruleset_attr *attributes, size_t size, uint32_t flags)
{
	int fd = (int)syscall(SYS_landlock_create_ruleset, attributes, size, flags);
	uint64_t handled[3] = {0};

	if (flags || fd < 0 || fd >= DESCRIPTORS)
		return fd;
	memcpy(handled, attributes, size < sizeof(handled) ? size : sizeof(handled));
	memset(&rulesets[fd], 0, sizeof(rulesets[fd]));
	rulesets[fd].known = true;
	rulesets[fd].ruleset.fs = handled[0];
	rulesets[fd].ruleset.net = handled[1];
	rulesets[fd].ruleset.scopes = handled[2];
	return fd;
}

static bool
identify(int fd, const char *path, struct identity *identity)
{
	struct statx found;

	if (statx(fd, path, *path ? 0 : AT_EMPTY_PATH, STATX_INO | MOUNT_ID_UNIQUE, &found) < 0)
		return false;
	*identity = (struct identity){(uint64_t)found.stx_dev_major << 32 | found.stx_dev_minor,
	                              found.stx_ino, found.stx_mnt_id};
	return true;
}

/* Whether PATH leads to that very object. */
static bool
leads_to(const char *path, const struct identity *object)
{
	struct identity found;

	return path[0] == '/' && identify(AT_FDCWD, path, &found) &&
	       found.device == object->device && found.inode == object->inode &&
	       found.mount == object->mount;
}

/* The path of an open object; "" if it has none, or none that a policy can spell. */
static void
find_path(int fd, char path[static RULESET_PATH_SIZE], struct identity *object)
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, RULESET_PATH_SIZE - 1);
	path[length < 0 ? 0 : length] = '\0';
	if (!identify(fd, "", object) || !leads_to(path, object) || strpbrk(path, "\"\\$\n"))
		path[0] = '\0';
}

static void
remember(struct remembered *to, int type, const void *attributes, uint32_t flags)
{
	struct ruleset_rule *rule = &to->ruleset.rules[to->ruleset.count];
	struct object_rule object;
	struct port_rule port;

	if (to->ruleset.count == RULESET_RULES) {
		to->overflows = true;
		return;
	}
	memset(rule, 0, sizeof(*rule));
	rule->quiet = flags & ADD_RULE_QUIET;
	if (type == RULE_PORT) {
		memcpy(&port, attributes, sizeof(port));
		rule->net = true;
		rule->port = port.port;
		rule->access = port.access;
	} else {
		memcpy(&object, attributes, sizeof(object));
		rule->access = object.access;
		find_path(object.object, rule->path, &to->objects[to->ruleset.count]);
	}
	to->ruleset.count++;
}

int
shim_add_rule(int ruleset, int type, const void *attributes, uint32_t flags)
{
	int status =
	    (int)syscall(SYS_landlock_add_rule, ruleset, type, attributes, (unsigned long)flags);

	if (status == 0 && ruleset < DESCRIPTORS && (type == RULE_PATH || type == RULE_PORT))
		remember(&rulesets[ruleset], type, attributes, flags);
	return status;
}

/* Whether each path still leads to the object that the rule was made for. */
static bool
still_there(const struct remembered *asked)
{
	for (unsigned i = 0; i < asked->ruleset.count; i++) {
		const struct ruleset_rule *rule = &asked->ruleset.rules[i];

		if (!rule->net && rule->access && !leads_to(rule->path, &asked->objects[i]))
			return false;
	}
	return true;
}

/* Whether the descriptor is a ruleset at all: if so, the kernel goes on to read a rule. */
static bool
is_ruleset(int fd)
{
	return syscall(SYS_landlock_add_rule, fd, RULE_PATH, NULL, 0) < 0 && errno == EFAULT;
}

/* What keeps the ruleset from being said as a policy, or NULL. */
static const char *
hindrance(const struct remembered *asked)
{
	enum unsaid unsaid = ruleset_unsaid(&asked->ruleset);

	if (!asked->known)
		return "a ruleset of another process";
	if (asked->overflows)
		return "more rules than are remembered";
	if (unsaid != UNSAID_NOTHING)
		return unsaid_text(unsaid);
	return still_there(asked) ? NULL : "an object that has moved";
}

/* -EPROTO, an answer that no test expects, when the policy is refused on the way. */
static int
enforce_policy(const struct remembered *asked, uint32_t flags)
{
	struct arena *arena = arena_new();
	struct str text = ruleset_text(arena, &asked->ruleset);
	struct str blob = ruleset_blob(arena, text);
	struct format *format = blob.data ? format_load(blob.data, blob.length) : NULL;
	int error = format ? format_enforce(format, flags) : -EPROTO;

	say(format ? "policy" : "refused: ", format ? "" : text.data);
	arena_free(arena);
	return error;
}

int
shim_restrict_self(int ruleset, uint32_t flags)
{
	const char *why = NULL;
	int error;

	if (ruleset < 0 || ruleset >= DESCRIPTORS || !is_ruleset(ruleset))
		return (int)syscall(SYS_landlock_restrict_self, ruleset, flags);
	why = hindrance(&rulesets[ruleset]);
	if (why) {
		say("kernel: ", why);
		return (int)syscall(SYS_landlock_restrict_self, ruleset, flags);
	}
	error = enforce_policy(&rulesets[ruleset], flags);
	errno = -error;
	return error ? -1 : 0;
}
