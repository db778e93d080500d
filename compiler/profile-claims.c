/* SPDX-License-Identifier: Apache-2.0 */
/* profile-claims.c - assertions from outside a policy: the organisation's, --assert, beside it. */
#include "compiler/profile.h"

#include "compiler/compose.h"
#include "compiler/lookup-file.h"
#include "compiler/lower.h"
#include "grammar/policy.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const suffixes[] = {".json", ".jsonc", ".yaml", ".yml", ".nono"};
enum { ORGANISATION_SUFFIXES = 4 }; /* of them: a document has more keys than assertions */

struct claims {
	struct ir *ir;
	struct lookup *lookup;
	struct lowering lowering;
};

static void
add_all(struct claims *c, const struct statements *found)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct statement *s = &found->items[i];

		if (s->claim) {
			lower_statement(&c->lowering, s);
			continue;
		}
		diag_at(c->ir->diags, DIAG_ONLY_ASSERTIONS, s->at,
		        "expected only assertions in this file, found a rule");
		diag_help(c->ir->diags, "'assert' in front makes it a claim about the policy");
	}
}

static void
add_forbidden(struct claims *c, const struct node *name)
{
	int code = lower_code(&c->lowering, name);
	struct forbidden *forbidden;

	if (!code)
		return;
	forbidden = arena_alloc(c->ir->arena, sizeof(*forbidden));
	*forbidden = (struct forbidden){(enum diag_code)code, name->at, c->ir->forbidden};
	c->ir->forbidden = forbidden;
}

static void
read_document(struct claims *c, const struct document *text, const struct origin *origin,
              enum key_place place)
{
	const struct file *file = file_read_alone(c->lookup, text, origin, place);
	const struct setting *claims = file_setting(file, KEY_ASSERT);
	const struct setting *forbidden = file_setting(file, KEY_FORBID_SUPPRESSIONS);

	for (uint32_t i = 0; claims && i < claims->value->count; i++) {
		struct statements found =
		    policy_read_line(c->ir, claims->value->items[i], &file->origin, true);

		add_all(c, &found);
	}
	for (uint32_t i = 0; forbidden && i < forbidden->value->count; i++)
		add_forbidden(c, forbidden->value->items[i]);
}

/* 0, or -errno after an error was recorded. */
static int
read_claims(struct claims *c, const char *path, enum trust trust)
{
	struct origin *origin = arena_alloc(c->ir->arena, sizeof(*origin));
	struct document text;
	int error = lookup_file(c->lookup, path, trust, (struct span){0}, &text);

	if (error)
		return error;
	*origin = (struct origin){.kind = ORIGIN_PROFILE, .trust = trust, .name = text.name};
	if (text.format == FORMAT_POLICY_TEXT) {
		struct statements found = policy_read(c->ir, text.source, origin);

		add_all(c, &found);
		return 0;
	}
	if (!lookup_is_document(c->lookup, &text, (struct span){0}))
		return -EINVAL;
	read_document(c, &text, origin,
	              trust == TRUST_ORGANISATION ? IN_ORGANISATION : IN_ASSERTIONS);
	return 0;
}

/* If not, errno says why. */
static bool
is_directory(const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return false;
	errno = ENOTDIR;
	return S_ISDIR(status.st_mode);
}

/* One of /etc/nono/policy.*: two would each be half of what holds. */
static int
read_organisation(struct claims *c)
{
	const char *directory = c->lookup->options->organisation;
	const char *found = NULL;

	if (!directory || !lookup_is_there(directory))
		return 0;
	if (!is_directory(directory)) {
		int error = errno;

		diag_at(c->ir->diags, DIAG_CANNOT_READ, (struct span){0},
		        "cannot read the organisation's directory '%s': %s", directory,
		        strerror(error));
		diag_help(c->ir->diags, "what is there would count: mend it, or remove it");
		return -error;
	}
	for (size_t i = 0; i < ORGANISATION_SUFFIXES; i++) {
		const char *path =
		    arena_printf(c->ir->arena, "%s/policy%s", directory, suffixes[i]);

		if (!lookup_is_there(path))
			continue;
		/* Whether any is there cannot be told: reading says why. */
		if (access(directory, X_OK) != 0)
			return read_claims(c, path, TRUST_ORGANISATION);
		if (found) {
			diag_at(c->ir->diags, DIAG_FOUND_TWICE, (struct span){0},
			        "the organisation's policy is found twice: '%s' and '%s'", found,
			        path);
			return 0;
		}
		found = path;
	}
	return found ? read_claims(c, found, TRUST_ORGANISATION) : 0;
}

/* NAME.test.json and its like beside NAME.yaml. */
static int
read_beside(struct claims *c, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *dot = strrchr(slash ? slash : name, '.');
	int error = 0;

	if (!dot)
		dot = name + strlen(name);
	for (size_t i = 0; i < COUNTOF(suffixes) && !error; i++) {
		const char *path =
		    arena_printf(c->ir->arena, "%.*s.test%s", (int)(dot - name), name, suffixes[i]);

		if (lookup_is_there(path))
			error = read_claims(c, path, TRUST_USER);
	}
	return error;
}

bool
profile_claims(struct ir *ir, struct lookup *lookup, const struct document *text)
{
	struct claims c = {.ir = ir, .lookup = lookup, .lowering = {.ir = ir}};
	const struct profile_options *options = lookup->options;
	int error = read_organisation(&c);

	for (size_t i = 0; i < options->assertion_count && !error; i++)
		error = read_claims(&c, options->assertions[i], TRUST_USER);
	if (options->tested && text->trust == TRUST_USER && !error)
		error = read_beside(&c, text->name);
	return !error;
}
