/* SPDX-License-Identifier: Apache-2.0 */
/* policy.c - policy text and back, on seeded random policies: SEED=n RUNS=n replay. */
#include "compiler/emit.h"
#include "compiler/pass.h"
#include "runtime/view.h"
#include "tests/random.h"
#include "tests/unit/ir-text.h"
#include "tests/unit/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct emit_options plain = {.origins = false}, with_origins = {.origins = true};

/* Few names, so that paths meet; some need quotes, or show as something else than they are. */
static struct path
random_path(struct arena *arena, struct random *random)
{
	static const char *const starts[] = {"~",         "~/.config", "$XDG_CONFIG_HOME",
	                                     "$WORKDIR",  "/usr",      "$XDG_RUNTIME_DIR",
	                                     "$TMPDIR/x", "/",         "$XDG_STATE_HOME"};
	static const char *const parts[] = {"/a",
	                                    "/b c",
	                                    "/d\"e",
	                                    "/#f",
	                                    "/g\\h",
	                                    "/{",
	                                    "/$UID",
	                                    "/a\xe2\x80\xaeg",
	                                    "/\xc3\xa9",
	                                    "/}",
	                                    "/all",
	                                    "/i#",
	                                    "/\xf3\xa0\x80\x81",
	                                    "/file",
	                                    "/\\n\\",
	                                    "/~",
	                                    "/x,y"};
	char text[128];

	strcpy(text, starts[random_below(random, COUNTOF(starts))]);
	for (uint32_t depth = random_below(random, 4); depth; depth--)
		strcat(text, parts[random_below(random, COUNTOF(parts))]);
	return path_from(arena, text);
}

static const struct origin origins[] = {
    {.kind = ORIGIN_PROFILE, .trust = TRUST_USER, .name = "mine.json"},
    {.kind = ORIGIN_PROFILE, .trust = TRUST_BUILTIN, .name = "claude-code"},
    {.kind = ORIGIN_PROFILE, .trust = TRUST_ORGANISATION, .name = "ours \"here\""},
    {.kind = ORIGIN_GROUP, .trust = TRUST_BUILTIN, .name = "deny_credentials", .required = true},
    {.kind = ORIGIN_GROUP, .trust = TRUST_BUILTIN, .name = "tcp"},
    {.kind = ORIGIN_GROUP, .trust = TRUST_USER, .name = "own_group"},
};

static const struct origin *
random_origin(struct random *random)
{
	return &origins[random_below(random, COUNTOF(origins))];
}

static void
add_rules(struct ir *ir, struct rules *rules, struct random *random, bool objects)
{
	for (uint32_t count = random_below(random, 8); count; count--) {
		struct rule rule = {
		    .path = random_path(ir->arena, random),
		    .rights = random_below(random, 4) ? 1 + random_below(random, BLOB_FS_ALL)
		                                      : BLOB_FS_ALL,
		    .object = objects ? (enum blob_object)random_below(random, 3) : BLOB_OBJECT_ANY,
		    .origin = random_origin(random),
		};

		rules_add(ir->arena, rules, &rule);
	}
}

static void
add_network(struct ir *ir, struct random *random)
{
	static const uint32_t nets[] = {
	    0,
	    BLOB_NET_CONNECT_LISTED | BLOB_NET_UDP_CLOSED,
	    BLOB_NET_BIND_LISTED,
	    BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED | BLOB_NET_UDP_LISTED |
		BLOB_NET_UDP_ASKED,
	    BLOB_NET_BLOCKED | BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED | BLOB_NET_UDP_CLOSED,
	    BLOB_NET_BLOCKED | BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED | BLOB_NET_UDP_ASKED,
	    BLOB_NET_UDP_LISTED,
	};

	ir->net = nets[random_below(random, COUNTOF(nets))];
	for (uint32_t count = random_below(random, 6); count; count--) {
		struct port_rule port = {
		    .port = (uint16_t)(1 + random_below(random,
		                                        random_below(random, 2) ? 8 : UINT16_MAX)),
		    .protocol = random_below(random, 2) ? BLOB_TCP : BLOB_UDP,
		    .access = (uint8_t)(1 + random_below(random, 3)),
		    .origin = random_origin(random),
		};
		uint8_t listed = (ir->net & BLOB_NET_CONNECT_LISTED ? BLOB_PORT_CONNECT : 0) |
		                 (ir->net & BLOB_NET_BIND_LISTED ? BLOB_PORT_BIND : 0);

		if (port.protocol == BLOB_UDP)
			listed = ir->net & BLOB_NET_UDP_LISTED ? 3 : 0;
		port.access &= listed;
		if (port.access)
			ir_add_port(ir, &port);
	}
}

