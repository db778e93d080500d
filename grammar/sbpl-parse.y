/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-parse.y - lists of lists and atoms. */
%require "3.8"

%code requires {
#include "grammar/sbpl.h"
}

%define api.pure full
%define api.prefix {sbpl_}
%define api.location.type {struct span}
%expect 0

%lex-param {void *scanner}
%parse-param {struct sbpl_reader *reader} {void *scanner}

%union {
	struct node *node;
}

%token END 0
%token <node> ATOM
%type <node> forms form list

%code {
int sbpl_lex(SBPL_STYPE *value, struct span *at, void *scanner);

/* What a text or a list begins with has no place yet. */
#define YYLLOC_DEFAULT(current, rhs, n)                                                            \
	do {                                                                                       \
		uint32_t end = YYRHSLOC(rhs, n).offset + YYRHSLOC(rhs, n).length;                  \
		(current) = YYRHSLOC(rhs, (n) && YYRHSLOC(rhs, 1).source ? 1 : (n));               \
		(current).length = end - (current).offset;                                         \
	} while (0)

static void
sbpl_error(struct span *at, struct sbpl_reader *reader, void *scanner, const char *message)
{
	(void)scanner;
	(void)message;
	sbpl_refuse_token(reader, *at);
}
}

%%

text:
	forms                   { reader->root = $forms; }
	;

forms:
	%empty                  { $$ = sbpl_list(reader, @$); }
	| forms[all] ATOM       { $$ = sbpl_list_add(reader, $all, $ATOM); }
	| forms[all] list       { $$ = sbpl_list_add(reader, $all, $list); }
	;

list:
	'(' forms ')'           { $$ = sbpl_list_end(reader, $forms, @$); }
	| '\'' form             { $$ = sbpl_quote(reader, @$, $form); }
	;

form:
	ATOM
	| list
	;
