/* SPDX-License-Identifier: Apache-2.0 */
/* driver-sbpl-ask.c - what macOS asks of a profile when a program does something. */
#include "compiler/driver-sbpl.h"

#include "compiler/eval.h"
#include "compiler/here.h"
#include "compiler/suggest.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 4 };

/* What an operation of nonoc's is on macOS, on its first path and on its second one. */
static const struct {
	enum sbpl_op first[STEPS_MAX], second[STEPS_MAX];
} steps[OPS] = {
    [OP_READ] = {{SBPL_OP_FILE_READ_DATA}, {0}},
    [OP_WRITE] = {{SBPL_OP_FILE_WRITE_DATA}, {0}},
    [OP_READ_WRITE] = {{SBPL_OP_FILE_READ_DATA, SBPL_OP_FILE_WRITE_DATA}, {0}},
    [OP_OVERWRITE] = {{SBPL_OP_FILE_WRITE_DATA}, {0}},
    [OP_READ_TRUNCATE] = {{SBPL_OP_FILE_READ_DATA, SBPL_OP_FILE_WRITE_DATA}, {0}},
    [OP_TRUNCATE] = {{SBPL_OP_FILE_WRITE_DATA}, {0}},
    [OP_CREATE] = {{SBPL_OP_FILE_WRITE_CREATE, SBPL_OP_FILE_WRITE_DATA}, {0}},
    [OP_LIST] = {{SBPL_OP_FILE_READ_DATA}, {0}},
    [OP_EXEC] = {{SBPL_OP_PROCESS_EXEC_ANY}, {0}},
    [OP_MKDIR] = {{SBPL_OP_FILE_WRITE_CREATE}, {0}},
    [OP_RMDIR] = {{SBPL_OP_FILE_WRITE_UNLINK}, {0}},
    [OP_UNLINK] = {{SBPL_OP_FILE_WRITE_UNLINK}, {0}},
    [OP_SYMLINK] = {{SBPL_OP_FILE_WRITE_CREATE}, {0}},
    [OP_MKFIFO] = {{SBPL_OP_FILE_WRITE_CREATE}, {0}},
    [OP_MKNOD_CHAR] = {{SBPL_OP_FILE_MKNOD, SBPL_OP_FILE_WRITE_CREATE}, {0}},
    [OP_MKNOD_BLOCK] = {{SBPL_OP_FILE_MKNOD, SBPL_OP_FILE_WRITE_CREATE}, {0}},
    [OP_BIND_UNIX] = {{SBPL_OP_NETWORK_BIND, SBPL_OP_FILE_WRITE_CREATE}, {0}},
    [OP_CONNECT_UNIX] = {{SBPL_OP_NETWORK_OUTBOUND}, {0}},
    [OP_IOCTL] = {{SBPL_OP_FILE_WRITE_DATA, SBPL_OP_FILE_IOCTL}, {0}},
    [OP_RENAME] = {{SBPL_OP_FILE_WRITE_UNLINK},
                   {SBPL_OP_FILE_WRITE_CREATE, SBPL_OP_FILE_WRITE_UNLINK}},
    [OP_LINK] = {{SBPL_OP_FILE_LINK}, {SBPL_OP_FILE_LINK, SBPL_OP_FILE_WRITE_CREATE}},
    [OP_EXCHANGE] = {{SBPL_OP_FILE_WRITE_UNLINK, SBPL_OP_FILE_WRITE_CREATE},
                     {SBPL_OP_FILE_WRITE_UNLINK, SBPL_OP_FILE_WRITE_CREATE}},
};

/* What the name in a question about such an operation is; what is not here takes a path. */
static const struct {
	const char *prefix; /* of the operation's name */
	enum sbpl_key key;
} subjects[] = {
    {"mach-task", SBPL_KEY_TARGET},
    {"mach-priv", SBPL_KEY_TARGET},
    {"mach-", SBPL_KEY_GLOBAL_NAME},
    {"sysctl", SBPL_KEY_SYSCTL_NAME},
    {"ipc-posix", SBPL_KEY_IPC_POSIX_NAME},
    {"iokit", SBPL_KEY_IOKIT_CLASS},
    {"signal", SBPL_KEY_TARGET},
    {"process-info", SBPL_KEY_TARGET},
    {"user-preference", SBPL_KEY_PREFERENCE_DOMAIN},
    {"syscall", SBPL_KEY_SYSCALL_NUMBER},
};

static struct sbpl_asked *
ask(struct sbpl_question *q, enum sbpl_op op, const struct sbpl_fact *fact, const char *about)
{
	struct sbpl_asked *asked = &q->asked[q->asked_count++];

	*asked = (struct sbpl_asked){.op = op, .facts = {*fact}, .fact_count = 1, .about = about};
	return asked;
}

static const char *const links[] = {"/etc", "/tmp", "/var"};

static bool
is_link(const char *path)
{
	for (size_t i = 0; i < COUNTOF(links); i++)
		if (strcmp(path, links[i]) == 0)
			return true;
	return false;
}

