/* SPDX-License-Identifier: Apache-2.0 */
/* attack.h - a way around a sandbox, by name; the lists end with a row without one. */
#ifndef ATTACK_H
#define ATTACK_H

struct attack {
	const char *name;
	int (*run)(const char *argument); /* 0, or an errno */
};

extern const struct attack file_attacks[], mount_attacks[], process_attacks[];

/* The errno of a failed system call, or 0. */
int answer(long result);
/* The same for one that returns a descriptor, which is closed. */
int made(long fd);
/* What RUN answers in a child: the caller would be changed for good. */
int in_child(int (*run)(const char *), const char *argument);
/* Reads a byte of a file, relative to a directory or AT_FDCWD. */
int read_at(int directory, const char *path);

#endif