static void
add_environment(struct ir *ir, struct random *random)
{
	static const char *const names[] = {"EDITOR", "A B", "listed", "{", "B\"C", "", "D#", "X"};
	static const char *const values[] = {"vi",     "",  "a b",    "$HOME/x", "~/y$UID", "\t\n",
	                                     "\"\\\"", "#", "$ 5 {}", "$HOME$",  "{"};
	uint32_t where, length;

	for (uint32_t count = random_below(random, 6); count; count--) {
		const char *name = names[random_below(random, COUNTOF(names))];
		const char *value = values[random_below(random, COUNTOF(values))];
		struct env_rule env = {
		    .action = (enum blob_env_action)(1 + random_below(random, 4)),
		    .prefix = random_below(random, 2) || !*name,
		    .name = {name, (uint32_t)strlen(name)},
		    .origin = random_origin(random),
		};

		if (env.action == BLOB_ENV_SET) {
			env.prefix = false;
			if (!*name)
				continue;
			ck_assert_int_eq(path_template(ir->arena,
			                               (struct str){value, (uint32_t)strlen(value)},
			                               &env.value, &where, &length),
			                 PATH_OK);
		}
		if (env.action == BLOB_ENV_ALLOW)
			ir->flags |= BLOB_ENV_LISTED;
		ir_add_env(ir, &env);
	}
}

static struct ir *
random_policy(struct arena *arena, struct random *random)
{
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);

	add_rules(ir, &ir->grants, random, true);
	add_rules(ir, &ir->denies, random, false);
	add_rules(ir, &ir->bypasses, random, false);
	add_network(ir, random);
	add_environment(ir, random);
	ir->scopes = random_below(random, BLOB_SCOPES + 1);
	ir->accept = random_below(random, BLOB_LOSS_ALL + 1);
	ir->require = random_below(random, BLOB_LOSS_ALL + 1);
	ir->flags |= random_below(random, 2) ? BLOB_UNIX_SOCKETS : 0;
	pass_normalise(ir);
	pass_verify(ir);
	return ir;
}

static void
same_bytes(struct str a, struct str b)
{
	ck_assert_ptr_nonnull(a.data);
	ck_assert_ptr_nonnull(b.data);
	ck_assert_uint_eq(a.length, b.length);
	ck_assert_mem_eq(a.data, b.data, a.length);
}

/* The policy that the text of IR says, all of it. */
static struct ir *
through_text(const struct ir *ir, const struct emit_options *options)
{
	struct str text = backend_text.emit(ir, options);
	struct sources *sources = sources_new(ir->arena);
	struct ir *back;

	ck_assert_msg(text.data, "not printed");
	back = backend_text.read(ir->arena, sources, diags_new(ir->arena, sources), text);
	ck_assert_msg(back, "not read:\n%s", text.data);
	if (!options->origins)
		same_bytes(text, backend_text.emit(back, options));
	return back;
}

