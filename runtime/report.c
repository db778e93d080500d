/* SPDX-License-Identifier: Apache-2.0 */
/* report.c - a formatter that needs no libc and escapes whatever it is given. */
#include "runtime/report.h"

#include "runtime/mem.h"
#include "runtime/sys.h"
#include "runtime/view.h"

void
report_flush(struct report *report)
{
	size_t done = 0;

	while (done < report->length && !report->muted) {
		long n = sys_write(report->fd, report->text + done, report->length - done);

		if (n == -EINTR)
			continue;
		if (n <= 0) {
			report->failed = true;
			break;
		}
		done += (size_t)n;
	}
	report->length = 0;
}

static void
add_byte(struct report *report, char byte)
{
	if (report->length == sizeof(report->text))
		report_flush(report);
	report->text[report->length++] = byte;
}

/* Characters that a terminal obeys or that turn the text around them. */
static bool
character_plain(const unsigned char *s, unsigned length)
{
	if (length == 1)
		return s[0] >= 0x20 && s[0] != 0x7f;
	if (length == 2)
		return s[0] != 0xc2 || s[1] >= 0xa0;
	if (length == 3 && s[0] == 0xe2)
		return !(s[1] == 0x80 &&
		         ((s[2] >= 0x8b && s[2] <= 0x8f) || (s[2] >= 0xa8 && s[2] <= 0xae))) &&
		       !(s[1] == 0x81 && s[2] >= 0xa0 && s[2] <= 0xaf);
	return !(length == 3 && s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf);
}

static void
add_escaped(struct report *report, const char *text, size_t size)
{
	static const char digits[] = "0123456789abcdef";

	while (size) {
		unsigned length = utf8_length(text, size);
		unsigned char byte = (unsigned char)*text;

		if (length && character_plain((const unsigned char *)text, length)) {
			for (unsigned i = 0; i < length; i++)
				add_byte(report, text[i]);
		} else {
			length = 1;
			add_byte(report, '\\');
			add_byte(report, 'x');
			add_byte(report, digits[byte >> 4]);
			add_byte(report, digits[byte & 15]);
		}
		text += length;
		size -= length;
	}
}

static void
add_number(struct report *report, unsigned number)
{
	char digits[10];
	unsigned count = 0;

	do
		digits[count++] = (char)('0' + number % 10);
	while (number /= 10);
	while (count)
		add_byte(report, digits[--count]);
}

static void
add_format(struct report *report, const char *format, va_list arguments)
{
	const char *text;
	int size;

	for (; *format; format++) {
		if (*format != '%') {
			add_byte(report, *format);
		} else if (*++format == 's') {
			text = va_arg(arguments, const char *);
			add_escaped(report, text, strlen(text));
		} else if (*format == 'u') {
			add_number(report, va_arg(arguments, unsigned));
		} else if (*format == '.') {
			format += 2;
			size = va_arg(arguments, int);
			add_escaped(report, va_arg(arguments, const char *), (size_t)size);
		} else {
			add_byte(report, '%');
		}
	}
}

void
report_add(struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_format(report, format, arguments);
	va_end(arguments);
}

void
report_end(struct report *report)
{
	add_byte(report, '\n');
	report_flush(report);
	report->muted = false;
}

void
report_line(struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_format(report, format, arguments);
	va_end(arguments);
	report_end(report);
}

void
report_begin(struct report *report, const char *kind)
{
	report->muted = report->silent && *kind;
	report_add(report, "%s: %s", report->program ? report->program : "nono-exec", kind);
}

int
report_written(const struct report *out, struct report *err)
{
	return out->failed ? refuse(err, "standard output cannot be written") : 0;
}

static void
say(struct report *report, const char *kind, const char *format, va_list arguments)
{
	report_begin(report, kind);
	add_format(report, format, arguments);
	report_end(report);
}

int
refuse(struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(report, "", format, arguments);
	va_end(arguments);
	return REPORT_REFUSED;
}

void
warn(struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(report, "warning: ", format, arguments);
	va_end(arguments);
}

void
note(struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(report, "note: ", format, arguments);
	va_end(arguments);
}

const char *
error_text(long error)
{
	switch (error < 0 ? -error : error) {
	case EPERM:
		return "operation not permitted";
	case ENOENT:
		return "no such file or directory";
	case EIO:
		return "input/output error";
	case E2BIG:
		return "too much, or too many layers";
	case ENOEXEC:
		return "not a program that the kernel knows";
	case EBADF:
		return "bad file descriptor";
	case ENOMEM:
		return "out of memory";
	case EACCES:
		return "permission denied";
	case ENOTDIR:
		return "not a directory";
	case EISDIR:
		return "is a directory";
	case EMFILE:
	case ENFILE:
		return "too many open files";
	case ETXTBSY:
		return "open for writing elsewhere";
	case ENAMETOOLONG:
		return "path too long";
	case ENOSYS:
		return "the kernel has no such system call";
	case ELOOP:
		return "too many symlinks";
	case EINVAL:
		return "the kernel does not take it";
	case ESTALE:
		return "it changed while it was looked at";
	default:
		return "the kernel reported an error";
	}
}
