/* SPDX-License-Identifier: Apache-2.0 */
/* dry-run.c - rules, obligations and environment, in words. */
#include "runtime/dry-run.h"

#include "runtime/bind.h"
#include "runtime/env.h"
#include "runtime/mem.h"
#include "runtime/object.h"

struct word {
	uint32_t rights;
	char text[16];
};

static const struct word words[] = {
    {BLOB_FS_READ_FILE, "read"},
    {BLOB_FS_READ_DIR, "list"},
    {BLOB_FS_EXECUTE, "exec"},
    {BLOB_FS_WRITE_FILE, "write"},
    {BLOB_FS_TRUNCATE, "truncate"},
    {BLOB_FS_MAKE_REG | BLOB_FS_MAKE_DIR | BLOB_FS_MAKE_SYM | BLOB_FS_MAKE_FIFO | BLOB_FS_MAKE_SOCK,
     "create"},
    {BLOB_FS_REMOVE_FILE | BLOB_FS_REMOVE_DIR, "remove"},
    {BLOB_FS_REFER, "rename"},
    {BLOB_FS_IOCTL_DEV, "ioctl"},
    {BLOB_FS_RESOLVE_UNIX, "connect_unix"},
    {BLOB_FS_MAKE_CHAR | BLOB_FS_MAKE_BLOCK, "device"},
};

/* "read,list,exec"; "create?" for a word of which only a part is granted. */
static void
add_rights(struct report *out, uint32_t rights)
{
	const char *separator = "";

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		uint32_t part = rights & words[i].rights;

		if (!part)
			continue;
		report_add(out, "%s%s%s", separator, words[i].text,
		           part == words[i].rights ? "" : "?");
		separator = ",";
	}
}

void
dry_run_origin(struct loader *loader, enum blob_section_type section, uint32_t record)
{
	const char *origin = view_origin(&loader->view, section, record);

	if (origin)
		report_add(&loader->out, "  (%s)", origin);
	report_end(&loader->out);
}

static const char *
state_text(const struct loader *loader, uint32_t rule)
{
	const struct object *object = &loader->objects.items[rule];

	switch (object->state) {
	case OBJECT_APPLIED:
		return object->linked ? "applied, through a symlink" : "applied";
	case OBJECT_IMPLIED:
		return "implied";
	case OBJECT_MISSING:
		return "not there";
	case OBJECT_UNBOUND:
		return "variable not set";
	default:
		return "cannot be granted";
	}
}

void
dry_run_policy(struct loader *loader)
{
	struct report *out = &loader->out;

	report_line(out, "policy %s (%s)",
	            loader->file.given ? loader->file.given : "compiled here",
	            loader->options.digest_given ? "the required digest"
	            : loader->file.recorded      ? "as nonoc recorded it"
	                                         : "not recorded");
}

void
dry_run_rules(struct loader *loader)
{
	static const char kinds[3][10] = {"any", "directory", "file"};
	const struct view_paths *rules = &loader->view.rules;
	struct report *out = &loader->out;
	char path[BOUND_SIZE];

	report_line(out, "rules (%u)", rules->count);
	for (uint32_t i = 0; i < rules->count; i++) {
		report_add(out, "  %s  %s  ",
		           bind_path(loader, &rules->items[i], 0, path) < 0 ? "(no path)" : path,
		           kinds[rules->items[i].object]);
		add_rights(out, loader->objects.items[i].state == OBJECT_APPLIED
		                    ? loader->objects.items[i].rights
		                    : rules->items[i].rights);
		report_add(out, "  [%s]", state_text(loader, i));
		dry_run_origin(loader, BLOB_RULES, i);
	}
}

static void
print_guards(struct loader *loader, enum blob_section_type section, const char *title,
             const struct view_paths *paths)
{
	struct report *out = &loader->out;
	char path[BOUND_SIZE];

	report_line(out, "%s (%u)", title, paths->count);
	for (uint32_t i = 0; i < paths->count; i++) {
		for (unsigned home = 0; home < bind_homes(loader, &paths->items[i]); home++) {
			if (bind_path(loader, &paths->items[i], home, path) < 0)
				continue;
			report_add(out, "  %s  ", path);
			add_rights(out, paths->items[i].rights);
			if (section == BLOB_DENIES)
				report_add(out, walk_to_end(&loader->walk, path) == WALK_ARRIVED
				                    ? "  [held]"
				                    : "  [held; not there]");
			dry_run_origin(loader, section, i);
		}
	}
}

void
dry_run_protected(struct loader *loader)
{
	print_guards(loader, BLOB_DENIES, "protected", &loader->view.denies);
	print_guards(loader, BLOB_BYPASSES, "bypasses", &loader->view.bypasses);
}

static const char *
fate_text(enum env_fate fate)
{
	switch (fate) {
	case ENV_LOADS_CODE:
		return "removed: it makes programs load code";
	case ENV_CREDENTIAL:
		return "removed: it carries a credential";
	case ENV_DENIED:
		return "removed: denied";
	case ENV_NOT_LISTED:
		return "removed: not in the list";
	default:
		return "removed: no name";
	}
}

void
dry_run_environment(struct loader *loader)
{
	const struct blob_view *view = &loader->view;
	struct report *out = &loader->out;
	char value[BOUND_SIZE];
	size_t length;

	report_line(out, "environment");
	for (char **env = loader->process->envp; *env; env++) {
		enum env_fate fate = env_fate(loader, *env, &length);

		if (fate == ENV_PASSES || fate == ENV_REPLACED)
			continue;
		report_line(out, "  %.*s  %s", (int)length, *env, fate_text(fate));
	}
	for (uint32_t i = 0; i < view->env_count; i++) {
		if (view->env[i].action != BLOB_ENV_SET)
			continue;
		report_add(out, "  %s=%s", view_string(view, view->env[i].name),
		           env_value(loader, &view->env[i], value, sizeof(value)) < 0 ? "(not set)"
		                                                                      : value);
		dry_run_origin(loader, BLOB_ENVIRONMENT, i);
	}
}

void
dry_run_descriptors(struct loader *loader)
{
	const struct options *options = &loader->options;
	struct report *out = &loader->out;

	report_add(out, "descriptors kept: 0, 1, 2");
	for (unsigned i = 0; i < options->keep_count; i++)
		report_add(out, ", %u", options->keep[i]);
	report_end(out);
}
