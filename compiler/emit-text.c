/* SPDX-License-Identifier: Apache-2.0 */
/* emit-text.c - a policy as policy text: what nonoc -S and nonoc dump print. */
#include "compiler/buffer.h"
#include "compiler/capability.h"
#include "compiler/diag-record.h"
#include "compiler/emit.h"
#include "compiler/loss.h"
#include "compiler/lower.h"
#include "compiler/pass.h"
#include "compiler/variable.h"
#include "grammar/policy.h"

#include <stdlib.h>
#include <string.h>

struct writer {
	const struct ir *ir;
	bool origins;
	struct buffer out;
	const char *indent;
};

static void
put(struct writer *w, const char *text)
{
	buffer_put(&w->out, text);
}

static void
put_word(struct writer *w, struct str word)
{
	struct str spelt = policy_spell(w->ir->arena, word);

	buffer_put_bytes(&w->out, spelt.data, spelt.length);
}

static void
put_text(struct writer *w, const char *word)
{
	put_word(w, str_of(word));
}

/* Ends the line; a comment shows bytes that drive a terminal as escapes. */
static void
end_line(struct writer *w, const char *comment)
{
	char shown[16];
	unsigned columns;
	size_t length = comment && w->origins ? strlen(comment) : 0;

	if (length)
		put(w, "  # ");
	for (size_t i = 0; i < length;) {
		i += escape_next(comment + i, length - i, shown, &columns);
		put(w, shown);
	}
	put(w, "\n");
}

static void
put_line(struct writer *w, const char *words)
{
	put(w, w->indent);
	put(w, words);
	end_line(w, NULL);
}

static void
put_rights(struct writer *w, uint32_t rights)
{
	put(w, policy_spell_rights(w->ir->arena, rights));
}

/* What a line is printed from, and the block that it stands in. */
enum line_kind { LINE_ALLOW, LINE_DENY, LINE_BYPASS, LINE_PORT, LINE_LOCAL_PORT, LINE_ENV };
struct line {
	enum line_kind kind;
	const struct origin *origin; /* of the block; NULL: the user's own */
	bool group;
	const void *item;
	size_t number;
};

static bool
is_own(const struct origin *origin)
{
	return !origin || origin->trust == TRUST_USER;
}

static int
compare_blocks(const struct line *a, const struct line *b)
{
	if (!a->origin || !b->origin)
		return (a->origin != NULL) - (b->origin != NULL);
	if (a->group != b->group)
		return a->group - b->group;
	return a->origin == b->origin ? 0 : strcmp(a->origin->name, b->origin->name);
}

static int
compare_lines(const void *first, const void *second)
{
	const struct line *a = first, *b = second;
	int by = compare_blocks(a, b);

	return by ? by : (a->number > b->number) - (a->number < b->number);
}

struct lines {
	struct line *items;
	size_t count;
};

static void
add_line(struct lines *lines, enum line_kind kind, const void *item, const struct origin *origin,
         bool implied)
{
	struct line *line = &lines->items[lines->count];

	*line = (struct line){.kind = kind, .item = item, .number = lines->count};
	if (!is_own(origin)) {
		line->origin = origin;
		/* Only a profile's grant is kept where others imply it. */
		line->group = origin->kind == ORIGIN_GROUP && !implied;
	}
	lines->count++;
}

static struct lines
collect(const struct ir *ir)
{
	const struct rules *rules[] = {&ir->grants, &ir->denies, &ir->bypasses};
	size_t count = 2 * ir->port_count + ir->env_count;
	struct lines lines = {NULL, 0};

	for (size_t i = 0; i < COUNTOF(rules); i++)
		count += rules[i]->count;
	lines.items = arena_calloc(ir->arena, count, sizeof(*lines.items));
	for (size_t i = 0; i < COUNTOF(rules); i++)
		for (size_t j = 0; j < rules[i]->count; j++)
			add_line(&lines, (enum line_kind)i, &rules[i]->items[j],
			         rules[i]->items[j].origin, rules[i]->items[j].implied);
	for (size_t i = 0; i < ir->port_count; i++) {
		const struct port_rule *port = &ir->ports[i];

		if (port->access & ~port->local)
			add_line(&lines, LINE_PORT, port, port->origin, false);
		if (port->local)
			add_line(&lines, LINE_LOCAL_PORT, port, port->origin, false);
	}
	for (size_t i = 0; i < ir->env_count; i++)
		add_line(&lines, LINE_ENV, &ir->env[i], ir->env[i].origin, false);
	if (lines.count)
		qsort(lines.items, lines.count, sizeof(*lines.items), compare_lines);
	return lines;
}

