/* SPDX-License-Identifier: Apache-2.0 */
/* env.c - which variables the command sees. */
#include "runtime/env.h"

#include "runtime/bind.h"
#include "runtime/mem.h"

/* Whether the profile's list ACTION names the variable. */
static bool
listed(const struct blob_view *view, unsigned action, const char *name, size_t length)
{
	for (uint32_t i = 0; i < view->env_count; i++) {
		const struct blob_env *env = &view->env[i];

		if (env->action == action && length >= env->name_length &&
		    (env->prefix || length == env->name_length) &&
		    memcmp(name, view_string(view, env->name), env->name_length) == 0)
			return true;
	}
	return false;
}

enum env_fate
env_fate(const struct loader *loader, const char *variable, size_t *length)
{
	const struct blob_view *view = &loader->view;
	size_t size = 0;

	while (variable[size] && variable[size] != '=')
		size++;
	*length = size;
	if (!size || !variable[size])
		return ENV_MALFORMED;
	if (env_loads_code(variable, size))
		return ENV_LOADS_CODE;
	if (listed(view, BLOB_ENV_SET, variable, size))
		return ENV_REPLACED;
	if (listed(view, BLOB_ENV_DENY, variable, size))
		return ENV_DENIED;
	if (view->policy->flags & BLOB_ENV_LISTED && !listed(view, BLOB_ENV_ALLOW, variable, size))
		return ENV_NOT_LISTED;
	if (env_credential(variable, size) && !listed(view, BLOB_ENV_SECRET, variable, size))
		return ENV_CREDENTIAL;
	return ENV_PASSES;
}

/* Copies TEXT while there is room; the length goes on counting. */
static void
put(char *value, size_t size, size_t *length, const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++, ++*length)
		if (*length + 1 < size)
			value[*length] = text[i];
}

/* The kernel takes no more than this of arguments and environment together. */
enum { ENV_SIZE_MAX = 6 << 20 };

long
env_value(const struct loader *loader, const struct blob_env *env, char *value, size_t size)
{
	const char *text = view_string(&loader->view, env->value);
	char bound[BOUND_SIZE], digits[10];
	size_t length = 0;

	for (uint32_t i = 0; i < env->value_length && length <= ENV_SIZE_MAX; i++) {
		if (text[i] != BLOB_ESCAPE) {
			put(value, size, &length, text + i, 1);
			continue;
		}
		if (text[++i] == 'u') {
			put(value, size, &length, digits, bind_uid(loader->process->uid, digits));
			continue;
		}
		struct blob_path anchor = {.anchor = (uint8_t)(text[i] - 'A')};
		int error = bind_path(loader, &anchor, 0, bound);
		if (error < 0)
			return error;
		put(value, size, &length, bound, strlen(bound));
	}
	if (size)
		value[length < size ? length : size - 1] = '\0';
	return (long)length;
}

/* The home directory was not taken from $HOME: the command must see the one that was bound. */
static bool
home_changed(const struct loader *loader)
{
	size_t length;

	return loader->anchors.used & 1u << BLOB_ANCHOR_HOME && loader->anchors.home_count &&
	       !loader->anchors.home_from_env && env_fate(loader, "HOME=", &length) == ENV_PASSES;
}

static size_t
env_count(const struct process *process)
{
	size_t count = 0;

	while (process->envp[count])
		count++;
	return count;
}

size_t
env_size(const struct loader *loader)
{
	const struct blob_view *view = &loader->view;
	size_t size = (env_count(loader->process) + 2) * sizeof(char *) + sizeof(uint64_t);

	for (uint32_t i = 0; i < view->env_count && size <= 2 * ENV_SIZE_MAX; i++) {
		long length;

		if (view->env[i].action != BLOB_ENV_SET)
			continue;
		length = env_value(loader, &view->env[i], NULL, 0);
		if (length >= 0)
			size += sizeof(char *) + view->env[i].name_length + (size_t)length + 2;
	}
	if (loader->anchors.home_count)
		size += sizeof("HOME=") + strlen(loader->anchors.homes[0]);
	return size;
}