/* Rules are compared with what /tmp, /var and /etc lead to. */
static const char *
canonical(struct arena *arena, const char *path)
{
	for (size_t i = 0; i < COUNTOF(links); i++) {
		size_t length = strlen(links[i]);

		if (strncmp(path, links[i], length) == 0 && (path[length] == '/' || !path[length]))
			return arena_printf(arena, "/private%s", path);
	}
	return path;
}

/* A path of the question; NULL, or what is wrong with it. */
static const char *
read_path(struct sbpl_question *q, const char *text, struct sbpl_fact *fact, const char **about)
{
	static const struct path workdir = {BLOB_ANCHOR_WORKDIR, {"", 0}};
	uint32_t where, length;
	struct path path;

	if (path_parse(q->arena, str_of(text), &workdir, &path, &where, &length) != PATH_OK)
		return arena_printf(q->arena,
		                    "'%s' is no path; quote '~/x' and '$WORKDIR/x', and "
		                    "write other paths from '/'",
		                    text);
	path = definitions_apply(q->arena, &q->options->profile.definitions, &path);
	if (memchr(path.rest.data, BLOB_ESCAPE, path.rest.length))
		return arena_printf(q->arena, "'%s' needs --define UID=N", text);
	*fact = (struct sbpl_fact){.key = SBPL_KEY_PATH};
	if (path.anchor != BLOB_ANCHOR_ROOT) {
		const char *home = anchor_default(path.anchor);

		fact->unbound = str_of(anchor_name(home ? BLOB_ANCHOR_HOME : path.anchor) + 1);
		fact->text =
		    str_of(arena_printf(q->arena, "%s%s%s%.*s", home ? "/" : "", home ? home : "",
		                        path.rest.length ? "/" : "", STR_ARG(path.rest)));
		*about = path_text(q->arena, &path);
	} else {
		*about = canonical(q->arena, path_text(q->arena, &path));
		fact->text = str_of(*about);
	}
	return NULL;
}

/* A port of another machine and, aside, the same of this one: most profiles tell these apart. */
static void
ask_port(struct sbpl_question *q, enum sbpl_op op, struct sbpl_fact fact)
{
	bool out = fact.key == SBPL_KEY_REMOTE;

	ask(q, op, &fact,
	    arena_printf(q->arena, "%s port %u %s", fact.protocol, fact.port,
	                 out ? "of another machine" : "for other machines"));
	fact.text = STR("127.0.0.1");
	ask(q, op, &fact,
	    arena_printf(q->arena, "%s port %u %s", fact.protocol, fact.port,
	                 out ? "of this machine" : "for this machine"))
	    ->aside = true;
}

static const char *
read_port(struct sbpl_question *q, const char *protocol, const char *text)
{
	bool out = strcmp(q->word, "connect") == 0;
	struct sbpl_fact fact = {.key = out ? SBPL_KEY_REMOTE : SBPL_KEY_LOCAL,
	                         .text = out ? STR("192.0.2.1") : STR("0.0.0.0"),
	                         .protocol = protocol};
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (strcmp(protocol, "tcp") != 0 && strcmp(protocol, "udp") != 0)
		return arena_printf(q->arena, "expected 'tcp' or 'udp', found '%s'", protocol);
	if (text[0] < '0' || text[0] > '9' || *end || value < 1 || value > 65535)
		return arena_printf(q->arena, "expected a port from 1 to 65535, found '%s'", text);
	fact.port = (uint16_t)value;
	if (out) {
		ask_port(q, SBPL_OP_NETWORK_OUTBOUND, fact);
	} else {
		ask_port(q, SBPL_OP_NETWORK_BIND, fact);
		ask_port(q, SBPL_OP_NETWORK_INBOUND, fact);
	}
	return NULL;
}

/* An operation of macOS's own, on a path or a name. */
static const char *
read_own(struct sbpl_question *q, enum sbpl_op op, const char *text)
{
	const char *name = sbpl_op_name(op), *about = text, *wrong;
	struct sbpl_fact fact = {.key = SBPL_KEY_PATH, .text = str_of(text)};

	for (size_t i = 0; i < COUNTOF(subjects) && fact.key == SBPL_KEY_PATH; i++)
		if (strncmp(name, subjects[i].prefix, strlen(subjects[i].prefix)) == 0)
			fact.key = subjects[i].key;
	if (fact.key == SBPL_KEY_TARGET && strcmp(text, "self") != 0 &&
	    strcmp(text, "same-sandbox") != 0 && strcmp(text, "others") != 0)
		return arena_printf(
		    q->arena, "'%s' expects self, same-sandbox or others, found '%s'", name, text);
	wrong = fact.key == SBPL_KEY_PATH ? read_path(q, text, &fact, &about) : NULL;
	/* Of the link itself, not of what it leads to. */
	if (!wrong && fact.key == SBPL_KEY_PATH && is_link(text))
		fact.text = str_of(about = text);
	if (!wrong)
		ask(q, op, &fact, about);
	return wrong;
}

