/* SPDX-License-Identifier: Apache-2.0 */
/* policy-parse.y - policy text: a rule a line. */
%require "3.8"

%code requires {
#include "grammar/policy-reader.h"
}

%define api.pure full
%define api.prefix {policy_}
%define api.location.type {struct span}
%define parse.error custom
%define parse.lac full
%expect 0

%lex-param {void *scanner}
%parse-param {struct policy_reader *reader} {void *scanner}

%union {
	struct policy_word word;
	struct policy_ports ports;
	uint32_t bits;
	struct statement statement;
}

%token END 0 "the end of the file"
%token NONO "'nono'" ALLOW "'allow'" DENY "'deny'" BYPASS "'bypass'" ASSERT "'assert'"
%token NETWORK "'network'" SCOPE "'scope'" UNIX_SOCKETS "'unix_sockets'" ENV "'env'"
%token USER_NAMESPACES "'user_namespaces'" SYSV_IPC "'sysv_ipc'" CAPABILITY "'capability'"
%token ACCEPT "'accept'" REQUIRE "'require'" LIMIT "'limit'"
%token GROUP "'group'" SHIPPED "'shipped'" TOOL "'tool'"
%token SECRET "'secret'" SET "'set'" SYSCALL "'syscall'"
%token BLOCKED "'blocked'" LISTED "'listed'" CLOSED "'closed'" ASKED "'asked'"
%token <bits> RIGHTS "rights (read,list)" DIRECTION "'connect' or 'listen'"
%token TCP "'tcp'" UDP "'udp'"
%token <bits> OBJECT "'dir' or 'file'"
%token CHILDREN "'children'"
%token <bits> SCOPE_NAME "'signal' or 'abstract_unix_socket'"
%token <word> PATH "a path" NAME "a name" TEXT "a value" WORD "a word"
%token <ports> PORTS "a port" DESTINATION "a destination such as example.com:443"
%token '{' '}'
%token EOL "the end of the line"
%type <statement> rule file_rule port_rule env_rule claim claimed
%type <bits> effect object protocol network_flag

%code {
int policy_lex(POLICY_STYPE *value, struct span *at, void *scanner);

/* What a text begins with has no place yet. */
#define YYLLOC_DEFAULT(current, rhs, n)                                                            \
	((current) = (n) && YYRHSLOC(rhs, 1).source                                                \
	                 ? span_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, n))                           \
	                 : YYRHSLOC(rhs, n))

/* What bison has to say itself is that memory is used up. */
static void
policy_error(struct span *at, struct policy_reader *reader, void *scanner, const char *message)
{
	(void)at;
	(void)scanner;
	(void)message;
	arena_exhausted(reader->ir->arena);
}
}

%%

text:
	%empty
	| text line
	;

line:
	EOL
	| NONO PORTS EOL                { policy_begin(reader, @2, &$2); }
	| rule EOL                      { policy_add(reader, @1, &$1); }
	| ASSERT claim EOL              { policy_add(reader, @2, &$2); }
	| GROUP NAME '{' EOL            { policy_open(reader, GROUP, @1, &$2); }
	| SHIPPED NAME '{' EOL          { policy_open(reader, SHIPPED, @1, &$2); }
	| TOOL NAME '{' EOL             { policy_open(reader, TOOL, @1, &$2); }
	| GROUP error EOL               { policy_open(reader, GROUP, @1, NULL); yyerrok; }
	| SHIPPED error EOL             { policy_open(reader, SHIPPED, @1, NULL); yyerrok; }
	| TOOL error EOL                { policy_open(reader, TOOL, @1, NULL); yyerrok; }
	| '}' EOL                       { policy_close(reader, @1); }
	| error EOL                     { yyerrok; }
	;

