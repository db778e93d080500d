/* SPDX-License-Identifier: Apache-2.0 */
/* when.c - "linux", "!macos", "linux:ubuntu:>=24.04". */
#include "compiler/when.h"

#include "compiler/suggest.h"

#include <string.h>

#define PARTS 4u /* linux:ID:VERSION:VARIANT */

struct condition {
	bool not ;
	struct str parts[PARTS];
	unsigned count;
};

/* What a distribution counts as, too (ID_LIKE of its os-release). */
static const struct {
	const char *id;
	const char *like;
} families[] = {
    {"ubuntu", "debian"},      {"linuxmint", "ubuntu"},
    {"linuxmint", "debian"},   {"pop", "ubuntu"},
    {"pop", "debian"},         {"raspbian", "debian"},
    {"kali", "debian"},        {"centos", "rhel"},
    {"centos", "fedora"},      {"rhel", "fedora"},
    {"rocky", "rhel"},         {"rocky", "fedora"},
    {"almalinux", "rhel"},     {"almalinux", "fedora"},
    {"ol", "fedora"},          {"amzn", "fedora"},
    {"manjaro", "arch"},       {"endeavouros", "arch"},
    {"opensuse-leap", "suse"}, {"opensuse-tumbleweed", "suse"},
    {"sles", "suse"},
};

/* Splits TEXT; false if it has more parts than any condition. */
static bool
split(struct str text, struct condition *condition)
{
	const char *at = text.data;
	const char *end = text.data + text.length;

	*condition = (struct condition){0};
	if (at < end && *at == '!') {
		condition->not = true;
		at++;
	}
	for (;;) {
		const char *colon = memchr(at, ':', (size_t)(end - at));
		const char *stop = colon ? colon : end;

		if (condition->count == PARTS)
			return false;
		condition->parts[condition->count++] = (struct str){at, (uint32_t)(stop - at)};
		if (!colon)
			return true;
		at = colon + 1;
	}
}

/* Which part of a condition on this system is a version; PARTS for none. */
static unsigned
version_part(const struct condition *condition)
{
	unsigned at = str_is(condition->parts[0], "linux") ? 2 : 1;

	return condition->count > at ? at : PARTS;
}

static struct str
comparator(struct str version)
{
	static const char *const signs[] = {"==", ">=", "<=", ">", "<"};

	for (size_t i = 0; i < COUNTOF(signs); i++)
		if (version.length >= strlen(signs[i]) &&
		    memcmp(version.data, signs[i], strlen(signs[i])) == 0)
			return (struct str){version.data, (uint32_t)strlen(signs[i])};
	return (struct str){version.data, 0};
}

/* Digits and dots, and none of them alone. */
static bool
version_wellformed(struct str version)
{
	struct str sign = comparator(version);
	bool digit = false;

	for (uint32_t i = sign.length; i < version.length; i++) {
		if (version.data[i] == '.' && digit)
			digit = false;
		else if (version.data[i] >= '0' && version.data[i] <= '9')
			digit = true;
		else
			return false;
	}
	return digit;
}

static bool
system_known(struct str name)
{
	return str_is(name, "linux") || str_is(name, "macos") || str_is(name, "windows");
}

static void
report_system(struct diags *diags, const struct node *value, struct str name)
{
	static const char *const macs[] = {"darwin", "mac", "osx", "macosx"};
	struct suggestion near = suggest_for(name);

	diag_at(diags, DIAG_WHEN_SYNTAX, value->at,
	        "unknown system '%.*s', expected 'linux', 'macos' or 'windows'", STR_ARG(name));
	suggest_offer(&near, STR("linux"));
	suggest_offer(&near, STR("macos"));
	suggest_offer(&near, STR("windows"));
	for (size_t i = 0; i < COUNTOF(macs); i++)
		if (str_is(name, macs[i]))
			near.best = STR("macos");
	if (near.best.length)
		diag_help(diags, "did you mean '%.*s'?", STR_ARG(near.best));
}

bool
when_distribution(struct str id)
{
	for (uint32_t i = 0; i < id.length; i++) {
		char c = id.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
		      c == '-'))
			return false;
	}
	return true;
}

