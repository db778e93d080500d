/* SPDX-License-Identifier: Apache-2.0 */
/* apply-seatbelt.c - the one call of macOS's sandbox library. */
#include "runtime/profile.h"

/*
 * In libSystem, but in no header of the system's: browsers rely on them.  The public sandbox_init()
 * takes no parameters.
 */
int sandbox_init_with_parameters(const char *profile, uint64_t flags,
                                 const char *const parameters[], char **error);
void sandbox_free_error(char *error);
int sandbox_check(pid_t process, const char *operation, int type, ...);

static bool
is_sandboxed(void)
{
	return sandbox_check(getpid(), NULL, 0) == 1;
}

bool
profile_possible(void)
{
	return !is_sandboxed();
}

int
profile_apply(struct loader *loader)
{
	const struct profile *profile = loader->profile;
	char *why = NULL;

	if (sandbox_init_with_parameters(profile->data, 0, profile->parameters, &why) == 0) {
		if (is_sandboxed())
			return 0;
		return refuse(&loader->err, "macOS says that it applied the policy, and that this "
		                            "process has none");
	}
	if (is_sandboxed())
		refuse(&loader->err,
		       "this process has a sandbox of macOS's already, which takes no second one: "
		       "start the command outside of it");
	else
		refuse(&loader->err, "macOS does not apply the policy: %s",
		       why ? why : error_text(errno));
	if (why)
		sandbox_free_error(why);
	return REPORT_REFUSED;
}
