/* SPDX-License-Identifier: Apache-2.0 */
/* tally.c - counts, their table, and the bounds on them. */
#include "tests/oracle/tally.h"

#include <errno.h>

void
tally_add(struct tally *tally, const struct operation *operation, int error, bool unequal,
          bool root)
{
	enum op op = operation->request.op;

	tally->total++;
	tally->total_allowed += error == 0;
	tally->allowed[op] += error == 0;
	tally->denied[op] += error != 0;
	tally->as_root += root;
	tally->linked += operation->linked;
	tally->aliased += operation->aliased;
	tally->missing += operation->missing;
	tally->crossing += operation->crossing;
	tally->unequal += unequal;
	tally->exdev += error == EXDEV;
}

static double
percent(unsigned part, unsigned whole)
{
	return whole == 0 ? 0.0 : 100.0 * part / whole;
}

void
tally_print(const struct tally *tally, FILE *out)
{
	unsigned failed = 0;

	fprintf(out, "%-14s %8s %7s %9s %8s %18s\n", "operation", "count", "share", "allowed",
	        "denied", "fails anyway too");
	for (unsigned op = 0; op < OPS; op++) {
		unsigned count = tally->allowed[op] + tally->denied[op];

		failed += tally->failed[op];
		fprintf(out, "%-14s %8u %6.1f%% %8.1f%% %7.1f%% %18u\n", op_name((enum op)op),
		        count, percent(count, tally->total), percent(tally->allowed[op], count),
		        percent(tally->denied[op], count), tally->failed[op]);
	}
	fprintf(out, "%-14s %8u %6.1f%% %8.1f%% %7.1f%% %18u\n", "total", tally->total, 100.0,
	        percent(tally->total_allowed, tally->total),
	        percent(tally->total - tally->total_allowed, tally->total), failed);
	fprintf(out,
	        "of them: %u as root, %u through a symlink, %u on an object with several names, "
	        "%u with a missing name,\n  %u between two directories, %u of these of unequal "
	        "rights; %u answered EXDEV\n",
	        tally->as_root, tally->linked, tally->aliased, tally->missing, tally->crossing,
	        tally->unequal, tally->exdev);
	fprintf(out,
	        "policies: %u, %u of them refused as they must be, %u with denies apart from all "
	        "grants;\n  rules through a symlink %u, for nothing %u, for an object with several "
	        "names %u\n",
	        tally->policies, tally->refused, tally->denies, tally->rules_linked,
	        tally->rules_missing, tally->rules_aliased);
}

static bool
bounded(const char *what, unsigned part, unsigned whole, double least, double most, FILE *out)
{
	double is = percent(part, whole);

	if (is >= least && is <= most)
		return true;
	fprintf(out, "%s: %.1f%%, expected %.0f%% to %.0f%%\n", what, is, least, most);
	return false;
}

bool
tally_good(const struct tally *tally, unsigned abi, bool root, FILE *out)
{
	bool good = bounded("allowed", tally->total_allowed, tally->total, 30, 70, out);

	for (unsigned op = 0; op < OPS; op++) {
		const char *name = op_name((enum op)op);
		unsigned count = tally->allowed[op] + tally->denied[op];

		/* Only root makes devices, and older kernels leave some things alone. */
		if (!root && (op == OP_MKNOD_CHAR || op == OP_MKNOD_BLOCK))
			continue;
		good &= bounded(name, count, tally->total, 1, 25, out);
		if ((op == OP_CONNECT_UNIX && abi < 9) || (op == OP_TRUNCATE && abi < 3))
			good &= bounded(name, tally->allowed[op], count, 100, 100, out);
		else
			good &= bounded(name, tally->allowed[op], count, 10, 90, out);
	}
	good &= bounded("through a symlink", tally->linked, tally->total, 5, 60, out);
	good &= bounded("several names", tally->aliased, tally->total, 3, 60, out);
	good &= bounded("missing names", tally->missing, tally->total, 5, 60, out);
	good &= bounded("pairs of unequal rights", tally->unequal, tally->crossing, 20, 80, out);
	good &= bounded("EXDEV", tally->exdev, tally->crossing, 5, 60, out);
	good &= bounded("refused policies", tally->refused, tally->policies, 1, 20, out);
	if (root)
		good &= bounded("as root", tally->as_root, tally->total, 40, 60, out);
	return good;
}
