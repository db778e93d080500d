# SPDX-License-Identifier: Apache-2.0
# The kernel's own Landlock selftests, with the policy's format between them and the kernel.
check_PROGRAMS += %D%/init
%C%_init_CFLAGS = $(BASE_CFLAGS)
%C%_init_LDFLAGS = -static
%C%_init_LDADD =
# Two libraries, as the two halves use words alike: the script makes one object of each.
check_LIBRARIES += %D%/libapply.a %D%/libshim.a
%C%_libapply_a_SOURCES = %D%/apply.c %D%/apply.h
%C%_libshim_a_SOURCES = %D%/ruleset.c %D%/ruleset.h %D%/shim.c %D%/shim.h
EXTRA_DIST += %D%/exceptions %D%/run

check-selftests: all %D%/init $(check_LIBRARIES)
	@$(AM_TESTS_ENVIRONMENT) $(abs_srcdir)/%D%/run
.PHONY: check-selftests
