/* SPDX-License-Identifier: Apache-2.0 */
/* profile-init.c - nono profile init: a starter that compiles, and says what to put where. */
#include "front/profile.h"

#include "front/layer.h"
#include "front/state.h"

#include "compiler/jsonout.h"
#include "compiler/output.h"
#include "compiler/shell.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

struct starter {
	const struct command_line *line;
	struct options *options;
	const char *name, *path;
	const char *token; /* what -p takes for it */
};

/* TEXT as a JSON string. */
static const char *
quoted(const struct starter *s, const char *text)
{
	json_t *string = jsonout_text(s->line->arena, text);
	char *dump = json_dumps(string, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
	const char *kept;

	json_decref(string);
	if (!dump)
		abort(); /* want of memory, as in an arena */
	kept = arena_str(s->line->arena, dump, strlen(dump)).data;
	free(dump);
	return kept;
}

/* NAME as the profile has it: a file's path must hold wherever the profile is put. */
static const char *
item(const struct starter *s, enum flag flag, const char *name)
{
	const char *path = flag == FLAG_EXTENDS && strpbrk(name, "/.")
	                       ? layer_absolute(s->line->arena, name)
	                       : NULL;

	return quoted(s, path ? path : name);
}

/* The names that each FLAG has, with commas between them, as a JSON list. */
static const char *
list_of(const struct starter *s, enum flag flag, const char *otherwise)
{
	struct arena *arena = s->line->arena;
	const char *all = "";

	for (size_t i = 0; i < s->line->count; i++) {
		const char *text = s->line->given[i].value, *end;

		if (s->line->given[i].flag != flag)
			continue;
		for (;; text = end + 1) {
			end = strchrnul(text, ',');
			if (end > text)
				all = arena_printf(
				    arena, "%s%s%s", all, *all ? ", " : "",
				    item(s, flag,
				         arena_str(arena, text, (size_t)(end - text)).data));
			if (!*end)
				break;
		}
	}
	return arena_printf(arena, "[%s]", *all ? all : otherwise);
}

static const char *
basic_text(const struct starter *s)
{
	const struct given *description = command_given(s->line, FLAG_DESCRIPTION);

	return arena_printf(
	    s->line->arena,
	    "// %s - a profile of nono: what a command may use that runs under it.\n"
	    "//\n"
	    "//   nono profile guide         how profiles are written\n"
	    "//   nono profile validate %s\n"
	    "//                              what is wrong with this one\n"
	    "//   nono why -p %s read PATH\n"
	    "//                              whether it allows something, and why\n"
	    "//   nono trace -p %s -- COMMAND\n"
	    "//                              what a command was denied\n"
	    "{\n"
	    "  \"meta\": {\n"
	    "    \"name\": %s,\n"
	    "    \"version\": \"0.1.0\",\n"
	    "    \"description\": %s\n"
	    "  },\n"
	    "\n"
	    "  // What this profile builds on: 'nono profile list' has names.\n"
	    "  \"extends\": %s,\n"
	    "\n"
	    "  // Rules for languages and tools: 'nono profile groups' has them.\n"
	    "  \"groups\": {\n"
	    "    \"include\": %s\n"
	    "  },\n"
	    "\n"
	    "  // What it gets of the directory that it is started in: none, read, write or\n"
	    "  // readwrite; granted with --allow-cwd, or after a yes on a terminal.\n"
	    "  \"workdir\": {\"access\": \"readwrite\"},\n"
	    "\n"
	    "  // Further paths. ~, $WORKDIR, $TMPDIR and $XDG_CONFIG_HOME may begin them.\n"
	    "  \"filesystem\": {\n"
	    "    \"allow\": [],      // directories to read and write: \"~/.cache/mytool\"\n"
	    "    \"read\": [],       // directories to read and execute from\n"
	    "    \"read_file\": []   // single files\n"
	    "  }",
	    s->name, s->token, s->token, s->token, quoted(s, s->name),
	    quoted(s, description ? description->value : "what it is for"),
	    list_of(s, FLAG_EXTENDS, "\"default\""), list_of(s, FLAG_GROUPS, ""));
}

static const char *
full_text(const struct starter *s)
{
	return arena_printf(
	    s->line->arena,
	    "%s,\n"
	    "\n"
	    "  // The network: open unless something is said.\n"
	    "  \"network\": {\n"
	    "    // \"block\": true,              nothing but the ports below\n"
	    "    // \"connect_port\": [443],      TCP ports that may be connected to\n"
	    "    // \"listen_port\": [3000],      and those that may be listened on\n"
	    "  },\n"
	    "\n"
	    "  // Variables: by default all but credentials and what makes programs load code.\n"
	    "  \"environment\": {\n"
	    "    // \"allow_vars\": [\"PATH\", \"HOME\", \"LC_*\"],   no others\n"
	    "    // \"deny_vars\": [\"AWS_PROFILE\"],\n"
	    "    // \"allow_secrets\": [\"MYTOOL_TOKEN\"],        a credential that it needs\n"
	    "  },\n"
	    "\n"
	    "  // What must stay so whoever edits this: proved whenever it is compiled.\n"
	    "  \"assert\": [\n"
	    "    \"deny read ~/.ssh/**\"\n"
	    "  ]",
	    basic_text(s));
}

/* Whether the name is free, or its file is to be replaced. */
static bool
is_free(struct starter *s)
{
	struct lookup *lookup = profile_lookup(s->line->arena, s->options);
	struct document text;
	int error;

	diags_name(lookup->diags, s->name);
	error = lookup_first(lookup, s->name, &text);
	if (error == -ENOENT)
		return true;
	if (error) {
		driver_render(lookup->diags, s->options);
		return false;
	}
	if (text.trust == TRUST_BUILTIN) {
		front_say(arena_printf(s->line->arena,
		                       "'%s' is a built-in profile; take another name, and "
		                       "--extends %s",
		                       s->name, s->name));
		return false;
	}
	s->path = source_get(lookup->sources, text.source)->name;
	return true;
}

/* Both stand in comments of the text. */
static bool
is_plain(const struct starter *s)
{
	const char *odd = s->name + strspn(s->name, "abcdefghijklmnopqrstuvwxyz"
	                                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	if (!*odd && *s->name && !strpbrk(s->token, "\r\n"))
		return true;
	front_say(arena_printf(s->line->arena,
	                       "'%s' is no name: expected letters, digits, '_' and '-'; --output "
	                       "FILE writes somewhere else",
	                       *odd ? s->name : s->token));
	return false;
}

/* Where it goes, in S; false after it was said why nowhere. */
static bool
find_place(struct starter *s)
{
	const struct given *output = command_given(s->line, FLAG_OUTPUT);
	const char *home = s->options->profile.config_home, *directory;
	struct arena *arena = s->line->arena;

	if (output && format_of(output->value) != FORMAT_JSON) {
		front_say(arena_printf(arena,
		                       "'%s': a starter is JSON with comments; expected a name "
		                       "that ends in .json or .jsonc",
		                       output->value));
		return false;
	}
	if (output) {
		s->path = output->value;
		s->token = strchr(s->path, '/') ? s->path : arena_printf(arena, "./%s", s->path);
		return true;
	}
	if (!is_plain(s) || !is_free(s))
		return false;
	if (s->path)
		return true;
	if (!home) {
		front_say("there is no home directory for profiles; give --output FILE");
		return false;
	}
	directory = lookup_directory(arena, home, ORIGIN_PROFILE);
	s->path = arena_printf(arena, "%s/%s.json", directory, s->name);
	if (state_make(arena, directory))
		return true;
	front_say(arena_printf(arena, "'%s' cannot be made, or is not yours alone", directory));
	return false;
}

/* Whether TEXT, were it at S's path, would compile. */
static bool
is_good(const struct starter *s, const char *text)
{
	struct options options = *s->options;
	struct policy policy;
	int status;

	options.verb = VERB_CHECK;
	options.profile.input_format = FORMAT_JSON;
	options.profile.input_name = s->path;
	options.profile.instead_of = "-";
	options.profile.instead = str_of(text);
	status = driver_read(s->line->arena, &options, "-", POLICY_PROFILE, &policy);
	if (status != STATUS_CLEAN)
		driver_render(policy.diags, &options);
	return status == STATUS_CLEAN;
}

int
profile_init(const struct command_line *line, struct options *options)
{
	struct starter s = {line, options, options->operands[0], NULL, options->operands[0]};
	struct stat status;
	const char *text, *why;

	if (!find_place(&s) || !is_plain(&s))
		return command_failed(line);
	if (lstat(s.path, &status) == 0 && !command_given(line, FLAG_FORCE)) {
		front_say(arena_printf(line->arena, "'%s' is there already; --force replaces it",
		                       s.path));
		return command_failed(line);
	}
	text = command_given(line, FLAG_FULL) ? full_text(&s) : basic_text(&s);
	text = arena_printf(line->arena, "%s\n}\n", text);
	if (!is_good(&s, text))
		return command_failed(line);
	why = output_write(line->arena, s.path, str_of(text));
	if (why) {
		front_say(why);
		return command_failed(line);
	}
	if (!command_given(line, FLAG_SILENT))
		front_say(arena_printf(line->arena, "wrote '%s'; next: nono run -p %s -- COMMAND",
		                       s.path, shell_word(line->arena, s.token)));
	return 0;
}
