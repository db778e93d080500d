/* SPDX-License-Identifier: Apache-2.0 */
/* bind.h - anchors get their places: home, working directory, and what the environment names. */
#ifndef RUNTIME_BIND_H
#define RUNTIME_BIND_H

#include "runtime/loader.h"

/* A bound path with its NUL: what the kernel takes, so longer ones are an error. */
#define BOUND_SIZE WALK_PATH_SIZE

/* Finds the homes and the working directory, then binds every anchor that the blob uses. */
int bind_anchors(struct loader *loader);
/*
 * PATH's text with its anchor bound; HOME chooses among the homes (0: $HOME)
 * for what starts there.  0; -ENOENT: the anchor is not set; -ENAMETOOLONG.
 */
int bind_path(const struct loader *loader, const struct blob_path *path, unsigned home,
              char bound[static BOUND_SIZE]);
/* The same for a message, by $HOME; "?" where that is nothing. */
void bind_shown(const struct loader *loader, const struct blob_path *path,
                char bound[static BOUND_SIZE]);
/* How many homes a protected path is bound to. */
unsigned bind_homes(const struct loader *loader, const struct blob_path *path);
/* NAME's value in the environment, or NULL. */
const char *bind_variable(const struct process *process, const char *name);
/* Writes UID in decimal; returns the length. */
size_t bind_uid(uint32_t uid, char digits[static 10]);

/* Fills HOME and USER from /etc/passwd: 1; 0 if there is no entry; -errno. */
int passwd_find(uint32_t uid, char *home, size_t home_size, char *user, size_t user_size);
/* Whether the group GID is the private group of USER: named alike, and nobody else is in it. */
bool passwd_private_group(uint32_t gid, const char *user);

#endif