rule:
	file_rule
	| ALLOW port_rule               { $$ = policy_effect($2, EFFECT_ALLOW); }
	| DENY SYSCALL NAME             { $$ = policy_named(SUBJECT_SYSCALL, &$3); }
	| ENV env_rule                  { $$ = $2; }
	| ENV LISTED                    { $$ = policy_bits(SUBJECT_FLAGS, BLOB_ENV_LISTED); }
	| NETWORK network_flag          { $$ = policy_bits(SUBJECT_NETWORK, $2); }
	| SCOPE SCOPE_NAME              { $$ = policy_bits(SUBJECT_SCOPE, $2); }
	| UNIX_SOCKETS                  { $$ = policy_bits(SUBJECT_FLAGS, BLOB_UNIX_SOCKETS); }
	| USER_NAMESPACES               { $$ = policy_bits(SUBJECT_FLAGS, BLOB_USER_NAMESPACES); }
	| SYSV_IPC                      { $$ = policy_bits(SUBJECT_FLAGS, BLOB_SYSV_IPC); }
	| CAPABILITY NAME               { $$ = policy_named(SUBJECT_CAPABILITY, &$2); }
	| ACCEPT NAME                   { $$ = policy_named(SUBJECT_ACCEPT, &$2); }
	| REQUIRE NAME                  { $$ = policy_named(SUBJECT_REQUIRE, &$2); }
	| LIMIT NAME TEXT               { $$ = policy_named(SUBJECT_LIMIT, &$2); }
	;

file_rule:
	ALLOW RIGHTS PATH object        { $$ = policy_file(EFFECT_ALLOW, $2, &$3, $4); }
	| ALLOW RIGHTS PATH CHILDREN    { $$ = policy_children($2, &$3); }
	| DENY RIGHTS PATH              { $$ = policy_file(EFFECT_DENY, $2, &$3, 0); }
	| BYPASS RIGHTS PATH            { $$ = policy_file(EFFECT_BYPASS, $2, &$3, 0); }
	| BYPASS PATH                   { $$ = policy_file(EFFECT_BYPASS, 0, &$2, 0); }
	;

object:
	%empty                          { $$ = BLOB_OBJECT_ANY; }
	| OBJECT
	;

port_rule:
	DIRECTION protocol PORTS         { $$ = policy_port($1, $2, &$3); }
	| DIRECTION protocol DESTINATION { $$ = policy_host($1, $2, &$3.word); }
	;

protocol:
	TCP                             { $$ = BLOB_TCP; }
	| UDP                           { $$ = BLOB_UDP; }
	;

env_rule:
	ALLOW NAME                      { $$ = policy_variable(BLOB_ENV_ALLOW, &$2, NULL); }
	| DENY NAME                     { $$ = policy_variable(BLOB_ENV_DENY, &$2, NULL); }
	| SECRET NAME                   { $$ = policy_variable(BLOB_ENV_SECRET, &$2, NULL); }
	| SET NAME TEXT                 { $$ = policy_variable(BLOB_ENV_SET, &$2, &$3); }
	;

network_flag:
	BLOCKED                         { $$ = BLOB_NET_BLOCKED; }
	| DIRECTION LISTED              { $$ = policy_listed($1); }
	| UDP LISTED                    { $$ = BLOB_NET_UDP_LISTED; }
	| UDP CLOSED                    { $$ = BLOB_NET_UDP_CLOSED; }
	| UDP ASKED                     { $$ = BLOB_NET_UDP_ASKED; }
	;

claim:
	effect claimed                  { $$ = policy_claim(policy_effect($2, $1)); }
	;

claimed:
	RIGHTS PATH                     { $$ = policy_file(0, $1, &$2, 0); }
	| port_rule
	| ENV NAME                      { $$ = policy_variable(0, &$2, NULL); }
	;

effect:
	ALLOW                           { $$ = EFFECT_ALLOW; }
	| DENY                          { $$ = EFFECT_DENY; }
	;

%%

/* All that is known of a surprise; the words for it are found elsewhere. */
static int
yyreport_syntax_error(const yypcontext_t *context, struct policy_reader *reader, void *scanner)
{
	struct policy_surprise surprise = {.at = *yypcontext_location(context)};
	yysymbol_kind_t expected[POLICY_EXPECTED];
	int count = yypcontext_expected_tokens(context, expected, POLICY_EXPECTED);

	(void)scanner;
	for (int i = 0; i < count; i++)
		surprise.names[surprise.count++] = yysymbol_name(expected[i]);
	policy_refuse_token(reader, &surprise);
	return 0;
}
