/* SPDX-License-Identifier: Apache-2.0 */
/* prepare.c - the column of calls from a command line to a policy that may be applied. */
#include "front/prepare.h"

#include "front/grants.h"
#include "front/self.h"
#include "front/settle.h"

bool
prepare(struct command_line *line, struct front_policy *policy)
{
	line->self = self_begin(line);
	if (!front_compile(line, policy) || !settle_trust(line, policy) ||
	    !settle_workdir(line, policy))
		return false;
	front_warn(line, policy);
	settle_missing(line, policy);
	if (!front_emit(policy))
		return false;
	if (line->self)
		self_write(line, policy);
	if (!command_given(line, FLAG_SILENT))
		grants_show(line, policy);
	return true;
}
