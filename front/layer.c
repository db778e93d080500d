/* SPDX-License-Identifier: Apache-2.0 */
/* layer.c - options become a document: checks, origins and merges are the compiler's own. */
#include "front/layer.h"

#include "front/self.h"

#include "compiler/variable.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum form { FORM_PATH, FORM_PORT, FORM_STRING, FORM_TRUTH };

/* What becomes an item of a list, or a value, of a key. */
static const struct {
	enum flag flag;
	enum form form;
	const char *section, *key;
} rows[] = {
    {FLAG_ALLOW, FORM_PATH, "filesystem", "allow"},
    {FLAG_READ, FORM_PATH, "filesystem", "read"},
    {FLAG_WRITE, FORM_PATH, "filesystem", "write"},
    {FLAG_ALLOW_FILE, FORM_PATH, "filesystem", "allow_file"},
    {FLAG_READ_FILE, FORM_PATH, "filesystem", "read_file"},
    {FLAG_WRITE_FILE, FORM_PATH, "filesystem", "write_file"},
    {FLAG_BYPASS, FORM_PATH, "filesystem", "bypass_protection"},
    {FLAG_SUPPRESS_SAVE, FORM_PATH, "filesystem", "suppress_save_prompt"},
    {FLAG_UNIX_SOCKET, FORM_PATH, "filesystem", "unix_socket"},
    {FLAG_UNIX_SOCKET_BIND, FORM_PATH, "filesystem", "unix_socket_bind"},
    {FLAG_UNIX_SOCKET_SUBTREE, FORM_PATH, "filesystem", "unix_socket_subtree"},
    {FLAG_UNIX_SOCKET_SUBTREE_BIND, FORM_PATH, "filesystem", "unix_socket_subtree_bind"},
    {FLAG_BLOCK_NET, FORM_TRUTH, "network", "block"},
    {FLAG_CONNECT_PORT, FORM_PORT, "network", "connect_port"},
    {FLAG_LISTEN_PORT, FORM_PORT, "network", "listen_port"},
    {FLAG_OPEN_PORT, FORM_PORT, "network", "open_port"},
    {FLAG_ENV_ALLOW, FORM_STRING, "environment", "allow_vars"},
    {FLAG_ENV_DENY, FORM_STRING, "environment", "deny_vars"},
};

struct layer {
	struct arena *arena;
	const struct here *here;
	const char *lines; /* what the source will hold */
	struct span at;    /* the value of the option at hand */
	struct span option;
	bool profile; /* --profile was given */
	struct node *root;
	const char *why;
};

/* The value of KEY in MAP; a new one of KIND if it has none. */
static struct node *
member(struct layer *l, struct node *map, const char *key, enum node_kind kind)
{
	struct node *value = node_get(map, key, NULL);

	if (value)
		return value;
	value = arena_alloc(l->arena, sizeof(*value));
	*value = (struct node){.kind = kind, .at = l->option};
	map->members = arena_room(l->arena, map->members, map->count, sizeof(*map->members));
	map->members[map->count++] = (struct member){str_of(key), l->option, value};
	return value;
}

static struct node *
new_node(struct layer *l, enum node_kind kind, const char *text)
{
	struct node *node = arena_alloc(l->arena, sizeof(*node));

	*node = (struct node){.kind = kind, .at = l->at, .text = str_of(text)};
	return node;
}

