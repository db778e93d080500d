/* SPDX-License-Identifier: Apache-2.0 */
/* profile.c - reads the paths of nonoc's text, follows their links, and adds what those lead to. */
#include "runtime/profile.h"

#include "runtime/bind.h"
#include "runtime/mem.h"

/* Nothing lies there: for an anchor that is not set, as for rules that are skipped on Linux. */
#define NOWHERE "/dev/null/not-set"

static const char names[BLOB_ANCHORS][16] = {
    [BLOB_ANCHOR_ROOT] = "UID", /* the root needs no name */
    [BLOB_ANCHOR_HOME] = "HOME",
    [BLOB_ANCHOR_WORKDIR] = "WORKDIR",
    [BLOB_ANCHOR_TMPDIR] = "TMPDIR",
    [BLOB_ANCHOR_XDG_CONFIG_HOME] = "XDG_CONFIG_HOME",
    [BLOB_ANCHOR_XDG_STATE_HOME] = "XDG_STATE_HOME",
    [BLOB_ANCHOR_XDG_CACHE_HOME] = "XDG_CACHE_HOME",
    [BLOB_ANCHOR_XDG_DATA_HOME] = "XDG_DATA_HOME",
    [BLOB_ANCHOR_XDG_RUNTIME_DIR] = "XDG_RUNTIME_DIR",
};

/* What is left of the text. */
struct reader {
	const char *at, *end;
};

static void
put(struct loader *loader, const char *text, size_t size)
{
	struct profile *profile = loader->profile;

	if (profile->room - profile->length <= size) {
		size_t room = 2 * (profile->room + size) + 65536;
		long memory = loader_map(loader, room);

		profile->failed |= sys_map_failed(memory);
		if (profile->failed)
			return;
		if (profile->length)
			memcpy((char *)memory, profile->data, profile->length);
		profile->data = (char *)memory;
		profile->room = room;
	}
	memcpy(profile->data + profile->length, text, size);
	profile->length += size;
	profile->data[profile->length] = '\0';
}

static void
put_word(struct loader *loader, const char *word)
{
	put(loader, word, strlen(word));
}

/* A copy of TEXT that lasts as long as the run; NULL when there is no memory. */
static const char *
keep(struct loader *loader, const char *text)
{
	size_t size = strlen(text) + 1;
	long memory = loader_map(loader, size);

	if (sys_map_failed(memory))
		return NULL;
	return memcpy((char *)memory, text, size);
}

/*
 * How the kernel spells what the walk has come to: in the case that is on the disk.  Others than
 * directories and files are not opened, for that could be felt; they keep the walk's name.
 */
static void
spell(const struct walk *walk, char path[static WALK_PATH_SIZE])
{
	const struct place *here = &walk->places[walk->depth - 1];
	uint32_t kind = here->mode & SYS_S_IFMT;
	char spelled[WALK_PATH_SIZE];
	struct sys_stat stat;
	int fd;

	memcpy(path, walk_where(walk), strlen(walk_where(walk)) + 1);
	if (kind != SYS_S_IFDIR && kind != SYS_S_IFREG)
		return;
	fd = sys_open(path, SYS_O_RDONLY | SYS_O_NOFOLLOW | SYS_O_NONBLOCK, 0);
	if (fd < 0)
		return;
	if (sys_stat_fd(fd, &stat) == 0 && stat.ino == here->inode &&
	    sys_stat_device(&stat) == here->device && sys_kernel_path(fd, spelled) == 0)
		memcpy(path, spelled, strlen(spelled) + 1);
	sys_close(fd);
}

/* The path that the kernel compares where PATH is meant; as far as it exists.  0 or -errno. */
static int
find_form(struct walk *walk, const char *path, char form[static WALK_PATH_SIZE])
{
	enum walk_step step = walk_to_end(walk, path);
	size_t length, rest;

	if (step == WALK_FAILED)
		return walk->error;
	spell(walk, form);
	length = strlen(form);
	while (length && form[length - 1] == '/')
		length--;
	if (step == WALK_MISSING) {
		const char *todo = walk->todo;

		while (*todo == '/')
			todo++;
		rest = strlen(todo);
		if (length + rest + 2 > WALK_PATH_SIZE)
			return -ENAMETOOLONG;
		form[length++] = '/';
		memcpy(form + length, todo, rest);
		length += rest;
	}
	while (length > 1 && form[length - 1] == '/')
		length--;
	form[length ? length : 1] = '\0';
	return 0;
}

static const char *
add_parameter(struct loader *loader, const char *name, const char *value)
{
	struct profile *profile = loader->profile;

	profile->parameters[2 * profile->count] = name;
	profile->parameters[2 * profile->count + 1] = value;
	profile->count++;
	return name;
}