static void
put_rule(struct writer *w, const char *verb, const struct rule *rule)
{
	static const char *const objects[] = {"", " dir", " file"};

	put(w, verb);
	put_rights(w, rule->written ? rule->written : rule->rights);
	put(w, " ");
	put_text(w, path_text(w->ir->arena, &rule->path));
	put(w, rule->children ? " children" : objects[rule->object]);
}

static const char *
port_text(struct arena *arena, uint32_t access, enum blob_protocol protocol)
{
	return arena_printf(arena, "%s %s ", policy_spell_sides(access),
	                    protocol == BLOB_UDP ? "udp" : "tcp");
}

/* What a port is open for, on any host or on this one. */
static void
put_port(struct writer *w, const struct port_rule *port, bool local)
{
	uint32_t access = local ? port->local : port->access & ~port->local;

	put(w, arena_printf(w->ir->arena, "allow %s%s%u",
	                    port_text(w->ir->arena, access, port->protocol),
	                    local ? "localhost:" : "", port->port));
}

static const char *
pattern(struct arena *arena, struct str name, bool prefix)
{
	return arena_printf(arena, "%.*s%s", STR_ARG(name), prefix ? "*" : "");
}

static void
put_env(struct writer *w, const struct env_rule *env)
{
	static const char *const actions[] = {"", "allow ", "deny ", "secret ", "set "};

	put(w, "env ");
	put(w, actions[env->action]);
	put_text(w, pattern(w->ir->arena, env->name, env->prefix));
	if (env->action != BLOB_ENV_SET)
		return;
	put(w, " ");
	put_word(w, variable_template(w->ir->arena, env->value));
}

/* The comment of a line: its place, unless its block says as much. */
static const char *
comment_of(const struct writer *w, const struct line *line, struct span at,
           const struct origin *origin)
{
	const char *text;

	if (!w->origins || line->origin)
		return NULL;
	text = rule_origin_text(w->ir, at, origin);
	return *text ? text : NULL;
}

static void
put_item(struct writer *w, const struct line *line)
{
	static const char *const verbs[] = {"allow ", "deny ", "bypass "};
	const struct rule *rule = line->item;
	const struct port_rule *port = line->item;
	const struct env_rule *env = line->item;

	put(w, w->indent);
	switch (line->kind) {
	case LINE_PORT:
	case LINE_LOCAL_PORT:
		put_port(w, port, line->kind == LINE_LOCAL_PORT);
		end_line(w, comment_of(w, line, port->at, port->origin));
		break;
	case LINE_ENV:
		put_env(w, env);
		end_line(w, comment_of(w, line, env->at, env->origin));
		break;
	default:
		put_rule(w, verbs[line->kind], rule);
		end_line(w, comment_of(w, line, rule->at, rule->origin));
		break;
	}
}

static void
put_lines(struct writer *w)
{
	struct lines lines = collect(w->ir);

	for (size_t i = 0; i < lines.count; i++) {
		const struct line *line = &lines.items[i];
		bool begins = i == 0 || compare_blocks(line - 1, line) != 0;
		bool ends = i + 1 == lines.count || compare_blocks(line, line + 1) != 0;

		if (begins)
			put(w, "\n");
		if (begins && line->origin) {
			put(w, line->group ? "group " : "shipped ");
			put_text(w, line->origin->name);
			put(w, " {");
			end_line(w, line->origin->required ? "required" : NULL);
		}
		w->indent = line->origin ? "\t" : "";
		put_item(w, line);
		w->indent = "";
		if (ends && line->origin)
			put(w, "}\n");
	}
}

static void
put_losses(struct writer *w, const char *verb, uint32_t bits)
{
	for (size_t i = 0; i < loss_count; i++)
		if (bits & losses[i].bit)
			put_line(w, arena_printf(w->ir->arena, "%s %s", verb, losses[i].name));
}

static void
put_flags(struct writer *w)
{
	static const struct {
		uint32_t bit;
		const char *line;
	} net[] = {{BLOB_NET_BLOCKED, "network blocked"},
	           {BLOB_NET_CONNECT_LISTED, "network connect listed"},
	           {BLOB_NET_BIND_LISTED, "network listen listed"},
	           {BLOB_NET_UDP_LISTED, "network udp listed"},
	           {BLOB_NET_UDP_CLOSED, "network udp closed"},
	           {BLOB_NET_UDP_ASKED, "network udp asked"}};

	for (size_t i = 0; i < COUNTOF(net); i++)
		if (w->ir->net & net[i].bit)
			put_line(w, net[i].line);
	if (w->ir->scopes & BLOB_SCOPE_SIGNAL)
		put_line(w, "scope signal");
	if (w->ir->scopes & BLOB_SCOPE_ABSTRACT_UNIX_SOCKET)
		put_line(w, "scope abstract_unix_socket");
	if (w->ir->flags & BLOB_UNIX_SOCKETS)
		put_line(w, "unix_sockets");
	if (w->ir->flags & BLOB_USER_NAMESPACES)
		put_line(w, "user_namespaces");
	if (w->ir->flags & BLOB_SYSV_IPC)
		put_line(w, "sysv_ipc");
	for (size_t i = 0; i < capability_count; i++)
		if (ir_capability(w->ir, capabilities[i].number))
			put_line(w,
			         arena_printf(w->ir->arena, "capability %s", capabilities[i].name));
	if (w->ir->flags & BLOB_ENV_LISTED)
		put_line(w, "env listed");
	put_losses(w, "accept", w->ir->accept);
	put_losses(w, "require", w->ir->require);
}

