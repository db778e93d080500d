/* SPDX-License-Identifier: Apache-2.0 */
/* loader-world.h - what tests of the loader on the played kernel share: a tree of real files. */
#ifndef TESTS_UNIT_LOADER_WORLD_H
#define TESTS_UNIT_LOADER_WORLD_H

#include <stdbool.h>

/* Where the tree is, and "HOME=..." with the home in it. */
extern char root[64], home_variable[96];

/*
 * A fixture: home/.ssh/id, home/.config, home/dots, proj/file, proj/sub, out, and proj/link, which
 * leads to out.
 */
void set_up(void);
void tear_down(void);
/* Runs COMMAND in the tree; it must succeed. */
void shell(const char *command);
void write_policy(const char *path, const char *spec);
void enter(const char *directory);
/* Runs the policy in home/p.bin from DIRECTORY, with an option and a variable or NULL. */
int run(const char *directory, const char *option, const char *variable);

/* The loader reads LINES in place of /proc/self/mountinfo. */
void write_mounts(const char *lines);
/* A line of it for NAME in the tree; END is the type and what follows it. */
const char *mount_line(const char *name, const char *end);
/* Whether TEXT is part of what was said. */
bool said(const char *text);

#endif
