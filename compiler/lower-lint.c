/* SPDX-License-Identifier: Apache-2.0 */
/* lower-lint.c - the warnings that a file has on purpose. */
#include "compiler/lower.h"

#include "compiler/diag-record.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DATE_LENGTH 10u /* 2030-12-31 */

static bool
two_digits(const char *text, int least, int most)
{
	int number;

	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return false;
	number = 10 * (text[0] - '0') + text[1] - '0';
	return number >= least && number <= most;
}

static bool
date_wellformed(struct str date)
{
	static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month;
	bool leap;

	if (date.length != DATE_LENGTH || date.data[4] != '-' || date.data[7] != '-' ||
	    !two_digits(date.data, 0, 99) || !two_digits(date.data + 2, 0, 99) ||
	    !two_digits(date.data + 5, 1, 12))
		return false;
	year = atoi(date.data);
	month = atoi(date.data + 5);
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return two_digits(date.data + 8, 1, month == 2 && !leap ? 28 : days[month - 1]);
}

/* Today, as dates are written; a reproducible build says when it is. */
static void
today(char date[static DATE_LENGTH + 1])
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = epoch && *epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
	struct tm parts;

	if (!gmtime_r(&now, &parts) || strftime(date, DATE_LENGTH + 1, "%Y-%m-%d", &parts) == 0)
		memcpy(date, "9999-12-31", DATE_LENGTH + 1);
}

static bool
in_force(struct lowering *l, const struct node *entry)
{
	const struct node *expires = node_get(entry, "expires", NULL);
	char now[DATE_LENGTH + 1];

	if (!expires)
		return true;
	if (!date_wellformed(expires->text)) {
		diag_at(l->ir->diags, DIAG_DATE_SYNTAX, expires->at,
		        "'%.*s' is no day, expected one like '2030-12-31'", STR_ARG(expires->text));
		return false;
	}
	today(now);
	if (memcmp(expires->text.data, now, DATE_LENGTH) >= 0)
		return true;
	diag_at(l->ir->diags, DIAG_SUPPRESSION_EXPIRED, expires->at,
	        "this suppression ended on %.*s", STR_ARG(expires->text));
	diag_help(l->ir->diags, "look at the warning again: mend it, or move the day");
	return false;
}

static bool
blank(struct str text)
{
	for (uint32_t i = 0; i < text.length; i++)
		if (!strchr(" \t\n", text.data[i]))
			return false;
	return true;
}

int
lower_code(struct lowering *l, const struct node *name)
{
	int code = diag_code_find(name->text);

	if (!code) {
		diag_at(l->ir->diags, DIAG_UNKNOWN_CODE, name->at, "unknown code '%.*s'",
		        STR_ARG(name->text));
		diag_help(l->ir->diags,
		          "write it as the warning shows it: 'N0601' or 'deprecated-key'");
	}
	return code;
}

static void
lower_suppression(struct lowering *l, const struct node *entry, const struct origin *origin)
{
	const struct node *ignore = node_get(entry, "ignore", NULL);
	const struct node *reason = node_get(entry, "reason", NULL);
	int code = lower_code(l, ignore);
	struct suppression *suppression;

	if (!code)
		return;
	if (diag_code_severity((enum diag_code)code) != SEVERITY_WARNING) {
		diag_at(l->ir->diags, DIAG_ONLY_WARNINGS, ignore->at,
		        "only warnings can be suppressed, and '%.*s' is none",
		        STR_ARG(ignore->text));
		return;
	}
	if (blank(reason->text)) {
		diag_at(l->ir->diags, DIAG_EMPTY_REASON, reason->at,
		        "expected the reason why this is on purpose");
		return;
	}
	if (!in_force(l, entry))
		return;
	suppression = arena_alloc(l->ir->arena, sizeof(*suppression));
	suppression->code = (enum diag_code)code;
	suppression->at = entry->at;
	suppression->reason = reason->text.data;
	suppression->origin = origin;
	suppression->next = l->ir->suppressions;
	l->ir->suppressions = suppression;
}

void
lower_lint(struct lowering *l)
{
	for (size_t i = 0; i < l->composed->file_count; i++) {
		const struct setting *lint = file_setting(l->composed->files[i], KEY_LINT);

		for (uint32_t j = 0; lint && j < lint->value->count; j++)
			lower_suppression(l, lint->value->items[j], &l->composed->files[i]->origin);
	}
}
