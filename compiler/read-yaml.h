/* SPDX-License-Identifier: Apache-2.0 */
/* read-yaml.h - what the YAML reader and its refusals share. */
#ifndef COMPILER_READ_YAML_H
#define COMPILER_READ_YAML_H

#include "compiler/text.h"
#include "compiler/tree.h"

#include <yaml.h>

struct yaml_reader {
	struct tree tree;
	struct text text;
	yaml_parser_t parser;
	yaml_event_t event; /* the last one; the next replaces it */
	size_t mark;        /* a character of the text, and */
	uint32_t offset;    /* the byte where it begins */
	uint32_t flow;      /* brackets around us */
	uint32_t errors;    /* reported by yaml_refuse() */
	bool stopped;       /* nothing more can be read */
};

/* Where the character that libyaml calls MARK begins. */
uint32_t yaml_offset(struct yaml_reader *reader, size_t mark);
/* Records an error that leaves no tree, but does not stop the reader. */
void yaml_refuse(struct yaml_reader *reader, enum diag_code code, struct span at,
                 const char *format, ...) PRINTF(4, 5);
/* Records why libyaml stopped. */
void yaml_refuse_problem(struct yaml_reader *reader);
/*
 * Refuses each directive from the byte FROM to the next document, but one
 * %YAML 1.1 or 1.2 at the beginning.  libyaml would compare each %TAG with all
 * that came before it, so this must come before it reads them.
 */
bool yaml_check_directives(struct yaml_reader *reader, uint32_t from);

#endif
