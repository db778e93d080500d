# SPDX-License-Identifier: Apache-2.0
# `make check-kernels` boots other kernels; `make check` has the one at hand.
KERNEL_PARTS = %D%/audit-log %D%/emulate %D%/init %D%/threads
EXTRA_PROGRAMS += $(KERNEL_PARTS)
CLEANFILES += $(KERNEL_PARTS)
%C%_audit_log_SOURCES = %D%/audit-log.c
%C%_audit_log_CFLAGS = $(BASE_CFLAGS)
%C%_audit_log_LDFLAGS = -static
%C%_audit_log_LDADD =
%C%_emulate_SOURCES = %D%/emulate.c tests/enforce/trace.c tests/enforce/trace.h
%C%_emulate_CFLAGS = $(BASE_CFLAGS)
%C%_emulate_LDFLAGS = -static
%C%_emulate_LDADD =
%C%_init_SOURCES = %D%/init.c %D%/machine.c %D%/machine.h
%C%_init_CFLAGS = $(BASE_CFLAGS)
%C%_init_LDFLAGS = -static
%C%_init_LDADD =
%C%_threads_SOURCES = %D%/threads.c
%C%_threads_CFLAGS = $(BASE_CFLAGS)
%C%_threads_LDFLAGS = -static
%C%_threads_LDADD = $(SANDBOX)
EXTRA_DIST += %D%/audit %D%/boot %D%/check %D%/expected.tsv %D%/fetch %D%/initramfs %D%/judge.py %D%/policies \
	%D%/threads.sh

# KERNELS="2 newest" are some of them.
check-kernels: all $(KERNEL_PARTS) tests/enforce/attack tests/enforce/blob tests/enforce/probe
	@$(AM_TESTS_ENVIRONMENT) $(abs_srcdir)/%D%/check $(KERNELS)
.PHONY: check-kernels
