/* SPDX-License-Identifier: Apache-2.0 */
/* pass-verify.c - what backends rely on. */
#include "compiler/pass.h"

#include <assert.h>
#include <string.h>

static void
verify_path(const struct path *path)
{
	uint32_t start = 0;

	assert((unsigned)path->anchor < BLOB_ANCHORS);
	for (uint32_t i = 0; path->rest.length && i <= path->rest.length; i++) {
		const char *part = path->rest.data + start;
		uint32_t length = i - start;

		if (i < path->rest.length && path->rest.data[i] != '/') {
			assert(path->rest.data[i]);
			continue;
		}
		assert(length > 0);
		assert(length != 1 || part[0] != '.');
		assert(length != 2 || part[0] != '.' || part[1] != '.');
		start = i + 1;
	}
}

static void
verify_rules(const struct rules *rules, bool grants)
{
	assert(rules->sorted || !rules->count);
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->items[i];
		const struct rule *before = i ? rule - 1 : NULL;

		verify_path(&rule->path);
		assert(rule->rights && !(rule->rights & ~BLOB_FS_ALL));
		assert(rule->written && !(rule->written & ~rule->rights));
		assert(grants || rule->written == rule->rights);
		assert(grants || (rule->object == BLOB_OBJECT_ANY && !rule->implied));
		assert(!rule->children ||
		       (grants && rule->object == BLOB_OBJECT_DIRECTORY &&
		        !(rule->rights & ~(BLOB_FS_RESOLVE_UNIX | BLOB_FS_MAKE_SOCK))));
		assert(rule->object != BLOB_OBJECT_FILE || !(rule->rights & ~BLOB_FS_FILE));
		if (!before)
			continue;
		int order = path_compare(&before->path, &rule->path);
		assert(order < 0 ||
		       (order == 0 && (before->object < rule->object ||
		                       (before->object == rule->object && rule->children))));
	}
}

static void
verify_ports(const struct ir *ir)
{
	for (size_t i = 0; i < ir->port_count; i++) {
		const struct port_rule *port = &ir->ports[i];

		assert(port->port && port->access);
		assert(!(port->access & ~(BLOB_PORT_CONNECT | BLOB_PORT_BIND)));
		assert(!i || port[-1].protocol < port->protocol ||
		       (port[-1].protocol == port->protocol && port[-1].port < port->port));
	}
}

void
pass_verify(const struct ir *ir)
{
	verify_rules(&ir->grants, true);
	verify_rules(&ir->denies, false);
	verify_rules(&ir->bypasses, false);
	verify_ports(ir);
	for (size_t i = 0; i < ir->env_count; i++) {
		const struct env_rule *env = &ir->env[i];

		assert(env->action >= BLOB_ENV_ALLOW && env->action <= BLOB_ENV_SET);
		assert(env->name.length || env->prefix);
		assert(env->action == BLOB_ENV_SET || !env->value.length);
	}
	assert(!(ir->net & ~BLOB_NET_FLAGS) && !(ir->scopes & ~BLOB_SCOPES));
	assert(!(ir->flags & ~BLOB_POLICY_FLAGS));
	assert(!(ir_capability_bits(ir) & ~BLOB_CAPABILITIES_ALL));
	assert(!((ir->accept | ir->require) & ~(uint32_t)BLOB_LOSS_ALL));
}