/* The name of the parameter that stands for FORM; NULL when there are too many, or no memory. */
static const char *
name_form(struct loader *loader, const char *form)
{
	struct profile *profile = loader->profile;
	char name[16] = "FORM_", digits[10];
	size_t length;

	for (unsigned i = profile->count - profile->forms; i < profile->count; i++)
		if (text_equal(profile->parameters[2 * i + 1], form))
			return profile->parameters[2 * i];
	if (profile->forms == PROFILE_FORMS)
		return NULL;
	length = bind_uid(profile->forms, digits);
	memcpy(name + 5, digits, length);
	name[5 + length] = '\0';
	const char *kept = keep(loader, name), *value = keep(loader, form);
	if (!kept || !value)
		return NULL;
	profile->forms++;
	return add_parameter(loader, kept, value);
}

static bool
word(struct reader *reader, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
		return false;
	reader->at += length;
	return true;
}

/* What (param "NAME stands for, up to its ")"; NULL for a name that nono-exec does not know. */
static const char *
parameter(const struct profile *profile, struct reader *reader)
{
	for (unsigned i = 0; i < BLOB_ANCHORS; i++) {
		struct reader name = *reader;

		if (!word(&name, names[i]) || !word(&name, "\")"))
			continue;
		*reader = name;
		return i == BLOB_ANCHOR_ROOT ? profile->uid : profile->anchors[i];
	}
	return NULL;
}

static bool
add(char path[static WALK_PATH_SIZE], size_t *length, const char *text, size_t size)
{
	if (size >= WALK_PATH_SIZE - *length)
		return false;
	memcpy(path + *length, text, size);
	*length += size;
	path[*length] = '\0';
	return true;
}

/* A string or a parameter: adds what it stands for to PATH. */
static bool
part(const struct profile *profile, struct reader *reader, char path[static WALK_PATH_SIZE],
     size_t *length)
{
	const char *value;

	if (word(reader, "(param \"")) {
		value = parameter(profile, reader);
		return value && add(path, length, value, strlen(value));
	}
	if (!word(reader, "\""))
		return false;
	for (; reader->at < reader->end && *reader->at != '"'; reader->at++) {
		if (*reader->at == '\\' && ++reader->at == reader->end)
			return false;
		if (!add(path, length, reader->at, 1))
			return false;
	}
	return word(reader, "\"");
}

/* What follows "(literal " or "(subpath ", as nonoc writes it, up to its ")". */
static bool
filter(const struct profile *profile, struct reader *reader, char path[static WALK_PATH_SIZE])
{
	size_t length = 0;

	path[0] = '\0';
	if (!word(reader, "(string-append"))
		return part(profile, reader, path, &length) && word(reader, ")");
	while (word(reader, " "))
		if (!part(profile, reader, path, &length))
			return false;
	return word(reader, "))");
}

static int
refuse_text(struct loader *loader, const char *at)
{
	unsigned line = 1;

	for (const char *c = loader->profile->rules; c < at; c++)
		line += *c == '\n';
	return refuse(
	    &loader->err,
	    "'%s' is not usable: line %u has a path or a parameter that nono-exec does not "
	    "know; compile it again with nonoc --target seatbelt -o",
	    loader->options.blob, line);
}

/* Whether a regular expression follows, which counts the names of the path that is spelled. */
static bool
counts_names(const struct profile *profile, const char *at)
{
	struct reader reader = {at, profile->end};

	return word(&reader, " (regex ");
}

/* The filter KIND at START, for PATH; and the same for what PATH leads to, if that differs. */
static int
put_filter(struct loader *loader, const char *kind, const struct reader *start, const char *path)
{
	char form[WALK_PATH_SIZE];
	int error = path[0] == '/' ? find_form(&loader->walk, path, form) : 0;
	const char *name;

	if (error < 0)
		return refuse(&loader->err,
		              "'%s', which the policy is about, cannot be looked at: %s", path,
		              error_text(error));
	if (path[0] != '/' || text_equal(path, form)) {
		put(loader, start->at, (size_t)(start->end - start->at));
		return 0;
	}
	if (counts_names(loader->profile, start->end))
		return refuse(
		    &loader->err,
		    "'%s' leads through a symlink: the sockets right in a directory have to "
		    "be granted by its own path, '%s'",
		    path, form);
	name = name_form(loader, form);
	if (!name)
		return refuse(&loader->err, "more than %u paths of the policy lead through links",
		              PROFILE_FORMS);
	put_word(loader, "(require-any ");
	put(loader, start->at, (size_t)(start->end - start->at));
	put_word(loader, kind);
	put_word(loader, "(param \"");
	put_word(loader, name);
	put_word(loader, "\")))");
	return 0;
}