static void
append(struct layer *l, struct node *list, const char *text, enum node_kind kind)
{
	list->items = arena_room(l->arena, list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = new_node(l, kind, text);
}

static void
add_item(struct layer *l, const char *section, const char *key, const char *text,
         enum node_kind kind)
{
	struct node *map = member(l, l->root, section, NODE_MAP);

	append(l, member(l, map, key, NODE_LIST), text, kind);
}

/* Without ".." where that leads somewhere: what lies behind a symlink decides what it means. */
static const char *
without_dots(struct arena *arena, const char *path)
{
	const char *dots = strstr(path, "/..");
	char *real;

	while (dots && dots[3] && dots[3] != '/')
		dots = strstr(dots + 1, "/..");
	real = dots ? realpath(path, NULL) : NULL;
	if (!real)
		return path;
	path = arena_str(arena, real, strlen(real)).data;
	free(real);
	return path;
}

const char *
layer_absolute(struct arena *arena, const char *path)
{
	char *directory = path && path[0] == '/' ? NULL : getcwd(NULL, 0);

	if (path && path[0] == '/')
		return without_dots(arena, path);
	if (directory && directory[0] == '/')
		path = arena_printf(arena, "%s%s%s", directory, path ? "/" : "", path ? path : "");
	else
		path = NULL;
	free(directory);
	return path ? without_dots(arena, path) : NULL;
}

/* Below the home directory, a path is compared with what is protected there. */
static const char *
from_home(struct arena *arena, const struct here *here, const char *path)
{
	const struct path *home = &here->definitions.at[BLOB_ANCHOR_HOME];
	const char *text;
	size_t length;

	if (!here->definitions.known[BLOB_ANCHOR_HOME] || !home->rest.length)
		return path;
	text = path_text(arena, home);
	length = strlen(text);
	if (strncmp(path, text, length) != 0 || (path[length] && path[length] != '/'))
		return path;
	return arena_printf(arena, "~%s", path + length);
}

const char *
layer_path(struct arena *arena, const struct here *here, const char *path)
{
	if (path[0] == '~' || path[0] == '$')
		return path;
	path = layer_absolute(arena, path);
	return path ? from_home(arena, here, path) : NULL;
}

/* NULL, or what to say if what PATH names now is of the kind that another option is for. */
static const char *
wrong_kind(const struct layer *l, const struct given *given, const char *path)
{
	static const struct {
		enum flag directory, file;
	} pairs[] = {{FLAG_ALLOW, FLAG_ALLOW_FILE},
	             {FLAG_READ, FLAG_READ_FILE},
	             {FLAG_WRITE, FLAG_WRITE_FILE}};
	struct stat status;

	if (path[0] == '~' || path[0] == '$' || stat(path, &status) != 0)
		return NULL;
	for (size_t i = 0; i < COUNTOF(pairs); i++) {
		if (given->flag == pairs[i].file && S_ISDIR(status.st_mode))
			return arena_printf(
			    l->arena, "'%s' expects a file, and '%s' is a directory: --%s",
			    given->written, path, front_flags[pairs[i].directory].names);
		/* 'read' takes both, as in a profile. */
		if (given->flag == pairs[i].directory && given->flag != FLAG_READ &&
		    !S_ISDIR(status.st_mode))
			return arena_printf(l->arena,
			                    "'%s' expects a directory, and '%s' is none: --%s",
			                    given->written, path, front_flags[pairs[i].file].names);
	}
	return NULL;
}

static void
add_path(struct layer *l, size_t row, const struct given *given, const char *path)
{
	const char *text = layer_path(l->arena, l->here, path);

	if (!l->why)
		l->why = wrong_kind(l, given, path);
	if (text)
		add_item(l, rows[row].section, rows[row].key, text, NODE_STRING);
	else
		l->why = "the working directory has no path; give absolute ones";
}

/* NONO_ALLOW has several, with commas. */
static void
add_paths(struct layer *l, size_t row, const struct given *given)
{
	const char *path = given->value;
	struct span whole = l->at;

	if (given->written != front_flags[given->flag].variable) {
		add_path(l, row, given, path);
		return;
	}
	for (const char *end;; path = end + 1) {
		end = strchrnul(path, ',');
		l->at.offset = whole.offset + (uint32_t)(path - given->value);
		l->at.length = (uint32_t)(end - path);
		if (end > path)
			add_path(l, row, given,
			         arena_str(l->arena, path, (size_t)(end - path)).data);
		if (!*end)
			break;
	}
}

static void
add_port(struct layer *l, size_t row, const struct given *given)
{
	const char *digits = given->value;

	while (*digits >= '0' && *digits <= '9')
		digits++;
	if (*digits || digits == given->value || (given->value[0] == '0' && given->value[1]))
		l->why = arena_printf(l->arena, "'%s' expects the number of a port, not '%s'",
		                      given->written, given->value);
	else
		add_item(l, rows[row].section, rows[row].key, given->value, NODE_NUMBER);
}

/* Who names a credential means it. */
static void
add_variable(struct layer *l, size_t row, const struct given *given)
{
	add_item(l, rows[row].section, rows[row].key, given->value, NODE_STRING);
	if (given->flag == FLAG_ENV_ALLOW && variable_is_credential(l->arena, str_of(given->value)))
		add_item(l, "environment", "allow_secrets", given->value, NODE_STRING);
}

static void
add_row(struct layer *l, size_t row, const struct given *given)
{
	switch (rows[row].form) {
	case FORM_PATH:
		add_paths(l, row, given);
		break;
	case FORM_PORT:
		add_port(l, row, given);
		break;
	case FORM_STRING:
		add_variable(l, row, given);
		break;
	case FORM_TRUTH:
		member(l, member(l, l->root, rows[row].section, NODE_MAP), rows[row].key, NODE_BOOL)
		    ->truth = true;
		break;
	}
}

static void
add_setting(struct layer *l, const struct given *given)
{
	struct node *map = member(l, l->root, "environment", NODE_MAP), *value;
	const char *equals = strchr(given->value, '=');
	const char *name;

	if (!equals) {
		l->why = arena_printf(l->arena, "'%s' expects NAME=VALUE, not '%s'", given->written,
		                      given->value);
		return;
	}
	name = arena_str(l->arena, given->value, (size_t)(equals - given->value)).data;
	map = member(l, map, "set_vars", NODE_MAP);
	l->option.offset = l->at.offset;
	l->option.length = (uint32_t)(equals - given->value);
	value = member(l, map, name, NODE_STRING);
	value->text = str_of(equals + 1);
	value->at = l->at;
}

static void
add_given(struct layer *l, const struct given *given)
{
	if (given->value && !*given->value) {
		l->why = arena_printf(l->arena, "'%s' expects %s, not an empty argument",
		                      given->written, front_flags[given->flag].argument);
		return;
	}
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].flag == given->flag)
			add_row(l, i, given);
	if (given->flag == FLAG_ENV_SET)
		add_setting(l, given);
	/* A profile says what is granted of it; without one, everything. */
	if (given->flag == FLAG_ALLOW_CWD && !l->profile)
		member(l, member(l, l->root, "workdir", NODE_MAP), "access", NODE_STRING)->text =
		    STR("readwrite");
	if (given->flag == FLAG_EXTENDS || given->flag == FLAG_PROFILE)
		append(l, member(l, l->root, "extends", NODE_LIST), given->value, NODE_STRING);
}