static void
put_ports(struct writer *w, const struct assertion *claim)
{
	if (claim->first_port == 1 && claim->last_port == UINT16_MAX)
		put(w, "*");
	else if (claim->first_port == claim->last_port)
		put(w, arena_printf(w->ir->arena, "%u", claim->first_port));
	else
		put(w, arena_printf(w->ir->arena, "%u-%u", claim->first_port, claim->last_port));
}

static void
put_assertion(struct writer *w, const struct assertion *claim)
{
	struct arena *arena = w->ir->arena;
	const char *path;

	put(w, claim->allow ? "assert allow " : "assert deny ");
	switch (claim->kind) {
	case CLAIM_PATH:
		put_rights(w, claim->rights);
		put(w, " ");
		path = path_text(arena, &claim->path);
		if (claim->below)
			path = arena_printf(arena, "%s/**", strcmp(path, "/") == 0 ? "" : path);
		put_text(w, path);
		break;
	case CLAIM_CONNECT:
	case CLAIM_LISTEN:
		put(w, port_text(arena,
		                 claim->kind == CLAIM_CONNECT ? BLOB_PORT_CONNECT : BLOB_PORT_BIND,
		                 claim->protocol));
		put_ports(w, claim);
		break;
	case CLAIM_VARIABLE:
		put(w, "env ");
		put_text(w, pattern(arena, claim->name, claim->prefix));
		break;
	}
	end_line(w, w->origins ? rule_origin_text(w->ir, claim->at, claim->origin) : NULL);
}

static struct ir *
read_for(enum target target, struct arena *arena, struct sources *sources, struct diags *diags,
         struct str artifact)
{
	struct ir *ir = ir_new(arena, sources, diags, target);
	struct lowering lowering = {.ir = ir};
	struct document text = {.name = "policy text", .trust = TRUST_USER};

	text.source = sources_add(sources, text.name, artifact);
	lower_policy(&lowering, &text);
	if (diags_count(diags, SEVERITY_ERROR))
		return NULL;
	pass_normalise(ir);
	return ir;
}

static struct ir *
read_text(struct arena *arena, struct sources *sources, struct diags *diags, struct str artifact)
{
	return read_for(TARGET_LANDLOCK, arena, sources, diags, artifact);
}

/* Translation validation: a blob can say what policy text cannot, if nonoc did not write it. */
static bool
prove(const struct ir *ir, struct str text)
{
	struct sources *sources = sources_new(ir->arena);
	struct diags *diags = diags_new(ir->arena, sources);
	struct ir *back = read_for(ir->target, ir->arena, sources, diags, text);
	const char *how = "it cannot be read back";

	if (back && ir_equal(ir, back, &how))
		return true;
	diag_at(ir->diags, DIAG_TEXT_DIFFERS, (struct span){0, 0, 0},
	        "policy text cannot say what this policy says: %s", how);
	diag_help(ir->diags, "nonoc writes no such policy: where does it come from?");
	return false;
}

static struct str
emit(const struct ir *ir, const struct emit_options *options)
{
	struct writer w = {
	    .ir = ir, .origins = options->origins, .out = {.arena = ir->arena}, .indent = ""};
	struct str text;

	put_line(&w, "nono 1");
	put_flags(&w);
	put_lines(&w);
	if (ir->assertions)
		put(&w, "\n");
	for (const struct assertion *claim = ir->assertions; claim; claim = claim->next)
		put_assertion(&w, claim);
	/* They are no rules of the IR: whoever compiles the text is to know that it lacks them. */
	if (ir->target == TARGET_SEATBELT && ir->composed &&
	    ir->composed->slots[KEY_SEATBELT_RULES].count)
		put_line(
		    &w,
		    "# what the profile has in unsafe_macos_seatbelt_rules is not in this text");
	text = (struct str){w.out.data, (uint32_t)w.out.length};
	return prove(ir, text) ? text : (struct str){NULL, 0};
}

const struct backend backend_text = {"text", TARGET_LANDLOCK, emit, read_text};
