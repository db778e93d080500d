/* SPDX-License-Identifier: Apache-2.0 */
/* driver-report.c - what was found, in each format that was asked for, each to its place. */
#include "compiler/driver.h"

#include "compiler/diag-record.h"
#include "compiler/output.h"
#include "compiler/render.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUMMARY_MAX ((size_t)1 << 20) /* GitHub refuses more of a step */

/* A report that becomes a file is held back until it is whole. */
struct destination {
	struct report *report;
	const char *file; /* or NULL: a stream */
	bool append;      /* to the summary of a job, which others write too */
	bool source;      /* FILE is one that was read: it is not replaced */
	FILE *out;
	char *text;
	size_t length;
};

struct driver_report {
	struct arena *arena;
	const struct options *options;
	struct destination *all;
	size_t count;
};

static struct destination *
add_destination(struct driver_report *report, enum diag_format format, const char *file, FILE *out)
{
	struct destination *to = &report->all[report->count++];
	struct diag_options options = report->options->diagnostics;

	to->file = file;
	to->out = file ? open_memstream(&to->text, &to->length) : out;
	if (!to->out)
		arena_exhausted(NULL);
	options.format = format;
	options.color &= !file;
	if (format == DIAG_SARIF) /* an alert that is not there counts as mended */
		options.limit = 0;
	to->report = render_new(report->arena, &options, to->out);
	return to;
}

struct driver_report *
driver_report_new(struct arena *arena, const struct options *options, FILE *plain)
{
	struct driver_report *report = arena_alloc(arena, sizeof(*report));
	enum diag_format format = options->diagnostics.format;

	report->arena = arena;
	report->options = options;
	report->all = arena_calloc(arena, options->report_count + 2, sizeof(*report->all));
	add_destination(report, format, NULL, render_formats[format].product ? stdout : plain);
	for (size_t i = 0; i < options->report_count; i++)
		add_destination(report, options->reports[i].format, options->reports[i].file, NULL);
	for (size_t i = 0, count = report->count; options->step_summary && i < count; i++)
		if (report->all[i].report->options.format == DIAG_GITHUB) {
			struct destination *to =
			    add_destination(report, DIAG_MARKDOWN, options->step_summary, NULL);

			to->append = true;
			to->report->room = SUMMARY_MAX / 2;
			break;
		}
	return report;
}

void
driver_report_add(struct driver_report *report, struct diags *diags, int status)
{
	for (size_t i = 0; i < report->count; i++) {
		struct destination *to = &report->all[i];

		to->source |= to->file && driver_is_source(diags->sources, to->file);
		render_add(to->report, diags, status);
	}
}

/* What is reported on must not be lost to its own report. */
static bool
is_operand(const struct options *options, const char *file)
{
	struct stat input, output;

	if (stat(file, &output) < 0)
		return false;
	for (size_t i = 0; i < options->operand_count; i++)
		if (stat(options->operands[i], &input) == 0 && input.st_ino == output.st_ino &&
		    input.st_dev == output.st_dev)
			return true;
	return false;
}

/* Returns NULL, or why TEXT could not be added to FILE. */
static const char *
append(struct arena *arena, const char *file, const char *text, size_t length)
{
	int fd = open(
	    file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	    0644);
	struct stat status;
	const char *why = NULL;

	if (fd < 0 || fstat(fd, &status) < 0)
		why = strerror(errno);
	else if (!S_ISREG(status.st_mode))
		why = "it is no regular file";
	else if ((size_t)status.st_size > SUMMARY_MAX - length)
		why = "it would become larger than 1 MiB";
	for (size_t done = 0; !why && done < length;) {
		ssize_t n = write(fd, text + done, length - done);

		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			why = strerror(errno);
	}
	if (fd >= 0 && close(fd) < 0 && !why)
		why = strerror(errno);
	return why ? arena_printf(arena, "cannot add to '%s': %s", file, why) : NULL;
}

static int
finish(struct driver_report *report, struct destination *to, int status)
{
	const char *why = NULL;

	render_end(to->report, status);
	if (!to->file)
		return fflush(to->out) == 0 ? STATUS_CLEAN
		                            : driver_say("the findings could not be written");
	if (fclose(to->out) != 0 || to->length > UINT32_MAX - 1)
		arena_exhausted(NULL);
	if (to->append)
		why = append(report->arena, to->file, to->text, to->length);
	else if (to->source || is_operand(report->options, to->file))
		why = arena_printf(report->arena,
		                   "'%s' is what the report is about; give --format another file",
		                   to->file);
	else
		why = output_write(report->arena, to->file,
		                   (struct str){to->text, (uint32_t)to->length});
	free(to->text);
	return why ? driver_say(why) : STATUS_CLEAN;
}

int
driver_report_end(struct driver_report *report, int status)
{
	int result = STATUS_CLEAN;

	for (size_t i = 0; i < report->count; i++)
		if (finish(report, &report->all[i], status) != STATUS_CLEAN)
			result = STATUS_USAGE;
	return result;
}

int
driver_render(struct diags *diags, const struct options *options)
{
	struct driver_report *report = driver_report_new(diags->arena, options, stderr);
	int status = diags_count(diags, SEVERITY_ERROR) ? STATUS_ERROR : STATUS_CLEAN;

	driver_report_add(report, diags, status);
	return driver_report_end(report, status);
}
