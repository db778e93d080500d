/* SPDX-License-Identifier: Apache-2.0 */
/* bind.c - what each anchor of the policy means in this run. */
#include "runtime/bind.h"

#include "runtime/mem.h"

struct variable {
	char name[20], fallback[16];
};

static const struct variable variables[BLOB_ANCHORS] = {
    [BLOB_ANCHOR_TMPDIR] = {"TMPDIR", ""},
    [BLOB_ANCHOR_XDG_CONFIG_HOME] = {"XDG_CONFIG_HOME", "/.config"},
    [BLOB_ANCHOR_XDG_STATE_HOME] = {"XDG_STATE_HOME", "/.local/state"},
    [BLOB_ANCHOR_XDG_CACHE_HOME] = {"XDG_CACHE_HOME", "/.cache"},
    [BLOB_ANCHOR_XDG_DATA_HOME] = {"XDG_DATA_HOME", "/.local/share"},
    [BLOB_ANCHOR_XDG_RUNTIME_DIR] = {"XDG_RUNTIME_DIR", ""},
};

const char *
bind_variable(const struct process *process, const char *name)
{
	for (char **env = process->envp; *env; env++) {
		const char *value = text_after(*env, name);

		if (value && *value == '=')
			return value + 1;
	}
	return NULL;
}

static void
use_paths(uint32_t *used, const struct view_paths *paths)
{
	for (uint32_t i = 0; i < paths->count; i++)
		*used |= 1u << paths->items[i].anchor;
}

static uint32_t
anchors_used(const struct blob_view *view)
{
	uint32_t used = 0;

	use_paths(&used, &view->rules);
	use_paths(&used, &view->denies);
	use_paths(&used, &view->bypasses);
	for (uint32_t i = 0; i < view->env_count; i++) {
		const struct blob_env *env = &view->env[i];
		const char *value = view_string(view, env->value);

		for (uint32_t k = 0; env->action == BLOB_ENV_SET && k + 1 < env->value_length; k++)
			if (value[k] == BLOB_ESCAPE && value[k + 1] != 'u')
				used |= 1u << (value[k + 1] - 'A');
	}
	return used;
}

static bool
has_dots(const char *path)
{
	while (*path) {
		size_t length = 0;

		while (path[length] && path[length] != '/')
			length++;
		if ((length == 1 || length == 2) && path[0] == '.' && path[length - 1] == '.')
			return true;
		path += length;
		while (*path == '/')
			path++;
	}
	return false;
}

static bool
is_absolute(const char *path)
{
	return path[0] == '/' && strlen(path) < HOME_SIZE && !has_dots(path);
}

/* Whether PATH is an existing directory that belongs to the caller or to root; or -errno. */
static int
directory_of_caller(const struct loader *loader, const char *path)
{
	struct sys_stat stat;
	int error = sys_stat_path(path, &stat);

	if (error == -ENOENT || error == -ENOTDIR || error == -EACCES)
		return 0;
	if (error < 0)
		return error;
	return (stat.mode & SYS_S_IFMT) == SYS_S_IFDIR &&
	       (stat.uid == 0 || stat.uid == loader->process->uid);
}

static bool
is_home(const struct anchors *anchors, const char *path)
{
	for (unsigned i = 0; i < anchors->home_count; i++)
		if (path_within(path, anchors->homes[i]) && path_within(anchors->homes[i], path))
			return true;
	return false;
}

/* Adds PATH to the homes if it can be one, or is: 1; 0 if not; -errno. */
static int
try_home(struct loader *loader, const char *path)
{
	struct anchors *anchors = &loader->anchors;
	int usable;

	if (!is_absolute(path))
		return 0;
	if (is_home(anchors, path))
		return 1;
	usable = directory_of_caller(loader, path);
	if (usable > 0)
		anchors->homes[anchors->home_count++] = path;
	return usable;
}

static int
refuse_home(struct loader *loader, long error)
{
	return refuse(&loader->err, "the home directory cannot be looked up: %s",
	              error_text(error));
}

static int
find_passwd_home(struct loader *loader, const char *env)
{
	struct anchors *anchors = &loader->anchors;
	bool first = !anchors->home_count;
	int found = passwd_find(loader->process->uid, anchors->passwd_home, HOME_SIZE,
	                        anchors->user, sizeof(anchors->user));

	if (found > 0)
		found = try_home(loader, anchors->passwd_home);
	if (found < 0)
		return refuse_home(loader, found);
	if (!found)
		return 0;
	if (!anchors->record_home)
		anchors->record_home = anchors->passwd_home;
	if (first && anchors->used & 1u << BLOB_ANCHOR_HOME)
		note(&loader->err, "the home directory is '%s', from " SYS_USERS ": $HOME is %s",
		     anchors->passwd_home, env ? "not usable" : "not set");
	return 0;
}

/* Every home that the caller has; the first one is $HOME. */
static int
find_homes(struct loader *loader)
{
	struct anchors *anchors = &loader->anchors;
	const char *given = loader->options.home;
	const char *env = bind_variable(loader->process, "HOME");
	int usable;

	if (given && try_home(loader, given) <= 0)
		return refuse(
		    &loader->err,
		    "--home '%s' is not usable: expected the absolute path, without '..', of "
		    "a directory that is yours or root's",
		    given);
	usable = env ? try_home(loader, env) : 0;
	if (usable < 0)
		return refuse_home(loader, usable);
	if (usable) {
		anchors->home_from_env = !given;
		anchors->record_home = env;
	}
	return find_passwd_home(loader, env);
}