START_TEST(text_says_what_the_policy_says)
{
	uint64_t seed = random_setting("SEED", 4711), runs = random_setting("RUNS", 2500);

	printf("policy text: SEED=%llu RUNS=%llu\n", (unsigned long long)seed,
	       (unsigned long long)runs);
	for (uint64_t run = 0; run < runs; run++) {
		struct random random = random_seed(seed, run);
		struct arena *arena = arena_new();
		struct ir *ir = random_policy(arena, &random), *back;
		struct str blob = backend_landlock.emit(ir, &plain);
		struct str full = backend_landlock.emit(ir, &with_origins);
		struct blob_view view;

		ck_assert_ptr_null(blob_view(&view, blob.data, blob.length));
		same_bytes(blob, backend_landlock.emit(through_text(ir, &plain), &plain));
		same_bytes(blob, backend_landlock.emit(through_text(ir, &with_origins), &plain));
		back = backend_landlock.read(arena, ir->sources, ir->diags, blob);
		same_bytes(blob, backend_landlock.emit(through_text(back, &plain), &plain));
		back = backend_landlock.read(arena, ir->sources, ir->diags, full);
		same_bytes(full, backend_landlock.emit(back, &with_origins));
		same_bytes(blob, backend_landlock.emit(through_text(back, &with_origins), &plain));
		arena_free(arena);
	}
}
END_TEST

/* Claims, which no blob has. */
START_TEST(claims_come_back)
{
	static const char text[] = "nono 1\n"
				   "\n"
				   "assert deny read ~/.ssh/**\n"
				   "assert deny all /**\n"
				   "assert allow write,make_sock \"~/a b/**\"\n"
				   "assert allow read /\n"
				   "assert deny connect tcp *\n"
				   "assert deny listen udp 8000-9000\n"
				   "assert allow connect tcp 443\n"
				   "assert allow env EDITOR\n"
				   "assert deny env AWS_*\n";
	struct arena *arena = arena_new();
	struct sources *sources = sources_new(arena);
	struct ir *ir = backend_text.read(arena, sources, diags_new(arena, sources), STR(text));

	ck_assert_ptr_nonnull(ir);
	ck_assert_str_eq(backend_text.emit(ir, &plain).data, text);
	arena_free(arena);
}
END_TEST

/* What only a blob from elsewhere can hold is not printed as something else. */
START_TEST(what_text_cannot_say_is_refused)
{
	static const char *const rests[] = {"a*b", "$HOME", "a\x7f"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < COUNTOF(rests); i++) {
		struct sources *sources = sources_new(arena);
		struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);
		struct rule rule = {
		    .path = {BLOB_ANCHOR_ROOT, {rests[i], (uint32_t)strlen(rests[i])}},
		    .rights = BLOB_FS_ALL,
		};
		struct place at;

		rules_add(arena, &ir->denies, &rule);
		pass_normalise(ir);
		ck_assert_ptr_null(backend_text.emit(ir, &plain).data);
		ck_assert_uint_eq(ir_reported(ir, DIAG_TEXT_DIFFERS, &at), 1);
	}
	arena_free(arena);
}
END_TEST

/* A comment must end where its line does, whatever a blob says of its origins. */
START_TEST(origins_stay_comments)
{
	static const struct origin hostile = {
	    .trust = TRUST_USER, .name = "x", .text = "a\nallow all /\x1b[2J\xe2\x80\xae\xff"};
	struct arena *arena = arena_new();
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);
	struct rule rule = {
	    .path = path_from(arena, "/a"), .rights = BLOB_FS_ALL, .origin = &hostile};

	rules_add(arena, &ir->denies, &rule);
	pass_normalise(ir);
	ck_assert_str_eq(backend_text.emit(ir, &with_origins).data,
	                 "nono 1\n\n"
	                 "deny all /a  # a\\x0aallow all /\\x1b[2J\\u202e\\xff\n");
	arena_free(arena);
}
END_TEST

int
main(void)
{
	TCase *cases = tcase_create("policy");

	tcase_set_timeout(cases, 300);
	tcase_add_test(cases, text_says_what_the_policy_says);
	tcase_add_test(cases, claims_come_back);
	tcase_add_test(cases, what_text_cannot_say_is_refused);
	tcase_add_test(cases, origins_stay_comments);
	return run_tests("policy", cases);
}
