/* SPDX-License-Identifier: Apache-2.0 */
/* json-parse.y - RFC 8259, and a comma that may trail. */
%require "3.8"

%code requires {
#include "grammar/grammar.h"
}

%define api.pure full
%define api.prefix {json_}
%define api.location.type {struct span}
%define parse.error detailed
%expect 0

%lex-param {void *scanner}
%parse-param {struct json_reader *reader} {void *scanner}

%union {
	struct node *node;
	struct member member;
}

%token END 0 "the end of the file"
%token <node> SCALAR "a value"
%token <node> STRING "a key in double quotes"
/* In the order in which a message names them. */
%token ',' ':' ']' '}' '[' '{'
%type <node> value list items map members
%type <member> member

%code {
int json_lex(JSON_STYPE *value, struct span *at, void *scanner);

#define YYLLOC_DEFAULT(current, rhs, n)                                                            \
	((current) = (n) ? span_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, n)) : YYRHSLOC(rhs, 0))

static void
json_error(struct span *at, struct json_reader *reader, void *scanner, const char *message)
{
	(void)scanner;
	json_refuse_token(reader, *at, message);
}
}

%%

document:
	value                   { reader->root = $value; }
	;

value:
	STRING
	| SCALAR
	| list
	| map
	;

list:
	'[' ']'                 { $$ = json_list_end(reader, NULL, @$); }
	| '[' items ']'         { $$ = json_list_end(reader, $items, @$); }
	| '[' items ',' ']'     { $$ = json_list_end(reader, $items, @$); }
	;

items:
	value                   { $$ = json_list_add(reader, NULL, $value); }
	| items[list] ',' value { $$ = json_list_add(reader, $list, $value); }
	;

map:
	'{' '}'                     { $$ = json_map_end(reader, NULL, @$); }
	| '{' members '}'           { $$ = json_map_end(reader, $members, @$); }
	| '{' members ',' '}'       { $$ = json_map_end(reader, $members, @$); }
	;

members:
	member                      { $$ = json_map_add(reader, NULL, &$member); }
	| members[map] ',' member   { $$ = json_map_add(reader, $map, &$member); }
	;

member:
	STRING ':' value            { $$ = json_member($STRING, $3); }
	;
