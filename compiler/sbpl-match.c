/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-match.c - whether a request falls under a filter, under a rule: yes, no, or nobody knows. */
#include "compiler/sbpl-judge.h"

#include "compiler/node.h"

#include <stdlib.h>

enum comparison {
	COMPARE_EXACT,
	COMPARE_SUBPATH,
	COMPARE_PREFIX,
	COMPARE_REGEX,
	COMPARE_ADDRESS,
	COMPARE_PROCESS
};

static const struct {
	enum sbpl_key key;
	enum comparison how;
} filters[SBPL_FILTERS] = {
#define SBPL_FILTER(symbol, name, key, match) [SBPL_##symbol] = {SBPL_KEY_##key, COMPARE_##match},
#include "compiler/sbpl-filter.def"
#undef SBPL_FILTER
};

static const struct sbpl_fact *
fact(const struct sbpl_request *request, enum sbpl_key key)
{
	for (size_t i = 0; i < request->fact_count; i++)
		if (request->facts[i].key == key)
			return &request->facts[i];
	return NULL;
}

/* What it is about, or NULL. */
static const struct sbpl_fact *
subject(const struct sbpl_request *request)
{
	for (size_t i = 0; i < request->fact_count; i++)
		if (request->facts[i].key < SBPL_KEY_ATTRIBUTES)
			return &request->facts[i];
	return NULL;
}

static enum sbpl_match
either(enum sbpl_match a, enum sbpl_match b)
{
	if (a == SBPL_YES || b == SBPL_YES)
		return SBPL_YES;
	return a == SBPL_MAYBE || b == SBPL_MAYBE ? SBPL_MAYBE : SBPL_NO;
}

static enum sbpl_match
inverse(enum sbpl_match match)
{
	return match == SBPL_MAYBE ? SBPL_MAYBE : match == SBPL_YES ? SBPL_NO : SBPL_YES;
}

static enum sbpl_match
truth(bool yes)
{
	return yes ? SBPL_YES : SBPL_NO;
}

/* A text that is no path. */
static enum sbpl_match
match_text(enum comparison how, const struct sbpl_value *value, struct str text)
{
	struct str known = value->parts[0].text;

	if (how == COMPARE_REGEX || value->count > 1 || value->parts[0].param)
		return SBPL_MAYBE;
	if (how == COMPARE_PREFIX)
		return truth(text.length >= known.length &&
		             memcmp(text.data, known.data, known.length) == 0);
	return truth(str_equal(text, known));
}

/* Which other process: self, one of the same sandbox, or one outside of it. */
static enum sbpl_match
match_process(struct str known, struct str text)
{
	bool self = str_is(text, "self"), same = self || str_is(text, "same-sandbox");

	if (str_is(known, "self"))
		return truth(self);
	if (str_is(known, "same-sandbox"))
		return truth(same);
	if (str_is(known, "others"))
		return self ? SBPL_NO : same ? SBPL_MAYBE : SBPL_YES;
	if (self && str_is(known, "children"))
		return SBPL_NO;
	return SBPL_MAYBE;
}

/* ip is both, tcp4 is tcp of IPv4; UNKNOWN: of a host by its name. */
static enum sbpl_match
match_protocol(struct str known, const struct sbpl_fact *address)
{
	char family = known.data[known.length - 1];
	bool named = family == '4' || family == '6';
	struct str base = {known.data, known.length - (named ? 1 : 0)};
	bool six = memchr(address->text.data, ':', address->text.length);

	if (!str_is(base, "ip") && !str_is(base, address->protocol))
		return SBPL_NO;
	if (!named)
		return SBPL_YES;
	if (str_is(address->text, "localhost"))
		return SBPL_MAYBE;
	return truth(six == (family == '6'));
}

static bool
is_localhost(struct str host)
{
	return str_is(host, "localhost") || str_is(host, "127.0.0.1") || str_is(host, "::1");
}

/* "localhost:80", "*:*": the reader has checked the form. */
static enum sbpl_match
match_host(struct str known, const struct sbpl_fact *address)
{
	const char *port = strrchr(known.data, ':') + 1;
	enum sbpl_match match = SBPL_YES;

	if (known.data[0] != '*' && !is_localhost(address->text))
		/* On macOS 27 0.0.0.0 is localhost, too. */
		match = str_is(address->text, "0.0.0.0") ? SBPL_MAYBE : SBPL_NO;
	if (match == SBPL_NO || port[0] == '*')
		return match;
	if (!address->port)
		return SBPL_MAYBE;
	return strtoul(port, NULL, 10) == address->port ? match : SBPL_NO;
}