/* "NAME=value" of the profile at TEXT; its bytes with the NUL, or 0 when an anchor is not set. */
static size_t
set_variable(const struct loader *loader, const struct blob_env *env, char *text, size_t left)
{
	size_t name = env->name_length;
	long length;

	memcpy(text, view_string(&loader->view, env->name), name);
	text[name] = '=';
	length = env_value(loader, env, text + name + 1, left - name - 1);
	return length < 0 ? 0 : name + (size_t)length + 2;
}

static void
add_sets(struct loader *loader, char **next, char *text, size_t left)
{
	const struct blob_view *view = &loader->view;
	size_t used;

	if (home_changed(loader)) {
		size_t length = strlen(loader->anchors.homes[0]);

		memcpy(text, "HOME=", 5);
		memcpy(text + 5, loader->anchors.homes[0], length + 1);
		*next++ = text;
		text += length + 6;
		left -= length + 6;
	}
	for (uint32_t i = 0; i < view->env_count; i++) {
		if (view->env[i].action != BLOB_ENV_SET ||
		    env_value(loader, &view->env[i], NULL, 0) < 0)
			continue;
		used = set_variable(loader, &view->env[i], text, left);
		*next++ = text;
		text += used;
		left -= used;
	}
	*next = NULL;
}

static void
report_credentials(struct loader *loader)
{
	unsigned count = loader->environment.credentials;
	const char *separator = ": ";
	size_t length;

	if (!count || loader->remains)
		return;
	report_begin(&loader->err, "note: ");
	report_add(&loader->err, "removed %u variable%s that carr%s credentials", count,
	           count == 1 ? "" : "s", count == 1 ? "ies" : "y");
	for (char **env = loader->process->envp; loader->options.verbose && *env; env++) {
		if (env_fate(loader, *env, &length) != ENV_CREDENTIAL)
			continue;
		report_add(&loader->err, "%s%.*s", separator, (int)length, *env);
		separator = ", ";
	}
	if (!loader->options.verbose)
		report_add(&loader->err, " (-v names %s)", count == 1 ? "it" : "them");
	report_end(&loader->err);
}

/*
 * A second value of a variable on which the policy or the search for the
 * command stands: the first was taken, and a shell would take the last.
 */
static bool
is_second_value(const struct process *process, const char *variable)
{
	static const char names[][16] = {
	    "HOME",           "PATH",           "TMPDIR",        "XDG_CONFIG_HOME",
	    "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = text_after(variable, names[i]);

		if (value && *value == '=')
			return bind_variable(process, names[i]) != value + 1;
	}
	return false;
}

int
env_build(struct loader *loader)
{
	size_t size = env_size(loader), pointers = env_count(loader->process) + 2, length;
	bool home = home_changed(loader);

	if (size > 2 * ENV_SIZE_MAX)
		return refuse(&loader->err, "the variables that the policy sets are larger than "
		                            "the kernel takes: set fewer, or shorter ones");
	for (uint32_t i = 0; i < loader->view.env_count; i++)
		pointers += loader->view.env[i].action == BLOB_ENV_SET;

	char **envp = loader_take(loader, size);
	char **next = envp;

	for (char **env = loader->process->envp; *env; env++) {
		enum env_fate fate = env_fate(loader, *env, &length);

		loader->environment.credentials += fate == ENV_CREDENTIAL;
		if (fate == ENV_PASSES && !(home && text_after(*env, "HOME=")) &&
		    !is_second_value(loader->process, *env))
			*next++ = *env;
	}
	add_sets(loader, next, (char *)(envp + pointers), size - pointers * sizeof(char *));
	loader->environment.envp = envp;
	for (char **env = envp; *env && !loader->environment.path; env++)
		loader->environment.path = text_after(*env, "PATH=");
	report_credentials(loader);
	return 0;
}
