/* SPDX-License-Identifier: Apache-2.0 */
/* facts.h - what a run knows before it touches an object: command line, file, anchors, kernel. */
#ifndef RUNTIME_FACTS_H
#define RUNTIME_FACTS_H

#include "runtime/blob.h"
#include "runtime/loss.h"
#include "runtime/process.h"
#include "runtime/record.h"
#include "runtime/sha256.h"
#include "runtime/walk.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEEP_MAX 16

struct options {
	bool strict, verbose, dry_run, audit, digest_given;
	const char *home;
	const char *blob;
	char **command; /* argv of the command; NULL with --dry-run and no command */
	char digest[SHA256_HEX_SIZE];
	unsigned keep[KEEP_MAX], keep_count; /* descriptors, sorted */
};

/* The policy's file, read once into private memory. */
struct file {
	const uint8_t *bytes;
	size_t size;
	uint64_t device, inode;
	uint32_t uid, gid;
	uint16_t mode;
	bool recorded;                /* its digest is the recorded or the required one */
	bool linked;                  /* it is recorded only where symlinks lead, if at all */
	const char *given, *resolved; /* its path, absolute, before and after symlinks */
};

#define HOMES 3
#define HOME_SIZE 1024

/* Where an anchor is: base and suffix; no base: not bound, or its rules are skipped. */
struct binding {
	const char *base, *suffix;
	bool from_home; /* a default below the home directory */
};

struct anchors {
	struct binding at[BLOB_ANCHORS];
	uint32_t used;            /* bit set of the anchors in the blob */
	const char *homes[HOMES]; /* the first is $HOME; denies hold for all */
	unsigned home_count;
	const char *record_home; /* where nonoc would have written its record */
	char passwd_home[HOME_SIZE];
	char user[64];
	const char *cwd; /* "" when it has no path */
	bool home_from_env;
};

#endif