/* What begins with a '(': a filter for a path is looked into, the parenthesis of others copied. */
static int
put_list(struct loader *loader, struct reader *reader)
{
	char path[WALK_PATH_SIZE];
	struct reader start = *reader;
	const char *kind = word(reader, "(literal ")   ? " (literal "
	                   : word(reader, "(subpath ") ? " (subpath "
	                                               : NULL;

	if (kind) {
		if (!filter(loader->profile, reader, path))
			return refuse_text(loader, start.at);
		start.end = reader->at;
		return put_filter(loader, kind, &start, path);
	}
	if (word(reader, "(param \"") && !parameter(loader->profile, reader))
		return refuse_text(loader, start.at);
	if (reader->at == start.at)
		reader->at++;
	put(loader, start.at, (size_t)(reader->at - start.at));
	return 0;
}

/* Past a comment, a string or a character. */
static void
skip(struct reader *reader)
{
	bool raw = word(reader, "#\"");

	if (raw || word(reader, "\"")) {
		while (reader->at < reader->end && *reader->at != '"')
			reader->at += *reader->at == '\\' && !raw ? 2 : 1;
		reader->at = reader->at < reader->end ? reader->at + 1 : reader->end;
	} else if (*reader->at == ';') {
		while (reader->at < reader->end && *reader->at != '\n')
			reader->at++;
	} else {
		reader->at++;
	}
}

static int
put_rules(struct loader *loader)
{
	struct reader reader = {loader->profile->rules, loader->profile->end};
	int status = 0;

	while (reader.at < reader.end && !status) {
		const char *start = reader.at;

		if (*start == '(') {
			status = put_list(loader, &reader);
			continue;
		}
		skip(&reader);
		if (*start != ';')
			put(loader, start, (size_t)(reader.at - start));
	}
	return status;
}

/*
 * Who goes through a link asks for what it is itself, too.  The text names those that a grant
 * spells; links that lead on to others it does not.
 */
static int
put_links(struct loader *loader)
{
	const struct view_paths *rules = &loader->view.rules;
	struct walk *walk = &loader->walk;
	char path[BOUND_SIZE], node[WALK_PATH_SIZE];
	unsigned length;

	for (uint32_t i = 0; i < rules->count; i++) {
		if (!loader->objects.items[i].linked ||
		    bind_path(loader, &rules->items[i], 0, path) < 0 || walk_begin(walk, path) < 0)
			continue;
		while (walk_next(walk) == WALK_LINK) {
			const char *link = walk_link_name(walk, &length), *name;
			size_t end = 0;

			node[0] = '\0';
			if (!add(node, &end, walk->path,
			         walk->depth > 1 ? strlen(walk->path) : 0) ||
			    !add(node, &end, "/", 1) || !add(node, &end, link, length) ||
			    !(name = name_form(loader, node)))
				return refuse(&loader->err, "the links to '%s' are too many", path);
			put_word(loader, "(allow file-read-metadata (literal (param \"");
			put_word(loader, name);
			put_word(loader, "\")))\n");
		}
	}
	return 0;
}

/* The anchors, as the kernel has them. */
static int
bind_parameters(struct loader *loader)
{
	struct profile *profile = loader->profile;
	char path[BOUND_SIZE], form[WALK_PATH_SIZE];

	profile->uid[bind_uid(loader->process->uid, profile->uid)] = '\0';
	add_parameter(loader, names[BLOB_ANCHOR_ROOT], profile->uid);
	for (unsigned i = BLOB_ANCHOR_ROOT + 1; i < BLOB_ANCHORS; i++) {
		const struct blob_path anchor = {.anchor = (uint8_t)i};
		int error = bind_path(loader, &anchor, 0, path);
		const char *value = NOWHERE;

		if (!error)
			error = find_form(&loader->walk, path, form);
		if (!error)
			value = keep(loader, form);
		if ((error && error != -ENOENT) || !value)
			return refuse(&loader->err, "$%s cannot be looked at: %s", names[i],
			              error ? error_text(error) : "out of memory");
		profile->anchors[i] = value;
		add_parameter(loader, names[i], value);
	}
	return 0;
}

int
profile_bind(struct loader *loader)
{
	int status = bind_parameters(loader);

	if (!status)
		status = put_rules(loader);
	if (!status)
		status = put_links(loader);
	if (!status && (loader->profile->failed || !loader->profile->data))
		return refuse(&loader->err, "the policy does not fit into memory");
	return status;
}
