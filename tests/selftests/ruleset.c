/* SPDX-License-Identifier: Apache-2.0 */
/* ruleset.c - what Landlock is asked for becomes policy text, and that a blob. */
#include "tests/selftests/ruleset.h"

#include "compiler/access.h"
#include "compiler/emit.h"
#include "compiler/lower.h"
#include "compiler/pass.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
unsaid_text(enum unsaid unsaid)
{
	static const char *const texts[] = {
#define UNSAID(symbol, what) what,
	    UNSAIDS(UNSAID)
#undef UNSAID
	};

	return texts[unsaid];
}

/* Whether nono-exec lets UDP bind to a free port: sending does so first. */
static bool
sends(const struct ruleset *ruleset)
{
	for (unsigned i = 0; i < ruleset->count; i++)
		if (ruleset->rules[i].net && ruleset->rules[i].access & NET_CONNECT_SEND_UDP)
			return true;
	return false;
}

static bool
binds_to_any(const struct ruleset *ruleset)
{
	for (unsigned i = 0; i < ruleset->count; i++)
		if (ruleset->rules[i].net && !ruleset->rules[i].port &&
		    ruleset->rules[i].access & NET_BIND_UDP)
			return true;
	return false;
}

/* A rule that comes with another one. */
static bool
comes_along(const struct ruleset *ruleset, const struct ruleset_rule *rule)
{
	return rule->net && !rule->port && rule->access == NET_BIND_UDP && sends(ruleset);
}

enum unsaid
ruleset_unsaid(const struct ruleset *ruleset)
{
	const uint64_t udp = NET_BIND_UDP | NET_CONNECT_SEND_UDP;

	for (unsigned i = 0; i < ruleset->count; i++) {
		const struct ruleset_rule *rule = &ruleset->rules[i];

		if (!rule->access || comes_along(ruleset, rule))
			continue;
		if (!rule->net && rule->path[0] != '/')
			return UNSAID_NO_PATH;
		if (rule->net && !rule->port)
			return UNSAID_PORT_0;
	}
	if ((ruleset->net & udp) != 0 && (ruleset->net & udp) != udp)
		return UNSAID_UDP_DIRECTION;
	return sends(ruleset) && !binds_to_any(ruleset) ? UNSAID_UDP_SENDING : UNSAID_NOTHING;
}

static void
say_grant(FILE *out, uint64_t rights, const char *path)
{
	const char *comma = "";

	if (!rights)
		return;
	fputs("allow ", out);
	for (unsigned bit = 0; access_bit_name(bit); bit++) {
		if (!(rights & 1u << bit))
			continue;
		fprintf(out, "%s%s", comma, access_bit_name(bit));
		comma = ",";
	}
	fprintf(out, " \"%s\"\n", path);
}

static void
say_port(FILE *out, const char *protocol, bool connect, bool listen, uint64_t port)
{
	if (connect || listen)
		fprintf(out, "allow %s%s%s %s %llu\n", connect ? "connect" : "",
		        connect && listen ? "," : "", listen ? "listen" : "", protocol,
		        (unsigned long long)port);
}

static void
say_rules(FILE *out, const struct ruleset *ruleset)
{
	for (unsigned i = 0; i < ruleset->count; i++) {
		const struct ruleset_rule *rule = &ruleset->rules[i];

		if (comes_along(ruleset, rule))
			continue;
		if (!rule->net) {
			say_grant(out, rule->access, rule->path);
			continue;
		}
		say_port(out, "tcp", rule->access & NET_CONNECT_TCP, rule->access & NET_BIND_TCP,
		         rule->port);
		say_port(out, "udp", rule->access & NET_CONNECT_SEND_UDP,
		         rule->access & NET_BIND_UDP, rule->port);
	}
}

struct str
ruleset_text(struct arena *arena, const struct ruleset *ruleset)
{
	uint64_t open = BLOB_FS_ALL & ~ruleset->fs;
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	struct str text;

	/* Linking and renaming between directories is closed by a ruleset about any right. */
	if (ruleset->fs)
		open &= ~(uint64_t)BLOB_FS_REFER;
	fputs("nono 1\n", out);
	say_grant(out, open, "/");
	if (ruleset->net & NET_CONNECT_TCP)
		fputs("network connect listed\n", out);
	if (ruleset->net & NET_BIND_TCP)
		fputs("network listen listed\n", out);
	if (ruleset->net & (NET_BIND_UDP | NET_CONNECT_SEND_UDP))
		fputs("network udp listed\n", out);
	say_rules(out, ruleset);
	if (ruleset->scopes & BLOB_SCOPE_ABSTRACT_UNIX_SOCKET)
		fputs("scope abstract_unix_socket\n", out);
	if (ruleset->scopes & BLOB_SCOPE_SIGNAL)
		fputs("scope signal\n", out);
	fclose(out);
	text = arena_str(arena, bytes, size);
	free(bytes);
	return text;
}

struct str
ruleset_blob(struct arena *arena, struct str text)
{
	const struct emit_options plain = {.origins = false};
	const struct diag_options shown = {.format = DIAG_TEXT};
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);
	struct lowering lowering = {.ir = ir};
	struct document document = {.name = "ruleset.nono", .trust = TRUST_USER};
	struct str blob = {NULL, 0};

	document.source = sources_add(sources, document.name, text);
	lower_policy(&lowering, &document);
	if (diags_count(ir->diags, SEVERITY_ERROR) == 0) {
		pass_normalise(ir);
		pass_verify(ir);
		blob = backend_landlock.emit(ir, &plain);
	}
	if (!blob.data)
		diags_render(ir->diags, &shown, stderr);
	return blob;
}