static bool
check_one(struct diags *diags, const struct node *value)
{
	struct condition condition;
	unsigned limit, version;

	if (!split(value->text, &condition)) {
		diag_at(diags, DIAG_WHEN_SYNTAX, value->at, "'%.*s' has more than four parts",
		        STR_ARG(value->text));
		return false;
	}
	if (!system_known(condition.parts[0])) {
		report_system(diags, value, condition.parts[0]);
		return false;
	}
	limit = str_is(condition.parts[0], "linux")   ? 4
	        : str_is(condition.parts[0], "macos") ? 2
	                                              : 3;
	if (condition.count > limit) {
		diag_at(diags, DIAG_WHEN_SYNTAX, value->at, "'%.*s' has more than %u parts",
		        STR_ARG(value->text), limit);
		return false;
	}
	for (unsigned i = 0; i < condition.count; i++) {
		if (condition.parts[i].length)
			continue;
		diag_at(diags, DIAG_WHEN_SYNTAX, value->at, "'%.*s' has an empty part",
		        STR_ARG(value->text));
		return false;
	}
	if (limit == 4 && !when_distribution(condition.parts[1])) {
		diag_at(diags, DIAG_WHEN_SYNTAX, value->at,
		        "'%.*s' is no distribution's name, expected small letters and digits, as "
		        "ID in os-release has them",
		        STR_ARG(condition.parts[1]));
		return false;
	}
	version = version_part(&condition);
	if (version < PARTS && !version_wellformed(condition.parts[version])) {
		diag_at(diags, DIAG_WHEN_SYNTAX, value->at,
		        "'%.*s' is no version, expected digits and dots after ==, >=, <=, > or <",
		        STR_ARG(condition.parts[version]));
		return false;
	}
	return true;
}

bool
when_check(struct diags *diags, const struct node *value)
{
	bool fine = true;

	if (value->kind == NODE_STRING)
		return check_one(diags, value);
	if (value->count == 0) {
		diag_at(diags, DIAG_WHEN_SYNTAX, value->at,
		        "an empty list of systems is never true");
		return false;
	}
	for (uint32_t i = 0; i < value->count; i++)
		if (!check_one(diags, value->items[i]))
			fine = false;
	return fine;
}

/* The next number of a version; a version that is at its end goes on with zeros. */
static unsigned long
next_number(struct str *version)
{
	unsigned long number = 0;
	uint32_t at = 0;

	while (at < version->length && version->data[at] != '.') {
		if (number < 100000000ul)
			number = 10 * number + (unsigned long)(version->data[at] - '0');
		at++;
	}
	at += at < version->length;
	version->data += at;
	version->length -= at;
	return number;
}

static int
compare_versions(struct str a, struct str b)
{
	while (a.length || b.length) {
		unsigned long one = next_number(&a);
		unsigned long other = next_number(&b);

		if (one != other)
			return one < other ? -1 : 1;
	}
	return 0;
}

static enum when
decide_version(const char *have, struct str wanted)
{
	struct str sign = comparator(wanted);
	struct str version = {wanted.data + sign.length, wanted.length - sign.length};
	struct str here;
	int order;

	if (!have)
		return WHEN_UNDECIDED;
	here = str_of(have);
	if (!version_wellformed(here) || comparator(here).length)
		return WHEN_UNDECIDED;
	order = compare_versions(here, version);
	if (sign.length == 0 || str_is(sign, "=="))
		return order == 0 ? WHEN_YES : WHEN_NO;
	if (str_is(sign, ">="))
		return order >= 0 ? WHEN_YES : WHEN_NO;
	if (str_is(sign, "<="))
		return order <= 0 ? WHEN_YES : WHEN_NO;
	return (sign.data[0] == '>' ? order > 0 : order < 0) ? WHEN_YES : WHEN_NO;
}

static bool
distribution_is(const char *have, struct str wanted)
{
	if (str_is(wanted, have))
		return true;
	for (size_t i = 0; i < COUNTOF(families); i++)
		if (strcmp(families[i].id, have) == 0 && str_is(wanted, families[i].like))
			return true;
	return false;
}

static enum when
decide_linux(const struct when_target *target, const struct condition *condition)
{
	enum when when;

	if (condition->count == 1)
		return WHEN_YES;
	if (!target->distribution)
		return WHEN_UNDECIDED;
	if (!distribution_is(target->distribution, condition->parts[1]))
		return WHEN_NO;
	if (condition->count == 2)
		return WHEN_YES;
	/* A derived distribution counts its own versions. */
	if (!str_is(condition->parts[1], target->distribution))
		return WHEN_UNDECIDED;
	when = decide_version(target->version, condition->parts[2]);
	if (when == WHEN_YES && condition->count == 4)
		return WHEN_UNDECIDED; /* no target names a variant */
	return when;
}

