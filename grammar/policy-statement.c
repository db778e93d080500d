/* SPDX-License-Identifier: Apache-2.0 */
/* policy-statement.c - what a line says, as a value. */
#include "grammar/policy-statement.h"

struct statement
policy_file(uint32_t effect, uint32_t rights, const struct policy_word *path, uint32_t object)
{
	return (struct statement){
	    .subject = SUBJECT_FILE,
	    .effect = (enum effect)effect,
	    .bits = rights,
	    .word = *path,
	    .object = (enum blob_object)object,
	};
}

struct statement
policy_children(uint32_t rights, const struct policy_word *path)
{
	struct statement statement = policy_file(EFFECT_ALLOW, rights, path, BLOB_OBJECT_DIRECTORY);

	statement.children = true;
	return statement;
}

struct statement
policy_port(uint32_t access, uint32_t protocol, const struct policy_ports *ports)
{
	return (struct statement){
	    .subject = SUBJECT_PORT,
	    .bits = access,
	    .protocol = (enum blob_protocol)protocol,
	    .first_port = ports->first,
	    .last_port = ports->last,
	    .word = ports->word,
	};
}

struct statement
policy_host(uint32_t access, uint32_t protocol, const struct policy_word *host)
{
	struct statement statement = policy_named(SUBJECT_HOST, host);

	statement.bits = access;
	statement.protocol = (enum blob_protocol)protocol;
	return statement;
}

struct statement
policy_variable(uint32_t action, const struct policy_word *name, const struct policy_word *value)
{
	struct statement statement = policy_named(SUBJECT_VARIABLE, name);

	statement.action = (enum blob_env_action)action;
	if (value)
		statement.value = *value;
	return statement;
}

struct statement
policy_named(enum subject subject, const struct policy_word *name)
{
	return (struct statement){.subject = subject, .word = *name};
}

struct statement
policy_bits(enum subject subject, uint32_t bits)
{
	return (struct statement){.subject = subject, .bits = bits};
}

struct statement
policy_effect(struct statement statement, uint32_t effect)
{
	statement.effect = (enum effect)effect;
	return statement;
}

uint32_t
policy_listed(uint32_t directions)
{
	return (directions & BLOB_PORT_CONNECT ? BLOB_NET_CONNECT_LISTED : 0) |
	       (directions & BLOB_PORT_BIND ? BLOB_NET_BIND_LISTED : 0);
}

struct statement
policy_claim(struct statement statement)
{
	statement.claim = true;
	return statement;
}
