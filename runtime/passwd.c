/* SPDX-License-Identifier: Apache-2.0 */
/* passwd.c - reads /etc/passwd and /etc/group line by line, without a libc. */
#include "runtime/bind.h"
#include "runtime/mem.h"

enum { LINE_SIZE = 2048, FIELDS = 7 };

struct lines {
	int fd, error;
	size_t start, end;
	char text[LINE_SIZE];
};

/* The next line, terminated; NULL at the end.  A line that does not fit is left out. */
static char *
next_line(struct lines *lines)
{
	bool skip = false;

	for (;;) {
		for (size_t i = lines->start; i < lines->end; i++) {
			if (lines->text[i] != '\n')
				continue;
			char *line = lines->text + lines->start;
			lines->text[i] = '\0';
			lines->start = i + 1;
			if (!skip)
				return line;
			skip = false;
		}
		memmove(lines->text, lines->text + lines->start, lines->end - lines->start);
		lines->end -= lines->start;
		lines->start = 0;
		if (lines->end == LINE_SIZE) {
			lines->end = 0;
			skip = true;
		}
		long n = sys_read(lines->fd, lines->text + lines->end, LINE_SIZE - lines->end);
		if (n == -EINTR)
			continue;
		if (n < 0)
			lines->error = (int)n;
		if (n <= 0)
			return NULL;
		lines->end += (size_t)n;
	}
}

static unsigned
split(char *line, char *field[static FIELDS])
{
	unsigned count = 0;

	field[count++] = line;
	for (; *line; line++) {
		if (*line != ':' || count == FIELDS)
			continue;
		*line = '\0';
		field[count++] = line + 1;
	}
	return count;
}

static bool
number_is(const char *text, uint32_t wanted)
{
	uint64_t number = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || number > UINT32_MAX)
			return false;
		number = number * 10 + (uint64_t)(*text - '0');
	}
	return number == wanted;
}

int
passwd_find(uint32_t uid, char *home, size_t home_size, char *user, size_t user_size)
{
	struct lines lines = {.fd = sys_open("/etc/passwd", SYS_O_RDONLY, 0)};
	char *field[FIELDS], *line;
	int found = 0;

	/* EACCES: inside another sandbox. */
	if (lines.fd == -ENOENT || lines.fd == -ENOTDIR || lines.fd == -EACCES)
		return 0;
	if (lines.fd < 0)
		return lines.fd;
	while (!found && (line = next_line(&lines)))
		if (split(line, field) == FIELDS && number_is(field[2], uid))
			found = text_copy(home, home_size, field[5]) &&
			        text_copy(user, user_size, field[0]);
	sys_close(lines.fd);
	return lines.error ? lines.error : found;
}

bool
passwd_private_group(uint32_t gid, const char *user)
{
	struct lines lines = {.fd = sys_open("/etc/group", SYS_O_RDONLY, 0)};
	char *field[FIELDS], *line;
	bool private = false;

	if (lines.fd < 0)
		return false;
	while ((line = next_line(&lines))) {
		if (split(line, field) != 4 || !number_is(field[2], gid))
			continue;
		private = text_equal(field[0], user) && (!*field[3] || text_equal(field[3], user));
		break;
	}
	sys_close(lines.fd);
	return private;
}
