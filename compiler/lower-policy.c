/* SPDX-License-Identifier: Apache-2.0 */
/* lower-policy.c - statements of policy text become rules and claims. */
#include "compiler/lower.h"

#include <string.h>

/* A word as the node that the functions for profiles know. */
static struct node
node_of(const struct policy_word *word)
{
	return (struct node){.kind = NODE_STRING, .at = word->at, .text = word->text};
}

/* A claim's path ends in a '/' and two '*' when it is about what lies below, too. */
static bool
take_below(struct node *path)
{
	struct str *text = &path->text;

	if (text->length < 3 || memcmp(text->data + text->length - 3, "/**", 3) != 0)
		return false;
	if (path->at.length == text->length)
		path->at.length -= 3;
	text->length -= 3;
	if (text->length == 0)
		*text = STR("/");
	return true;
}

static void
add_assertion(struct ir *ir, const struct statement *s, struct assertion *claim)
{
	struct assertion *added = arena_alloc(ir->arena, sizeof(*added));

	claim->allow = s->effect == EFFECT_ALLOW;
	claim->at = s->at;
	claim->origin = s->origin;
	*added = *claim;
	if (ir->last_assertion)
		ir->last_assertion->next = added;
	else
		ir->assertions = added;
	ir->last_assertion = added;
}

static void
lower_claim(struct lowering *l, const struct statement *s)
{
	struct node word = node_of(&s->word);
	struct assertion claim = {.rights = s->bits,
	                          .protocol = s->protocol,
	                          .first_port = s->first_port,
	                          .last_port = s->last_port};
	struct env_rule variable;

	if (s->subject == SUBJECT_FILE) {
		claim.kind = CLAIM_PATH;
		claim.below = take_below(&word);
		if (lower_path(l, &word, &claim.path))
			add_assertion(l->ir, s, &claim);
	} else if (s->subject == SUBJECT_VARIABLE) {
		claim.kind = CLAIM_VARIABLE;
		if (!lower_pattern(l, &word, &variable))
			return;
		claim.name = variable.name;
		claim.prefix = variable.prefix;
		add_assertion(l->ir, s, &claim);
	} else {
		claim.kind = CLAIM_CONNECT;
		if (s->bits & BLOB_PORT_CONNECT)
			add_assertion(l->ir, s, &claim);
		claim.kind = CLAIM_LISTEN;
		if (s->bits & BLOB_PORT_BIND)
			add_assertion(l->ir, s, &claim);
	}
}

/* Whether a rule for direct children can be one here; if not, an error was recorded. */
static bool
lower_children(struct lowering *l, const struct statement *s)
{
	struct diags *diags = l->ir->diags;

	if (s->bits & ~(BLOB_FS_RESOLVE_UNIX | BLOB_FS_MAKE_SOCK)) {
		diag_at(diags, DIAG_SYNTAX, s->at,
		        "'children' is for connect_unix and make_sock, and not for %s",
		        access_text(l->ir->arena,
		                    s->bits & ~(BLOB_FS_RESOLVE_UNIX | BLOB_FS_MAKE_SOCK)));
		diag_help(diags, "write 'dir' for all that lies below the directory");
		return false;
	}
	if (l->ir->target == TARGET_SEATBELT)
		return true;
	diag_at(diags, DIAG_NOT_EXPRESSIBLE, s->at,
	        "Landlock has no rule for what lies directly in a directory alone");
	diag_help(diags, "write 'dir' for all that lies below it, or name each socket");
	return false;
}

static void
lower_file(struct lowering *l, const struct statement *s)
{
	struct ir *ir = l->ir;
	struct node word = node_of(&s->word);
	struct rule rule = {
	    .rights = s->bits, .object = s->object, .at = s->word.at, .origin = s->origin};

	if (!lower_path(l, &word, &rule.path) || (s->children && !lower_children(l, s)))
		return;
	rule.children = s->children;
	switch (s->effect) {
	case EFFECT_ALLOW:
		/* As the unix_socket keys do. */
		if (!ir->complete && s->bits & RIGHT_CONNECT_UNIX)
			ir->flags |= BLOB_UNIX_SOCKETS;
		rules_add(ir->arena, &ir->grants, &rule);
		break;
	case EFFECT_DENY:
		rules_add(ir->arena, &ir->denies, &rule);
		break;
	case EFFECT_BYPASS:
		if (ir->complete && !rule.rights) {
			diag_at(ir->diags, DIAG_SYNTAX, s->at,
			        "expected the rights that the bypass is for");
			diag_help(ir->diags, "only a profile's bypass has them from its grants");
		}
		rules_add(ir->arena, &ir->bypasses, &rule);
		break;
	}
}