/* The kind of the object, as --thing says it. */
static const char *
add_thing(struct sbpl_question *q)
{
	static const struct {
		const char *name, *type;
	} types[] = {{"file", "REGULAR-FILE"},
	             {"directory", "DIRECTORY"},
	             {"symlink", "SYMLINK"},
	             {"fifo", "FIFO"},
	             {"socket", "SOCKET"},
	             {"char_device", "CHARACTER-DEVICE"},
	             {"block_device", "BLOCK-DEVICE"}};
	const char *thing = q->options->thing;
	size_t at = 0;

	while (at < COUNTOF(types) && strcmp(types[at].name, thing) != 0)
		at++;
	if (at == COUNTOF(types))
		return arena_printf(q->arena, "--thing expects what can be there, not '%s'", thing);
	for (size_t i = 0; i < q->asked_count; i++)
		q->asked[i].facts[q->asked[i].fact_count++] =
		    (struct sbpl_fact){.key = SBPL_KEY_VNODE_TYPE, .text = str_of(types[at].type)};
	return NULL;
}

/* An $XDG_* that nobody defines is its default, as everywhere. */
static struct sbpl_param
below_home(struct arena *arena, enum blob_anchor anchor)
{
	return (struct sbpl_param){
	    .name = str_of(anchor_name(anchor) + 1),
	    .value = str_of(arena_printf(arena, "/%s", anchor_default(anchor))),
	    .below = str_of(anchor_name(BLOB_ANCHOR_HOME) + 1),
	};
}

/*
 * Parameters by the names that nonoc gives to them: what --define says of them, and for absolute
 * paths where they are now.
 */
static void
bind(struct sbpl_question *q)
{
	const struct definitions *definitions = &q->options->profile.definitions;
	struct here here;

	q->here = q->given[0][0] == '/' && (!q->given[1] || q->given[1][0] == '/');
	if (q->here) {
		here = here_find(q->arena, definitions);
		definitions = &here.definitions;
	}

	for (unsigned i = BLOB_ANCHOR_ROOT + 1; i < BLOB_ANCHORS; i++) {
		enum blob_anchor anchor = (enum blob_anchor)i;
		struct sbpl_param param = {.name = str_of(anchor_name(anchor) + 1)};

		if (definitions->known[i])
			param.value =
			    str_of(canonical(q->arena, path_text(q->arena, &definitions->at[i])));
		else if (anchor_default(anchor))
			param = below_home(q->arena, anchor);
		else
			continue;
		q->params[q->param_count++] = param;
	}
	if (definitions->uid)
		q->params[q->param_count++] =
		    (struct sbpl_param){STR("UID"), str_of(definitions->uid), {"", 0}};
}

static const char *
read_operation(struct sbpl_question *q, enum op op, char **operands)
{
	for (unsigned path = 0; path < op_paths(op); path++) {
		const enum sbpl_op *todo = path ? steps[op].second : steps[op].first;
		struct sbpl_fact fact;
		const char *about, *wrong = read_path(q, operands[path], &fact, &about);

		if (wrong)
			return wrong;
		for (unsigned i = 0; i < STEPS_MAX && todo[i]; i++)
			ask(q, todo[i], &fact, about);
	}
	return q->asked_count ? NULL
	                      : arena_printf(q->arena, "macOS has nothing like '%s'", op_name(op));
}

static const char *
unknown_word(struct sbpl_question *q)
{
	struct suggestion near = suggest_for(str_of(q->word));

	for (unsigned op = 0; op < OPS; op++)
		suggest_offer(&near, str_of(op_name((enum op)op)));
	for (unsigned op = 0; op < SBPL_OPS; op++)
		suggest_offer(&near, str_of(sbpl_op_name((enum sbpl_op)op)));
	if (near.best.length)
		return arena_printf(q->arena, "'%s' is no operation; did you mean '%.*s'?", q->word,
		                    STR_ARG(near.best));
	return arena_printf(q->arena,
	                    "'%s' is no operation: expected one of macOS's own, such as "
	                    "file-read-data, or read, write, create, list, ..., connect or listen",
	                    q->word);
}

const char *
sbpl_question_read(struct sbpl_question *q)
{
	char **operands = q->options->operands + 2;
	size_t count = q->options->operand_count - 2;
	enum op op = op_find(str_of(q->word));
	enum sbpl_op own = sbpl_op_find(str_of(q->word));
	size_t wanted = op == OPS ? 1 : op_paths(op);
	const char *wrong;

	if (q->options->probe)
		return "--probe asks this kernel, which knows no profile of macOS";
	if (q->options->profile.target_abi)
		return "--target-abi is about Landlock, and this is a profile of macOS";
	q->given[0] = operands[0];
	q->given[1] = count > 1 ? operands[1] : NULL;
	bind(q);
	if (strcmp(q->word, "connect") == 0 || strcmp(q->word, "listen") == 0)
		return read_port(q, count > 1 ? operands[0] : "tcp", operands[count - 1]);
	if (op == OPS && own == SBPL_OP_NONE)
		return unknown_word(q);
	if (count != wanted)
		return arena_printf(q->arena, "'%s' expects %s", q->word,
		                    wanted == 2 ? "two paths" : "one path or name");
	wrong = op == OPS ? read_own(q, own, operands[0]) : read_operation(q, op, operands);
	return !wrong && q->options->thing ? add_thing(q) : wrong;
}
