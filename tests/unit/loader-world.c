/* SPDX-License-Identifier: Apache-2.0 */
/* loader-world.c - a home, a project, and a policy in it. */
#include "tests/unit/loader-world.h"

#include "tests/unit/fake-kernel.h"
#include "tests/unit/make-blob.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char root[64], home_variable[96];

void
shell(const char *command)
{
	char line[1024];

	snprintf(line, sizeof(line), "cd '%s' && { %s; }", root, command);
	ck_assert_int_eq(system(line), 0);
}

void
set_up(void)
{
	const char *scratch = getenv("SCRATCH");

	snprintf(root, sizeof(root), "%s/loader.XXXXXX", scratch ? scratch : "/var/tmp");
	ck_assert_ptr_nonnull(mkdtemp(root));
	snprintf(home_variable, sizeof(home_variable), "HOME=%s/home", root);
	umask(022);
	shell("mkdir -p home/.ssh home/.config home/dots proj/sub out && echo s > home/.ssh/id &&"
	      " echo f > proj/file && ln -s ../out proj/link && chmod 755 .");
}

void
tear_down(void)
{
	char line[128];

	snprintf(line, sizeof(line), "rm -rf '%s'", root);
	ck_assert_int_eq(system(line), 0);
}

void
write_policy(const char *path, const char *spec)
{
	char file[256];
	size_t size;
	uint8_t *bytes = make_blob(spec, &size);

	ck_assert_msg(bytes != NULL, "spec: %s", spec);
	snprintf(file, sizeof(file), "%s/%s", root, path);
	FILE *stream = fopen(file, "w");
	ck_assert_uint_eq(fwrite(bytes, 1, size, stream), size);
	fclose(stream);
	free(bytes);
}

void
enter(const char *directory)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, directory);
	ck_assert_int_eq(chdir(path), 0);
}

int
run(const char *directory, const char *option, const char *variable)
{
	char policy[256];
	char *argv[8] = {"nono-exec"},
	     *environment[] = {home_variable, "PATH=:rel:/usr/bin:/bin", (char *)variable, NULL};
	int argc = 1;

	snprintf(policy, sizeof(policy), "%s/home/p.bin", root);
	enter(directory);
	if (option)
		argv[argc++] = (char *)option;
	argv[argc++] = policy;
	argv[argc++] = "--";
	argv[argc++] = "cmd";
	return fake_run(argv, environment);
}

void
write_mounts(const char *lines)
{
	static char file[128];

	snprintf(file, sizeof(file), "%s/mounts", root);
	FILE *stream = fopen(file, "w");
	ck_assert_int_ge(fputs(lines, stream), 0);
	fclose(stream);
	fake.mounts = file;
}

const char *
mount_line(const char *name, const char *end)
{
	static char line[256];

	snprintf(line, sizeof(line), "36 35 8:1 / %s/%s rw,relatime shared:7 - %s", root, name,
	         end);
	return line;
}

bool
said(const char *text)
{
	return strstr(fake.text, text) != NULL;
}