/* The port of "localhost:8080"; 0: this is something else. */
static uint16_t
local_port(struct str text)
{
	static const char host[] = "localhost:";
	uint32_t at = sizeof(host) - 1, port = 0;

	if (text.length <= at || memcmp(text.data, host, at) != 0 || text.data[at] == '0')
		return 0;
	for (; at < text.length && port <= UINT16_MAX; at++) {
		if (text.data[at] < '0' || text.data[at] > '9')
			return 0;
		port = 10 * port + (uint32_t)(text.data[at] - '0');
	}
	return port <= UINT16_MAX ? (uint16_t)port : 0;
}

static void
lower_port(struct lowering *l, const struct statement *s, uint16_t local)
{
	struct port_rule port = {.port = s->first_port,
	                         .protocol = s->protocol,
	                         .access = (uint8_t)s->bits,
	                         .at = s->word.at,
	                         .origin = s->origin};

	if (local) {
		port.port = local;
		port.local = port.access;
	}
	if (s->first_port != s->last_port) {
		diag_at(l->ir->diags, DIAG_PORT_RANGE, s->word.at,
		        "a rule lists one port, not '%.*s'", STR_ARG(s->word.text));
		diag_help(l->ir->diags, "write a line for each; only an assertion takes a range");
		return;
	}
	/* As the port keys do. */
	if (!l->ir->complete)
		l->ir->net |= s->protocol == BLOB_UDP ? BLOB_NET_UDP_LISTED | BLOB_NET_UDP_ASKED
		                                      : policy_listed(s->bits);
	ir_add_port(l->ir, &port);
}

static void
lower_variable(struct lowering *l, const struct statement *s)
{
	struct node name = node_of(&s->word), value = node_of(&s->value);
	struct env_rule rule = {.action = s->action, .at = s->word.at, .origin = s->origin};

	if (s->action == BLOB_ENV_SET) {
		rule.name = s->word.text;
		lower_set(l, &rule, &value);
		return;
	}
	if (!l->ir->complete && s->action == BLOB_ENV_ALLOW)
		l->ir->flags |= BLOB_ENV_LISTED;
	if (lower_pattern(l, &name, &rule))
		ir_add_env(l->ir, &rule);
}

/* What the format has a place for, and no target yet. */
static void
refuse_reserved(struct lowering *l, const struct statement *s)
{
	struct diags *diags = l->ir->diags;
	const char *what = s->subject == SUBJECT_HOST      ? "a rule for a host"
	                   : s->subject == SUBJECT_SYSCALL ? "a rule for a system call"
	                                                   : "a limit";

	diag_at(diags, DIAG_NOT_YET, s->word.at, "%s is not enforced yet: '%.*s'", what,
	        STR_ARG(s->word.text));
	if (s->subject == SUBJECT_HOST)
		diag_help(diags, "list the port alone, for any host: 'allow connect tcp 443'");
}

/* What a profile has keys for, and no lines. */
static bool
has_place(struct lowering *l, const struct statement *s, bool claims)
{
	const char *key = NULL;

	if (s->claim && !claims) {
		diag_at(l->ir->diags, DIAG_POLICY_PLACE, s->at,
		        "a claim does not belong in 'rules': the key 'assert' has them");
		return false;
	}
	if (s->subject == SUBJECT_SCOPE)
		key = s->bits == BLOB_SCOPE_SIGNAL ? "security.signal_mode" : "security.ipc_mode";
	else if (s->subject == SUBJECT_FLAGS && s->bits == BLOB_UNIX_SOCKETS)
		key = "filesystem.unix_socket";
	else if (s->subject == SUBJECT_FLAGS && s->bits == BLOB_USER_NAMESPACES)
		key = "linux.user_namespaces";
	else if (s->subject == SUBJECT_FLAGS && s->bits == BLOB_SYSV_IPC)
		key = "ipc.sysv";
	else if (s->subject == SUBJECT_CAPABILITY)
		key = "linux.capabilities";
	if (!key)
		return true;
	diag_at(l->ir->diags, DIAG_POLICY_PLACE, s->at,
	        "this does not belong in 'rules': the key '%s' decides it", key);
	return false;
}

