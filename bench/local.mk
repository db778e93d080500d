# SPDX-License-Identifier: Apache-2.0
# `make bench` measures; it is no test, because a time depends on who else is on the machine.
MEASURING = %D%/calls %D%/launch %D%/phases %D%/yardstick
EXTRA_PROGRAMS += $(MEASURING)
%C%_calls_LDADD =
%C%_launch_LDADD =
# Both as nono-exec is made.
%C%_phases_SOURCES = %D%/phases.c $(RUNTIME_PHASES) runtime/mem.c runtime/start.c
%C%_phases_CFLAGS = $(runtime_nono_exec_CFLAGS)
%C%_phases_LDFLAGS = $(runtime_nono_exec_LDFLAGS)
%C%_phases_LDADD =
%C%_yardstick_CFLAGS = $(runtime_nono_exec_CFLAGS) -fno-stack-protector
%C%_yardstick_LDFLAGS = $(runtime_nono_exec_LDFLAGS)
%C%_yardstick_LDADD =
BENCHES = %D%/check.sh %D%/compile.sh %D%/exec.sh %D%/filter.sh %D%/policy.sh %D%/run.sh \
	%D%/scale.sh
EXTRA_DIST += $(BENCHES) %D%/lib.sh %D%/yardstick.awk
CLEANFILES += $(MEASURING)

bench: all $(MEASURING) tests/enforce/blob tests/landlock-abi
	@for bench in $(BENCHES); do \
		echo "$$bench:"; \
		$(AM_TESTS_ENVIRONMENT) LAUNCH='$(abs_builddir)/%D%/launch'; export LAUNCH; \
		CALLS='$(abs_builddir)/%D%/calls'; export CALLS; \
		PHASES='$(abs_builddir)/%D%/phases'; export PHASES; \
		YARDSTICK='$(abs_builddir)/%D%/yardstick'; export YARDSTICK; \
		$(LOG_COMPILER) $(abs_srcdir)/$$bench || exit 1; \
	done
.PHONY: bench