/* (remote unix-socket (subpath "/tmp")), of a request about a path. */
static enum sbpl_match
match_socket(const struct sbpl_filter *filter, const struct sbpl_request *request)
{
	enum sbpl_match match = truth(!filter->filter_count);
	struct str protocol = filter->values[0].parts[0].text;

	if (!str_is(protocol, "unix") && !str_is(protocol, "unix-socket"))
		return SBPL_NO;
	if (filter->value_count > 1)
		return SBPL_MAYBE;
	for (uint32_t i = 0; i < filter->filter_count; i++)
		match = either(match, sbpl_match_filter(filter->filters[i], request));
	return match;
}

static enum sbpl_match
match_address(const struct sbpl_filter *filter, const struct sbpl_request *request)
{
	const struct sbpl_fact *about = subject(request);
	enum sbpl_key key = filters[filter->name].key;
	enum sbpl_match match;

	if (!about)
		return SBPL_MAYBE;
	if (about->key == SBPL_KEY_PATH)
		return match_socket(filter, request);
	if (about->key != SBPL_KEY_REMOTE && about->key != SBPL_KEY_LOCAL)
		return SBPL_NO;
	/* Measured: what a rule says of the local end opens every connection. */
	if (about->key != key)
		return key == SBPL_KEY_LOCAL && request->op == SBPL_OP_NETWORK_OUTBOUND
		           ? SBPL_YES
		           : SBPL_MAYBE;
	match = match_protocol(filter->values[0].parts[0].text, about);
	if (match == SBPL_NO || filter->filter_count)
		return filter->filter_count ? SBPL_NO : match;
	for (uint32_t i = 1; i < filter->value_count; i++) {
		enum sbpl_match host = match_host(filter->values[i].parts[0].text, about);

		if (host == SBPL_YES)
			return match;
		if (host == SBPL_MAYBE)
			return SBPL_MAYBE;
	}
	return filter->value_count == 1 ? match : SBPL_NO;
}

static enum sbpl_match
match_leaf(const struct sbpl_filter *filter, const struct sbpl_request *request)
{
	enum sbpl_key key = filters[filter->name].key;
	const struct sbpl_fact *known = fact(request, key);
	enum sbpl_match match = SBPL_NO;

	/* It is about something else. */
	if (!known && key < SBPL_KEY_ATTRIBUTES && subject(request))
		return SBPL_NO;
	if (!known)
		return SBPL_MAYBE;
	for (uint32_t i = 0; i < filter->value_count && match != SBPL_YES; i++) {
		const struct sbpl_value *value = &filter->values[i];
		enum comparison how = filters[filter->name].how;

		if (key == SBPL_KEY_PATH)
			match = either(match, sbpl_match_path(filter->name, value, known, request));
		else if (how == COMPARE_PROCESS)
			match = either(match, match_process(value->parts[0].text, known->text));
		else
			match = either(match, match_text(how, value, known->text));
	}
	return match;
}

enum sbpl_match
sbpl_match_filter(const struct sbpl_filter *filter, const struct sbpl_request *request)
{
	enum sbpl_match match;

	switch (filter->name) {
	case SBPL_UNKNOWN:
		return SBPL_MAYBE;
	case SBPL_NOT:
		return inverse(sbpl_match_filter(filter->filters[0], request));
	case SBPL_ANY:
		match = SBPL_NO;
		for (uint32_t i = 0; i < filter->filter_count && match != SBPL_YES; i++)
			match = either(match, sbpl_match_filter(filter->filters[i], request));
		return match;
	case SBPL_ALL:
		match = SBPL_NO; /* of the inverse */
		for (uint32_t i = 0; i < filter->filter_count && match != SBPL_YES; i++)
			match =
			    either(match, inverse(sbpl_match_filter(filter->filters[i], request)));
		return inverse(match);
	case SBPL_REMOTE:
	case SBPL_LOCAL:
		return match_address(filter, request);
	default:
		return match_leaf(filter, request);
	}
}

enum sbpl_match
sbpl_match_rule(const struct sbpl_rule *rule, const struct sbpl_request *request)
{
	enum sbpl_match match = truth(!rule->filter_count);

	for (uint32_t i = 0; i < rule->filter_count && match != SBPL_YES; i++)
		match = either(match, sbpl_match_filter(rule->filters[i], request));
	return match == SBPL_YES && rule->unknown ? SBPL_MAYBE : match;
}
