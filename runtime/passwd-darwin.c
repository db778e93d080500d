/* SPDX-License-Identifier: Apache-2.0 */
/* passwd-darwin.c - users and their groups: macOS has no file of them, but a service. */
#include "runtime/bind.h"
#include "runtime/mem.h"

#include <pwd.h>

int
passwd_find(uint32_t uid, char *home, size_t home_size, char *user, size_t user_size)
{
	const struct passwd *entry = getpwuid((uid_t)uid);

	return entry && text_copy(home, home_size, entry->pw_dir) &&
	       text_copy(user, user_size, entry->pw_name);
}

/* Users share the group "staff". */
bool
passwd_private_group(uint32_t gid, const char *user)
{
	(void)gid;
	(void)user;
	return false;
}
