/* SPDX-License-Identifier: Apache-2.0 */
/* loader.h - what one run knows; each phase of main fills its part and reads the earlier ones. */
#ifndef RUNTIME_LOADER_H
#define RUNTIME_LOADER_H

#include "runtime/record.h"
#include "runtime/report.h"
#include "runtime/sha256.h"
#include "runtime/view.h"
#include "runtime/walk.h"

/* What the kernel handed over. */
struct process {
	int argc;
	char **argv;
	char **envp;
	uint32_t uid, gid; /* effective; the real ones are the same unless `secure` */
	bool secure;       /* set-user-id or file capabilities: AT_SECURE */
};

struct options {
	bool strict, verbose, dry_run, digest_given;
	const char *home;
	const char *blob;
	char **command; /* argv of the command; NULL with --dry-run and no command */
	char digest[SHA256_HEX_SIZE];
};

/* The policy's file, read once into private memory. */
struct file {
	const uint8_t *bytes;
	size_t size;
	uint64_t device, inode;
	uint32_t uid, gid;
	uint16_t mode;
	bool recorded; /* its digest is the recorded or the required one */
	char given[RECORD_PATH_SIZE];
	char resolved[WALK_PATH_SIZE];
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
	char cwd[WALK_PATH_SIZE];
	bool home_from_env;
};

/* What the kernel at hand mediates. */
struct kernel {
	unsigned abi;  /* as known to us */
	unsigned real; /* as the kernel says */
	uint64_t fs, net, scopes;
};

struct losses {
	uint32_t refuse, warn, note; /* enum blob_loss */
};

enum object_state {
	OBJECT_APPLIED,
	OBJECT_IMPLIED,    /* opened without a symlink: a rule above grants it all */
	OBJECT_MISSING,    /* or out of reach */
	OBJECT_UNSUITABLE, /* a magic link, a pipe, ... */
	OBJECT_UNBOUND,    /* its anchor is not set */
};

struct object {
	uint64_t device, inode;
	uint32_t rights; /* as granted to this object */
	uint32_t next;   /* 1 + the next object at the same spot, or 0 */
	uint8_t state;
	bool linked; /* a symlink lies on its path */
};

/* A directory or object at, or above, granted objects. */
struct spot {
	uint64_t device, inode;
	uint32_t first; /* 1 + the first object here, or 0 */
	uint32_t below; /* rights granted here and below */
	bool used;
};

struct objects {
	struct object *items; /* one a rule */
	struct spot *spots;   /* hash table of a power of two */
	uint32_t spot_mask, spot_count;
};

struct environment {
	char **envp;
	const char *path;     /* the resulting PATH, or NULL */
	uint32_t credentials; /* removed */
};

struct loader {
	const struct process *process;
	struct options options;
	struct report err, out;
	struct file file;
	struct blob_view view;
	struct anchors anchors;
	struct kernel kernel;
	struct losses losses;
	struct objects objects;
	struct environment environment;
	struct walk walk;
	int ruleset;
	char *tables; /* what is left of the second mapping */
	size_t tables_left;
};

/* A part of the one mapping for tables; its size was counted before, so it is always there. */
void *loader_take(struct loader *loader, size_t size);

#endif
