/* SPDX-License-Identifier: Apache-2.0 */
/* driver-rules.c - nonoc rules: every code, a line each. */
#include "compiler/driver.h"

#include "compiler/diag-record.h"
#include "compiler/explain.h"
#include "compiler/jsonout.h"

#include <string.h>

static void
print_text(struct arena *arena, const enum diag_code *codes, size_t count)
{
	const char *family = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *next = explain_family(codes[i]);
		char name[6];

		if (next != family)
			printf("%s%s\n", family ? "\n" : "", next);
		family = next;
		diag_code_name(codes[i], name);
		printf("  %s  %-7s  %-23s  %s\n", name, severity_name(diag_code_severity(codes[i])),
		       diag_code_slug(codes[i]), explain_summary(arena, codes[i]));
	}
}

static void
print_json(struct arena *arena, const enum diag_code *codes, size_t count)
{
	json_t *document = jsonout_need(json_object());
	json_t *rules = jsonout_need(json_array());

	for (size_t i = 0; i < count; i++) {
		json_t *rule = jsonout_need(json_object());
		char name[6];

		diag_code_name(codes[i], name);
		jsonout_set(rule, "code", json_string(name));
		jsonout_set(rule, "slug", json_string(diag_code_slug(codes[i])));
		jsonout_set(rule, "severity",
		            json_string(severity_name(diag_code_severity(codes[i]))));
		jsonout_set(rule, "family", json_string(explain_family(codes[i])));
		jsonout_set(rule, "summary", json_string(explain_summary(arena, codes[i])));
		jsonout_append(rules, rule);
	}
	jsonout_set(document, "schema", json_string("nonoc.rules/1"));
	jsonout_set(document, "rules", rules);
	jsonout_write(document, stdout);
	json_decref(document);
}

int
verb_rules(struct arena *arena, const struct options *options)
{
	size_t count;
	const enum diag_code *codes = explain_codes(&count);

	if (options->operand_count)
		return driver_say("'rules' expects no operand; 'nonoc explain CODE' explains one");
	switch (options->diagnostics.format) {
	case DIAG_TEXT:
		print_text(arena, codes, count);
		break;
	case DIAG_JSON:
		print_json(arena, codes, count);
		break;
	default:
		return driver_say("'rules' prints text or json");
	}
	return driver_print("");
}