void
lower_statement(struct lowering *l, const struct statement *s)
{
	struct ir *ir = l->ir;
	struct node word = node_of(&s->word);
	uint16_t local = 0;

	if (s->subject == SUBJECT_HOST && ir->target == TARGET_SEATBELT && !s->claim)
		local = local_port(s->word.text);
	if (s->subject >= SUBJECT_HOST && !local) {
		refuse_reserved(l, s);
		return;
	}
	if (s->claim) {
		lower_claim(l, s);
		return;
	}
	switch (s->subject) {
	case SUBJECT_FILE:
		lower_file(l, s);
		break;
	case SUBJECT_PORT:
	case SUBJECT_HOST:
		lower_port(l, s, local);
		break;
	case SUBJECT_VARIABLE:
		lower_variable(l, s);
		break;
	case SUBJECT_NETWORK:
		ir->net |= s->bits;
		if (s->bits & BLOB_NET_BLOCKED)
			ir->net |= BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED;
		break;
	case SUBJECT_SCOPE:
		ir->scopes |= s->bits;
		break;
	case SUBJECT_FLAGS:
		ir->flags |= s->bits;
		break;
	case SUBJECT_CAPABILITY:
		lower_capability(l, &word, s->origin);
		break;
	case SUBJECT_ACCEPT:
	case SUBJECT_REQUIRE:
		lower_loss(l, &word, s->subject == SUBJECT_ACCEPT);
		break;
	default:
		break;
	}
}

/* The strings of a file's `rules` and `assert`. */
void
lower_rules(struct lowering *l)
{
	for (size_t i = 0; i < l->composed->file_count; i++) {
		const struct file *file = l->composed->files[i];

		for (size_t j = 0; j < file->count; j++) {
			const struct setting *setting = &file->settings[j];
			bool claims = setting->key->id == KEY_ASSERT;

			if (!claims && setting->key->id != KEY_RULES)
				continue;
			for (uint32_t k = 0; k < setting->value->count; k++) {
				struct statements found = policy_read_line(
				    l->ir, setting->value->items[k], &file->origin, claims);

				if (found.count && has_place(l, found.items, claims))
					lower_statement(l, found.items);
			}
		}
	}
}

static bool
port_listed(const struct ir *ir, const struct port_rule *port)
{
	if (port->protocol == BLOB_UDP)
		return ir->net & BLOB_NET_UDP_LISTED;
	return !(policy_listed(port->access) & ~ir->net);
}

/* A list that nothing says is one: everything passes, whatever stands in it. */
static void
check_lists(struct ir *ir)
{
	for (size_t i = 0; i < ir->port_count; i++) {
		const struct port_rule *port = &ir->ports[i];

		if (port_listed(ir, port))
			continue;
		diag_at(ir->diags, DIAG_RULE_NEEDS_LIST, port->at,
		        "port %u is listed, and nothing closes the others", port->port);
		diag_help(ir->diags, "add 'network %s listed'",
		          port->protocol == BLOB_UDP          ? "udp"
		          : port->access == BLOB_PORT_CONNECT ? "connect"
		          : port->access == BLOB_PORT_BIND    ? "listen"
		                                              : "connect,listen");
	}
	for (size_t i = 0; i < ir->env_count; i++) {
		if (ir->env[i].action != BLOB_ENV_ALLOW || ir->flags & BLOB_ENV_LISTED)
			continue;
		diag_at(ir->diags, DIAG_RULE_NEEDS_LIST, ir->env[i].at,
		        "this variable is listed, and nothing keeps out the others");
		diag_help(ir->diags, "add 'env listed'");
	}
}

void
lower_policy(struct lowering *l, const struct document *text)
{
	struct ir *ir = l->ir;
	struct origin *origin = arena_alloc(ir->arena, sizeof(*origin));
	const uint32_t udp = BLOB_NET_UDP_LISTED | BLOB_NET_UDP_CLOSED;
	struct statements found;

	*origin = (struct origin){.kind = ORIGIN_PROFILE, .trust = text->trust, .name = text->name};
	ir->complete = true;
	found = policy_read(ir, text->source, origin);
	for (size_t i = 0; i < found.count; i++)
		lower_statement(l, &found.items[i]);
	if ((ir->net & udp) == udp) {
		diag_at(ir->diags, DIAG_NETWORK_CONTRADICTS, (struct span){text->source, 0, 0},
		        "'network udp closed' and 'network udp listed' contradict each other");
		diag_help(ir->diags, "remove one of the two");
	}
	if (ir->net & BLOB_NET_BLOCKED && !(ir->net & (udp | BLOB_NET_UDP_ASKED)))
		ir->net |= BLOB_NET_UDP_CLOSED;
	check_lists(ir);
	lower_raw_sockets(l);
	lower_removed(l);
}