static int
bind_from_variable(struct loader *loader, unsigned anchor)
{
	const struct variable *variable = &variables[anchor];
	const char *value = bind_variable(loader->process, variable->name);
	struct binding *binding = &loader->anchors.at[anchor];

	if (!value || !*value) {
		if (anchor == BLOB_ANCHOR_TMPDIR)
			*binding = (struct binding){"/tmp", "", false};
		else if (*variable->fallback)
			*binding =
			    (struct binding){loader->anchors.homes[0], variable->fallback, true};
		return 0;
	}
	if (!is_absolute(value))
		return refuse(
		    &loader->err,
		    "$%s is '%s': expected an absolute path without '..'; set or unset it",
		    variable->name, value);
	if (anchor == BLOB_ANCHOR_TMPDIR && directory_of_caller(loader, value) <= 0)
		return refuse(
		    &loader->err,
		    "$TMPDIR is '%s': expected a directory that is yours or root's; set or "
		    "unset it",
		    value);
	*binding = (struct binding){value, "", false};
	return 0;
}

static int
bind_workdir(struct loader *loader)
{
	char cwd[WALK_PATH_SIZE];
	long length = sys_getcwd(cwd, sizeof(cwd));

	loader->anchors.cwd = length < 0 || cwd[0] != '/' ? "" : loader_keep(loader, cwd);
	if (loader->anchors.cwd[0])
		loader->anchors.at[BLOB_ANCHOR_WORKDIR] =
		    (struct binding){loader->anchors.cwd, "", false};
	else if (loader->anchors.used & 1u << BLOB_ANCHOR_WORKDIR)
		return refuse(&loader->err, "the current directory has no path, and the policy is "
		                            "about it; change to one that exists");
	return 0;
}

int
bind_anchors(struct loader *loader)
{
	struct anchors *anchors = &loader->anchors;
	int status;

	anchors->used = anchors_used(&loader->view);
	anchors->at[BLOB_ANCHOR_ROOT] = (struct binding){"/", "", false};
	status = find_homes(loader);
	if (!status)
		status = bind_workdir(loader);
	if (anchors->home_count)
		anchors->at[BLOB_ANCHOR_HOME] = (struct binding){anchors->homes[0], "", true};
	for (unsigned anchor = BLOB_ANCHOR_TMPDIR; !status && anchor < BLOB_ANCHORS; anchor++) {
		if (anchors->used & 1u << anchor)
			status = bind_from_variable(loader, anchor);
		if (!anchors->at[anchor].base && *variables[anchor].fallback &&
		    anchors->used & 1u << anchor)
			anchors->used |= 1u << BLOB_ANCHOR_HOME;
	}
	if (!status && !anchors->home_count && anchors->used & 1u << BLOB_ANCHOR_HOME)
		return refuse(&loader->err,
		              "there is no home directory: $HOME is not a directory that "
		              "is yours, and " SYS_USERS " has none; %s",
		              /* nono, which brings its policy along, has no such option. */
		              loader->process->policy ? "set $HOME" : "give --home DIR");
	return status;
}

unsigned
bind_homes(const struct loader *loader, const struct blob_path *path)
{
	return loader->anchors.at[path->anchor].from_home ? loader->anchors.home_count : 1;
}

size_t
bind_uid(uint32_t uid, char digits[static 10])
{
	char reversed[10];
	size_t count = 0;

	do
		reversed[count++] = (char)('0' + uid % 10);
	while (uid /= 10);
	for (size_t i = 0; i < count; i++)
		digits[i] = reversed[count - 1 - i];
	return count;
}

static bool
add(char bound[static BOUND_SIZE], size_t *length, const char *text, size_t size)
{
	if (size >= BOUND_SIZE - *length)
		return false;
	memcpy(bound + *length, text, size);
	*length += size;
	bound[*length] = '\0';
	return true;
}

int
bind_path(const struct loader *loader, const struct blob_path *path, unsigned home,
          char bound[static BOUND_SIZE])
{
	const struct binding *binding = &loader->anchors.at[path->anchor];
	const char *base = binding->from_home ? loader->anchors.homes[home] : binding->base;
	const char *text = view_string(&loader->view, path->path);
	char digits[10];
	size_t length = 0;

	if (!base)
		return -ENOENT;
	size_t size = strlen(base);
	while (size && base[size - 1] == '/')
		size--;
	if (!add(bound, &length, base, size) ||
	    !add(bound, &length, binding->suffix, strlen(binding->suffix)) ||
	    ((path->length || !length) && !add(bound, &length, "/", 1)))
		return -ENAMETOOLONG;
	for (size_t i = 0, end; i < path->length; i = end + 2) {
		end = text_find(text, i, path->length, BLOB_ESCAPE);
		if (!add(bound, &length, text + i, end - i) ||
		    (end < path->length &&
		     !add(bound, &length, digits, bind_uid(loader->process->uid, digits))))
			return -ENAMETOOLONG;
	}
	return 0;
}

void
bind_shown(const struct loader *loader, const struct blob_path *path, char bound[static BOUND_SIZE])
{
	if (bind_path(loader, path, 0, bound) < 0)
		memcpy(bound, "?", 2);
}