/* A line of the source, and where its parts are. */
static void
add_line(struct layer *l, const struct given *given)
{
	bool variable = given->written == front_flags[given->flag].variable;
	const char *between = !given->value ? "" : variable ? "=" : " ";
	uint32_t start = (uint32_t)strlen(l->lines), written = (uint32_t)strlen(given->written);

	l->option = (struct span){1, start, written};
	l->at = l->option;
	if (given->value)
		l->at = (struct span){1, start + written + 1, (uint32_t)strlen(given->value)};
	l->lines = arena_printf(l->arena, "%s%s%s%s\n", l->lines, given->written, between,
	                        given->value ? given->value : "");
}

/* The last profile is the strongest: --profile is read after what --extends puts below it. */
const char *
layer_make(const struct command_line *line, const struct here *here, struct sources *sources,
           struct document *text)
{
	struct layer l = {.arena = line->arena, .here = here, .lines = ""};
	struct node root = {.kind = NODE_MAP, .at = {1, 0, 0}};
	const struct given *profile = command_given(line, FLAG_PROFILE);

	l.root = arena_alloc(line->arena, sizeof(root));
	*l.root = root;
	l.profile = profile;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < line->count && !l.why; i++) {
			const struct given *given = &line->given[i];

			if ((given->flag == FLAG_PROFILE) != pass ||
			    (given->flag == FLAG_PROFILE && given != profile))
				continue;
			add_line(&l, given);
			add_given(&l, given);
		}
	if (!l.why && line->self) {
		const struct given self = {FLAG_READ_FILE, SELF_VARIABLE, line->self};

		add_line(&l, &self);
		add_given(&l, &self);
	}
	*text =
	    (struct document){.name = "command line",
	                      .trust = TRUST_USER,
	                      .format = FORMAT_JSON,
	                      .source = sources_add_words(sources, "command line", str_of(l.lines)),
	                      .tree = l.root,
	                      .directory = "",
	                      .inode = (ino_t)-1};
	return l.why;
}
