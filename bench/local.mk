# SPDX-License-Identifier: Apache-2.0
# `make bench` measures; it is no test, because a time depends on who else is on the machine.
EXTRA_PROGRAMS = %D%/calls %D%/launch
%C%_calls_LDADD =
%C%_launch_LDADD =
BENCHES = %D%/check.sh %D%/compile.sh %D%/exec.sh %D%/filter.sh %D%/policy.sh
EXTRA_DIST += $(BENCHES)
CLEANFILES += %D%/calls %D%/launch

bench: all %D%/calls %D%/launch tests/enforce/blob tests/landlock-abi
	@for bench in $(BENCHES); do \
		echo "$$bench:"; \
		$(AM_TESTS_ENVIRONMENT) LAUNCH='$(abs_builddir)/%D%/launch'; export LAUNCH; \
		CALLS='$(abs_builddir)/%D%/calls'; export CALLS; \
		$(LOG_COMPILER) $(abs_srcdir)/$$bench || exit 1; \
	done
.PHONY: bench