static enum when
decide_one(const struct when_target *target, struct str text)
{
	struct condition condition;
	enum when when = WHEN_NO;

	if (!split(text, &condition))
		return WHEN_NO;
	if (str_is(condition.parts[0], "linux") && target->target == TARGET_LANDLOCK)
		when = decide_linux(target, &condition);
	else if (str_is(condition.parts[0], "macos") && target->target == TARGET_SEATBELT)
		when = condition.count == 1 ? WHEN_YES : WHEN_UNDECIDED;
	if (!condition.not || when == WHEN_UNDECIDED)
		return when;
	return when == WHEN_YES ? WHEN_NO : WHEN_YES;
}

/* Whether the target names the distribution, but none of its versions can be compared. */
static bool
version_unusable(const struct when_target *target)
{
	struct str version = str_of(target->version ? target->version : "");

	return !version_wellformed(version) || comparator(version).length;
}

/* Why CONDITION cannot be decided for TARGET, and what would decide it. */
static void
report_doubt(struct diags *diags, const struct when_target *target, struct span at,
             const struct condition *condition)
{
	struct str id = condition->parts[1];

	if (target->target == TARGET_SEATBELT) {
		diag_at(
		    diags, DIAG_WHEN_UNDECIDED, at,
		    "whether this holds depends on the version of macOS, which no target names");
		diag_help(diags, "write 'macos' without a version");
	} else if (!target->distribution) {
		diag_at(diags, DIAG_WHEN_UNDECIDED, at,
		        "whether this holds depends on the distribution, which is not known");
		diag_help(diags, "say which: --target linux:ID:VERSION");
	} else if (!str_is(id, target->distribution)) {
		diag_at(diags, DIAG_WHEN_UNDECIDED, at,
		        "which version of '%.*s' a '%s' is, is not known", STR_ARG(id),
		        target->distribution);
		diag_help(diags, "write it for 'linux:%s', with its own versions",
		          target->distribution);
	} else if (version_unusable(target)) {
		diag_at(diags, DIAG_WHEN_UNDECIDED, at,
		        "'%s', the target's version, cannot be compared with this",
		        target->version);
		diag_help(diags, "name a version of digits and dots: --target linux:%s:VERSION",
		          target->distribution);
	} else {
		diag_at(diags, DIAG_WHEN_UNDECIDED, at,
		        "whether this holds depends on the variant, which no target names");
		diag_help(diags, "leave the variant out");
	}
}

void
when_report(struct diags *diags, const struct when_target *target, const struct node *value)
{
	const struct node *doubt = value;
	struct condition condition;

	for (uint32_t i = 0; value->kind == NODE_LIST && i < value->count; i++)
		if (decide_one(target, value->items[i]->text) == WHEN_UNDECIDED)
			doubt = value->items[i];
	if (split(doubt->text, &condition))
		report_doubt(diags, target, doubt->at, &condition);
}

static unsigned
systems_of(struct str text)
{
	static const char *const names[] = {"linux", "macos", "windows"};
	struct condition condition;
	unsigned all = (1u << COUNTOF(names)) - 1;

	if (!split(text, &condition))
		return all;
	for (unsigned i = 0; i < COUNTOF(names); i++) {
		if (!str_is(condition.parts[0], names[i]))
			continue;
		if (!condition.not )
			return 1u << i;
		return condition.count == 1 ? all & ~(1u << i) : all;
	}
	return all;
}

unsigned
when_systems(const struct node *value)
{
	unsigned systems = 0;

	if (value->kind == NODE_STRING)
		return systems_of(value->text);
	for (uint32_t i = 0; i < value->count; i++)
		systems |= systems_of(value->items[i]->text);
	return systems;
}

enum when
when_decide(const struct when_target *target, const struct node *value)
{
	enum when best = WHEN_NO;

	if (!value)
		return WHEN_YES;
	if (value->kind == NODE_STRING)
		return decide_one(target, value->text);
	for (uint32_t i = 0; i < value->count; i++) {
		enum when one = decide_one(target, value->items[i]->text);

		if (one > best)
			best = one;
	}
	return best;
}
